//! Telephone numbers in E.164: the name under which a caller is known.

use crate::domain::error::Error;
use crate::domain::people::dialling;
use std::fmt;
use unicode_normalization::UnicodeNormalization;

/// Digits of an E.164 number, country code included. The least is ours: shorter ones are service numbers.
pub const PHONE_DIGITS_MIN: usize = 8;
/// Digits of an E.164 number, country code included. The most is the standard's.
pub const PHONE_DIGITS_MAX: usize = 15;
/// Characters of a telephone number as typed.
pub const PHONE_TEXT_CHARS_MAX: usize = 40;

/// A telephone number in E.164: `+`, country code, number, no blanks.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Phone(String);

impl Phone {
    /// Reads a number as people write it: `+49 30 …`, `0049 30 …`, `(030) …`, `+49 (0)30 …`, `+49 030 …`, `49 30 …`,
    /// with blanks, dashes, dots, slashes and parentheses. `default_country` is for numbers without a country code and
    /// has the form `+49`. A 0 before the area code goes or stays as the number's country has it.
    pub fn parse(text: &str, default_country: &str) -> Result<Phone, Error> {
        let trimmed: String = text.trim().nfkc().collect();
        if trimmed.chars().count() > PHONE_TEXT_CHARS_MAX {
            return Err(Error::invalid("the telephone number is too long"));
        }
        let mut compact: String = trimmed.chars().filter(|c| !is_separator(*c)).collect();
        let is_international = compact.starts_with('+') || compact.starts_with("00");
        // `+36 (0)1`: the 0 in parentheses is for callers from inside the country.
        if is_international && trimmed.contains("(0)") && !dialling::keeps_zero(&compact) {
            compact = trimmed.replace("(0)", "").chars().filter(|c| !is_separator(*c)).collect();
        }
        let unsigned = compact.strip_prefix('+').unwrap_or(&compact);
        if unsigned.is_empty() || !unsigned.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Error::invalid(
                "a telephone number has digits only, and + at most at its start",
            ));
        }
        let digits = match compact.strip_prefix('+').or_else(|| compact.strip_prefix("00")) {
            Some(abroad) => abroad.to_owned(),
            None => with_country(&compact, default_country)?,
        };
        let digits = dialling::without_trunk_zero(&digits);
        if dialling::is_impossible(&digits) || !is_number(&digits) {
            return Err(Error::invalid("there is no such country or area code"));
        }
        match digits.len() {
            ..PHONE_DIGITS_MIN => Err(Error::invalid("the telephone number is too short")),
            PHONE_DIGITS_MIN..=PHONE_DIGITS_MAX => Ok(Phone(format!("+{digits}"))),
            _ => Err(Error::invalid("the telephone number is too long")),
        }
    }

    /// For example `+493023125012`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Phone({} digits)", self.0.len().saturating_sub(1))
    }
}

/// The digits with their country code, of a number without `+` and `00`.
fn with_country(digits: &str, default_country: &str) -> Result<String, Error> {
    let country = default_country.strip_prefix('+').unwrap_or_default();
    if !(1..=3).contains(&country.len()) || !is_number(country) {
        return Err(Error::invalid("the default country code must look like +49"));
    }
    if dialling::has_country_code(digits, country) {
        return Ok(digits.to_owned());
    }
    dialling::from_inside(digits, country)
        .ok_or_else(|| Error::invalid("the telephone number needs its area code or country code"))
}

/// Digits that do not begin with 0.
fn is_number(text: &str) -> bool {
    !text.is_empty() && !text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_separator(letter: char) -> bool {
    matches!(letter, ' ' | '-' | '.' | '/' | '(' | ')' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for text in [
            "+49 30 23125 012",
            "+493023125012",
            "0049 30 23125012",
            "030 23125012",
            "030/23125-012",
            " (030) 23125 012 ",
            "+49 (0)30 23125012",
            "0049(0)30.23125.012",
            "+49 030 23125012",
            "030\u{a0}23125\u{2013}012",
            "＋４９３０23125012",
        ] {
            let phone = Phone::parse(text, "+49").unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(phone.as_str(), "+493023125012", "{text}");
        }
        assert_eq!(Phone::parse("+39 06 1234567", "+49").unwrap().as_str(), "+39061234567");
        assert_eq!(Phone::parse("0171 3920012", "+49").unwrap().as_str(), "+491713920012");
    }

    #[test]
    fn no_number_is_a_sentence() {
        for text in [
            "",
            " ",
            "0",
            "00",
            "+",
            "+0",
            "+49",
            "0000000000000",
            "030",
            "+4930",
            "23125012",
            "030 ANRUF",
            "+49 30 23125012x1",
            "030\n23125012",
            "030\t23125012",
            "++493023125012",
            "+49+3023125012",
            "030 23125012 030 23125012",
            "+4930231250121234567",
            "+00 30 23125012",
            "0049 0030 23125012",
            "٠٣٠٢٣١٢٥٠١٢",
        ] {
            assert!(matches!(Phone::parse(text, "+49"), Err(Error::Invalid(_))), "{text:?}");
        }
        for country in ["", "49", "+", "+0", "+4a", "+4930"] {
            assert!(Phone::parse("030 23125012", country).is_err(), "{country:?}");
        }
        // Only what has no country code of its own needs one.
        assert_eq!(Phone::parse("+49 30 23125012", "").unwrap().as_str(), "+493023125012");
        assert!(Phone::parse(&"0".repeat(1_000_000), "+49").is_err());
    }

    #[test]
    fn the_zero_goes_or_stays_as_the_country_has_it() {
        for (text, country, expected) in [
            ("+44 (0)20 7946 0000", "+49", "+442079460000"),
            ("+36 (0)1 2345678", "+49", "+3612345678"),
            ("+39 (0)6 1234567", "+49", "+39061234567"),
            ("+43 0 1 58800123", "+49", "+43158800123"),
            ("0041 044 668 18 00", "+49", "+41446681800"),
            ("+39 06 1234567", "+49", "+39061234567"),
            ("06 1234567", "+39", "+39061234567"),
            ("333 1234567", "+39", "+393331234567"),
            ("(212) 555-0100", "+1", "+12125550100"),
            ("612 345 678", "+34", "+34612345678"),
            ("49 30 23125012", "+49", "+493023125012"),
        ] {
            let phone =
                Phone::parse(text, country).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(phone.as_str(), expected, "{text}");
        }
        let phone = Phone::parse("030 23125012", "+49").unwrap();
        assert_eq!(format!("{phone:?}"), "Phone(12 digits)");
    }

    proptest! {
        #[test]
        fn what_was_read_reads_the_same_again(text in "[+0]?[0-9 ()/.-]{0,20}", any in any::<String>()) {
            for text in [text, any] {
                let Ok(phone) = Phone::parse(&text, "+49") else { continue };
                prop_assert_eq!(Phone::parse(phone.as_str(), "+49").unwrap(), phone.clone());
            }
        }
    }
}
