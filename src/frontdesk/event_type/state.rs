//! How the event types of the services stand, as far as our own tables tell: one line for each part and person.

use crate::domain::Result;
use crate::domain::event_type::fields::{FileRow, MapRow, SyncStatus};
use crate::domain::event_type::length::WrongLength;
use crate::domain::event_type::plan::is_for;
use crate::domain::event_type::wanted::Wanted;
use crate::domain::ids::{ServiceId, StaffId};
use crate::domain::language::Language;
use crate::frontdesk::Desk;
use crate::frontdesk::diary::people::{Called, called};
use crate::frontdesk::event_type::read::EventTypeWorld;
use crate::frontdesk::event_type::{length, read};
use serde::Serialize;

/// How one stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum State {
    /// As it should be.
    InStep,
    /// The salon's own.
    Own,
    /// Of another length than what it books.
    OtherLength,
    /// Something is still to be done at Cal.com.
    Open,
    /// Cal.com has it otherwise.
    Differs,
    /// It cannot be made.
    Failed,
    /// Nothing needs it any more.
    Surplus,
    /// There is none.
    Missing,
}

impl State {
    /// Whether something is booked with it.
    pub fn is_needed(self) -> bool {
        self != State::Surplus
    }

    /// Whether it can be booked with as it is.
    pub fn is_good(self) -> bool {
        matches!(self, State::InStep | State::Own)
    }

    fn word(self, language: Language) -> &'static str {
        match self {
            State::InStep => language.pick("in Ordnung", "in order"),
            State::Own => language.pick("in Ordnung, euer eigener", "in order, your own"),
            State::OtherLength => language.pick("andere Dauer", "another length"),
            State::Open => language.pick("wird gleich gemacht", "is made in a moment"),
            State::Differs => language.pick("bei Cal.com anders", "otherwise at Cal.com"),
            State::Failed => language.pick("geht nicht", "cannot be made"),
            State::Surplus => language.pick("wird entfernt", "is taken away"),
            State::Missing => language.pick("fehlt", "missing"),
        }
    }
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct EventTypeState {
    /// The service's key.
    pub service: String,
    /// `A`, or `A+` for the pause behind it.
    pub part: String,
    /// The person's name; `None` means a pool.
    pub who: Option<String>,
    pub event_type_id: Option<i64>,
    pub state: State,
    /// The state in words.
    pub told: &'static str,
    /// And why, where there is more to say.
    pub why: Option<String>,
}

/// Those of every service, in the services' order.
pub(crate) fn all(desk: &Desk, language: Language) -> Result<Vec<EventTypeState>> {
    let company = desk.salon.company;
    let teller = Teller {
        world: read::world(desk)?,
        people: desk.store.read(|connection| called(connection, company))?,
        wrong: length::known_lengths(desk)?.wrong,
        language,
    };
    let mut states: Vec<EventTypeState> =
        teller.world.needed.iter().map(|one| teller.needed(one)).collect();
    // A pool needs none of our people to be named.
    let is_pool = |file: &&FileRow| {
        let is_same = |one: &Wanted| is_for_file(one, file);
        file.staff.is_none() && !teller.world.needed.iter().any(is_same)
    };
    let pools = teller.world.files.iter().filter(is_pool);
    states.extend(pools.map(|file| teller.pool(file)));
    let is_needed = |row: &MapRow| teller.world.wanted_for(row).is_some();
    let surplus = teller.world.rows.iter().filter(|row| !is_needed(row));
    states.extend(surplus.map(|row| teller.surplus(row)));
    Ok(states)
}

/// Those of one service, in order of its parts.
pub(crate) fn of(desk: &Desk, key: &str, language: Language) -> Result<Vec<EventTypeState>> {
    let mut states = all(desk, language)?;
    states.retain(|one| one.service == key);
    states.sort_by(|one, other| {
        (&one.part, !one.state.is_needed(), &one.who).cmp(&(
            &other.part,
            !other.state.is_needed(),
            &other.who,
        ))
    });
    Ok(states)
}

