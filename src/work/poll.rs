//! The poll: what changed at Cal.com since the last question. It heals lost webhooks, so it is part of correctness, and
//! nothing that Cal.com says may stop it for good: no date, no length of a page, no list without an end.

use crate::calcom::origin::Why;
use crate::calcom::{BookingFilter, BookingPage, CallError, origin};
use crate::domain::calendar::foreign_clock;
use crate::domain::tally::Tally;
use crate::domain::visit::booking::{BookingFacts, Source};
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::door::look;
use crate::frontdesk::door::rules::Seen;
use crate::frontdesk::offer::broken;
use crate::store::alarm::chore;
use crate::store::messages::poll;
use crate::work::chores;
use crate::work::poll_pages::{PageSize, Repeats};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use time::OffsetDateTime;

/// Questions in one poll; the next poll goes on from there.
const PAGES_MAX: u32 = 50;
/// So many bookings alone are passed over before any page came whole; then it is Cal.com that does not answer.
const PASSED_OVER_MAX: u32 = 10;
/// Each kind of trouble is told at most so often, with its count.
const TROUBLE_TOLD_EVERY_SECONDS: i64 = 3_600;
/// Bookings with a date ahead that are remembered, so that each is taken once and not at every poll.
const AHEAD_REMEMBERED_MAX: usize = 1_000;

/// What the poll keeps in mind from one time to the next.
pub struct Memory {
    size: PageSize,
    /// Where the last poll left off, if its questions were spent.
    left_off: Option<Place>,
    /// What was taken although its date is ahead.
    ahead: BTreeMap<String, BookingFacts>,
    from_the_future: Tally,
    too_long: Tally,
    endless: Tally,
    /// How the last poll went, as far as it is written down.
    went_well: Option<bool>,
}

impl Default for Memory {
    fn default() -> Memory {
        let tally = || Tally::new(TROUBLE_TOLD_EVERY_SECONDS);
        Memory {
            size: PageSize::default(),
            left_off: None,
            ahead: BTreeMap::new(),
            from_the_future: tally(),
            too_long: tally(),
            endless: tally(),
            went_well: None,
        }
    }
}

/// A place in the list: what changed after this instant, but for the first few.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    after: OffsetDateTime,
    skip: u32,
}

/// Reads everything that changed and records it. Gives how many bookings brought something new.
///
/// What was read before something failed counts as read, so that the next poll goes on behind it.
pub fn poll(desk: &Desk, memory: &mut Memory, patience: Duration) -> Result<usize> {
    let polled = origin::on(Why::Poll, desk.now(), || {
        let mut reading = Reading::begin(desk, memory)?;
        let outcome = reading.read_all(patience);
        let noted = reading.note();
        let changed = outcome.and_then(|changed| noted.map(|()| changed))?;
        if changed > 0 {
            let (company, now) = (desk.salon.company, desk.now());
            desk.store.write(move |tx| poll::count_untold(tx, company, changed, now))?;
        }
        Ok(changed)
    });
    // Written down where it changes, and not once a minute.
    if memory.went_well != Some(polled.is_ok()) {
        memory.went_well = Some(polled.is_ok());
        match polled {
            Ok(_) => chores::done(desk, chore::POLL),
            Err(_) => chores::failed(desk, chore::POLL),
        }
    }
    polled
}

struct Reading<'a> {
    desk: &'a Desk,
    memory: &'a mut Memory,
    now: OffsetDateTime,
    /// What is noted, believed or not.
    noted: Option<OffsetDateTime>,
    /// Up to where was read before; `None` before the first poll.
    known: Option<OffsetDateTime>,
    /// Where reading begins, and what is noted as read at the least.
    floor: OffsetDateTime,
    place: Place,
    read: Read,
    failed: bool,
}

/// What one poll has read until now.
#[derive(Clone, Copy, Debug, Default)]
struct Read {
    /// The latest change that was read and is believed.
    newest: Option<OffsetDateTime>,
    whole_pages: u32,
    passed_over: u32,
}

