//! On whose behalf this thread works: an id that stands in every line of the log, from what came in to the message that
//! leaves because of it. It is the name under which that is kept, where it is: `e812` for the event 812, the call's own id for
//! a function call; else a name made for it.

use std::cell::RefCell;
use std::sync::Arc;
use uuid::Uuid;

/// Longer ids are cut off: they come from outside.
const CHARS_MAX: usize = 64;
/// Of a name that is made for it so many letters.
const FRESH_CHARS: usize = 12;

thread_local! {
    static CURRENT: RefCell<Option<Id>> = const { RefCell::new(None) };
}

/// A request's id.
pub type Id = Arc<str>;

/// Of what is kept as this event.
pub fn event(id: i64) -> Id {
    format!("e{id}").into()
}

/// Of what came with an id of its own. Letters, digits and a few signs stay of it.
pub fn named(outside: &str) -> Id {
    let plain = |c: char| {
        let stays = c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | ':' | '.');
        if stays { c } else { '_' }
    };
    outside.chars().take(CHARS_MAX).map(plain).collect::<String>().into()
}

/// Of what has none: a kind and random letters.
pub fn fresh(kind: &str) -> Id {
    let random = Uuid::new_v4().simple().to_string();
    let random: String = random.chars().take(FRESH_CHARS).collect();
    format!("{kind}-{random}").into()
}

/// What this thread works on.
pub fn current() -> Option<Id> {
    CURRENT.with_borrow(Clone::clone)
}

/// Does this on behalf of that.
pub fn on<T>(id: Id, work: impl FnOnce() -> T) -> T {
    carry(Some(id), work)
}

/// The same, unless it is done on somebody's behalf already.
pub fn on_own<T>(id: impl FnOnce() -> Id, work: impl FnOnce() -> T) -> T {
    if current().is_some() { work() } else { on(id(), work) }
}

/// Does this on behalf of what another thread works on, or of nobody.
pub fn carry<T>(id: Option<Id>, work: impl FnOnce() -> T) -> T {
    let _before = Before(CURRENT.replace(id));
    work()
}

/// It turned out under which name what this thread works on is kept.
pub fn rename(id: Id) {
    CURRENT.set(Some(id));
}

/// Puts back what the thread worked on before, also when the work panics.
struct Before(Option<Id>);

impl Drop for Before {
    fn drop(&mut self) {
        CURRENT.set(self.0.take());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_holds_while_the_work_lasts() {
        assert_eq!(current(), None);
        on(event(7), || {
            assert_eq!(current().as_deref(), Some("e7"));
            rename(named("call_1"));
            on_own(|| fresh("x"), || assert_eq!(current().as_deref(), Some("call_1")));
            carry(None, || assert_eq!(current(), None));
            assert_eq!(current().as_deref(), Some("call_1"));
        });
        assert_eq!(current(), None);
        assert!(std::panic::catch_unwind(|| on(event(7), || panic!("x"))).is_err());
        assert_eq!(current(), None);
    }

    #[test]
    fn what_comes_from_outside_is_plain_and_short() {
        assert_eq!(&*named("call_1\n2026 ERROR \"x\"\u{202e}é"), "call_1_2026_ERROR__x___");
        assert_eq!(named(&"x".repeat(1_000)).len(), CHARS_MAX);
        assert_eq!(fresh("r").len(), 2 + FRESH_CHARS);
    }
}
