//! What happened, with its figures and ids: a line that programs read.

use crate::logging::request;
use log::{Level, Record};
use std::cell::RefCell;
use std::fmt::Display;

/// Under which name they are told.
const TARGET: &str = "chairside::fact";

thread_local! {
    static HELD: RefCell<Option<Vec<Fact>>> = const { RefCell::new(None) };
}

/// What happened. Ids, words of ours and figures: no names, nothing in somebody's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    what: &'static str,
    fields: Vec<(&'static str, String)>,
}

impl Fact {
    /// What it is.
    pub fn new(what: &'static str) -> Fact {
        Fact { what, fields: Vec::new() }
    }

    /// With this.
    #[must_use]
    pub fn with(mut self, field: &'static str, value: impl Display) -> Fact {
        self.fields.push((field, value.to_string()));
        self
    }

    /// With this, if it is known.
    #[must_use]
    pub fn with_some(self, field: &'static str, value: Option<impl Display>) -> Fact {
        match value {
            Some(value) => self.with(field, value),
            None => self,
        }
    }

    /// Tells it: at once, or when what is being written is on disk.
    pub fn tell(self) {
        let held = HELD.with_borrow_mut(|held| match held {
            Some(held) => {
                held.push(self.clone());
                true
            }
            None => false,
        });
        if !held {
            self.log();
        }
    }

    fn log(&self) {
        if !log::log_enabled!(target: TARGET, Level::Info) {
            return;
        }
        log::logger().log(
            &Record::builder()
                .level(Level::Info)
                .target(TARGET)
                .key_values(&self.fields.as_slice())
                .args(format_args!("{}", self.what))
                .build(),
        );
    }
}

/// What was told while something was being written, and on whose behalf.
#[derive(Debug, Default)]
pub struct Held {
    request: Option<request::Id>,
    facts: Vec<Fact>,
}

impl Held {
    /// Does this on that behalf, and keeps what it tells.
    pub fn during<T>(request: Option<request::Id>, work: impl FnOnce() -> T) -> (T, Held) {
        let before = HELD.replace(Some(Vec::new()));
        let kept = Kept(before);
        // It may turn out meanwhile under which name it is kept.
        let (done, request) = request::carry(request, || (work(), request::current()));
        let facts = HELD.take().unwrap_or_default();
        drop(kept);
        (done, Held { request, facts })
    }

    /// It counts: tells it, and does this on the same behalf.
    pub fn tell<T>(self, work: impl FnOnce() -> T) -> T {
        request::carry(self.request, || {
            self.facts.iter().for_each(Fact::log);
            work()
        })
    }

    /// It does not count: the work alone is done, on the same behalf.
    pub fn forget<T>(self, work: impl FnOnce() -> T) -> T {
        request::carry(self.request, work)
    }
}

/// Puts back what was held before, also when the work panics.
struct Kept(Option<Vec<Fact>>);

impl Drop for Kept {
    fn drop(&mut self) {
        HELD.set(self.0.take());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_in_a_write_waits_for_it() {
        let (done, held) = Held::during(Some(request::event(7)), || {
            Fact::new("decided").with("staff", 3).with_some("host", None::<i64>).tell();
            5
        });
        assert_eq!((done, held.facts.len()), (5, 1));
        assert_eq!(held.facts[0].fields, [("staff", "3".to_owned())]);
        let during = held.tell(request::current);
        assert_eq!(during.as_deref(), Some("e7"));
        assert_eq!(HELD.take(), None);
    }
}
