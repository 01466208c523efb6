//! The languages Chairside speaks.

/// A language for sentences to callers, customers and the desk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// German; the salon's own, hence the default.
    #[default]
    De,
    /// English.
    En,
}

impl Language {
    /// `de` or `en`.
    pub fn as_str(self) -> &'static str {
        match self {
            Language::De => "de",
            Language::En => "en",
        }
    }

    /// Reads a language tag by its first part, in any case: `de`, `de-DE`, `EN_us`. Others are `None`.
    pub fn parse(tag: &str) -> Option<Language> {
        let primary = tag.trim().split(['-', '_']).next().unwrap_or_default();
        [Language::De, Language::En]
            .into_iter()
            .find(|language| primary.eq_ignore_ascii_case(language.as_str()))
    }

    /// Picks the sentence in this language.
    pub fn pick<T>(self, german: T, english: T) -> T {
        match self {
            Language::De => german,
            Language::En => english,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_read_by_their_first_part() {
        for (tag, expected) in [
            ("de", Some(Language::De)),
            ("de-DE", Some(Language::De)),
            (" EN_us ", Some(Language::En)),
            ("deutsch", None),
            ("fr", None),
            ("", None),
        ] {
            assert_eq!(Language::parse(tag), expected, "{tag:?}");
        }
        assert_eq!(Language::default().pick("ja", "yes"), "ja");
    }
}
