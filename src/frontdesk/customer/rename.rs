//! A person corrects how a customer is called. The change and its audit row are one transaction; the row says whose name
//! was changed, by whom and why, and no name: the chain is for good, and a customer may want to be forgotten.

use crate::domain::audit::chain::Action;
use crate::domain::customer::mentions::Identifiers;
use crate::domain::ids::CustomerId;
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
use crate::store::visit::customer;
use serde::Serialize;
use serde_json::json;

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
