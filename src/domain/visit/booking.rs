//! A Cal.com booking as a fact: one snapshot of its state, whichever road it came by.

use crate::domain::host::identity::HostSighting;
use crate::domain::stored::stored_enum;
use std::collections::BTreeMap;
use time::OffsetDateTime;

/// Our keys in a booking's Cal.com `metadata`. At most 40 characters each, values at most 500.
pub mod meta {
    /// The visit's reference; random, so that another's cannot be guessed.
    pub const REF: &str = "chairside_ref";
    /// The segment's key within the visit (`A`, `B`, …).
    pub const SEGMENT: &str = "chairside_segment";
    /// Where in the visit: its place among all parts, from 1.
    pub const POSITION: &str = "chairside_position";
    /// How many segments of active work the visit has.
    pub const SEGMENTS: &str = "chairside_segments";
    /// `work`, or `pause` for one that is held.
    pub const KIND: &str = "chairside_kind";
    /// What the visit's pauses are for.
    pub const POLICY: &str = "chairside_policy";
    /// The segment's name.
    pub const NAME: &str = "chairside_name";
    /// Minutes after it, before it, and behind the visit, with commas.
    pub const AROUND: &str = "chairside_around";
    /// The saga that made the booking: what a lost answer is found again by.
    pub const SAGA: &str = "chairside_saga";
    /// The service's key.
    pub const SERVICE: &str = "chairside_service";
    /// By which road the visit came to us first; a `Source` as text.
    pub const SOURCE: &str = "chairside_source";
    /// The staff member the customer asked for; a UUID.
    pub const PREFERRED: &str = "chairside_preferred";
}

stored_enum! {
    /// Where an appointment came from first. The column `appointments.source`.
    pub enum Source {
        /// A function call of the voice agent.
        RetellPhone = "retell_phone",
        /// A webhook event of the voice agent.
        RetellWebhook = "retell_webhook",
        /// Cal.com itself: its webhook, or the poll that heals lost ones.
        CalcomWebhook = "calcom_webhook",
        /// `POST /api/v2/bookings`.
        WebApi = "web_api",
        /// The customer stood in the door.
        WalkIn = "walk_in",
        /// Taken over from elsewhere.
        Import = "import",
    }
}

/// A booking's status at Cal.com.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BookingStatus {
    /// It stands.
    Accepted,
    /// It waits for the salon's confirmation.
    Pending,
    /// It is off.
    Cancelled,
    /// The salon declined it.
    Rejected,
}

impl BookingStatus {
    /// Cal.com's word, lower case.
    pub fn as_str(self) -> &'static str {
        match self {
            BookingStatus::Accepted => "accepted",
            BookingStatus::Pending => "pending",
            BookingStatus::Cancelled => "cancelled",
            BookingStatus::Rejected => "rejected",
        }
    }

    /// Any case, as the API (`accepted`) and the webhooks (`ACCEPTED`) differ.
    pub fn parse(text: &str) -> Option<BookingStatus> {
        match text.to_ascii_lowercase().as_str() {
            "accepted" => Some(BookingStatus::Accepted),
            "pending" => Some(BookingStatus::Pending),
            "cancelled" | "canceled" => Some(BookingStatus::Cancelled),
            "rejected" => Some(BookingStatus::Rejected),
            _ => None,
        }
    }

    /// Whether the booking occupies its host.
    pub fn stands(self) -> bool {
        matches!(self, BookingStatus::Accepted | BookingStatus::Pending)
    }
}

/// The person the booking is for, as Cal.com knows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attendee {
    /// As given when booking.
    pub name: String,
    /// Usually our artificial address.
    pub email: Option<String>,
    /// E.164 where given.
    pub phone: Option<String>,
}

/// One snapshot of one booking. Times are UTC.
#[derive(Clone, Debug, PartialEq)]
pub struct BookingFacts {
    /// Cal.com's uid: the booking's name for ever (a reschedule makes a new one).
    pub uid: String,
    /// Its state.
    pub status: BookingStatus,
    /// First minute, inclusive.
    pub start: OffsetDateTime,
    /// Last minute, exclusive.
    pub end: OffsetDateTime,
    /// What was booked.
    pub event_type_id: Option<i64>,
    /// Cal.com's own time of the last change: what orders snapshots. An answer without it counts as older than any with it.
    pub updated_at: Option<OffsetDateTime>,
    /// Who got it.
    pub host: HostSighting,
    /// The first attendee that is not one of the hosts.
    pub attendee: Option<Attendee>,
    /// The addresses of everybody who attends and is no host: guests may be among them.
    pub addresses: Vec<String>,
    /// Text values of `metadata`; numbers and booleans as text.
    pub metadata: BTreeMap<String, String>,
    /// The booking this one replaced.
    pub rescheduled_from: Option<String>,
    /// The booking that replaced this one.
    pub rescheduled_to: Option<String>,
    /// Whether it was read from Cal.com under its uid or in a list; the answer to a change only claims it.
    pub is_read: bool,
    /// Whether it says that the customer did not come; `None` where it does not say.
    pub is_absent: Option<bool>,
}

impl BookingFacts {
    /// Whether a person of this address attends; as mail has it, in any case of letters.
    pub fn has_attendee(&self, address: &str) -> bool {
        self.addresses.iter().any(|one| one.eq_ignore_ascii_case(address))
    }

    /// The visit's reference, if the booking was made by us.
    pub fn visit_ref(&self) -> Option<&str> {
        self.metadata.get(meta::REF).map(String::as_str)
    }
}
