//! How urgent a call to Cal.com is. Where the minute's allowance runs short, bookings and their repair go first, then
//! questions whose answer is waited for, then background work.

use crate::calcom::origin::{Origin, Why};
use std::cell::Cell;

/// Least urgent last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Urgency {
    /// It books, moves or cancels, or finds out what became of that.
    Booking,
    /// A caller or a customer waits for the answer.
    Question,
    /// Nobody waits.
    Background,
}

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

/// Of a call for which nothing was said: by what it does, and on whose behalf.
pub(crate) fn of_call(changes: bool, path: &str, origin: Option<&Origin>) -> Urgency {
    let settles = origin.is_some_and(|origin| origin.saga.is_some());
    let waits = origin.is_some_and(|origin| origin.why == Why::Request);
    if path.starts_with("/v2/bookings") && (changes || settles) {
        Urgency::Booking
    } else if waits {
        Urgency::Question
    } else {
        Urgency::Background
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::panic::catch_unwind;
    use time::OffsetDateTime;

    #[test]
    fn bookings_and_their_repair_are_the_most_urgent() {
        use Urgency::{Background, Booking, Question};
        let origin = |why| Origin::new(why, OffsetDateTime::UNIX_EPOCH);
        let request = origin(Why::Request);
        let driven = Origin { saga: Some("s".into()), ..request.clone() };
        let (settle, look) = (origin(Why::Settle("s".into())), origin(Why::Look("u".into())));
        let poll = origin(Why::Poll);
        let cases = [
            (true, "/v2/bookings", Some(&driven), Booking),
            (true, "/v2/bookings/u/cancel", None, Booking),
            (false, "/v2/bookings?attendeeEmail=x", Some(&settle), Booking),
            (false, "/v2/bookings/u", Some(&driven), Booking),
            (false, "/v2/bookings/u", Some(&request), Question),
            (false, "/v2/bookings/u", Some(&look), Background),
            (false, "/v2/bookings?afterUpdatedAt=x", Some(&poll), Background),
            (false, "/v2/bookings/u", None, Background),
            (false, "/v2/slots?eventTypeId=1", Some(&request), Question),
            (true, "/v2/slots/reservations", Some(&request), Question),
            (true, "/v2/slots/reservations/r", None, Background),
            (true, "/v2/event-types", None, Background),
            (false, "/v2/teams/1/memberships", None, Background),
        ];
        for (changes, path, origin, expected) in cases {
            assert_eq!(of_call(changes, path, origin), expected, "{changes} {path} {origin:?}");
        }
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
