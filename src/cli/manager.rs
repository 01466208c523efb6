//! What the service manager is told: that requests are answered, that the program is alive, that it stops.
//!
//! sd_notify(3); where no manager listens nothing is told.

use sd_notify::NotifyState;
use std::sync::mpsc;
use std::sync::mpsc::RecvTimeoutError;
use std::thread;
use std::thread::JoinHandle;
use std::time::Duration;

/// The manager hears of us so many times within the time after which it takes the program for dead.
const SIGNS_EACH_PERIOD: u32 = 3;
/// However short that time is, no sign follows the one before sooner.
const SIGN_EVERY_LEAST: Duration = Duration::from_millis(20);

/// The thread that gives the signs of life; it ends when this is dropped.
pub(crate) struct Manager {
    /// Closed, it wakes the thread.
    end: Option<mpsc::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Manager {
    /// Tells that requests are answered now. With a watchdog signs of life follow, as long as `is_alive` says so.
    pub fn ready(is_alive: impl Fn() -> bool + Send + 'static) -> Manager {
        tell("ready", NotifyState::Ready);
        let Some(period) = sd_notify::watchdog_enabled() else {
            return Manager { end: None, thread: None };
        };
        let every = (period / SIGNS_EACH_PERIOD).max(SIGN_EVERY_LEAST);
        let (end, ended) = mpsc::channel::<()>();
        let signs = move || {
            while ended.recv_timeout(every) == Err(RecvTimeoutError::Timeout) {
                if is_alive() {
                    tell("alive", NotifyState::Watchdog);
                } else {
                    log::error!("no sign of life for the service manager: the work stands still");
                }
            }
        };
        let thread = thread::Builder::new().name("watchdog".into()).spawn(signs);
        let thread =
            thread.map_err(|error| log::error!("no thread for the signs of life: {error}")).ok();
        Manager { end: Some(end), thread }
    }

    /// Tells that the program stops: it takes its time, and gives its signs meanwhile.
    pub fn stopping(&self) {
        tell("stopping", NotifyState::Stopping);
    }
}

impl Drop for Manager {
    fn drop(&mut self) {
        self.end = None;
        if let Some(thread) = self.thread.take() {
            thread.join().ok();
        }
    }
}

fn tell(what: &str, state: NotifyState) {
    if let Err(error) = sd_notify::notify(&[state]) {
        log::warn!("the service manager was not told {what}: {error}");
    }
}
