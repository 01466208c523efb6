//! What the sandbox knows: users, teams, event types, bookings, reservations. Plain data behind one lock.

use crate::domain::visit::booking::BookingStatus;
use crate::sandbox::fault::faults::{FaultKind, HostShape};
use crate::sandbox::instant::{Span, whole_millisecond};
use crate::sandbox::types::{
    BookingRule, SandboxBooking, SandboxEventType, SandboxTeam, SandboxUser,
};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, HashMap};
use time::{Duration, OffsetDateTime};

const FIRST_EVENT_TYPE_ID: i64 = 7001;
const FIRST_BOOKING_ID: i64 = 900_001;
const UID_LENGTH: usize = 22;
/// How many former states of a booking are remembered.
const FORMER_MAX: usize = 16;

/// An event type that has its number.
#[derive(Clone, Debug)]
pub(crate) struct EventType {
    pub(crate) id: i64,
    pub(crate) spec: SandboxEventType,
}

impl EventType {
    /// The fault that its metadata or slug asks for.
    pub(crate) fn fault(&self) -> Option<FaultKind> {
        let named = self.spec.metadata.get("sandboxFault").and_then(Value::as_str);
        let named = named.or_else(|| self.spec.slug.split_once("fault-").map(|(_, name)| name));
        named.and_then(FaultKind::parse)
    }
}

/// The customer of a booking.
#[derive(Clone, Debug)]
pub(crate) struct Attendee {
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) phone: Option<String>,
    pub(crate) time_zone: String,
    pub(crate) language: String,
    pub(crate) absent: bool,
}

/// A booking with all that its answers show.
#[derive(Clone, Debug)]
pub(crate) struct Booking {
    pub(crate) id: i64,
    pub(crate) uid: String,
    pub(crate) event_type_id: i64,
    pub(crate) organizer: i64,
    pub(crate) co_hosts: Vec<i64>,
    pub(crate) attendee: Attendee,
    pub(crate) guests: Vec<String>,
    pub(crate) start: OffsetDateTime,
    pub(crate) end: OffsetDateTime,
    pub(crate) status: BookingStatus,
    pub(crate) metadata: Map<String, Value>,
    pub(crate) responses: Map<String, Value>,
    /// Set at Cal.com in place of the usual one.
    pub(crate) title: Option<String>,
    /// Addresses that were put before and after the customer at Cal.com.
    pub(crate) added: (Vec<String>, Vec<String>),
    pub(crate) cancellation_reason: Option<String>,
    pub(crate) rejection_reason: Option<String>,
    pub(crate) rescheduling_reason: Option<String>,
    pub(crate) rescheduled_by: Option<String>,
    pub(crate) rescheduled_from: Option<String>,
    pub(crate) rescheduled_to: Option<String>,
    pub(crate) sequence: u32,
    pub(crate) absent_host: bool,
    pub(crate) created_at: OffsetDateTime,
    pub(crate) updated_at: OffsetDateTime,
}

impl Booking {
    /// Organizer first.
    pub(crate) fn hosts(&self) -> impl Iterator<Item = i64> + '_ {
        [self.organizer].into_iter().chain(self.co_hosts.iter().copied())
    }

    /// Marks a change: the time of change grows even when the clock stands still.
    pub(crate) fn touch(&mut self, now: OffsetDateTime) {
        let least = self.updated_at.checked_add(Duration::MILLISECOND).unwrap_or(now);
        self.updated_at = whole_millisecond(now).max(least);
    }

    /// The calendar entry's name.
    pub(crate) fn ics_uid(&self) -> String {
        format!("{}@Cal.com", self.uid)
    }

    pub(crate) fn to_judge(&self) -> SandboxBooking {
        SandboxBooking {
            uid: self.uid.clone(),
            id: self.id,
            event_type_id: self.event_type_id,
            host_id: self.organizer,
            co_host_ids: self.co_hosts.clone(),
            attendee_name: self.attendee.name.clone(),
            attendee_email: self.attendee.email.clone(),
            attendee_phone: self.attendee.phone.clone(),
            start: self.start,
            end: self.end,
            status: self.status,
            metadata: self.metadata.clone(),
            cancellation_reason: self.cancellation_reason.clone(),
            rescheduled_from: self.rescheduled_from.clone(),
            rescheduled_to: self.rescheduled_to.clone(),
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }
}

/// A slot kept out of sight.
#[derive(Clone, Debug)]
pub(crate) struct Reservation {
    pub(crate) event_type_id: i64,
    pub(crate) slot: Span,
    pub(crate) minutes: u32,
    pub(crate) until: OffsetDateTime,
}

/// What a webhook registration hangs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Level {
    /// Everything; the host program's own subscriptions too.
    Organization(i64),
    /// Personal event types of this user, never a team's.
    User(i64),
    /// One event type.
    EventType(i64),
}

#[derive(Clone, Debug)]
pub(crate) struct Subscriber {
    pub(crate) id: String,
    pub(crate) level: Level,
    pub(crate) url: String,
    pub(crate) secret: Option<String>,
    pub(crate) active: bool,
    /// `None` means every trigger.
    pub(crate) triggers: Option<Vec<String>>,
    pub(crate) payload_template: Option<String>,
    pub(crate) version: String,
}

#[derive(Clone)]
pub(crate) struct State {
    pub(crate) users: BTreeMap<i64, SandboxUser>,
    pub(crate) me: Option<i64>,
    pub(crate) teams: BTreeMap<i64, SandboxTeam>,
    pub(crate) event_types: BTreeMap<i64, EventType>,
    pub(crate) bookings: Vec<Booking>,
    places: HashMap<String, usize>,
    /// What changed bookings were before, oldest first, by uid.
    former: HashMap<String, Vec<Booking>>,
    /// What event types refuse, by their numbers.
    pub(crate) rules: BTreeMap<i64, Vec<BookingRule>>,
    pub(crate) uid_length: usize,
    pub(crate) reservations: BTreeMap<String, Reservation>,
    pub(crate) busy: Vec<(i64, Span)>,
    pub(crate) subscribers: Vec<Subscriber>,
    next_event_type: i64,
    next_booking: i64,
    uids: Uids,
}

