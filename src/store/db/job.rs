//! A change that waits for the writer, and the caller who waits for its outcome.

use crate::domain::{Error, Result};
use crate::logging::fact::Held;
use crate::logging::request;
use crate::store::db::fault::Committed;
use crate::store::db::tx::Tx;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

pub(crate) type Change = Box<dyn FnOnce(&Tx) -> Result<()> + Send>;
pub(crate) type Done = Box<dyn FnOnce(Result<()>) + Send>;

/// A change with the one who hears its outcome. What a change gives is left where its caller finds it, so that this
/// and all that handles it is there once and not once for each kind of result.
pub(crate) struct Job {
    pub change: Change,
    pub done: Done,
    /// Whether it is taken back whatever it came to: a question of the kind "what if".
    pub is_trial: bool,
    /// Whether it is one statement, which SQLite takes back by itself if it fails.
    pub is_one_statement: bool,
    /// Since when it waits.
    pub since: Instant,
    /// On whose behalf.
    pub request: Option<request::Id>,
}

impl Job {
    pub fn new(
        change: impl FnOnce(&Tx) -> Result<()> + Send + 'static,
        done: impl FnOnce(Result<()>) + Send + 'static,
    ) -> Job {
        let (change, done) = (Box::new(change), Box::new(done));
        Job {
            change,
            done,
            is_trial: false,
            is_one_statement: false,
            since: Instant::now(),
            request: request::current(),
        }
    }

    /// Tells that it was never run.
    pub fn refuse(self, error: Error) {
        Ran { outcome: Err(error), done: self.done, held: Held::default() }.tell(Ok(()));
    }
}

/// A change that was run, and what it came to.
pub(crate) struct Ran {
    pub outcome: Result<()>,
    pub done: Done,
    /// What it tells the log once it is on disk.
    pub held: Held,
}

impl Ran {
    /// Tells the outcome, once it is known how the commit ended.
    pub fn tell(self, committed: Committed) {
        let Ran { outcome, done, held } = self;
        let outcome = outcome.and_then(|()| committed.map_err(Error::from));
        // A listener must not take the writer with it.
        let told = catch_unwind(AssertUnwindSafe(|| match outcome {
            Ok(()) => held.tell(|| done(Ok(()))),
            Err(error) => held.forget(|| done(Err(error))),
        }));
        if told.is_err() {
            log::error!("the listener of a write panicked");
        }
    }
}
