//! How well it goes: counts in, rates and verdicts out.
//!
//! A predecessor had 15 % of its appointments assigned and it went unseen; so every rate has a target and says by
//! itself whether it is met.

use crate::domain::stored::stored_enum;

/// Counts over some period: a day, a week, all. Each says what it is a part of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// All appointments, walk-ins included.
    pub appointments: u64,
    /// Of the appointments, those with a staff member.
    pub with_staff: u64,
    /// Of the appointments, those with a Cal.com booking.
    pub bookings: u64,
    /// Of the bookings, those with a staff member.
    pub bookings_with_staff: u64,
    /// Of the bookings, those with a usable host.
    pub with_host: u64,
    /// Of the bookings, those whose state at Cal.com is stored.
    pub with_calcom_data: u64,
    /// Of the bookings with a host, those matched by e-mail, whether just now or by a mapping so made.
    pub matched_by_email: u64,
    /// Likewise by name.
    pub matched_by_name: u64,
    /// Likewise by a mapping that a person made, at the salon or as administrator.
    pub matched_manual: u64,
    /// Of the bookings with a host, those that came out ambiguous or without candidate.
    pub failed: u64,
    /// Of the bookings, those whose staff member a person had to set or correct.
    pub corrected: u64,
    /// Active host mappings.
    pub mappings: u64,
    /// Of the mappings, those a strategy made.
    pub automatic_mappings: u64,
    /// Of the bookings with a staff member, those whose customer had asked for a certain one.
    pub wishes: u64,
    /// Of these wishes, those that were met.
    pub wishes_met: u64,
}

impl Figures {
    fn matches(&self) -> u64 {
        self.matched_by_email
            .saturating_add(self.matched_by_name)
            .saturating_add(self.matched_manual)
    }
}

