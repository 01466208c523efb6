//! A person corrects how a customer is called. The change and its audit row are one transaction; the row says whose name
//! was changed, by whom and why, and no name: the chain is for good, and a customer may want to be forgotten.

use crate::domain::audit::chain::Action;
use crate::domain::customer::mentions::Identifiers;
use crate::domain::ids::{AppointmentId, CustomerId};
use crate::domain::people::person::PersonName;
use crate::domain::speech::placeholder::is_placeholder;
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::customer::whom;
use crate::frontdesk::decider::Person;
use crate::frontdesk::door::corrected;
use crate::frontdesk::door::rules::Change;
use crate::frontdesk::host::by_hand;
use crate::frontdesk::unnamed::called;
use crate::store::host::audit;
use crate::store::visit::{appointment, customer};
use serde::Serialize;
use serde_json::{Value, json};

/// What a rename did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct RenamedView {
    pub customer_id: i64,
    /// E.164.
    pub phone: Option<String>,
    pub before: String,
    pub name: String,
}

/// A name as it was typed on the page. `Invalid` in the desk's language if it is none.
fn read(desk: &Desk, name: &str) -> Result<PersonName> {
    let language = desk.salon.language;
    let name = PersonName::parse(name).map_err(|fault| Error::invalid(fault.told(language)))?;
    if is_placeholder(name.as_str()) {
        let told =
            language.pick("Das ist kein Name eines Menschen.", "That is no name of a person.");
        return Err(Error::invalid(told));
    }
    Ok(name)
}

/// Renames the customer of this number in the database, or of this telephone number.
///
/// `Invalid` if the name is none, `NotFound` if there is no such customer, `Conflict` if the name is that already, or the
/// customer was erased.
pub(crate) fn rename(desk: &Desk, said: &str, name: &str, person: &Person) -> Result<RenamedView> {
    let name = PersonName::parse(name)?;
    if is_placeholder(name.as_str()) {
        return Err(Error::invalid("that is no name of a person"));
    }
    let id = desk.store.read(|connection| whom::customer(desk, connection, said))?.id;
    // By the new name nobody is known yet.
    let new = Identifiers::new([name.as_str()], [], [], "");
    let reason = new.replaced(person.decider().reason, &called(desk, id.0));
    let person = reason.map_or_else(|| person.clone(), |reason| person.because(reason));
    by_hand::correct(desk, &person, move |change| put(change, id, &name))
}

/// Corrects the name that a visit was booked for: the customer's own, or that of whom she booked it for, which changes this
/// visit alone. What is so already is as good.
///
/// `Invalid` if the name is none, `NotFound` if there is no such appointment here, or no customer to it.
pub(crate) fn rename_of_visit(
    desk: &Desk,
    id: AppointmentId,
    name: &str,
    person: &Person,
) -> Result<()> {
    let name = read(desk, name)?;
    // By the new name nobody is known yet.
    let new = Identifiers::new([name.as_str()], [], [], "");
    let reason = new.replaced(person.decider().reason, &format!("#{id}"));
    let person = &reason.map_or_else(|| person.clone(), |reason| person.because(reason));
    by_hand::correct(desk, person, move |change| {
        let company = change.rules.company;
        let row = appointment::find(change.tx, id)?.filter(|row| row.company == company);
        let row = row.ok_or(Error::NotFound("appointment"))?;
        let whose = row.customer.ok_or(Error::NotFound("customer"))?;
        let known = customer::find(change.tx, whose)?.ok_or(Error::NotFound("customer"))?;
        let booked_for = row.metadata.get("attendee_name").and_then(Value::as_str);
        let booked_for = booked_for.filter(|told| !told.is_empty()).unwrap_or(&known.name);
        if booked_for == name.as_str() {
            return Ok(());
        }
        if booked_for == known.name {
            return put(change, whose, &name).map(drop);
        }
        corrected::attendee(change.tx, id, &name, change.now)?;
        let what = json!({ "company_id": company.0, "appointment_id": id.0, "field": "name" });
        append(change, what)
    })
}

fn put(change: &Change, id: CustomerId, name: &PersonName) -> Result<RenamedView> {
    let Change { tx, rules, now, .. } = *change;
    let known = customer::find(tx, id)?.ok_or(Error::NotFound("customer"))?;
    if known.name == name.as_str() {
        return Err(Error::Conflict(format!("customer {id} is called so already")));
    }
    customer::rename(tx, id, name.as_str(), now)?;
    corrected::name(tx, id, (&known.name, name), now)?;
    let whose = json!({ "company_id": rules.company.0, "customer_id": id.0, "field": "name" });
    append(change, whose)?;
    Ok(RenamedView {
        customer_id: id.0,
        phone: known.phone,
        before: known.name,
        name: name.as_str().to_owned(),
    })
}

/// The audit row: whose name, and no name.
fn append(change: &Change, whose: Value) -> Result<()> {
    let row = audit::Change {
        mapping: None,
        action: Action::Updated,
        old: None,
        new: Some(whose),
        decider: change.decider,
    };
    audit::append(change.tx, &row, change.now)
}
