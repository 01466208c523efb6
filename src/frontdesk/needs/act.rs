//! What a person can do about something, as a button.

use crate::domain::ids::{AppointmentId, HostId, StaffId};
use serde::Serialize;

/// What a button does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub(crate) enum Act {
    /// The customer was called back.
    CallbackDone { callback: i64 },
    /// The warning was seen to.
    WarningClear { warning: i64 },
    /// Somebody has seen the alarm and need not be reminded.
    AlarmSeen { kind: &'static str },
    /// Try the visit again.
    SagaRetry { saga: String },
    /// Take what stands for the whole visit.
    SagaAdopt { saga: String },
    /// Call off what stands.
    SagaCancel { saga: String },
    /// The host is this person. `seen` names what was shown.
    HostIs { host: HostId, staff: StaffId, seen: String },
    /// The host is one of the people here, whom the user picks.
    HostIsOneOfUs { host: HostId, seen: String },
    /// The host is not this person, for good.
    HostIsNot { host: HostId, staff: StaffId, seen: String },
    /// Somebody does this appointment.
    Assign { appointment: AppointmentId },
    /// The message is sent again. `seen` names how it stood.
    Resend { message: String, seen: String },
    /// Look at what came in, and have it worked on again there.
    LookAtEvent { event: i64 },
    /// Look at all that came in and is dead.
    LookAtDeadEvents,
    /// Look at how a service stands at Cal.com, and accept or restore there.
    LookAtService { service: String },
}

/// A button.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Button {
    #[serde(flatten)]
    pub act: Act,
    /// What stands on it, in the desk's language.
    pub label: String,
}

impl Button {
    pub fn new(act: Act, label: impl Into<String>) -> Button {
        Button { act, label: label.into() }
    }
}
