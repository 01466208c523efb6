//! Who is meant: a customer by the number here or by telephone.

use crate::domain::calendar::local_time::LocalTime;
use crate::domain::customer::search::ID_DIGITS_MAX;
use crate::domain::ids::CustomerId;
use crate::domain::people::person::Phone;
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::store::customer::contact::Kind;
use crate::store::customer::list::Known;
use crate::store::customer::traces::Whom;
use crate::store::customer::{contact, list};
use crate::store::visit::customer;
use rusqlite::Connection;

/// Who was merged into whom is followed so far; a merge leaves no longer chain than one.
const MERGES_FOLLOWED_MAX: u32 = 8;

/// Who is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Meant {
    Customer(Known),
    /// A number that no customer has; it may have called all the same.
    Number(Phone),
}

/// Who is meant by the number here, or by a telephone number in any spelling. Who was merged into another is that one.
///
/// `Invalid` if it is neither, `NotFound` if there is no customer of that number here, `Conflict` if the customer was
/// erased.
pub(crate) fn meant(desk: &Desk, connection: &Connection, said: &str) -> Result<Meant> {
    let (company, said) = (desk.salon.company, said.trim());
    let is_id = said.len() <= ID_DIGITS_MAX
        && !said.starts_with('0')
        && said.bytes().all(|byte| byte.is_ascii_digit());
    if let (true, Ok(id)) = (is_id, said.parse()) {
        return standing(desk, connection, CustomerId(id)).map(Meant::Customer);
    }
    let phone = Phone::parse(said, &desk.salon.config.company.country_code)?;
    match customer::find_by_phone(connection, company, phone.as_str())? {
        Some(found) => standing(desk, connection, found.id).map(Meant::Customer),
        None => Ok(Meant::Number(phone)),
    }
}

/// The customer who is meant. `NotFound` also for a telephone number that no customer has; else as `meant`.
pub(crate) fn customer(desk: &Desk, connection: &Connection, said: &str) -> Result<Known> {
    match meant(desk, connection, said)? {
        Meant::Customer(known) => Ok(known),
        Meant::Number(_) => Err(Error::NotFound("customer")),
    }
}

/// The customer of this number, or whom this one was merged into.
pub(crate) fn standing(desk: &Desk, connection: &Connection, id: CustomerId) -> Result<Known> {
    let mut at = id;
    for _ in 0..MERGES_FOLLOWED_MAX {
        let known = list::find(connection, desk.salon.company, at)?;
        let known = known.ok_or(Error::NotFound("customer"))?;
        match (known.merged_into, known.erased_at) {
            (Some(other), _) => at = other,
            (None, Some(erased)) => {
                let day = LocalTime::of(&desk.salon.zone, erased).day();
                return Err(Error::Conflict(desk.salon.language.pick(
                    format!("Kundennummer {at} wurde am {day} gelöscht"),
                    format!("customer {at} was erased on {day}"),
                )));
            }
            (None, None) => return Ok(known),
        }
    }
    Err(Error::internal(format!("customer {id} was merged in a circle")))
}

/// What the store looks for.
pub(crate) fn whom(desk: &Desk, connection: &Connection, meant: &Meant) -> Result<Whom> {
    let (customers, phones) = match meant {
        Meant::Customer(known) => {
            let mut customers = vec![known.id.0];
            customers.extend(list::merged_into(connection, known.id)?);
            (customers, phones(connection, known)?)
        }
        Meant::Number(phone) => (Vec::new(), vec![phone.as_str().to_owned()]),
    };
    let country = desk.salon.config.company.country_code.clone();
    Ok(Whom { company: desk.salon.company, customers, phones, country })
}

/// All numbers of a customer, the first one first.
pub(crate) fn phones(connection: &Connection, known: &Known) -> Result<Vec<String>> {
    let mut phones: Vec<String> = known.phone.iter().cloned().collect();
    phones.extend(contact::of(connection, known.id, Kind::Phone)?);
    Ok(phones)
}
