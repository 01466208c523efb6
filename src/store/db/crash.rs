//! Crash points for the tests: the process ends itself with SIGKILL before or after its n-th commit.
//!
//! Only builds with debug assertions have them; in a release build every call here is empty.

/// On which side of the commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Nothing of the transaction is durable yet.
    Before,
    /// It is durable, and nobody has been told.
    After,
}

/// Set to `before:3` or `after:3`.
#[cfg(debug_assertions)]
const VARIABLE: &str = "CHAIRSIDE_CRASH_AT_COMMIT";

/// Ends the process here if this is the place the environment names.
#[cfg(debug_assertions)]
pub fn point(when: When) {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU64, Ordering};

    static WANTED: OnceLock<Option<(When, u64)>> = OnceLock::new();
    static SEEN: AtomicU64 = AtomicU64::new(0);
    let wanted = WANTED.get_or_init(|| {
        let text = std::env::var(VARIABLE).ok()?;
        let (side, number) = text.split_once(':')?;
        let side = if side == "before" { When::Before } else { When::After };
        Some((side, number.parse().ok()?))
    });
    let Some((side, number)) = *wanted else { return };
    let commit = match when {
        When::Before => SEEN.fetch_add(1, Ordering::SeqCst).saturating_add(1),
        When::After => SEEN.load(Ordering::SeqCst),
    };
    if side == when && number == commit {
        // SIGKILL cannot be caught: no destructor, no flush, as in a power cut of the process.
        signal_hook::low_level::raise(9).ok();
    }
}

/// Empty in a release build.
#[cfg(not(debug_assertions))]
pub fn point(_when: When) {}