fn is_for_file(wanted: &Wanted, file: &FileRow) -> bool {
    file.service == wanted.service
        && file.segment_key == wanted.segment_key
        && file.staff == wanted.staff
}

struct Teller {
    world: EventTypeWorld,
    people: Vec<Called>,
    wrong: Vec<WrongLength>,
    language: Language,
}

impl Teller {
    fn needed(&self, wanted: &Wanted) -> EventTypeState {
        let mut files = self.world.files.iter();
        if let Some(file) = files.find(|file| is_for_file(wanted, file)) {
            return self.line(wanted, Some(file.event_type_id), State::Own, None);
        }
        let is_ours = |row: &&MapRow| is_for(row, wanted) && !row.is_retired;
        let Some(row) = self.world.rows.iter().find(is_ours) else {
            return self.line(wanted, None, State::Missing, self.problem(wanted, None));
        };
        let state = match (row.status, row.event_type_id) {
            (_, None) if wanted.problem.is_some() => State::Failed,
            (SyncStatus::Synced, Some(_)) => State::InStep,
            (SyncStatus::Drift, _) => State::Differs,
            (SyncStatus::Error, _) => State::Failed,
            (SyncStatus::Pending, _) | (SyncStatus::Synced, None) => State::Open,
        };
        self.line(wanted, row.event_type_id, state, self.problem(wanted, row.last_error.as_ref()))
    }

    fn line(
        &self,
        wanted: &Wanted,
        event_type_id: Option<i64>,
        state: State,
        why: Option<String>,
    ) -> EventTypeState {
        let (state, why) = self.of_length(event_type_id).unwrap_or((state, why));
        let (service, part) = (wanted.service, &wanted.segment_key);
        self.state(service, part, wanted.staff.as_ref(), event_type_id, (state, why))
    }

    fn of_length(&self, event_type_id: Option<i64>) -> Option<(State, Option<String>)> {
        let wrong = self.wrong.iter().find(|one| Some(one.event_type_id) == event_type_id)?;
        Some((State::OtherLength, Some(wrong.matter(self.language))))
    }

    fn pool(&self, file: &FileRow) -> EventTypeState {
        let id = Some(file.event_type_id);
        let so = self.of_length(id).unwrap_or((State::Own, None));
        self.state(file.service, &file.segment_key, None, id, so)
    }

    fn surplus(&self, row: &MapRow) -> EventTypeState {
        let why = row.last_error.clone();
        let (part, staff) = (&row.segment_key, row.staff.as_ref());
        self.state(row.service, part, staff, row.event_type_id, (State::Surplus, why))
    }

    fn state(
        &self,
        service: ServiceId,
        part: &str,
        staff: Option<&StaffId>,
        event_type_id: Option<i64>,
        (state, why): (State, Option<String>),
    ) -> EventTypeState {
        let label = self.world.label(service, part, staff);
        let known = self.people.iter().find(|one| Some(&one.person.id) == staff);
        EventTypeState {
            service: label.service,
            part: label.segment,
            who: staff.map(|_| known.map_or(label.who, |one| one.full.clone())),
            event_type_id,
            state,
            told: state.word(self.language),
            why,
        }
    }

    /// Why it cannot be made, without the commands that would mend it.
    fn problem(&self, wanted: &Wanted, last_error: Option<&String>) -> Option<String> {
        let language = self.language;
        let told = match (&wanted.problem, &wanted.staff) {
            (None, _) => return last_error.cloned(),
            (Some(_), Some(_)) => language.pick(
                "Wer das bei Cal.com ist, wissen wir noch nicht: ordne den Cal.com-Namen zuerst zu.",
                "Who that is at Cal.com is not known yet: map the Cal.com name first.",
            ),
            (Some(_), None) => language.pick(
                "Ein Pool braucht ein Team bei Cal.com mit bekannten Personen.",
                "A pool needs a team at Cal.com with people who are known.",
            ),
        };
        Some(told.to_owned())
    }
}
