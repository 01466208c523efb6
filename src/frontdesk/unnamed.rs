//! Why a person changed something, without the customers who are named in it: the audit trail is for good, and a customer
//! may want to be forgotten.

use crate::domain::Result;
use crate::domain::customer::mentions::Identifiers;
use crate::domain::ids::CompanyId;
use crate::domain::people::person::fold;
use crate::frontdesk::Desk;
use crate::frontdesk::decider::Person;
use crate::store::customer::contact::Kind;
use crate::store::customer::{contact, list};
use crate::store::host::staff;
use rusqlite::Connection;
use std::collections::{BTreeSet, HashMap};

/// The same person with the same reason, in which a customer is called by the number here: by the whole name, a telephone
/// number or an address. Who bears the name of one of the staff is left: nobody could tell who is meant.
pub(crate) fn unnamed(desk: &Desk, person: &Person) -> Result<Person> {
    let (company, country) = (desk.salon.company, &desk.salon.config.company.country_code);
    let said = person.decider().reason.to_owned();
    let called = |id| called(desk, id);
    let kept = desk.store.read(|connection| without(connection, company, country, said, called))?;
    Ok(person.because(kept))
}

/// How a customer is called in a reason.
pub(crate) fn called(desk: &Desk, id: i64) -> String {
    desk.salon.language.pick(format!("Kundennummer {id}"), format!("customer {id}"))
}

fn without(
    connection: &Connection,
    company: CompanyId,
    country: &str,
    said: String,
    called: impl Fn(i64) -> String,
) -> Result<String> {
    // Who is named is named in two words or more, by a number, or by an address.
    if said.split_whitespace().count() < 2 && !said.contains(['@', '+', '0']) {
        return Ok(said);
    }
    let roster = staff::roster(connection, company)?;
    let staff: BTreeSet<_> = roster.iter().map(|person| fold(&person.name)).collect();
    let mut contacts: HashMap<i64, (Vec<String>, Vec<String>)> = HashMap::new();
    for (id, phone) in contact::all(connection, company, Kind::Phone)? {
        contacts.entry(id).or_default().0.push(phone);
    }
    for (id, email) in contact::all(connection, company, Kind::Email)? {
        contacts.entry(id).or_default().1.push(email);
    }
    let mut kept = said;
    for known in list::standing(connection, company)? {
        let id = known.id.0;
        let (mut phones, emails) = contacts.remove(&id).unwrap_or_default();
        phones.extend(known.phone);
        let name = Some(known.name.as_str()).filter(|name| !staff.contains(&fold(name)));
        let emails = emails.iter().map(String::as_str);
        let one = Identifiers::new(name, phones.iter().map(String::as_str), emails, country);
        if let Some(without) = one.replaced(&kept, &called(id)) {
            kept = without;
        }
    }
    Ok(kept)
}
