//! Notes whom to call back, as they are shown.

use crate::domain::Result;
use crate::domain::calendar::local_time::LocalTime;
use crate::domain::ids::AppointmentId;
use crate::frontdesk::Desk;
use crate::store::messages::callback;
use crate::store::messages::callback::Callback;
use serde::Serialize;

const LISTED_CALLBACKS_MAX: u32 = 500;

/// Whom to call back, about what, and why it was not done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct CallbackView {
    pub callback: i64,
    pub made_at: LocalTime,
    pub last_at: LocalTime,
    /// How often the same was asked for.
    pub count: u32,
    /// A word for programs.
    pub reason: String,
    /// Empty where it was not told.
    pub customer_name: String,
    /// E.164; empty where it is not known.
    pub phone: String,
    /// In the salon's language.
    pub wish: String,
    pub appointment_id: Option<AppointmentId>,
    pub done: Option<DoneView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct DoneView {
    pub at: LocalTime,
    pub by: String,
    pub note: String,
}

/// What is not done, oldest first; with `all` also what is.
pub(crate) fn list(desk: &Desk, all: bool) -> Result<Vec<CallbackView>> {
    let notes = desk.store.read(|connection| {
        callback::list(connection, desk.salon.company, all, LISTED_CALLBACKS_MAX)
    })?;
    Ok(notes.into_iter().map(|one| view(desk, one)).collect())
}

pub(crate) fn view(desk: &Desk, one: Callback) -> CallbackView {
    let time = |at| LocalTime::of(&desk.salon.zone, at);
    CallbackView {
        callback: one.id,
        made_at: time(one.made_at),
        last_at: time(one.last_at),
        count: one.count,
        reason: one.reason,
        customer_name: one.customer_name,
        phone: one.phone,
        wish: one.wish,
        appointment_id: one.appointment,
        done: one.done.map(|(at, by, note)| DoneView { at: time(at), by, note }),
    }
}
