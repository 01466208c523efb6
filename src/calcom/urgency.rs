//! How urgent a call to Cal.com is. Where the minute's allowance runs short, bookings and their repair go first, then the
//! reservations of callers, then questions whose answer is waited for, then what nobody waits for. How much of the
//! allowance each class has is in `client/shares.rs`.

use crate::calcom::origin::{Origin, Why};
use std::cell::Cell;

/// Least urgent last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Urgency {
    /// It books, moves or cancels, or finds out what became of that.
    Booking,
    /// It keeps a slot for a caller who waits, or gives it back for one.
    Reservation,
    /// A caller or a customer waits for the answer.
    Question,
    /// Free times, before anybody asks for them.
    Prefetch,
    /// What changed at Cal.com: the poll, and looks at what a hint names.
    Poll,
    /// Hosts, event types, backfill, and whatever else nobody waits for.
    Sync,
}

impl Urgency {
    /// Most urgent first.
    pub const ALL: [Urgency; 6] = [
        Urgency::Booking,
        Urgency::Reservation,
        Urgency::Question,
        Urgency::Prefetch,
        Urgency::Poll,
        Urgency::Sync,
    ];

    /// For programs; it stays.
    pub fn as_str(self) -> &'static str {
        match self {
            Urgency::Booking => "booking",
            Urgency::Reservation => "reservation",
            Urgency::Question => "question",
            Urgency::Prefetch => "prefetch",
            Urgency::Poll => "poll",
            Urgency::Sync => "sync",
        }
    }

    /// Whether somebody waits for what comes of it.
    pub fn is_waited_for(self) -> bool {
        matches!(self, Urgency::Booking | Urgency::Reservation | Urgency::Question)
    }
}

const BOOKINGS: &str = "/v2/bookings";
const RESERVATIONS: &str = "/v2/slots/reservations";

thread_local! {
    static SAID: Cell<Option<Urgency>> = const { Cell::new(None) };
}

/// Does this with all its calls of that urgency, whatever they are. Threads that are started meanwhile do not know.
pub fn of<T>(urgency: Urgency, work: impl FnOnce() -> T) -> T {
    let _before = Before(SAID.replace(Some(urgency)));
    work()
}

/// What was said for this thread.
pub(crate) fn said() -> Option<Urgency> {
    SAID.get()
}

/// Puts back what was said before, also when the work panics.
struct Before(Option<Urgency>);

impl Drop for Before {
    fn drop(&mut self) {
        SAID.set(self.0);
    }
}

/// Of a call, by what was said of it; where nothing was, by what it does and on whose behalf.
///
/// Who asks a question reserves as well and says one thing of both: what reserves is told from it here.
pub(crate) fn of_call(
    said: Option<Urgency>,
    changes: bool,
    path: &str,
    origin: Option<&Origin>,
) -> Urgency {
    let reserves = changes && path.starts_with(RESERVATIONS);
    match said.unwrap_or_else(|| unsaid(changes, path, origin)) {
        Urgency::Question if reserves => Urgency::Reservation,
        urgency => urgency,
    }
}

fn unsaid(changes: bool, path: &str, origin: Option<&Origin>) -> Urgency {
    let settles = origin.is_some_and(|origin| origin.saga.is_some());
    if path.starts_with(BOOKINGS) && (changes || settles) {
        return Urgency::Booking;
    }
    match origin.map(|origin| &origin.why) {
        Some(Why::Request) => Urgency::Question,
        Some(Why::Poll | Why::Look(_)) => Urgency::Poll,
        Some(Why::Settle(_)) | None => Urgency::Sync,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::panic::catch_unwind;
    use time::OffsetDateTime;

    #[test]
    fn bookings_and_their_repair_are_the_most_urgent() {
        use Urgency::{Booking, Poll, Prefetch, Question, Reservation, Sync};
        let origin = |why| Origin::new(why, OffsetDateTime::UNIX_EPOCH);
        let request = origin(Why::Request);
        let driven = Origin { saga: Some("s".into()), ..request.clone() };
        let (settle, look) = (origin(Why::Settle("s".into())), origin(Why::Look("u".into())));
        let poll = origin(Why::Poll);
        let cases = [
            (None, true, "/v2/bookings", Some(&driven), Booking),
            (None, true, "/v2/bookings/u/cancel", None, Booking),
            (None, false, "/v2/bookings?attendeeEmail=x", Some(&settle), Booking),
            (None, false, "/v2/bookings/u", Some(&driven), Booking),
            (None, false, "/v2/bookings/u", Some(&request), Question),
            (None, false, "/v2/bookings/u", Some(&look), Poll),
            (None, false, "/v2/bookings?afterUpdatedAt=x", Some(&poll), Poll),
            (None, false, "/v2/bookings/u", None, Sync),
            (None, false, "/v2/slots?eventTypeId=1", Some(&request), Question),
            (None, true, "/v2/slots/reservations", Some(&request), Reservation),
            (None, true, "/v2/slots/reservations/r", Some(&request), Reservation),
            (None, true, "/v2/slots/reservations/r", None, Sync),
            (None, true, "/v2/event-types", None, Sync),
            (None, false, "/v2/teams/1/memberships", None, Sync),
            (Some(Question), true, "/v2/slots/reservations", Some(&request), Reservation),
            (Some(Question), false, "/v2/slots?eventTypeId=1", None, Question),
            (Some(Booking), true, "/v2/slots/reservations", Some(&request), Booking),
            (Some(Booking), false, "/v2/slots?eventTypeId=1", Some(&request), Booking),
            (Some(Prefetch), false, "/v2/slots?eventTypeId=1", None, Prefetch),
            (Some(Sync), false, "/v2/bookings?take=5", Some(&request), Sync),
        ];
        for (said, changes, path, origin, expected) in cases {
            let urgency = of_call(said, changes, path, origin);
            assert_eq!(urgency, expected, "{said:?} {changes} {path} {origin:?}");
        }
    }

    #[test]
    fn the_most_urgent_come_first() {
        assert!(Urgency::ALL.is_sorted());
        let waited_for: Vec<_> = Urgency::ALL.into_iter().map(Urgency::is_waited_for).collect();
        assert_eq!(waited_for, [true, true, true, false, false, false]);
    }

    #[test]
    fn what_is_said_counts_until_the_work_ends() {
        assert_eq!(said(), None);
        of(Urgency::Question, || {
            of(Urgency::Booking, || assert_eq!(said(), Some(Urgency::Booking)));
            assert_eq!(said(), Some(Urgency::Question));
        });
        assert!(catch_unwind(|| of(Urgency::Booking, || panic!("x"))).is_err());
        assert_eq!(said(), None);
    }
}