impl State {
    pub(crate) fn new(seed: u64) -> State {
        State {
            users: BTreeMap::new(),
            me: None,
            teams: BTreeMap::new(),
            event_types: BTreeMap::new(),
            bookings: Vec::new(),
            places: HashMap::new(),
            former: HashMap::new(),
            rules: BTreeMap::new(),
            uid_length: UID_LENGTH,
            reservations: BTreeMap::new(),
            busy: Vec::new(),
            subscribers: Vec::new(),
            next_event_type: FIRST_EVENT_TYPE_ID,
            next_booking: FIRST_BOOKING_ID,
            uids: Uids { state: seed },
        }
    }

    pub(crate) fn add_event_type(&mut self, spec: SandboxEventType) -> i64 {
        let id = spec.id.unwrap_or(self.next_event_type);
        self.next_event_type = self.next_event_type.max(id.saturating_add(1));
        self.event_types.insert(id, EventType { id, spec });
        id
    }

    pub(crate) fn booking(&self, uid: &str) -> Option<&Booking> {
        self.places.get(uid).and_then(|place| self.bookings.get(*place))
    }

    pub(crate) fn booking_mut(&mut self, uid: &str) -> Option<&mut Booking> {
        let booking = self.bookings.get_mut(*self.places.get(uid)?)?;
        let former = self.former.entry(uid.to_owned()).or_default();
        former.push(booking.clone());
        if former.len() > FORMER_MAX {
            former.remove(0);
        }
        Some(booking)
    }

    /// The booking as it looks to a reader that lags behind until then.
    pub(crate) fn as_of<'a>(
        &'a self,
        booking: &'a Booking,
        cutoff: Option<OffsetDateTime>,
    ) -> Option<&'a Booking> {
        let Some(cutoff) = cutoff.filter(|cutoff| booking.updated_at > *cutoff) else {
            return self.booking(&booking.uid);
        };
        let former = self.former.get(&booking.uid)?;
        former.iter().rev().find(|former| former.updated_at <= cutoff)
    }

    /// A copy whose next uids and numbers nobody else will get.
    pub(crate) fn ghost(&mut self) -> State {
        let ghost = State { uids: Uids::new(self.uids.next()), ..self.clone() };
        self.next_booking = self.next_booking.saturating_add(1);
        ghost
    }

    /// Keeps a booking under the next number and a new uid.
    pub(crate) fn insert_booking(&mut self, mut booking: Booking) -> Booking {
        booking.id = self.next_booking;
        self.next_booking = self.next_booking.saturating_add(1);
        booking.uid = self.uids.booking(self.uid_length);
        self.places.insert(booking.uid.clone(), self.bookings.len());
        self.bookings.push(booking.clone());
        booking
    }

    pub(crate) fn new_uuid(&mut self) -> String {
        self.uids.uuid()
    }

    /// The name in lists and mails.
    pub(crate) fn title(&self, booking: &Booking) -> String {
        if let Some(title) = &booking.title {
            return title.clone();
        }
        let event = self.event_types.get(&booking.event_type_id);
        let event = event.map_or("Booking", |event_type| event_type.spec.title.as_str());
        let host = self.users.get(&booking.organizer).and_then(|user| user.name.as_deref());
        format!("{event} between {} and {}", host.unwrap_or("Nameless"), booking.attendee.name)
    }

    /// Where it takes place: the event type's address or link, else a video room.
    pub(crate) fn location_of(&self, booking: &Booking) -> String {
        let first =
            self.event_types.get(&booking.event_type_id).and_then(|e| e.spec.locations.first());
        let given = first.and_then(|place| {
            let field = place.get("address").or_else(|| place.get("link"));
            field.and_then(Value::as_str)
        });
        given.map_or_else(|| format!("https://video.example.com/{}", booking.uid), str::to_owned)
    }

    /// How the event type wants the host of its bookings to be named.
    pub(crate) fn host_shape(&self, event_type_id: i64) -> Option<HostShape> {
        self.event_types.get(&event_type_id)?.fault()?.host_shape()
    }
}

/// A seeded sequence of names; splitmix64 over a counter.
#[derive(Clone)]
pub(crate) struct Uids {
    state: u64,
}

impl Uids {
    pub(crate) fn new(seed: u64) -> Uids {
        Uids { state: seed }
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn booking(&mut self, length: usize) -> String {
        const ALPHABET: &[u8; 62] =
            b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        (0..length)
            .map(|_| {
                let place = usize::try_from(self.next() % 62).unwrap_or(0);
                char::from(ALPHABET.get(place).copied().unwrap_or(b'0'))
            })
            .collect()
    }

    pub(crate) fn uuid(&mut self) -> String {
        let bits = (u128::from(self.next()) << 64) | u128::from(self.next());
        uuid::Builder::from_random_bytes(bits.to_be_bytes()).into_uuid().to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_uids() {
        let uids = |seed| {
            let mut uids = Uids::new(seed);
            (0..500).map(|_| uids.booking(UID_LENGTH)).collect::<Vec<_>>()
        };
        assert_eq!(uids(7), uids(7));
        let mut all = uids(7);
        all.extend(uids(8));
        assert!(all.iter().all(|uid| uid.len() == UID_LENGTH));
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 1000);
    }
}
