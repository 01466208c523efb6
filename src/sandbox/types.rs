//! What a host program tells the sandbox and what it gets back from it.

use crate::domain::visit::booking::BookingStatus;
use crate::sandbox::answer::Saying;
use serde_json::{Map, Value};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use time::{OffsetDateTime, Weekday};

/// How many answered requests the log keeps; older ones are forgotten.
pub const REQUEST_LOG_ENTRIES: usize = 50_000;
/// How many connections are served at once unless told otherwise.
pub const CONNECTIONS_MAX: usize = 256;
/// The key that the stand-in accepts unless told otherwise.
pub const DEMO_API_KEY: &str = "cal_sandbox_demo";
/// What the started command allows per minute, as Cal.com does per API key.
pub const RATE_LIMIT_PER_MINUTE: u32 = 120;

/// The sandbox's clock. Tests pass their own.
pub type Clock = Arc<dyn Fn() -> OffsetDateTime + Send + Sync>;

/// How a sandbox is started.
#[derive(Clone)]
pub struct SandboxOptions {
    /// `address:port`; port 0 takes any free one.
    pub listen: String,
    /// Without it only loopback addresses are listened on.
    pub allow_other_addresses: bool,
    /// The one bearer key that is accepted.
    pub api_key: String,
    /// The secret of subscriptions made by `Sandbox::subscribe` without one of their own.
    pub webhook_secret: Option<String>,
    /// What time it is.
    pub clock: Clock,
    /// How long each call takes. A booking spends it between its check and its commit, as the real one does.
    pub delay: Duration,
    /// Requests per 60 seconds and key; `None` means no limit and no `X-RateLimit` headers.
    pub rate_limit_per_minute: Option<u32>,
    /// What becomes of webhooks; can be changed later.
    pub webhooks: WebhookMode,
    /// How long a webhook waits before it is delivered.
    pub webhook_delay: Duration,
    /// A connection beyond so many is closed at once. Each takes a thread and two file descriptors.
    pub connections_max: usize,
    /// The same seed gives the same uids in the same order.
    pub seed: u64,
}

impl Default for SandboxOptions {
    fn default() -> SandboxOptions {
        SandboxOptions {
            listen: "127.0.0.1:0".to_owned(),
            allow_other_addresses: false,
            api_key: DEMO_API_KEY.to_owned(),
            webhook_secret: None,
            clock: Arc::new(OffsetDateTime::now_utc),
            delay: Duration::ZERO,
            rate_limit_per_minute: None,
            webhooks: WebhookMode::Deliver,
            webhook_delay: Duration::ZERO,
            connections_max: CONNECTIONS_MAX,
            seed: 1,
        }
    }
}

impl fmt::Debug for SandboxOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SandboxOptions").field("listen", &self.listen).finish_non_exhaustive()
    }
}

/// What becomes of a webhook when something happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WebhookMode {
    /// Sent once, in order, and never repeated.
    Deliver,
    /// Signed and kept for `Sandbox::take_webhooks`.
    Hold,
    /// Lost.
    Drop,
}

/// A stretch of a working week, in the user's own time zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkingHours {
    /// The days it holds for.
    pub weekdays: Vec<Weekday>,
    /// Minutes after local midnight, inclusive.
    pub from_minute: u16,
    /// Minutes after local midnight, exclusive; 1440 is the next midnight.
    pub until_minute: u16,
}

impl WorkingHours {
    /// Monday to Saturday, 09:00 to 18:00.
    pub fn salon() -> Vec<WorkingHours> {
        let weekdays = vec![
            Weekday::Monday,
            Weekday::Tuesday,
            Weekday::Wednesday,
            Weekday::Thursday,
            Weekday::Friday,
            Weekday::Saturday,
        ];
        vec![WorkingHours { weekdays, from_minute: 9 * 60, until_minute: 18 * 60 }]
    }
}

