//! What a message tells, which way it goes, and how it stands.

use crate::domain::stored::stored_enum;

stored_enum! {
    /// What a message tells.
    pub enum Kind {
        /// The visit is booked.
        Confirmed = "confirmed",
        /// It is at another time.
        Moved = "moved",
        /// It is off.
        Cancelled = "cancelled",
        /// It is soon.
        Reminder = "reminder",
    }
}

stored_enum! {
    /// Which way it goes.
    pub enum Channel {
        /// As a mail.
        Mail = "mail",
        /// As a text message.
        Sms = "sms",
        /// It goes nowhere, for a reason that is kept with it.
        Nowhere = "nowhere",
    }
}

stored_enum! {
    /// How a message stands.
    pub enum State {
        /// To be sent.
        Open = "open",
        /// The other side has taken it.
        Sent = "sent",
        /// It was refused for good, or there is no use in it any more.
        GivenUp = "given_up",
        /// What it tells is out of date: a newer one tells it.
        Replaced = "replaced",
        /// Nobody is told.
        Untold = "untold",
    }
}
