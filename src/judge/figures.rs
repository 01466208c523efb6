//! What `damaged_measure` measures, and the figures against their targets.

use crate::judge::targets::{Target, percent};
use serde::Serialize;

/// Of the recognisable, so many per cent must have their person first.
pub const FIRST_PERCENT_MIN: usize = 90;
/// Of the recognisable, at most so many per cent may be without their person.
pub const ABSENT_PERCENT_MAX: usize = 3;
/// Of all damaged names, at most so many per cent may be left out as not recognisable.
pub const LEFT_OUT_PERCENT_MAX: usize = 5;
/// What happened to the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Where {
    /// A slip in the first name.
    Given,
    /// A slip in the family name.
    Family,
    /// One in each.
    Both,
    /// Particles abbreviated, every other time with a slip besides.
    Particle,
    /// An initial for the first name.
    Initial,
}

/// All of them.
pub const WHERE: [Where; 5] =
    [Where::Given, Where::Family, Where::Both, Where::Particle, Where::Initial];

/// What came of names damaged in one way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Row {
    /// In which way.
    pub place: Where,
    /// Names damaged so, the left out counted in.
    pub all: usize,
    /// Not recognisable: a damaged word is another first name.
    pub renamed: usize,
    /// Not recognisable: another one is as near.
    pub nearer: usize,
    pub cases: usize,
    /// Of these, with the right person ahead of everybody.
    pub first: usize,
    /// Of these, without the right person.
    pub absent: usize,
    /// Suggestions in all.
    pub shown: usize,
}

/// All that was measured.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Damaged {
    /// Rosters looked at.
    pub rosters: usize,
    /// One for each way.
    pub rows: Vec<Row>,
    /// Names of people who are nobody of the roster.
    pub strangers: usize,
    /// Of these, with a suggestion above weak.
    pub strangers_strong: usize,
    /// Of these, without any suggestion.
    pub strangers_silent: usize,
    /// Assigned to a wrong one by the rules at the lowest threshold.
    pub assigned_wrongly: usize,
    /// Some of those that were not first, and strangers that look like a colleague: the host's name, the right one's, who came first.
    pub missed: Vec<[String; 3]>,
}

impl Damaged {
    /// Nothing measured yet.
    pub fn new(rosters: usize) -> Damaged {
        let row = |place| Row {
            place,
            all: 0,
            renamed: 0,
            nearer: 0,
            cases: 0,
            first: 0,
            absent: 0,
            shown: 0,
        };
        Damaged {
            rosters,
            rows: WHERE.map(row).to_vec(),
            strangers: 0,
            strangers_strong: 0,
            strangers_silent: 0,
            assigned_wrongly: 0,
            missed: Vec::new(),
        }
    }

    fn sum(&self, figure: impl Fn(&Row) -> usize) -> usize {
        self.rows.iter().map(figure).fold(0, usize::saturating_add)
    }

    /// The figures against their targets.
    pub fn targets(&self) -> Vec<Target> {
        let (all, cases) = (self.sum(|row| row.all), self.sum(|row| row.cases));
        let (left, first) = (all.saturating_sub(cases), self.sum(|row| row.first));
        let absent = self.sum(|row| row.absent);
        let target =
            |what, wanted: String, measured: String, met| Target { what, wanted, measured, met };
        let share = |part, whole| format!("{} ({part} of {whole})", percent(part, whole));
        let most = |part: usize, whole: usize, most: usize| {
            whole > 0 && part.saturating_mul(100) <= whole.saturating_mul(most)
        };
        let not_first = cases.saturating_sub(first);
        let not_first_max = 100_usize.saturating_sub(FIRST_PERCENT_MIN);
        let none = |what, count: usize| target(what, "0".to_owned(), count.to_string(), count == 0);
        vec![
            target(
                "left out: nobody would recognise them",
                format!("<= {LEFT_OUT_PERCENT_MAX} %"),
                share(left, all),
                most(left, all, LEFT_OUT_PERCENT_MAX),
            ),
            target(
                "right person first, of the others",
                format!(">= {FIRST_PERCENT_MIN} %"),
                share(first, cases),
                most(not_first, cases, not_first_max),
            ),
            target(
                "right person absent",
                format!("<= {ABSENT_PERCENT_MAX} %"),
                share(absent, cases),
                most(absent, cases, ABSENT_PERCENT_MAX),
            ),
            none("strangers suggested as strong", self.strangers_strong),
            none("assigned to somebody wrong", self.assigned_wrongly),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_target_can_be_missed() {
        let row = Row {
            place: Where::Given,
            all: 100,
            renamed: 3,
            nearer: 2,
            cases: 95,
            first: 90,
            absent: 2,
            shown: 100,
        };
        let good = Damaged {
            rosters: 10,
            rows: vec![row.clone()],
            strangers: 20,
            strangers_strong: 0,
            strangers_silent: 15,
            assigned_wrongly: 0,
            missed: vec![],
        };
        let met = |damaged: &Damaged| {
            damaged.targets().iter().map(|target| target.met).collect::<Vec<_>>()
        };
        let of = |row: Row| Damaged { rows: vec![row], ..good.clone() };
        assert_eq!(met(&good), [true; 5]);
        for (damaged, missed) in [
            (of(Row { all: 101, ..row.clone() }), 0),
            (of(Row { first: 85, ..row.clone() }), 1),
            (of(Row { absent: 3, ..row.clone() }), 2),
            (Damaged { strangers_strong: 1, ..good.clone() }, 3),
            (Damaged { assigned_wrongly: 1, ..good.clone() }, 4),
        ] {
            let mut expected = [true; 5];
            expected[missed] = false;
            assert_eq!(met(&damaged), expected, "{missed}");
        }
        let nothing = Damaged { rows: vec![], ..good.clone() };
        assert_eq!(met(&nothing), [false, false, false, true, true]);
    }
}
