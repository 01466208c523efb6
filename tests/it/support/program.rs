//! The real program as a process, on a configuration file of its own.

use crate::support::harness::config_text;
use chairside::sandbox::stand_in::Sandbox;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What a run of the program said.
#[derive(Debug)]
pub struct Said {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Said {
    /// Standard output as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
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

/// A command of the program, not yet started.
pub fn command(config: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_chairside"));
    command.args(arguments).arg("--config").arg(config).env_remove("RUST_LOG");
    command
}

/// Runs the program to its end.
pub fn run(config: &Path, arguments: &[&str]) -> Said {
    let output = command(config, arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Said { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}
