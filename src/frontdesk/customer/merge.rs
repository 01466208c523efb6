//! Two customers are one. All numbers and addresses lead to the one that is kept, and so does everything that hangs on the
//! other: visits by their reference, calls, notes and messages by number and visit.
//!
//! One transaction with its audit row, which names numbers here and no person. There is no way back: whose visit was
//! whose is not kept. So a person sees first what would move.

use crate::domain::audit::chain::Action;
use crate::domain::speech::placeholder::is_placeholder;
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::customer::list::CustomerLine;
use crate::frontdesk::customer::{card, list, whom};
use crate::frontdesk::decider::Person;
use crate::frontdesk::door::customer as door;
use crate::frontdesk::door::rules::Change;
use crate::frontdesk::host::by_hand;
use crate::store::customer::contact::Kind;
use crate::store::customer::list::Known;
use crate::store::customer::traces::Inbox;
use crate::store::customer::{contact, list as stored, traces};
use crate::store::host::audit;
use crate::store::visit::customer;
use rusqlite::Connection;
use serde::Serialize;
use serde_json::json;

/// What a merge would do, or did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct MergeView {
    /// Who stays, as before it.
    pub keep: CustomerLine,
    /// Who becomes that one, as before it.
    pub gone: CustomerLine,
    /// Under which name both are known then.
    pub name: String,
    pub moves: MovedView,
    /// What speaks against it, in the salon's language.
    pub doubts: Vec<String>,
    pub merged: bool,
}

/// How much of the other's comes along.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct MovedView {
    pub visits: usize,
    /// Those of them that are to come.
    pub coming: usize,
    pub messages: usize,
    pub callbacks: usize,
    /// What came in: calls of functions, events, forms.
    pub received: usize,
    pub answers: usize,
}

/// Whether both are the same customer by now. As `whom::customer` if one of them is none.
pub(crate) fn are_one(desk: &Desk, keep: &str, gone: &str) -> Result<bool> {
    desk.store.read(|connection| {
        let known = |said| whom::customer(desk, connection, said).map(|known| known.id);
        Ok(known(keep)? == known(gone)?)
    })
}

/// What would be moved. `Conflict` if they are one already, or one was erased; else as `whom::customer`.
pub(crate) fn preview(desk: &Desk, keep: &str, gone: &str) -> Result<MergeView> {
    desk.store.read(|connection| {
        let pair = pair(desk, connection, keep, gone)?;
        view(desk, connection, &pair)
    })
}

/// Makes one customer of two. As `preview`; nothing is changed then.
pub(crate) fn merge(desk: &Desk, keep: &str, gone: &str, person: &Person) -> Result<MergeView> {
    let (pair, seen) = desk.store.read(|connection| {
        let pair = pair(desk, connection, keep, gone)?;
        let seen = view(desk, connection, &pair)?;
        Ok((pair, seen))
    })?;
    let (keep, gone) = (pair.0.id, pair.1.id);
    let language = desk.salon.language;
    by_hand::correct(desk, person, move |change| {
        let still = |id| -> Result<Known> {
            let known = stored::find(change.tx, change.rules.company, id)?;
            let known = known.filter(|one| one.merged_into.is_none() && one.erased_at.is_none());
            // Somebody was quicker.
            known.ok_or_else(|| {
                Error::Conflict(language.pick(
                    format!("Kundennummer {id} gibt es so nicht mehr"),
                    format!("customer {id} is not there any more"),
                ))
            })
        };
        put(change, &still(keep)?, &still(gone)?)
    })?;
    Ok(MergeView { merged: true, ..seen })
}

fn pair(desk: &Desk, connection: &Connection, keep: &str, gone: &str) -> Result<(Known, Known)> {
    let keep = whom::customer(desk, connection, keep)?;
    let gone = whom::customer(desk, connection, gone)?;
    if keep.id == gone.id {
        let id = keep.id;
        return Err(Error::Conflict(desk.salon.language.pick(
            format!("Das ist beide Male Kundennummer {id}"),
            format!("both are customer {id} already"),
        )));
    }
    Ok((keep, gone))
}

fn view(desk: &Desk, connection: &Connection, (keep, gone): &(Known, Known)) -> Result<MergeView> {
    let meant = whom::Meant::Customer(gone.clone());
    let whom = whom::whom(desk, connection, &meant)?;
    // What names a number only in its text comes along by that number, and is not counted.
    let nothing = traces::Traces { inbox_read: i64::MAX, ..traces::Traces::default() };
    let found = traces::gather(connection, &whom, Inbox::Since(&nothing))?;
    let (coming, _) = card::visits(desk, connection, gone)?;
    let moves = MovedView {
        visits: found.of("appointments").len(),
        coming: coming.len(),
        messages: found.of("outbox").len(),
        callbacks: found.of("callbacks").len(),
        received: found.of("inbox").len(),
        answers: found.of("function_answers").len(),
    };
    Ok(MergeView {
        keep: list::line(desk, connection, keep)?,
        gone: list::line(desk, connection, gone)?,
        name: name_of(keep, gone).to_owned(),
        moves,
        doubts: doubts(desk, connection, keep, &coming)?,
        merged: false,
    })
}

/// Who is known by no name yet takes the other's.
fn name_of<'a>(keep: &'a Known, gone: &'a Known) -> &'a str {
    if is_placeholder(&keep.name) && !is_placeholder(&gone.name) { &gone.name } else { &keep.name }
}

/// One person is not in two places. A family with one number is, so that this is no refusal.
fn doubts(
    desk: &Desk,
    connection: &Connection,
    keep: &Known,
    of_gone: &[card::VisitLine],
) -> Result<Vec<String>> {
    let (of_keep, _) = card::visits(desk, connection, keep)?;
    let mut doubts = Vec::new();
    for one in of_gone {
        let same = of_keep.iter().filter(|other| {
            one.start.day() == other.start.day()
                && one.start.clock() < other.end.clock()
                && other.start.clock() < one.end.clock()
        });
        for other in same {
            let (one, other, at) = (one.appointment_id, other.appointment_id, &one.start);
            doubts.push(desk.salon.language.pick(
                format!("Termine {one} und {other} sind zur selben Zeit ({at}): sind es zwei Personen?"),
                format!("Appointments {one} and {other} are at the same time ({at}): are they two people?"),
            ));
        }
    }
    Ok(doubts)
}

fn put(change: &Change, keep: &Known, gone: &Known) -> Result<()> {
    let Change { tx, rules, decider, now } = *change;
    let name = name_of(keep, gone).to_owned();
    // The row lets its number go first: a number is one customer's.
    stored::merge(tx, gone.id, keep.id, now)?;
    contact::hand_over(tx, gone.id, keep.id)?;
    match (&keep.phone, &gone.phone) {
        (Some(_), Some(phone)) => {
            contact::add(tx, rules.company, keep.id, (Kind::Phone, phone), now)?;
        }
        (None, Some(phone)) => stored::set_phone(tx, keep.id, phone, now)?,
        (_, None) => {}
    }
    if name != keep.name {
        customer::rename(tx, keep.id, &name, now)?;
    }
    door::hand_over(change, gone.id, keep.id)?;
    let what = json!({ "company_id": rules.company.0, "customer_id": keep.id.0, "field": "merge",
        "merged": gone.id.0 });
    let row = audit::Change {
        mapping: None,
        action: Action::Updated,
        old: None,
        new: Some(what),
        decider,
    };
    audit::append(tx, &row, now)
}
