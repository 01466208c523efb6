//! The floors: bare SQLite, written here with rusqlite, on the same file system, with the same pragmas and the
//! same row. What the program adds to this is what it costs.

use crate::Outcome;
use chairside::store::Store;
use rusqlite::{Connection, params};
use std::path::Path;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// How many rows share a commit at most, as in the program.
const JOINED_MAX: usize = 256;
/// A stamp as the program writes it.
const STAMP: &str = "2026-11-23T08:00:00.000Z";

/// Makes a database with the program's schema in it.
pub fn make(path: &Path) -> Outcome<()> {
    Store::open(path).map(drop).map_err(|error| error.for_log())
}

/// The program's pragmas.
pub fn open(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "recursive_triggers", true)?;
    connection.pragma_update(None, "secure_delete", true)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    Ok(connection)
}

/// One thread, one row a commit.
pub fn one_by_one(path: &Path, bodies: &[Vec<u8>]) -> Outcome<Duration> {
    let run = || -> rusqlite::Result<Duration> {
        let connection = open(path)?;
        let begun = Instant::now();
        for (number, body) in bodies.iter().enumerate() {
            execute(&connection, "BEGIN IMMEDIATE")?;
            insert(&connection, number, body)?;
            execute(&connection, "COMMIT")?;
        }
        Ok(begun.elapsed())
    };
    run().map_err(|error| format!("the floor of single commits: {error}"))
}

/// A row on its way to the writer, and where its producer waits.
type Handed<'a> = (usize, &'a [u8], mpsc::SyncSender<()>);

/// So many producers hand their rows to one writer, which joins what waits into one commit.
pub fn joined(path: &Path, producers: usize, bodies: &[Vec<u8>]) -> Outcome<Duration> {
    let connection = open(path).map_err(|error| format!("the floor of joined commits: {error}"))?;
    let share = bodies.len().div_ceil(producers).max(1);
    let begun = Instant::now();
    let outcome = thread::scope(|scope| {
        let (jobs, waiting) = mpsc::sync_channel::<Handed>(1024);
        let writer = scope.spawn(move || write(&connection, &waiting));
        for (number, bodies) in bodies.chunks(share).enumerate() {
            let jobs = jobs.clone();
            scope.spawn(move || {
                for body in bodies {
                    let (answer, answered) = mpsc::sync_channel(1);
                    if jobs.send((number, body, answer)).is_err() || answered.recv().is_err() {
                        return;
                    }
                }
            });
        }
        drop(jobs);
        writer.join()
    });
    match outcome {
        Ok(Ok(rows)) if rows == bodies.len() => Ok(begun.elapsed()),
        Ok(Ok(rows)) => Err(format!("the floor of joined commits wrote {rows} rows")),
        Ok(Err(error)) => Err(format!("the floor of joined commits: {error}")),
        Err(_) => Err("the floor's writer panicked".into()),
    }
}

fn write(connection: &Connection, waiting: &mpsc::Receiver<Handed>) -> rusqlite::Result<usize> {
    let mut written = 0;
    while let Ok(first) = waiting.recv() {
        let mut answers = Vec::new();
        execute(connection, "BEGIN IMMEDIATE")?;
        let mut next = Some(first);
        while let Some((number, body, answer)) = next.take() {
            insert(connection, number, body)?;
            answers.push(answer);
            if answers.len() < JOINED_MAX {
                next = waiting.try_recv().ok();
            }
        }
        execute(connection, "COMMIT")?;
        written += answers.len();
        for answer in answers {
            answer.send(()).ok();
        }
    }
    Ok(written)
}

fn insert(connection: &Connection, number: usize, body: &[u8]) -> rusqlite::Result<()> {
    let subject = format!("call_floor_{number:08}");
    connection
        .prepare_cached(
            "INSERT INTO inbox (channel, event, subject, body, state, reason, next_try_at, received_at, finished_at)
             VALUES ('retell_webhook', 'call_started', ?1, ?2, 'done', NULL, NULL, ?3, ?3)",
        )?
        .execute(params![subject, body, STAMP])
        .map(drop)
}

fn execute(connection: &Connection, sql: &str) -> rusqlite::Result<()> {
    connection.prepare_cached(sql)?.execute([]).map(drop)
}
