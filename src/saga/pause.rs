//! Putting a saga off, and where it stands then.

use crate::domain::{Result, backoff};
use crate::logging::fact::Fact;
use crate::store::Store;
use crate::store::visit::saga_log;
use crate::store::visit::saga_log::Saga;
use serde_json::Value;
use time::{Duration, OffsetDateTime};

/// How long to wait for what.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// "Absent" counts only this long after the call.
    pub quiet: Duration,
    /// After this time an absent step is given up instead of sent again.
    pub give_up: Duration,
}

/// The first pause after a call without an outcome; each further one is twice as long.
const PAUSE_FIRST: Duration = Duration::milliseconds(250);
const PAUSE_MAX: Duration = Duration::MINUTE;

/// Where a saga stands when `drive` returns.
#[derive(Clone, Debug, PartialEq)]
pub enum Rest {
    /// All steps succeeded; what it tells.
    Done(Value),
    /// Refused and taken back; why.
    Unwound(Value),
    /// A person must look.
    Stuck(Value),
    /// It goes on at this time.
    Waiting(OffsetDateTime),
}

/// How a saga is put off.
#[derive(Default)]
pub(crate) struct Pause {
    /// The call may have happened until this moment: the quiet time counts from now.
    pub lost_now: bool,
    /// Surely nothing is on its way.
    pub nothing_sent: bool,
    /// Not before so much time has passed.
    pub at_least: Option<std::time::Duration>,
    /// Waiting longer has no sense.
    pub until: Option<OffsetDateTime>,
}

/// Puts the saga off: twice as long each time, and not beyond `until` where waiting longer has no sense.
pub(crate) fn wait(
    store: &Store,
    saga: &Saga,
    why: String,
    pause: Pause,
    now: OffsetDateTime,
) -> Result<Option<Rest>> {
    log::debug!("saga {} waits: {why}", saga.id);
    Fact::new("waits").with("saga", &saga.id).with("tries", saga.attempts).tell();
    let usual = now.saturating_add(backoff::pause(PAUSE_FIRST, saga.attempts, PAUSE_MAX));
    let at = pause.until.map_or(usual, |until| usual.min(until));
    let least = pause.at_least.and_then(|least| Duration::try_from(least).ok()).unwrap_or_default();
    let at = at.max(now.saturating_add(least));
    let id = saga.id.clone();
    store.write(move |tx| {
        if pause.lost_now || pause.nothing_sent {
            saga_log::set_sent(tx, &id, pause.lost_now.then_some(now))?;
        }
        saga_log::retry(tx, &id, &why, at, now)
    })?;
    Ok(Some(Rest::Waiting(at)))
}
