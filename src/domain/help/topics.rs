//! All topics, and finding one by what a person says.

use crate::domain::help::code::Code;
use crate::domain::help::topic::Topic;
use crate::domain::help::{doors, general, outside, quality_alarms, refusals, running_alarms};

/// A command cannot do its work, for a reason of its own, which its sentence tells.
pub const COMMAND: Code = Code::of(100);
/// The configuration is at fault.
pub const CONFIGURATION: Code = Code::of(201);

/// Nothing is at an address.
pub const NO_ADDRESS: Code = Code::of(611);
/// An address does not know a method.
pub const NO_METHOD: Code = Code::of(612);

/// A user's role does not allow it.
pub const MAY_NOT: Code = Code::of(613);
/// A form of another session.
pub const STALE: Code = Code::of(614);
/// A form from another site.
pub const ELSEWHERE: Code = Code::of(615);

/// A word must be like another by so much to be proposed: 0 nothing, 1 the same.
pub const LIKE_ENOUGH: f64 = 0.7;

/// So many are proposed at most.
const NEAREST_MAX: usize = 2;

/// Topics that belong together.
pub struct Family {
    /// What they have in common, in German and English.
    pub title: (&'static str, &'static str),
    /// By number.
    pub topics: &'static [Topic],
}

/// Every family, by number.
pub const FAMILIES: [Family; 6] = [
    Family {
        title: ("Befehle, Konfiguration, Datenbank", "Commands, configuration, database"),
        topics: general::TOPICS,
    },
    Family {
        title: ("Warum etwas nicht gebucht wurde", "Why something was not booked"),
        topics: refusals::TOPICS,
    },
    Family { title: ("Alarme: Zuordnung", "Alarms: who is who"), topics: quality_alarms::TOPICS },
    Family { title: ("Alarme: Betrieb", "Alarms: running"), topics: running_alarms::TOPICS },
    Family { title: ("Wer nicht hereingelassen wird", "Who is not let in"), topics: doors::TOPICS },
    Family { title: ("Cal.com und Retell", "Cal.com and Retell"), topics: outside::TOPICS },
];

/// All of them, by number.
pub fn all() -> impl Iterator<Item = &'static Topic> {
    FAMILIES.iter().flat_map(|family| family.topics)
}

/// The topics of a code or of a word, in any case and with `-`, `_` or spaces between its parts. Several kinds may share
/// a word.
pub fn find(said: &str) -> Vec<&'static Topic> {
    let code = Code::parse(said);
    let word = folded(said);
    all().filter(|topic| Some(topic.code) == code || folded(topic.word) == word).collect()
}

/// What may have been meant by what is neither code nor word, the likest first: the next numbers for a number, for
/// anything else codes and words that are written nearly so.
pub fn nearest(said: &str) -> Vec<String> {
    let mut found: Vec<String> = match Code::parse(said) {
        Some(code) => {
            let mut codes: Vec<Code> = all().map(|topic| topic.code).collect();
            codes.sort_by_key(|other| other.distance(code));
            codes.iter().map(Code::to_string).collect()
        }
        None => nearly(&folded(said.trim_matches(['[', ']', ' ']))),
    };
    found.truncate(NEAREST_MAX);
    found
}

fn nearly(said: &str) -> Vec<String> {
    let mut likes: Vec<(f64, String)> = Vec::new();
    for topic in all() {
        for name in [topic.code.to_string(), topic.word.to_owned()] {
            let like = strsim::normalized_damerau_levenshtein(said, &folded(&name));
            if like >= LIKE_ENOUGH && likes.iter().all(|(_, known)| *known != name) {
                likes.push((like, name));
            }
        }
    }
    // The sort is stable: of equals the lower number first.
    likes.sort_by(|one, other| other.0.total_cmp(&one.0));
    likes.into_iter().map(|(_, name)| name).collect()
}