stored_enum! {
    /// What a rate means, mildest first but for `NoData`.
    pub enum Verdict {
        /// Target met, or there is none.
        Ok = "ok",
        /// Below target (or above, where less is better), not yet alarming.
        Warn = "warn",
        /// A person must look.
        Alarm = "alarm",
        /// Nothing to divide by.
        NoData = "no_data",
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    /// A short name for tables and metrics, for example `staff_assignment`.
    pub name: &'static str,
    /// 0.0 to 1.0; `None` when there is nothing to divide by.
    pub value: Option<f64>,
    /// What it should be, for people, for example `≥ 90 %`; empty if it only informs.
    pub target: &'static str,
    pub verdict: Verdict,
}

/// A bound in per cent.
#[derive(Clone, Copy)]
enum Bound {
    AtLeast(u8),
    MoreThan(u8),
    LessThan(u8),
    AtMost(u8),
}

impl Bound {
    /// In whole numbers, so that 90 of 100 is exactly 90 %.
    fn holds(self, part: u64, whole: u64) -> bool {
        let hundredfold = u128::from(part) * 100;
        let limit = |percent: u8| u128::from(whole) * u128::from(percent);
        match self {
            Bound::AtLeast(percent) => hundredfold >= limit(percent),
            Bound::MoreThan(percent) => hundredfold > limit(percent),
            Bound::LessThan(percent) => hundredfold < limit(percent),
            Bound::AtMost(percent) => hundredfold <= limit(percent),
        }
    }
}

/// A rate as it is defined.
struct Measure {
    name: &'static str,
    part: fn(&Figures) -> u64,
    whole: fn(&Figures) -> u64,
    target: &'static str,
    /// Missed: at least a warning.
    ok: Option<Bound>,
    /// Missed: an alarm.
    bearable: Option<Bound>,
}

/// All rates. The one place of the targets.
const MEASURES: [Measure; 10] = [
    // Over bookings: a walk-in has no host, so no mapping can be learnt for it.
    Measure {
        name: "staff_assignment",
        part: |f| f.bookings_with_staff,
        whole: |f| f.bookings,
        target: "≥ 90 %",
        ok: Some(Bound::AtLeast(90)),
        bearable: Some(Bound::AtLeast(70)),
    },
    // Without a target: the share of walk-ins would decide it.
    Measure {
        name: "staff_assignment_all",
        part: |f| f.with_staff,
        whole: |f| f.appointments,
        target: "",
        ok: None,
        bearable: None,
    },
    Measure {
        name: "host_extraction",
        part: |f| f.with_host,
        whole: |f| f.bookings,
        target: "~ 100 %",
        ok: Some(Bound::AtLeast(99)),
        bearable: Some(Bound::AtLeast(95)),
    },
    Measure {
        name: "matched_by_email",
        part: |f| f.matched_by_email,
        whole: Figures::matches,
        target: "≥ 90 %",
        ok: Some(Bound::AtLeast(90)),
        bearable: None,
    },
    // Fewer than 5 % is no fault: an address is surer than a name.
    Measure {
        name: "matched_by_name",
        part: |f| f.matched_by_name,
        whole: Figures::matches,
        target: "5–10 %",
        ok: Some(Bound::AtMost(10)),
        bearable: None,
    },
    // The alarm is that of "more than 20 % unmapped".
    Measure {
        name: "failed",
        part: |f| f.failed,
        whole: |f| f.with_host,
        target: "< 10 %",
        ok: Some(Bound::LessThan(10)),
        bearable: Some(Bound::AtMost(20)),
    },
    Measure {
        name: "automatic_mappings",
        part: |f| f.automatic_mappings,
        whole: |f| f.mappings,
        target: "> 50 %",
        ok: Some(Bound::MoreThan(50)),
        bearable: None,
    },
    Measure {
        name: "manual_intervention",
        part: |f| f.corrected,
        whole: |f| f.bookings,
        target: "< 10 %",
        ok: Some(Bound::LessThan(10)),
        bearable: None,
    },
    Measure {
        name: "calcom_data",
        part: |f| f.with_calcom_data,
        whole: |f| f.bookings,
        target: "> 90 %",
        ok: Some(Bound::MoreThan(90)),
        bearable: None,
    },
    Measure {
        name: "wishes_met",
        part: |f| f.wishes_met,
        whole: |f| f.wishes,
        target: "",
        ok: None,
        bearable: None,
    },
];

/// All rates of these figures, always the same ones in the same order.
///
/// Staff assignment is taken over the appointments that have a booking (`staff_assignment`, with the target) and
/// once more over all (`staff_assignment_all`, without one).
pub fn rates(figures: &Figures) -> Vec<Rate> {
    MEASURES.iter().map(|measure| rate(measure, figures)).collect()
}

fn rate(measure: &Measure, figures: &Figures) -> Rate {
    let (part, whole) = ((measure.part)(figures), (measure.whole)(figures));
    let misses = |bound: Option<Bound>| bound.is_some_and(|bound| !bound.holds(part, whole));
    let verdict = if whole == 0 {
        Verdict::NoData
    } else if misses(measure.bearable) {
        Verdict::Alarm
    } else if misses(measure.ok) {
        Verdict::Warn
    } else {
        Verdict::Ok
    };
    let value = (whole != 0).then(|| part as f64 / whole as f64);
    Rate { name: measure.name, value, target: measure.target, verdict }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(figures: &Figures, name: &str) -> Rate {
        rates(figures).into_iter().find(|rate| rate.name == name).unwrap()
    }

    #[test]
    fn every_target_has_its_edges() {
        use Verdict::*;
        type Case = (&'static str, fn(&mut Figures, u64), &'static [(u64, Verdict)]);
        let cases: [Case; 10] = [
            (
                "staff_assignment",
                |f, n| f.bookings_with_staff = n,
                &[
                    (1000, Ok),
                    (900, Ok),
                    (899, Warn),
                    (799, Warn),
                    (700, Warn),
                    (699, Alarm),
                    (0, Alarm),
                ],
            ),
            ("staff_assignment_all", |f, n| f.with_staff = n, &[(1000, Ok), (0, Ok)]),
            (
                "host_extraction",
                |f, n| f.with_host = n,
                &[(1000, Ok), (990, Ok), (989, Warn), (950, Warn), (949, Alarm), (0, Alarm)],
            ),
            (
                "matched_by_email",
                |f, n| (f.matched_by_email, f.matched_manual) = (n, 1000 - n),
                &[(1000, Ok), (900, Ok), (899, Warn), (0, Warn)],
            ),
            (
                "matched_by_name",
                |f, n| (f.matched_by_name, f.matched_by_email) = (n, 1000 - n),
                &[(0, Ok), (50, Ok), (100, Ok), (101, Warn), (1000, Warn)],
            ),
            (
                "failed",
                |f, n| (f.failed, f.with_host) = (n, 1000),
                &[(0, Ok), (99, Ok), (100, Warn), (200, Warn), (201, Alarm), (1000, Alarm)],
            ),
            (
                "automatic_mappings",
                |f, n| (f.automatic_mappings, f.mappings) = (n, 1000),
                &[(1000, Ok), (501, Ok), (500, Warn), (0, Warn)],
            ),
            (
                "manual_intervention",
                |f, n| f.corrected = n,
                &[(0, Ok), (99, Ok), (100, Warn), (1000, Warn)],
            ),
            (
                "calcom_data",
                |f, n| f.with_calcom_data = n,
                &[(1000, Ok), (901, Ok), (900, Warn), (0, Warn)],
            ),
            ("wishes_met", |f, n| (f.wishes_met, f.wishes) = (n, 1000), &[(1000, Ok), (0, Ok)]),
        ];
        let names: Vec<_> = rates(&Figures::default()).iter().map(|rate| rate.name).collect();
        assert_eq!(names, cases.each_ref().map(|case| case.0));
        for (name, set, edges) in cases {
            for (part, verdict) in edges {
                let mut figures =
                    Figures { appointments: 1000, bookings: 1000, ..Figures::default() };
                set(&mut figures, *part);
                let rate = find(&figures, name);
                assert_eq!(
                    (rate.verdict, rate.value),
                    (*verdict, Some(*part as f64 / 1000.0)),
                    "{name} {part}"
                );
            }
        }
    }

    #[test]
    fn without_data_there_is_no_verdict() {
        for rate in rates(&Figures::default()) {
            assert_eq!((rate.value, rate.verdict), (None, Verdict::NoData), "{}", rate.name);
        }
        let huge = Figures {
            bookings: u64::MAX,
            with_host: u64::MAX,
            matched_by_name: u64::MAX,
            matched_manual: 1,
            ..Figures::default()
        };
        assert_eq!(find(&huge, "host_extraction").verdict, Verdict::Ok);
    }

    /// The six days of the predecessor that nobody noticed.
    #[test]
    fn a_quiet_failure_is_loud() {
        let october = Figures {
            appointments: 20,
            with_staff: 3,
            bookings: 9,
            bookings_with_staff: 2,
            mappings: 1,
            ..Figures::default()
        };
        let percent =
            |name| find(&october, name).value.map(|value| (value * 1000.0).round() / 10.0);
        assert_eq!(percent("staff_assignment_all"), Some(15.0));
        assert_eq!(percent("staff_assignment"), Some(22.2));
        assert_eq!(percent("host_extraction"), Some(0.0));
        for name in ["staff_assignment", "host_extraction"] {
            assert_eq!(find(&october, name).verdict, Verdict::Alarm, "{name}");
        }
        assert_eq!(find(&october, "automatic_mappings").verdict, Verdict::Warn);
        assert_eq!(find(&october, "failed").verdict, Verdict::NoData);
    }
}
