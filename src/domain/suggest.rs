//! Who a host might be, for a person to decide: suggestions, which the program never acts upon.
//!
//! A suggestion cannot become an assignment. `matching::decide` takes no suggestions; `SuggestionScore` is no
//! confidence and turns into none; nothing here makes a `Decision`, a `Candidate` or a mapping, and nothing in
//! `matching` knows this module (a test reads that). So however low the threshold is configured, a wrong
//! suggestion is harmless until a person accepts it, and then the mapping's source is that person. The score's
//! maximum below every automatic confidence is for the eye: what is only likely never looks like what is sure.
//!
//! What assigns is a `Candidate` of a strategy:
//!
//! ```
//! use chairside::domain::matching::Candidate;
//! fn candidates(found: Vec<Candidate>) -> Vec<Candidate> {
//!     found.into_iter().map(Into::into).collect()
//! }
//! ```
//!
//! A suggestion is none and becomes none, nor does its score become a confidence. Neither of these compiles:
//!
//! ```compile_fail
//! use chairside::domain::matching::Candidate;
//! use chairside::domain::suggest::Suggestion;
//! fn candidates(found: Vec<Suggestion>) -> Vec<Candidate> {
//!     found.into_iter().map(Into::into).collect()
//! }
//! ```
//!
//! ```compile_fail
//! use chairside::domain::suggest::SuggestionScore;
//! fn confidence(score: SuggestionScore) -> u8 {
//!     score.into()
//! }
//! ```
//!
//! And no mapping is made of an accepted one without a `frontdesk::person::Person`, who cannot be the system.

pub use crate::domain::suggest_history::History;
pub use crate::domain::suggest_history::Practice;
pub use crate::domain::suggest_weights::Feature;
pub use crate::domain::suggest_weights::Judgement;
pub use crate::domain::suggest_weights::Weights;

use crate::domain::host::Host;
use crate::domain::ids::HostId;
use crate::domain::ids::StaffId;
use crate::domain::matching::CONFIDENCE_NAME;
use crate::domain::staff::StaffMember;
use crate::domain::staff::TenantContext;
use crate::domain::suggest_handle;
use crate::domain::suggest_handle::HANDLE_BOTH_PERCENT;
use crate::domain::suggest_handle::HANDLE_FULL_PERCENT;
use crate::domain::suggest_name;
use crate::domain::suggest_name::NAME_SOLID_PERCENT;
use crate::domain::suggest_name::Said;
use crate::domain::suggest_words::Name;
use crate::domain::suggest_words::names;
use std::cmp::Reverse;

/// The highest score a suggestion can have.
pub const SUGGESTION_SCORE_MAX: u8 = 70;
/// The highest score where not both first and last name are there: a lone first name, another family name.
pub const SUGGESTION_SCORE_WEAK_MAX: u8 = 20;
/// Suggestions for one host.
pub const SUGGESTIONS_MAX: usize = 5;

const _: () = assert!(SUGGESTION_SCORE_MAX < CONFIDENCE_NAME, "what is likely looks sure");

/// How likely, 0 to `SUGGESTION_SCORE_MAX`. Not a confidence: no strategy assigns by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SuggestionScore(u8);

impl SuggestionScore {
    /// Cuts at the maximum.
    pub fn new(points: u16) -> SuggestionScore {
        let points = u8::try_from(points).unwrap_or(u8::MAX);
        SuggestionScore(points.min(SUGGESTION_SCORE_MAX))
    }

    /// To be shown and stored.
    pub fn points(self) -> u8 {
        self.0
    }
}

/// Somebody a host might be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// Who.
    pub staff: StaffId,
    /// How likely: the sum of the shares.
    pub score: SuggestionScore,
    /// What each feature adds to the score. Features with nothing to compare are left out.
    pub shares: Vec<(Feature, u8)>,
    /// How well each feature fits, 0 to 100: what `Weights::learn` wants to know once this is decided.
    pub likeness: Vec<(Feature, u8)>,
    /// How far it is ahead of the next one; `None` for the last.
    pub margin: Option<u8>,
}

impl Suggestion {
    /// Whether not both first and last name speak for it.
    pub fn is_weak(&self) -> bool {
        self.score.points() <= SUGGESTION_SCORE_WEAK_MAX
    }
}

/// What is known besides names.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// Active mappings: who is bound to another host is left out.
    pub bound: &'a [(HostId, StaffId)],
    /// Pairs somebody rejected. They stay rejected.
    pub rejected: &'a [(HostId, StaffId)],
    /// The host's bookings so far.
    pub history: Option<&'a History>,
    /// What the staff do, as far as known.
    pub practices: &'a [Practice],
    /// What each feature is worth here.
    pub weights: &'a Weights,
}

