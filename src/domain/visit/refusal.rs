//! Why something was not booked, moved or called off, as far as it matters to the caller and to the desk.

use crate::domain::stored::stored_enum;

stored_enum! {
    /// Why not. The word is what answers, notes and warnings carry.
    pub enum Reason {
        /// Another booking has these minutes.
        Taken = "taken",
        /// The branch is shut then.
        Closed = "closed",
        /// The staff member who would do it is not there then.
        Absent = "absent",
        /// Sooner than may be booked.
        TooSoon = "too_soon",
        /// Outside of what may be booked, for another cause than too short a notice.
        OutOfBounds = "out_of_bounds",
        /// The phone number was refused.
        Phone = "phone_refused",
        /// The e-mail address was refused.
        Email = "email_refused",
        /// Cal.com demands an answer to a question that the phone does not ask.
        FieldRequired = "field_required",
        /// A limit of the event type or of the booker is reached.
        Limit = "limit_reached",
        /// This event type's bookings may not be moved.
        MoveDisabled = "move_disabled",
        /// This event type's bookings may not be called off.
        CancelDisabled = "cancel_disabled",
        /// Cal.com does not take our key.
        KeyRefused = "key_refused",
        /// The key may not do this.
        NoRight = "no_right",
        /// The event type is gone, or has no host any more.
        EventTypeGone = "event_type_gone",
        /// Cal.com does not know the path: wrong address or version.
        WrongVersion = "wrong_version",
        /// The booking is not known at Cal.com.
        BookingGone = "booking_gone",
        /// It happened, and has been called off since.
        CalledOff = "called_off",
        /// It has been moved elsewhere meanwhile.
        MovedElsewhere = "moved_elsewhere",
        /// The one that the pool chose cannot do it.
        PoolUnfit = "pool_unfit",
        /// No trace of it for so long that it was given up.
        GivenUp = "given_up",
        /// Nothing was refused: the caller has asked to be called back.
        AskedFor = "asked_for",
        /// Anything else.
        Other = "refused",
    }
}

impl Reason {
    /// Those by which nothing of it can be booked until a person mends it.
    pub fn breaking() -> impl Iterator<Item = Reason> {
        Reason::ALL.into_iter().filter(|reason| matches!(reason.class(), Class::Broken(_)))
    }

    /// What is to be done about it.
    pub fn class(self) -> Class {
        match self {
            Reason::Taken | Reason::PoolUnfit => Class::Taken,
            Reason::Closed | Reason::Absent | Reason::TooSoon | Reason::OutOfBounds => Class::Plain,
            Reason::KeyRefused | Reason::WrongVersion => Class::Broken(Scope::Everything),
            Reason::NoRight | Reason::EventTypeGone => Class::Broken(Scope::EventType),
            Reason::Phone
            | Reason::Email
            | Reason::FieldRequired
            | Reason::MoveDisabled
            | Reason::CancelDisabled => Class::Misconfigured,
            Reason::Limit
            | Reason::BookingGone
            | Reason::CalledOff
            | Reason::MovedElsewhere
            | Reason::GivenUp
            | Reason::AskedFor
            | Reason::Other => Class::Case,
        }
    }

    /// Whether another person or another time would do: then no call back is needed.
    pub fn is_for_the_caller(self) -> bool {
        matches!(self.class(), Class::Taken | Class::Plain)
    }
}

/// What is to be done about a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Another time or person is looked for.
    Taken,
    /// It is told as what it is.
    Plain,
    /// Something at Cal.com is set so that this cannot be booked; a person mends it, a note is left for this caller.
    Misconfigured,
    /// Nothing of this scope can be booked until it is mended: no more offers of it.
    Broken(Scope),
    /// This one case is for a person.
    Case,
}

/// How much of what is offered a fault takes away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Everything: the key, the address.
    Everything,
    /// One event type.
    EventType,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_is_read_back() {
        for reason in Reason::ALL {
            assert_eq!(Reason::parse(reason.as_str()), Some(reason));
        }
        assert_eq!(Reason::parse("booked"), None);
    }

    #[test]
    fn only_a_conflict_of_times_is_taken() {
        let taken: Vec<Reason> =
            Reason::ALL.into_iter().filter(|reason| reason.class() == Class::Taken).collect();
        assert_eq!(taken, [Reason::Taken, Reason::PoolUnfit]);
    }
}
