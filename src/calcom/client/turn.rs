//! Whose turn it is to send something with this key: nobody's while Cal.com wants us to wait, else by our own limit.

use crate::calcom::client::checks::not_sent;
use crate::calcom::client::limit::RateWindow;
use crate::calcom::client::options::{ClientOptions, Clock};
use crate::calcom::client::wait::Gate;
use crate::calcom::urgency::Urgency;
use crate::calcom::usage::{ClassUsage, Tally, Turn, Usage};
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
    per_minute: Option<u32>,
    state: Mutex<State>,
}

struct State {
    gate: Gate,
    window: Option<RateWindow>,
    tally: Tally,
}

impl Turns {
    pub(crate) fn new(options: &ClientOptions) -> Turns {
        let per_minute = options.requests_per_minute;
        let window = per_minute.map(match options.is_shared {
            true => RateWindow::new,
            false => RateWindow::of_one_kind,
        });
        let state = State { gate: Gate::default(), window, tally: Tally::default() };
        Turns { clock: options.clock.clone(), per_minute, state: Mutex::new(state) }
    }

    /// What the calls go to.
    pub(crate) fn usage(&self) -> Usage {
        let (state, now) = (self.state(), Instant::now());
        let classes = Urgency::ALL.map(|class| {
            let mut shares = state.window.iter().flat_map(RateWindow::shares);
            let share = shares.find(|(of, _)| *of == class).map(|(_, share)| share);
            let (total, lately) = state.tally.of(class, now);
            let floor = share.map_or(0, |share| share.floor);
            ClassUsage { class, floor, ceiling: share.map(|share| share.ceiling), total, lately }
        });
        Usage { per_minute: self.per_minute, classes: classes.into() }
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
        let begun = Instant::now();
        let turn = self.wait_for_turn(deadline, urgency);
        let became = match &turn {
            Ok(true) => Turn::Waited,
            Ok(false) => Turn::AtOnce,
            Err(NoTurn::TurnedAway(_)) => Turn::TurnedAway,
            Err(NoTurn::AskedToWait(_)) => Turn::AskedToWait,
            // Its own time was over: that says nothing about the key.
            Err(NoTurn::NoTime(error)) => return Err(error.clone()),
        };
        // What waited counts from when it went.
        let at = if turn.is_ok() { Instant::now() } else { begun };
        self.state().tally.count(urgency, became, at);
        match turn {
            Ok(_) => Ok(()),
            Err(NoTurn::TurnedAway(wait)) => Err(held_back("our own rate limit", wait)),
            Err(NoTurn::AskedToWait(wait)) => Err(held_back("Cal.com asks us to wait", wait)),
            Err(NoTurn::NoTime(error)) => Err(error),
        }
    }

    /// Says whether it had to wait.
    fn wait_for_turn(&self, deadline: Instant, urgency: Urgency) -> Result<bool, NoTurn> {
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
        let wait = turn.map_err(|wait| NoTurn::TurnedAway(wait.saturating_add(closed)))?;
        if wait.is_zero() {
            return Ok(false);
        }
        thread::sleep(wait);
        // Another call may have been told to wait meanwhile.
        let closed = self.wait_for_gate(deadline, urgency)?;
        thread::sleep(closed);
        Ok(true)
    }

    /// How long the gate stays closed, if the caller can wait for it. What nobody waits for never does.
    fn wait_for_gate(&self, deadline: Instant, urgency: Urgency) -> Result<Duration, NoTurn> {
        let patience = patience(deadline, Instant::now())?;
        let closed = self.state().gate.wait((self.clock)());
        let longest = match urgency.is_waited_for() {
            true => patience.min(SLEPT_FOR_GATE_MAX),
            false => Duration::ZERO,
        };
        if closed <= longest { Ok(closed) } else { Err(NoTurn::AskedToWait(closed)) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Why it did not become somebody's turn.
enum NoTurn {
    /// The own limit has one only after so long.
    TurnedAway(Duration),
    /// Cal.com wants us to wait so long.
    AskedToWait(Duration),
    /// There was none left before anything was asked.
    NoTime(CallError),
}

fn patience(deadline: Instant, now: Instant) -> Result<Duration, NoTurn> {
    let least = Duration::from_millis(MIN_TIME_LEFT_MILLIS);
    let left = deadline.saturating_duration_since(now).saturating_sub(least);
    if left.is_zero() { Err(NoTurn::NoTime(not_sent("no time left"))) } else { Ok(left) }
}

/// Nothing was sent; when it may be tried again, in whole seconds, rounded up.
fn held_back(why: &str, wait: Duration) -> CallError {
    let seconds = wait.as_millis().div_ceil(1_000);
    CallError::NotSent {
        why: why.to_owned(),
        retry_after_seconds: Some(u32::try_from(seconds).unwrap_or(u32::MAX)),
    }
}
