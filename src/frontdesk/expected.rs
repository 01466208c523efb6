//! Two people at once: what a person saw before deciding, and whether it is still so.

use crate::domain::{Error, Result};

/// What a person saw in force before deciding. If something else is in force by now, this changed meanwhile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saw<T> {
    /// Not said: the decision stands whatever is in force.
    NotSaid,
    /// This, or nothing at all.
    This(Option<T>),
}

/// The reason for whoever comes second; `told` says what is so by now, for example `host 7 is Anna Müller`.
pub fn faster(told: String) -> String {
    format!("this changed meanwhile: {told}; look again")
}

impl<T: PartialEq> Saw<T> {
    /// `Conflict` if what was seen is not what is in force now; `told` says what is, for example
    /// `host 7 is Anna Müller now`.
    pub fn check(&self, now: Option<&T>, told: impl FnOnce() -> Result<String>) -> Result<()> {
        match self {
            Saw::This(seen) if seen.as_ref() != now => Err(Error::Conflict(faster(told()?))),
            Saw::This(_) | Saw::NotSaid => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_another_thing_than_was_seen_is_a_conflict() {
        let told = || Ok("it is 8 now".to_owned());
        assert!(Saw::NotSaid.check(Some(&8), told).is_ok());
        assert!(Saw::This(Some(8)).check(Some(&8), told).is_ok());
        assert!(Saw::This(None::<i64>).check(None, told).is_ok());
        for (seen, now) in [(Some(7), Some(8)), (None, Some(8)), (Some(7), None)] {
            let sentence = Saw::This(seen).check(now.as_ref(), told).unwrap_err().to_string();
            assert_eq!(sentence, "this changed meanwhile: it is 8 now; look again");
        }
    }
}
