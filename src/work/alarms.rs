//! Alarms by the ticker: a look every so often, told to the log at once; the lane sends the rest.

use crate::domain::Result;
use crate::domain::alarm::kind::{Kind, Level};
use crate::domain::alarm::{facts, running};
use crate::frontdesk::Desk;
use crate::frontdesk::alarm::evaluate;
use crate::frontdesk::alarm::evaluate::Told;
use crate::store::alarm::notice;
use crate::store::alarm::notice::Tells;
use crate::work::due::is_due;
use crate::work::lane::outbound::Outbound;
use time::{Duration, OffsetDateTime};

/// How often everything is looked at.
const LOOK_EVERY_SECONDS: i64 = 30;
/// Trouble with the database that lasts longer is told past it.
const TROUBLE_TOLD_AFTER: Duration = Duration::minutes(1);
/// What was said longer ago is swept up.
const NOTICES_KEPT: Duration = Duration::days(90);
const SWEEP_EVERY_SECONDS: i64 = 3_600;
const SWEPT_MAX: u32 = 500;

/// What the alarms remember between two steps.
#[derive(Default)]
pub(crate) struct Alarms {
    started: Option<OffsetDateTime>,
    looked_at: Option<OffsetDateTime>,
    swept_at: Option<OffsetDateTime>,
    trouble: Option<Trouble>,
}

struct Trouble {
    since: OffsetDateTime,
    is_told: bool,
}

/// Looks, if it is time. Gives how many alarms were told.
pub(crate) fn step(desk: &Desk, memory: &mut Alarms, outbound: &Outbound) -> Result<usize> {
    let now = desk.now();
    let started = *memory.started.get_or_insert(now);
    past_the_database(desk, memory, outbound, now);
    if memory.trouble.is_some() || !is_due(memory.looked_at, LOOK_EVERY_SECONDS, now) {
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
        let before = now.saturating_sub(NOTICES_KEPT);
        desk.store.write(move |tx| notice::sweep(tx, before, SWEPT_MAX))?;
    }
    Ok(told.len())
}

/// While the database takes nothing no alarm can be kept in it; that it takes nothing is told without it.
fn past_the_database(desk: &Desk, memory: &mut Alarms, outbound: &Outbound, now: OffsetDateTime) {
    let Some(trouble) = desk.store.trouble() else {
        if memory.trouble.take().is_some_and(|trouble| trouble.is_told) {
            outbound.say_directly(&desk.salon, Tells::Clear, now);
        }
        return;
    };
    let known = memory.trouble.get_or_insert(Trouble { since: now, is_told: false });
    if known.is_told || now - known.since < TROUBLE_TOLD_AFTER {
        return;
    }
    known.is_told = true;
    let facts = facts::RunningFacts { trouble: Some(trouble), ..facts::RunningFacts::default() };
    let found = running::findings(&facts, desk.salon.language);
    let found = found.iter().find(|found| found.kind == Kind::Database);
    if let Some((_, message)) = found.and_then(|found| found.broken()) {
        outbound.say_directly_of(&desk.salon, message, now);
    }
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
