//! Alarms by the ticker: a look every so often, told to the log at once; the lane sends the rest.

use crate::domain::Result;
use crate::domain::alarm::finding::State;
use crate::domain::alarm::kind::{Kind, Level};
use crate::domain::alarm::machine::{Episode, after, look};
use crate::domain::alarm::running;
use crate::frontdesk::Desk;
use crate::frontdesk::alarm::evaluate;
use crate::frontdesk::alarm::evaluate::Told;
use crate::store::alarm::notice::Tells;
use crate::store::alarm::{mute, notice};
use crate::store::quality::answers;
use crate::work::due::is_due;
use crate::work::lane::outbound::Outbound;
use time::{Duration, OffsetDateTime};

/// How often everything is looked at.
const LOOK_EVERY_SECONDS: i64 = 30;
/// Trouble with the database that lasts longer is told past it.
const TROUBLE_TOLD_AFTER: Duration = Duration::minutes(1);
/// What was said longer ago is swept up.
const NOTICES_KEPT: Duration = Duration::days(90);
/// How functions were answered longer ago is in no figure: `quality` looks back a year at most.
const ANSWERS_KEPT: Duration = Duration::days(400);
const SWEEP_EVERY_SECONDS: i64 = 3_600;
const SWEPT_MAX: u32 = 500;

/// What the alarms remember between two steps.
#[derive(Default)]
pub(crate) struct Alarms {
    started: Option<OffsetDateTime>,
    looked_at: Option<OffsetDateTime>,
    swept_at: Option<OffsetDateTime>,
    /// The one alarm that cannot be kept in the database.
    trouble: Option<Trouble>,
}

struct Trouble {
    since: OffsetDateTime,
    message: String,
    episode: Option<Episode>,
}

/// Looks, if it is time. Gives how many alarms were told.
pub(crate) fn step(desk: &Desk, memory: &mut Alarms, outbound: &Outbound) -> Result<usize> {
    let now = desk.now();
    let started = *memory.started.get_or_insert(now);
    past_the_database(desk, memory, outbound, now);
    if desk.store.trouble().is_some() || !is_due(memory.looked_at, LOOK_EVERY_SECONDS, now) {
        return Ok(0);
    }
    memory.looked_at = Some(now);
    let told = evaluate::evaluate(desk, started)?;
    told.iter().for_each(to_log);
    if !told.is_empty() {
        outbound.notify();
    }
    if is_due(memory.swept_at, SWEEP_EVERY_SECONDS, now) {
        memory.swept_at = Some(now);
        let before = (now.saturating_sub(NOTICES_KEPT), now.saturating_sub(ANSWERS_KEPT));
        desk.store.write(move |tx| {
            notice::sweep(tx, before.0, SWEPT_MAX)?;
            answers::sweep(tx, before.1, SWEPT_MAX)
        })?;
    }
    Ok(told.len())
}

/// While the database takes nothing no alarm can be kept in it; that it takes nothing is told without it, by the same rules.
fn past_the_database(desk: &Desk, memory: &mut Alarms, outbound: &Outbound, now: OffsetDateTime) {
    let trouble = desk.store.trouble();
    if trouble.is_some() && memory.trouble.is_none() {
        memory.trouble = Some(Trouble { since: now, message: String::new(), episode: None });
    }
    let Some(known) = &mut memory.trouble else { return };
    let found = match trouble {
        Some(_) if now - known.since < TROUBLE_TOLD_AFTER && now >= known.since => State::Unknown,
        trouble => running::database(trouble, desk.salon.language).state,
    };
    if let State::Broken { message, .. } = &found {
        known.message.clone_from(message);
    }
    let (change, tell) =
        look(known.episode.as_ref(), &found, false, now, evaluate::patience(&desk.salon));
    let tell = tell.filter(|_| !is_muted(desk, now));
    known.episode = after(known.episode.take(), &found, (change, tell), now);
    if let Some(tell) = tell {
        let (tells, message) = (evaluate::tells(tell), known.message.clone());
        let told = Told { kind: Kind::Database, tells, level: Level::Alarm, message };
        to_log(&told);
        outbound.say_directly(&desk.salon, &told, known.since, now);
    }
    if trouble.is_none() && known.episode.is_none() {
        memory.trouble = None;
    }
}

/// If that can be read.
fn is_muted(desk: &Desk, now: OffsetDateTime) -> bool {
    let company = desk.salon.company;
    let mutes = desk.store.read(|connection| mute::all(connection, company));
    mutes.is_ok_and(|all| all.iter().any(|mute| mute.kind == Kind::Database && mute.is_on(now)))
}

/// The log is told of everything, whatever the level and the hour.
fn to_log(told: &Told) {
    let (kind, message) = (told.kind.as_str(), &told.message);
    match (told.tells, told.level) {
        (Tells::Clear, _) => log::info!("alarm {kind} is over: {message}"),
        (tells, Level::Alarm) => log::error!("alarm {kind} ({}): {message}", tells.as_str()),
        (tells, Level::Warn) => log::warn!("alarm {kind} ({}): {message}", tells.as_str()),
    }
}
