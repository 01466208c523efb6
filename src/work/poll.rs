//! The poll: what changed at Cal.com since the last question. It heals lost webhooks, so it is part of correctness.

use crate::calcom::BookingFilter;
use crate::calcom::errand;
use crate::calcom::errand::Why;
use crate::domain::Error;
use crate::domain::Result;
use crate::domain::booking::Source;
use crate::frontdesk::Desk;
use crate::frontdesk::record::Seen;
use crate::store::poll;
use std::time::Duration;
use std::time::Instant;
use time::OffsetDateTime;

/// Entries asked for at a time.
const TAKE: u32 = 100;
/// Pages read in one poll; the next poll goes on from there.
const PAGES_MAX: u32 = 50;

/// Reads everything that changed and records it. Gives how many bookings brought something new.
pub fn poll(desk: &Desk, patience: Duration) -> Result<usize> {
    errand::on(Why::Poll, desk.now(), || read_changes(desk, patience))
}

fn read_changes(desk: &Desk, patience: Duration) -> Result<usize> {
    let now = desk.now();
    let company = desk.salon.company;
    let overlap = i64::try_from(desk.salon.config.poll.overlap_seconds).unwrap_or(i64::MAX);
    let back = |at: OffsetDateTime| at.saturating_sub(time::Duration::seconds(overlap));
    let known = desk.store.read(|connection| poll::read_until(connection, company))?;
    let mut after = back(known.unwrap_or(now));
    let (mut changed, mut skip, mut newest) = (0, 0, known);
    for _ in 0..PAGES_MAX {
        let filter = BookingFilter {
            after_updated_at: Some(after),
            take: TAKE,
            skip,
            ..BookingFilter::default()
        };
        let page = desk
            .calcom
            .bookings(&filter, Instant::now() + patience)
            .map_err(|error| Error::Unavailable(format!("Cal.com's list of bookings ({error})")))?;
        let read = page.bookings.len() + page.unreadable.len();
        let last = page.bookings.iter().filter_map(|facts| facts.updated_at).max();
        for facts in page.bookings {
            let uid = facts.uid.clone();
            match desk.record_seen(Seen::of(facts, Source::CalcomWebhook)) {
                Ok(recorded) => changed += usize::from(recorded.changed),
                // A fault of ours: the next poll must see this booking again, so nothing is noted as read.
                Err(error @ Error::Internal(_)) => return Err(error),
                Err(error) => log::error!("polled booking {uid}: {}", error.for_log()),
            }
        }
        newest = newest.max(last);
        if read == 0 || (!page.has_more && read < TAKE as usize) {
            break;
        }
        // Going on from the last change, not by counting: an entry that changes meanwhile moves to the end and
        // would make a counted page skip another one. Only many changes within one instant are counted through.
        match last.map(|last| last.saturating_sub(time::Duration::milliseconds(1))) {
            Some(last) if last > after => (after, skip) = (last, 0),
            Some(_) | None => skip = skip.saturating_add(TAKE),
        }
    }
    let read_until = newest.unwrap_or(now);
    if known != Some(read_until) {
        desk.store.write(move |tx| poll::set_read_until(tx, company, read_until, now))?;
    }
    Ok(changed)
}
