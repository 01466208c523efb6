//! People with passwords, at a program in this process or at one that was started as people start it.

use crate::support::harness::TestApp;
use crate::support::program;
use crate::support::visitor::{Seen, Visitor};
use chairside::frontdesk::access::setup;
use chairside::sandbox::stand_in::{Sandbox, SandboxOptions};
use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Stdio};

pub const PASSWORD: &str = "schere und kamm";

/// The path of a link for the first owner.
pub fn first_link(app: &TestApp) -> String {
    setup::first_link(&app.appliance.desk).unwrap().expect("nobody has a password")
}

/// Chooses a password by a link.
pub fn choose(visitor: &mut Visitor, link: &str, name: &str, password: &str) -> Seen {
    let form = visitor.open(link).form("/setup/");
    let form = if form.fields.contains_key("name") { form.with("name", name) } else { form };
    visitor.send(&form.with("password", password))
}

/// The first owner, Nadine with [`PASSWORD`], who is in.
pub fn first_owner(app: &TestApp) -> Visitor {
    let mut visitor = Visitor::stranger(app);
    let seen = choose(&mut visitor, &first_link(app), "Nadine", PASSWORD);
    assert_eq!((seen.status, seen.location.as_str()), (303, "/"), "{}", seen.html);
    visitor
}

/// Types a name and a password into the page of the login at this address.
pub fn log_in(visitor: &mut Visitor, address: &str, name: &str, password: &str) -> Seen {
    let form = visitor.open(address).form("/login");
    visitor.send(&form.with("name", name).with("password", password))
}

/// Whether somebody is in.
pub fn is_in(visitor: &mut Visitor) -> bool {
    let seen = visitor.get("/account");
    assert!(seen.status == 200 || seen.location.starts_with("/login"), "{}", seen.html);
    seen.status == 200
}

/// A salon of its own in a folder.
pub struct Folder {
    dir: tempfile::TempDir,
    sandbox: Sandbox,
}

impl Folder {
    pub fn new() -> Folder {
        let sandbox = Sandbox::start(SandboxOptions::default()).unwrap();
        Folder { dir: tempfile::tempdir().unwrap(), sandbox }
    }

    pub fn config(&self) -> PathBuf {
        let path = self.dir.path();
        program::write_config(path, &self.sandbox, &path.join("test.db"), "")
    }

    /// Starts `serve`.
    pub fn serve(&self) -> Serve {
        let mut command = program::command(&self.config(), &["serve"]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut console = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        console.read_line(&mut line).unwrap();
        let url = line.trim().strip_prefix("chairside: listening on ").unwrap().to_owned();
        Serve { child, console, url }
    }
}

/// `serve`, running; ended when it is dropped.
pub struct Serve {
    child: Child,
    console: BufReader<ChildStdout>,
    pub url: String,
}

impl Serve {
    /// The next line on its console.
    pub fn line(&mut self) -> String {
        let mut line = String::new();
        self.console.read_line(&mut line).unwrap();
        line
    }

    /// Ends it; what else it said on the console.
    pub fn end(mut self) -> String {
        self.child.kill().unwrap();
        let mut rest = String::new();
        self.console.read_to_string(&mut rest).unwrap();
        rest
    }
}

impl Drop for Serve {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().unwrap();
    }
}
