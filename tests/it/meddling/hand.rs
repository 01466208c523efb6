//! Somebody's hand at Cal.com: between the program and it, a place to step in at each call.

use crate::meddling::kinds::{Course, Deed, Meddling, When, Word};
use crate::meddling::world::{Standing, standing};
use crate::schedule::place::{Place, new_start, old_start};
use crate::schedule::plan::Schedule;
use crate::support::harness::agent;
use chairside::calcom::{
    BookingFilter, BookingPage, Calcom, CallError, CallResult, MemberPage, Members, NewBooking,
    Reservation, Slot,
};
use chairside::domain::visit::booking::BookingFacts;
use chairside::sandbox::stand_in::WebhookMode;
use chairside::work::Work;
use std::sync::{Arc, Mutex};
use std::time::Instant;
use time::{Duration, OffsetDateTime};

/// Whose hand it is at Cal.com.
pub struct Hand {
    pub place: Arc<Place>,
    pub work: Arc<Work>,
    pub url: String,
    pub schedule: Schedule,
}

impl Hand {
    fn act(&self, meddling: &Meddling) {
        let sandbox = &self.place.sandbox;
        let mode = match meddling.word {
            Word::Early | Word::Late => WebhookMode::Hold,
            Word::Never => WebhookMode::Drop,
        };
        let target = standing(sandbox)[meddling.part].clone();
        let by = match meddling.deed {
            Deed::Cancel => {
                assert!(sandbox.desk_cancel(&target.uid, mode));
                None
            }
            Deed::MoveAway => Some(Duration::days(1)),
            Deed::MoveNear => Some(Duration::minutes(15)),
            Deed::MoveAcross => {
                let across = new_start(&self.schedule, 0) - old_start(0);
                let is_old = (0..=4).any(|segment| {
                    crate::schedule::place::event_type(segment) == target.event_type_id
                        && old_start(segment) == target.start
                });
                Some(if is_old { across } else { -across })
            }
        };
        if let Some(by) = by {
            sandbox.desk_move(&target.uid, target.start + by, mode).expect("it stands");
        }
        if meddling.word == Word::Early {
            self.deliver();
            // By another thread, as in the program.
            std::thread::scope(|scope| {
                scope.spawn(|| self.work.tick()).join().map(|_| ()).unwrap()
            });
        }
    }

    /// Gives the program what Cal.com has sent until now, in order.
    pub fn deliver(&self) {
        for delivery in self.place.sandbox.take_webhooks() {
            let request = agent().post(format!("{}/api/calcom/webhook", self.url));
            let request = request.header("x-cal-signature-256", &delivery.signature);
            let request = request.content_type("application/json");
            assert_eq!(request.send(&delivery.body).unwrap().status(), 204);
        }
    }
}

/// How far it has come.
#[derive(Default)]
pub struct At {
    /// Whether calls count.
    pub counts: bool,
    pub calls: usize,
    pub acted: bool,
    pub before_the_act: Vec<Standing>,
    pub call_after_act: bool,
    /// Filled where nobody meddles.
    pub course: Course,
}

/// Cal.com, with somebody's hand in it.
pub struct Meddler {
    pub inner: Arc<dyn Calcom>,
    pub at: Mutex<At>,
    pub meddling: Option<Meddling>,
    pub hand: Mutex<Option<Arc<Hand>>>,
}

impl Meddler {
    fn call<T>(&self, call: impl Fn() -> CallResult<T>) -> CallResult<T> {
        let Some(hand) = self.hand.lock().unwrap().clone() else { return call() };
        let number = {
            let mut at = self.at.lock().unwrap();
            if !at.counts {
                return call();
            }
            at.calls += 1;
            at.call_after_act |= at.acted;
            at.calls
        };
        let Some(meddling) = self.meddling else {
            self.at.lock().unwrap().course.before.push(standing(&hand.place.sandbox));
            let result = call();
            self.at.lock().unwrap().course.after.push(standing(&hand.place.sandbox));
            return result;
        };
        if number != meddling.call {
            return call();
        }
        let act = || {
            // What her own webhook has the program ask is none of the saga's.
            let before = standing(&hand.place.sandbox);
            {
                let mut at = self.at.lock().unwrap();
                (at.counts, at.before_the_act) = (false, before);
            }
            hand.act(&meddling);
            let mut at = self.at.lock().unwrap();
            (at.counts, at.acted) = (true, true);
        };
        let lost = || Err(CallError::Unknown("the answer was lost".into()));
        match meddling.when {
            When::Before => {
                act();
                self.at.lock().unwrap().call_after_act = true;
                call()
            }
            When::After => {
                let result = call();
                act();
                result
            }
            When::AfterLost => {
                call().ok();
                act();
                lost()
            }
            When::BeforeLost => {
                act();
                call().ok();
                lost()
            }
            When::Instead => {
                act();
                lost()
            }
        }
    }
}

impl Calcom for Meddler {
    fn book(&self, new: &NewBooking, deadline: Instant) -> CallResult<BookingFacts> {
        self.call(|| self.inner.book(new, deadline))
    }

    fn booking(&self, uid: &str, deadline: Instant) -> CallResult<BookingFacts> {
        self.call(|| self.inner.booking(uid, deadline))
    }

    fn bookings(&self, filter: &BookingFilter, deadline: Instant) -> CallResult<BookingPage> {
        self.call(|| self.inner.bookings(filter, deadline))
    }

    fn cancel(&self, uid: &str, reason: &str, deadline: Instant) -> CallResult<BookingFacts> {
        self.call(|| self.inner.cancel(uid, reason, deadline))
    }

    fn reschedule(
        &self,
        uid: &str,
        start: OffsetDateTime,
        reason: &str,
        deadline: Instant,
    ) -> CallResult<BookingFacts> {
        self.call(|| self.inner.reschedule(uid, start, reason, deadline))
    }

    fn slots(
        &self,
        event_type_id: i64,
        from: OffsetDateTime,
        until: OffsetDateTime,
        deadline: Instant,
    ) -> CallResult<Vec<Slot>> {
        self.call(|| self.inner.slots(event_type_id, from, until, deadline))
    }

    fn reserve(
        &self,
        event_type_id: i64,
        start: OffsetDateTime,
        minutes: u32,
        deadline: Instant,
    ) -> CallResult<Reservation> {
        self.call(|| self.inner.reserve(event_type_id, start, minutes, deadline))
    }

    fn unreserve(&self, uid: &str, deadline: Instant) -> CallResult<()> {
        self.call(|| self.inner.unreserve(uid, deadline))
    }

    fn members(
        &self,
        of: Members,
        take: u32,
        skip: u32,
        deadline: Instant,
    ) -> CallResult<MemberPage> {
        self.inner.members(of, take, skip, deadline)
    }
}
