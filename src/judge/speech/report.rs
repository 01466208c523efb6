//! What came of labelled cases of callers' words, counted by kind, and the figures against their targets.

use crate::domain::language::Language;
use crate::judge::targets::{Target, percent};
use serde::{Serialize, Serializer};

/// Of German words, so many per cent must be understood.
pub const RIGHT_PERCENT_MIN_DE: usize = 97;
/// Of English words.
pub const RIGHT_PERCENT_MIN_EN: usize = 95;
/// Fewer cases of each kind of set show little: times in German and English, services, names, whole sentences.
const CASES_MIN: [(Set, Option<Language>, &str, usize); 5] = [
    (Set::Times, Some(Language::De), "expressions of time, German", 1_500),
    (Set::Times, Some(Language::En), "expressions of time, English", 700),
    (Set::Services, None, "services", 400),
    (Set::Names, None, "names", 300),
    (Set::Sentences, None, "whole sentences", 400),
];

/// What a case is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Set {
    Times,
    Services,
    Names,
    Sentences,
}

/// What came of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Came {
    /// What was wanted was understood; or asked back where it should be.
    Right,
    /// Asked back, although it could be understood.
    Asked,
    /// Something else was understood, or anything where it should have been asked.
    Wrong,
}

/// A case that was judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Judged {
    pub set: Set,
    #[serde(serialize_with = "tag")]
    pub language: Language,
    /// What is particular about it.
    pub kind: String,
    pub said: String,
    pub wanted: String,
    pub understood: String,
    pub came: Came,
}

/// What came of the cases of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Row {
    pub set: Set,
    #[serde(serialize_with = "tag")]
    pub language: Language,
    pub kind: String,
    pub right: usize,
    pub asked: usize,
    pub wrong: usize,
}

impl Row {
    pub fn all(&self) -> usize {
        self.right.saturating_add(self.asked).saturating_add(self.wrong)
    }

    fn add(&mut self, came: Came) {
        let count = match came {
            Came::Right => &mut self.right,
            Came::Asked => &mut self.asked,
            Came::Wrong => &mut self.wrong,
        };
        *count = count.saturating_add(1);
    }
}

/// All that was judged.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// By set, language and kind, in this order.
    pub rows: Vec<Row>,
    /// Those that were not right, in the order of the sets.
    pub missed: Vec<Judged>,
}

impl Report {
    /// Counts a case.
    pub fn add(&mut self, judged: Judged) {
        let place = |row: &Row| (row.set, row.language.as_str(), row.kind.clone());
        let own = (judged.set, judged.language.as_str(), judged.kind.clone());
        let at = match self.rows.binary_search_by_key(&own, place) {
            Ok(at) => at,
            Err(at) => {
                let (set, language, kind) = (judged.set, judged.language, judged.kind.clone());
                self.rows.insert(at, Row { set, language, kind, right: 0, asked: 0, wrong: 0 });
                at
            }
        };
        if let Some(row) = self.rows.get_mut(at) {
            row.add(judged.came);
        }
        if judged.came != Came::Right {
            self.missed.push(judged);
        }
    }

    /// The sums of the rows of a set and a language; of all where none is said.
    pub fn sum(&self, set: Option<Set>, language: Option<Language>) -> Row {
        let kind = "all".to_owned();
        let (first, own) = (set.unwrap_or(Set::Times), language.unwrap_or_default());
        let none = Row { set: first, language: own, kind, right: 0, asked: 0, wrong: 0 };
        let is_meant = |row: &&Row| {
            set.is_none_or(|set| row.set == set) && language.is_none_or(|one| row.language == one)
        };
        self.rows.iter().filter(is_meant).fold(none, |sum, row| Row {
            right: sum.right.saturating_add(row.right),
            asked: sum.asked.saturating_add(row.asked),
            wrong: sum.wrong.saturating_add(row.wrong),
            ..sum
        })
    }

