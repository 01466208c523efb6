//! The caller's number as the telephone network sends it: E.164 from a provider, anything from a SIP trunk.

use crate::domain::people::phone::Phone;
use crate::domain::text::fold::fold_word;
use crate::domain::text::word_list::WordList;
use std::fmt;

/// Characters of a caller's number as sent, its SIP address included.
const CALLER_CHARS_MAX: usize = 200;
/// What telephone networks send in digits when the caller's number is withheld: the letters of ANONYMOUS, RESTRICTED,
/// BLOCKED, UNKNOWN and UNAVAILABLE on a keypad.
const KEYPAD_WITHHELD: &[&str] = &["266696687", "7378742833", "2562533", "8656696", "86282452253"];
/// What they say in words, folded.
static WITHHELD: WordList = WordList::of(
    "anonymous anonym anonyme anonymer restricted private privat privater unknown unbekannt unbekannte unbekannter
    unavailable withheld blocked hidden suppressed unterdrueckt unterdrueckte unidentified",
);
/// What may stand beside such a word, or behind a no: `No Caller ID`, `Rufnummer unterdrückt`.
static BESIDE: WordList =
    WordList::of("caller number id call user anrufer nummer rufnummer name the");
static NO: WordList = WordList::of("no not keine");
/// RFC 3323: the host of a caller who wants privacy.
const ANONYMOUS_HOST: &str = "anonymous.invalid";

/// Who calls, as far as the telephone network says.
#[derive(Clone, PartialEq, Eq)]
pub enum CallerNumber {
    /// A number that can be called back.
    Known(Phone),
    /// The network says in so many words that the number is not shown.
    Withheld,
    /// Something was sent that is no number we could call back. The caller has not withheld anything.
    Unreadable,
}

impl CallerNumber {
    /// Reads what was sent as `from_number`: `+49…`, `0049…`, `030…`, `49…`, blanks and brackets, `sip:+49…@trunk`,
    /// `tel:030…;phone-context=+49`. `country` is the salon's, of the form `+49`.
    pub fn read(sent: &str, country: &str) -> CallerNumber {
        let sent = sent.trim();
        if sent.chars().count() > CALLER_CHARS_MAX {
            return CallerNumber::Unreadable;
        }
        let Some(address) = Address::of(sent) else { return CallerNumber::Unreadable };
        if address.host.eq_ignore_ascii_case(ANONYMOUS_HOST) || is_withheld(&address.user) {
            return CallerNumber::Withheld;
        }
        let number = match &address.context {
            Some(context) if !address.user.starts_with('+') => format!("{context}{}", address.user),
            Some(_) | None => address.user,
        };
        match Phone::parse(&number, country) {
            Ok(phone) if is_withheld(phone.as_str()) => CallerNumber::Withheld,
            Ok(phone) => CallerNumber::Known(phone),
            Err(_) => CallerNumber::Unreadable,
        }
    }

    /// The number, where one is known.
    pub fn phone(self) -> Option<Phone> {
        match self {
            CallerNumber::Known(phone) => Some(phone),
            CallerNumber::Withheld | CallerNumber::Unreadable => None,
        }
    }
}

impl fmt::Debug for CallerNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CallerNumber::Known(phone) => phone.fmt(f),
            CallerNumber::Withheld => f.write_str("Withheld"),
            CallerNumber::Unreadable => f.write_str("Unreadable"),
        }
    }
}

/// The parts of `sip:user;parameters@host;parameters`, `tel:number;parameters`, or of a bare number.
struct Address {
    user: String,
    host: String,
    /// `+49` of `phone-context=+49`, for a number that is not whole without it.
    context: Option<String>,
}

impl Address {
    fn of(sent: &str) -> Option<Address> {
        let inner = within_brackets(sent)?;
        let lower = inner.to_ascii_lowercase();
        let scheme = ["sips:", "sip:", "tel:"].into_iter().find(|scheme| lower.starts_with(scheme));
        let rest = inner.get(scheme.map_or(0, str::len)..)?;
        let (user, host) = rest.split_once('@').unwrap_or((rest, ""));
        let parameters = user.split(';').skip(1).chain(host.split(';').skip(1));
        let mut contexts = parameters.filter_map(|parameter| {
            let (name, value) = parameter.split_once('=')?;
            name.trim().eq_ignore_ascii_case("phone-context").then_some(value.trim())
        });
        let context = contexts.find(|context| context.starts_with('+')).map(str::to_owned);
        // A bare number has no parameters: a semicolon in it is no part of any.
        let user = if scheme.is_some() { user.split(';').next()? } else { user };
        let user = user.split(':').next()?.trim();
        let host = host.split([';', ':', '?']).next()?.trim();
        let user = user.replace("%2B", "+").replace("%2b", "+").replace("%20", " ");
        Some(Address { user, host: host.to_owned(), context })
    }
}

/// The address in `"Kim" <sip:…>`, or the whole text; `None` for other angle brackets.
fn within_brackets(sent: &str) -> Option<&str> {
    let Some((_, rest)) = sent.split_once('<') else {
        return (!sent.contains('>')).then_some(sent);
    };
    let inner = rest.split('>').next()?.trim();
    let lower = inner.get(..4)?.to_ascii_lowercase();
    ["sip:", "sips", "tel:"].contains(&lower.as_str()).then_some(inner)
}

