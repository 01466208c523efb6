//! The queue of what needs a person, as it is shown.

use crate::domain::calendar::local_time::LocalTime;
use crate::domain::ids::AppointmentId;
use crate::domain::stored::stored_enum;
use crate::frontdesk::needs::act::{Act, Button};
use crate::frontdesk::needs::people::Choice;
use serde::{Serialize, Serializer};

stored_enum! {
    /// What kind of thing it is, the most urgent first.
    #[derive(PartialOrd, Ord)]
    pub enum NeedKind {
        /// A visit that cannot be settled without a person.
        Stuck = "stuck",
        /// A customer waits to be called back.
        Callback = "callback",
        /// A host whom nobody knows.
        Host = "host",
        /// An appointment that nobody does.
        Unassigned = "unassigned",
        /// Something came in and could not be worked on.
        DeadEvent = "dead_event",
        /// A service's event types are not at Cal.com as they should be.
        Drift = "drift",
        /// Something about visits or Cal.com that a person should look at.
        Warning = "warning",
        /// Something is wrong with the whole.
        Alarm = "alarm",
    }
}

impl Serialize for NeedKind {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.as_str())
    }
}

/// Something that needs a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct NeedView {
    pub kind: NeedKind,
    /// In a few words, in the desk's language.
    pub title: String,
    /// The same with what is known of it, in sentences.
    pub told: Vec<String>,
    pub since: Option<LocalTime>,
    /// The appointments that it is about.
    pub appointments: Vec<AboutView>,
    /// The likely one first.
    pub buttons: Vec<Button>,
}

impl NeedView {
    /// Whether the first button is the likely one: between two people nobody is.
    pub fn has_favourite(&self) -> bool {
        let is = |button: &&Button| matches!(button.act, Act::HostIs { .. });
        let is_not = |button: &Button| matches!(button.act, Act::HostIsNot { .. });
        self.buttons.iter().any(is_not) || self.buttons.iter().filter(is).count() < 2
    }
}

/// An appointment that something is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct AboutView {
    pub appointment_id: AppointmentId,
    pub start: Option<LocalTime>,
    pub service: Option<String>,
    pub customer: Option<String>,
}

/// The queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct NeedsView {
    /// The most urgent first, then the oldest.
    pub needs: Vec<NeedView>,
    /// Who can be given an appointment, by name.
    pub staff: Vec<Choice>,
}
