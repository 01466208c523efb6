//! A person corrects how a customer is called. The change and its audit row are one transaction; the row says whose name
//! was changed, by whom and why, and no name: the chain is for good, and a customer may want to be forgotten.

use crate::domain::audit::chain::Action;
use crate::domain::ids::CustomerId;
use crate::domain::people::person::{PersonName, Phone};
use crate::domain::speech::placeholder::is_placeholder;
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::decider::Person;
use crate::frontdesk::door::corrected;
use crate::frontdesk::door::rules::Change;
use crate::frontdesk::host::by_hand;
use crate::store::host::audit;
use crate::store::visit::customer;
use crate::store::visit::customer::Customer;
use rusqlite::Connection;
use serde::Serialize;
use serde_json::json;

/// More digits are a telephone number.
const ID_DIGITS_MAX: usize = 6;

/// What a rename did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct RenamedView {
    pub customer_id: i64,
    /// E.164.
    pub phone: Option<String>,
    pub before: String,
    pub name: String,
}

/// Renames the customer of this number in the database, or of this telephone number.
///
/// `Invalid` if the name is none, `NotFound` if there is no such customer, `Conflict` if the name is that already.
pub(crate) fn rename(desk: &Desk, whom: &str, name: &str, person: &Person) -> Result<RenamedView> {
    let name = PersonName::parse(name)?;
    if is_placeholder(name.as_str()) {
        return Err(Error::invalid("that is no name of a person"));
    }
    let known = desk.store.read(|connection| find(desk, connection, whom.trim()))?;
    let id = known.ok_or(Error::NotFound("customer"))?.id;
    by_hand::correct(desk, person, move |change| put(change, id, &name))
}

fn find(desk: &Desk, connection: &Connection, whom: &str) -> Result<Option<Customer>> {
    let company = desk.salon.company;
    let is_id = whom.len() <= ID_DIGITS_MAX
        && !whom.starts_with('0')
        && whom.bytes().all(|byte| byte.is_ascii_digit());
    if let (true, Ok(id)) = (is_id, whom.parse()) {
        return customer::find_of(connection, company, CustomerId(id));
    }
    let phone = Phone::parse(whom, &desk.salon.config.company.country_code)?;
    customer::find_by_phone(connection, company, phone.as_str())
}

fn put(change: &Change, id: CustomerId, name: &PersonName) -> Result<RenamedView> {
    let Change { tx, rules, decider, now } = *change;
    let known = customer::find(tx, id)?.ok_or(Error::NotFound("customer"))?;
    if known.name == name.as_str() {
        return Err(Error::Conflict(format!("customer {id} is called so already")));
    }
    customer::rename(tx, id, name.as_str(), now)?;
    corrected::name(tx, id, (&known.name, name), now)?;
    let whose = json!({ "company_id": rules.company.0, "customer_id": id.0, "field": "name" });
    let row = audit::Change {
        mapping: None,
        action: Action::Updated,
        old: None,
        new: Some(whose),
        decider,
    };
    audit::append(tx, &row, now)?;
    Ok(RenamedView {
        customer_id: id.0,
        phone: known.phone,
        before: known.name,
        name: name.as_str().to_owned(),
    })
}