/// A Cal.com user, who can be a host. The first one added is the owner of the API key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SandboxUser {
    /// Cal.com's number of the user; the same in `hosts`, `organizer` and the memberships.
    pub id: i64,
    /// The real one allows a user without a name.
    pub name: Option<String>,
    /// The primary address.
    pub email: String,
    /// `None` is shown as `unknown` in `hosts`.
    pub username: Option<String>,
    /// IANA name.
    pub time_zone: String,
    /// When the user can be booked.
    pub working_hours: Vec<WorkingHours>,
}

impl SandboxUser {
    /// A user who works Monday to Saturday, 09:00 to 18:00 in Berlin.
    pub fn new(id: i64, name: &str, email: &str, username: &str) -> SandboxUser {
        SandboxUser {
            id,
            name: Some(name.to_owned()),
            email: email.to_owned(),
            username: Some(username.to_owned()),
            time_zone: "Europe/Berlin".to_owned(),
            working_hours: WorkingHours::salon(),
        }
    }
}

/// A team of users.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SandboxTeam {
    /// Cal.com's number for it.
    pub id: i64,
    /// Shown in webhooks.
    pub name: String,
    /// Part of the public address.
    pub slug: String,
    /// User ids; the first one owns the team.
    pub members: Vec<i64>,
}

/// Who gets a booking of an event type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SandboxKind {
    /// Its only host.
    Personal,
    /// One of the hosts, and every fixed one.
    RoundRobin,
    /// All of them at once; the first is the organizer.
    Collective,
}

/// A user in an event type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SandboxHost {
    /// A user's id.
    pub user_id: i64,
    /// Takes part in every booking (`mandatory` on the wire).
    pub fixed: bool,
    /// 0 lowest to 4 highest; the free hosts of the highest priority share the bookings.
    pub priority: u8,
}

impl From<i64> for SandboxHost {
    fn from(user_id: i64) -> SandboxHost {
        SandboxHost { user_id, fixed: false, priority: 2 }
    }
}

/// An event type: what can be booked.
#[derive(Clone, Debug, PartialEq)]
pub struct SandboxEventType {
    /// `None` takes the next free number.
    pub id: Option<i64>,
    /// For people.
    pub title: String,
    /// Unique per owner or team. `fault-<name>` in it switches a fault on for its bookings.
    pub slug: String,
    /// How long a booking is.
    pub minutes: u32,
    /// The lengths a booking may ask for, that one among them; none if there is only that one.
    pub options: Vec<u32>,
    /// Who gets a booking.
    pub kind: SandboxKind,
    /// A personal event type has exactly one.
    pub hosts: Vec<SandboxHost>,
    /// Set for all but personal event types.
    pub team_id: Option<i64>,
    /// Not on the public page.
    pub hidden: bool,
    /// Free text.
    pub description: String,
    /// Minutes from one offered start to the next; `None` means the length.
    pub slot_interval_minutes: Option<u32>,
    /// How long before its start a booking must be made.
    pub minimum_notice_minutes: u32,
    /// Kept free before each booking.
    pub before_buffer_minutes: u32,
    /// Kept free after each booking.
    pub after_buffer_minutes: u32,
    /// Bookings are `pending` until confirmed.
    pub requires_confirmation: bool,
    /// A rescheduled booking stays with its host.
    pub same_host_on_reschedule: bool,
    /// `rrHostSubsetIds` in a request counts; else it is ignored.
    pub host_subset_enabled: bool,
    /// Shown as it is, but for `sandboxFault`, which switches a fault on for its bookings.
    pub metadata: Map<String, Value>,
    /// The list of locations as the API shows it.
    pub locations: Vec<Value>,
}

impl SandboxEventType {
    /// A personal event type of one user, without notice or buffers.
    pub fn personal(title: &str, slug: &str, minutes: u32, user_id: i64) -> SandboxEventType {
        SandboxEventType {
            id: None,
            title: title.to_owned(),
            slug: slug.to_owned(),
            minutes,
            options: Vec::new(),
            kind: SandboxKind::Personal,
            hosts: vec![user_id.into()],
            team_id: None,
            hidden: false,
            description: String::new(),
            slot_interval_minutes: None,
            minimum_notice_minutes: 0,
            before_buffer_minutes: 0,
            after_buffer_minutes: 0,
            requires_confirmation: false,
            same_host_on_reschedule: false,
            host_subset_enabled: false,
            metadata: Map::new(),
            locations: Vec::new(),
        }
    }

