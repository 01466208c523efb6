//! What can be wrong with the whole stand-in: its key, its lag, its lists, its event types.

use crate::sandbox::core::lock;
use crate::sandbox::salon::rules::BookingRule;
use crate::sandbox::stand_in::Sandbox;
use crate::sandbox::types::SandboxEventType;
use serde_json::{Map, Value};
use std::time::Duration;
use time::OffsetDateTime;

/// What the key is good for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum KeyRight {
    /// Everything.
    #[default]
    All,
    /// 403 for every POST.
    Reads,
    /// 401 for every call.
    None,
}

/// How a list of bookings never ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndlessLists {
    /// Every page says that another one follows; those after the last are empty.
    MorePages,
    /// The same, and `skip` is not heeded: the first page comes again and again.
    SamePage,
}

/// All switches.
#[derive(Clone, Debug, Default)]
pub(crate) struct Switches {
    pub(crate) key: KeyRight,
    pub(crate) endless: Option<EndlessLists>,
    list_lag: Duration,
    single_lag: Duration,
    metadata_keys_max: Option<usize>,
    metadata_chars_max: Option<usize>,
}

impl Switches {
    /// What the list knows of: changes until then; `None` means all of them.
    pub(crate) fn list_cutoff(&self, now: OffsetDateTime) -> Option<OffsetDateTime> {
        cutoff(now, self.list_lag.max(self.single_lag))
    }

    /// The same for a look at one booking.
    pub(crate) fn single_cutoff(&self, now: OffsetDateTime) -> Option<OffsetDateTime> {
        cutoff(now, self.single_lag)
    }

    /// Takes away what is not kept of a new booking's metadata.
    pub(crate) fn cut(&self, metadata: &mut Map<String, Value>) {
        if let Some(keys_max) = self.metadata_keys_max {
            *metadata = std::mem::take(metadata).into_iter().take(keys_max).collect();
        }
        let Some(chars_max) = self.metadata_chars_max else { return };
        for value in metadata.values_mut() {
            if let Value::String(text) = value {
                *text = text.chars().take(chars_max).collect();
            }
        }
    }
}

fn cutoff(now: OffsetDateTime, lag: Duration) -> Option<OffsetDateTime> {
    if lag.is_zero() {
        return None;
    }
    now.checked_sub(lag.try_into().ok()?)
}

impl Sandbox {
    /// Bookings made or changed less than that ago, by the sandbox's clock, do not show in `GET /v2/bookings`, or
    /// in their former state; a look at one by its uid shows them.
    pub fn list_lag(&self, lag: Duration) {
        lock(&self.core.switches).list_lag = lag;
    }

    /// The same for a look at one booking (404, or its former state) and for the list.
    pub fn single_lag(&self, lag: Duration) {
        lock(&self.core.switches).single_lag = lag;
    }

    /// Carries out the late writes (`FaultKind::LateWrite`) whose time has come; says how many. Every call and
    /// every question to the sandbox does so, too.
    pub fn write_due(&self) -> usize {
        self.core.write_due()
    }

    /// Every call with a key is answered with 401.
    pub fn revoke_key(&self) {
        lock(&self.core.switches).key = KeyRight::None;
    }

    /// Every POST with a key is answered with 403.
    pub fn forbid_booking(&self) {
        lock(&self.core.switches).key = KeyRight::Reads;
    }

    /// The key is good for everything again.
    pub fn restore_key(&self) {
        lock(&self.core.switches).key = KeyRight::All;
    }

    /// Lists of bookings end no more, or do again.
    pub fn endless_lists(&self, how: Option<EndlessLists>) {
        lock(&self.core.switches).endless = how;
    }

    /// Bookings made from now on keep only so many keys of their metadata, in the order of the alphabet, and so
    /// many characters of each value.
    pub fn keep_metadata(&self, keys_max: Option<usize>, chars_max: Option<usize>) {
        let mut switches = lock(&self.core.switches);
        switches.metadata_keys_max = keys_max;
        switches.metadata_chars_max = chars_max;
    }

    /// Bookings made from now on have uids of so many characters.
    pub fn uid_length(&self, chars: usize) {
        self.core.state().uid_length = chars;
    }

    /// An event type refuses something from now on.
    pub fn rule(&self, event_type_id: i64, rule: BookingRule) {
        self.core.state().rules.entry(event_type_id).or_default().push(rule);
    }

    /// The event type refuses nothing any more but what everybody knows.
    pub fn clear_rules(&self, event_type_id: i64) {
        self.core.state().rules.remove(&event_type_id);
    }

    /// Changes an event type as somebody at Cal.com's own page would: its length, its confirmation, its notice. Says
    /// whether it is there.
    pub fn change_event_type(&self, id: i64, change: impl FnOnce(&mut SandboxEventType)) -> bool {
        let mut state = self.core.state();
        let found = state.event_types.get_mut(&id);
        found.map(|event_type| change(&mut event_type.spec)).is_some()
    }
}
