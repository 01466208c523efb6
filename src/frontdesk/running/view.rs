//! The line at the head of every page.

use crate::domain::Result;
use crate::domain::alarm::kind::Level;
use crate::domain::calendar::local_time::LocalTime;
use crate::frontdesk::Desk;
use crate::store::alarm::{chore, episode};
use crate::store::quality::answers;
use serde::Serialize;

/// Whether everything works.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct RunningView {
    pub is_well: bool,
    /// Since when Cal.com has not answered; `None` while it does.
    pub calcom_silent_since: Option<LocalTime>,
    /// Alarms that nobody has seen yet.
    pub alarms: usize,
    /// When the voice agent asked for something last.
    pub last_call: Option<LocalTime>,
    /// The worst of it, in a few words.
    pub told: String,
    /// What else may be of interest; may be empty.
    pub more: String,
}

/// As things are now, in the desk's language; from the database and memory alone.
pub(crate) fn of(desk: &Desk) -> Result<RunningView> {
    let (language, time) = (desk.salon.language, |at| LocalTime::of(&desk.salon.zone, at));
    let company = desk.salon.company;
    let (open, last_call, chores) = desk.store.read(|connection| {
        let open = episode::open(connection, company)?;
        Ok((open, answers::last(connection)?, chore::all(connection, company)?))
    })?;
    // A command has asked Cal.com nothing yet: what the running program wrote down of its poll must do.
    let failing = || chores.iter().find(|one| one.name == chore::POLL)?.failing_since;
    let heard = desk.pulse.silent().map(|silent| silent.since);
    let silent = if desk.pulse.has_answered() { heard } else { heard.or_else(failing) };
    let silent = silent.map(time);
    let is_unseen =
        |row: &&episode::AlarmRow| row.episode.level == Level::Alarm && row.acked.is_none();
    let alarms = open.iter().filter(is_unseen).count();
    let told = match (&silent, alarms) {
        (Some(since), _) => language.pick(
            format!("Cal.com antwortet seit {} nicht.", since.clock()),
            format!("Cal.com has not answered since {}.", since.clock()),
        ),
        (None, 0) => language.pick("Alles läuft", "All is well").to_owned(),
        (None, 1) => language.pick("Ein Alarm", "One alarm").to_owned(),
        (None, some) => language.pick(format!("{some} Alarme"), format!("{some} alarms")),
    };
    let last_call = last_call.map(time);
    let more = last_call.as_ref().map(|at| {
        let today = desk.salon.zone.local(desk.now()).0 == at.day();
        let at = if today { at.clock().to_owned() } else { at.to_string() };
        language.pick(format!("letzter Anruf {at}"), format!("last call {at}"))
    });
    Ok(RunningView {
        is_well: silent.is_none() && alarms == 0,
        calcom_silent_since: silent,
        alarms,
        last_call,
        told,
        more: more.unwrap_or_default(),
    })
}