fn is_withheld(user: &str) -> bool {
    let digits = user.strip_prefix('+').unwrap_or(user);
    if KEYPAD_WITHHELD.contains(&digits) {
        return true;
    }
    let plain: String = user.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    let folded = fold_word(&plain);
    let words: Vec<&str> = folded.words().collect();
    let says_so = words.iter().any(|word| WITHHELD.has(word));
    let denies = words.iter().any(|word| NO.has(word)) && words.iter().any(|word| BESIDE.has(word));
    let rest = |word: &&str| WITHHELD.has(word) || BESIDE.has(word) || NO.has(word);
    (says_so || denies) && words.iter().all(rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::people::phone::PHONE_DIGITS_MAX;
    use proptest::prelude::*;

    fn known(sent: &str, country: &str) -> Option<String> {
        CallerNumber::read(sent, country).phone().map(|phone| phone.as_str().to_owned())
    }

    #[test]
    fn a_trunk_sends_a_number_in_many_ways() {
        for sent in [
            "+493023125101",
            " +493023125101\r\n",
            "00493023125101",
            "0049 (0)30 23125101",
            "03023125101",
            "030 23125-101",
            "(030) 23125101",
            "493023125101",
            "+4903023125101",
            "+49 (0) 30 / 23125101",
            "sip:+493023125101@trunk.example",
            "SIP:+493023125101@trunk.example:5060;user=phone",
            "sips:00493023125101@10.0.0.1",
            "sip:03023125101;phone-context=+49@trunk.example;user=phone",
            "sip:493023125101@trunk.example",
            "sip:%2B493023125101@trunk.example",
            "sip:+493023125101:secret@trunk.example",
            "tel:+49-30-23125-101",
            "tel:03023125101;phone-context=+49",
            "tel:23125101;phone-context=+4930",
            "tel:030-23125101;phone-context=salon.example",
            "\"Kim Muster\" <sip:+493023125101@trunk.example>;tag=1",
            "<tel:+493023125101>",
            "+493023125101@trunk.example",
        ] {
            assert_eq!(known(sent, "+49").as_deref(), Some("+493023125101"), "{sent:?}");
        }
        for (sent, country, expected) in [
            ("+4402079460000", "+49", "+442079460000"),
            ("+43 01 58800123", "+49", "+43158800123"),
            ("+39 06 1234567", "+49", "+39061234567"),
            ("06 1234567", "+39", "+39061234567"),
            ("436991234567", "+49", "+436991234567"),
            ("2125550100", "+1", "+12125550100"),
            ("sip:12125550100@trunk.example", "+1", "+12125550100"),
        ] {
            assert_eq!(known(sent, country).as_deref(), Some(expected), "{sent:?}");
        }
    }

    #[test]
    fn only_real_words_withhold_a_number() {
        for sent in [
            "anonymous",
            "Anonymous",
            "ANONYMOUS CALLER",
            "unknown",
            "Restricted",
            "private number",
            "No Caller ID",
            "Rufnummer unterdrückt",
            "unavailable",
            "withheld",
            "sip:anonymous@anonymous.invalid",
            "\"Anonymous\" <sip:anonymous@anonymous.invalid>;tag=x",
            "sip:c8oqz84zk7z@anonymous.invalid",
            "sip:unavailable@unknown.invalid",
            "+266696687",
            "266696687",
        ] {
            assert_eq!(CallerNumber::read(sent, "+49"), CallerNumber::Withheld, "{sent:?}");
        }
        for sent in [
            "",
            "0",
            "11111",
            "+0",
            "+49",
            "+1234567",
            "null",
            "3023125012",
            "sip:desk@salon.example",
            "+49302312501212345",
            "+03023125012",
            "+493023125101<script>",
            "+493023125101\r\nX: y",
            "+493023125101;+493023125102",
            "+٤٩٣٠٢٣١٢٥",
            "tel:",
            "sip:@",
            "no",
            "Kim",
            "<",
        ] {
            assert_eq!(CallerNumber::read(sent, "+49"), CallerNumber::Unreadable, "{sent:?}");
        }
        assert_eq!(CallerNumber::read(&"+49".repeat(5_000), "+49"), CallerNumber::Unreadable);
        assert_eq!(format!("{:?}", CallerNumber::read("+493023125101", "+49")), "Phone(12 digits)");
    }

    proptest! {
        #[test]
        fn whatever_is_read_is_a_number_and_reads_the_same_again(
            sent in "(sip:|tel:|<)?[+0-9a-z@;=<> ()-]{0,40}", any in any::<String>(),
        ) {
            for sent in [sent, any] {
                let Some(phone) = CallerNumber::read(&sent, "+49").phone() else { continue };
                prop_assert!(phone.as_str().len() <= PHONE_DIGITS_MAX + 1);
                prop_assert_eq!(CallerNumber::read(phone.as_str(), "+49").phone(), Some(phone));
            }
        }
    }
}
