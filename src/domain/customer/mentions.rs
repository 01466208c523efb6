//! Where a text names a person: by the whole name, by a telephone number however it is spelt, by an e-mail address. And
//! the text without that, once the person is to be forgotten.

use crate::domain::customer::search::digits_of;
use crate::domain::people::person::fold_word;
use serde_json::Value;
use std::ops::Range;

/// Stands where somebody was named.
pub(crate) const ERASED: &str = "[erased]";
/// A name of fewer words is no name of one person: half the town is called Anna.
const NAME_WORDS_MIN: usize = 2;
/// Fewer digits of a number than these may be anything.
const NUMBER_DIGITS_MIN: usize = 6;

/// What a person is known by.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Identifiers {
    /// Names, each as its folded words; those that name somebody at all.
    names: Vec<Vec<String>>,
    /// In E.164, each as its digits without the `+`.
    phones: Vec<String>,
    /// In lower case.
    emails: Vec<String>,
    /// The salon's country, as digits.
    country: String,
}

impl Identifiers {
    /// Of these names, numbers (E.164) and addresses; `country` is the salon's, of the form `+49`.
    pub fn new<'a>(
        names: impl IntoIterator<Item = &'a str>,
        phones: impl IntoIterator<Item = &'a str>,
        emails: impl IntoIterator<Item = &'a str>,
        country: &str,
    ) -> Identifiers {
        let words = |name| words(name).into_iter().map(|(_, word)| word).collect::<Vec<_>>();
        let mut names: Vec<_> = names.into_iter().map(words).collect();
        names.retain(|name| name.len() >= NAME_WORDS_MIN);
        Identifiers {
            names,
            phones: phones.into_iter().map(digits_of).filter(|one| !one.is_empty()).collect(),
            emails: emails
                .into_iter()
                .map(str::to_lowercase)
                .filter(|one| !one.is_empty())
                .collect(),
            country: digits_of(country),
        }
    }

    /// Whether a text has one of the numbers or addresses in it. A name alone may be a namesake's.
    pub fn are_in(&self, text: &str) -> bool {
        !self.addresses(text).is_empty() || !self.numbers(text).is_empty()
    }

    /// The same of every text in a JSON value.
    pub fn are_in_json(&self, value: &Value) -> bool {
        match value {
            Value::String(text) => self.are_in(text),
            Value::Number(number) => self.are_in(&number.to_string()),
            Value::Array(values) => values.iter().any(|value| self.are_in_json(value)),
            Value::Object(fields) => {
                fields.iter().any(|(name, value)| self.are_in(name) || self.are_in_json(value))
            }
            Value::Null | Value::Bool(_) => false,
        }
    }

    /// The text without what names the person; `None` if nothing does.
    pub fn without(&self, text: &str) -> Option<String> {
        self.replaced(text, ERASED)
    }

    /// The text with this where the person is named; `None` if that is nowhere.
    pub fn replaced(&self, text: &str, by: &str) -> Option<String> {
        let mut named = self.addresses(text);
        named.extend(self.numbers(text));
        named.extend(self.whole_names(text));
        if named.is_empty() {
            return None;
        }
        named.sort_by_key(|span| (span.start, span.end));
        let (mut kept, mut at) = (String::with_capacity(text.len()), 0);
        for span in named {
            if span.end <= at {
                continue;
            }
            if span.start >= at {
                kept.push_str(text.get(at..span.start).unwrap_or_default());
                kept.push_str(by);
            }
            at = span.end;
        }
        kept.push_str(text.get(at..).unwrap_or_default());
        Some(kept)
    }

    /// The same with every text in a JSON value. Whether anything named the person.
    pub fn leave(&self, value: &mut Value) -> bool {
        match value {
            Value::String(text) => match self.without(text) {
                Some(kept) => {
                    *text = kept;
                    true
                }
                None => false,
            },
            Value::Array(values) => {
                let mut any = false;
                values.iter_mut().for_each(|value| any |= self.leave(value));
                any
            }
            Value::Object(fields) => {
                let mut any = false;
                fields.values_mut().for_each(|value| any |= self.leave(value));
                any
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => false,
        }
    }

    fn addresses(&self, text: &str) -> Vec<Range<usize>> {
        // Letters that are not ASCII stay as they are, so that places stay places.
        let lower = text.to_ascii_lowercase();
        let is_of_one = |c: char| c.is_ascii_alphanumeric() || "._%+-@".contains(c);
        let mut found = Vec::new();
        for email in &self.emails {
            for (start, part) in lower.match_indices(email.as_str()) {
                let end = start.saturating_add(part.len());
                let before = lower.get(..start).and_then(|text| text.chars().next_back());
                let after = lower.get(end..).and_then(|text| text.chars().next());
                let goes_on = after.is_some_and(|c| c.is_ascii_alphanumeric() || c == '-');
                if !before.is_some_and(is_of_one) && !goes_on {
                    found.push(start..end);
                }
            }
        }
        found
    }

    fn numbers(&self, text: &str) -> Vec<Range<usize>> {
        if self.phones.is_empty() {
            return Vec::new();
        }
        let runs = runs_of_digits(text);
        let mut found = Vec::new();
        for run in &runs {
            let digits: String = run.iter().map(|(_, digit)| *digit).collect();
            for phone in &self.phones {
                let spans = self.number_in(run, &digits, phone);
                found.extend(spans.into_iter().map(|span| with_plus(text, span)));
            }
        }
        found
    }

    /// Where a number is among digits, with what is dialled before it.
    fn number_in(&self, run: &[(usize, char)], digits: &str, phone: &str) -> Vec<Range<usize>> {
        let own = phone.strip_prefix(self.country.as_str()).filter(|_| !self.country.is_empty());
        let core = own.unwrap_or(phone);
        if core.len() < NUMBER_DIGITS_MIN {
            return Vec::new();
        }
        let country = phone.strip_suffix(core).unwrap_or_default();
        let found = digits.match_indices(core);
        found.filter_map(|(at, _)| whole_number(run, digits, (at, core, country))).collect()
    }

    fn whole_names(&self, text: &str) -> Vec<Range<usize>> {
        if self.names.is_empty() {
            return Vec::new();
        }
        let words = words(text);
        let mut found = Vec::new();
        for name in &self.names {
            let turned = {
                let mut turned = name.clone();
                turned.rotate_right(1);
                turned
            };
            for window in words.windows(name.len()) {
                let is = |name: &[String]| is_name(window, name);
                if let (Some(first), Some(last), true) =
                    (window.first(), window.last(), is(name) || is(&turned))
                {
                    found.push(first.0.start..last.0.end);
                }
            }
        }
        found
    }
}

