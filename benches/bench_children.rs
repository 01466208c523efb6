//! The processes that are measured or measured against: the program, Cal.com's stand-in, a bare SQLite.
//!
//! The stand-in and the bare SQLite are this very binary, started with a role; they live until their standard
//! input ends, so that none of them is left over when this process dies.

use crate::{Outcome, bench_floor, bench_salon};
use chairside::sandbox::stand_in::{Fault, FaultKind, FaultOn, Operation, Sandbox};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;
use std::{fs, io};

/// The argument that makes this binary one of the children.
pub const ROLE: &str = "--role";
const SANDBOX: &str = "sandbox";
/// The same, but that reservations are answered at once.
const QUICK_TO_RESERVE: &str = "sandbox-quick-to-reserve";
const BARE_SQLITE: &str = "bare-sqlite";
/// The program under measurement, built with the same profile, unless `PROGRAM_VARIABLE` names another.
const PROGRAM: &str = env!("CARGO_BIN_EXE_chairside");
/// So two binaries can be measured in turns by the same load generator.
const PROGRAM_VARIABLE: &str = "CHAIRSIDE_BENCH_PROGRAM";

fn measured() -> OsString {
    std::env::var_os(PROGRAM_VARIABLE).unwrap_or_else(|| PROGRAM.into())
}

/// Linux counts processor time in these for every program.
const TICK_MS: u64 = 10;

/// What the stand-in was asked so far: each kind of call, and how often.
pub type Calls = BTreeMap<String, u64>;

/// A process that ends with this value.
pub struct Running {
    child: Child,
    /// What it says after its first line, for those that are asked something.
    answers: Option<BufReader<ChildStdout>>,
}

