//! The questions that the predecessor's people asked its database again and again, and two more: whether callers are
//! understood, and what Cal.com refuses.

use crate::domain::Result;
use crate::domain::calendar::local_time::LocalTime;
use crate::domain::quality::understanding;
use crate::domain::quality::understanding::Understood;
use crate::frontdesk::Desk;
use crate::frontdesk::quality::view::Period;
use crate::store::db::stamp;
use crate::store::quality::answers::AnswerRow;
use crate::store::quality::{answers, mappings, people, refusals, sources, unassigned};
use serde::Serialize;
use std::collections::BTreeMap;
use time::Date;

/// Appointments that lack a staff member in the same way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UnassignedView {
    /// By which road they came.
    pub source: String,
    /// `not_evaluated`, `no_candidate`, `ambiguous`.
    pub state: String,
    /// They have a booking at Cal.com.
    pub with_booking: bool,
    /// How many.
    pub count: u64,
    /// When the first was made.
    pub first_at: LocalTime,
    /// When the last was made.
    pub last_at: LocalTime,
    /// The number of the last.
    pub last_appointment: i64,
}

/// What stands and has no staff member, the largest group first.
pub fn unassigned(desk: &Desk, period: Period) -> Result<Vec<UnassignedView>> {
    let (company, zone) = (desk.salon.company, &desk.salon.zone);
    let rows =
        desk.store.read(|connection| unassigned::unassigned(connection, company, period.span()))?;
    let view = |row: unassigned::UnassignedRow| {
        Ok(UnassignedView {
            source: row.source,
            state: row.state,
            with_booking: row.is_booking,
            count: row.count,
            first_at: LocalTime::of(zone, stamp::parse(&row.first_at)?),
            last_at: LocalTime::of(zone, stamp::parse(&row.last_at)?),
            last_appointment: row.last,
        })
    };
    rows.into_iter().map(view).collect()
}

/// The appointments of one road.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SourceView {
    /// `retell_phone`, `calcom_webhook`, …
    pub source: String,
    /// All of them.
    pub total: u64,
    /// With a booking at Cal.com.
    pub bookings: u64,
    /// With a staff member.
    pub with_staff: u64,
    /// With a host.
    pub with_host: u64,
}

/// By which roads they came, the busiest first. Two roads for the same thing, of which one forgot, are seen here.
pub fn sources(desk: &Desk, period: Period) -> Result<Vec<SourceView>> {
    let company = desk.salon.company;
    let rows =
        desk.store.read(|connection| sources::sources(connection, company, period.span()))?;
    let view = |row: sources::SourceRow| SourceView {
        source: row.source,
        total: row.total,
        bookings: row.bookings,
        with_staff: row.with_staff,
        with_host: row.with_host,
    };
    Ok(rows.into_iter().map(view).collect())
}

/// How hosts are recognised, as it stands now.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MappingsView {
    /// By where they come from, those with most in force first.
    pub mappings: Vec<MappingSourceView>,
    /// Hosts that were ever seen.
    pub hosts: u64,
    /// Of these, those without a mapping that Cal.com still has.
    pub hosts_without_mapping: u64,
    /// Active people who can be booked at Cal.com.
    pub bookable_staff: u64,
    /// Of these, those without a mapping.
    pub staff_without_mapping: u64,
}

/// The mappings of one origin.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MappingSourceView {
    /// `auto_email`, `auto_name`, `manual`, `admin`.
    pub source: String,
    /// In force.
    pub active: u64,
    /// Switched off.
    pub inactive: u64,
    /// Of those in force, 0 to 100, with one decimal.
    pub mean_confidence: Option<f64>,
    /// When the last was made or changed.
    pub last_at: LocalTime,
}

