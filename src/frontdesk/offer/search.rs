//! What is free of a visit, once Cal.com has answered: laid out from its free starts and what is kept here.

use crate::domain::calendar::interval;
use crate::domain::calendar::interval::{Claim, Interval};
use crate::domain::ids::StaffId;
use crate::domain::visit::layout::Margins;
use crate::domain::visit::plan::PlannedBooking;
use crate::domain::visit::planner;
use crate::domain::visit::planner_question::{Candidate, Question};
use crate::domain::{Error, Result};
use crate::frontdesk::offer::ask::Ask;
use crate::frontdesk::offer::best::Begins;
use crate::frontdesk::offer::question::Budget;
use crate::frontdesk::offer::taken::Asker;
use crate::frontdesk::offer::wanted::Wanted;
use crate::frontdesk::offer::ways::{Grid, Ways};
use crate::frontdesk::offer::{best, free_starts, own, taken};
use crate::frontdesk::{Desk, Instant};
use rusqlite::Connection;
use std::collections::BTreeMap;
use std::sync::Arc;
use time::{Duration, OffsetDateTime};

/// A question about free times, with Cal.com's answers. May be put to the database as often as need be.
#[derive(Clone)]
pub(crate) struct Search {
    pub ask: Ask,
    pub ways: Arc<Ways>,
    /// Who must lead.
    pub wish: Option<StaffId>,
    pub wanted: Wanted,
    pub within: Interval,
    /// What Cal.com was asked about.
    pub asked: Interval,
    /// Free at Cal.com, of each event type.
    pub starts: BTreeMap<i64, Vec<OffsetDateTime>>,
    /// Why some event types were not answered for.
    pub failures: Vec<String>,
    /// Event types beyond the question's budget: they have no starts here.
    pub unasked: usize,
    pub margins: Margins,
    pub asker: Asker,
}

/// A visit that could be had.
#[derive(Clone, Debug)]
pub(crate) struct Visit {
    /// UTC.
    pub start: OffsetDateTime,
    /// In the order of time.
    pub parts: Vec<PlannedBooking>,
}

/// Asks Cal.com what is free on these days; `None` if they lie outside of what may be booked.
pub(crate) fn begin(
    desk: &Desk,
    ask: &Ask,
    ways: &Arc<Ways>,
    wish: Option<&StaffId>,
    wanted: &Wanted,
    budget: &Budget,
    deadline: Instant,
) -> Result<Option<Search>> {
    let Some(within) = span(desk, wanted) else { return Ok(None) };
    // A visit that starts within may end later.
    let length = Duration::minutes(ways.composition.minutes().into());
    let asked = match ways.composition.is_composite() {
        true => Interval::new(within.start(), within.end().saturating_add(length))?,
        false => within,
    };
    let mut free = free_starts::ask(desk, &ways.to_ask(wish), asked, budget, deadline);
    // Whoever asks once more is not told that what was offered a moment ago is taken.
    ways.add_own_starts(&mut free.starts, &own::minutes(desk, ask)?, Grid::AsShown)?;
    Ok(Some(Search {
        ask: ask.clone(),
        ways: ways.clone(),
        wish: wish.cloned(),
        wanted: wanted.clone(),
        within,
        asked,
        starts: free.starts,
        failures: free.failures,
        unasked: free.unasked,
        margins: desk.salon.config.pauses.margins(),
        asker: taken::asker(desk, &ask.call_id, ask.moving),
    }))
}

/// The days that are meant, as far as they may be booked. In whole minutes, so that the same question asked
/// again within one is the same.
fn span(desk: &Desk, wanted: &Wanted) -> Option<Interval> {
    let zone = &desk.salon.zone;
    let (from, _) = zone.day_bounds(wanted.from);
    let (_, until) = zone.day_bounds(wanted.until);
    let notice = i64::try_from(desk.salon.config.booking.notice_minutes).unwrap_or(i64::MAX);
    let soonest = desk.now().saturating_add(Duration::minutes(notice));
    let whole = soonest.replace_second(0).and_then(|at| at.replace_nanosecond(0)).ok()?;
    let soonest = if whole < soonest { whole.saturating_add(Duration::MINUTE) } else { whole };
    Interval::new(from.max(soonest), until).ok()
}

impl Search {
    /// Nothing found means "not known" where not everybody was asked.
    pub fn unasked_is_unknown(&mut self) {
        if self.unasked > 0 {
            let why = format!(
                "{} event types were not asked: the question's calls are spent",
                self.unasked
            );
            self.failures.push(why);
        }
    }