    /// A team's event type, without notice or buffers.
    pub fn team(
        title: &str,
        slug: &str,
        minutes: u32,
        team_id: i64,
        kind: SandboxKind,
        hosts: &[i64],
    ) -> SandboxEventType {
        SandboxEventType {
            kind,
            hosts: hosts.iter().copied().map(SandboxHost::from).collect(),
            team_id: Some(team_id),
            ..SandboxEventType::personal(title, slug, minutes, 0)
        }
    }
}

/// A reason for which an event type refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BookingRule {
    /// 400 unless `bookingFieldsResponses` has this field.
    RequiredField(String),
    /// 400 without the attendee's phone number.
    PhoneRequired,
    /// 400 with it.
    NoPhone,
    /// 400 for every attendee's address.
    NoEmail,
    /// 400 for a start more than so many days ahead, and for a move there. No slot is offered there either.
    DaysAhead(u32),
    /// 400 for every move.
    NoReschedule,
    /// 409 for every new booking.
    SeatsFull,
    /// This, for every new booking.
    Refuse(Saying),
}

/// What is changed about a booking at Cal.com's own page; what is empty stays.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DeskEdit {
    /// The name in lists and mails.
    pub title: Option<String>,
    /// The customer's name.
    pub attendee_name: Option<String>,
    /// The customer's address.
    pub attendee_email: Option<String>,
    /// Addresses that come before the customer in `attendees`.
    pub guests_before: Vec<String>,
    /// Addresses that come after the customer.
    pub guests_after: Vec<String>,
    /// In place of the metadata there was.
    pub metadata: Option<Map<String, Value>>,
}

/// How a list of bookings never ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndlessLists {
    /// Every page says that another one follows; those after the last are empty.
    MorePages,
    /// The same, and `skip` is not heeded: the first page comes again and again.
    SamePage,
}

/// A booking as the judge sees it: what really stands, whatever the answers said.
#[derive(Clone, Debug, PartialEq)]
pub struct SandboxBooking {
    /// 22 characters.
    pub uid: String,
    /// Cal.com's number.
    pub id: i64,
    /// What was booked.
    pub event_type_id: i64,
    /// Who got it: the organizer.
    pub host_id: i64,
    /// Hosts beside the organizer.
    pub co_host_ids: Vec<i64>,
    /// The customer.
    pub attendee_name: String,
    /// As given, or made from the phone number.
    pub attendee_email: String,
    /// As given.
    pub attendee_phone: Option<String>,
    /// UTC, inclusive.
    pub start: OffsetDateTime,
    /// UTC, exclusive.
    pub end: OffsetDateTime,
    /// Its state.
    pub status: BookingStatus,
    /// As given.
    pub metadata: Map<String, Value>,
    /// Why it was cancelled.
    pub cancellation_reason: Option<String>,
    /// The booking it replaced.
    pub rescheduled_from: Option<String>,
    /// The booking that replaced it.
    pub rescheduled_to: Option<String>,
    /// UTC.
    pub created_at: OffsetDateTime,
    /// UTC; grows with every change.
    pub updated_at: OffsetDateTime,
}

/// How many bookings there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SandboxCounts {
    /// Ever made, those made by a reschedule included.
    pub created: usize,
    /// Of these, cancelled; a rescheduled booking's old one included.
    pub cancelled: usize,
    /// Of these, accepted or pending.
    pub standing: usize,
}

/// One entry of the request log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SandboxRequest {
    /// As sent.
    pub method: String,
    /// Path and query as sent.
    pub target: String,
    /// The status answered; 0 if the connection was closed without an answer.
    pub status: u16,
}