/// Whom this host might be, best first, at most `SUGGESTIONS_MAX`. Of the context's active staff those whose
/// name or address is like the host's; bookings so far only add to that. Equals stand in the roster's order.
pub fn suggest(
    host: &Host,
    roster: &[StaffMember],
    context: TenantContext,
    known: &Known<'_>,
) -> Vec<Suggestion> {
    let host_names = names(host.name.as_deref().unwrap_or_default());
    let is_out = |staff: &StaffMember| {
        let is_her = |(_, bound): &&(HostId, StaffId)| *bound == staff.id;
        known.bound.iter().filter(is_her).any(|(bound, _)| *bound != host.id)
            || known.rejected.iter().filter(is_her).any(|(rejected, _)| *rejected == host.id)
    };
    let admitted = roster.iter().filter(|staff| context.admits(staff).is_ok() && !is_out(staff));
    let mut found: Vec<Suggestion> = admitted
        .filter_map(|staff| {
            let likeness = likeness(host, &host_names, staff, known)?;
            Some(weigh(staff, likeness, known.weights))
        })
        .filter(|suggestion| suggestion.score.points() > 0)
        .collect();
    // Where a cap has made two scores equal, what fits better stands first.
    let fit = |suggestion: &Suggestion| {
        suggestion.likeness.iter().map(|(_, percent)| u32::from(*percent)).collect::<Vec<_>>()
    };
    found.sort_by_key(|suggestion| Reverse((suggestion.score, fit(suggestion))));
    let scores: Vec<u8> = found.iter().map(|suggestion| suggestion.score.points()).collect();
    for (suggestion, next) in found.iter_mut().zip(scores.iter().skip(1)) {
        suggestion.margin = suggestion.score.points().checked_sub(*next);
    }
    found.truncate(SUGGESTIONS_MAX);
    found
}

/// How well each feature fits; `None` if neither name nor address speaks for her. Where the name speaks against
/// her, only an address with her whole name is heard.
fn likeness(
    host: &Host,
    host_names: &[Name],
    staff: &StaffMember,
    known: &Known<'_>,
) -> Option<Vec<(Feature, u8)>> {
    let staff_names = names(&staff.name);
    let handle = suggest_handle::likeness(host, host_names, staff, &staff_names);
    let (name, needed) = match suggest_name::compare(host_names, &staff_names) {
        Said::Like(percent) => (percent, 0),
        Said::Nothing => (0, HANDLE_BOTH_PERCENT),
        // `Vera`, whom no table knows for a Veronica, at `veronica.wolters@`: weak, and worth a look.
        Said::Other => (0, HANDLE_FULL_PERCENT),
    };
    if handle.unwrap_or(0) < needed {
        return None;
    }
    let practice = known.practices.iter().find(|practice| practice.staff == staff.id);
    let nothing = History::default();
    let done = practice.map_or(&nothing, |practice| &practice.done);
    let history = known.history;
    let all = [
        (Feature::Name, (!host_names.is_empty()).then_some(name)),
        (Feature::Handle, handle),
        (Feature::Services, history.and_then(|history| history.services_percent(done))),
        (Feature::Weekdays, history.and_then(|history| history.weekdays_percent(done))),
        (Feature::Branch, history.and_then(|history| history.branches_percent(done, staff.branch))),
    ];
    Some(all.into_iter().filter_map(|(feature, percent)| Some((feature, percent?))).collect())
}

/// Shares and score. A weak suggestion has a budget of its own, spent in the features' order.
fn weigh(staff: &StaffMember, likeness: Vec<(Feature, u8)>, weights: &Weights) -> Suggestion {
    let of = |feature: Feature| {
        likeness.iter().find(|(named, _)| *named == feature).map_or(0, |(_, percent)| *percent)
    };
    let (name, handle) = (of(Feature::Name), of(Feature::Handle));
    let is_solid = name >= NAME_SOLID_PERCENT || (name > 0 && handle >= HANDLE_FULL_PERCENT);
    let mut budget = if is_solid { SUGGESTION_SCORE_MAX } else { SUGGESTION_SCORE_WEAK_MAX };
    let mut shares = Vec::new();
    for (feature, percent) in &likeness {
        let share = share(weights.points(*feature), *percent).min(budget);
        budget = budget.saturating_sub(share);
        shares.push((*feature, share));
    }
    let score = SuggestionScore::new(shares.iter().map(|(_, share)| u16::from(*share)).sum());
    Suggestion { staff: staff.id.clone(), score, shares, likeness, margin: None }
}

/// So many per cent of the points, rounded to the nearest.
fn share(points: u8, percent: u8) -> u8 {
    let hundredfold = u16::from(points).saturating_mul(u16::from(percent));
    u8::try_from(hundredfold.saturating_add(50) / 100).unwrap_or(u8::MAX)
}
