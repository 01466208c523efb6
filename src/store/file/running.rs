//! Which program serves a database: written into its lock file, so that it counts only while the lock is held.

use crate::store::file::lock::Lock;
use serde::{Deserialize, Serialize};
use std::net::SocketAddr;
use std::path::Path;
use time::OffsetDateTime;

/// What a `serve` says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Running {
    /// Of the program.
    pub version: String,
    /// UTC.
    #[serde(with = "time::serde::rfc3339")]
    pub since: OffsetDateTime,
    /// Where it listens.
    pub address: Option<SocketAddr>,
    /// A random name of this run, which `/healthz` says, too.
    pub instance: String,
}

/// A program that runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Served {
    /// Its process's number.
    pub pid: Option<u32>,
    /// What it says of itself; `None` at its very start, or of an older one.
    pub running: Option<Running>,
}

impl Running {
    /// As one line.
    pub(crate) fn line(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// Who serves the database of this path now; `None` if nobody does.
pub fn who_serves(database: &Path) -> Option<Served> {
    let holder = Lock::holder(database)?;
    let running = holder.told.and_then(|line| serde_json::from_str(&line).ok());
    Some(Served { pid: holder.pid, running })
}
