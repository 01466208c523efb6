//! The functions that the voice agent can call.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    CheckCustomer,
    CheckAvailability,
    BookAppointment,
    CancelAppointment,
    RescheduleAppointment,
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
