//! Event types as they are shown: the map, what a sync did, what differs at Cal.com.

use crate::domain::Result;
use crate::domain::event_type::fields::FieldDrift;
use crate::domain::event_type::length::WrongLength;
use crate::domain::language::Language;
use crate::frontdesk::Desk;
use crate::frontdesk::event_type::difference::{Difference, RowDrift};
use crate::frontdesk::event_type::run::{EventTypeReport, RowReport, What};
use crate::frontdesk::event_type::sentences;
use crate::store::db::stamp;
use crate::store::service::event_map_sync;
use crate::store::service::event_map_sync::ListedRow;
use serde::Serialize;
use serde_json::Value;

/// A row of the event map.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct EventTypeView {
    pub service: String,
    pub segment: String,
    pub branch: Option<String>,
    /// The name; `None` means a pool.
    pub staff: Option<String>,
    pub event_type_id: Option<i64>,
    pub status: String,
    pub made_by: String,
    pub slug: Option<String>,
    pub title: Option<String>,
    pub is_retired: bool,
    pub last_synced_at: Option<String>,
    pub last_error: Option<String>,
}

/// What a sync did, or would do.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct SyncView {
    pub rows: Vec<SyncedRow>,
    pub stopped: Option<String>,
    pub dry_run: bool,
    pub clean: bool,
    /// The salon's own event types of another length than what they book.
    pub wrong_lengths: Vec<WrongLengthView>,
    #[serde(skip)]
    pub counts: Counts,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub unchanged: usize,
    pub created: usize,
    pub updated: usize,
    pub deleted: usize,
    pub kept: usize,
    pub not_done: usize,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct SyncedRow {
    pub service: String,
    pub segment: String,
    pub who: String,
    pub slug: String,
    pub event_type_id: Option<i64>,
    /// In a word.
    pub what: &'static str,
    pub fields: Option<Vec<FieldView>>,
    pub bookings: Option<u32>,
    pub until: Option<String>,
    pub why: Option<String>,
    #[serde(skip)]
    pub remark: String,
    #[serde(skip)]
    pub is_unchanged: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct FieldView {
    pub field: String,
    pub owner: &'static str,
    pub wanted: Option<Value>,
    pub actual: Option<Value>,
    pub not_sent: bool,
}

/// An event type that is not as the event map has it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct DriftView {
    pub service: String,
    pub segment: String,
    pub who: String,
    pub event_type_id: Option<i64>,
    /// Whether a sync would have something to do.
    pub counts: bool,
    pub fields: Option<Vec<FieldView>>,
    /// A sentence for each difference.
    pub told: Vec<String>,
}

/// An event type of another length than what it books.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct WrongLengthView {
    pub event_type_id: i64,
    pub service: String,
    pub part: String,
    pub who: Option<String>,
    pub minutes_here: u32,
    pub minutes_there: u32,
    pub offered: bool,
    pub told: String,
}

pub(crate) fn list(desk: &Desk) -> Result<Vec<EventTypeView>> {
    let company = desk.salon.company;
    let rows = desk.store.read(|connection| event_map_sync::listed(connection, company))?;
    Ok(rows.into_iter().map(row).collect())
}

pub(crate) fn synced(
    desk: &Desk,
    report: &EventTypeReport,
    wrong: &[WrongLength],
    dry_run: bool,
) -> SyncView {
    let count = |test: fn(&What) -> bool| report.rows.iter().filter(|row| test(&row.what)).count();
    SyncView {
        rows: report.rows.iter().map(|row| synced_row(desk, row)).collect(),
        stopped: report.stopped.clone(),
        dry_run,
        clean: report.is_clean(),
        wrong_lengths: wrong.iter().map(wrong_length).collect(),
        counts: Counts {
            unchanged: count(|what| *what == What::Unchanged),
            created: count(|what| matches!(what, What::Created { .. })),
            updated: count(|what| matches!(what, What::Updated(_))),
            deleted: count(|what| *what == What::Deleted),
            kept: count(|what| matches!(what, What::Kept { .. })),
            not_done: count(|what| {
                matches!(what, What::Failed(_) | What::Left(_) | What::Waits(_))
            }),
        },
    }
}

pub(crate) fn drift(found: &[RowDrift]) -> Vec<DriftView> {
    let view = |row: &RowDrift| DriftView {
        service: row.label.service.clone(),
        segment: row.label.segment.clone(),
        who: row.label.who.clone(),
        event_type_id: row.event_type_id,
        counts: row.counts(),
        fields: match &row.what {
            Difference::Fields(fields) => Some(fields.iter().map(field).collect()),
            _ => None,
        },
        told: sentences::lines(&row.what),
    };
    found.iter().map(view).collect()
}

fn row(row: ListedRow) -> EventTypeView {
    EventTypeView {
        service: row.service,
        segment: row.segment_key,
        branch: row.branch,
        staff: row.staff,
        event_type_id: row.event_type_id,
        status: row.status,
        made_by: row.made_by,
        slug: row.slug,
        title: row.title,
        is_retired: row.is_retired,
        last_synced_at: row.last_synced_at,
        last_error: row.last_error,
    }
}

fn synced_row(desk: &Desk, row: &RowReport) -> SyncedRow {
    let mut view = SyncedRow {
        service: row.label.service.clone(),
        segment: row.label.segment.clone(),
        who: row.label.who.clone(),
        slug: row.slug.clone(),
        event_type_id: row.event_type_id,
        what: sentences::word(&row.what),
        fields: None,
        bookings: None,
        until: None,
        why: None,
        remark: sentences::remark(&row.what, &desk.salon.zone),
        is_unchanged: row.what == What::Unchanged,
    };
    match &row.what {
        What::Updated(fields) => view.fields = Some(fields.iter().map(field).collect()),
        What::Kept { bookings, until } => {
            view.bookings = Some(*bookings);
            view.until = until.map(stamp::seconds);
        }
        What::Failed(why) | What::Left(why) | What::Waits(why) => view.why = Some(why.clone()),
        What::Unchanged | What::Created { .. } | What::Deleted => {}
    }
    view
}

fn field(drift: &FieldDrift) -> FieldView {
    FieldView {
        field: drift.field.clone(),
        owner: drift.owner.as_str(),
        wanted: drift.wanted.clone(),
        actual: drift.actual.clone(),
        not_sent: drift.not_sent,
    }
}

fn wrong_length(one: &WrongLength) -> WrongLengthView {
    WrongLengthView {
        event_type_id: one.event_type_id,
        service: one.service.clone(),
        part: one.part.clone(),
        who: one.who.clone(),
        minutes_here: one.here,
        minutes_there: one.there,
        offered: !one.is_composite,
        told: one.told(Language::En),
    }
}
