//! How the database is: derived from what became of real writes, and from small trials while they fail.
//!
//! It is told here, once: an error when trouble begins, a line with the sums when it is over. Callers who meet it meanwhile
//! get an `Error::Database` and say nothing.

use crate::domain::Error;
use crate::domain::trouble::{Trouble, TroubleKind};
use std::mem;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Trouble that comes and goes is told so often at most; what is left out is in the next sum.
const TOLD_EVERY: Duration = Duration::from_secs(60);
/// A database that took a write so lately needs no trial to be called ready.
const FRESH: Duration = Duration::from_secs(2);
/// So long may the writer be at one commit. Behind it is a disk that hangs, and only a new process helps, if any.
const STUCK_AFTER: Duration = Duration::from_secs(60);

/// What the writer, the readers and `/readyz` know together.
pub(crate) struct Health {
    begun: Instant,
    state: Mutex<State>,
    /// Whether there is trouble, and whether it is that the files are gone: looked at by every read.
    is_ill: AtomicBool,
    is_gone: AtomicBool,
    /// Milliseconds after `begun` at which the writer began with what it does, plus one; 0 while it does nothing.
    at_work_since: AtomicU64,
}

#[derive(Default)]
struct State {
    trouble: Option<Trouble>,
    /// When it began.
    since: Option<Instant>,
    /// When trouble was told last, and of which kind.
    told: Option<(Instant, TroubleKind)>,
    /// Whether its end is to be told, because its beginning was.
    end_is_owed: bool,
    /// The same of reads.
    told_of_reads: Option<Instant>,
    /// Changes that were refused since the last sum.
    refused: u64,
    /// When something last reached the disk.
    wrote: Option<Instant>,
}

impl Health {
    pub fn new() -> Health {
        Health {
            begun: Instant::now(),
            state: Mutex::default(),
            is_ill: AtomicBool::new(false),
            is_gone: AtomicBool::new(false),
            at_work_since: AtomicU64::new(0),
        }
    }

    /// So many changes were refused for this trouble.
    pub fn failed(&self, trouble: &Trouble, changes: usize) {
        let now = Instant::now();
        let mut state = self.state();
        state.refused = state.refused.saturating_add(u64::try_from(changes).unwrap_or(u64::MAX));
        let is_new = state.trouble.as_ref().is_none_or(|known| known.kind != trouble.kind);
        if !is_new {
            return;
        }
        state.trouble = Some(trouble.clone());
        state.since.get_or_insert(now);
        let kind = trouble.kind;
        let was_told = state.told.is_some_and(|(at, told)| {
            told == kind && now.saturating_duration_since(at) < TOLD_EVERY
        });
        if !was_told {
            (state.told, state.end_is_owed) = (Some((now, kind)), true);
            log::error!("nothing is kept: {trouble}. Until then 503; {}.", kind.advice());
        }
        self.is_ill.store(true, Ordering::Relaxed);
        self.is_gone.store(kind == TroubleKind::Gone, Ordering::Relaxed);
    }

    /// Something reached the disk. It ends the trouble if that can be told from it: while a disk is full, what is
    /// small may still find room.
    pub fn wrote(&self, is_trial: bool) {
        let now = Instant::now();
        let mut state = self.state();
        state.wrote = Some(now);
        let ends = state
            .trouble
            .as_ref()
            .is_some_and(|trouble| is_trial || trouble.kind == TroubleKind::Locked);
        if !ends {
            return;
        }
        state.trouble = None;
        let lasted = state.since.take().map(|at| now.saturating_duration_since(at));
        self.is_ill.store(false, Ordering::Relaxed);
        self.is_gone.store(false, Ordering::Relaxed);
        if mem::take(&mut state.end_is_owed) {
            let refused = mem::take(&mut state.refused);
            let seconds = lasted.unwrap_or_default().as_secs();
            log::info!(
                "the database takes writes again after {seconds} s; changes refused meanwhile: {refused}"
            );
        }
    }

