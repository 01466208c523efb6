//! Everything the salon sells in a line each: minutes, pauses, who does it, how it stands at Cal.com.

use crate::domain::Result;
use crate::domain::ids::StaffId;
use crate::domain::language::Language;
use crate::domain::service::catalogue::PausePolicy;
use crate::frontdesk::Desk;
use crate::frontdesk::diary::people::called;
use crate::frontdesk::event_type::state;
use crate::frontdesk::event_type::state::EventTypeState;
use crate::frontdesk::service::shown;
use crate::frontdesk::service::shown::ShownService;
use serde::Serialize;
use std::collections::BTreeMap;

/// A service in a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct ServiceLine {
    pub service: ShownService,
    /// What its pauses are, in plain words.
    pub pauses: String,
    /// Who does something of it, by name; once each.
    pub who: Vec<String>,
    pub at_calcom: AtCalcom,
}

/// How its event types stand.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct AtCalcom {
    /// How many there should be.
    pub all: usize,
    /// How many of them can be booked with as they are.
    pub good: usize,
    /// In a few words.
    pub told: String,
}

/// Every service, by name.
pub(crate) fn list(desk: &Desk, language: Language) -> Result<Vec<ServiceLine>> {
    let states = state::all(desk, language)?;
    let names = names(desk)?;
    let line = |service: ShownService| {
        let own: Vec<&EventTypeState> =
            states.iter().filter(|one| one.service == service.key).collect();
        ServiceLine {
            pauses: pauses(&service, language),
            who: who(&service, &names, language),
            at_calcom: at_calcom(&own, language),
            service,
        }
    };
    Ok(shown::list(desk, language)?.into_iter().map(line).collect())
}

/// `2 Pausen, 45 Min.: frei`.
fn pauses(service: &ShownService, language: Language) -> String {
    let pauses = service.segments.iter().map(|one| one.pause_after).filter(|one| *one > 0);
    let (count, minutes) = (pauses.clone().count(), pauses.sum::<u32>());
    let word = service.composition.policy.word(language);
    match count {
        0 => PausePolicy::Never.word(language).to_owned(),
        1 => language.pick(
            format!("1 Pause, {minutes} Min.: {word}"),
            format!("1 pause, {minutes} min: {word}"),
        ),
        _ => language.pick(
            format!("{count} Pausen, {minutes} Min.: {word}"),
            format!("{count} pauses, {minutes} min: {word}"),
        ),
    }
}

/// What people are called, so that nobody else is, by their ids.
pub(crate) fn names(desk: &Desk) -> Result<BTreeMap<StaffId, String>> {
    let all = desk.store.read(|connection| called(connection, desk.salon.company))?;
    Ok(all.into_iter().map(|one| (one.person.id, one.full)).collect())
}

fn who(
    service: &ShownService,
    names: &BTreeMap<StaffId, String>,
    language: Language,
) -> Vec<String> {
    let mut who: Vec<String> = Vec::new();
    for one in service.segments.iter().flat_map(|segment| &segment.staff) {
        let name = one.staff_id.as_ref().and_then(|id| names.get(id)).or(one.name.as_ref());
        let name = name.filter(|name| one.active == Some(true) && !who.contains(name));
        who.extend(name.cloned());
    }
    if who.is_empty() && service.segments.iter().any(|segment| segment.is_pooled) {
        who.push(language.pick("wen Cal.com aussucht", "whom Cal.com chooses").to_owned());
    }
    who
}

fn at_calcom(states: &[&EventTypeState], language: Language) -> AtCalcom {
    let needed: Vec<&&EventTypeState> = states.iter().filter(|one| one.state.is_needed()).collect();
    let good = needed.iter().filter(|one| one.state.is_good()).count();
    let all = needed.len();
    let told = match (all, all.saturating_sub(good)) {
        (0, _) => language.pick("nichts zu buchen", "nothing to book with").to_owned(),
        (_, 0) => language.pick("alles in Ordnung", "all in order").to_owned(),
        (all, open) => language.pick(
            format!("{open} von {all} noch nicht in Ordnung"),
            format!("{open} of {all} not in order yet"),
        ),
    };
    AtCalcom { all, good, told }
}
