//! The functions that the voice agent can call.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    CheckCustomer,
    CheckAvailability,
    BookAppointment,
    CancelAppointment,
    RescheduleAppointment,
    ListAppointments,
    RequestCallback,
}

impl Function {
    /// All of them, in the order in which a conversation needs them.
    pub const ALL: [Function; 7] = [
        Function::CheckCustomer,
        Function::CheckAvailability,
        Function::BookAppointment,
        Function::RescheduleAppointment,
        Function::CancelAppointment,
        Function::ListAppointments,
        Function::RequestCallback,
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
            Function::RequestCallback => "request_callback",
        }
    }

    /// The inverse of `as_str`.
    pub fn parse(name: &str) -> Option<Function> {
        Function::ALL.into_iter().find(|function| function.as_str() == name)
    }

    /// Whether it may wait for Cal.com; the others never leave the machine.
    pub fn waits_for_calcom(self) -> bool {
        !matches!(
            self,
            Function::CheckCustomer | Function::ListAppointments | Function::RequestCallback
        )
    }
}
