//! An event type at Cal.com that books one segment: its fields, whose each field is, and what differs.
//!
//! Chairside makes one per (segment, staff member) or pool. Of its fields some are ours: we set them and set them
//! back. The others are the salon's: they are looked at and never written.

use crate::domain::ids::{BranchId, ServiceId, StaffId};
use crate::domain::stored::stored_enum;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Fields of an event type by their names at Cal.com. `hosts` are the users' numbers, sorted.
pub type Fields = BTreeMap<String, Value>;

/// The fields that we write.
pub const OURS: [&str; 11] = [
    "title",
    "slug",
    "lengthInMinutes",
    "lengthInMinutesOptions",
    "hidden",
    "slotInterval",
    "minimumBookingNotice",
    "beforeEventBuffer",
    "afterEventBuffer",
    "schedulingType",
    "hosts",
];

/// The fields that the salon may set as it likes. Ours among them (the options of a length) are the salon's where we
/// do not want them.
pub const SALONS: [&str; 33] = [
    "lengthInMinutesOptions",
    "description",
    "locations",
    "bookingFields",
    "color",
    "confirmationPolicy",
    "bookingWindow",
    "bookingLimitsCount",
    "bookingLimitsDuration",
    "bookerActiveBookingsLimit",
    "onlyShowFirstAvailableSlot",
    "bookerLayouts",
    "scheduleId",
    "offsetStart",
    "recurrence",
    "seats",
    "disableGuests",
    "customName",
    "destinationCalendar",
    "useDestinationCalendarEmail",
    "hideOrganizerEmail",
    "hideCalendarNotes",
    "hideCalendarEventDetails",
    "lockTimeZoneToggleOnBookingPage",
    "requiresBookerEmailVerification",
    "successRedirectUrl",
    "calVideoSettings",
    "disableCancelling",
    "disableRescheduling",
    "interfaceLanguage",
    "emailSettings",
    "rescheduleWithSameRoundRobinHost",
    "bookingRequiresAuthentication",
];

/// Where an event type lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Home {
    /// With the owner of the API key: `/v2/event-types`.
    Account,
    /// With a team: `/v2/teams/{id}/event-types`.
    Team(i64),
}

/// Whose a field is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// We write it.
    Chairside,
    /// We never do.
    Salon,
}

impl Owner {
    /// As shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Owner::Chairside => "chairside",
            Owner::Salon => "salon",
        }
    }
}

stored_enum! {
    /// The state of a row of `calcom_event_map`. The column `calcom_event_map.sync_status`.
    pub enum SyncStatus {
        /// Something is still to be done at Cal.com.
        Pending = "pending",
        /// Cal.com has it as we want it.
        Synced = "synced",
        /// Cal.com has it otherwise.
        Drift = "drift",
        /// It cannot be made; `last_error` says why.
        Error = "error",
    }
}

/// What we last wrote at Cal.com, and what of the salon's stood there then. The column `calcom_event_map.written`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Where it is or is to be.
    pub home: Home,
    /// Its address, given once and never changed.
    pub slug: String,
    /// When it was last asked to be created, as stored; an answer may have been lost.
    pub sent_at: Option<String>,
    /// Our fields as last written.
    pub ours: Fields,
    /// The salon's as last seen.
    pub salon: Fields,
}

impl Written {
    /// Nothing written yet.
    pub fn planned(home: Home, slug: String) -> Written {
        Written { home, slug, sent_at: None, ours: Fields::new(), salon: Fields::new() }
    }

    /// As stored.
    pub fn to_json(&self) -> Value {
        let team = match self.home {
            Home::Account => None,
            Home::Team(id) => Some(id),
        };
        json!({ "team": team, "slug": self.slug, "sent_at": self.sent_at, "ours": self.ours, "salon": self.salon })
    }

    /// The inverse of `to_json`; `None` for anything else, as for the salon's own event types.
    pub fn from_json(stored: &Value) -> Option<Written> {
        let fields = |name: &str| {
            let fields = stored.get(name).and_then(Value::as_object).cloned().unwrap_or_default();
            fields.into_iter().collect::<Fields>()
        };
        Some(Written {
            home: stored.get("team")?.as_i64().map_or(Home::Account, Home::Team),
            slug: stored.get("slug")?.as_str()?.to_owned(),
            sent_at: stored.get("sent_at").and_then(Value::as_str).map(str::to_owned),
            ours: fields("ours"),
            salon: fields("salon"),
        })
    }
}

/// A row of `calcom_event_map` that we made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MapRow {
    /// The row.
    pub id: i64,
    /// What is booked.
    pub service: ServiceId,
    /// Which part: `A`, or `A+` for the pause behind it.
    pub segment_key: String,
    /// In which branch.
    pub branch: Option<BranchId>,
    /// Whose; `None` means a pool.
    pub staff: Option<StaffId>,
    /// Cal.com's number, once it is known.
    pub event_type_id: Option<i64>,
    /// How it stands.
    pub status: SyncStatus,
    /// What we last wrote.
    pub written: Written,
    /// It is to be deleted at Cal.com.
    pub is_retired: bool,
    /// Why it does not stand as it should.
    pub last_error: Option<String>,
}

