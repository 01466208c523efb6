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
    /// The appointment that one of its buttons gives to somebody.
    pub fn to_assign(&self) -> Option<AppointmentId> {
        self.buttons.iter().find_map(|button| match button.act {
            Act::Assign { appointment } => Some(appointment),
            _ => None,
        })
    }

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::{HostId, StaffId};

    #[test]
    fn between_two_people_nobody_is_likelier() {
        let (host, seen) = (HostId(7), String::new());
        let staff = |name: &str| StaffId(name.to_owned());
        let is = |name| Act::HostIs { host, staff: staff(name), seen: seen.clone() };
        let of_us = || Act::HostIsOneOfUs { host, seen: seen.clone() };
        let is_not = || Act::HostIsNot { host, staff: staff("emma"), seen: seen.clone() };
        let need = |acts: Vec<Act>| NeedView {
            kind: NeedKind::Host,
            title: String::new(),
            told: Vec::new(),
            since: None,
            appointments: Vec::new(),
            buttons: acts.into_iter().map(|act| Button::new(act, "")).collect(),
        };
        assert!(need(vec![is("emma"), of_us()]).has_favourite());
        assert!(!need(vec![is("emma"), is("ida"), of_us()]).has_favourite(), "both are called so");
        // A suggestion comes first, and can be refused.
        assert!(need(vec![is("emma"), is("ida"), is_not(), of_us()]).has_favourite());
        let give = need(vec![Act::Assign { appointment: AppointmentId(3) }]);
        assert_eq!((give.has_favourite(), give.to_assign()), (true, Some(AppointmentId(3))));
    }
}
