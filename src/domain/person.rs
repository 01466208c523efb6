//! A customer's or caller's name, telephone number and address, each checked once and then trusted.
//!
//! Their `Debug` tells little on purpose: the log is to hold no personal data.

pub use crate::domain::person_fold::Folded;
pub use crate::domain::person_fold::fold;
pub use crate::domain::person_fold::fold_word;

use crate::domain::error::Error;
use std::fmt;
use unicode_normalization::UnicodeNormalization;

/// Digits of an E.164 number, country code included. The least is ours: shorter ones are service numbers.
pub const PHONE_DIGITS_MIN: usize = 8;
/// Digits of an E.164 number, country code included. The most is the standard's.
pub const PHONE_DIGITS_MAX: usize = 15;
/// Characters of a telephone number as typed.
pub const PHONE_TEXT_CHARS_MAX: usize = 40;
/// Characters of a person's name.
pub const NAME_CHARS_MAX: usize = 100;
/// Characters of an address (RFC 5321).
pub const EMAIL_CHARS_MAX: usize = 254;
/// Characters before the `@` (RFC 5321).
pub const EMAIL_LOCAL_CHARS_MAX: usize = 64;
/// Characters between two dots of a domain (RFC 1035).
pub const EMAIL_LABEL_CHARS_MAX: usize = 63;

/// What telephone networks send in E.164's clothes when the caller withholds her number: the letters of
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

/// An e-mail address in lower case, of the plain form that every mail server takes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Email(String);

impl Email {
    /// Trims and lower-cases. Refuses what could break a mail header, quoted names, and domains without a dot;
    /// international domains must come in their ASCII form (`xn--…`).
    pub fn parse(text: &str) -> Result<Email, Error> {
        let email = text.trim().to_ascii_lowercase();
        if email.len() > EMAIL_CHARS_MAX {
            return Err(Error::invalid("the e-mail address is too long"));
        }
        let well_formed = email.split_once('@').is_some_and(|(local, domain)| {
            local.len() <= EMAIL_LOCAL_CHARS_MAX
                && local.split('.').all(|atom| !atom.is_empty() && atom.bytes().all(is_atom))
                && domain.contains('.')
                && domain.split('.').all(is_label)
                && !domain.ends_with(|c: char| c.is_ascii_digit())
        });
        if !well_formed {
            return Err(Error::invalid("this is no e-mail address of the form name@example.com"));
        }
        Ok(Email(email))
    }

    /// For example `anna@salon.example`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Email({} characters)", self.0.len())
    }
}

/// RFC 5322's `atext`.
fn is_atom(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte)
}

fn is_label(label: &str) -> bool {
    (1..=EMAIL_LABEL_CHARS_MAX).contains(&label.len())
        && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !label.starts_with('-')
        && !label.ends_with('-')
}

/// A person's name as she gave it: NFC, single blanks, no control characters. It may hold `&` and quotes;
/// escaping is the page's job.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonName(String);

impl PersonName {
    /// Trims, composes and collapses blanks; refuses what is no name. The sentence says why.
    pub fn parse(text: &str) -> Result<PersonName, Error> {
        let text = text.trim();
        if text.chars().any(|c| c.is_control() || is_direction(c)) {
            return Err(Error::invalid("a name has no line breaks or control characters"));
        }
        if text.contains(['<', '>']) {
            return Err(Error::invalid("a name has no < or >"));
        }
        let name = text.split_whitespace().collect::<Vec<_>>().join(" ").nfc().collect::<String>();
        if !name.chars().any(char::is_alphabetic) {
            return Err(Error::invalid("a name has at least one letter"));
        }
        if name.chars().count() > NAME_CHARS_MAX {
            return Err(Error::invalid(format!("a name has at most {NAME_CHARS_MAX} characters")));
        }
        Ok(PersonName(name))
    }

    /// As given.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// For comparing: see `fold`.
    pub fn folded(&self) -> Folded {
        fold(&self.0)
    }
}

impl fmt::Debug for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PersonName({} characters)", self.0.chars().count())
    }
}

/// Marks that turn the direction of writing: on a page they make a name look like another.
fn is_direction(letter: char) -> bool {
    matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
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

    #[test]
    fn addresses_are_plain_and_lower_case() {
        for (text, expected) in [
            (" Anna@Salon.Example ", "anna@salon.example"),
            ("visit+a1b2@mail.salon-eins.example", "visit+a1b2@mail.salon-eins.example"),
            ("o'neil_x@example.com", "o'neil_x@example.com"),
            ("a@xn--mller-kva.example", "a@xn--mller-kva.example"),
        ] {
            assert_eq!(Email::parse(text).unwrap().as_str(), expected);
        }
        let long = format!("{}@example.com", "a".repeat(65));
        let longer = format!("a@{}com", "example.".repeat(40));
        let label = format!("a@{}.com", "b".repeat(64));
        for text in [
            "",
            "@",
            "anna",
            "anna@",
            "@example.com",
            "anna@localhost",
            "a@b@example.com",
            "a..b@example.com",
            ".a@example.com",
            "a.@example.com",
            "a b@example.com",
            "a@exa mple.com",
            "a@-example.com",
            "a@example-.com",
            "a@example..com",
            "a@example.com.",
            "a@127.0.0.1",
            "\"a b\"@example.com",
            "a@example.com\r\nBcc: b@example.com",
            "a<b>@example.com",
            "jürgen@example.com",
            &long,
            &longer,
            &label,
        ] {
            assert!(matches!(Email::parse(text), Err(Error::Invalid(_))), "{text:?}");
        }
    }

    #[test]
    fn names_are_trimmed_composed_and_checked() {
        for (text, expected) in [
            ("  Anna   Mu\u{308}ller\n", "Anna Müller"),
            ("O'Neil & Sohn \"Jr.\"", "O'Neil & Sohn \"Jr.\""),
            ("李小龙", "李小龙"),
            ("Anna\u{a0}Vogel", "Anna Vogel"),
        ] {
            assert_eq!(PersonName::parse(text).unwrap().as_str(), expected);
        }
        let fits = "ü".repeat(NAME_CHARS_MAX);
        assert_eq!(PersonName::parse(&fits.nfd().collect::<String>()).unwrap().as_str(), fits);
        let long = "a".repeat(NAME_CHARS_MAX + 1);
        for text in [
            "",
            "  ",
            "-",
            "42",
            "Anna\r\nBcc: x",
            "Anna\tVogel",
            "Anna\0",
            "Anna\u{202e}",
            "<b>Anna</b>",
            "a>b",
            &long,
        ] {
            assert!(matches!(PersonName::parse(text), Err(Error::Invalid(_))), "{text:?}");
        }
        assert_eq!(PersonName::parse("Weiß, Jürgen").unwrap().folded(), fold("Juergen Weiss"));
    }

    proptest! {
        #[test]
        fn what_was_read_reads_the_same_again(text in "[+0-9 ()/.-]{0,20}", any in any::<String>()) {
            for text in [text, any] {
                if let Ok(phone) = Phone::parse(&text, "+49") {
                    prop_assert_eq!(Phone::parse(phone.as_str(), "+49").unwrap(), phone.clone());
                    prop_assert!(WITHHELD.contains(&phone.as_str()) || Phone::from_caller(phone.as_str()) == Some(phone));
                }
                if let Ok(name) = PersonName::parse(&text) {
                    prop_assert_eq!(PersonName::parse(name.as_str()).unwrap(), name);
                }
                prop_assert!(Email::parse(&text).map_or(true, |email| !email.as_str().contains(['\r', '\n', ' '])));
            }
        }
    }
}
