//! A visit rehearsed at a day and a time as they are typed, with what would be done at Cal.com for it.

use crate::domain::Error;
use crate::domain::Result;
use crate::domain::calendar::read;
use crate::domain::ids::StaffId;
use crate::domain::language::Language;
use crate::domain::service::catalogue::PausePolicy;
use crate::frontdesk::Desk;
use crate::frontdesk::event_type::state;
use crate::frontdesk::event_type::state::{EventTypeState, State};
use crate::frontdesk::service::rehearsal_view::RehearsalView;
use crate::frontdesk::service::{rehearsal_view, rehearse};
use serde::Serialize;
use time::macros::format_description;
use time::{Date, Time};

/// When, and whose; all may be empty.
#[derive(Clone, Copy, Debug)]
pub(crate) struct At<'a> {
    /// `2026-12-01`.
    pub day: &'a str,
    /// `10:00`.
    pub time: &'a str,
    /// An id; empty for the first who can.
    pub staff: &'a str,
}

/// What is seen of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Rehearsed {
    pub visit: RehearsalView,
    /// Each pause in a sentence, in order.
    pub pauses: Vec<String>,
    /// What a sync would do at Cal.com, before anything can be booked as it should.
    pub to_make: Vec<Making>,
}

/// A call that a sync would make for an event type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Making {
    pub part: String,
    pub who: Option<String>,
    /// `POST`, `PATCH`, `DELETE`; empty where it cannot be made.
    pub method: &'static str,
    pub told: &'static str,
    pub why: Option<String>,
}

/// Lays it out. Nothing is booked, and Cal.com is not asked.
///
/// `Invalid` unless there are a day and a time; `NotFound` without such a service or person.
pub(crate) fn of(desk: &Desk, key: &str, at: At<'_>, language: Language) -> Result<Rehearsed> {
    let day = Date::parse(at.day.trim(), format_description!("[year]-[month]-[day]"));
    let time = Time::parse(at.time.trim(), format_description!("[hour]:[minute]"));
    let (Ok(day), Ok(time)) = (day, time) else {
        let told = language.pick("An welchem Tag, um wie viel Uhr?", "On which day, at what time?");
        return Err(Error::invalid(told));
    };
    let zone = &desk.salon.zone;
    let start = read::settle(zone.instant(day, time), zone, language)?;
    let staff = Some(StaffId(at.staff.to_owned())).filter(|id| !id.0.is_empty());
    let rehearsal = rehearse::rehearse(desk, key, start, staff.as_ref(), language)?;
    let visit = rehearsal_view::of(zone, &rehearsal);
    let states = state::of(desk, key, language)?;
    Ok(Rehearsed {
        pauses: pauses(&visit, language),
        to_make: states.iter().filter_map(|one| making(one, language)).collect(),
        visit,
    })
}

fn making(one: &EventTypeState, language: Language) -> Option<Making> {
    let (method, told) = match (one.state, one.event_type_id) {
        (State::InStep | State::Own | State::OtherLength, _) => return None,
        (State::Missing | State::Open, None) => {
            ("POST", language.pick("wird angelegt", "is created"))
        }
        (State::Missing | State::Open | State::Differs, _) => {
            ("PATCH", language.pick("wird geändert", "is changed"))
        }
        (State::Surplus, _) => ("DELETE", language.pick("wird entfernt", "is deleted")),
        (State::Failed, _) => ("", language.pick("geht so nicht", "cannot be made")),
    };
    let (part, who) = (one.part.clone(), one.who.clone());
    Some(Making { part, who, method, told, why: one.why.clone() })
}

fn pauses(visit: &RehearsalView, language: Language) -> Vec<String> {
    let somebody = language.pick("wen Cal.com aussucht", "whom Cal.com chooses");
    let pause = |one: &rehearsal_view::RehearsedPauseView| {
        let part = visit.parts.iter().find(|part| part.key == one.after);
        let who = part.and_then(|part| part.staff_name.as_deref()).unwrap_or(somebody);
        let at = format!("{}–{}", one.start.clock(), one.end.clock());
        let bookable = one.bookable_from.as_ref().zip(one.bookable_until.as_ref());
        match (visit.policy, bookable) {
            (PausePolicy::Free, Some((from, until))) => {
                let free = format!("{}–{}", from.clock(), until.clock());
                language.pick(
                    format!("Pause {at}: {who} ist {free} frei für andere"),
                    format!("pause {at}: {who} is free for others {free}"),
                )
            }
            (PausePolicy::Free, None) => language.pick(
                format!("Pause {at}: zu kurz für andere"),
                format!("pause {at}: too short for others"),
            ),
            (PausePolicy::Flexible, _) if one.held => language.pick(
                format!("Pause {at}: für {who} gehalten, bis jemand sie freigibt"),
                format!("pause {at}: held for {who} until somebody releases it"),
            ),
            (PausePolicy::Blocked, _) if one.held => language.pick(
                format!("Pause {at}: {who} bleibt bei der Kundin"),
                format!("pause {at}: {who} stays with the customer"),
            ),
            (PausePolicy::Blocked | PausePolicy::Flexible | PausePolicy::Never, _) => language
                .pick(
                    format!("Pause {at}: nicht gehalten, weil Cal.com aussucht, wer es macht"),
                    format!("pause {at}: not held, because Cal.com chooses who does it"),
                ),
        }
    };
    visit.pauses.iter().map(pause).collect()
}
