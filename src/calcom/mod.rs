//! Cal.com, behind a trait: what Chairside asks of it, and the three ways an outside call can end.
//!
//! Wire contract: Cal.com's platform API v2. Its product is closed source and its published schema is wrong
//! in places, so everything that knows its JSON lives in this folder and reads it leniently.

pub mod client;
pub mod exchange;
pub mod offline;
pub mod origin;
pub mod pulse;
pub(crate) mod refused;
pub mod signature;
pub mod urgency;
pub mod usage;
pub(crate) mod wire;

use crate::calcom::exchange::Listener;
use crate::calcom::usage::Usage;
use crate::domain::doctor::hook::{Hook, HookHome, NewHook};
use crate::domain::event_type::fields::{Fields, Home, Seen};
use crate::domain::host::identity::Host;
use crate::domain::visit::booking::BookingFacts;
use std::collections::BTreeMap;
use std::fmt;
use std::time::Instant;
use time::OffsetDateTime;

/// How a call that did not succeed ended. The saga must tell "no" from "perhaps".
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallError {
    /// Cal.com said no and left nothing behind.
    Refused(Refusal),
    /// Surely nothing happened, and it may be tried again: no connection, or the rate limit.
    NotSent {
        /// For the log.
        why: String,
        /// How long Cal.com asks us to wait.
        retry_after_seconds: Option<u32>,
    },
    /// It may have happened: lost answer, time-out, 5xx, an answer nobody can read. Look before repeating.
    Unknown(String),
}

/// What is said of a body that goes on beyond what is read.
const BODY_TOO_LONG: &str = "the body is longer than what is read";

/// Cal.com's no.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// HTTP status.
    pub status: u16,
    /// Its error code, for example `BadRequestException`.
    pub code: String,
    /// Its sentence, cut to a sane length. For the log, not for callers.
    pub message: String,
}

impl CallError {
    /// Whether Cal.com says that the thing does not exist. A 404 of a gateway, or one that means "no such
    /// path" (wrong base URL, wrong API version), says nothing about a booking.
    pub fn is_not_found(&self) -> bool {
        matches!(self, CallError::Refused(no) if no.status == 404
            && no.code != CODE_NOT_CALCOM
            && !no.message.starts_with("Cannot "))
    }

    /// Whether there was an answer, but a longer one than is read. Asked for less, it may be had.
    pub fn is_too_long(&self) -> bool {
        matches!(self, CallError::Unknown(why) if why.ends_with(BODY_TOO_LONG))
    }
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CallError::Refused(no) => {
                write!(f, "refused with {} {}: {}", no.status, no.code, no.message)
            }
            CallError::NotSent { why, .. } => write!(f, "not sent: {why}"),
            CallError::Unknown(why) => write!(f, "outcome unknown: {why}"),
        }
    }
}

/// The result of an outside call.
pub type CallResult<T> = Result<T, CallError>;

/// What is sent to book. Every choice is made before it is sent, so that a repeat asks for the same thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewBooking {
    /// What to book.
    pub event_type_id: i64,
    /// UTC.
    pub start: OffsetDateTime,
    /// Another length than the event type's; only where it has several.
    pub length_minutes: Option<u32>,
    /// The customer's name.
    pub attendee_name: String,
    /// The artificial address of the visit: it makes an unknown outcome findable.
    pub attendee_email: String,
    /// E.164, if the salon lets Cal.com know it.
    pub attendee_phone: Option<String>,
    /// IANA name.
    pub attendee_time_zone: String,
    /// `de` or `en`.
    pub attendee_language: String,
    /// See `domain::visit::booking::meta`.
    pub metadata: BTreeMap<String, String>,
}

/// Which bookings to list. Unset means no filter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BookingFilter {
    /// Exact address of an attendee.
    pub attendee_email: Option<String>,
    /// Changed after this instant; the answer is then sorted by the time of change, oldest first.
    pub after_updated_at: Option<OffsetDateTime>,
    /// Booked as this event type.
    pub event_type_id: Option<i64>,
    /// Beginning at this instant or later.
    pub after_start: Option<OffsetDateTime>,
    /// How many, 1 to 100.
    pub take: u32,
    /// How many to leave out first.
    pub skip: u32,
}

