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
use crate::work::poll_reach::{Now, Place, Reach, believed_mark};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use time::OffsetDateTime;

/// Bookings read in one poll as new; the next poll goes on from there, so that each keeps to a few calls of its minute.
const NEWS_MAX: usize = 400;
/// Questions for them, where pages are too long to come whole. Within the poll's share of a minute.
const NEWS_QUESTIONS_MAX: u32 = 18;
/// Full pages in one poll that bring nothing new: they lie within the overlap, or carry dates ahead. The next polls go
/// on from there, so that 2,000 unchanged bookings are not fetched at each.
const OLD_PAGES_MAX: u32 = 2;
/// Where dates ahead follow what is new, they would fill its page: it is asked for by so few at first.
const PEEKED: u32 = 10;
/// However short the time between two polls is set, one that is longer by so much is believed.
const STEP_LEAST_SECONDS: u64 = 60;
/// So many bookings alone are passed over before any page came whole; then it is Cal.com that does not answer.
const PASSED_OVER_MAX: u32 = 10;
/// Each kind of trouble is told at most so often, with its count.
const TROUBLE_TOLD_EVERY_SECONDS: i64 = 3_600;
/// Bookings with a date ahead that are remembered, so that each is taken once and not at every poll.
const AHEAD_REMEMBERED_MAX: usize = 5_000;

/// What the poll keeps in mind from one time to the next.
pub struct Memory {
    size: PageSize,
    /// How far was read, and what was written down of it; nothing before the first poll of this run.
    reach: Option<(Reach, Option<OffsetDateTime>)>,
    /// Behind what is new more follows that is not, as its date is ahead.
    has_tail: bool,
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
            reach: None,
            has_tail: false,
            ahead: BTreeMap::new(),
            from_the_future: tally(),
            too_long: tally(),
            endless: tally(),
            went_well: None,
        }
    }
}

/// Reads everything that changed and records it. Gives how many bookings brought something new.
///
/// What was read before something failed counts as read, so that the next poll goes on behind it. Where each poll reads
/// is decided in `poll_reach`.
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
    now: Now,
    /// What is written down, believed or not.
    noted: Option<OffsetDateTime>,
    reach: Reach,
    place: Place,
    /// The next page is a short one.
    peeks: bool,
    read: Read,
}

/// What one poll has read until now.
#[derive(Clone, Copy, Debug, Default)]
struct Read {
    /// The latest change that was read and is believed, of the list from where reading began.
    newest: Option<OffsetDateTime>,
    whole_pages: u32,
    passed_over: u32,
}

/// How a piece of the list was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ended {
    /// To its end, or as far as anything leads.
    AtEnd,
    /// Pages that brought nothing new were enough.
    InOldPages,
    /// Its questions were spent.
    Spent,
}

