//! A message worked on again: what it is about, what a replay may do with it, and what came of it in sentences.

use crate::domain::audit::chain::Action;
use crate::domain::calendar::local_time::LocalTime;
use crate::domain::ids::AppointmentId;
use crate::domain::language::Language;
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::decider::Person;
use crate::frontdesk::door::rules::Change;
use crate::frontdesk::event::list;
use crate::frontdesk::host::by_hand;
use crate::frontdesk::messages::webhook;
use crate::store::host::{audit, staff};
use crate::store::messages::inbox::{Channel, LOOK_EVENT, Message, State};
use crate::store::messages::{inbox, inbox_list};
use crate::store::visit::appointment::Appointment;
use crate::store::visit::segment::Segment;
use crate::store::visit::{appointment, booking, segment};
use rusqlite::Connection;
use serde::Serialize;
use serde_json::json;

/// What came of working on one again. A word for programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Outcome {
    /// Something was brought up to date.
    Changed,
    /// All was as it is at Cal.com.
    Unchanged,
    /// It was worked on again before, with success.
    Already,
    /// It is about nothing that could be worked on.
    NothingToDo,
    /// It cannot be read, as when it came.
    Unreadable,
    /// A call whose caller has heard an answer is not made again.
    NotReplayed,
    /// It came to nothing for now and is tried again by itself.
    Later,
    /// It came to nothing.
    Dead,
}

/// What came of one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct ReplayedView {
    pub event_id: i64,
    pub outcome: Outcome,
    /// In the salon's language.
    pub sentence: String,
    /// The copy that was worked on; the original stays as it came.
    pub replayed_as: Option<i64>,
    pub appointment_id: Option<AppointmentId>,
    /// What is otherwise than before, in the salon's language.
    pub changes: Vec<String>,
}

/// What came of several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct ReplayedList {
    /// Tried on a copy: nothing of it was kept.
    pub dry_run: bool,
    pub replayed: Vec<ReplayedView>,
}

/// What may be done with a message.
#[derive(Clone, Debug)]
pub(crate) enum Case {
    /// The booking of this uid is looked at, by this copy.
    Look(String, Box<Message>),
    /// Nothing; why.
    Nothing(Outcome, String),
}

/// What a replay of a message may do. It is read as it is read today: what could not be read when it came may be
/// readable by now. `NotFound` if there is none of this number.
pub(crate) fn case(desk: &Desk, id: i64) -> Result<Case> {
    let language = desk.salon.language;
    let (found, body, done) = desk.store.read(|connection| {
        let found = inbox_list::find(connection, id)?.ok_or(Error::NotFound("event"))?;
        let body = inbox_list::body(connection, id)?.unwrap_or_default();
        Ok((found, body, inbox_list::done_replay_of(connection, id)?))
    })?;
    if let Some(copy) = done {
        return Ok(Case::Nothing(Outcome::Already, already(copy, language)));
    }
    if let Some((copy, State::Open)) = found.replayed {
        return Ok(Case::Nothing(Outcome::Later, under_way(copy, language)));
    }
    let read = match found.channel {
        Channel::CalcomWebhook if found.event == LOOK_EVENT => Message {
            channel: found.channel,
            event: found.event,
            subject: found.subject,
            caller: None,
            body,
            state: State::Open,
            reason: None,
        },
        Channel::CalcomWebhook => webhook::of_calcom(&body),
        Channel::RetellWebhook => webhook::of_retell(&body),
        Channel::RetellFunction | Channel::RetellInbound | Channel::WebApi => {
            return Ok(Case::Nothing(Outcome::NotReplayed, not_replayed(language)));
        }
    };
    Ok(match (read.state, read.subject.clone(), &read.reason) {
        (State::Open, Some(uid), _) => Case::Look(uid, Box::new(read)),
        (State::Dead, _, reason) => {
            let reason = reason.clone().unwrap_or_default();
            Case::Nothing(Outcome::Unreadable, unreadable(&reason, language))
        }
        (State::Open | State::Done, _, _) => {
            Case::Nothing(Outcome::NothingToDo, nothing_to_do(language))
        }
    })
}

/// Keeps the copy that is worked on, by this person, with its audit row. Its number; `None` if another was kept since the
/// message was looked at.
pub(crate) fn keep_copy(
    desk: &Desk,
    id: i64,
    copy: Message,
    person: &Person,
) -> Result<Option<i64>> {
    by_hand::correct(desk, person, move |change| {
        let Change { tx, rules, decider, now } = *change;
        let is_under_way = inbox_list::find(tx, id)?
            .is_some_and(|found| matches!(found.replayed, Some((_, State::Open))));
        if is_under_way || inbox_list::done_replay_of(tx, id)?.is_some() {
            return Ok(None);
        }
        let copy_id = inbox::insert_replay(tx, id, &copy, now)?;
        let told = audit::Change {
            mapping: None,
            action: Action::Updated,
            old: None,
            new: Some(json!({
                "company_id": rules.company.0, "event_id": id, "replayed_as": copy_id,
            })),
            decider,
        };
        audit::append(tx, &told, now)?;
        Ok(Some(copy_id))
    })
}

/// A booking's visit and part, to be compared.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Known {
    pub(crate) visit: AppointmentId,
    row: Appointment,
    part: Segment,
    staff: Option<String>,
}

