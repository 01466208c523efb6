//! The steps of a composite visit as its customer lives through them: work, and the pauses between.

use crate::domain::message::facts::{StepFacts, VisitFacts};
use time::{Duration, OffsetDateTime};

/// A stretch of the visit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stretch<'a> {
    Work(&'a StepFacts),
    /// The customer waits in the salon.
    Pause {
        /// UTC.
        starts_at: OffsetDateTime,
        /// UTC, exclusive.
        ends_at: OffsetDateTime,
    },
}

impl Stretch<'_> {
    /// UTC.
    pub fn starts_at(&self) -> OffsetDateTime {
        match self {
            Stretch::Work(step) => step.starts_at,
            Stretch::Pause { starts_at, .. } => *starts_at,
        }
    }

    /// UTC, exclusive.
    pub fn ends_at(&self) -> OffsetDateTime {
        match self {
            Stretch::Work(step) => step.ends_at,
            Stretch::Pause { ends_at, .. } => *ends_at,
        }
    }

    /// Real minutes, whatever the clock does meanwhile.
    pub fn minutes(&self) -> i64 {
        let length: Duration = self.ends_at() - self.starts_at();
        length.whole_minutes()
    }
}

/// The stretches of a composite visit, in order; none of a simple one.
pub fn stretches(facts: &VisitFacts) -> Vec<Stretch<'_>> {
    if facts.steps.len() < 2 {
        return Vec::new();
    }
    let mut all = Vec::new();
    let mut until: Option<OffsetDateTime> = None;
    for step in &facts.steps {
        if let Some(starts_at) = until.filter(|until| *until < step.starts_at) {
            all.push(Stretch::Pause { starts_at, ends_at: step.starts_at });
        }
        until = Some(until.map_or(step.ends_at, |until| until.max(step.ends_at)));
        all.push(Stretch::Work(step));
    }
    all
}
