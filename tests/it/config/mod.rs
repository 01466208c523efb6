//! The configuration: every fault at once, from every source; what is in force; read again; written for a new salon.

mod faults;
mod init;
mod reload;
mod show;
mod smallest;
mod sources;

use crate::support::program;
use crate::support::program::Said;
use std::fs;
use std::path::{Path, PathBuf};

/// The least that a configuration says.
const SMALLEST: &str = "[company]\nkey = \"salon-probe\"\nname = \"Salon Probe\"\n[calcom]\napi_key = \"cal_secret_k\"\n";

/// A folder with a configuration in it.
struct Place(tempfile::TempDir);

impl Place {
    fn new(text: &str) -> Place {
        let place = Place(tempfile::tempdir().unwrap());
        place.write("appliance.toml", text);
        place
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        fs::write(self.at(name), text).unwrap();
        self.at(name)
    }

    /// Runs the program there, with these variables.
    fn run(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Said {
        let mut command = program::command(&self.at("appliance.toml"), arguments);
        command.envs(variables.iter().copied()).current_dir(self.0.path());
        program::said(command.output().unwrap())
    }

    fn file(&self) -> String {
        shown(&self.at("appliance.toml"))
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