/// The mappings by where they come from.
pub fn mappings(desk: &Desk) -> Result<MappingsView> {
    let (company, zone, now) = (desk.salon.company, &desk.salon.zone, desk.now());
    let (rows, (hosts, hosts_without_mapping), (bookable_staff, staff_without_mapping)) =
        desk.store.read(|connection| {
            Ok((
                mappings::by_source(connection, company)?,
                people::hosts_and_unmapped(connection, company)?,
                people::bookable_and_unmapped(connection, company, now)?,
            ))
        })?;
    let view = |row: mappings::MappingSourceRow| {
        Ok(MappingSourceView {
            source: row.source,
            active: row.active,
            inactive: row.inactive,
            mean_confidence: row.mean_confidence.map(|mean| (mean * 10.0).round() / 10.0),
            last_at: LocalTime::of(zone, stamp::parse(&row.last_at)?),
        })
    };
    let mappings = rows.into_iter().map(view).collect::<Result<_>>()?;
    Ok(MappingsView {
        mappings,
        hosts,
        hosts_without_mapping,
        bookable_staff,
        staff_without_mapping,
    })
}

/// One day of the telephone: whether callers were understood.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct UnderstandingView {
    /// UTC.
    pub date: String,
    /// Phone calls in which a function was called.
    pub calls: u64,
    /// Calls of functions.
    pub functions: u64,
    /// It did, or told, what was asked.
    pub done: u64,
    /// Understood, and could not be.
    pub refused: u64,
    /// The caller was asked back.
    pub asked_back: u64,
    /// A fault of ours or of Cal.com's, or an answer nobody knows.
    pub failed: u64,
    /// Phone calls that ended with nothing.
    pub given_up: u64,
}

/// The days of the telephone, the newest first; days without a call are not there.
pub fn understanding(desk: &Desk, period: Period) -> Result<Vec<UnderstandingView>> {
    Ok(telephone(desk, period)?.into_values().rev().collect())
}

/// The same by day.
pub(crate) fn telephone(desk: &Desk, period: Period) -> Result<BTreeMap<Date, UnderstandingView>> {
    let mut days = Telephone::default();
    desk.store
        .read(|connection| answers::each(connection, period.span(), |answer| days.take(answer)))?;
    Ok(days.into_days())
}

/// Counts answers that come call by call.
#[derive(Default)]
struct Telephone {
    days: BTreeMap<Date, UnderstandingView>,
    /// The phone call in hand: its name, its first day, the statuses until now.
    call: Option<(String, Date, Vec<String>)>,
}

impl Telephone {
    fn take(&mut self, answer: AnswerRow) {
        if self.call.as_ref().is_none_or(|(id, _, _)| *id != answer.call_id) {
            self.end_call();
            self.day(answer.day).calls += 1;
            self.call = Some((answer.call_id, answer.day, Vec::new()));
        }
        let day = self.day(answer.day);
        day.functions = day.functions.saturating_add(1);
        let counter = match understanding::meaning(&answer.status) {
            Some(Understood::Done) => &mut day.done,
            Some(Understood::Refused) => &mut day.refused,
            Some(Understood::AskedBack) => &mut day.asked_back,
            Some(Understood::Failed) | None => &mut day.failed,
        };
        *counter = counter.saturating_add(1);
        if let Some((_, _, statuses)) = &mut self.call {
            statuses.push(answer.status);
        }
    }

    /// A call counts as given up on the day on which it began.
    fn end_call(&mut self) {
        let Some((_, day, statuses)) = self.call.take() else { return };
        if understanding::gave_up(statuses.iter().map(String::as_str)) {
            self.day(day).given_up += 1;
        }
    }

    fn day(&mut self, date: Date) -> &mut UnderstandingView {
        let fresh = || UnderstandingView { date: date.to_string(), ..UnderstandingView::default() };
        self.days.entry(date).or_insert_with(fresh)
    }

    fn into_days(mut self) -> BTreeMap<Date, UnderstandingView> {
        self.end_call();
        self.days
    }
}

/// What came to nothing on one day for one reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RefusalView {
    /// UTC.
    pub date: String,
    /// `book`, `move`, `cancel`, `release`.
    pub wanted: String,
    /// Why not.
    pub reason: String,
    /// How often.
    pub count: u64,
}

/// What was refused, the newest day first.
pub fn refusals(desk: &Desk, period: Period) -> Result<Vec<RefusalView>> {
    let rows = desk.store.read(|connection| refusals::refusals(connection, period.span()))?;
    let view = |row: refusals::RefusalRow| RefusalView {
        date: row.day.to_string(),
        wanted: row.kind,
        reason: row.reason,
        count: row.count,
    };
    Ok(rows.into_iter().map(view).collect())
}