    /// What could be offered, laid out whole: at most three.
    pub fn visits(&self, connection: &Connection) -> Result<Vec<Visit>> {
        self.ask(connection, |question| {
            let zone = &self.asker.zone;
            let mut suited = planner::candidates(question);
            suited.retain(|candidate| self.suits(candidate.start));
            self.must_be_known(suited.is_empty())?;
            let mut visits = Vec::new();
            for candidate in best::best(&suited, &self.wanted.preference, zone) {
                match self.lay_out(question, &candidate) {
                    Ok(parts) => visits.push(Visit { start: candidate.start, parts }),
                    Err(error @ Error::Conflict(_)) => log::warn!("no offer: {error}"),
                    Err(error) => return Err(error),
                }
            }
            Ok(visits)
        })
    }

    /// The visit at one start; `None` if it is not free.
    pub fn at(
        &self,
        connection: &Connection,
        start: OffsetDateTime,
    ) -> Result<Option<Vec<PlannedBooking>>> {
        self.ask(connection, |question| {
            let candidates = planner::candidates(question);
            let found = candidates.iter().find(|candidate| candidate.start == start);
            self.must_be_known(found.is_none())?;
            found.map(|candidate| self.lay_out(question, candidate)).transpose()
        })
    }

    /// Every way to have the visit at one start, one for each who can lead it, the preferred first.
    pub fn each_at(
        &self,
        connection: &Connection,
        start: OffsetDateTime,
    ) -> Result<Vec<Vec<PlannedBooking>>> {
        self.ask(connection, |question| {
            let mut suited = planner::candidates(question);
            suited.retain(|candidate| candidate.start == start);
            let mut ways = Vec::new();
            for candidate in &suited {
                match self.lay_out(question, candidate) {
                    Ok(parts) => ways.push(parts),
                    Err(error @ Error::Conflict(_)) => log::warn!("no offer: {error}"),
                    Err(error) => return Err(error),
                }
            }
            Ok(ways)
        })
    }

    fn ask<T>(
        &self,
        connection: &Connection,
        then: impl FnOnce(&Question) -> Result<T>,
    ) -> Result<T> {
        let taken = self
            .ways
            .people()
            .into_iter()
            .map(|id| Ok((id.clone(), self.asker.taken(connection, &id, self.asked)?)))
            .collect::<Result<BTreeMap<_, _>>>()?;
        let mut starts = self.starts.clone();
        // Cal.com knows neither our absences nor the margins around our pauses.
        let is_free = |id: &StaffId, at: Interval| {
            taken.get(id).is_none_or(|taken| interval::fits(&Claim::busy(at), taken))
        };
        self.ways.keep_what_pools_can(&mut starts, &is_free);
        let policy_of = |lead: Option<&StaffId>| self.ways.policy(self.ask.policy, lead);
        then(&Question {
            composition: &self.ways.composition,
            policy_of: &policy_of,
            margins: self.margins,
            ways: &self.ways.with_starts(&starts),
            taken: &taken,
            wish: self.wish.as_ref(),
            within: self.within,
        })
    }

    fn lay_out(&self, question: &Question, candidate: &Candidate) -> Result<Vec<PlannedBooking>> {
        self.ways.bookings(planner::expand(question, candidate)?)
    }

    /// Nothing free means something only if Cal.com has answered.
    fn must_be_known(&self, is_empty: bool) -> Result<()> {
        match self.failures.first() {
            Some(failure) if is_empty => {
                log::warn!("no slots from Cal.com: {failure}");
                Err(Error::Unavailable("the calendar".into()))
            }
            Some(_) | None => Ok(()),
        }
    }

    fn suits(&self, start: OffsetDateTime) -> bool {
        let (day, time) = self.asker.zone.local(start);
        self.wanted.holds(day, time)
    }
}

/// Of several searches what could be offered: at most three.
pub(crate) fn best(connection: &Connection, searches: &[Search]) -> Result<Vec<Visit>> {
    let mut all = Vec::new();
    for search in searches {
        all.extend(search.visits(connection)?);
    }
    Ok(match searches {
        [first, _, ..] => best::best(&all, &first.wanted.preference, &first.asker.zone),
        [_] | [] => all,
    })
}

impl Begins for Candidate {
    fn start(&self) -> OffsetDateTime {
        self.start
    }
}

impl Begins for Visit {
    fn start(&self) -> OffsetDateTime {
        self.start
    }
}
