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
use crate::frontdesk::offer::free_starts::{FreeStarts, Wanted as Asked};
use crate::frontdesk::offer::question::{Budget, JUST_NOW};
use crate::frontdesk::offer::taken::Asker;
use crate::frontdesk::offer::wanted::Wanted;
use crate::frontdesk::offer::ways::{Grid, Own, Ways};
use crate::frontdesk::offer::{best, free_starts, own, taken};
use crate::frontdesk::{Desk, Instant};
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use time::{Duration, OffsetDateTime};

/// How long ago something was told.
type Age = std::time::Duration;

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
    /// How long ago it was told, of each that was answered for. Zero: just now.
    ages: BTreeMap<i64, Age>,
    /// What Cal.com refused to reserve since.
    refused: BTreeSet<(i64, OffsetDateTime)>,
    /// Why some event types were not answered for.
    pub failures: Vec<String>,
    /// Event types beyond the question's budget: they have no starts here.
    pub unasked: Vec<i64>,
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
    let mut search = Search {
        ask: ask.clone(),
        ways: ways.clone(),
        wish: wish.cloned(),
        wanted: wanted.clone(),
        within,
        asked,
        starts: BTreeMap::new(),
        ages: BTreeMap::new(),
        refused: BTreeSet::new(),
        failures: Vec::new(),
        unasked: Vec::new(),
        margins: desk.salon.config.pauses.margins(),
        asker: taken::asker(desk, &ask.call_id, ask.moving),
    };
    search.look(desk, &ways.to_ask(wish), budget.oldest, budget, deadline)?;
    Ok(Some(search))
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
    /// Asks about these event types. Of a pool only what was told just now counts: it cannot be reserved.
    fn look(
        &mut self,
        desk: &Desk,
        event_types: &[i64],
        oldest: Age,
        budget: &Budget,
        deadline: Instant,
    ) -> Result<()> {
        let oldest_of = |id| if self.ways.is_pool(id) { oldest.min(JUST_NOW) } else { oldest };
        let wanted = |id: &i64| Asked { event_type: *id, oldest: oldest_of(*id) };
        let wanted: Vec<Asked> = event_types.iter().map(wanted).collect();
        let free = free_starts::ask(desk, &wanted, self.asked, budget, deadline);
        let FreeStarts { starts, ages, failures, unasked } = free;
        let is_now = |id: &i64| ages.get(id).is_some_and(Age::is_zero);
        let (mut now, mut before): (BTreeMap<_, _>, BTreeMap<_, _>) =
            starts.into_iter().partition(|(id, _)| is_now(id));
        // Whoever asks once more is not told that what was offered a moment ago is taken.
        let own = own::minutes(desk, &self.ask)?;
        self.ways.add_own_starts(&mut now, &own, Grid::AsShown)?;
        // What was told before that was offered knows its surroundings.
        let (booked, offered): (Vec<Own>, Vec<Own>) =
            own.into_iter().partition(|one| one.is_booked);
        self.ways.add_own_starts(&mut before, &booked, Grid::AsShown)?;
        for one in offered {
            if let Some(starts) = before.get_mut(&one.event_type_id)
                && let Err(place) = starts.binary_search(&one.at.start())
            {
                starts.insert(place, one.at.start());
            }
        }
        self.starts.extend(now);
        self.starts.extend(before);
        self.ages.extend(ages);
        self.failures.extend(failures);
        self.unasked = unasked;
        Ok(())
    }

    /// Asks about those for which the question's calls did not reach.
    pub fn ask_further(&mut self, desk: &Desk, budget: &Budget, deadline: Instant) -> Result<()> {
        let unasked = std::mem::take(&mut self.unasked);
        self.look(desk, &unasked, budget.oldest, budget, deadline)
    }

    /// Asks afresh about these event types, as far as they are part of this and were told from memory. What is not told
    /// afresh is not known any more.
    pub fn ask_afresh(
        &mut self,
        desk: &Desk,
        event_types: &[i64],
        budget: &Budget,
        deadline: Instant,
    ) -> Result<()> {
        let from_memory = |id: &&i64| self.ages.get(id).is_some_and(|age| *age > JUST_NOW);
        let old: Vec<i64> = event_types.iter().filter(from_memory).copied().collect();
        for id in &old {
            self.starts.remove(id);
            self.ages.remove(id);
        }
        let unasked = std::mem::take(&mut self.unasked);
        self.look(desk, &old, Age::ZERO, budget, deadline)?;
        if !self.unasked.is_empty() {
            self.failures.push("what was known from memory could not be asked afresh".into());
        }
        self.unasked = unasked;
        Ok(())
    }

    /// Cal.com would not reserve this start.
    pub fn refuse(&mut self, event_type: i64, start: OffsetDateTime) {
        self.refused.insert((event_type, start));
    }

    /// How long ago it was told that these parts are free; zero if just now. `None` if that is not told of one.
    pub fn age_of(&self, parts: &[PlannedBooking]) -> Option<Age> {
        let ages = parts.iter().map(|part| self.ages.get(&part.event_type_id).copied());
        // A pause that is held has an event type that nobody asks about.
        ages.flatten().max()
    }

    /// Nothing found means "not known" where not everybody was asked.
    pub fn unasked_is_unknown(&mut self) {
        if !self.unasked.is_empty() {
            let why = format!(
                "{} event types were not asked: the question's calls are spent",
                self.unasked.len()
            );
            self.failures.push(why);
        }
    }

    /// What could be offered, laid out whole: at most three.
    pub fn visits(&self, connection: &Connection) -> Result<Vec<Visit>> {
        self.visits_beside(connection, &[])
    }

    /// The same beside what is offered already.
    pub fn visits_beside(
        &self,
        connection: &Connection,
        offered: &[Interval],
    ) -> Result<Vec<Visit>> {
        let length = Duration::minutes(self.ways.composition.minutes().into());
        let is_beside = |start: OffsetDateTime| {
            let end = start.saturating_add(length);
            offered.iter().all(|other| end <= other.start() || start >= other.end())
        };
        self.ask(connection, |question| {
            let zone = &self.asker.zone;
            let mut suited = planner::candidates(question);
            suited.retain(|candidate| self.suits(candidate.start));
            suited.retain(|candidate| is_beside(candidate.start));
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
        for (id, refused) in &self.refused {
            if let Some(starts) = starts.get_mut(id) {
                starts.retain(|start| start != refused);
            }
        }
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

/// Of several searches what could be offered beside what is offered already: at most three.
pub(crate) fn best(
    connection: &Connection,
    searches: &[Search],
    offered: &[Interval],
) -> Result<Vec<Visit>> {
    let mut all = Vec::new();
    for search in searches {
        all.extend(search.visits_beside(connection, offered)?);
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
