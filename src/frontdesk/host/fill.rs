//! Filling in one appointment: from what is stored of its bookings, or from what Cal.com says of them now.
//! Through the one door, in one transaction; a dry run takes it back.

use crate::domain::Result;
use crate::domain::host::identity::HostSighting;
use crate::domain::ids::AppointmentId;
use crate::domain::visit::booked;
use crate::domain::visit::booking::BookingFacts;
use crate::frontdesk::Desk;
use crate::frontdesk::door::rules::{Change, Rules, Seen};
use crate::frontdesk::door::{record, redecide, resolve};
use crate::store::db::tx::Tx;
use crate::store::host::backfill;
use crate::store::host::backfill::Wanting;
use crate::store::host::decider::Decider;
use crate::store::visit::{appointment, booking, segment};
use time::OffsetDateTime;

/// Why a decision was taken again.
const DECIDER: Decider<'static> = Decider { by: "system", reason: "backfill" };
/// Where a host found in an imported answer is said to come from, in place of the kind of call.
const IMPORTED_SOURCE: &str = "metadata";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filled {
    /// It has what it had not, and every booking of it has a staff member.
    Updated,
    /// A staff member is still missing.
    NoMatch {
        /// Whether every booking's host is known: then Cal.com has nothing to add.
        hosts_known: bool,
    },
}

/// From the stored snapshots, by today's mappings and rules, and from an answer that an import left in the
/// metadata. With `dry_run` only tells what would come of it.
pub fn from_stored(
    desk: &Desk,
    one: &Wanting,
    imported: Option<BookingFacts>,
    dry_run: bool,
) -> Result<Filled> {
    let (rules, now, id) = (Rules::of(&desk.salon), desk.now(), one.appointment);
    let imported = imported.map(|facts| Seen::of(from_metadata(facts), one.source));
    attempt(desk, dry_run, id, move |tx| {
        if let Some(seen) = &imported {
            record::record(tx, &rules, seen, now)?;
        }
        decide_again(tx, &rules, id, now)
    })
}

/// From what Cal.com answered about its bookings.
pub fn from_facts(
    desk: &Desk,
    one: &Wanting,
    facts: Vec<BookingFacts>,
    dry_run: bool,
) -> Result<Filled> {
    let (rules, now, road) = (Rules::of(&desk.salon), desk.now(), one.source);
    attempt(desk, dry_run, one.appointment, move |tx| {
        for facts in facts {
            record::record(tx, &rules, &Seen::of(facts, road), now)?;
        }
        Ok(())
    })
}

fn attempt(
    desk: &Desk,
    dry_run: bool,
    id: AppointmentId,
    change: impl FnOnce(&Tx) -> Result<()> + Send + 'static,
) -> Result<Filled> {
    let measured = move |tx: &Tx| {
        let before = backfill::missing(tx, id)?;
        change(tx)?;
        let after = backfill::missing(tx, id)?;
        let better = after.staff < before.staff || after.hosts < before.hosts;
        Ok(if better && after.staff == 0 {
            Filled::Updated
        } else {
            Filled::NoMatch { hosts_known: after.hosts == 0 }
        })
    };
    if dry_run { desk.store.try_out(measured) } else { desk.store.write(measured) }
}

/// As a booking seen anew would be decided: a rule may recognise its host now, or a mapping exists now.
fn decide_again(tx: &Tx, rules: &Rules, id: AppointmentId, now: OffsetDateTime) -> Result<()> {
    let branch = appointment::find(tx, id)?.and_then(|row| row.branch);
    for (segment, _) in segment::of_appointment(tx, id)? {
        let chain = booking::chain(tx, segment)?;
        let head = booked::in_force(&chain);
        if let Some(host) = head.and_then(|head| head.host.clone()) {
            let source = head.and_then(|head| head.host_source.clone()).unwrap_or_default();
            let sighting = HostSighting::Seen { host, source };
            resolve::learn_from(tx, rules, &sighting, branch, now)?;
        }
        redecide::redecide(&Change { tx, rules, decider: DECIDER, now }, segment)?;
    }
    Ok(())
}

/// The same facts, saying truly where they come from.
fn from_metadata(facts: BookingFacts) -> BookingFacts {
    let renamed = |source: &str| {
        let place = source.split_once(':').map_or(source, |(_, place)| place);
        format!("{IMPORTED_SOURCE}:{place}")
    };
    let host = match facts.host {
        HostSighting::Seen { host, source } => {
            HostSighting::Seen { host, source: renamed(&source) }
        }
        HostSighting::Unknown { source } => HostSighting::Unknown { source: renamed(&source) },
        HostSighting::Absent => HostSighting::Absent,
    };
    BookingFacts { host, ..facts }
}
