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
//! use chairside::domain::host::decision::Candidate;
//! fn candidates(found: Vec<Candidate>) -> Vec<Candidate> {
//!     found.into_iter().map(Into::into).collect()
//! }
//! ```
//!
//! A suggestion is none and becomes none, nor does its score become a confidence. Neither of these compiles:
//!
//! ```compile_fail
//! use chairside::domain::host::decision::Candidate;
//! use chairside::domain::suggest::ranking::Suggestion;
//! fn candidates(found: Vec<Suggestion>) -> Vec<Candidate> {
//!     found.into_iter().map(Into::into).collect()
//! }
//! ```
//!
//! ```compile_fail
//! use chairside::domain::suggest::points::SuggestionScore;
//! fn confidence(score: SuggestionScore) -> u8 {
//!     score.into()
//! }
//! ```
//!
//! And no mapping is made of an accepted one without a `frontdesk::decider::Person`, who cannot be the system.

use crate::domain::host::identity::Host;
use crate::domain::ids::{HostId, StaffId};
use crate::domain::people::given;
use crate::domain::people::staff::{StaffMember, TenantContext};
use crate::domain::suggest::handle::{HANDLE_BOTH_PERCENT, HANDLE_FULL_PERCENT};
use crate::domain::suggest::history::{History, Practice};
use crate::domain::suggest::name::{NAME_SOLID_PERCENT, Said};
use crate::domain::suggest::points::{
    SUGGESTION_SCORE_MAX, SUGGESTION_SCORE_WEAK_MAX, SuggestionScore,
};
use crate::domain::suggest::slip::{Slip, Slipped};
use crate::domain::suggest::weights::{Feature, Weights};
use crate::domain::suggest::words::{Name, names};
use crate::domain::suggest::{handle, name, near};
use crate::domain::text::fold::fold_word;
use crate::domain::text::letters::bare;
use std::cmp::Reverse;

/// Suggestions for one host.
pub const SUGGESTIONS_MAX: usize = 5;
/// Of these, people whom only a damaged name speaks for.
pub const SLIPPED_MAX: usize = 3;
/// How far, in per cent of the name, such a one may fit worse than the first of them. Behind that it is only noise.
const SLIPPED_BEHIND_PERCENT_MAX: u8 = 14;

/// What a name is worth at most that leaves a word unexplained which another one explains.
const UNEXPLAINED_PERCENT_MAX: u8 = 12;

/// A staff member a host might be.
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
    /// What must have happened to the staff member's name for it to be the host's; empty if it is the same. Such a
    /// suggestion is weak.
    pub slips: Vec<(Slipped, Slip)>,
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
    /// Pairs that a person rejected. They stay rejected.
    pub rejected: &'a [(HostId, StaffId)],
    /// The host's bookings so far.
    pub history: Option<&'a History>,
    /// What the staff do, as far as known.
    pub practices: &'a [Practice],
    /// What each feature is worth here.
    pub weights: &'a Weights,
}

/// Whether the tables know this word as a first name.
pub fn is_first_name(word: &str) -> bool {
    given::is_known(&bare(fold_word(word).as_str()))
}

/// Whether both are one first name: the same, short for it, or spelt otherwise.
pub fn are_one_first_name(one: &str, other: &str) -> bool {
    let (one, other) = (bare(fold_word(one).as_str()), bare(fold_word(other).as_str()));
    one == other || given::are_akin(&one, &other)
}

/// Whom this host might be, best first, at most `SUGGESTIONS_MAX`. Of the context's active staff those whose
/// name or address is like the host's; bookings so far only add to that. Equals stand in the roster's order.
pub fn suggest(
    host: &Host,
    roster: &[StaffMember],
    context: TenantContext,
    known: &Known<'_>,
) -> Vec<Suggestion> {
    suggest_among(host, &ready(roster), context, known)
}

/// A staff member with the name taken apart, to compare many hosts with.
#[derive(Clone, Debug)]
pub struct Ready<'a> {
    staff: &'a StaffMember,
    names: Vec<Name>,
}

/// Takes the names of a roster apart, once for any number of hosts.
pub fn ready(roster: &[StaffMember]) -> Vec<Ready<'_>> {
    roster.iter().map(|staff| Ready { staff, names: names(&staff.name) }).collect()
}