impl<'a> Reading<'a> {
    fn begin(desk: &'a Desk, memory: &'a mut Memory) -> Result<Reading<'a>> {
        let (now, company) = (desk.now(), desk.salon.company);
        let noted = desk.store.read(|connection| poll::noted(connection, company))?;
        let known = noted.map(|(until, noted_at)| believed_mark(until, noted_at, now));
        let overlap = i64::try_from(desk.salon.config.poll.overlap_seconds).unwrap_or(i64::MAX);
        let floor = known.unwrap_or(now).saturating_sub(time::Duration::seconds(overlap));
        let from_start = Place { after: floor, skip: 0 };
        let left_off = memory.left_off.take().filter(|place| place.after >= floor);
        let place = left_off.unwrap_or(from_start);
        let noted = noted.map(|(until, _)| until);
        let read = Read::default();
        Ok(Reading { desk, memory, now, noted, known, floor, place, read, failed: false })
    }

    fn read_all(&mut self, patience: Duration) -> Result<usize> {
        let (mut changed, mut repeats) = (0, Repeats::default());
        for _ in 0..PAGES_MAX {
            let Some(page) = self.ask(patience)? else { continue };
            let read = page.bookings.len().saturating_add(page.unreadable.len());
            if repeats.leads_nowhere(print(&page)) {
                self.tell_endless("the same page comes again and again");
                return Ok(changed);
            }
            let take = self.memory.size.take();
            self.memory.size.whole();
            self.read.whole_pages = self.read.whole_pages.saturating_add(1);
            let (has_more, last) = (page.has_more, self.last_believed(&page));
            changed += self.record(page)?;
            self.read.newest = self.read.newest.max(last);
            if read == 0 && has_more {
                self.tell_endless("an empty page says that more follows");
            }
            let is_short = u32::try_from(read).is_ok_and(|read| read < take);
            if read == 0 || (!has_more && is_short) {
                return Ok(changed);
            }
            self.go_on(last, take);
        }
        self.tell_endless("it is longer than one poll reads");
        self.memory.left_off = Some(self.place);
        Ok(changed)
    }

    /// The next page; `None` if it was too long and is to be asked for in another way.
    fn ask(&mut self, patience: Duration) -> Result<Option<BookingPage>> {
        let filter = BookingFilter {
            after_updated_at: Some(self.place.after),
            take: self.memory.size.take(),
            skip: self.place.skip,
            ..BookingFilter::default()
        };
        match self.desk.calcom.bookings(&filter, Instant::now() + patience) {
            Ok(page) => Ok(Some(page)),
            Err(error) if error.is_too_long() => {
                if !self.memory.size.too_long() {
                    self.pass_over();
                }
                let nothing_fits =
                    self.read.whole_pages == 0 && self.read.passed_over >= PASSED_OVER_MAX;
                if nothing_fits { Err(self.fails(&error)) } else { Ok(None) }
            }
            Err(error) => Err(self.fails(&error)),
        }
    }

    fn fails(&mut self, error: &CallError) -> Error {
        self.failed = true;
        if let Err(error) = broken::warn_if_everything(self.desk, error) {
            return error;
        }
        Error::Unavailable(format!("Cal.com's list of bookings ({error})"))
    }

    /// One booking alone is longer than any answer may be: the next one, then.
    fn pass_over(&mut self) {
        self.place.skip = self.place.skip.saturating_add(1);
        self.read.passed_over = self.read.passed_over.saturating_add(1);
        if let Some(times) = self.memory.too_long.count(self.now) {
            log::warn!(
                "the poll: a booking changed after {} is too long to be read and was passed over ({times} times until \
                 now); shorten its notes at Cal.com",
                self.place.after
            );
        }
    }

    fn record(&mut self, page: BookingPage) -> Result<usize> {
        let mut changed = 0;
        for facts in page.bookings {
            let is_ahead = facts.updated_at.is_some_and(|at| foreign_clock::is_ahead(at, self.now));
            if is_ahead && self.memory.ahead.get(&facts.uid) == Some(&facts) {
                continue;
            }
            let uid = facts.uid.clone();
            if is_ahead {
                self.remember_ahead(&facts);
            }
            match look::record_seen(self.desk, Seen::of(facts, Source::CalcomWebhook)) {
                Ok(recorded) => changed += usize::from(recorded.changed),
                // A fault of ours: the next poll must see this booking again, so its page is not noted as read.
                Err(error @ (Error::Internal(_) | Error::Database(_))) => {
                    self.failed = true;
                    self.memory.ahead.remove(&uid);
                    return Err(error);
                }
                Err(error) => log::error!("polled booking {uid}: {}", error.for_log()),
            }
        }
        Ok(changed)
    }

    fn remember_ahead(&mut self, facts: &BookingFacts) {
        if self.memory.ahead.len() >= AHEAD_REMEMBERED_MAX {
            self.memory.ahead.clear();
        }
        self.memory.ahead.insert(facts.uid.clone(), facts.clone());
        if let Some(times) = self.memory.from_the_future.count(self.now) {
            log::warn!(
                "the poll: booking {} says that it was changed at {}, which is ahead of our clock; it is taken as of \
                 now ({times} such until now)",
                facts.uid,
                facts.updated_at.unwrap_or(self.now)
            );
        }
    }

    fn last_believed(&self, page: &BookingPage) -> Option<OffsetDateTime> {
        let dates = page.bookings.iter().filter_map(|facts| facts.updated_at);
        dates.filter(|at| !foreign_clock::is_ahead(*at, self.now)).max()
    }

    /// Going on from the last change, not by counting: an entry that changes meanwhile moves to the end and would
    /// make a counted page skip another one. Only many changes within one instant, and impossible dates,
    /// are counted through.
    fn go_on(&mut self, last: Option<OffsetDateTime>, take: u32) {
        match last.map(|last| last.saturating_sub(time::Duration::milliseconds(1))) {
            Some(last) if last > self.place.after => self.place = Place { after: last, skip: 0 },
            Some(_) | None => self.place.skip = self.place.skip.saturating_add(take),
        }
    }

    fn tell_endless(&mut self, why: &str) {
        if let Some(times) = self.memory.endless.count(self.now) {
            log::warn!(
                "the poll: Cal.com's list of changes does not end ({why}; {times} times until now); the next poll \
                 goes on"
            );
        }
    }

    /// Notes up to where was read. Before the first poll nothing is known: then reading begins at its own time, or,
    /// if it failed, where it began.
    fn note(&self) -> Result<()> {
        let nothing_read = if self.failed { self.floor } else { self.now };
        let read_until = self.read.newest.max(self.known).unwrap_or(nothing_read).max(self.floor);
        if self.noted == Some(read_until) {
            return Ok(());
        }
        let (company, now) = (self.desk.salon.company, self.now);
        self.desk.store.write(move |tx| poll::set_read_until(tx, company, read_until, now))
    }
}

/// The mark as far as it is believed. One that an earlier version let run ahead counts from when it was noted.
fn believed_mark(
    until: OffsetDateTime,
    noted_at: OffsetDateTime,
    now: OffsetDateTime,
) -> OffsetDateTime {
    if !foreign_clock::is_ahead(until, now) {
        return until;
    }
    let from = noted_at.min(now);
    log::warn!("the poll: it was noted as having read up to {until}; it begins again at {from}");
    from
}

fn print(page: &BookingPage) -> Vec<(String, Option<OffsetDateTime>)> {
    page.bookings.iter().map(|facts| (facts.uid.clone(), facts.updated_at)).collect()
}
