//! The queue of suggestions as it is shown.

use crate::domain::Result;
use crate::domain::host::identity::HostSighting;
use crate::domain::host::matching_sentence;
use crate::domain::ids::{HostId, MappingId, StaffId};
use crate::domain::people::staff::StaffMember;
use crate::domain::suggest::queue::Standing;
use crate::domain::suggest::ranking::Suggestion;
use crate::domain::suggest::sentence;
use crate::domain::suggest::stored::by_feature;
use crate::domain::suggest::weights::Weights;
use crate::frontdesk::Desk;
use crate::frontdesk::host::suggestion::{Entry, Queue};
use crate::frontdesk::host::told::name_of;
use crate::frontdesk::host::{suggestion, told};
use serde::Serialize;
use serde_json::Value;

/// Every host who waits for a person.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct QueueView {
    pub total: usize,
    pub hosts: Vec<EntryView>,
    pub weights: Vec<WeightView>,
    /// Judged pairs that they are learned from.
    pub learned_from: usize,
    /// What each feature counts at most, in the salon's language.
    #[serde(skip)]
    pub worth: String,
}

/// A host without a mapping that can be used.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct EntryView {
    pub host: HostId,
    pub name: Option<String>,
    pub emails: Vec<String>,
    pub state: &'static str,
    #[serde(skip)]
    pub standing: Standing,
    /// Appointments that wait.
    pub upcoming: u32,
    pub all: u32,
    /// A mapping to a staff member who no longer works here.
    pub mapping: Option<MappingId>,
    /// What the rules make of it, a sentence in the salon's language.
    pub told: String,
    pub candidates: Vec<CandidateView>,
    /// Best first.
    pub suggestions: Vec<SuggestionView>,
    /// Names what was shown, for `--seen`.
    pub seen: String,
}

/// A staff member among those between whom a rule could not choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct CandidateView {
    pub staff_id: StaffId,
    pub staff: String,
    pub rule: &'static str,
}

/// Whom the host might be.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct SuggestionView {
    pub staff_id: StaffId,
    /// The name.
    pub staff: String,
    pub score: u8,
    pub margin: Option<u8>,
    pub weak: bool,
    pub shares: Value,
    pub likeness: Value,
    /// What speaks for it, in the salon's language.
    pub told: String,
    /// The same in a sentence without numbers.
    #[serde(skip)]
    pub because: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct WeightView {
    pub feature: &'static str,
    pub points: u8,
    pub m: f64,
    pub u: f64,
}

/// The whole queue, those with the most upcoming appointments first.
pub(crate) fn queue(desk: &Desk) -> Result<QueueView> {
    let Queue { entries, total, weights, learned_from } = suggestion::queue(desk)?;
    let roster = roster(desk)?;
    Ok(QueueView {
        total,
        hosts: entries.iter().map(|entry| view(desk, entry, &roster)).collect(),
        worth: worth(desk, &weights),
        weights: weights
            .all()
            .iter()
            .map(|one| WeightView {
                feature: one.feature.as_str(),
                points: one.points,
                m: one.m,
                u: one.u,
            })
            .collect(),
        learned_from,
    })
}

pub(crate) fn entry(desk: &Desk, host: HostId) -> Result<EntryView> {
    Ok(view(desk, &suggestion::of_host(desk, host)?, &roster(desk)?))
}

fn roster(desk: &Desk) -> Result<Vec<StaffMember>> {
    desk.store.read(|connection| told::roster(connection, desk.salon.company))
}

fn worth(desk: &Desk, weights: &Weights) -> String {
    let points: Vec<_> = weights.all().iter().map(|one| (one.feature, one.points)).collect();
    sentence::numbers(&points, desk.salon.language)
}

fn view(desk: &Desk, entry: &Entry, roster: &[StaffMember]) -> EntryView {
    let (known, language) = (&entry.host.host, desk.salon.language);
    let sighting = HostSighting::Seen { host: known.clone(), source: String::new() };
    let suggestion = |one: &Suggestion| SuggestionView {
        staff_id: one.staff.clone(),
        staff: name_of(roster, &one.staff.0),
        score: one.score.points(),
        margin: one.margin,
        weak: one.is_weak(),
        shares: by_feature(&one.shares),
        likeness: by_feature(&one.likeness),
        told: sentence::sentence(one, language),
        because: sentence::because(one, language),
    };
    let candidates = entry.decision.candidates.iter().map(|one| CandidateView {
        staff_id: one.staff.clone(),
        staff: one.name.clone(),
        rule: one.rule.as_str(),
    });
    EntryView {
        host: known.id,
        name: known.name.clone(),
        emails: known.emails.clone(),
        state: entry.standing.as_str(),
        standing: entry.standing,
        upcoming: entry.waiting.upcoming,
        all: entry.waiting.all,
        mapping: entry.mapping,
        told: matching_sentence::sentence(&entry.decision, &sighting, language),
        candidates: candidates.collect(),
        suggestions: entry.suggestions.iter().map(suggestion).collect(),
        seen: entry.offer.0.clone(),
    }
}