/// A free start at Cal.com, UTC, half open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Slot {
    /// First minute.
    pub start: OffsetDateTime,
    /// Last minute, exclusive.
    pub end: OffsetDateTime,
}

/// A slot kept out of other people's sight for some minutes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reservation {
    /// Cal.com's name for it.
    pub uid: String,
    /// UTC.
    pub until: OffsetDateTime,
}

/// A team as the list of them names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Team {
    /// Cal.com's number for it.
    pub id: i64,
    /// As people read it; may be empty.
    pub name: String,
}

/// Whose members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Members {
    /// `GET /v2/teams/{id}/memberships`.
    Team(i64),
    /// `GET /v2/organizations/{id}/users`.
    Organization(i64),
}

/// One page of `GET /v2/bookings`.
#[derive(Clone, Debug, PartialEq)]
pub struct BookingPage {
    /// The readable entries, in Cal.com's order.
    pub bookings: Vec<BookingFacts>,
    /// For each entry that cannot be read, why; for the log, without personal data.
    pub unreadable: Vec<String>,
    /// Whether Cal.com says that more follow.
    pub has_more: bool,
}

/// One page of members.
#[derive(Clone, Debug, PartialEq)]
pub struct MemberPage {
    /// The readable ones. `Host::id` is the user's id, the same number as in `hosts[]`.
    pub hosts: Vec<Host>,
    /// How many entries the page had, readable or not: an empty page is behind the end.
    pub entries: usize,
    /// How many of them have an id that cannot be read. Invitations not yet accepted are not among them.
    pub unreadable: usize,
}

/// A list of event types.
#[derive(Clone, Debug, PartialEq)]
pub struct EventTypeList {
    /// The readable entries.
    pub event_types: Vec<Seen>,
    /// Entries without a readable number.
    pub unreadable: usize,
}

/// What a key may be good for besides reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// To book.
    Book,
    /// To make event types there.
    MakeEventTypes(Home),
    /// To register webhooks there.
    RegisterHooks(HookHome),
}

/// The code of a refusal that is not in one of Cal.com's shapes: a gateway's page, or another server.
pub const CODE_NOT_CALCOM: &str = "NotCalcom";
/// The code of a refusal in place of an answer that a recording does not hold.
pub const CODE_NOT_RECORDED: &str = "NotRecorded";

/// What Chairside asks of Cal.com. Each call ends by `deadline` at the latest, as `Unknown` or `NotSent`
/// if need be; implementations never panic on what the other side sends.
pub trait Calcom: Send + Sync {
    /// `POST /v2/bookings`.
    fn book(&self, new: &NewBooking, deadline: Instant) -> CallResult<BookingFacts>;
    /// `GET /v2/bookings/{uid}`. A booking that does not exist is a `Refused` with status 404.
    fn booking(&self, uid: &str, deadline: Instant) -> CallResult<BookingFacts>;
    /// `GET /v2/bookings`. Entries that cannot be read are left out and logged.
    fn bookings(&self, filter: &BookingFilter, deadline: Instant) -> CallResult<BookingPage>;
    /// `POST /v2/bookings/{uid}/cancel`. Answers the booking's new state.
    fn cancel(&self, uid: &str, reason: &str, deadline: Instant) -> CallResult<BookingFacts>;
    /// `POST /v2/bookings/{uid}/reschedule`. Answers the new booking, which has a new uid.
    fn reschedule(
        &self,
        uid: &str,
        start: OffsetDateTime,
        reason: &str,
        deadline: Instant,
    ) -> CallResult<BookingFacts>;
    /// `GET /v2/slots` with `format=range`, sorted by start.
    fn slots(
        &self,
        event_type_id: i64,
        from: OffsetDateTime,
        until: OffsetDateTime,
        deadline: Instant,
    ) -> CallResult<Vec<Slot>>;
    /// `POST /v2/slots/reservations`.
    fn reserve(
        &self,
        event_type_id: i64,
        start: OffsetDateTime,
        minutes: u32,
        deadline: Instant,
    ) -> CallResult<Reservation>;
    /// `DELETE /v2/slots/reservations/{uid}`: others see the slot again. One that is gone is a `Refused` with status 404.
    fn unreserve(&self, _uid: &str, _deadline: Instant) -> CallResult<()> {
        let why = "reservations are not given back here".to_owned();
        Err(CallError::NotSent { why, retry_after_seconds: None })
    }
    /// One page of a team's or an organisation's members, 1 to 250.
    fn members(
        &self,
        of: Members,
        take: u32,
        skip: u32,
        deadline: Instant,
    ) -> CallResult<MemberPage>;

