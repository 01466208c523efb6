//! A customer's or caller's name, telephone number and address, each checked once and then trusted.
//!
//! Their `Debug` tells little on purpose: the log is to hold no personal data.

pub use crate::domain::people::phone::Phone;
pub use crate::domain::text::fold::{Folded, fold, fold_word};

use crate::domain::error::Error;
use crate::domain::language::Language;
use crate::domain::text::capital::capital;
use crate::domain::text::direction::is_direction;
use std::fmt;
use unicode_normalization::UnicodeNormalization;

/// Characters of a person's name.
pub const NAME_CHARS_MAX: usize = 100;
/// Characters of an address (RFC 5321).
pub const EMAIL_CHARS_MAX: usize = 254;
/// Bytes of an address as typed: letters of a domain may take four.
const EMAIL_TEXT_BYTES_MAX: usize = 4 * EMAIL_CHARS_MAX;
/// Characters before the `@` (RFC 5321).
pub const EMAIL_LOCAL_CHARS_MAX: usize = 64;
/// Characters between two dots of a domain (RFC 1035).
pub const EMAIL_LABEL_CHARS_MAX: usize = 63;

/// An e-mail address in lower case, of the plain form that every mail server takes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Email(String);

impl Email {
    /// Trims and lower-cases. Refuses what could break a mail header, quoted names, and domains without a dot;
    /// international domains are kept in their ASCII form (`xn--…`), which every mail server takes.
    pub fn parse(text: &str) -> Result<Email, Error> {
        let text = text.trim();
        let too_long = || Error::invalid("the e-mail address is too long");
        // No domain gets shorter by being written in ASCII.
        if text.len() > EMAIL_TEXT_BYTES_MAX {
            return Err(too_long());
        }
        let email = with_ascii_domain(text).to_ascii_lowercase();
        if email.len() > EMAIL_CHARS_MAX {
            return Err(too_long());
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

/// The same address with a domain that every mail server takes; one that has no such form stays as it is.
fn with_ascii_domain(text: &str) -> String {
    match text.rsplit_once('@') {
        Some((local, domain)) if !domain.is_ascii() => {
            let ascii = idna::domain_to_ascii_strict(domain);
            format!("{local}@{}", ascii.as_deref().unwrap_or(domain))
        }
        Some(_) | None => text.to_owned(),
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

/// Why something is no name of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameFault {
    /// Line breaks, control characters, or signs that turn the direction of writing.
    Control,
    /// `<`, `>`, `{` or `}`.
    Markup,
    /// None.
    NoLetter,
    /// More characters than a name may have.
    TooLong,
}

impl fmt::Display for NameFault {
    /// As part of an English sentence.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NameFault::Control => f.write_str("a name has no line breaks or control characters"),
            NameFault::Markup => f.write_str("a name has no <, >, { or }"),
            NameFault::NoLetter => f.write_str("a name has at least one letter"),
            NameFault::TooLong => write!(f, "a name has at most {NAME_CHARS_MAX} characters"),
        }
    }
}

impl NameFault {
    /// In a sentence.
    pub fn told(self, language: Language) -> String {
        let german = match self {
            NameFault::Control => {
                "Ein Name hat keine Zeilenumbrüche und keine Steuerzeichen.".to_owned()
            }
            NameFault::Markup => "Ein Name hat kein <, >, { oder }.".to_owned(),
            NameFault::NoLetter => "Ein Name hat mindestens einen Buchstaben.".to_owned(),
            NameFault::TooLong => format!("Ein Name hat höchstens {NAME_CHARS_MAX} Zeichen."),
        };
        language.pick(german, format!("{}.", capital(&self.to_string())))
    }
}

impl From<NameFault> for Error {
    fn from(fault: NameFault) -> Error {
        Error::invalid(fault.to_string())
    }
}

/// A person's name as given: NFC, single blanks, no control characters, no angle brackets and no braces (the
/// voice agent fills in what stands in two of them). It may hold `&` and quotes; escaping is the page's job.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonName(String);

impl PersonName {
    /// Trims, composes and collapses blanks; refuses what is no name.
    pub fn parse(text: &str) -> Result<PersonName, NameFault> {
        let text = text.trim();
        if text.chars().any(|c| c.is_control() || is_direction(c)) {
            return Err(NameFault::Control);
        }
        if text.contains(MARKUP) {
            return Err(NameFault::Markup);
        }
        let name = text.split_whitespace().collect::<Vec<_>>().join(" ").nfc().collect::<String>();
        if !name.chars().any(char::is_alphabetic) {
            return Err(NameFault::NoLetter);
        }
        if name.chars().count() > NAME_CHARS_MAX {
            return Err(NameFault::TooLong);
        }
        Ok(PersonName(name))
    }

    /// What can be kept of a name that was not given to us, but to Cal.com: what `parse` refuses is left out, and
    /// the rest is cut. `None` if no name is left.
    pub fn salvaged(text: &str) -> Option<PersonName> {
        let odd = |c: char| c.is_control() || is_direction(c) || MARKUP.contains(&c);
        let plain: String = text.chars().map(|c| if odd(c) { ' ' } else { c }).collect();
        let words = plain.split_whitespace().collect::<Vec<_>>().join(" ");
        PersonName::parse(&words.nfc().take(NAME_CHARS_MAX).collect::<String>()).ok()
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

/// Would be read as markup on a page, or as a placeholder by the voice agent.
const MARKUP: [char; 4] = ['<', '>', '{', '}'];

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn addresses_are_plain_and_lower_case() {
        for (text, expected) in [
            (" Anna@Salon.Example ", "anna@salon.example"),
            ("visit+a1b2@mail.salon-eins.example", "visit+a1b2@mail.salon-eins.example"),
            ("o'neil_x@example.com", "o'neil_x@example.com"),
            ("a@xn--mller-kva.example", "a@xn--mller-kva.example"),
            ("Anna@MÜLLER.example", "anna@xn--mller-kva.example"),
            ("a@mu\u{308}ller.例え.example", "a@xn--mller-kva.xn--r8jz45g.example"),
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
            "a@müller",
            "a@mül ler.example",
            "a@mü_ller.example",
            "a@müller.example\r\nBcc: b@example.com",
            "a@\u{202e}müller.example",
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
            "{{name}}",
            &long,
        ] {
            assert!(PersonName::parse(text).is_err(), "{text:?}");
        }
        assert_eq!(PersonName::parse("Weiß, Jürgen").unwrap().folded(), fold("Juergen Weiss"));
    }

    #[test]
    fn of_an_odd_name_what_is_a_name_is_kept() {
        let long = "ü ".repeat(1_000);
        for (text, kept) in [
            (" Zoë  Beispiel ", Some("Zoë Beispiel")),
            ("Kim\r\nMuster\0", Some("Kim Muster")),
            ("<b>Kim</b> {{x}}", Some("b Kim /b x")),
            ("\u{202e}Kim", Some("Kim")),
            ("<>{}", None),
            ("", None),
            ("42", None),
        ] {
            assert_eq!(
                PersonName::salvaged(text).as_ref().map(PersonName::as_str),
                kept,
                "{text:?}"
            );
        }
        let cut = PersonName::salvaged(&long).unwrap();
        assert!(cut.as_str().chars().count() <= NAME_CHARS_MAX);
    }

    proptest! {
        #[test]
        fn what_was_read_reads_the_same_again(text in any::<String>()) {
            if let Ok(name) = PersonName::parse(&text) {
                prop_assert_eq!(PersonName::salvaged(&text).unwrap(), name.clone());
                prop_assert_eq!(PersonName::parse(name.as_str()).unwrap(), name);
            }
            if let Ok(email) = Email::parse(&text) {
                prop_assert!(!email.as_str().contains(['\r', '\n', ' ']));
                prop_assert_eq!(Email::parse(email.as_str()).unwrap(), email);
            }
        }
    }
}