/// Where a number stands whose own digits begin there, unless it is a part of a longer one.
fn whole_number(
    run: &[(usize, char)],
    digits: &str,
    (at, core, country): (usize, &str, &str),
) -> Option<Range<usize>> {
    let before = digits.get(..at).unwrap_or_default();
    let dialled = [
        format!("00{country}0"),
        format!("00{country}"),
        format!("{country}0"),
        country.to_owned(),
        "00".to_owned(),
        "0".to_owned(),
    ];
    let ahead = dialled.iter().find(|one| !one.is_empty() && before.ends_with(one.as_str()));
    let first = at.saturating_sub(ahead.map_or(0, String::len));
    let last = at.saturating_add(core.len()).checked_sub(1)?;
    let (start, end) = (run.get(first)?.0, run.get(last)?.0.saturating_add(1));
    let touches = |place: Option<usize>, at: usize| {
        place.and_then(|place| run.get(place)).is_some_and(|(there, _)| *there == at)
    };
    let goes_on = touches(last.checked_add(1), end)
        || (start > 0 && touches(first.checked_sub(1), start.saturating_sub(1)));
    (!goes_on).then_some(start..end)
}

/// The span of a number, with the `+` that stands before it.
fn with_plus(text: &str, span: Range<usize>) -> Range<usize> {
    let has_plus = text.get(..span.start).is_some_and(|before| before.ends_with('+'));
    span.start.saturating_sub(usize::from(has_plus))..span.end
}

/// Whether these words are the name, the last one perhaps in the genitive.
fn is_name(window: &[(Range<usize>, String)], name: &[String]) -> bool {
    let last = name.len().saturating_sub(1);
    window.iter().zip(name).enumerate().all(|(place, ((_, word), of_name))| {
        word == of_name || (place == last && word.strip_suffix('s') == Some(of_name))
    })
}

