//! How well it goes: counts in, rates and verdicts out.
//!
//! A predecessor had 15 % of its appointments assigned and it went unseen; so every rate has a target and says by
//! itself whether it is met.

use crate::domain::language::Language;
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
    /// Of the bookings, those whose customer had asked for a certain staff member.
    pub wishes: u64,
    /// Of these wishes, those that were met.
    pub wishes_met: u64,
}

impl Figures {
    /// These appointments and those together. Mappings are of no time and are not added.
    pub fn plus(self, other: &Figures) -> Figures {
        let sum = |of: fn(&Figures) -> u64| of(&self).saturating_add(of(other));
        Figures {
            appointments: sum(|f| f.appointments),
            with_staff: sum(|f| f.with_staff),
            bookings: sum(|f| f.bookings),
            bookings_with_staff: sum(|f| f.bookings_with_staff),
            with_host: sum(|f| f.with_host),
            with_calcom_data: sum(|f| f.with_calcom_data),
            matched_by_email: sum(|f| f.matched_by_email),
            matched_by_name: sum(|f| f.matched_by_name),
            matched_manual: sum(|f| f.matched_manual),
            failed: sum(|f| f.failed),
            corrected: sum(|f| f.corrected),
            wishes: sum(|f| f.wishes),
            wishes_met: sum(|f| f.wishes_met),
            ..self
        }
    }

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
        /// Target missed by so little that nobody need be told.
        Below = "below",
        /// Below target (or above, where less is better), not yet alarming.
        Warn = "warn",
        /// A person must look.
        Alarm = "alarm",
        /// Nothing to divide by.
        NoData = "no_data",
    }
}

/// One rate over some period.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    /// A short name for tables and metrics, for example `staff_assignment`.
    pub name: &'static str,
    /// So many.
    pub part: u64,
    /// Of so many.
    pub whole: u64,
    /// 0.0 to 1.0; `None` when there is nothing to divide by.
    pub value: Option<f64>,
    /// What it should be, for people, for example `≥ 90 %`; empty if it only informs.
    pub target: &'static str,
    /// Where that lies in a drawing, per cent; `None` if it only informs.
    pub target_percent: Option<u8>,
    /// Whether it is that.
    pub verdict: Verdict,
    /// The target is met by little, not by much: `failed`, `manual_intervention`.
    pub less_is_better: bool,
}

impl Rate {
    /// How many of the whole speak against it.
    pub fn misses(&self) -> u64 {
        if self.less_is_better { self.part } else { self.whole.saturating_sub(self.part) }
    }
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
    fn percent(self) -> u8 {
        match self {
            Bound::AtLeast(percent)
            | Bound::MoreThan(percent)
            | Bound::LessThan(percent)
            | Bound::AtMost(percent) => percent,
        }
    }

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
    /// Missed: at least a warning, unless it is tolerable.
    ok: Option<Bound>,
    /// Target missed, and nobody need be told yet.
    tolerable: Option<Bound>,
    /// Missed: an alarm.
    bearable: Option<Bound>,
}

