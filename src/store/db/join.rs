//! What the writer does with the changes that wait: one transaction, each in a savepoint as if it were alone.

use crate::domain::{Error, Result};
use crate::logging::fact::Held;
use crate::store::db::crash;
use crate::store::db::fault::{Committed, Failure};
use crate::store::db::job::{Change, Job, Ran};
use crate::store::db::kept;
use crate::store::db::tx::Tx;
use crate::store::db::waiting::Waiting;
use rusqlite::Connection;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

/// How many writes share a commit at most: bounds what a failed commit takes with it.
const JOINED_WRITES_MAX: usize = 256;
/// How long writes may be joined: bounds how long the first of them waits for the others. A commit itself takes a
/// fraction of this. Callers who wait for one commit go on together, and would stay a crowd at every further step.
pub(crate) const JOINED_TIME_MAX: Duration = Duration::from_millis(2);
/// With the lock from the first moment: a change that reads before it writes must not find it taken then.
const BEGIN: &str = "BEGIN IMMEDIATE";

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
    let mut can_go_on = Ok(());
    while let Some(job) = waiting.next() {
        can_go_on = take_in(connection, job, ran);
        if can_go_on.is_err()
            || ran.len() >= JOINED_WRITES_MAX
            || begun.elapsed() >= JOINED_TIME_MAX
        {
            break;
        }
    }
    // Another process was quicker with the lock that was given up: what was put aside waits for the next one.
    if can_go_on.is_err()
        && connection.is_autocommit()
        && ran.iter().all(|one| one.outcome.is_err())
    {
        return can_go_on;
    }
    // After the others: the caller of one of them had put aside before what is kept along with it.
    for job in waiting.aside() {
        can_go_on = match can_go_on {
            Ok(()) => take_in(connection, job, ran),
            // It learns so like the others.
            over => {
                ran.push(Ran { outcome: Ok(()), done: job.done, held: Held::default() });
                over
            }
        };
    }
    commit(connection, can_go_on)
}

/// Runs a change in the transaction. An error if that is over.
fn take_in(connection: &Connection, job: Job, ran: &mut Vec<Ran>) -> Committed {
    let Job { change, done, is_trial, is_one_statement, request, .. } = job;
    let ((outcome, can_go_on), held) = Held::during(request, || {
        if is_one_statement && !is_trial {
            return statement(connection, change);
        }
        // What is only tried comes with a savepoint, so that the lock is kept.
        match ran.is_empty() && !is_trial {
            true => alone(connection, change),
            false => savepoint(connection, change, is_trial),
        }
    });
    // What was only tried has not happened.
    let held = if is_trial { Held::default() } else { held };
    ran.push(Ran { outcome, done, held });
    can_go_on
}

fn commit(connection: &Connection, can_go_on: Committed) -> Committed {
    let committed = can_go_on.and_then(|()| {
        crash::point(crash::When::Before);
        let committed = execute(connection, "COMMIT");
        crash::point(crash::When::After);
        committed
    });
    if committed.is_err() && !connection.is_autocommit() {
        execute(connection, "ROLLBACK")?;
    }
    committed
}

/// A change of one statement.
fn statement(connection: &Connection, change: Change) -> (Result<()>, Committed) {
    let outcome = run(connection, change);
    match outcome {
        Err(_) if connection.is_autocommit() => {
            let ended = ended_by(&outcome);
            (outcome, Err(ended))
        }
        outcome => (outcome, Ok(())),
    }
}

/// The first change of a transaction: while it is the only one, the whole can be taken back and begun anew.
fn alone(connection: &Connection, change: Change) -> (Result<()>, Committed) {
    let outcome = run(connection, change);
    let taken_back = match outcome {
        Ok(()) => Ok(()),
        Err(_) if connection.is_autocommit() => Err(ended_by(&outcome)),
        Err(_) => {
            kept::begun_anew();
            execute(connection, "ROLLBACK").and_then(|()| begin(connection))
        }
    };
    (outcome, taken_back)
}

/// What a change came to, and whether the transaction can go on.
fn savepoint(connection: &Connection, change: Change, is_trial: bool) -> (Result<()>, Committed) {
    if let Err(error) = execute(connection, "SAVEPOINT change") {
        return (Ok(()), Err(error));
    }
    let outcome = run(connection, change);
    let taken_back = match outcome {
        Ok(()) if !is_trial => Ok(()),
        // Some failures, a full disk say, end the whole transaction.
        Err(_) if connection.is_autocommit() => Err(ended_by(&outcome)),
        Ok(()) | Err(_) => {
            kept::taken_back();
            execute(connection, "ROLLBACK TO change")
        }
    };
    (outcome, taken_back.and_then(|()| execute(connection, "RELEASE change")))
}

/// A panic in a change must not take the other joined writes with it.
fn run(connection: &Connection, change: Change) -> Result<()> {
    catch_unwind(AssertUnwindSafe(|| change(&Tx(connection))))
        .unwrap_or_else(|_| Err(Error::internal("a write panicked")))
}

/// Why a transaction is over in which others were, too: they hear the cause as well.
fn ended_by(outcome: &Result<()>) -> Failure {
    match outcome {
        Err(Error::Database(trouble)) => Failure::Trouble(trouble.clone()),
        Ok(()) | Err(_) => Failure::Other("the transaction has ended".into()),
    }
}

/// Runs a statement of the writer's own.
pub(crate) fn execute(connection: &Connection, sql: &str) -> Committed {
    let ran = connection.prepare_cached(sql).and_then(|mut statement| statement.execute([]));
    Ok(ran.map(drop)?)
}
