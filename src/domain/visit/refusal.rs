//! Why something was not booked, moved or called off, as far as it matters to whoever asked for it and to the desk.

/// Why not. The word is what answers, notes and warnings carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Somebody else has these minutes.
    Taken,
    /// The branch is shut then.
    Closed,
    /// Whoever would do it is not there then.
    Absent,
    /// Sooner than may be booked.
    TooSoon,
    /// Outside of what may be booked, for another cause than too short a notice.
    OutOfBounds,
    /// The phone number was refused.
    Phone,
    /// The e-mail address was refused.
    Email,
    /// Cal.com demands an answer to a question that the phone does not ask.
    FieldRequired,
    /// A limit of the event type or of the booker is reached.
    Limit,
    /// This event type's bookings may not be moved.
    MoveDisabled,
    /// This event type's bookings may not be called off.
    CancelDisabled,
    /// Cal.com does not take our key.
    KeyRefused,
    /// The key may not do this.
    NoRight,
    /// The event type is gone, or nobody does it any more.
    EventTypeGone,
    /// Cal.com does not know the path: wrong address or version.
    WrongVersion,
    /// The booking is not known at Cal.com.
    BookingGone,
    /// It happened, and somebody has called it off since.
    CalledOff,
    /// Somebody has moved it elsewhere meanwhile.
    MovedElsewhere,
    /// Whoever the pool chose cannot do it.
    PoolUnfit,
    /// No trace of it for so long that it was given up.
    GivenUp,
    /// Anything else.
    Other,
}

impl Reason {
    const ALL: [Reason; 21] = [
        Reason::Taken,
        Reason::Closed,
        Reason::Absent,
        Reason::TooSoon,
        Reason::OutOfBounds,
        Reason::Phone,
        Reason::Email,
        Reason::FieldRequired,
        Reason::Limit,
        Reason::MoveDisabled,
        Reason::CancelDisabled,
        Reason::KeyRefused,
        Reason::NoRight,
        Reason::EventTypeGone,
        Reason::WrongVersion,
        Reason::BookingGone,
        Reason::CalledOff,
        Reason::MovedElsewhere,
        Reason::PoolUnfit,
        Reason::GivenUp,
        Reason::Other,
    ];

    /// As stored and told.
    pub fn as_str(self) -> &'static str {
        match self {
            Reason::Taken => "taken",
            Reason::Closed => "closed",
            Reason::Absent => "absent",
            Reason::TooSoon => "too_soon",
            Reason::OutOfBounds => "out_of_bounds",
            Reason::Phone => "phone_refused",
            Reason::Email => "email_refused",
            Reason::FieldRequired => "field_required",
            Reason::Limit => "limit_reached",
            Reason::MoveDisabled => "move_disabled",
            Reason::CancelDisabled => "cancel_disabled",
            Reason::KeyRefused => "key_refused",
            Reason::NoRight => "no_right",
            Reason::EventTypeGone => "event_type_gone",
            Reason::WrongVersion => "wrong_version",
            Reason::BookingGone => "booking_gone",
            Reason::CalledOff => "called_off",
            Reason::MovedElsewhere => "moved_elsewhere",
            Reason::PoolUnfit => "pool_unfit",
            Reason::GivenUp => "given_up",
            Reason::Other => "refused",
        }
    }

    /// Those by which nothing of it can be booked until somebody mends it.
    pub fn breaking() -> impl Iterator<Item = Reason> {
        Reason::ALL.into_iter().filter(|reason| matches!(reason.class(), Class::Broken(_)))
    }

    /// The inverse of `as_str`.
    pub fn parse(text: &str) -> Option<Reason> {
        Reason::ALL.into_iter().find(|reason| reason.as_str() == text)
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
            | Reason::Other => Class::Case,
        }
    }

    /// Whether another person or another time would do: then nobody need be called back.
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
