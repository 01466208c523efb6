//! The phases of a public connection, and small words about time and calls.

use std::io;
use std::io::ErrorKind;
use std::time::{Duration, Instant};

/// Wait before trying again what failed for want of files or of room in the inner queue.
const RETRY: Duration = Duration::from_millis(20);
/// ENFILE, EMFILE, ENOMEM, ENOBUFS: something has to be given up.
const SHORTAGES: [i32; 4] = [23, 24, 12, 105];

/// Which side has to do something next, and what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// The client: send a request, or the rest of its head.
    Head,
    /// The client: send the rest of the body.
    Body,
    /// The gate: find room inside for this whole request.
    Ready,
    /// The server inside: answer.
    Working,
    /// The client: take the rest of the answer.
    Answering,
    /// The client: end the connection, now that we ended our half.
    Lingering,
}

/// What the loop has to do for a connection after it went as far as it could.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Nothing until the next event.
    Wait,
    /// Find room inside for its request.
    Dispatch,
    /// Forget it.
    Close,
}

/// A deadline; for a patience beyond what clocks count, one that is far away.
pub(crate) fn later(now: Instant, patience: Duration) -> Instant {
    const FAR: Duration = Duration::from_secs(86_400);
    now.checked_add(patience).or_else(|| now.checked_add(FAR)).unwrap_or(now)
}

/// When to try again.
pub(crate) fn soon(now: Instant) -> Option<Instant> {
    now.checked_add(RETRY)
}

/// Whether the system is out of files or memory.
pub(crate) fn is_shortage(error: &io::Error) -> bool {
    error.raw_os_error().is_some_and(|code| SHORTAGES.contains(&code))
}

/// Calls again what a signal interrupted.
pub(crate) fn uninterrupted<T>(mut call: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    loop {
        match call() {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            other => return other,
        }
    }
}
