//! A decision about a host: which staff member it is, and everything that led to it.

use crate::domain::host::kinds::{AssignmentState, MappingSource, Rule};
use crate::domain::ids::StaffId;
use crate::domain::people::staff::{StaffMember, Unusable};

/// The host's mapping that is switched on; there is at most one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActiveMapping {
    /// To whom it points; `None` if there is no such staff member any more.
    pub staff: Option<StaffMember>,
    /// How it came about.
    pub source: MappingSource,
    /// As stored, 0 to 100.
    pub confidence: u8,
}

/// A staff member the host could be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The staff member who fits.
    pub staff: StaffId,
    /// The name at the time of the decision.
    pub name: String,
    /// By which rule.
    pub rule: Rule,
    /// How much, 0 to 100.
    pub score: u8,
}

impl Candidate {
    /// This staff member, for whom this rule says so much, 0 to 100.
    pub(crate) fn of(staff: &StaffMember, rule: Rule, score: u8) -> Candidate {
        Candidate { staff: staff.id.clone(), name: staff.name.clone(), rule, score }
    }
}

/// What else is to be known about a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Note {
    /// There is a mapping, but it points at a staff member who may not get this booking.
    MappingNotUsed {
        /// How that mapping came about.
        source: MappingSource,
        /// Why it was not used.
        why: Unusable,
    },
    /// The one candidate's score is below the threshold. If a mapping was not used as well, that is the note;
    /// see `Decision::is_below_threshold`.
    BelowThreshold,
    /// No match was looked for: the salon has the assignment of staff switched off.
    MatchingOff,
}

impl Note {
    /// As stored, for example `mapping_not_used:manual:inactive`.
    pub fn code(self) -> String {
        match self {
            Note::MappingNotUsed { source, why } => {
                format!("mapping_not_used:{}:{}", source.as_str(), why.as_str())
            }
            Note::BelowThreshold => "below_threshold".to_owned(),
            Note::MatchingOff => "matching_off".to_owned(),
        }
    }

    /// The inverse of `code`.
    pub fn parse(code: &str) -> Option<Note> {
        match code {
            "below_threshold" => return Some(Note::BelowThreshold),
            "matching_off" => return Some(Note::MatchingOff),
            _ => {}
        }
        let (source, why) = code.strip_prefix("mapping_not_used:")?.split_once(':')?;
        Some(Note::MappingNotUsed {
            source: MappingSource::parse(source)?,
            why: Unusable::parse(why)?,
        })
    }
}

/// Which staff member a host is, and everything that led to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// What it came to.
    pub state: AssignmentState,
    /// `Some` iff matched.
    pub staff: Option<StaffId>,
    /// What decided: the strategy with candidates, or what made the mapping that was used. `None` if nothing had any.
    pub rule: Option<Rule>,
    /// Of the match, 0 to 100. `Some` iff matched.
    pub confidence: Option<u8>,
    /// In the roster's order: the one matched, all between whom it is ambiguous, or the one below the threshold.
    pub candidates: Vec<Candidate>,
    /// How far the best candidate is ahead of the runner-up; `None` without a runner-up.
    pub margin: Option<u8>,
    /// What a strategy needed to assign.
    pub threshold: u8,
    /// What else is to be known.
    pub note: Option<Note>,
    /// A strategy matched just now, so a mapping is to be written. Once it is, the same host is decided the same,
    /// but for this field, and for a note about the mapping it replaced.
    pub learn: bool,
    /// Where no staff member is left and nothing else says why: who fits and is out all the same.
    pub ruled_out: Vec<RuledOut>,
}

impl Decision {
    /// Whether there was exactly one candidate, not sure enough.
    pub fn is_below_threshold(&self) -> bool {
        self.state == AssignmentState::NoCandidate && !self.candidates.is_empty()
    }
}

/// A staff member who would be it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuledOut {
    /// Who, and what speaks for it.
    pub candidate: Candidate,
    /// For what reason.
    pub why: WhyOut,
}

/// Why a staff member is ruled out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhyOut {
    /// A person said that the host is another one.
    Rejected,
    /// A person mapped the host so, and a person switched that off.
    SwitchedOff,
    /// This staff member may not get this booking.
    Unusable(Unusable),
}

impl WhyOut {
    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            WhyOut::Rejected => "rejected",
            WhyOut::SwitchedOff => "switched_off",
            WhyOut::Unusable(why) => why.as_str(),
        }
    }

    /// The inverse of `as_str`.
    pub fn parse(text: &str) -> Option<WhyOut> {
        match text {
            "rejected" => Some(WhyOut::Rejected),
            "switched_off" => Some(WhyOut::SwitchedOff),
            text => Unusable::parse(text).map(WhyOut::Unusable),
        }
    }
}
