//! How it stands at the moment of asking: read from the database, the pulse and the disk.

use crate::domain::Result;
use crate::domain::alarm::kind::{Kind, Level};
use crate::domain::ids::CompanyId;
use crate::domain::quality::rates::rates;
use crate::frontdesk::Desk;
use crate::frontdesk::alarm::evaluate;
use crate::frontdesk::quality::view::Period;
use crate::metrics::calls;
use crate::store::alarm::notice::Channel;
use crate::store::alarm::{episode, facts, notice};
use crate::store::file::space;
use crate::store::messages::outbox;
use crate::store::quality::figures;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;
use rusqlite::Connection;
use std::sync::atomic::AtomicU64;
use time::{Duration, OffsetDateTime};

/// The rates are those of so many days, as `chairside quality` shows them.
pub(crate) const RATE_DAYS: u32 = 30;
/// How far back given up notices count.
const NOTICES_SINCE: Duration = Duration::days(7);

type Number = Gauge<f64, AtomicU64>;

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Named {
    rate: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfKind {
    kind: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfChannel {
    channel: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfQueue {
    queue: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Build {
    version: &'static str,
}

/// What cannot fail: the program, the disk, Cal.com's pulse.
pub(crate) fn of_process(desk: &Desk, registry: &mut Registry) {
    let build = Family::<Build, Number>::default();
    build.get_or_create(&Build { version: env!("CARGO_PKG_VERSION") }).set(1.0);
    registry.register("chairside_build_info", "Which program this is", build);
    let trouble = f64::from(u8::from(desk.store.trouble().is_some()));
    one(registry, "chairside_database_trouble", "1 while the database takes nothing", trouble);
    let statements = desk.store.witness().statements() as f64;
    let help = "SQL statements since the start, those that only begin and end something among them";
    one(registry, "chairside_database_statements_total", help, statements);
    if let Some(disk) = space::disk_of(desk.store.path()) {
        let free = disk.free_bytes as f64;
        one(registry, "chairside_disk_free_bytes", "Room on the database's disk", free);
    }
    let silent = desk.pulse.silent().map_or(Duration::ZERO, |silent| desk.now() - silent.since);
    let help = "Since when Cal.com has answered no question; 0 while it answers";
    one(registry, "chairside_calcom_silent_seconds", help, silent.as_seconds_f64().max(0.0));
    if let Some(usage) = desk.calcom.usage() {
        calls::of_key(&usage, registry);
    }
    if let Some(ahead) = desk.pulse.clock_ahead() {
        let help = "How far our clock is ahead of Cal.com's";
        one(registry, "chairside_clock_ahead_seconds", help, ahead.as_seconds_f64());
    }
}

/// What the database says.
pub(crate) fn of_database(desk: &Desk, registry: &mut Registry) -> Result<()> {
    let (company, now) = (desk.salon.company, desk.now());
    let span = Period::until_now(now, RATE_DAYS).span();
    let channels = evaluate::channels(&desk.salon);
    let (figures, queues, alarms, notices) = desk.store.read(|connection| {
        let stuck = facts::stuck_visits(connection)?;
        let queues = Queues {
            messages: facts::open_messages(connection)?,
            outbox: due_messages(connection, company, now)?,
            visits: facts::open_visits(connection)?,
            stuck,
            dead: facts::dead_messages(connection, now.saturating_sub(Duration::hours(24)))?,
        };
        let since = now.saturating_sub(NOTICES_SINCE);
        let state = |channel: &Channel| {
            Ok((channel.as_str(), notice::state(connection, company, *channel, since)?.failing))
        };
        Ok((
            figures::figures(connection, company, span)?,
            queues,
            episode::open(connection, company)?,
            channels.iter().map(state).collect::<Result<Vec<_>>>()?,
        ))
    })?;
    let (share, base) = (Family::<Named, Number>::default(), Family::<Named, Number>::default());
    for rate in rates(&figures) {
        let labels = Named { rate: rate.name };
        base.get_or_create(&labels).set(rate.whole as f64);
        if let Some(value) = rate.value {
            share.get_or_create(&labels).set(value);
        }
    }
    let help =
        "A rate of the last 30 days, 0 to 1, as `chairside quality` shows it; missing without data";
    registry.register("chairside_rate", help, share);
    registry.register("chairside_rate_base", "Of how many the rate is the share", base);
    let levels = Family::<OfKind, Number>::default();
    for kind in Kind::ALL {
        let row = alarms.iter().find(|row| row.kind == kind);
        let level = match row.map(|row| row.episode.level) {
            // The one that is not kept in the database.
            None if kind == Kind::Database && desk.store.trouble().is_some() => 2.0,
            None => 0.0,
            Some(Level::Warn) => 1.0,
            Some(Level::Alarm) => 2.0,
        };
        levels.get_or_create(&OfKind { kind: kind.as_str() }).set(level);
    }
    let help = "Our own alarms: 0 none, 1 warning, 2 alarm";
    registry.register("chairside_alarm_level", help, levels);
    let failing = Family::<OfChannel, Number>::default();
    for (channel, count) in notices {
        failing.get_or_create(&OfChannel { channel }).set(count as f64);
    }
    let help = "Notices of alarms that could not be said so far";
    registry.register("chairside_alarm_notices_failing", help, failing);
    queues.register(now, registry);
    Ok(())
}

/// A queue's length and the age of its oldest.
type Waiting = (u64, Option<OffsetDateTime>);

struct Queues {
    messages: Waiting,
    outbox: Waiting,
    visits: Waiting,
    stuck: u64,
    dead: u64,
}

impl Queues {
    fn register(&self, now: OffsetDateTime, registry: &mut Registry) {
        let (length, age) =
            (Family::<OfQueue, Number>::default(), Family::<OfQueue, Number>::default());
        let all = [("inbox", self.messages), ("outbox", self.outbox), ("visits", self.visits)];
        for (queue, (count, oldest)) in all {
            let labels = OfQueue { queue };
            length.get_or_create(&labels).set(count as f64);
            let waits = oldest.map_or(0.0, |at| (now - at).as_seconds_f64().max(0.0));
            age.get_or_create(&labels).set(waits);
        }
        registry.register("chairside_queue_length", "What waits to be worked on", length);
        registry.register(
            "chairside_queue_oldest_age_seconds",
            "How long the oldest of it waits",
            age,
        );
        let help = "Visits that a person must settle";
        one(registry, "chairside_visits_stuck", help, self.stuck as f64);
        let help = "Messages received that were given up in the last 24 hours";
        one(registry, "chairside_inbox_dead", help, self.dead as f64);
    }
}

/// What customers are to be told by now.
fn due_messages(
    connection: &Connection,
    company: CompanyId,
    now: OffsetDateTime,
) -> Result<Waiting> {
    let health = outbox::health(connection, company, now, now)?;
    Ok((health.due.into(), health.due_since))
}

fn one(registry: &mut Registry, name: &str, help: &str, value: f64) {
    let gauge = Number::default();
    gauge.set(value);
    registry.register(name, help, gauge);
}
