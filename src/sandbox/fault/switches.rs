//! What can be wrong with the whole stand-in: its key, its lag, its lists, its event types.

use crate::sandbox::fault::faults::Operation;
use crate::sandbox::types::EndlessLists;
use serde_json::{Map, Value};
use std::time::Duration;
use time::OffsetDateTime;

/// What the key is good for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum KeyRight {
    #[default]
    All,
    /// 403 for every POST.
    Reads,
    /// 403 for calls of these kinds: all of them, or only those that change something.
    Lacks(Vec<Operation>, bool),
    /// 401 for every call.
    None,
    /// The same, because its time is over.
    Expired,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Switches {
    pub(crate) key: KeyRight,
    pub(crate) endless: Option<EndlessLists>,
    pub(crate) list_lag: Duration,
    pub(crate) single_lag: Duration,
    /// How far the clock in the header `Date` is ahead.
    pub(crate) clock_ahead: time::Duration,
    pub(crate) metadata_keys_max: Option<usize>,
    pub(crate) metadata_chars_max: Option<usize>,
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
