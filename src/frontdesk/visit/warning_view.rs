//! Warnings as they are shown.

use crate::domain::Result;
use crate::domain::calendar::local_time::LocalTime;
use crate::domain::ids::AppointmentId;
use crate::frontdesk::Desk;
use crate::store::messages::warning;
use crate::store::messages::warning::Warning;
use crate::store::visit::appointment;
use rusqlite::Connection;
use serde::Serialize;

const LISTED_WARNINGS_MAX: u32 = 500;

/// What a person of the salon should look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct WarningView {
    pub warning: i64,
    /// A word for programs.
    pub kind: String,
    pub appointment_id: Option<AppointmentId>,
    /// The visit's reference, the saga's name, the event type.
    pub subject: String,
    /// In the salon's language.
    pub message: String,
    pub count: u32,
    pub raised_at: LocalTime,
    pub last_raised_at: LocalTime,
    pub cleared_at: Option<LocalTime>,
}

/// What is not cleared, oldest first; with `all` also what is.
pub(crate) fn list(desk: &Desk, all: bool) -> Result<Vec<WarningView>> {
    desk.store.read(|connection| {
        let company = desk.salon.company;
        let raised = if all {
            warning::all(connection, company, LISTED_WARNINGS_MAX)?
        } else {
            warning::raised(connection, company, LISTED_WARNINGS_MAX)?
        };
        raised.into_iter().map(|one| view(desk, connection, one)).collect()
    })
}

fn view(desk: &Desk, connection: &Connection, one: Warning) -> Result<WarningView> {
    let time = |at| LocalTime::of(&desk.salon.zone, at);
    let visit = appointment::find_by_ref(connection, &one.subject)?;
    Ok(WarningView {
        warning: one.id,
        kind: one.kind,
        appointment_id: visit.map(|(id, _)| id),
        subject: one.subject,
        message: one.message,
        count: one.count,
        raised_at: time(one.raised_at),
        last_raised_at: time(one.last_raised_at),
        cleared_at: one.cleared_at.map(time),
    })
}