    /// A read failed. Told so often at most.
    pub fn read_failed(&self, trouble: &Trouble) {
        let now = Instant::now();
        let mut state = self.state();
        let due = |at: Instant| now.saturating_duration_since(at) >= TOLD_EVERY;
        if state.trouble.as_ref() != Some(trouble) && state.told_of_reads.is_none_or(due) {
            state.told_of_reads = Some(now);
            log::error!("nothing can be read: {trouble}; {}.", trouble.kind.advice());
        }
    }

    /// The trouble there is.
    pub fn trouble(&self) -> Option<TroubleKind> {
        if !self.is_ill.load(Ordering::Relaxed) {
            return None;
        }
        self.state().trouble.as_ref().map(|trouble| trouble.kind)
    }

    /// An error while what is open is not what will be there after a restart: it is not even read.
    pub fn not_gone(&self) -> Result<(), Error> {
        if !self.is_gone.load(Ordering::Relaxed) {
            return Ok(());
        }
        let trouble = self.state().trouble.clone();
        trouble.map_or(Ok(()), |trouble| Err(Error::Database(trouble)))
    }

    /// Whether something reached the disk lately.
    pub fn is_fresh(&self) -> bool {
        self.state().wrote.is_some_and(|at| at.elapsed() < FRESH)
    }

    /// The writer begins with something that should not take long.
    pub fn at_work(&self) {
        let since = u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.at_work_since.store(since.saturating_add(1), Ordering::Relaxed);
    }

    /// It is done with it.
    pub fn at_rest(&self) {
        self.at_work_since.store(0, Ordering::Relaxed);
    }

    /// Whether the writer has been at one thing for so long that it will not come back.
    pub fn is_stuck(&self) -> bool {
        is_stuck(self.at_work_since.load(Ordering::Relaxed), self.begun.elapsed())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// `since` as `Health::at_work_since`.
fn is_stuck(since: u64, now: Duration) -> bool {
    let at_work = since.checked_sub(1).map(Duration::from_millis);
    at_work.is_some_and(|since| now.saturating_sub(since) > STUCK_AFTER)
}

#[cfg(test)]
mod tests {
    use super::{Health, STUCK_AFTER, is_stuck};
    use crate::domain::trouble::{Trouble, TroubleKind};
    use std::time::Duration;

    #[test]
    fn what_ends_a_trouble_depends_on_what_it_is() {
        use TroubleKind::{Damaged, Faulty, Full, Gone, Locked, ReadOnly};
        for (kind, small_write_ends_it) in [
            (Locked, true),
            (Full, false),
            (ReadOnly, false),
            (Faulty, false),
            (Damaged, false),
            (Gone, false),
        ] {
            let health = Health::new();
            health.failed(&Trouble::new(kind, "tried"), 1);
            assert_eq!(health.trouble(), Some(kind));
            assert_eq!(health.not_gone().is_err(), kind == Gone, "{kind:?}");
            health.wrote(false);
            assert_eq!(health.trouble().is_none(), small_write_ends_it, "{kind:?}");
            health.wrote(true);
            assert_eq!(health.trouble(), None);
            assert!(health.not_gone().is_ok());
        }
    }

    #[test]
    fn a_writer_is_stuck_when_it_works_too_long_and_never_while_it_rests() {
        let after = |seconds: u64| Duration::from_secs(seconds);
        let limit = STUCK_AFTER.as_secs();
        for (since, now, stuck) in [
            (0, after(0), false),
            (0, after(limit * 100), false),
            (1, after(limit), false),
            (1, after(limit + 1), true),
            (limit * 1000 + 1, after(limit * 2), false),
            (limit * 1000 + 1, after(limit * 2 + 1), true),
            (u64::MAX, after(1), false),
        ] {
            assert_eq!(is_stuck(since, now), stuck, "{since} {now:?}");
        }
    }

    #[test]
    fn one_trouble_that_becomes_another_is_the_newer_one() {
        let health = Health::new();
        health.failed(&Trouble::new(TroubleKind::Locked, "one"), 3);
        health.failed(&Trouble::new(TroubleKind::Gone, "two"), 0);
        assert_eq!(health.trouble(), Some(TroubleKind::Gone));
        assert!(health.not_gone().is_err() && !health.is_stuck());
    }
}
