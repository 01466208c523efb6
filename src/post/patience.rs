//! A bound on the whole of what has bounds for its parts alone: a server that sends one byte before each time-out
//! would keep its client for ever.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// Lets one attempt at a time run for so long. One that takes longer is left to itself, and no other is made until it
/// has ended.
#[derive(Debug, Default)]
pub struct Patience {
    is_busy: Arc<AtomicBool>,
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gone {
    /// It takes longer than this.
    TooLong,
    /// An earlier one has still not ended, or nothing could be begun: this one was not.
    NotBegun,
}

/// Frees the place, however the attempt ends.
struct Place(Arc<AtomicBool>);

impl Drop for Place {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}

impl Patience {
    /// Runs an attempt on a thread of its own, and waits for it so long.
    pub fn within<T: Send + 'static>(
        &self,
        most: Duration,
        attempt: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Gone> {
        if self.is_busy.swap(true, Ordering::Acquire) {
            return Err(Gone::NotBegun);
        }
        let place = Place(self.is_busy.clone());
        let (send, answer) = mpsc::sync_channel(1);
        let begun = thread::Builder::new().name("post".into()).spawn(move || {
            let ended = attempt();
            drop(place);
            // Nobody waits any more.
            send.send(ended).unwrap_or_default();
        });
        if begun.is_err() {
            return Err(Gone::NotBegun);
        }
        answer.recv_timeout(most).map_err(|_| Gone::TooLong)
    }
}

#[cfg(test)]
mod tests {
    use super::{Gone, Patience};
    use std::sync::mpsc;
    use std::time::Duration;

    #[test]
    fn one_that_hangs_is_left_alone_and_no_other_begins_beside_it() {
        let patience = Patience::default();
        let (go, wait) = mpsc::channel::<()>();
        let (tell, ended) = mpsc::channel::<()>();
        let hanging = move || {
            wait.recv().unwrap();
            drop(tell);
        };
        assert_eq!(patience.within(Duration::from_millis(1), hanging), Err(Gone::TooLong));
        let long = Duration::from_secs(60);
        assert_eq!(patience.within(long, || 1), Err(Gone::NotBegun));
        go.send(()).unwrap();
        assert!(ended.recv().is_err(), "it has ended");
        let again = std::iter::repeat_with(|| patience.within(long, || 2)).find(Result::is_ok);
        assert_eq!(again, Some(Ok(2)));
    }
}
