//! An empty folder, the program started in it as people start it, and a Cal.com and a Retell to be set up with.

use crate::page::people::PASSWORD;
use crate::support::harness::{agent, furnish, read};
use crate::support::program;
use crate::support::visitor::{Form, Seen, Visitor};
use chairside::sandbox::retell::service::{DEMO_RETELL_KEY, RetellSandbox};
use chairside::sandbox::stand_in::{DEMO_API_KEY, Sandbox, SandboxOptions, WebhookMode};
use serde_json::{Value, json};
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

/// How long something may take to come about.
const PATIENCE: Duration = Duration::from_secs(60);

/// An empty folder beside a Cal.com with Emma and Jürgen in its team, and a Retell.
pub struct Empty {
    dir: tempfile::TempDir,
    pub calcom: Sandbox,
    pub retell: RetellSandbox,
}

impl Empty {
    pub fn new() -> Empty {
        let options = SandboxOptions { webhooks: WebhookMode::Hold, ..SandboxOptions::default() };
        let calcom = Sandbox::start(options).unwrap();
        furnish(&calcom);
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("salon")).unwrap();
        Empty { dir, calcom, retell: RetellSandbox::start().unwrap() }
    }

    pub fn folder(&self) -> PathBuf {
        self.dir.path().join("salon")
    }

    pub fn at(&self, name: &str) -> PathBuf {
        self.folder().join(name)
    }

    /// What lies in the folder, by name.
    pub fn files(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder()).unwrap();
        let mut names: Vec<String> =
            entries.map(|one| one.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// `serve` in it, at a free port.
    pub fn serve(&self) -> Served {
        Served::start(&self.folder(), &[])
    }

    /// Somebody who has used the link.
    pub fn owner(&self, served: &Served) -> Visitor {
        let mut visitor = Visitor::at(&served.url);
        let form = visitor.open(&served.link).form("/setup/");
        let seen = visitor.send(&form.with("name", "Nadine").with("password", PASSWORD));
        assert_eq!((seen.status, seen.location.as_str()), (303, "/begin/salon"), "{}", seen.html);
        visitor
    }

    /// A step's form as somebody fills it in who has everything at hand.
    pub fn filled(&self, visitor: &mut Visitor, step: &str) -> Form {
        let address = format!("/begin/{step}");
        let form = visitor.open(&address).form(&address);
        match step {
            "salon" => form.with("name", "Salon \"Haarscharf\" 💇").with("branch", "Mitte"),
            "calcom" => {
                form.with("api_key", DEMO_API_KEY).with("base_url", &self.calcom.base_url())
            }
            "people" => form,
            "services" => form
                .with("s0.name", "Haarschnitt")
                .with("s0.minutes", "45")
                .with("t.colour-cut.on", "1"),
            "retell" => {
                form.with("api_key", DEMO_RETELL_KEY).with("base_url", &self.retell.base_url())
            }
            other => panic!("no step {other}"),
        }
    }

    /// Answers a step, which leads on to the next.
    pub fn answer(&self, visitor: &mut Visitor, step: &str) {
        let form = self.filled(visitor, step);
        let seen = visitor.send(&form);
        assert_eq!(seen.status, 303, "{step}: {}", seen.html);
    }

    /// Answers all steps.
    pub fn answer_all(&self, visitor: &mut Visitor) {
        for step in STEPS {
            self.answer(visitor, step);
        }
    }
}

pub const STEPS: [&str; 5] = ["salon", "calcom", "people", "services", "retell"];

/// Sends the last form; what came back.
pub fn finish(visitor: &mut Visitor) -> Seen {
    let form = visitor.open("/begin").form("/begin");
    visitor.send(&form)
}

/// The same browser on a new connection: the one before belonged to the server that has ended.
pub fn again(served: &Served, visitor: &Visitor) -> Visitor {
    let mut again = Visitor::at(&served.url);
    again.cookies = visitor.cookies.clone();
    again
}

