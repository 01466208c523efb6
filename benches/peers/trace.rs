//! What a process asks of the kernel, counted by `strace` and by the kernel itself.

use crate::Outcome;
use crate::bench_children::Place;
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStderr, Command, Stdio};

const SYNCS: [&str; 2] = ["fsync", "fdatasync"];
const PAGE_WRITE: &str = "pwrite64";

/// How often a process asked, or how many bytes; since a moment that was chosen.
#[derive(Clone, Copy, Default)]
pub struct Asked {
    /// `fsync` and `fdatasync`.
    pub syncs: f64,
    /// `pwrite64`: a page of SQLite's, or the head of one in its log.
    pub writes: f64,
}

/// `strace`, looking at a process.
pub struct Watching {
    strace: Child,
    stderr: BufReader<ChildStderr>,
    place: Place,
}

const REPORT: &str = "strace.txt";

impl Watching {
    /// Looks at all threads of a process from now on. `Err` with a reason that can stand in the table.
    pub fn start(process: u32) -> Outcome<Watching> {
        let place = Place::new()?;
        let calls = format!("trace={},{PAGE_WRITE}", SYNCS.join(","));
        let mut command = Command::new("strace");
        command.args(["-f", "-c", "-e", &calls, "-p", &process.to_string(), "-o"]);
        command.arg(place.file(REPORT)).stdin(Stdio::null()).stderr(Stdio::piped());
        let mut strace = command.spawn().map_err(|_| "strace is missing".to_owned())?;
        let mut stderr = BufReader::new(strace.stderr.take().ok_or("strace says nothing")?);
        let mut line = String::new();
        stderr.read_line(&mut line).map_err(|error| error.to_string())?;
        let watching = Watching { strace, stderr, place };
        match line.contains("attached") {
            true => Ok(watching),
            false => Err(line.trim().to_owned()),
        }
    }

    /// Looks away, and tells what it saw.
    pub fn end(mut self) -> Outcome<Asked> {
        // The standard library can only kill, which leaves no report.
        let interrupt = format!("kill -INT {}", self.strace.id());
        let told = Command::new("sh").args(["-c", &interrupt]).status();
        told.map_err(|error| format!("sh: {error}"))?;
        self.stderr.read_to_string(&mut String::new()).map_err(|error| error.to_string())?;
        self.strace.wait().map_err(|error| error.to_string())?;
        let report = self.place.file(REPORT);
        let text = fs::read_to_string(&report).map_err(|error| format!("{report:?}: {error}"))?;
        let count = |name: &str| calls(&text, name);
        Ok(Asked { syncs: SYNCS.iter().map(|name| count(name)).sum(), writes: count(PAGE_WRITE) })
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        // An error means that it has ended by itself.
        self.strace.kill().ok();
        self.strace.wait().ok();
    }
}

/// The fourth column of the line that ends with the call's name; none is never.
fn calls(report: &str, name: &str) -> f64 {
    let line = report.lines().find(|line| line.split_whitespace().next_back() == Some(name));
    let count = line.and_then(|line| line.split_whitespace().nth(3)?.parse().ok());
    count.unwrap_or_default()
}

/// The bytes that a process has had written to a disk, as the kernel counts them: whole pages.
pub fn bytes_written(process: u32) -> Outcome<u64> {
    let path = format!("/proc/{process}/io");
    let text = fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?;
    let number = text.lines().find_map(|line| line.strip_prefix("write_bytes: ")?.parse().ok());
    number.ok_or_else(|| format!("{path} tells no write_bytes"))
}
