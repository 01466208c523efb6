//! What an answer of a function is, in a word.

use crate::domain::stored::stored_enum;

stored_enum! {
    /// The `status` of an answer. The model is taught by it what to do next.
    pub enum Status {
        /// Free times, or appointments that there are.
        Ok = "ok",
        /// There are none.
        None = "none",
        /// The caller is a customer.
        Known = "known",
        /// The caller is none yet.
        New = "new",
        /// The caller's number is not shown.
        Withheld = "withheld",
        /// It is in the calendar.
        Booked = "booked",
        /// It waits for the salon's confirmation.
        Requested = "requested",
        /// It is at its new time.
        Rescheduled = "rescheduled",
        /// It was at that time already.
        Unchanged = "unchanged",
        /// It is called off.
        Cancelled = "cancelled",
        /// It was off before.
        CancelledBefore = "cancelled_before",
        /// Somebody else has the time.
        Taken = "taken",
        /// It cannot be then.
        NotPossible = "not_possible",
        /// A person of the salon sees to it; there is a note.
        HandedOver = "handed_over",
        /// The offer is not held any more.
        OfferExpired = "offer_expired",
        /// Nobody knows yet; it is settled without the caller.
        Unknown = "unknown",
        /// The caller has an appointment then already.
        ForWhom = "for_whom",
        /// It may be one of several appointments.
        Which = "which",
        /// A call-back is noted.
        Noted = "noted",
        /// Something is missing or not certain: a question for the caller.
        Invalid = "invalid",
        /// There is no such appointment of the caller's.
        NotFound = "not_found",
        /// It contradicts what is so.
        Refused = "refused",
        /// The calendar does not answer.
        Unavailable = "unavailable",
        /// A fault of ours.
        Error = "error",
    }
}

impl Status {
    /// Whether it says that something is done now.
    pub(crate) fn is_done(self) -> bool {
        matches!(
            self,
            Status::Booked
                | Status::Requested
                | Status::Rescheduled
                | Status::Cancelled
                | Status::Noted
        )
    }
}
