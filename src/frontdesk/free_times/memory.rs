//! What Cal.com has free, as it was told last. Callers who ask the same at once share one question.
//!
//! Knowledge is only ever thrown away too early: whatever may have changed is asked for afresh before it is used.

use crate::domain::calendar::fetched;
use crate::domain::calendar::fetched::Standing;
use crate::domain::calendar::interval::Interval;
use crate::domain::ids::StaffId;
use crate::frontdesk::free_times::cells::{Cells, Remembered};
use crate::frontdesk::free_times::moment::Moment;
use crate::saga::{Claim, Claims};
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use time::OffsetDateTime;

/// Of how many event types something is kept; what was asked about least lately goes first.
const EVENT_TYPES_MAX: usize = 512;
/// Buffers of event types reach so far around a booking, at the most.
const BUFFERS_MAX_MINUTES: i64 = 120;

/// An event type in use: what its answers depend on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct InUse {
    /// Whose; `None` where Cal.com chooses.
    pub staff: Option<StaffId>,
    /// How long it is at Cal.com, as far as that is known.
    pub minutes: Option<u32>,
}

/// What Cal.com has free.
#[derive(Default)]
pub struct FreeTimes {
    known: Mutex<Known>,
    asking: Claims,
}

#[derive(Default)]
struct Known {
    of: HashMap<i64, Cells>,
    in_use: BTreeMap<i64, InUse>,
    looked: Option<Moment>,
}

impl fmt::Debug for FreeTimes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FreeTimes").field("of", &self.lock().of.len()).finish_non_exhaustive()
    }
}

impl FreeTimes {
    fn lock(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The free starts of an event type within a span, none told longer ago than that; `None` where it must be asked.
    pub(crate) fn known(
        &self,
        event_type: i64,
        span: Interval,
        oldest: Duration,
        now: Moment,
    ) -> Option<Remembered> {
        let mut known = self.lock();
        known.look(now);
        known.of.get(&event_type)?.known(span, oldest, now)
    }

    /// Notes that a caller's question is about an event type.
    pub(crate) fn wanted(&self, event_type: i64, now: Moment) {
        self.lock().cells(event_type).wanted = Some(now);
    }

    /// Keeps an answer about a span, asked at that moment.
    pub(crate) fn learn(
        &self,
        event_type: i64,
        span: Interval,
        starts: &[OffsetDateTime],
        asked: Moment,
    ) {
        let mut known = self.lock();
        known.looked.get_or_insert(asked);
        known.cells(event_type).learn(span, starts, asked);
    }

    /// Waits while another caller asks the same; `None` if the deadline comes first.
    pub(crate) fn wait_to_ask(&self, event_type: i64, deadline: Instant) -> Option<Claim<'_>> {
        self.asking.wait(&event_type.to_string(), deadline)
    }

    /// A booking of these minutes was made, moved or called off: what was known of the days of whoever does it is over.
    /// Where nobody knows who that is, of everybody's.
    ///
    /// Told from within the transaction that records it, which is not too early: Cal.com has told of the booking, so
    /// whatever is asked from now on shows it. If the transaction fails, a question more is asked.
    pub(crate) fn changed(&self, event_type: Option<i64>, staff: Option<&StaffId>, at: Interval) {
        let mut known = self.lock();
        let now = Instant::now();
        let at = at.widened(time::Duration::minutes(BUFFERS_MAX_MINUTES));
        let own = event_type.and_then(|id| known.in_use.get(&id)).and_then(|one| one.staff.clone());
        let who = staff.cloned().or(own);
        let Known { of, in_use, .. } = &mut *known;
        for (id, cells) in of {
            let whose = in_use.get(id).and_then(|one| one.staff.as_ref());
            let is_others = who.is_some() && whose.is_some() && whose != who.as_ref();
            if !is_others || Some(*id) == event_type {
                cells.stale(at, now);
            }
        }
    }

    /// What was known of these event types and days turned out to be wrong.
    pub(crate) fn wrong(&self, event_types: &[i64], at: Interval) {
        let (mut known, now) = (self.lock(), Instant::now());
        for id in event_types {
            if let Some(cells) = known.of.get_mut(id) {
                cells.stale(at, now);
            }
        }
    }

    /// Takes note of the event types in use. What is known of those that are new, have changed, or are gone is forgotten.
    pub(crate) fn set_in_use(&self, in_use: BTreeMap<i64, InUse>) {
        let (mut known, now) = (self.lock(), Instant::now());
        if known.in_use == in_use {
            return;
        }
        // An answer that is on its way to one must not count if its minutes change meanwhile.
        for id in in_use.keys() {
            known.cells(*id);
        }
        let Known { of, in_use: before, .. } = &mut *known;
        of.retain(|id, cells| match in_use.get(id) {
            None => false,
            same if same == before.get(id) => true,
            // One that nobody had listed yet was asked about by a caller a moment ago: it stays.
            Some(_) if !before.contains_key(id) => true,
            Some(_) => {
                cells.forget(now);
                true
            }
        });
        *before = in_use;
    }