impl Drop for Running {
    fn drop(&mut self) {
        // An error means that it has ended by itself.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// Resident memory, kB.
#[derive(Clone, Copy)]
pub struct Memory {
    /// All of it.
    pub resident: u64,
    /// Of this, what belongs to no file: heap and stacks.
    pub anonymous: u64,
}

impl Running {
    /// What the kernel says it holds now.
    pub fn memory(&self) -> Outcome<Memory> {
        let path = format!("/proc/{}/status", self.child.id());
        let text = fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?;
        let field = |name: &str| -> Outcome<u64> {
            let line = text.lines().find_map(|line| line.strip_prefix(name));
            let number = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
            number.ok_or_else(|| format!("{path} tells no {name}"))
        };
        Ok(Memory { resident: field("VmRSS:")?, anonymous: field("RssAnon:")? })
    }

    /// The processor time it has used so far, on all processors together, to 10 ms.
    pub fn processor_time(&self) -> Outcome<Duration> {
        processor_time_of(&self.child.id().to_string())
    }

    /// Its number, for what looks at it from outside.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// What a stand-in was asked so far.
    pub fn calls(&mut self) -> Outcome<Calls> {
        let mut line = String::new();
        let asked = self.child.stdin.as_mut().map(|stdin| stdin.write_all(b"calls\n"));
        let told = self.answers.as_mut().map(|answers| answers.read_line(&mut line));
        match (asked, told) {
            (Some(Ok(())), Some(Ok(1..))) => serde_json::from_str(&line)
                .map_err(|error| format!("the sandbox tells no calls: {error}")),
            _ => Err("the sandbox cannot be asked".into()),
        }
    }

    /// Starts a process and waits for its first line.
    pub fn start(command: &mut Command) -> Outcome<(Running, String)> {
        let spawned = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut child = spawned.map_err(|error| format!("{command:?}: {error}"))?;
        let answers = child.stdout.take().map(BufReader::new);
        let mut running = Running { child, answers };
        let mut line = String::new();
        let said = running.answers.as_mut().map_or(Ok(0), |answers| answers.read_line(&mut line));
        match said {
            Ok(1..) => Ok((running, line.trim().to_owned())),
            Ok(0) => Err(format!("{command:?} ended without a word")),
            Err(error) => Err(format!("{command:?}: {error}")),
        }
    }
}

/// The processor time that the process of this name in `/proc` has used so far, to 10 ms.
pub fn processor_time_of(process: &str) -> Outcome<Duration> {
    let path = format!("/proc/{process}/stat");
    let text = fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?;
    // After the name in brackets: state is the first field, user and system time the 12th and 13th.
    let fields = text.rsplit_once(')').map_or("", |(_, rest)| rest);
    let fields = fields.split_whitespace().skip(11).take(2);
    let used: Option<u64> = fields.map(|field| field.parse::<u64>().ok()).sum();
    used.map(ticks).ok_or_else(|| format!("{path} tells no times"))
}

/// So many of the kernel's ticks.
pub fn ticks(count: u64) -> Duration {
    Duration::from_millis(count.saturating_mul(TICK_MS))
}

/// `chairside serve` on a free port. Gives it and its address once it listens.
pub fn program(config: &Path) -> Outcome<(Running, SocketAddr)> {
    program_told(config, &[])
}

/// The same with these variables in its environment.
pub fn program_told(config: &Path, told: &[(&str, &str)]) -> Outcome<(Running, SocketAddr)> {
    let mut command = Command::new(measured());
    command.arg("serve").arg("--config").arg(config).env("RUST_LOG", "error");
    command.envs(told.iter().copied());
    let (mut running, said) = Running::start(&mut command)?;
    // Nobody reads on: what it says later shall not fill a pipe.
    running.answers = None;
    let address = said.rsplit('/').next().and_then(|address| address.parse().ok());
    address.map(|address| (running, address)).ok_or(format!("the program says {said:?}"))
}

/// `chairside --version`, for the floor of a start: from spawning to its end.
pub fn version() -> Outcome<()> {
    let ended = Command::new(measured()).arg("--version").stdout(Stdio::null()).status();
    match ended {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("--version: {status}")),
        Err(error) => Err(format!("--version: {error}")),
    }
}

/// `chairside backup` into this file, over the one before.
pub fn backup(config: &Path, copy: &Path) -> Outcome<()> {
    for suffix in ["", ".manifest.json"] {
        let mut name = copy.as_os_str().to_owned();
        name.push(suffix);
        // Before the first one there is none.
        fs::remove_file(name).ok();
    }
    let mut command = Command::new(measured());
    command.arg("backup").arg(copy).arg("--config").arg(config);
    let made = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    match made.status.success() {
        true => Ok(()),
        false => Err(format!("{command:?}: {}", String::from_utf8_lossy(&made.stderr))),
    }
}

/// Cal.com's stand-in with the salon in it, in a process of its own.
pub fn sandbox(delay: Duration) -> Outcome<(Running, SocketAddr)> {
    stand_in(SANDBOX, delay)
}

/// The same, but that reservations are answered at once: what is left is what comes before them.
pub fn sandbox_quick_to_reserve(delay: Duration) -> Outcome<(Running, SocketAddr)> {
    stand_in(QUICK_TO_RESERVE, delay)
}

fn stand_in(role: &str, delay: Duration) -> Outcome<(Running, SocketAddr)> {
    let (running, said) = play_role(role, &delay.as_millis().to_string())?;
    let address = said.parse().map_err(|_| format!("the sandbox says {said:?}"))?;
    Ok((running, address))
}

/// A process that has the database open, has read and written it, and does nothing else.
pub fn bare_sqlite(database: &Path) -> Outcome<Running> {
    play_role(BARE_SQLITE, &database.to_string_lossy()).map(|(running, _)| running)
}

fn play_role(role: &str, argument: &str) -> Outcome<(Running, String)> {
    let own = std::env::current_exe().map_err(|error| error.to_string())?;
    Running::start(Command::new(own).args([ROLE, role, argument]))
}

/// What a child does: it says its line, and ends when its standard input does.
pub fn play(arguments: &[String]) -> Outcome<()> {
    let texts: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match texts.as_slice() {
        [role @ (SANDBOX | QUICK_TO_RESERVE), delay] => {
            let delay = delay.parse().map_err(|_| "the delay is no number".to_owned())?;
            let delay = Duration::from_millis(delay);
            let sandbox = if *role == SANDBOX {
                bench_salon::sandbox(delay)?
            } else {
                quick_to_reserve(delay)?
            };
            be_asked(&sandbox).map_err(|error| format!("the sandbox: {error}"))
        }
        [BARE_SQLITE, path] => {
            let used = || -> rusqlite::Result<rusqlite::Connection> {
                let connection = bench_floor::open(Path::new(path))?;
                connection.execute_batch("UPDATE companies SET name = name")?;
                Ok(connection)
            };
            let connection = used().map_err(|error| format!("{path}: {error}"))?;
            say("open")?;
            drop(connection);
            Ok(())
        }
        _ => Err(format!("no such role: {texts:?}")),
    }
}

fn quick_to_reserve(delay: Duration) -> Outcome<Sandbox> {
    let sandbox = bench_salon::sandbox(Duration::ZERO)?;
    let slow = [Operation::Slots, Operation::EventTypes, Operation::ListBookings, Operation::Book];
    for operation in slow {
        let on = FaultOn::operation(operation);
        sandbox.fault(Fault::always(on, FaultKind::DelayBefore(delay)));
    }
    Ok(sandbox)
}

/// Says where it is, then after each line of its standard input what it was asked so far.
fn be_asked(sandbox: &Sandbox) -> io::Result<()> {
    println!("{}", sandbox.addr());
    io::stdout().flush()?;
    for line in io::stdin().lines() {
        line?;
        let mut calls = Calls::new();
        for request in sandbox.requests() {
            let kind = kind(&request.method, &request.target);
            *calls.entry(kind).or_default() += 1;
        }
        println!("{}", serde_json::to_string(&calls)?);
        io::stdout().flush()?;
    }
    Ok(())
}

/// A call without what tells it from others of its kind: `POST /v2/bookings`.
fn kind(method: &str, target: &str) -> String {
    const RESERVATIONS: &str = "/v2/slots/reservations";
    let path = target.split('?').next().unwrap_or_default();
    let path = match path.match_indices('/').nth(2) {
        _ if path.starts_with(RESERVATIONS) => RESERVATIONS,
        Some((end, _)) => path.get(..end).unwrap_or_default(),
        None => path,
    };
    format!("{method} {path}")
}

fn say(line: &str) -> Outcome<()> {
    println!("{line}");
    io::stdout().flush().map_err(|error| error.to_string())?;
    io::stdin().read_to_end(&mut Vec::new()).map(drop).map_err(|error| error.to_string())
}

/// A folder for databases, and the program's configuration in it.
pub struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    /// Beside the build, on a real disk: a temporary folder may be memory, where a commit costs nothing.
    pub fn new() -> Outcome<Place> {
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"));
        folder.map(|folder| Place { folder }).map_err(|error| format!("no folder: {error}"))
    }

    /// A file in it.
    pub fn file(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    /// Writes the configuration of a salon at this Cal.com with this database.
    pub fn config(&self, calcom: SocketAddr, database: &str) -> Outcome<std::path::PathBuf> {
        let path = self.file(&format!("{database}.toml"));
        let text = bench_salon::config(&format!("http://{calcom}"), &self.file(database));
        fs::write(&path, text).map_err(|error| format!("{path:?}: {error}"))?;
        Ok(path)
    }
}
