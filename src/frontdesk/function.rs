//! The voice agent's functions: what they understand, and what they answer.
//!
//! A business result is always a JSON object with a `status`, a sentence to `say`, and the data. Ids come from
//! the call, never from arguments; arguments nobody knows are ignored, because the model adds some.

use crate::domain::Error;
use crate::domain::Result;
use crate::domain::booking::Source;
use crate::domain::calendar::Interval;
use crate::domain::ids::AppointmentId;
use crate::domain::ids::StaffId;
use crate::domain::person::Phone;
use crate::domain::person::PersonName;
use crate::domain::person_fold::fold;
use crate::domain::staff::StaffMember;
use crate::domain::staff::TenantContext;
use crate::frontdesk::Desk;
use crate::frontdesk::book::Booked;
use crate::frontdesk::book::Choice;
use crate::frontdesk::book::Order;
use crate::frontdesk::book::Told;
use crate::frontdesk::change::Cancelled;
use crate::frontdesk::customer::Diary;
use crate::frontdesk::offer::Ask;
use crate::frontdesk::offer::Found;
use crate::frontdesk::offer::Offer;
use crate::frontdesk::say::Voice;
use crate::frontdesk::wish;
use crate::retell::wire::FunctionCall;
use crate::store::call;
use crate::store::call::CallKey;
use crate::store::event_map;
use crate::store::hold;
use crate::store::salon;
use crate::store::service;
use crate::store::service::Service;
use crate::store::staff;
use serde_json::Map;
use serde_json::Value;
use serde_json::json;
use std::time::Instant;

/// The functions there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    /// Who is calling.
    CheckCustomer,
    /// What is free.
    CheckAvailability,
    /// Book it.
    BookAppointment,
    /// Call it off.
    CancelAppointment,
    /// Move it.
    RescheduleAppointment,
    /// What the caller has.
    ListAppointments,
}

impl Function {
    const ALL: [Function; 6] = [
        Function::CheckCustomer,
        Function::CheckAvailability,
        Function::BookAppointment,
        Function::CancelAppointment,
        Function::RescheduleAppointment,
        Function::ListAppointments,
    ];

    /// As the agent calls it.
    pub fn as_str(self) -> &'static str {
        match self {
            Function::CheckCustomer => "check_customer",
            Function::CheckAvailability => "check_availability",
            Function::BookAppointment => "book_appointment",
            Function::CancelAppointment => "cancel_appointment",
            Function::RescheduleAppointment => "reschedule_appointment",
            Function::ListAppointments => "list_appointments",
        }
    }

    /// The inverse of `as_str`.
    pub fn parse(name: &str) -> Option<Function> {
        Function::ALL.into_iter().find(|function| function.as_str() == name)
    }

    /// Whether it may wait for Cal.com; the others never leave the machine.
    pub fn waits_for_calcom(self) -> bool {
        !matches!(self, Function::CheckCustomer | Function::ListAppointments)
    }
}
