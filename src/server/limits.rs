//! Every limit and deadline of the gate, and how many connections the process can afford.

use std::fs;
use std::time::Duration;

/// Public connections at once, if the process may open enough files.
pub const CONNECTIONS_MAX: usize = 900;
/// Public connections at once from one address (one /64 network in IPv6). Loopback has no such
/// limit: a reverse proxy on this machine speaks for all its clients.
pub const CONNECTIONS_PER_PEER_MAX: usize = 128;
/// Requests inside tiny_http at once, waiting ones included.
pub const IN_FLIGHT_MAX: usize = 192;
/// Bytes of a request line and its headers; more is 431.
pub const HEAD_BYTES_MAX: usize = 16 * 1024;
/// Bytes of a request's target; more is 414.
pub const TARGET_BYTES_MAX: usize = 8 * 1024;
/// Headers in a request; more is 431.
pub const HEADERS_MAX: usize = 64;
/// Bytes of a decoded body; more is 413.
pub const BODY_BYTES_MAX: usize = 2 * 1024 * 1024;
/// Bytes of a chunk's size line, and of all trailers of a request together; more is 400.
pub const CHUNK_LINE_BYTES_MAX: usize = 256;
/// Bytes of an answer; more is a fault of ours and becomes 502.
pub const ANSWER_BYTES_MAX: usize = 16 * 1024 * 1024;
/// Bytes held for all connections together; beyond it the connection that holds most is closed.
pub const HELD_BYTES_MAX: usize = 64 * 1024 * 1024;
/// Bytes thrown away after a refusal, so that the client can read it before the connection ends.
pub const LINGER_BYTES_MAX: usize = 8 * 1024 * 1024;

const HEAD_SECONDS: u64 = 10;
const BODY_SECONDS: u64 = 30;
const IDLE_SECONDS: u64 = 75;
const WORK_SECONDS: u64 = 120;
const ANSWER_SECONDS: u64 = 30;
const LINGER_SECONDS: u64 = 2;
/// The same while the gate is being stopped.
pub const LINGER_AT_STOP: Duration = Duration::from_millis(200);

/// Files the rest of the program may need: databases, calls to Cal.com, mail, logs.
const FILES_RESERVED: usize = 200;
/// A request inside costs three: our end, tiny_http's end, and its second handle on it.
const FILES_PER_REQUEST: usize = 3;
/// What we assume where the limit cannot be read.
const FILES_ASSUMED: usize = 1024;
/// With fewer files than this requests fail for want of them, each in another way; `serve` does not start then.
pub const FILES_MIN: usize = 256;
/// With fewer connections than this there is no point in serving at all.
const CONNECTIONS_MIN: usize = 16;
const IN_FLIGHT_MIN: usize = 8;

/// How patient the gate is. All deadlines are absolute: dripping bytes does not extend them.
#[derive(Clone, Debug)]
pub struct GateLimits {
    /// Public connections at once.
    pub connections_max: usize,
    /// Public connections at once from one peer that is not on this machine.
    pub connections_per_peer_max: usize,
    /// Requests inside tiny_http at once; further ones wait in the gate.
    pub in_flight_max: usize,
    /// Bytes of a decoded body.
    pub body_bytes_max: usize,
    /// Bytes of unfinished requests and answers held for all connections together.
    pub held_bytes_max: usize,
    /// From the first byte of a request (or from accepting) to the end of its headers.
    pub head: Duration,
    /// From the end of the headers to the end of the body.
    pub body: Duration,
    /// From an answer to the first byte of the next request.
    pub idle: Duration,
    /// From a whole request to its whole answer; after it the client gets 504.
    pub work: Duration,
    /// From the first to the last byte of an answer, as the client takes it.
    pub answer: Duration,
    /// From a refusal to the end of its connection.
    pub linger: Duration,
}

impl Default for GateLimits {
    /// The constants above, with as many connections as the limit of open files allows.
    fn default() -> GateLimits {
        GateLimits::for_files(open_files_max().unwrap_or(FILES_ASSUMED))
    }
}

impl GateLimits {
    /// The limits for a process that may open `files` files.
    ///
    /// From 1,676 files on all 900 connections are there; with 1,024, a common default, 248.
    /// Below, requests inside are given up as well, until 16 connections and 8 requests are left.
    pub fn for_files(files: usize) -> GateLimits {
        let reserved = FILES_RESERVED.min(files / 4);
        let in_flight_max = (files / 5).clamp(IN_FLIGHT_MIN, IN_FLIGHT_MAX);
        let inside = in_flight_max.saturating_mul(FILES_PER_REQUEST);
        let left = files.saturating_sub(reserved).saturating_sub(inside);
        GateLimits {
            connections_max: left.clamp(CONNECTIONS_MIN, CONNECTIONS_MAX),
            connections_per_peer_max: CONNECTIONS_PER_PEER_MAX,
            in_flight_max,
            body_bytes_max: BODY_BYTES_MAX,
            held_bytes_max: HELD_BYTES_MAX,
            head: Duration::from_secs(HEAD_SECONDS),
            body: Duration::from_secs(BODY_SECONDS),
            idle: Duration::from_secs(IDLE_SECONDS),
            work: Duration::from_secs(WORK_SECONDS),
            answer: Duration::from_secs(ANSWER_SECONDS),
            linger: Duration::from_secs(LINGER_SECONDS),
        }
    }
}

/// A sentence about too few files, for the operator that set the limit.
///
/// Where the limit cannot be read it is taken for enough.
pub fn check_files() -> Result<(), String> {
    too_few_files(open_files_max()).map_or(Ok(()), Err)
}

fn too_few_files(may_open: Option<usize>) -> Option<String> {
    let files = may_open.filter(|files| *files < FILES_MIN)?;
    Some(format!(
        "this process may open {files} files, and needs {FILES_MIN} at least (from 1700 on it serves as many \
         connections as it can): raise LimitNOFILE in the service manager, or `ulimit -n`"
    ))
}

/// The soft limit of open files of this process, where the system tells it.
fn open_files_max() -> Option<usize> {
    let limits = fs::read_to_string("/proc/self/limits").ok()?;
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    match line.split_whitespace().next()? {
        "unlimited" => Some(usize::MAX),
        number => number.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::{FILES_PER_REQUEST, GateLimits, too_few_files};

    #[test]
    fn too_few_files_are_told_with_both_numbers() {
        for files in [0, 32, 255] {
            let told = too_few_files(Some(files)).unwrap();
            assert!(told.contains(&format!("may open {files} files")), "{told}");
            assert!(told.contains("256") && told.contains("LimitNOFILE"), "{told}");
        }
        for files in [Some(256), Some(1024), Some(usize::MAX), None] {
            assert_eq!(too_few_files(files), None);
        }
    }

    #[test]
    fn the_caps_fit_the_limit_of_open_files() {
        for (files, connections, inside) in [
            (64, 16, 12),
            (256, 39, 51),
            (1024, 248, 192),
            (1676, 900, 192),
            (usize::MAX, 900, 192),
        ] {
            let limits = GateLimits::for_files(files);
            assert_eq!((limits.connections_max, limits.in_flight_max), (connections, inside));
            assert!(connections + FILES_PER_REQUEST * inside < files, "{files}");
        }
    }
}
