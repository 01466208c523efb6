//! Two people at once: what a decision expects to be in force, and whether it still is.

use crate::domain::{Error, Result};

/// What a decision expects to be in force: what the person saw. If it is something else by now, another was faster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected<T> {
    /// The decision stands whatever is in force.
    Any,
    /// This, or nothing at all.
    This(Option<T>),
}

/// The reason for the one who comes second; `told` says what is so by now, for example `host 7 is Anna Müller`.
pub fn changed_meanwhile(told: String) -> String {
    format!("changed meanwhile: {told}; look again")
}

impl<T: PartialEq> Expected<T> {
    /// `Conflict` if what is expected is not what is in force now; `told` says what is, for example
    /// `host 7 is Anna Müller now`.
    pub fn check(&self, now: Option<&T>, told: impl FnOnce() -> Result<String>) -> Result<()> {
        match self {
            Expected::This(this) if this.as_ref() != now => {
                Err(Error::Conflict(changed_meanwhile(told()?)))
            }
            Expected::This(_) | Expected::Any => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_another_thing_than_was_seen_is_a_conflict() {
        let told = || Ok("it is 8 now".to_owned());
        assert!(Expected::Any.check(Some(&8), told).is_ok());
        assert!(Expected::This(Some(8)).check(Some(&8), told).is_ok());
        assert!(Expected::This(None::<i64>).check(None, told).is_ok());
        for (seen, now) in [(Some(7), Some(8)), (None, Some(8)), (Some(7), None)] {
            let sentence = Expected::This(seen).check(now.as_ref(), told).unwrap_err().to_string();
            assert_eq!(sentence, "changed meanwhile: it is 8 now; look again");
        }
    }
}