/// `serve`, running; killed when it is dropped.
pub struct Served {
    child: Child,
    console: BufReader<ChildStdout>,
    pub url: String,
    /// What it said of where things lie.
    pub told: String,
    /// The path of the link.
    pub link: String,
}

impl Served {
    /// In a folder without a configuration.
    pub fn start(folder: &Path, more: &[&str]) -> Served {
        Served::asking(command(folder, more))
    }

    /// The same by a shell that first does something to itself.
    pub fn start_by(folder: &Path, script: &str) -> Served {
        let bare = command(folder, &[]);
        let mut shell = Command::new("sh");
        shell.arg("-c").arg(format!("{script} \"$0\" \"$@\"")).arg(bare.get_program());
        shell.args(bare.get_args()).current_dir(folder).env_remove("RUST_LOG");
        Served::asking(shell)
    }

    fn asking(command: Command) -> Served {
        let mut served = Served::run(command);
        served.told = served.line();
        let line = served.line();
        let (before, link) = line.split_once(": http").unwrap_or_else(|| panic!("{line}"));
        assert!(before.contains("within 15 minutes"), "{line}");
        let link = format!("http{}", link.trim());
        served.link = link.strip_prefix(&served.url).unwrap().to_owned();
        served
    }

    /// As far as its address.
    pub fn begin(folder: &Path) -> Served {
        Served::run(command(folder, &[]))
    }

    fn run(mut command: Command) -> Served {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let console = BufReader::new(child.stdout.take().unwrap());
        let mut served =
            Served { child, console, url: String::new(), told: String::new(), link: String::new() };
        let line = served.line();
        let url = line.trim().strip_prefix("chairside: listening on ");
        served.url = url.unwrap_or_else(|| panic!("{line}")).to_owned();
        served
    }

    /// The next line on its console.
    pub fn line(&mut self) -> String {
        let mut line = String::new();
        self.console.read_line(&mut line).unwrap();
        line
    }

    /// Ends it at once; what else it said on the console.
    pub fn kill(mut self) -> String {
        self.child.kill().unwrap();
        let mut rest = String::new();
        self.console.read_to_string(&mut rest).unwrap();
        rest
    }

    pub fn get(&self, path: &str) -> (u16, Value) {
        read(agent().get(format!("{}{path}", self.url)).call().unwrap())
    }

    pub fn post(&self, path: &str, headers: &[(&str, &str)], body: &[u8]) -> (u16, Value) {
        let mut request = agent().post(format!("{}{path}", self.url));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        read(request.content_type("application/json").send(body).unwrap())
    }

    /// A function call of the voice agent, signed with the key that was set up.
    pub fn function(&self, call: &str, from: &str, name: &str, args: &Value) -> Value {
        let body = json!({ "name": name, "args": args, "call": { "call_id": call,
            "call_type": "phone_call", "direction": "inbound", "from_number": from } })
        .to_string();
        let now = time::OffsetDateTime::now_utc().unix_timestamp_nanos() / 1_000_000;
        let now = now.try_into().unwrap();
        let signature = chairside::retell::signature::sign(DEMO_RETELL_KEY, body.as_bytes(), now);
        let headers = [("x-retell-signature", signature.as_str())];
        let (status, answer) = self.post("/api/retell/function", &headers, body.as_bytes());
        assert_eq!(status, 200, "{answer}");
        answer
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().unwrap();
    }
}

/// `serve` in a folder, told nothing but where to listen.
pub fn command(folder: &Path, more: &[&str]) -> Command {
    let mut command = bare(folder);
    command.args(["--set", "server.listen=127.0.0.1:0"]).args(more);
    command
}

/// The same, told nothing at all.
pub fn bare(folder: &Path) -> Command {
    let mut command = Command::new(program::binary());
    command.arg("serve").current_dir(folder);
    command.env_remove("RUST_LOG").env_remove("CREDENTIALS_DIRECTORY").stdin(Stdio::null());
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("CHAIRSIDE_")) {
        command.env_remove(name);
    }
    command
}

/// Asks again until something is there.
pub fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < end, "{what} has not come");
        std::thread::sleep(Duration::from_millis(100));
    }
}
