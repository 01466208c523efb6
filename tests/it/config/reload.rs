//! SIGHUP at the whole program: what counts at once, what waits, and that a faulty file changes nothing.

use crate::config::Place;
use crate::support::harness::{RETELL_KEY, WEB_TOKEN, agent, config_text, read};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// How long a line of the log may take. Only a failing test waits so long.
const PATIENCE: Duration = Duration::from_secs(60);

/// A program that serves, and what it logs.
struct Serving {
    child: Child,
    url: String,
    log: Receiver<String>,
}

impl Serving {
    fn start(place: &Place, variables: &[(&str, &str)]) -> Serving {
        let mut command = crate::support::program::command(&place.at("appliance.toml"), &["serve"]);
        command.envs(variables.iter().copied()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let (send, log) = channel();
        std::thread::spawn(move || lines.map_while(Result::ok).all(|line| send.send(line).is_ok()));
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url =
            line.trim().strip_prefix("chairside: listening on ").unwrap_or_default().to_owned();
        let serving = Serving { child, url, log };
        assert!(!serving.url.is_empty(), "{:?}", serving.log.iter().collect::<Vec<_>>());
        serving
    }

    fn signal(&self, name: &str) {
        let process = self.child.id().to_string();
        assert!(Command::new("kill").args([name, &process]).status().unwrap().success());
    }

    /// Has the configuration read again; what the log says of it, to the line with this word.
    fn reload(&mut self, last: &str) -> String {
        self.signal("-HUP");
        let mut told = String::new();
        loop {
            let line = self.log.recv_timeout(PATIENCE);
            let line =
                line.unwrap_or_else(|error| panic!("{last:?} is not told ({error}): {told}"));
            if told.is_empty() && !line.contains("SIGHUP:") {
                continue;
            }
            told.push_str(&line);
            if line.contains(last) {
                return told;
            }
        }
    }

    fn with_token(&self, token: &str) -> u16 {
        let request = agent().get(format!("{}/api/v2/bookings/nobody", self.url));
        read(request.header("authorization", format!("Bearer {token}")).call().unwrap()).0
    }

    /// Ends it in order.
    fn stop(mut self) {
        self.signal("-TERM");
        assert!(self.child.wait().unwrap().success());
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn text() -> String {
    config_text("http://127.0.0.1:9", Path::new("test.db"), "")
}

#[test]
fn secrets_change_while_it_runs_and_the_rest_waits_for_the_next_start() {
    let place = Place::new(&text());
    let mut serving = Serving::start(&place, &[]);
    assert_eq!(
        (serving.with_token(WEB_TOKEN), serving.with_token("another-web-token")),
        (404, 401)
    );

    assert!(serving.reload("has changed").contains("nothing in it has changed"));

    // Rotation: both, then the new one alone.
    let both = text()
        .replace(&format!("\"{WEB_TOKEN}\""), &format!("\"{WEB_TOKEN}\", \"another-web-token\""));
    place.write("appliance.toml", &both);
    let told = serving.reload("counts");
    assert!(told.contains("counts from now on: web_api.tokens"), "{told}");
    assert_eq!(
        (serving.with_token(WEB_TOKEN), serving.with_token("another-web-token")),
        (404, 404)
    );
    let new =
        text().replace(WEB_TOKEN, "another-web-token").replace(RETELL_KEY, "another-retell-key");
    let new = format!("{new}\n[log]\nlevel = \"debug\"\n");
    place.write("appliance.toml", &new.replace("127.0.0.1:0", "127.0.0.1:9"));
    let told = serving.reload("next start");
    assert!(
        told.contains("counts from now on: log.level, retell.api_keys, web_api.tokens"),
        "{told}"
    );
    assert!(told.contains("counts at the next start: server.listen"), "{told}");
    assert_eq!(
        (serving.with_token(WEB_TOKEN), serving.with_token("another-web-token")),
        (401, 404)
    );
    for secret in [WEB_TOKEN, RETELL_KEY, "another-web-token", "another-retell-key"] {
        assert!(!told.contains(secret), "{told}");
    }
    // Without any the door is shut, not open.
    place.write("appliance.toml", &text().replace(&format!("\"{WEB_TOKEN}\""), ""));
    serving.reload("counts");
    assert_eq!((serving.with_token(WEB_TOKEN), serving.with_token("")), (401, 401));
    serving.stop();
}

#[test]
fn a_faulty_configuration_changes_nothing_and_does_not_end_it() {
    let place = Place::new(&text());
    let mut serving = Serving::start(&place, &[]);
    for (faulty, word) in [
        ("[company\n".to_owned(), "TOML"),
        (text().replace(WEB_TOKEN, "").replace("[poll]", "[pol]"), "Did you mean poll?"),
        (text().replace("127.0.0.1:0", "nowhere"), "server.listen"),
    ] {
        place.write("appliance.toml", &faulty);
        let told = serving.reload(word);
        assert!(told.contains("nothing was changed"), "{told}");
        assert_eq!(serving.with_token(WEB_TOKEN), 404);
    }
    std::fs::remove_file(place.at("appliance.toml")).unwrap();
    assert!(serving.reload("cannot read").contains("nothing was changed"));
    assert_eq!(serving.with_token(WEB_TOKEN), 404);
    place.write("appliance.toml", &text());
    assert!(serving.reload("has changed").contains("nothing in it has changed"));
    serving.stop();
}

#[test]
fn a_secret_in_a_file_is_read_again() {
    let token = format!("tokens = [\"{WEB_TOKEN}\"]");
    let place = Place::new(&text().replace(&token, "tokens_file = \"token\""));
    place.write("token", "first-web-token\n");
    let mut serving = Serving::start(&place, &[]);
    assert_eq!(
        (serving.with_token("first-web-token"), serving.with_token("second-web-token")),
        (404, 401)
    );
    place.write("token", "second-web-token\n");
    let told = serving.reload("counts");
    assert!(told.contains("web_api.tokens"), "{told}");
    assert_eq!(
        (serving.with_token("first-web-token"), serving.with_token("second-web-token")),
        (401, 404)
    );
    serving.stop();
}