fn folded(word: &str) -> String {
    word.trim().to_lowercase().replace(['-', ' '], "_")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Error;
    use crate::domain::alarm::kind::Kind;
    use crate::domain::language::Language;
    use crate::domain::trouble::{Trouble, TroubleKind};
    use crate::domain::visit::refusal::Reason;
    use std::collections::BTreeSet;

    const TROUBLES: [TroubleKind; 6] = [
        TroubleKind::Locked,
        TroubleKind::Full,
        TroubleKind::ReadOnly,
        TroubleKind::Faulty,
        TroubleKind::Damaged,
        TroubleKind::Gone,
    ];

    fn of(code: Code) -> &'static Topic {
        all().find(|topic| topic.code == code).unwrap_or_else(|| panic!("{code} has no topic"))
    }

    #[test]
    fn each_code_is_there_once_in_order_and_has_its_texts_in_both_languages() {
        let codes: Vec<Code> = all().map(|topic| topic.code).collect();
        assert!(codes.is_sorted_by(|one, next| one < next), "{codes:?}");
        let mut seen = BTreeSet::new();
        for topic in all() {
            let (german, english) = (topic.texts(Language::De), topic.texts(Language::En));
            for texts in [german, english] {
                assert!(seen.insert((topic.code, texts.title)), "{}: {}", topic.code, texts.title);
                for sentence in [texts.means, texts.look, texts.mend] {
                    assert!(sentence.ends_with(['.', '?']), "{}: {sentence:?}", topic.code);
                    assert!(sentence.len() > 10, "{}: {sentence:?}", topic.code);
                }
                assert!(!texts.title.is_empty() && !texts.title.ends_with('.'), "{}", topic.code);
            }
            assert_ne!(german.means, english.means, "{}", topic.code);
            assert_eq!(find(&topic.code.to_string()), [topic], "{}", topic.code);
            assert!(find(topic.word).contains(&topic), "{}", topic.word);
        }
    }

    #[test]
    fn each_kind_has_its_own_topic_by_its_own_word() {
        let mut given = BTreeSet::new();
        let mut has = |code: Code, word: Option<&str>| {
            let topic = of(code);
            assert!(word.is_none_or(|word| topic.word == word), "{code}: {}", topic.word);
            assert!(given.insert(code), "{code} is given out twice");
        };
        for reason in Reason::ALL {
            has(Code::from(reason), Some(reason.as_str()));
        }
        for kind in Kind::ALL {
            has(Code::from(kind), Some(kind.as_str()));
        }
        for kind in TROUBLES {
            let word = kind.as_str().replace([' ', '-'], "_");
            has(Code::from(kind), Some(&word));
            assert_eq!(Code::from(&Error::Database(Trouble::new(kind, "x"))), Code::from(kind));
        }
        let errors = [
            Error::invalid("x"),
            Error::NotFound("x"),
            Error::Conflict("x".into()),
            Error::Unavailable("x".into()),
            Error::internal("x"),
        ];
        for error in &errors {
            has(Code::from(error), None);
        }
        has(COMMAND, None);
        has(CONFIGURATION, None);
        has(NO_ADDRESS, Some("no_address"));
        has(NO_METHOD, Some("no_method"));
        has(MAY_NOT, Some("may_not"));
        has(STALE, Some("stale"));
        has(ELSEWHERE, Some("elsewhere"));
    }

    #[test]
    fn a_code_or_a_word_that_is_a_little_wrong_is_understood() {
        assert!(find("E0499").is_empty());
        assert_eq!(nearest("E0423"), ["E0422", "E0421"]);
        assert_eq!(nearest("E0000"), ["E0100", "E0101"]);
        assert_eq!(nearest("[E04123]").first().map(String::as_str), Some("E0412"));
        assert_eq!(find("Key-Refused").len(), 2, "a refusal and its alarm");
        assert_eq!(nearest("key_refsued"), ["key_refused"]);
        assert_eq!(nearest("webhook_silent"), ["webhooks_silent"]);
        assert_eq!(nearest("Zebra"), Vec::<String>::new());
        assert_eq!(nearest(&"E".repeat(10_000)), Vec::<String>::new());
    }
}