    // Event types. Who stands in for Cal.com without them says that nothing was sent.

    /// `GET /v2/me`: the number of the key's own user.
    fn own_id(&self, deadline: Instant) -> CallResult<i64> {
        self.me(deadline).map(|own| own.id.0)
    }
    /// `GET /v2/me`: the key's own user.
    fn me(&self, _deadline: Instant) -> CallResult<Host> {
        no_event_types()
    }
    /// `GET /v2/teams`: the teams that the key sees. Entries that cannot be read are left out.
    fn teams(&self, _deadline: Instant) -> CallResult<Vec<Team>> {
        no_event_types()
    }
    /// A home's event types; with `slug` at least the one at that address, if there is one.
    fn event_types(
        &self,
        _home: Home,
        _slug: Option<&str>,
        _deadline: Instant,
    ) -> CallResult<EventTypeList> {
        no_event_types()
    }
    /// One event type. One that does not exist is a `Refused` with status 404.
    fn event_type(&self, _home: Home, _id: i64, _deadline: Instant) -> CallResult<Seen> {
        no_event_types()
    }
    /// Creates one. Its address is unique in its home: a second one is refused.
    fn create_event_type(&self, _home: Home, _fields: &Fields, _: Instant) -> CallResult<Seen> {
        no_event_types()
    }
    /// Sets fields of one; the others stay.
    fn update_event_type(
        &self,
        _home: Home,
        _id: i64,
        _fields: &Fields,
        _deadline: Instant,
    ) -> CallResult<Seen> {
        no_event_types()
    }
    /// Deletes one; its bookings stay. One that does not exist is a `Refused` with status 404.
    fn delete_event_type(&self, _home: Home, _id: i64, _deadline: Instant) -> CallResult<()> {
        no_event_types()
    }
    // Webhooks and rights, for who looks whether everything is set up.

    /// The webhooks registered there.
    fn hooks(&self, _of: HookHome, _deadline: Instant) -> CallResult<Vec<Hook>> {
        no_hooks()
    }
    /// Registers one, or makes the one of this name so.
    fn put_hook(
        &self,
        _: HookHome,
        _id: Option<&str>,
        _: &NewHook,
        _: Instant,
    ) -> CallResult<Hook> {
        no_hooks()
    }
    /// Asks for something without saying what: whoever may is told that it is incomplete, and nothing is done. `Refused`
    /// for who may not.
    fn may(&self, _: Right, _deadline: Instant) -> CallResult<()> {
        no_hooks()
    }
    /// Tells this listener too of every exchange on the wire from now on. A Cal.com without a wire has nothing to tell.
    fn add_listener(&self, _listener: Listener) {}
    /// What the key's calls go to. A Cal.com without a wire has no calls to share out.
    fn usage(&self) -> Option<Usage> {
        None
    }
}

fn no_event_types<T>() -> CallResult<T> {
    let why = "event types are not supported here".to_owned();
    Err(CallError::NotSent { why, retry_after_seconds: None })
}

fn no_hooks<T>() -> CallResult<T> {
    let why = "webhooks are not supported here".to_owned();
    Err(CallError::NotSent { why, retry_after_seconds: None })
}
