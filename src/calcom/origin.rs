//! On whose behalf Cal.com is asked: noted for the thread that asks, so that a recording can put an answer to the
//! request, hint or poll that needed it. Nothing depends on it but the recording with its replay, and how urgent a call is.

use std::cell::RefCell;
use std::sync::atomic::{AtomicU64, Ordering};
use time::OffsetDateTime;

/// What is being done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// A request came in, and its sender waits for the answer.
    Request,
    /// A booking is looked at, because a hint said that it changed; its uid.
    Look(String),
    /// A saga is settled that no request waits for; its id.
    Settle(String),
    /// What changed since the last time.
    Poll,
}

/// Where a question to Cal.com comes from: one piece of work, which may ask several times.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Of this process, and no other's.
    pub number: u64,
    /// What for.
    pub why: Why,
    /// When it began, UTC.
    pub began: OffsetDateTime,
    /// The saga being driven within it, if one is.
    pub saga: Option<String>,
}

thread_local! {
    static CURRENT: RefCell<Option<Origin>> = const { RefCell::new(None) };
}

static NUMBERS: AtomicU64 = AtomicU64::new(1);

impl Origin {
    /// A new one.
    pub fn new(why: Why, began: OffsetDateTime) -> Origin {
        let saga = match &why {
            Why::Settle(saga) => Some(saga.clone()),
            Why::Request | Why::Look(_) | Why::Poll => None,
        };
        Origin { number: NUMBERS.fetch_add(1, Ordering::Relaxed), why, began, saga }
    }
}

/// Does this as part of the work that the thread does already; only where it does none a new one begins. A saga driven
/// within other work is noted there.
pub fn on<T>(why: Why, began: OffsetDateTime, work: impl FnOnce() -> T) -> T {
    let origin = match (current(), why) {
        (Some(outer), Why::Settle(saga)) => Origin { saga: Some(saga), ..outer },
        (Some(outer), Why::Request | Why::Look(_) | Why::Poll) => outer,
        (None, why) => Origin::new(why, began),
    };
    carry(Some(origin), work)
}

/// Does this as part of that work: on another thread, or for a request that was just taken in.
pub fn carry<T>(origin: Option<Origin>, work: impl FnOnce() -> T) -> T {
    let _before = Before(CURRENT.replace(origin));
    work()
}

/// What this thread is doing.
pub fn current() -> Option<Origin> {
    CURRENT.with_borrow(Clone::clone)
}

/// Puts back what the thread was doing before, also when the work panics.
struct Before(Option<Origin>);

impl Drop for Before {
    fn drop(&mut self) {
        CURRENT.set(self.0.take());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::panic::catch_unwind;
    use std::thread;

    const NOW: OffsetDateTime = OffsetDateTime::UNIX_EPOCH;

    #[test]
    fn work_within_other_work_is_part_of_it() {
        assert_eq!(current(), None);
        on(Why::Request, NOW, || {
            let request = current().unwrap();
            assert_eq!((&request.why, &request.saga), (&Why::Request, &None));
            on(Why::Settle("s1".into()), NOW, || {
                let within = current().unwrap();
                assert_eq!((within.number, within.why), (request.number, Why::Request));
                assert_eq!(within.saga.as_deref(), Some("s1"));
            });
            assert_eq!(current(), Some(request.clone()));
            let carried = current();
            thread::scope(|scope| {
                scope.spawn(|| carry(carried, || assert_eq!(current(), Some(request))));
            });
        });
        assert_eq!(current(), None);
        on(Why::Settle("s2".into()), NOW, || {
            let own = current().unwrap();
            assert_eq!((own.why, own.saga.as_deref()), (Why::Settle("s2".into()), Some("s2")));
        });
    }

    #[test]
    fn a_panic_ends_the_work() {
        assert!(catch_unwind(|| on(Why::Poll, NOW, || panic!("x"))).is_err());
        assert_eq!(current(), None);
    }
}
