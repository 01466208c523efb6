//! The demo, running, with what its pages' addresses need.

use serde_json::Value;
use sha2::{Digest, Sha256};
use std::io::{BufRead, BufReader, Lines};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// A customer's link. The demo has no public address, so it sends none; this one is put beside its visit.
const LINK: &str = "AAAAAAAAAAAAAAAAAAAAAA";

/// Ends when it is dropped, and leaves nothing.
pub struct Demo {
    child: Child,
    /// Read no further, and kept: the demo writes to it.
    console: Lines<BufReader<ChildStdout>>,
    folder: tempfile::TempDir,
    config: PathBuf,
    /// Made for their links.
    users: AtomicU32,
    pub url: String,
}

impl Demo {
    /// Plays its day, some seconds long, and stays open.
    pub fn start() -> Demo {
        let folder = tempfile::tempdir().unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_chairside"))
            .arg("demo")
            .env("TMPDIR", folder.path())
            .env_remove("RUST_LOG")
            .current_dir(folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut console = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut after = |begin: &str| {
            let found =
                console.find_map(|line| Some(line.unwrap().strip_prefix(begin)?.trim().to_owned()));
            found.unwrap_or_else(|| panic!("the demo does not say {begin:?}"))
        };
        let url = after("The salon stays open at ");
        let config = PathBuf::from(after("configuration "));
        let demo = Demo { child, console, folder, config, users: AtomicU32::new(1), url };
        demo.link();
        demo
    }

    fn link(&self) {
        let hash = Sha256::digest(LINK.as_bytes())
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>();
        let connection = self.database();
        let made = connection.execute(
            "INSERT INTO visit_links (token_hash, company_id, visit_ref, made_at)
             SELECT ?1, company_id, visit_ref, '2026-12-01T08:00:00Z' FROM appointments
             WHERE status = 'confirmed' AND is_composite = 1 ORDER BY starts_at DESC LIMIT 1",
            [hash],
        );
        assert_eq!(made.unwrap(), 1);
    }

    fn database(&self) -> rusqlite::Connection {
        let connection =
            rusqlite::Connection::open(self.config.with_file_name("chairside.db")).unwrap();
        connection.busy_timeout(std::time::Duration::from_secs(20)).unwrap();
        connection
    }

    /// An address with what is there in the place of `{link}`, `{token}` and `{sql …}`.
    pub fn filled(&self, path: &str) -> String {
        if path.contains("{setup}") {
            return path.replace("/setup/{setup}", &self.setup());
        }
        if let Some((before, rest)) = path.split_once("{SELECT") {
            let (sql, after) = rest.split_once('}').unwrap();
            let sql = format!("SELECT{sql}");
            let found =
                self.database().query_row(&sql, [], |row| row.get::<_, rusqlite::types::Value>(0));
            let found = match found.unwrap_or_else(|error| panic!("{sql}: {error}")) {
                rusqlite::types::Value::Integer(number) => number.to_string(),
                rusqlite::types::Value::Text(text) => text,
                other => panic!("{sql}: {other:?}"),
            };
            return format!("{before}{found}{after}");
        }
        path.replace("{token}", LINK)
    }

    /// A link by which somebody chooses a password.
    fn setup(&self) -> String {
        let name = format!("zoe{}", self.users.fetch_add(1, Ordering::Relaxed));
        let output = Command::new(env!("CARGO_BIN_EXE_chairside"))
            .args(["users", "add", &name, "--role", "desk", "--json", "--config"])
            .arg(&self.config)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let said: Value = serde_json::from_slice(&output.stdout).unwrap();
        let link = said["link"].as_str().unwrap();
        link[link.find("/setup/").unwrap()..].to_owned()
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
