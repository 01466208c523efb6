//! What the writer does with the changes that wait: one transaction, each as if it were alone.

use crate::domain::trouble::TroubleKind;
use crate::domain::{Error, Result};
use crate::store::db::crash;
use crate::store::db::fault::Failure;
use crate::store::db::tx::Tx;
use crate::store::db::writer::{Done, Job, Run};
use crate::store::db::writer_wait::Waiting;
use rusqlite::Connection;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

/// How many writes share a commit at most: bounds what a failed commit takes with it.
const JOINED_WRITES_MAX: usize = 256;
/// How long writes may be joined: bounds how long the first of them waits for the others. A commit itself takes a
/// fraction of this. Callers who wait for one commit go on together, and would stay a crowd at every further step.
pub(crate) const JOINED_TIME_MAX: Duration = Duration::from_millis(2);
/// With the lock from the first moment: whoever reads before it writes must not find it taken then.
const BEGIN: &str = "BEGIN IMMEDIATE";

/// A change that was run, and what it came to.
pub(crate) struct Ran {
    pub outcome: Result<()>,
    pub done: Done,
}

impl Ran {
    /// Tells the outcome, once it is known how the commit ended.
    pub fn tell(self, committed: Committed) {
        let Ran { outcome, done } = self;
        let outcome = outcome.and_then(|()| committed.map_err(Error::from));
        // Whoever is told must not take the writer with it.
        if catch_unwind(AssertUnwindSafe(|| done(outcome))).is_err() {
            log::error!("whoever was told of a write panicked");
        }
    }
}

/// Begins a transaction, if nobody else has one.
pub(crate) fn begin(connection: &Connection) -> Committed {
    execute(connection, BEGIN)
}

/// Fills the transaction that was begun with the changes that wait already and with what goes along, and commits.
pub(crate) fn join(
    connection: &Connection,
    waiting: &mut Waiting,
    ran: &mut Vec<Ran>,
) -> Committed {
    let begun = Instant::now();
    let mut joined = Joined { connection, ran, committed: Ok(()), is_open: true, is_alone: true };
    while let Some(job) = waiting.next() {
        if let Err(job) = joined.take_in(job) {
            waiting.put_back([job]);
            break;
        }
        if joined.ran.len() >= JOINED_WRITES_MAX
            || joined.committed.is_err()
            || begun.elapsed() >= JOINED_TIME_MAX
        {
            break;
        }
    }
    // After the others: whoever sent one of them had put aside before what is kept along with it.
    let aside = waiting.aside().into_iter();
    let not_taken: Vec<Job> = aside.filter_map(|job| joined.take_in(job).err()).collect();
    waiting.put_back(not_taken);
    joined.commit()
}

/// How a transaction ended, or that it can go on.
pub(crate) type Committed = std::result::Result<(), Failure>;

/// A transaction that goes on.
struct Joined<'a> {
    connection: &'a Connection,
    ran: &'a mut Vec<Ran>,
    committed: Committed,
    /// What failed while nothing else was in it has ended it; the next change begins another.
    is_open: bool,
    /// Nothing is in it yet.
    is_alone: bool,
}

impl Joined<'_> {
    /// Gives the change back if somebody else has the database locked meanwhile: it has not been run.
    fn take_in(&mut self, job: Job) -> std::result::Result<(), Job> {
        if self.committed.is_ok() && !self.is_open {
            match begin(self.connection) {
                Ok(()) => self.is_open = true,
                Err(Failure::Trouble(trouble)) if trouble.kind == TroubleKind::Locked => {
                    return Err(job);
                }
                Err(failure) => self.committed = Err(failure),
            }
        }
        let Job { change, done, is_single, .. } = job;
        let mut outcome = Ok(());
        if self.committed.is_ok() {
            let run = || run_one(self.connection, change);
            (outcome, self.committed) = match (is_single, self.is_alone) {
                (true, _) => single(self.connection, run),
                (false, true) => alone(self.connection, run),
                (false, false) => savepoint(self.connection, run),
            };
            self.is_open = outcome.is_ok() || is_single || !self.is_alone;
            self.is_alone = self.is_alone && outcome.is_err();
        }
        // If nothing can be written it learns so like the others.
        self.ran.push(Ran { outcome, done });
        Ok(())
    }

    fn commit(self) -> Committed {
        let mut committed = self.committed;
        if committed.is_ok() && self.is_open {
            crash::point(crash::When::Before);
            committed = execute(self.connection, "COMMIT");
            crash::point(crash::When::After);
        }
        if committed.is_err() && !self.connection.is_autocommit() {
            take_back(self.connection)?;
        }
        committed
    }
}

/// A panic in a change must not take the other joined writes with it.
fn run_one(connection: &Connection, change: Run) -> Result<()> {
    catch_unwind(AssertUnwindSafe(|| change(&Tx(connection))))
        .unwrap_or_else(|_| Err(Error::internal("a write panicked")))
}

/// What a change came to, and whether the transaction can go on.
type Step = (Result<()>, Committed);

/// A statement that failed has changed nothing. Were it more than one, half of it would be committed with the others;
/// and some failures, a full disk say, end the whole transaction, which a savepoint would notice.
fn single(connection: &Connection, change: impl FnOnce() -> Result<()>) -> Step {
    let before = connection.total_changes();
    let outcome = change();
    let can_go_on = if outcome.is_ok() {
        Ok(())
    } else if connection.is_autocommit() {
        Err(ended_by(&outcome))
    } else if connection.total_changes() != before {
        Err(Failure::Other("a single statement was more than one".into()))
    } else {
        Ok(())
    };
    (outcome, can_go_on)
}

/// As long as nothing else is in the transaction, that itself is what a failure takes back. Inside a savepoint SQLite
/// copies every page before it is changed; with few callers most commits have one change.
fn alone(connection: &Connection, change: impl FnOnce() -> Result<()>) -> Step {
    let outcome = change();
    let can_go_on = match outcome {
        Ok(()) => Ok(()),
        Err(_) => take_back(connection),
    };
    (outcome, can_go_on)
}

fn take_back(connection: &Connection) -> Committed {
    if connection.is_autocommit() { Ok(()) } else { execute(connection, "ROLLBACK") }
}

/// Why a transaction is over in which others were, too: they hear the cause as well.
fn ended_by(outcome: &Result<()>) -> Failure {
    match outcome {
        Err(Error::Database(trouble)) => Failure::Trouble(trouble.clone()),
        Ok(()) | Err(_) => Failure::Other("the transaction has ended".into()),
    }
}

fn savepoint(connection: &Connection, change: impl FnOnce() -> Result<()>) -> Step {
    if let Err(error) = execute(connection, "SAVEPOINT change") {
        return (Ok(()), Err(error));
    }
    let outcome = change();
    let taken_back = match outcome {
        Ok(()) => Ok(()),
        Err(_) if connection.is_autocommit() => Err(ended_by(&outcome)),
        Err(_) => execute(connection, "ROLLBACK TO change"),
    };
    (outcome, taken_back.and_then(|()| execute(connection, "RELEASE change")))
}

/// Runs a statement of the writer's own.
pub(crate) fn execute(connection: &Connection, sql: &str) -> Committed {
    let ran = connection.prepare_cached(sql).and_then(|mut statement| statement.execute([]));
    Ok(ran.map(drop)?)
}
