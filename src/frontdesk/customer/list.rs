//! The customers, by name; and those who are looked for.

use crate::domain::calendar::local_time::LocalTime;
use crate::domain::customer::search::{Entry, Sought, sortable};
use crate::domain::ids::CustomerId;
use crate::domain::speech::placeholder::is_placeholder;
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::store::customer::contact::Kind;
use crate::store::customer::list::Known;
use crate::store::customer::{contact, list};
use crate::store::visit::appointment;
use rusqlite::Connection;
use serde::Serialize;
use std::collections::HashMap;

/// How many are listed at a time, unless another number is asked for.
pub(crate) const LISTED_CUSTOMERS: usize = 50;
/// And at most.
pub(crate) const LISTED_CUSTOMERS_MAX: usize = 500;
/// A file holds no more.
const FILE_CUSTOMERS_MAX: usize = 20_000;

/// A customer in a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct CustomerLine {
    pub customer_id: CustomerId,
    /// Empty where no name is known.
    pub name: String,
    /// E.164, the first one first.
    pub phones: Vec<String>,
    pub emails: Vec<String>,
    /// How many visits took place.
    pub visits: u32,
    /// How often the customer did not come.
    pub no_shows: u32,
    pub last_visit: Option<LocalTime>,
    pub next_visit: Option<LocalTime>,
}

/// A part of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct CustomerList {
    pub customers: Vec<CustomerLine>,
    /// How many are found in all.
    pub found: usize,
    /// Where the next part begins; none behind the last one.
    pub next: Option<CustomerId>,
}

/// Which part of the list.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part<'a> {
    /// A part of a name, a number, an address; empty for everybody.
    pub find: &'a str,
    /// `next` of the part before.
    pub after: Option<CustomerId>,
    /// At most so many.
    pub most: usize,
}

/// The customers who are looked for, in the order of their names.
///
/// `Invalid` if what is looked for or the number is too much, `Conflict` if the part cannot be gone on from: that customer
/// is not among them any more.
pub(crate) fn list(desk: &Desk, part: Part) -> Result<CustomerList> {
    if !(1..=LISTED_CUSTOMERS_MAX).contains(&part.most) {
        return Err(Error::Invalid(desk.salon.language.pick(
            format!("Es lassen sich 1 bis {LISTED_CUSTOMERS_MAX} auf einmal zeigen."),
            format!("1 to {LISTED_CUSTOMERS_MAX} can be listed at a time."),
        )));
    }
    let sought = Sought::parse(part.find, &desk.salon.config.company.country_code)?;
    desk.store.read(|connection| {
        let found = found(desk, connection, &sought)?;
        let from = match part.after {
            None => 0,
            Some(after) => {
                let at = found.iter().position(|(known, _)| known.id == after);
                at.ok_or_else(|| gone(desk))?.saturating_add(1)
            }
        };
        let shown = found.iter().skip(from).take(part.most);
        let customers: Vec<CustomerLine> = shown
            .map(|(known, entry)| line_of(desk, connection, known, entry))
            .collect::<Result<_>>()?;
        let is_more = from.saturating_add(customers.len()) < found.len();
        let next = customers.last().filter(|_| is_more).map(|line| line.customer_id);
        Ok(CustomerList { customers, found: found.len(), next })
    })
}

/// All who are looked for, in the order of their names, at most [`FILE_CUSTOMERS_MAX`]. As `list` otherwise.
pub(crate) fn all(desk: &Desk, find: &str) -> Result<Vec<CustomerLine>> {
    let sought = Sought::parse(find, &desk.salon.config.company.country_code)?;
    desk.store.read(|connection| {
        let found = found(desk, connection, &sought)?;
        let shown = found.iter().take(FILE_CUSTOMERS_MAX);
        shown.map(|(known, entry)| line_of(desk, connection, known, entry)).collect()
    })
}

fn gone(desk: &Desk) -> Error {
    Error::Conflict(desk.salon.language.pick(
        "Die Liste hat sich geändert: beginnen Sie von vorn.".into(),
        "The list has changed: begin again.".into(),
    ))
}

/// Everybody who is meant, in the order of the names; who has none comes last.
fn found(desk: &Desk, connection: &Connection, sought: &Sought) -> Result<Vec<(Known, Entry)>> {
    let company = desk.salon.company;
    let by_customer = |kind| -> Result<HashMap<i64, Vec<String>>> {
        let mut all: HashMap<i64, Vec<String>> = HashMap::new();
        for (customer, value) in contact::all(connection, company, kind)? {
            all.entry(customer).or_default().push(value);
        }
        Ok(all)
    };
    let (mut phones, mut emails) = (by_customer(Kind::Phone)?, by_customer(Kind::Email)?);
    let mut found: Vec<(Known, Entry)> = list::standing(connection, company)?
        .into_iter()
        .map(|known| {
            let id = known.id.0;
            let further = phones.remove(&id).unwrap_or_default();
            let entry = Entry {
                id,
                name: sortable(name(&known)),
                phones: known.phone.iter().cloned().chain(further).collect(),
                emails: emails.remove(&id).unwrap_or_default(),
            };
            (known, entry)
        })
        .filter(|(_, entry)| sought.is(entry))
        .collect();
    found.sort_by(|(_, one), (_, other)| {
        (one.name.is_empty(), &one.name, one.id).cmp(&(
            other.name.is_empty(),
            &other.name,
            other.id,
        ))
    });
    Ok(found)
}

/// How a customer is called; empty where only a placeholder is known.
pub(crate) fn name(known: &Known) -> &str {
    if is_placeholder(&known.name) { "" } else { &known.name }
}

/// One customer's line.
pub(crate) fn line(desk: &Desk, connection: &Connection, known: &Known) -> Result<CustomerLine> {
    let further = contact::of(connection, known.id, Kind::Phone)?;
    let entry = Entry {
        phones: known.phone.iter().cloned().chain(further).collect(),
        emails: contact::of(connection, known.id, Kind::Email)?,
        ..Entry::default()
    };
    line_of(desk, connection, known, &entry)
}

fn line_of(
    desk: &Desk,
    connection: &Connection,
    known: &Known,
    entry: &Entry,
) -> Result<CustomerLine> {
    let figures = list::figures(connection, known.id, desk.now())?;
    let time = |at| LocalTime::of(&desk.salon.zone, at);
    Ok(CustomerLine {
        customer_id: known.id,
        name: name(known).to_owned(),
        phones: entry.phones.clone(),
        emails: entry.emails.clone(),
        visits: figures.visits,
        no_shows: appointment::no_shows_of(connection, known.id)?,
        last_visit: figures.last.map(time),
        next_visit: figures.next.map(time),
    })
}
