//! Whose turn it is to send something with this key: nobody's while Cal.com wants us to wait, else by our own limit.

use crate::calcom::client::checks::not_sent;
use crate::calcom::client::limit::RateWindow;
use crate::calcom::client::options::Clock;
use crate::calcom::client::wait::Gate;
use crate::calcom::urgency::Urgency;
use crate::calcom::{CallError, CallResult};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// A call with less time left than this is not begun: it would only leave an outcome in doubt.
const MIN_TIME_LEFT_MILLIS: u64 = 10;

/// Nobody sleeps longer until Cal.com is to be asked again: a caller has no use for an answer so late, and the
/// background work has other things to do.
const SLEPT_FOR_GATE_MAX: Duration = Duration::from_secs(10);

/// What all calls with one key share.
pub(crate) struct Turns {
    clock: Clock,
    state: Mutex<State>,
}

struct State {
    gate: Gate,
    window: Option<RateWindow>,
}

impl Turns {
    pub(crate) fn new(requests_per_minute: Option<u32>, clock: Clock) -> Turns {
        let window = requests_per_minute.map(RateWindow::new);
        Turns { clock, state: Mutex::new(State { gate: Gate::default(), window }) }
    }

    /// Cal.com asked that nothing be sent for so long.
    pub(crate) fn close(&self, seconds: u32) {
        let now = (self.clock)();
        self.state().gate.close(now, seconds);
        if seconds > 0 {
            log::info!("calcom: nothing is sent for {seconds} seconds, as Cal.com asks");
        }
    }

    /// Waits until it is the caller's turn. Who cannot wait so long hears it at once, and nothing is taken.
    pub(crate) fn wait(&self, deadline: Instant, urgency: Urgency) -> CallResult<()> {
        let closed = self.wait_for_gate(deadline, urgency)?;
        let now = Instant::now();
        let patience = patience(deadline, now)?;
        // The turn is taken before the gate is waited for, so that not all go at once when it opens.
        let turn = match &mut self.state().window {
            Some(window) => {
                let open_at = now.checked_add(closed).unwrap_or(now);
                let left = patience.saturating_sub(closed);
                window.take(open_at, left, urgency).map(|wait| wait.saturating_add(closed))
            }
            None => Ok(closed),
        };
        let wait =
            turn.map_err(|wait| held_back("our own rate limit", wait.saturating_add(closed)))?;
        if wait.is_zero() {
            return Ok(());
        }
        thread::sleep(wait);
        // Another call may have been told to wait meanwhile.
        let closed = self.wait_for_gate(deadline, urgency)?;
        thread::sleep(closed);
        Ok(())
    }

    /// How long the gate stays closed, if the caller can wait for it. What nobody waits for never does.
    fn wait_for_gate(&self, deadline: Instant, urgency: Urgency) -> CallResult<Duration> {
        let patience = patience(deadline, Instant::now())?;
        let closed = self.state().gate.wait((self.clock)());
        let longest = match urgency {
            Urgency::Booking | Urgency::Question => patience.min(SLEPT_FOR_GATE_MAX),
            Urgency::Background => Duration::ZERO,
        };
        let can_wait = closed <= longest;
        if can_wait { Ok(closed) } else { Err(held_back("Cal.com asks us to wait", closed)) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn patience(deadline: Instant, now: Instant) -> CallResult<Duration> {
    let least = Duration::from_millis(MIN_TIME_LEFT_MILLIS);
    let left = deadline.saturating_duration_since(now).saturating_sub(least);
    if left.is_zero() { Err(not_sent("no time left")) } else { Ok(left) }
}

/// Nothing was sent; when it may be tried again, in whole seconds, rounded up.
fn held_back(why: &str, wait: Duration) -> CallError {
    let seconds = wait.as_millis().div_ceil(1_000);
    CallError::NotSent {
        why: why.to_owned(),
        retry_after_seconds: Some(u32::try_from(seconds).unwrap_or(u32::MAX)),
    }
}