/// The words of a text, folded, with where they stand. Hyphens and all else divide.
fn words(text: &str) -> Vec<(Range<usize>, String)> {
    let mut words = Vec::new();
    let mut start = None;
    let mut end_word = |start: &mut Option<usize>, end: usize| {
        if let Some(begun) = start.take() {
            let folded = fold_word(text.get(begun..end).unwrap_or_default());
            words.push((begun..end, folded.as_str().to_owned()));
        }
    };
    for (at, letter) in text.char_indices() {
        let is_of_word =
            letter.is_alphanumeric() || matches!(letter, '\'' | '\u{2019}' | '\u{300}'..='\u{36f}');
        match (is_of_word, start) {
            (true, None) => start = Some(at),
            (false, Some(_)) => end_word(&mut start, at),
            (true, Some(_)) | (false, None) => {}
        }
    }
    end_word(&mut start, text.len());
    words
}

/// Digits that stand together as people write numbers, each with its place.
fn runs_of_digits(text: &str) -> Vec<Vec<(usize, char)>> {
    let mut runs = Vec::new();
    let mut run = Vec::new();
    for (at, letter) in text.char_indices() {
        if letter.is_ascii_digit() {
            run.push((at, letter));
        } else if !" \u{a0}()-./+".contains(letter) && !run.is_empty() {
            runs.push(std::mem::take(&mut run));
        }
    }
    runs.push(run);
    runs.retain(|run| run.len() >= NUMBER_DIGITS_MIN);
    runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn zoe() -> Identifiers {
        Identifiers::new(
            ["Zoë Müller-Beispiel", "Kim", "Kim Muster"],
            ["+493023125101"],
            ["zoe@kundin.example"],
            "+49",
        )
    }

    #[test]
    fn whoever_is_named_is_found_however_it_is_spelt() {
        for (text, kept) in [
            ("calls Zoë Müller-Beispiel back", "calls [erased] back"),
            ("ZOË MUELLER BEISPIEL!", "[erased]!"),
            ("Beispiel, Zoë Müller", "[erased]"),
            ("Kim Musters Tasche", "[erased] Tasche"),
            ("ring 030 / 23 12 51 01 at five", "ring [erased] at five"),
            ("(030) 23125101", "([erased]"),
            ("+49 (0)30 23125-101, 0049 30 23125101", "[erased], [erased]"),
            ("4930 23125101", "[erased]"),
            ("am 5.12. 030 23125101", "am 5.12. [erased]"),
            ("<ZOE@Kundin.Example>", "<[erased]>"),
            ("zoe@kundin.example.", "[erased]."),
        ] {
            assert_eq!(zoe().without(text).as_deref(), Some(kept), "{text}");
        }
    }

    #[test]
    fn others_are_left_as_they_are() {
        for text in [
            "Kim comes at five",
            "Zoë Müller",
            "Müller-Beispiel",
            "Zoë M. Beispiel",
            "030 23125102",
            "3023125",
            "99930231251010",
            "9930231251011 7",
            "anzoe@kundin.example",
            "zoe@kundin.example-salon.example",
            "",
        ] {
            assert_eq!(zoe().without(text), None, "{text}");
        }
        let nobody = Identifiers::new(["Kim"], ["+"], [""], "+49");
        assert_eq!(nobody.without("Kim + 030 23125101 @"), None);
    }

    #[test]
    fn a_body_is_looked_through_to_its_depth() {
        let body = json!({ "a": [{ "phone": "030 23125101", "n": 1 }], "name": "Kim Muster" });
        assert!(zoe().are_in_json(&body));
        assert!(zoe().are_in_json(&json!([493_023_125_101_u64])));
        assert!(zoe().are_in_json(&json!({ "zoe@kundin.example": 1 })));
        assert!(!zoe().are_in_json(&json!({ "name": "Kim Muster" })), "it may be a namesake");
        let mut kept = body;
        assert!(zoe().leave(&mut kept));
        assert_eq!(kept, json!({ "a": [{ "phone": "[erased]", "n": 1 }], "name": "[erased]" }));
        assert!(!zoe().leave(&mut kept));
    }

    proptest! {
        #[test]
        fn whatever_is_written_once_erased_nothing_names_the_person(
            before in any::<String>(), after in "[ -~äöü]{0,20}",
            which in proptest::sample::select(vec!["Zoë Müller-Beispiel", "+49 30 23125101", "zoe@kundin.example"]),
        ) {
            let text = format!("{before} {which} {after}");
            let Some(kept) = zoe().without(&text) else { return Ok(()) };
            prop_assert_eq!(zoe().without(&kept), None, "{}", kept);
        }
    }
}