/// The salon's own event type, named in the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRow {
    /// What is booked.
    pub service: ServiceId,
    /// Which part.
    pub segment_key: String,
    /// Whose; `None` means a pool.
    pub staff: Option<StaffId>,
    /// Cal.com's number.
    pub event_type_id: i64,
}

/// A host of an event type as Cal.com shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenHost {
    /// Cal.com's number of the user.
    pub user_id: i64,
    /// `mandatory` and `priority`, which are the salon's.
    pub rest: Map<String, Value>,
}

/// An event type as Cal.com has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    /// Cal.com's number.
    pub id: i64,
    /// Its fields; what is null counts as not there.
    pub fields: Fields,
    /// Its hosts, if it shows any.
    pub hosts: Vec<SeenHost>,
}

impl Seen {
    /// Its address.
    pub fn slug(&self) -> Option<&str> {
        self.fields.get("slug").and_then(Value::as_str)
    }

    /// Whether it is kept off the public page.
    pub fn is_hidden(&self) -> bool {
        self.fields.get("hidden") == Some(&Value::Bool(true))
    }

    /// Its length, if it tells one.
    pub fn minutes(&self) -> Option<u32> {
        self.fields.get("lengthInMinutes")?.as_u64().and_then(|minutes| u32::try_from(minutes).ok())
    }

    /// Those of its fields that are the salon's where `ours` are ours.
    pub fn salons(&self, ours: &Fields) -> Fields {
        let is_salons = |name: &str| SALONS.contains(&name) && !ours.contains_key(name);
        let fields = self.fields.iter().filter(|(name, _)| is_salons(name));
        fields.map(|(name, value)| (name.clone(), value.clone())).collect()
    }
}

/// One field that is not as it should be.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldDrift {
    /// Its name at Cal.com.
    pub field: String,
    /// Whose it is.
    pub owner: Owner,
    /// Ours: what we want. The salon's: what was seen last.
    pub wanted: Option<Value>,
    /// What Cal.com has.
    pub actual: Option<Value>,
    /// We have written what Cal.com has: the service changed and the sync has not run since. Else a person changed
    /// it there.
    pub not_sent: bool,
}

/// What differs, field by field: ours from what we want, the salon's from what was seen last. Before anything was
/// written there is nothing to hold the salon's fields against.
pub fn drift(wanted: &Fields, written: &Written, actual: &Seen) -> Vec<FieldDrift> {
    let mut found = Vec::new();
    for (field, value) in wanted {
        let there = actual.fields.get(field);
        if there != Some(value) {
            let before = written.ours.get(field);
            found.push(FieldDrift {
                field: field.clone(),
                owner: Owner::Chairside,
                wanted: Some(value.clone()),
                actual: there.cloned(),
                not_sent: before == there && before != Some(value),
            });
        }
    }
    if written.ours.is_empty() {
        return found;
    }
    let there = actual.salons(wanted);
    let names: BTreeSet<&String> = there.keys().chain(written.salon.keys()).collect();
    for field in names.into_iter().filter(|name| !wanted.contains_key(*name)) {
        let (before, now) = (written.salon.get(field), there.get(field));
        if before != now {
            found.push(FieldDrift {
                field: field.clone(),
                owner: Owner::Salon,
                wanted: before.cloned(),
                actual: now.cloned(),
                not_sent: false,
            });
        }
    }
    found
}

/// What is sent to set our fields right: those that differ and no other. `None` if all are.
///
/// Hosts that stay keep what the salon gave them (`mandatory`, `priority`), as the list is always sent whole.
pub fn to_send(drifts: &[FieldDrift], actual: &Seen) -> Option<Fields> {
    let ours = drifts.iter().filter(|drift| drift.owner == Owner::Chairside);
    let fields = ours.filter_map(|drift| Some((drift.field.clone(), drift.wanted.clone()?)));
    let fields = on_the_wire(fields.collect(), &actual.hosts);
    (!fields.is_empty()).then_some(fields)
}

/// Fields as they are sent: hosts as a list of objects, and never all members of the team.
pub fn on_the_wire(mut fields: Fields, known: &[SeenHost]) -> Fields {
    if let Some(Value::Array(ids)) = fields.get("hosts") {
        let host = |id: &Value| {
            let rest = known.iter().find(|host| Some(host.user_id) == id.as_i64());
            let mut entry = rest.map(|host| host.rest.clone()).unwrap_or_default();
            entry.insert("userId".into(), id.clone());
            Value::Object(entry)
        };
        let hosts = ids.iter().map(host).collect();
        fields.insert("hosts".into(), hosts);
        fields.insert("assignAllTeamMembers".into(), Value::Bool(false));
    }
    fields
}
