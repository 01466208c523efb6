//! A value of the configuration, in words.

use crate::config::Secret;
use crate::domain::language::Language;
use crate::frontdesk::settings::section::SettingView;
use std::path::PathBuf;

/// Stands where nothing is set.
pub(super) const NOTHING: &str = "–";

/// Makes the settings of a section.
#[derive(Clone, Copy)]
pub(super) struct Teller(pub Language);

impl Teller {
    /// A setting with what it means in German and English.
    pub fn one(
        self,
        key: &'static str,
        value: impl Shown,
        german: &'static str,
        english: &'static str,
    ) -> SettingView {
        let value = with_unit(key, value.shown(self.0), self.0);
        SettingView {
            key,
            means: self.0.pick(german, english),
            value,
            source: String::new(),
            from: "",
        }
    }
}

/// A number's unit is in its key's name.
fn with_unit(key: &str, value: String, language: Language) -> String {
    let unit = match key.rsplit('_').next() {
        Some("seconds") => language.pick("Sekunden", "seconds"),
        Some("minutes") => language.pick("Minuten", "minutes"),
        Some("hours") => language.pick("Stunden", "hours"),
        Some("days") => language.pick("Tage", "days"),
        _ => return value,
    };
    match value.parse::<u64>() {
        Ok(_) => format!("{value} {unit}"),
        Err(_) => value,
    }
}

/// What can be shown.
pub(super) trait Shown {
    fn shown(&self, language: Language) -> String;
}

impl Shown for bool {
    fn shown(&self, language: Language) -> String {
        let word = if *self { language.pick("ja", "yes") } else { language.pick("nein", "no") };
        word.to_owned()
    }
}

impl Shown for &str {
    fn shown(&self, _: Language) -> String {
        if self.is_empty() { NOTHING.to_owned() } else { (*self).to_owned() }
    }
}

impl Shown for &String {
    fn shown(&self, language: Language) -> String {
        self.as_str().shown(language)
    }
}

/// Whether it is set, and nothing else.
impl Shown for &Secret {
    fn shown(&self, language: Language) -> String {
        let word = match self.is_empty() {
            true => language.pick("nicht gesetzt", "not set"),
            false => language.pick("gesetzt", "set"),
        };
        word.to_owned()
    }
}

/// How many are set.
impl Shown for &Vec<Secret> {
    fn shown(&self, language: Language) -> String {
        let count = self.iter().filter(|one| !one.is_empty()).count();
        match count {
            0 => (&Secret::default()).shown(language),
            _ => format!("{} ({count})", language.pick("gesetzt", "set")),
        }
    }
}

impl Shown for &Vec<String> {
    fn shown(&self, language: Language) -> String {
        self.join(", ").as_str().shown(language)
    }
}

impl Shown for &Vec<i64> {
    fn shown(&self, language: Language) -> String {
        let words: Vec<String> = self.iter().map(ToString::to_string).collect();
        (&words).shown(language)
    }
}

impl Shown for &PathBuf {
    fn shown(&self, language: Language) -> String {
        self.display().to_string().as_str().shown(language)
    }
}

impl<'a, T> Shown for &'a Option<T>
where
    &'a T: Shown,
{
    fn shown(&self, language: Language) -> String {
        match *self {
            Some(value) => Shown::shown(&value, language),
            None => NOTHING.to_owned(),
        }
    }
}

macro_rules! numbers {
    ($($number:ty),*) => { $(
        impl Shown for $number {
            fn shown(&self, _: Language) -> String { self.to_string() }
        }
        impl Shown for &$number {
            fn shown(&self, _: Language) -> String { self.to_string() }
        }
    )* };
}
numbers!(u8, u16, u32, u64, i64, usize);

/// An address without what may be secret in it: the server alone.
pub(super) fn server_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let server = rest.split(['/', '?', '#']).next().unwrap_or_default();
    server.rsplit('@').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_words() {
        for (key, shown, wanted) in [
            ("quiet_seconds", 120_u64.shown(Language::De), "120 Sekunden"),
            ("quiet_hours", "21:00-07:30".shown(Language::De), "21:00-07:30"),
            ("port", 0_u16.shown(Language::De), "0"),
            ("from", "".shown(Language::De), "–"),
            ("enabled", true.shown(Language::De), "ja"),
            (
                "keys",
                (&vec![Secret::new("a"), Secret::new("b")]).shown(Language::De),
                "gesetzt (2)",
            ),
            ("keys", (&Vec::<Secret>::new()).shown(Language::De), "nicht gesetzt"),
        ] {
            assert_eq!(with_unit(key, shown, Language::De), wanted, "{key}");
        }
    }

    #[test]
    fn of_an_address_the_server_alone_is_shown() {
        for (url, server) in [
            ("https://api.cal.com", "api.cal.com"),
            ("https://me:secret@gate.example:8443/send?key=secret#x", "gate.example:8443"),
            ("https://gate.example?key=a@b/c", "gate.example"),
            ("", ""),
        ] {
            assert_eq!(server_of(url), server);
        }
    }
}