    /// Of which of these event types something is to be asked for next, over all days of a span.
    pub(crate) fn next(
        &self,
        event_types: &[i64],
        span: Interval,
        refresh_after: Duration,
        now: Moment,
    ) -> Option<i64> {
        let mut known = self.lock();
        known.look(now);
        let never = Cells::default();
        let standing =
            |id: &i64| known.of.get(id).unwrap_or(&never).standing(*id, span, refresh_after, now);
        let all: Vec<Standing> = event_types.iter().map(standing).collect();
        fetched::next(&all, refresh_after)
    }
}

impl Known {
    /// What is known of an event type. Another makes room if there are too many.
    fn cells(&mut self, event_type: i64) -> &mut Cells {
        if self.of.len() >= EVENT_TYPES_MAX && !self.of.contains_key(&event_type) {
            let since = |cells: &Cells| cells.wanted.map(|wanted| wanted.real);
            let least = self.of.iter().min_by_key(|(_, cells)| since(cells)).map(|(id, _)| *id);
            least.and_then(|id| self.of.remove(&id));
        }
        self.of.entry(event_type).or_default()
    }

    /// A wall clock that was put elsewhere since the last look makes everything stale: how old it is nobody knows.
    fn look(&mut self, now: Moment) {
        if self.looked.is_some_and(|looked| now.jumped_since(&looked)) {
            log::warn!(
                "the clock was put elsewhere: what was known of free times is asked for afresh"
            );
            self.of.values_mut().for_each(|cells| cells.forget(now.real));
        }
        self.looked = Some(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    const KEPT: Duration = Duration::from_secs(900);
    const TODAY: OffsetDateTime = datetime!(2026-12-01 0:00 UTC);
    const NINE: OffsetDateTime = datetime!(2026-12-01 9:00 UTC);

    fn day() -> Interval {
        Interval::new(TODAY, TODAY + time::Duration::DAY).unwrap()
    }

    fn staff(name: &str) -> Option<StaffId> {
        Some(StaffId(name.to_owned()))
    }

    /// Two people with two event types each, and a pool; all are known.
    fn salon() -> FreeTimes {
        let free = FreeTimes::default();
        let of = [(1, "emma"), (2, "emma"), (3, "kim"), (4, "kim"), (5, "")];
        let in_use = of.map(|(id, who)| {
            let staff = staff(who).filter(|id| !id.0.is_empty());
            (id, InUse { staff, minutes: Some(30) })
        });
        free.set_in_use(in_use.into());
        for (id, _) in of {
            free.learn(id, day(), &[NINE], Moment::at(TODAY));
        }
        free
    }

    fn known(free: &FreeTimes, now: Moment) -> Vec<i64> {
        (1..=5).filter(|id| free.known(*id, day(), KEPT, now).is_some()).collect()
    }

    fn an_hour() -> Interval {
        Interval::new(NINE, NINE + time::Duration::HOUR).unwrap()
    }

    #[test]
    fn a_booking_makes_the_persons_day_stale_and_every_pools() {
        for (event_type, who, expected) in [
            (Some(1), None, vec![3, 4]),
            (Some(5), staff("kim"), vec![1, 2]),
            (Some(5), None, vec![]),
            (Some(99), None, vec![]),
            (Some(99), staff("emma"), vec![3, 4]),
            (None, staff("emma"), vec![3, 4]),
            (Some(1), staff("kim"), vec![2]),
        ] {
            let free = salon();
            free.changed(event_type, who.as_ref(), an_hour());
            let now = Moment::at(TODAY);
            assert_eq!(known(&free, now), expected, "{event_type:?} {who:?}");
        }
        let free = salon();
        let elsewhere = Interval::new(NINE + time::Duration::DAY, NINE + time::Duration::days(2));
        free.changed(Some(1), None, elsewhere.unwrap());
        assert_eq!(known(&free, Moment::at(TODAY)), [1, 2, 3, 4, 5], "another day");
    }

    #[test]
    fn a_clock_that_jumps_makes_everything_unknown() {
        for seconds in [-61, 61, 86_400 * 400] {
            let free = salon();
            let then = Moment::at(TODAY + time::Duration::seconds(seconds));
            assert_eq!(known(&free, then), [0; 0], "{seconds}");
            // Put back again it is asked for afresh all the same.
            assert_eq!(known(&free, Moment::at(TODAY)), [0; 0], "{seconds}");
        }
        assert_eq!(known(&salon(), Moment::at(TODAY + time::Duration::seconds(59))).len(), 5);
    }

    #[test]
    fn an_event_type_that_changed_is_forgotten() {
        let free = salon();
        let mut in_use = free.lock().in_use.clone();
        in_use.insert(1, InUse { staff: staff("emma"), minutes: Some(45) });
        in_use.insert(2, InUse { staff: staff("kim"), minutes: Some(30) });
        in_use.remove(&3);
        free.set_in_use(in_use);
        assert_eq!(known(&free, Moment::at(TODAY)), [4, 5]);
    }

    #[test]
    fn only_so_many_event_types_are_kept() {
        let free = FreeTimes::default();
        let now = Moment::at(TODAY);
        free.wanted(1, now);
        for id in 1..=i64::try_from(EVENT_TYPES_MAX).unwrap() + 10 {
            free.learn(id, day(), &[NINE], now);
        }
        assert_eq!(free.lock().of.len(), EVENT_TYPES_MAX);
        assert!(free.known(1, day(), KEPT, now).is_some(), "asked about lately");
    }
}
