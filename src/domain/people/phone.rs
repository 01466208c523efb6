//! Telephone numbers in E.164: the name under which a caller is known.

use crate::domain::error::Error;
use std::fmt;
use unicode_normalization::UnicodeNormalization;

/// Digits of an E.164 number, country code included. The least is ours: shorter ones are service numbers.
pub const PHONE_DIGITS_MIN: usize = 8;
/// Digits of an E.164 number, country code included. The most is the standard's.
pub const PHONE_DIGITS_MAX: usize = 15;
/// Characters of a telephone number as typed.
pub const PHONE_TEXT_CHARS_MAX: usize = 40;
/// What telephone networks send in E.164's clothes when the caller's number is withheld: the letters of
/// ANONYMOUS, RESTRICTED, BLOCKED, UNKNOWN and UNAVAILABLE on a keypad.
const WITHHELD: [&str; 5] = ["+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253"];

/// A telephone number in E.164: `+`, country code, number, no blanks.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Phone(String);

impl Phone {
    /// Reads a number as people write it: `+49 30 …`, `0049 30 …`, `(030) …`, `+49 (0)30 …`, with blanks,
    /// dashes, dots, slashes and parentheses. `default_country` is for numbers without a country code and has
    /// the form `+49`; it must be one whose numbers drop a leading 0 abroad, as Germany's do and Italy's do not.
    pub fn parse(text: &str, default_country: &str) -> Result<Phone, Error> {
        let country = default_country.strip_prefix('+').unwrap_or_default();
        if !(1..=3).contains(&country.len()) || !is_number(country) {
            return Err(Error::invalid("the default country code must look like +49"));
        }
        let trimmed: String = text.trim().nfkc().collect();
        if trimmed.chars().count() > PHONE_TEXT_CHARS_MAX {
            return Err(Error::invalid("the telephone number is too long"));
        }
        let international = trimmed.starts_with('+') || trimmed.starts_with("00");
        // `+49 (0)30`: the 0 in parentheses is for callers from inside the country.
        let trimmed = if international { trimmed.replace("(0)", "") } else { trimmed };
        let compact: String = trimmed.chars().filter(|c| !is_separator(*c)).collect();
        let unsigned = compact.strip_prefix('+').unwrap_or(&compact);
        if unsigned.is_empty() || !unsigned.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Error::invalid(
                "a telephone number has digits only, and + at most at its start",
            ));
        }
        let digits = if compact.starts_with('+') {
            unsigned.to_owned()
        } else if let Some(abroad) = compact.strip_prefix("00") {
            abroad.to_owned()
        } else if let Some(national) = compact.strip_prefix('0') {
            format!("{country}{national}")
        } else {
            return Err(Error::invalid("the telephone number needs its area code or country code"));
        };
        // `+49030…` is a common slip; no number of the default country goes on with a 0.
        let digits = match digits.strip_prefix(country).and_then(|rest| rest.strip_prefix('0')) {
            Some(rest) => format!("{country}{rest}"),
            None => digits,
        };
        if digits.strip_prefix(country).is_some_and(|rest| rest.starts_with('0'))
            || !is_number(&digits)
        {
            return Err(Error::invalid("there is no such country or area code"));
        }
        match digits.len() {
            ..PHONE_DIGITS_MIN => Err(Error::invalid("the telephone number is too short")),
            PHONE_DIGITS_MIN..=PHONE_DIGITS_MAX => Ok(Phone(format!("+{digits}"))),
            _ => Err(Error::invalid("the telephone number is too long")),
        }
    }

    /// Reads the caller's number as the telephone network sends it. A withheld number, in whatever words or
    /// digits, is no number and no error: only real E.164 comes in.
    pub fn from_caller(text: &str) -> Option<Phone> {
        let text = text.trim();
        let digits = text.strip_prefix('+')?;
        let is_e164 =
            is_number(digits) && (PHONE_DIGITS_MIN..=PHONE_DIGITS_MAX).contains(&digits.len());
        (is_e164 && !WITHHELD.contains(&text)).then(|| Phone(text.to_owned()))
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
        assert!(Phone::parse(&"0".repeat(1_000_000), "+49").is_err());
    }

    #[test]
    fn a_withheld_number_is_nobody() {
        for text in [
            "anonymous",
            "Anonymous",
            "",
            " ",
            "unknown",
            "restricted",
            "11111",
            "+0",
            "0",
            "+49",
            "+1234567",
            "+266696687",
            "3023125012",
            "03023125012",
            "+49 30 23125012",
            "sip:desk@salon.example",
            "+49302312501212345",
            "+03023125012",
            "+٤٩٣٠٢٣١٢٥",
            "null",
        ] {
            assert_eq!(Phone::from_caller(text), None, "{text:?}");
        }
        let seen = Phone::from_caller(" +493023125012\n").unwrap();
        assert_eq!(seen, Phone::parse("030 23125012", "+49").unwrap());
        assert_eq!(format!("{seen:?}"), "Phone(12 digits)");
    }

    proptest! {
        #[test]
        fn what_was_read_reads_the_same_again(text in "[+0]?[0-9 ()/.-]{0,20}", any in any::<String>()) {
            for text in [text, any] {
                let Ok(phone) = Phone::parse(&text, "+49") else { continue };
                prop_assert_eq!(Phone::parse(phone.as_str(), "+49").unwrap(), phone.clone());
                let is_withheld = WITHHELD.contains(&phone.as_str());
                prop_assert!(is_withheld || Phone::from_caller(phone.as_str()) == Some(phone));
            }
        }
    }
}
