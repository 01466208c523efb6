//! The peer: an Express server on Node, installed by `benches/peers/run` into a folder that it names.

use crate::Outcome;
use crate::bench_children::{Place, Running};
use crate::bench_salon::{self, RETELL_KEY, SERVICE};
use chairside::sandbox::stand_in::DEMO_API_KEY;
use serde_json::{Value, json};
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

/// Where the peer was installed.
const FOLDER_VARIABLE: &str = "CHAIRSIDE_BENCH_PEER";
/// The salon's clock: the peer takes that of its process.
const ZONE: &str = "Europe/Berlin";

/// The folder of the peer, if it was installed.
pub fn installed() -> Option<PathBuf> {
    let folder = PathBuf::from(std::env::var_os(FOLDER_VARIABLE)?);
    folder.join("node_modules").is_dir().then_some(folder)
}

/// Starts it on a free port with a new database. Gives it and its address once it listens.
pub fn start(
    peer: &Path,
    place: &Place,
    calcom: SocketAddr,
    database: &Path,
    counts: bool,
) -> Outcome<(Running, SocketAddr)> {
    let config = place.file("express.json");
    let text = config_text(calcom, database, counts).to_string();
    fs::write(&config, text).map_err(|error| format!("{config:?}: {error}"))?;
    let mut command = Command::new("node");
    command.arg(peer.join("server.js")).arg(&config);
    command.env("NODE_ENV", "production").env("TZ", ZONE);
    let (running, said) = Running::start(&mut command)?;
    let address = said.rsplit('/').next().and_then(|address| address.parse().ok());
    address.map(|address| (running, address)).ok_or(format!("the peer says {said:?}"))
}

fn config_text(calcom: SocketAddr, database: &Path, counts: bool) -> Value {
    let person = |(name, email, event_type): (&str, String, i64)| json!({ "name": name, "email": email, "eventType": event_type });
    let staff: Vec<Value> = bench_salon::people().map(person).collect();
    json!({
        "database": database,
        "calcom": format!("http://{calcom}"),
        "calcomKey": DEMO_API_KEY,
        "retellKey": RETELL_KEY,
        "attendeeDomain": "visits.example",
        "service": SERVICE,
        "staff": staff,
        "counts": counts,
    })
}

/// What is measured on what.
pub fn machine(peer: &Path) -> String {
    let node = Command::new("node").arg("--version").output();
    let node = node.map(|told| String::from_utf8_lossy(&told.stdout).trim().to_owned());
    let cpus = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpus.lines().find_map(|line| line.strip_prefix("model name")?.split(": ").nth(1));
    format!(
        "Chairside {}; Express {}, better-sqlite3 {}, Node {}; {} processors ({})",
        env!("CARGO_PKG_VERSION"),
        version(peer, "express"),
        version(peer, "better-sqlite3"),
        node.unwrap_or_default(),
        thread::available_parallelism().map_or(0, usize::from),
        model.unwrap_or("of a kind that is not told")
    )
}

fn version(peer: &Path, package: &str) -> String {
    let text = fs::read_to_string(peer.join("node_modules").join(package).join("package.json"));
    let told: Value = serde_json::from_str(&text.unwrap_or_default()).unwrap_or_default();
    told.get("version").and_then(Value::as_str).unwrap_or("?").to_owned()
}