/// What is known of a booking here.
pub(crate) fn known(desk: &Desk, uid: &str) -> Result<Option<Known>> {
    desk.store.read(|connection| {
        let Some((id, _)) = booking::find(connection, uid)? else { return Ok(None) };
        let Some(part) = segment::find(connection, id)? else { return Ok(None) };
        let Some(row) = appointment::find(connection, part.appointment)? else { return Ok(None) };
        let staff = name_of(connection, &part)?;
        Ok(Some(Known { visit: part.appointment, row, part, staff }))
    })
}

fn name_of(connection: &Connection, part: &Segment) -> Result<Option<String>> {
    let Some(id) = &part.staff else { return Ok(None) };
    Ok(staff::find(connection, id)?.map(|person| person.name))
}

/// What is otherwise than before, a sentence each; nothing where nothing is.
pub(crate) fn changes(desk: &Desk, before: Option<&Known>, after: Option<&Known>) -> Vec<String> {
    let language = desk.salon.language;
    let (before, after) = match (before, after) {
        (_, None) => return Vec::new(),
        (None, Some(new)) => {
            let start = LocalTime::of(&desk.salon.zone, new.row.starts_at);
            let made = language.pick("neu angelegt", "made anew");
            return vec![format!("{made}: {start}, {}", new.row.status.as_str())];
        }
        (Some(before), Some(after)) => (before, after),
    };
    let mut all = Vec::new();
    let mut tell = |what: &str, old: String, new: String| {
        if old != new {
            all.push(language.pick(
                format!("{what}: {new} statt {old}"),
                format!("{what}: {new} instead of {old}"),
            ));
        }
    };
    let status = |known: &Known| known.row.status.as_str().to_owned();
    tell(language.pick("Stand", "status"), status(before), status(after));
    let start = |known: &Known| LocalTime::of(&desk.salon.zone, known.part.starts_at).to_string();
    tell(language.pick("Beginn", "start"), start(before), start(after));
    let nobody = || language.pick("niemand", "nobody").to_owned();
    let staff = |known: &Known| known.staff.clone().unwrap_or_else(nobody);
    tell(language.pick("bei wem", "staff member"), staff(before), staff(after));
    let came = |known: &Known| match known.row.no_show {
        Some(_) => language.pick("nicht gekommen", "did not come").to_owned(),
        None => language.pick("nichts vermerkt", "nothing noted").to_owned(),
    };
    tell(language.pick("Kunde", "customer"), came(before), came(after));
    if all.is_empty() && before != after {
        all.push(language.pick("Angaben ergänzt", "details completed").to_owned());
    }
    all
}

/// How the copy of a message ended.
pub(crate) fn conclude(
    desk: &Desk,
    (event_id, copy_id): (i64, i64),
    before: Option<&Known>,
    after: Option<&Known>,
) -> Result<ReplayedView> {
    let language = desk.salon.language;
    let copy = desk.store.read(|connection| inbox_list::find(connection, copy_id))?;
    let copy = copy.ok_or_else(|| Error::internal("a copied message lost its row"))?;
    let changes = changes(desk, before, after);
    let reason = copy.reason.as_deref().map(list::discreet).unwrap_or_default();
    let (outcome, sentence) = match copy.state {
        State::Done if changes.is_empty() => (Outcome::Unchanged, unchanged(language).to_owned()),
        State::Done => (Outcome::Changed, changes.join("; ")),
        State::Open => (Outcome::Later, later(&reason, language)),
        State::Dead => (Outcome::Dead, reason),
    };
    let appointment_id = after.map(|known| known.visit);
    Ok(ReplayedView {
        event_id,
        outcome,
        sentence,
        replayed_as: Some(copy_id),
        appointment_id,
        changes,
    })
}

/// One of which nothing is done.
pub(crate) fn untouched(event_id: i64, outcome: Outcome, sentence: String) -> ReplayedView {
    ReplayedView {
        event_id,
        outcome,
        sentence,
        replayed_as: None,
        appointment_id: None,
        changes: Vec::new(),
    }
}

fn unchanged(language: Language) -> &'static str {
    language.pick(
        "alles war schon so, wie es bei Cal.com steht: nichts geändert",
        "all was as it is at Cal.com: nothing changed",
    )
}

fn already(copy: i64, language: Language) -> String {
    language.pick(
        format!("schon nachgeholt als {copy}: nichts geändert"),
        format!("replayed already, as {copy}: nothing changed"),
    )
}

fn under_way(copy: i64, language: Language) -> String {
    language.pick(
        format!("wird schon nachgeholt als {copy}: das geht von selbst weiter"),
        format!("is being replayed already, as {copy}: that goes on by itself"),
    )
}

fn not_replayed(language: Language) -> String {
    language
        .pick(
            "ein Anruf wird nicht wiederholt: wer anrief, hat seine Antwort gehört",
            "a call is not made again: the caller has heard its answer",
        )
        .to_owned()
}

fn nothing_to_do(language: Language) -> String {
    language
        .pick(
            "daraus folgt nichts: es wird nur aufbewahrt",
            "nothing follows from it: it is only kept",
        )
        .to_owned()
}

fn unreadable(reason: &str, language: Language) -> String {
    let text = language.pick("noch immer nicht zu lesen", "cannot be read still");
    format!("{text}: {reason}")
}

fn later(reason: &str, language: Language) -> String {
    let text = language.pick("wird von selbst wieder versucht", "is tried again by itself");
    format!("{text}: {reason}")
}
