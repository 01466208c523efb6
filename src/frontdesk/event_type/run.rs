//! A run over the event types that are ours: what it has read, what it did, what is left.

use crate::calcom::CallError;
use crate::domain::event_type::fields::{FieldDrift, Home, Seen};
use crate::domain::event_type::plan::OpenMatter;
use crate::frontdesk::event_type::read::{EventTypeWorld, Label};
use std::collections::{BTreeMap, VecDeque};
use time::OffsetDateTime;

/// Waits for the rate limit in one run that is driven to its end.
pub(crate) const WAITS_MAX: u32 = 10;
/// How long to wait when Cal.com names no time.
const WAIT_SECONDS: u32 = 60;

/// What became of one event type.
#[derive(Clone, Debug, PartialEq)]
pub struct RowReport {
    /// Which.
    pub label: Label,
    /// Its address.
    pub slug: String,
    /// Cal.com's number, where it has one.
    pub event_type_id: Option<i64>,
    /// What became of it.
    pub what: What,
}

/// What was done, or would be.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// It is as it should be.
    Unchanged,
    /// Made. `again`: it had been deleted at Cal.com.
    Created {
        /// It had been there before.
        again: bool,
    },
    /// Fields of ours were set.
    Updated(Vec<FieldDrift>),
    /// Deleted, or never made and not wanted any more.
    Deleted,
    /// To be deleted, but people are booked on it.
    Kept {
        /// How many bookings, at least.
        bookings: u32,
        /// When the last one begins.
        until: Option<OffsetDateTime>,
    },
    /// It cannot be; the sentence says why.
    Failed(String),
    /// Cal.com gave no answer; the next run goes on with it.
    Left(String),
    /// It has to wait for something else; the next run goes on with it.
    Waits(String),
}

/// What a run did, or would do.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EventTypeReport {
    /// One line for each row of ours.
    pub rows: Vec<RowReport>,
    /// Why it ended before its end.
    pub stopped: Option<String>,
}

impl EventTypeReport {
    /// Whether everything is as it should be now, but for what waits for its bookings to pass.
    pub fn is_clean(&self) -> bool {
        let open =
            |row: &RowReport| matches!(row.what, What::Failed(_) | What::Left(_) | What::Waits(_));
        self.stopped.is_none() && !self.rows.iter().any(open)
    }
}

/// What our own tables tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnLook {
    /// What there is to do, in words that stay the same while nothing changes; nothing if all is in step.
    pub open: Vec<OpenMatter>,
    /// How many event types are ours.
    pub made: usize,
}

/// How a step ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// More is to be done.
    Going,
    /// Cal.com wants so many seconds of rest; then more is to be done.
    Wait(u32),
    /// The run is over.
    Done,
}

/// A run under way.
pub struct EventTypeRun {
    pub(crate) delete_anyway: bool,
    /// Nothing is changed, here or there.
    pub(crate) dry: Option<EventTypeWorld>,
    pub(crate) homes: VecDeque<Home>,
    /// What Cal.com's lists have.
    pub(crate) lists: BTreeMap<Home, Vec<Seen>>,
    /// The key's own user, where event types are to be that user's.
    pub(crate) own_id: Option<i64>,
    pub(crate) rows: VecDeque<i64>,
    pub(crate) confirmed: Vec<i64>,
    pub(crate) silent: u32,
    pub(crate) report: EventTypeReport,
}

impl EventTypeRun {
    /// What has been done so far.
    pub fn report(&self) -> &EventTypeReport {
        &self.report
    }

    /// An event type turned out to be gone: its row is looked at once more, without it.
    pub(crate) fn is_gone(&mut self, row: i64, event_type_id: i64) {
        self.lists.values_mut().for_each(|list| list.retain(|seen| seen.id != event_type_id));
        self.rows.push_front(row);
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Outcome {
    Told(What),
    /// Cal.com wants so many seconds of rest first.
    Busy(u32),
    /// The row is to be looked at again.
    Again,
}

/// How long Cal.com, or our own brake, wants us to rest.
pub(crate) fn busy(error: &CallError) -> Option<u32> {
    match error {
        CallError::NotSent { retry_after_seconds, why } => {
            let limited = why.contains("rate limit");
            retry_after_seconds.or_else(|| limited.then_some(WAIT_SECONDS))
        }
        CallError::Refused(_) | CallError::Unknown(_) => None,
    }
}
