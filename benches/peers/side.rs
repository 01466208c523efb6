//! One of the two that are measured: a server, its database, and its own stand-in of Cal.com.

use crate::bench_children::{self, Calls, Place, Running};
use crate::bench_http::{self, Client};
use crate::bench_load::{self, Run};
use crate::{Outcome, bench_requests, bench_salon, express};
use rusqlite::{Connection, OpenFlags};
use serde_json::Value;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Asks Chairside to count what its database does, for `/metrics`.
const COUNTS_VARIABLE: &str = "CHAIRSIDE_BENCH_COUNTS";
/// How what it counts is called there: `chairside_database_statements_total`.
const METRIC: (&str, &str) = ("chairside_database_", "_total");
/// What both count.
pub const STATEMENTS: &str = "statements";

/// What a side counted so far: what, and how often.
pub type Counts = BTreeMap<String, u64>;

/// Which of the two.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// The program of this project.
    Chairside,
    /// The peer.
    Express,
}

/// Both, in the order of the table.
pub const BOTH: [Which; 2] = [Which::Chairside, Which::Express];

/// One of the two, running.
pub struct Side {
    which: Which,
    /// Its process.
    pub server: Running,
    /// Where it listens.
    pub addr: SocketAddr,
    calcom: Running,
    database: PathBuf,
    /// The next start that nobody has booked.
    next_start: usize,
    /// The next call that no webhook was about.
    next_webhook: usize,
    _place: Place,
}

impl Side {
    /// Starts it with a new database and a Cal.com whose calls take `delay`. `counts`: it counts its statements.
    pub fn start(peer: &Path, which: Which, delay: Duration, counts: bool) -> Outcome<Side> {
        let place = Place::new()?;
        let (calcom, at) = bench_children::sandbox(delay)?;
        let database = place.file("side.db");
        let (server, addr) = match which {
            Which::Chairside => {
                let told: &[(&str, &str)] = if counts { &[(COUNTS_VARIABLE, "1")] } else { &[] };
                bench_children::program_told(&place.config(at, "side.db")?, told)?
            }
            Which::Express => express::start(peer, &place, at, &database, counts)?,
        };
        let (next_start, next_webhook) = (0, 0);
        Ok(Side { which, server, addr, calcom, database, next_start, next_webhook, _place: place })
    }

    /// So many callers book so many starts that nobody has.
    pub fn book(&mut self, callers: usize, count: usize) -> Outcome<Run> {
        let numbers = self.next_start..self.next_start + count;
        self.next_start += count;
        let requests = numbers.map(bench_requests::book).collect::<Outcome<Vec<Vec<u8>>>>()?;
        bench_load::drive(self.addr, callers, &requests, &bench_requests::is_booked)
    }

    /// So many webhooks of calls that none was about, over so many connections.
    pub fn webhooks(&mut self, connections: usize, count: usize) -> Outcome<Run> {
        let bodies =
            bench_requests::webhook_bodies(self.next_webhook + count).split_off(self.next_webhook);
        self.next_webhook += count;
        let requests = bench_requests::webhooks(&bodies);
        bench_load::drive(self.addr, connections, &requests, &|status, _| status == 204)
    }

    /// Sends one request on a connection of its own: status and body.
    pub fn ask(&self, request: &[u8]) -> Outcome<(u16, Vec<u8>)> {
        Client::new(self.addr).ask(request).map(|(status, body, _)| (status, body))
    }

    /// Its processes.
    pub fn running(&self) -> [&Running; 2] {
        [&self.server, &self.calcom]
    }

    /// What its Cal.com was asked so far.
    pub fn calls(&mut self) -> Outcome<Calls> {
        self.calcom.calls()
    }

    /// What it counted itself so far: the statements of its database, and whatever else it tells. Empty if it does not count.
    pub fn counts(&self) -> Outcome<Counts> {
        let (path, token) = match self.which {
            Which::Chairside => ("/metrics", format!("Bearer {}", bench_salon::TOKEN)),
            Which::Express => ("/statements", String::new()),
        };
        let request = bench_http::request("GET", path, &[("Authorization", &token)], b"");
        let (status, body) = self.ask(&request)?;
        if status != 200 {
            return Err(format!("{path} answered {status}"));
        }
        let text = String::from_utf8_lossy(&body);
        match self.which {
            Which::Chairside => Ok(text.lines().filter_map(metric).collect()),
            Which::Express => {
                let told: Value = serde_json::from_str(&text).unwrap_or_default();
                let count = told.get(STATEMENTS).and_then(Value::as_u64);
                Ok(count.map(|count| (STATEMENTS.to_owned(), count)).into_iter().collect())
            }
        }
    }

    /// The bytes that its database takes, the log of what is not yet in its file left out.
    pub fn bytes_kept(&self) -> Outcome<u64> {
        let number = |what: &str| -> rusqlite::Result<u64> {
            let sql = format!("PRAGMA {what}");
            self.open()?.query_row(&sql, [], |row| row.get::<_, i64>(0)).map(i64::unsigned_abs)
        };
        let pages = || Ok((number("page_count")?, number("freelist_count")?, number("page_size")?));
        let (all, free, size) = pages().map_err(|error: rusqlite::Error| self.about(&error))?;
        Ok(all.saturating_sub(free) * size)
    }

    /// That what was answered is there: as many appointments and bookings as were made, each with who does it.
    pub fn check(&mut self) -> Outcome<()> {
        let sql = "SELECT count(*), count(staff_id) FROM appointments";
        let counted = self.open().and_then(|database| {
            database.query_row(sql, [], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)))
        });
        let (kept, with_staff) = counted.map_err(|error| self.about(&error))?;
        let made = self.calls()?.get("POST /v2/bookings").copied().unwrap_or_default();
        let expected = i64::try_from(self.next_start).unwrap_or(i64::MAX);
        if (kept, with_staff, i64::try_from(made)) == (expected, expected, Ok(expected)) {
            return Ok(());
        }
        Err(format!(
            "{} was asked for {expected} bookings, and keeps {kept}, {with_staff} with who does it, after {made} calls",
            self.name()
        ))
    }

    /// What it is called.
    pub fn name(&self) -> &'static str {
        match self.which {
            Which::Chairside => "Chairside",
            Which::Express => "Express",
        }
    }

    fn open(&self) -> rusqlite::Result<Connection> {
        Connection::open_with_flags(&self.database, OpenFlags::SQLITE_OPEN_READ_ONLY)
    }

    fn about(&self, error: &rusqlite::Error) -> String {
        format!("the database of {}: {error}", self.name())
    }
}

/// A line of `/metrics` that tells what the database did: what, and how often.
fn metric(line: &str) -> Option<(String, u64)> {
    let (name, number) = line.split_once(' ')?;
    let what = name.strip_prefix(METRIC.0)?.strip_suffix(METRIC.1)?;
    let number: f64 = number.trim().parse().ok()?;
    Some((what.to_owned(), number as u64))
}
