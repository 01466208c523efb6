//! What a person types to find a customer: a part of the name, of the number, of the address.

use crate::domain::error::Error;
use crate::domain::people::person::{Phone, fold};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Characters of what is looked for.
pub(crate) const SOUGHT_CHARS_MAX: usize = 100;
/// Fewer digits than these find half of all numbers.
const PART_DIGITS_MIN: usize = 3;
/// A number of at most so many digits may be that of the customer here.
pub(crate) const ID_DIGITS_MAX: usize = 6;

/// Whom one looks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Sought {
    /// Whoever there is.
    Everybody,
    /// By the telephone, or the number here.
    Number {
        /// Of a whole number, without the `+`.
        whole: Option<String>,
        /// Of a number, its beginning zeros left out.
        part: String,
        id: Option<i64>,
    },
    /// By a part of the address, in lower case.
    Address(String),
    /// By parts of the name, as `sortable` has them: each must be in it.
    Name(Vec<String>),
}

/// What a customer is found by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Entry {
    pub id: i64,
    /// As `sortable` has it.
    pub name: String,
    /// E.164.
    pub phones: Vec<String>,
    /// In lower case.
    pub emails: Vec<String>,
}

impl Sought {
    /// Reads what was typed; `country` is the salon's, of the form `+49`. `Invalid` if it is too long.
    pub fn parse(text: &str, country: &str) -> Result<Sought, Error> {
        let text = text.trim();
        if text.chars().count() > SOUGHT_CHARS_MAX {
            return Err(Error::Invalid(format!(
                "what is looked for has at most {SOUGHT_CHARS_MAX} characters"
            )));
        }
        if text.is_empty() {
            return Ok(Sought::Everybody);
        }
        let digits = digits_of(text);
        if !digits.is_empty() && !text.chars().any(char::is_alphabetic) && !text.contains('@') {
            let whole = Phone::parse(text, country).ok().map(|phone| digits_of(phone.as_str()));
            let is_id = digits.len() <= ID_DIGITS_MAX && digits == text;
            let id = if is_id { digits.parse().ok() } else { None };
            let part = digits.trim_start_matches('0').to_owned();
            return Ok(Sought::Number { whole, part, id });
        }
        if text.contains('@') {
            return Ok(Sought::Address(text.to_lowercase()));
        }
        Ok(Sought::Name(sortable(text).split_whitespace().map(str::to_owned).collect()))
    }

    /// Whether this one is meant.
    pub fn is(&self, entry: &Entry) -> bool {
        match self {
            Sought::Everybody => true,
            Sought::Number { whole, part, id } => {
                let is_number = |phone: &String| {
                    let digits = digits_of(phone);
                    whole.as_ref().is_some_and(|whole| *whole == digits)
                        || (part.len() >= PART_DIGITS_MIN && digits.contains(part.as_str()))
                };
                *id == Some(entry.id) || entry.phones.iter().any(is_number)
            }
            Sought::Address(part) => entry.emails.iter().any(|email| email.contains(part)),
            // Of signs alone nothing is left, and that is nobody's name.
            Sought::Name(parts) => {
                !parts.is_empty() && parts.iter().all(|part| entry.name.contains(part.as_str()))
            }
        }
    }
}

/// A name as it is looked for and ordered by: folded, and without accents, which few people type.
pub(crate) fn sortable(name: &str) -> String {
    fold(name).as_str().nfd().filter(|letter| !is_combining_mark(*letter)).collect()
}

/// The digits of a text, ASCII.
pub(crate) fn digits_of(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> Entry {
        Entry {
            id: 7,
            name: sortable("Zoë Müller-Beispiel"),
            phones: vec!["+493023125101".into(), "+4915112345678".into()],
            emails: vec!["zoe@kundin.example".into()],
        }
    }

    #[test]
    fn a_customer_is_found_by_any_part() {
        for text in [
            "",
            " ",
            "müller",
            "MUELLER",
            "Beispiel, Zoë",
            "beisp zoe",
            "Zoë Müller Beispiel",
            "030 23125101",
            "+49 (0)30 / 23125101",
            "23125",
            "030 2312",
            "0151",
            "7",
            "ZOE@",
            "@kundin.example",
        ] {
            assert!(Sought::parse(text, "+49").unwrap().is(&entry()), "{text:?}");
        }
    }

    #[test]
    fn nobody_else_is() {
        for text in [
            "Meier",
            "zoe x",
            "030 23125102",
            "+1 30 23125101",
            "12",
            "8",
            "0",
            "x@",
            "@",
            "%",
            "_",
            "' OR 1=1 --",
            "<b>",
            "-",
        ] {
            let sought = Sought::parse(text, "+49").unwrap();
            assert_eq!(sought.is(&entry()), text == "@", "{text:?}");
        }
        assert!(Sought::parse(&"x".repeat(101), "+49").is_err());
    }
}