impl Measure {
    /// Without a target: it only informs.
    const INFORMS: Measure = Measure {
        name: "",
        part: |_| 0,
        whole: |_| 0,
        target: "",
        ok: None,
        tolerable: None,
        bearable: None,
    };
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
        tolerable: Some(Bound::AtLeast(80)),
        bearable: Some(Bound::AtLeast(70)),
    },
    // Without a target: the share of walk-ins would decide it.
    Measure {
        name: "staff_assignment_all",
        part: |f| f.with_staff,
        whole: |f| f.appointments,
        ..Measure::INFORMS
    },
    Measure {
        name: "host_extraction",
        part: |f| f.with_host,
        whole: |f| f.bookings,
        target: "~ 100 %",
        ok: Some(Bound::AtLeast(99)),
        tolerable: None,
        bearable: Some(Bound::AtLeast(95)),
    },
    Measure {
        name: "matched_by_email",
        part: |f| f.matched_by_email,
        whole: Figures::matches,
        target: "≥ 90 %",
        ok: Some(Bound::AtLeast(90)),
        ..Measure::INFORMS
    },
    // Fewer than 5 % is no fault: an address is surer than a name.
    Measure {
        name: "matched_by_name",
        part: |f| f.matched_by_name,
        whole: Figures::matches,
        target: "5–10 %",
        ok: Some(Bound::AtMost(10)),
        ..Measure::INFORMS
    },
    // The alarm is that of "more than 20 % unmapped".
    Measure {
        name: "failed",
        part: |f| f.failed,
        whole: |f| f.with_host,
        target: "< 10 %",
        ok: Some(Bound::LessThan(10)),
        tolerable: None,
        bearable: Some(Bound::AtMost(20)),
    },
    Measure {
        name: "automatic_mappings",
        part: |f| f.automatic_mappings,
        whole: |f| f.mappings,
        target: "> 50 %",
        ok: Some(Bound::MoreThan(50)),
        ..Measure::INFORMS
    },
    Measure {
        name: "manual_intervention",
        part: |f| f.corrected,
        whole: |f| f.bookings,
        target: "< 10 %",
        ok: Some(Bound::LessThan(10)),
        ..Measure::INFORMS
    },
    Measure {
        name: "calcom_data",
        part: |f| f.with_calcom_data,
        whole: |f| f.bookings,
        target: "> 90 %",
        ok: Some(Bound::MoreThan(90)),
        ..Measure::INFORMS
    },
    Measure { name: "wishes_met", part: |f| f.wishes_met, whole: |f| f.wishes, ..Measure::INFORMS },
];

/// All rates of these figures, always the same ones in the same order.
///
/// Staff assignment is taken over the appointments that have a booking (`staff_assignment`, with the target) and
/// once more over all (`staff_assignment_all`, without one).
pub fn rates(figures: &Figures) -> Vec<Rate> {
    MEASURES.iter().map(|measure| rate(measure, figures)).collect()
}

/// What a rate is the share of, for people; the name itself for one that is none of ours.
pub fn label(name: &str, language: Language) -> &str {
    match name {
        "staff_assignment" => language.pick("Person zugeordnet", "Staff member assigned"),
        "staff_assignment_all" => language.pick("… auch ohne Buchung", "… without a booking too"),
        "host_extraction" => language.pick("Host aus Cal.com gelesen", "Host read from Cal.com"),
        "matched_by_email" => language.pick("Über die Adresse erkannt", "Recognised by address"),
        "matched_by_name" => language.pick("Nur am Namen erkannt", "Recognised by name alone"),
        "failed" => language.pick("Host ohne passende Person", "Host without a match"),
        "automatic_mappings" => {
            language.pick("Zuordnungen von selbst gefunden", "Mappings found by themselves")
        }
        "manual_intervention" => language.pick("Von Hand korrigiert", "Corrected by hand"),
        "calcom_data" => language.pick("Stand bei Cal.com bekannt", "State at Cal.com known"),
        "wishes_met" => language.pick("Wünsche erfüllt", "Wishes met"),
        other => other,
    }
}

fn rate(measure: &Measure, figures: &Figures) -> Rate {
    let (part, whole) = ((measure.part)(figures), (measure.whole)(figures));
    let misses = |bound: Option<Bound>| bound.is_some_and(|bound| !bound.holds(part, whole));
    let verdict = if whole == 0 {
        Verdict::NoData
    } else if misses(measure.bearable) {
        Verdict::Alarm
    } else if misses(measure.tolerable.or(measure.ok)) {
        Verdict::Warn
    } else if misses(measure.ok) {
        Verdict::Below
    } else {
        Verdict::Ok
    };
    let value = (whole != 0).then(|| part as f64 / whole as f64);
    let less_is_better = matches!(measure.ok, Some(Bound::LessThan(_) | Bound::AtMost(_)));
    let (name, target) = (measure.name, measure.target);
    let target_percent = measure.ok.map(Bound::percent);
    Rate { name, part, whole, value, target, target_percent, verdict, less_is_better }
}