    /// The figures against their targets; `whole` also asks for enough cases, as the program's own sets must have them.
    pub fn targets(&self, whole: bool) -> Vec<Target> {
        let mut targets = Vec::new();
        for (set, language, what, wanted) in CASES_MIN.iter().filter(|_| whole) {
            let all = self.sum(Some(*set), *language).all();
            let (measured, met) = (all.to_string(), all >= *wanted);
            targets.push(Target { what, wanted: format!(">= {wanted}"), measured, met });
        }
        let wrong = self.sum(None, None).wrong;
        let (wanted, measured) = ("0".to_owned(), wrong.to_string());
        targets.push(Target { what: "wrong", wanted, measured, met: wrong == 0 });
        for (language, what, wanted) in [
            (Language::De, "right, German", RIGHT_PERCENT_MIN_DE),
            (Language::En, "right, English", RIGHT_PERCENT_MIN_EN),
        ] {
            let sum = self.sum(None, Some(language));
            let all = sum.all();
            if all == 0 && !whole {
                continue;
            }
            let met = all > 0 && sum.right.saturating_mul(100) >= all.saturating_mul(wanted);
            let measured = format!("{} ({} of {all})", percent(sum.right, all), sum.right);
            targets.push(Target { what, wanted: format!(">= {wanted} %"), measured, met });
        }
        targets
    }
}

fn tag<S: Serializer>(language: &Language, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(language.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(cases: &[(Set, Language, usize, Came)]) -> Report {
        let mut report = Report::default();
        for (set, language, times, came) in cases {
            for _ in 0..*times {
                let kind = "any".to_owned();
                let (said, wanted, understood) = (String::new(), String::new(), String::new());
                let (set, language, came) = (*set, *language, *came);
                report.add(Judged { set, language, kind, said, wanted, understood, came });
            }
        }
        report
    }

    #[test]
    fn every_target_can_be_missed() {
        use Came::{Asked, Right, Wrong};
        use Language::{De, En};
        use Set::{Names, Sentences, Services, Times};
        let good = [
            (Times, De, 1_500, Right),
            (Times, En, 700, Right),
            (Services, De, 400, Right),
            (Names, De, 300, Right),
            (Sentences, De, 400, Right),
        ];
        let met = |report: &Report, whole| {
            report.targets(whole).iter().map(|target| target.met).collect::<Vec<_>>()
        };
        assert_eq!(met(&report(&good), true), [true; 8]);
        for (more, missed) in
            [((Times, De, 1, Wrong), 5), ((Names, De, 100, Asked), 6), ((Times, En, 50, Asked), 7)]
        {
            let mut expected = [true; 8];
            expected[missed] = false;
            assert_eq!(met(&report(&[&good[..], &[more]].concat()), true), expected);
        }
        let few = report(&[(Times, De, 3, Right)]);
        assert_eq!(met(&few, true), [false, false, false, false, false, true, true, false]);
        assert_eq!(met(&few, false), [true, true], "a file of one's own needs no English");
    }

    #[test]
    fn rows_are_counted_by_set_language_and_kind() {
        let report = report(&[
            (Set::Names, Language::De, 2, Came::Right),
            (Set::Times, Language::En, 1, Came::Asked),
            (Set::Times, Language::De, 1, Came::Wrong),
            (Set::Names, Language::De, 1, Came::Asked),
        ]);
        let rows: Vec<_> = report
            .rows
            .iter()
            .map(|row| (row.set, row.language, row.right, row.asked, row.wrong))
            .collect();
        assert_eq!(
            rows,
            [
                (Set::Times, Language::De, 0, 0, 1),
                (Set::Times, Language::En, 0, 1, 0),
                (Set::Names, Language::De, 2, 1, 0),
            ]
        );
        assert_eq!(report.missed.len(), 3);
        assert_eq!(report.sum(Some(Set::Names), None).all(), 3);
    }
}
