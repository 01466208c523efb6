//! The real program as a process, on a configuration file of its own.

use crate::support::harness::config_text;
use chairside::calcom::offline::Offline;
use chairside::config::Config;
use chairside::frontdesk::{Desk, system_clock};
use chairside::sandbox::stand_in::Sandbox;
use chairside::store::Store;
use serde_json::Value;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;

/// What a run of the program said.
#[derive(Debug)]
pub struct Said {
    pub code: Option<i32>,
    pub out: String,
    /// Without the line that names the database, and without the code at its end.
    pub err: String,
    /// The code at the end of standard error, such as `E0102`.
    pub code_told: Option<String>,
    /// That line.
    pub database: Option<String>,
}

impl Said {
    /// Standard output as JSON, without the name of the database.
    pub fn json(&self) -> Value {
        let mut value: Value =
            serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"));
        if let Some(fields) = value.as_object_mut() {
            fields.remove("database");
        }
        value
    }
}

/// Writes `appliance.toml` of the test salon; `calcom` are further lines of its section `[calcom]`.
pub fn write_config(folder: &Path, sandbox: &Sandbox, database: &Path, calcom: &str) -> PathBuf {
    let text = config_text(&sandbox.base_url(), database, "");
    let text = text.replace("[calcom]\n", &format!("[calcom]\n{calcom}\n"));
    let path = folder.join("appliance.toml");
    std::fs::write(&path, text).unwrap();
    path
}

/// Names another build of the program, such as the one that a package has installed.
const PROGRAM_VARIABLE: &str = "CHAIRSIDE_TEST_PROGRAM";

/// The program.
pub fn binary() -> OsString {
    std::env::var_os(PROGRAM_VARIABLE).unwrap_or_else(|| env!("CARGO_BIN_EXE_chairside").into())
}

/// A command of the program, not yet started.
pub fn command(config: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(binary());
    command.args(arguments).arg("--config").arg(config).env_remove("RUST_LOG");
    command
}

/// Runs the program to its end.
pub fn run(config: &Path, arguments: &[&str]) -> Said {
    said(command(config, arguments).output().unwrap())
}

/// What it said.
pub fn said(output: Output) -> Said {
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let (out, mut err) = (text(output.stdout), text(output.stderr));
    let database = err.lines().find(|line| line.starts_with("chairside: database "));
    let database = database.map(str::to_owned);
    if let Some(line) = &database {
        err = err.replacen(&format!("{line}\n"), "", 1);
    }
    let ended = err.trim_end().rsplit_once(' ').and_then(|(sentence, last)| {
        let code = last.strip_prefix("[E")?.strip_suffix(']').filter(|digits| digits.len() == 4)?;
        Some((format!("{sentence}\n"), format!("E{code}")))
    });
    let code_told = ended.as_ref().map(|(_, code)| code.clone());
    err = ended.map_or(err, |(sentence, _)| sentence);
    Said { code: output.status.code(), out, err, code_told, database }
}

/// Leaves the database behind as the first `serve` does.
pub fn served(config: &Path) {
    let config = Config::load(config).unwrap();
    let store = Arc::new(Store::serve(&config.database.path, &config.company.key).unwrap());
    let clock = system_clock();
    drop(Desk::serve(Arc::new(config), store, Arc::new(Offline), clock).unwrap());
}
