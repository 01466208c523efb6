//! Crash points for the tests: the process ends itself with SIGKILL before or after its n-th commit, or after the n-th
//! step of something that changes files.
//!
//! Only builds with debug assertions have them; in a release build every call here is empty.

/// Where in the course of things.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Nothing of the transaction is durable yet.
    Before,
    /// It is durable, and nobody has been told.
    After,
    /// Files were changed: one step of several.
    Step,
}

/// Set to `before:3`, `after:3` or `step:3`.
#[cfg(debug_assertions)]
const VARIABLE: &str = "CHAIRSIDE_CRASH_AT_COMMIT";

/// Ends the process here if this is the place the environment names.
#[cfg(debug_assertions)]
pub fn point(when: When) {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU64, Ordering};

    static WANTED: OnceLock<Option<(When, u64)>> = OnceLock::new();
    static COMMITS: AtomicU64 = AtomicU64::new(0);
    static STEPS: AtomicU64 = AtomicU64::new(0);
    let wanted = WANTED.get_or_init(|| {
        let text = std::env::var(VARIABLE).ok()?;
        let (place, number) = text.split_once(':')?;
        let place = match place {
            "before" => When::Before,
            "step" => When::Step,
            _ => When::After,
        };
        Some((place, number.parse().ok()?))
    });
    let Some((place, number)) = *wanted else { return };
    let next = |seen: &AtomicU64| seen.fetch_add(1, Ordering::SeqCst).saturating_add(1);
    let at = match when {
        When::Before => next(&COMMITS),
        When::After => COMMITS.load(Ordering::SeqCst),
        When::Step => next(&STEPS),
    };
    if place == when && number == at {
        // SIGKILL cannot be caught: no destructor, no flush, as in a power cut of the process.
        signal_hook::low_level::raise(9).ok();
    }
}

/// Empty in a release build.
#[cfg(not(debug_assertions))]
pub fn point(_when: When) {}
