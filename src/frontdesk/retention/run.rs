//! Taking away what was kept long enough.
//!
//! **A little at a time**: what goes is looked for beside whatever is written, and a few rows go in each transaction, with
//! the row of the audit trail that says how many of which kind. So a call never waits, and a power cut leaves neither rows
//! that went untold nor a telling of what is there. Customers go one by one, through their erasure.

use crate::domain::audit::chain::Action;
use crate::domain::ids::CustomerId;
use crate::domain::retention::kind::Kind;
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::customer::erase::How;
use crate::frontdesk::customer::whom::Meant;
use crate::frontdesk::customer::{erase, whom};
use crate::frontdesk::decider::Person;
use crate::frontdesk::door::customer as door;
use crate::frontdesk::door::rules::Change;
use crate::frontdesk::host::by_hand;
use crate::frontdesk::retention::recordings;
use crate::frontdesk::retention::view::before;
use crate::post::file;
use crate::store::customer::aged::Heap;
use crate::store::customer::{aged, aged_customer};
use crate::store::host::audit;
use serde::Serialize;
use serde_json::json;
use std::collections::BTreeMap;
use time::OffsetDateTime;

/// So many rows go in one transaction.
const SLICE_ROWS: usize = 200;

/// What went.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct RemovedView {
    /// By kind: rows, customers, files.
    pub removed: BTreeMap<&'static str, usize>,
    /// Customers who could not be erased now.
    pub customers_left: usize,
    /// Whether the database's file was written anew after it, so that no byte is left between the rows; `None` where that
    /// was not asked for.
    pub rewritten: Option<bool>,
}

/// What one round remembers from slice to slice.
#[derive(Clone, Debug, Default)]
pub(crate) struct Round {
    /// What went up to now.
    pub view: RemovedView,
    /// Behind which customer it goes on.
    after: i64,
    /// Whether all that goes by its age has gone.
    heaps_done: bool,
}

/// Takes away everything, and writes the file anew if a customer was erased. A person wants it now.
pub(crate) fn all(desk: &Desk, person: &Person) -> Result<RemovedView> {
    let mut round = Round::default();
    while slice(desk, &mut round, person)? {}
    if !round.view.removed.is_empty() {
        round.view.rewritten = Some(erase::write_anew(desk));
    }
    Ok(round.view)
}

/// Takes the next few away. Whether there may be more.
pub(crate) fn slice(desk: &Desk, round: &mut Round, person: &Person) -> Result<bool> {
    if !round.heaps_done {
        round.heaps_done = !rows(desk, round, person)?;
        return Ok(true);
    }
    let now = desk.now();
    if let Some(before) = before(desk, Kind::Customers, now)
        && customer(desk, round, before, person)?
    {
        return Ok(true);
    }
    if let Some(before) = before(desk, Kind::Recordings, now) {
        let gone = recordings::take(desk, before);
        note(desk, round, person, gone)?;
    }
    Ok(false)
}

/// Rows that go by their age. Whether any did.
fn rows(desk: &Desk, round: &mut Round, person: &Person) -> Result<bool> {
    let now = desk.now();
    let aged = |heap: Heap| Some((before(desk, heap.kind, now)?, heap));
    let heaps: Vec<(OffsetDateTime, Heap)> = aged::heaps().into_iter().filter_map(aged).collect();
    let found = desk.store.read(|connection| {
        let mut found = Vec::new();
        let mut room = SLICE_ROWS;
        for (before, heap) in heaps {
            if room == 0 {
                break;
            }
            let some = heap.some(connection, before, now, room)?;
            room = room.saturating_sub(some.len());
            if !some.is_empty() {
                found.push((before, heap, some));
            }
        }
        Ok(found)
    })?;
    if found.is_empty() {
        return Ok(false);
    }
    let (removed, messages) = by_hand::correct(desk, person, move |change| {
        let mut removed: BTreeMap<&'static str, usize> = BTreeMap::new();
        let mut messages = Vec::new();
        for (before, heap, some) in found {
            let taken = door::let_go(change, &heap, &some, before)?;
            if taken.rows > 0 {
                let count = removed.entry(heap.kind.as_str()).or_default();
                *count = count.saturating_add(taken.rows);
            }
            messages.extend(taken.messages);
        }
        if !removed.is_empty() {
            write_down(change, &removed)?;
        }
        Ok((removed, messages))
    })?;
    forget_files(desk, &messages);
    let any = !removed.is_empty();
    for (kind, count) in removed {
        add(round, kind, count);
    }
    Ok(any)
}

/// The next customer who was not there for so long. Whether there was one.
fn customer(
    desk: &Desk,
    round: &mut Round,
    before: OffsetDateTime,
    person: &Person,
) -> Result<bool> {
    let company = desk.salon.company.0;
    let found = desk.store.read(|connection| {
        let next = aged_customer::next_customer(connection, company, before, round.after)?;
        next.map(|id| Ok((id, whom::standing(desk, connection, CustomerId(id))?))).transpose()
    })?;
    let Some((id, known)) = found else { return Ok(false) };
    round.after = id;
    match erase::forget_meant(desk, Meant::Customer(known), How::default(), person) {
        Ok(_) => add(round, Kind::Customers.as_str(), 1),
        // Something has changed meanwhile: the next night looks again.
        Err(Error::Conflict(_) | Error::NotFound(_)) => {
            round.view.customers_left = round.view.customers_left.saturating_add(1);
        }
        Err(error) => return Err(error),
    }
    Ok(true)
}

/// Files have no transaction: they are told once they are gone.
fn note(desk: &Desk, round: &mut Round, person: &Person, gone: usize) -> Result<()> {
    if gone == 0 {
        return Ok(());
    }
    let kind = Kind::Recordings.as_str();
    add(round, kind, gone);
    by_hand::correct(desk, person, move |change| {
        write_down(change, &BTreeMap::from([(kind, gone)]))
    })
}

/// In the audit trail: how many of which kind.
fn write_down(change: &Change, removed: &BTreeMap<&'static str, usize>) -> Result<()> {
    let what = json!({ "company_id": change.rules.company.0, "retention": removed });
    let row = audit::Change {
        mapping: None,
        action: Action::Deleted,
        old: Some(what),
        new: None,
        decider: change.decider,
    };
    audit::append(change.tx, &row, change.now)
}

fn add(round: &mut Round, kind: &'static str, count: usize) {
    let whole = round.view.removed.entry(kind).or_default();
    *whole = whole.saturating_add(count);
}

/// Messages that were written into a folder.
fn forget_files(desk: &Desk, messages: &[String]) {
    let config = &desk.salon.config;
    let folder = config.messages.folder(&config.database);
    for id in messages {
        if let Err(error) = file::forget(&folder, id) {
            log::error!("retention: message {id} stays in {}: {error}", folder.display());
        }
    }
}