/// The same as `suggest`, of a roster that is ready.
pub fn suggest_among(
    host: &Host,
    roster: &[Ready<'_>],
    context: TenantContext,
    known: &Known<'_>,
) -> Vec<Suggestion> {
    let host_names = names(host.name.as_deref().unwrap_or_default());
    let is_out = |staff: &StaffMember| {
        let is_her = |(_, bound): &&(HostId, StaffId)| *bound == staff.id;
        known.bound.iter().filter(is_her).any(|(bound, _)| *bound != host.id)
            || known.rejected.iter().filter(is_her).any(|(rejected, _)| *rejected == host.id)
    };
    let admitted =
        roster.iter().filter(|ready| context.admits(ready.staff).is_ok() && !is_out(ready.staff));
    let fitting = admitted.filter_map(|ready| Some((ready, fit(host, &host_names, ready, known)?)));
    let mut fitting: Vec<(&Ready<'_>, Fit)> = fitting.collect();
    doubt(&host_names, &mut fitting);
    let mut found: Vec<Suggestion> = fitting
        .into_iter()
        .map(|(ready, fit)| weigh(ready.staff, fit, known.weights))
        .filter(|suggestion| suggestion.score.points() > 0)
        .collect();
    // Where a cap has made two scores equal, what fits better stands first.
    let fits = |suggestion: &Suggestion| {
        suggestion.likeness.iter().map(|(_, percent)| u32::from(*percent)).collect::<Vec<_>>()
    };
    found.sort_by_key(|suggestion| Reverse((suggestion.score, fits(suggestion))));
    thin_out(&mut found);
    let scores: Vec<u8> = found.iter().map(|suggestion| suggestion.score.points()).collect();
    for (suggestion, next) in found.iter_mut().zip(scores.iter().skip(1)) {
        suggestion.margin = suggestion.score.points().checked_sub(*next);
    }
    found.truncate(SUGGESTIONS_MAX);
    found
}

/// Where a slip explains the whole of the host's name, none is likely that leaves a word of it unexplained: `Anna-Lnea`
/// is Anna-Lena, and not a colleague called Anna.
fn doubt(host_names: &[Name], fitting: &mut [(&Ready<'_>, Fit)]) {
    let is_explained = |(ready, fit): &(&Ready<'_>, Fit)| {
        !fit.slips.is_empty() && near::explains(&ready.names, host_names)
    };
    if !fitting.iter().any(is_explained) {
        return;
    }
    for (ready, fit) in fitting.iter_mut() {
        if fit.is_solid && !near::explains(&ready.names, host_names) {
            fit.is_solid = false;
            let name = fit.likeness.iter_mut().filter(|(feature, _)| *feature == Feature::Name);
            name.for_each(|(_, percent)| *percent = (*percent).min(UNEXPLAINED_PERCENT_MAX));
        }
    }
}

/// Of those whom a damaged name speaks for, only the nearest: many of them do not help.
fn thin_out(found: &mut Vec<Suggestion>) {
    let name = |one: &Suggestion| one.likeness.first().map_or(0, |(_, percent)| *percent);
    let slipped = found.iter().filter(|one| !one.slips.is_empty());
    let nearest = slipped.map(name).max().unwrap_or(0);
    let mut kept = 0_usize;
    found.retain(|one| {
        let is_slipped = !one.slips.is_empty();
        kept = kept.saturating_add(usize::from(is_slipped));
        let is_far = name(one).saturating_add(SLIPPED_BEHIND_PERCENT_MAX) < nearest;
        !is_slipped || (kept <= SLIPPED_MAX && !is_far)
    });
}

/// What speaks for a staff member.
struct Fit {
    /// How well each feature fits.
    likeness: Vec<(Feature, u8)>,
    /// Whether first and last name are both there.
    is_solid: bool,
    slips: Vec<(Slipped, Slip)>,
}

/// `None` if neither name nor address speaks for this one. Where the name speaks against it, only an address with the
/// whole name is heard.
fn fit(host: &Host, host_names: &[Name], ready: &Ready<'_>, known: &Known<'_>) -> Option<Fit> {
    let Ready { staff, names: staff_names } = ready;
    let handle = handle::likeness(host, host_names, staff, staff_names);
    let (like, needed) = match name::compare(host_names, staff_names) {
        Said::Like(percent) => (percent, 0),
        Said::Nothing => (0, HANDLE_BOTH_PERCENT),
        // `Vera`, whom no table knows for a Veronica, at `veronica.wolters@`: weak, and worth a look.
        Said::Other => (0, HANDLE_FULL_PERCENT),
    };
    let is_both = like >= NAME_SOLID_PERCENT;
    let near = if is_both { None } else { near::near(host_names, staff_names) };
    if near.is_none() && handle.unwrap_or(0) < needed {
        return None;
    }
    let name = near.as_ref().map_or(like, |near| near.percent.max(like));
    // A damaged name makes nothing solid.
    let is_solid = is_both || (like > 0 && handle.unwrap_or(0) >= HANDLE_FULL_PERCENT);
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
    let likeness = all.into_iter().filter_map(|(feature, percent)| Some((feature, percent?)));
    let slips = near.map_or_else(Vec::new, |near| near.slips);
    Some(Fit { likeness: likeness.collect(), is_solid, slips })
}

/// Shares and score. A weak suggestion has a budget of its own, spent in the features' order.
fn weigh(staff: &StaffMember, fit: Fit, weights: &Weights) -> Suggestion {
    let Fit { likeness, is_solid, slips } = fit;
    let mut budget = if is_solid { SUGGESTION_SCORE_MAX } else { SUGGESTION_SCORE_WEAK_MAX };
    let mut shares = Vec::new();
    for (feature, percent) in &likeness {
        let share = share(weights.points(*feature), *percent).min(budget);
        budget = budget.saturating_sub(share);
        shares.push((*feature, share));
    }
    let score = SuggestionScore::new(shares.iter().map(|(_, share)| u16::from(*share)).sum());
    Suggestion { staff: staff.id.clone(), score, shares, likeness, slips, margin: None }
}

/// So many per cent of the points, rounded to the nearest.
fn share(points: u8, percent: u8) -> u8 {
    let hundredfold = u16::from(points).saturating_mul(u16::from(percent));
    u8::try_from(hundredfold.saturating_add(50) / 100).unwrap_or(u8::MAX)
}