impl<'a> Reading<'a> {
    fn begin(desk: &'a Desk, memory: &'a mut Memory) -> Result<Reading<'a>> {
        let company = desk.salon.company;
        let now = now_of(desk);
        let noted = desk.store.read(|connection| poll::noted(connection, company))?;
        let written = noted.map(|(until, _)| until);
        // What is written down may have been put back meanwhile; then what is remembered is worth nothing.
        let remembered = memory.reach.filter(|(_, known)| *known == written);
        let reach = match (remembered, noted) {
            (Some((reach, _)), _) => reach,
            (None, Some((until, noted_at))) => {
                Reach::noted(believed_mark(until, noted_at, now.ours))
            }
            (None, None) => Reach::first(now, overlap(desk)),
        };
        let reach = reach.believed(now);
        let (place, read) = (reach.news(), Read::default());
        Ok(Reading { desk, memory, now, noted: written, reach, place, peeks: false, read })
    }

    /// First the overlap with what is new behind it; or what is new, and then a piece of a long overlap.
    fn read_all(&mut self, patience: Duration) -> Result<usize> {
        let mut changed = 0;
        if let Some(floor) = self.reach.floor(overlap(self.desk)) {
            self.place = floor;
            let ended = self.read_on(true, NEWS_QUESTIONS_MAX, patience, &mut changed);
            if !matches!(ended, Ok(Ended::InOldPages)) {
                self.read_news(ended, true)?;
                return Ok(changed);
            }
            self.reach.begin_walk(self.place, self.now);
            self.read.newest = None;
            self.place = self.reach.news();
            let ended = self.read_on(false, NEWS_QUESTIONS_MAX, patience, &mut changed);
            self.read_news(ended, false)?;
            return Ok(changed);
        }
        let ended = self.read_on(false, NEWS_QUESTIONS_MAX, patience, &mut changed);
        self.read_news(ended, false)?;
        if let Some(walk) = self.reach.walk {
            self.place = walk.place;
            let ended = self.read_on(true, OLD_PAGES_MAX, patience, &mut changed)?;
            self.reach.walked((ended != Ended::AtEnd).then_some(self.place));
        }
        Ok(changed)
    }

    /// Takes down how far what is new was read.
    fn read_news(&mut self, ended: Result<Ended>, from_floor: bool) -> Result<()> {
        let now = Now { ended: self.desk.now(), ..self.now };
        let newest = self.read.newest;
        match ended {
            Ok(Ended::AtEnd | Ended::InOldPages) => self.reach.read_all(newest, from_floor, now),
            Ok(Ended::Spent) => {
                self.tell_endless("it is longer than one poll reads");
                self.reach.read_some(newest, Some(self.place), from_floor, now);
            }
            Err(error) => {
                self.reach.read_some(newest, None, from_floor, now);
                return Err(error);
            }
        }
        Ok(())
    }

    /// Reads on from the place, so many questions at the most. `with_old`: also where they bring nothing new, though not
    /// for long; else reading ends where the list leads no further than it did: behind what is new only dates ahead
    /// follow.
    fn read_on(
        &mut self,
        with_old: bool,
        questions_max: u32,
        patience: Duration,
        changed: &mut usize,
    ) -> Result<Ended> {
        self.peeks = !with_old && self.memory.has_tail;
        let (mut repeats, mut old_pages, mut entries) = (Repeats::default(), 0_u32, 0_usize);
        for _ in 0..questions_max {
            let Some(page) = self.ask(patience)? else { continue };
            let read = page.bookings.len().saturating_add(page.unreadable.len());
            if repeats.leads_nowhere(print(&page)) {
                self.tell_endless("the same page comes again and again");
                return Ok(Ended::AtEnd);
            }
            let take = self.take();
            self.peeks = false;
            self.memory.size.whole();
            self.read.whole_pages = self.read.whole_pages.saturating_add(1);
            let (has_more, last) = (page.has_more, self.last_believed(&page));
            *changed = changed.saturating_add(self.record(page)?);
            self.read.newest = self.read.newest.max(last);
            if read == 0 && has_more {
                self.tell_endless("an empty page says that more follows");
            }
            let is_short = u32::try_from(read).is_ok_and(|read| read < take);
            if read == 0 || (!has_more && is_short) {
                self.memory.has_tail &= with_old;
                return Ok(Ended::AtEnd);
            }
            let is_ahead = last.is_none();
            let leads_on = last.is_some_and(|last| last >= self.place.after);
            self.go_on(last, take);
            if !with_old && !leads_on {
                self.memory.has_tail = true;
                return Ok(Ended::AtEnd);
            }
            let is_old = !is_short && last.is_none_or(|last| last <= self.reach.until());
            // Of those with no date that is believed one is enough: they are there at each poll.
            let counts = if is_ahead { OLD_PAGES_MAX } else { 1 };
            old_pages = old_pages.saturating_add(if is_old { counts } else { 0 });
            if with_old && old_pages >= OLD_PAGES_MAX {
                return Ok(Ended::InOldPages);
            }
            entries = entries.saturating_add(read);
            if entries >= NEWS_MAX {
                break;
            }
        }
        Ok(Ended::Spent)
    }

    /// How many entries the next page has.
    fn take(&self) -> u32 {
        let take = self.memory.size.take();
        if self.peeks { take.min(PEEKED) } else { take }
    }

    /// The next page; `None` if it was too long and is to be asked for in another way.
    fn ask(&mut self, patience: Duration) -> Result<Option<BookingPage>> {
        let filter = BookingFilter {
            after_updated_at: Some(self.place.after),
            take: self.take(),
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

    fn fails(&self, error: &CallError) -> Error {
        if let Err(error) = broken::warn_if_everything(self.desk, error) {
            return error;
        }
        Error::Unavailable(format!("Cal.com's list of bookings ({error})"))
    }

    /// One booking alone is longer than any answer may be: the next one, then.
    fn pass_over(&mut self) {
        self.place.skip = self.place.skip.saturating_add(1);
        self.read.passed_over = self.read.passed_over.saturating_add(1);
        if let Some(times) = self.memory.too_long.count(self.now.ours) {
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
            let is_ahead =
                facts.updated_at.is_some_and(|at| foreign_clock::is_ahead(at, self.now.ours));
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
        if let Some(times) = self.memory.from_the_future.count(self.now.ours) {
            log::warn!(
                "the poll: booking {} says that it was changed at {}, which is ahead of our clock; it is taken as of \
                 now ({times} such until now)",
                facts.uid,
                facts.updated_at.unwrap_or(self.now.ours)
            );
        }
    }

    fn last_believed(&self, page: &BookingPage) -> Option<OffsetDateTime> {
        let dates = page.bookings.iter().filter_map(|facts| facts.updated_at);
        dates.filter(|at| !foreign_clock::is_ahead(*at, self.now.ours)).max()
    }

    /// Going on from the last change, not by counting: an entry that changes meanwhile moves to the end and would
    /// make a counted page skip another one. Only many changes within one instant, and impossible dates,
    /// are counted through.
    fn go_on(&mut self, last: Option<OffsetDateTime>, take: u32) {
        match last.map(|last| last.saturating_sub(time::Duration::milliseconds(1))) {
            Some(last) if last > self.place.after => self.place = Place::at(last),
            Some(_) | None => self.place.skip = self.place.skip.saturating_add(take),
        }
    }

    fn tell_endless(&mut self, why: &str) {
        if let Some(times) = self.memory.endless.count(self.now.ours) {
            log::warn!(
                "the poll: Cal.com's list of changes does not end ({why}; {times} times until now); the next poll \
                 goes on"
            );
        }
    }

    /// Keeps how far was read, and writes it down where that is worth a write.
    fn note(&mut self) -> Result<()> {
        let is_news = self.read.newest.is_some_and(|newest| Some(newest) > self.noted);
        let mark = self.reach.mark();
        if !self.reach.is_to_be_noted(self.noted, is_news) {
            self.memory.reach = Some((self.reach, self.noted));
            return Ok(());
        }
        self.memory.reach = Some((self.reach, Some(mark)));
        let (company, now) = (self.desk.salon.company, self.now.ours);
        self.desk.store.write(move |tx| poll::set_read_until(tx, company, mark, now))
    }
}

/// What time it is here and at Cal.com, whose answers tell how far our clock is ahead.
fn now_of(desk: &Desk) -> Now {
    let ours = desk.now();
    let ahead = desk.pulse.clock_ahead().unwrap_or_default().max(time::Duration::ZERO);
    let every = desk.salon.config.poll.every_seconds.max(STEP_LEAST_SECONDS).saturating_mul(2);
    let step_max = time::Duration::seconds(i64::try_from(every).unwrap_or(i64::MAX));
    Now { ours, ended: ours, theirs: ours.saturating_sub(ahead), step_max }
}

/// How far each poll reaches back.
fn overlap(desk: &Desk) -> time::Duration {
    let seconds = i64::try_from(desk.salon.config.poll.overlap_seconds).unwrap_or(i64::MAX);
    time::Duration::seconds(seconds)
}

fn print(page: &BookingPage) -> Vec<(String, Option<OffsetDateTime>)> {
    page.bookings.iter().map(|facts| (facts.uid.clone(), facts.updated_at)).collect()
}
