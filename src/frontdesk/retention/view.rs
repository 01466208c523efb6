//! What would go if it were done now.

use crate::domain::Result;
use crate::domain::calendar::local_time::LocalTime;
use crate::domain::calendar::nightly;
use crate::domain::ids::CompanyId;
use crate::domain::retention::kind::Kind;
use crate::frontdesk::Desk;
use crate::frontdesk::retention::recordings;
use crate::store::alarm::chore;
use crate::store::customer::aged::Aged;
use crate::store::customer::{aged, aged_customer};
use rusqlite::Connection;
use serde::Serialize;
use time::{Duration, OffsetDateTime};

/// What is kept for how long, and what of it is older.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct RetentionView {
    pub kinds: Vec<KindView>,
    /// When it is done next by itself; `None` where it is not.
    pub next: Option<LocalTime>,
    /// When it was done last by itself.
    pub last: Option<LocalTime>,
}

/// A kind of what is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct KindView {
    /// See `domain::retention::kind`.
    pub kind: &'static str,
    /// What it is, in the desk's language.
    pub told: &'static str,
    /// For how many days it is kept; `None` for good.
    pub days: Option<u64>,
    /// What is from before this goes.
    pub before: Option<LocalTime>,
    /// How much would go: rows, customers, files.
    pub count: u64,
    /// From when the oldest of it is.
    pub oldest: Option<LocalTime>,
}

/// Counts what is kept too long. Nothing is changed.
pub(crate) fn preview(desk: &Desk) -> Result<RetentionView> {
    let (config, now) = (&desk.salon.config.retention, desk.now());
    let local = |at| LocalTime::of(&desk.salon.zone, at);
    let company = desk.salon.company;
    desk.store.read(|connection| {
        let kind = |kind: Kind| -> Result<KindView> {
            let before = before(desk, kind, now);
            let aged = match before {
                Some(before) => aged(desk, connection, kind, before, now)?,
                None => Aged::default(),
            };
            Ok(KindView {
                kind: kind.as_str(),
                told: kind.told(desk.salon.language),
                days: config.days(kind),
                before: before.map(local),
                count: aged.rows,
                oldest: aged.oldest.map(local),
            })
        };
        let kinds = Kind::ALL.into_iter().map(kind).collect::<Result<_>>()?;
        let last = done_last(connection, company)?;
        let next = config.time().filter(|_| config.nightly);
        let next = next.and_then(|at| nightly::next(&desk.salon.zone, at, now));
        Ok(RetentionView { kinds, next: next.map(local), last: last.map(local) })
    })
}

/// What of a kind is from before this goes; `None` where it is kept for good.
pub(super) fn before(desk: &Desk, kind: Kind, now: OffsetDateTime) -> Option<OffsetDateTime> {
    let days = i64::try_from(desk.salon.config.retention.days(kind)?).ok()?;
    now.checked_sub(Duration::days(days))
}

/// When it was done last by itself.
pub(super) fn done_last(
    connection: &Connection,
    company: CompanyId,
) -> Result<Option<OffsetDateTime>> {
    let all = chore::all(connection, company)?;
    Ok(all.into_iter().find(|one| one.name == chore::RETENTION).and_then(|one| one.done_at))
}

fn aged(
    desk: &Desk,
    connection: &Connection,
    kind: Kind,
    before: OffsetDateTime,
    now: OffsetDateTime,
) -> Result<Aged> {
    match kind {
        Kind::Customers => aged_customer::customers(connection, desk.salon.company.0, before),
        Kind::Recordings => Ok(recordings::aged(desk, before)),
        _ => {
            let mut whole = Aged::default();
            for heap in aged::heaps().iter().filter(|heap| heap.kind == kind) {
                let part = heap.aged(connection, before, now)?;
                whole.rows = whole.rows.saturating_add(part.rows);
                whole.oldest = [whole.oldest, part.oldest].into_iter().flatten().min();
            }
            Ok(whole)
        }
    }
}
