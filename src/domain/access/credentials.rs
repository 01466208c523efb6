//! What a person types to come in.

use crate::domain::{Error, Result};
use std::fmt;

/// Shorter names are initials, longer ones are sentences.
const NAME_CHARS: std::ops::RangeInclusive<usize> = 2..=40;
/// A password of fewer characters is guessed.
pub const PASSWORD_CHARS_MIN: usize = 10;
/// A longer one only costs time to hash.
const PASSWORD_CHARS_MAX: usize = 200;

/// A user's name: letters, digits, `.`, `-` and `_`, in small letters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct UserName(String);

impl UserName {
    /// As typed, in any case.
    pub fn parse(typed: &str) -> Result<UserName> {
        let name = typed.trim().to_lowercase();
        let is_plain = name.chars().all(|c| c.is_alphanumeric() || ".-_".contains(c));
        if !is_plain || !NAME_CHARS.contains(&name.chars().count()) {
            return Err(Error::Invalid(format!(
                "a user's name has {} to {} letters, digits, dots or hyphens",
                NAME_CHARS.start(),
                NAME_CHARS.end()
            )));
        }
        Ok(UserName(name))
    }

    /// In small letters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A password as a person chose it; never shown.
pub struct Password(String);

impl Password {
    /// `None` if it is too short, too long, or the user's name.
    pub fn choose(typed: &str, name: &UserName) -> Option<Password> {
        let length = typed.chars().count();
        let is_good = (PASSWORD_CHARS_MIN..=PASSWORD_CHARS_MAX).contains(&length)
            && !typed.to_lowercase().contains(name.as_str());
        is_good.then(|| Password(typed.to_owned()))
    }

    /// As typed to come in; `None` if nobody can have chosen it, because it is too long.
    pub fn typed(typed: &str) -> Option<Password> {
        (typed.chars().count() <= PASSWORD_CHARS_MAX).then(|| Password(typed.to_owned()))
    }

    /// To be hashed.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_small_and_plain() {
        assert_eq!(UserName::parse(" Nadine.Roth ").unwrap().as_str(), "nadine.roth");
        assert_eq!(UserName::parse("JÜRGEN").unwrap().as_str(), "jürgen");
        for odd in ["", "n", "na dine", "<b>", "a\nb", "né'", &"n".repeat(41)] {
            assert!(UserName::parse(odd).is_err(), "{odd:?}");
        }
    }

    #[test]
    fn a_password_is_long_and_not_the_name() {
        let name = UserName::parse("nadine").unwrap();
        assert!(Password::choose("schere und kamm", &name).is_some());
        for bad in ["kurz", "Nadine 123456", &"x".repeat(201)] {
            assert!(Password::choose(bad, &name).is_none(), "{bad:?}");
        }
        assert_eq!(format!("{:?}", Password::typed("geheim").unwrap()), "Password");
    }
}
