//! What is said when the day is over and the salon stays open: where it is, how to ask it oneself, how to look at it.

use crate::demo::print::Paper;
use crate::demo::salon;
use crate::demo::stage::{Stage, database};
use crate::retell::signature::SIGNATURE_HEADER;
use std::env;
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use time::OffsetDateTime;

/// The configuration as a command reads it, written into the demo's folder. Gives where it is.
pub(crate) fn write_config(stage: &Stage, folder: &Path) -> Result<PathBuf, String> {
    let path = folder.join("appliance.toml");
    let (calcom, listen) = (stage.sandbox.base_url(), stage.addr.to_string());
    let text = salon::config_text(&calcom, &listen, &database(folder));
    fs::write(&path, text).map_err(|error| format!("cannot write {}: {error}", path.display()))?;
    Ok(path)
}

/// Says all of it. `config` is where `write_config` put it.
pub(crate) fn tell(stage: &Stage, config: &Path, paper: &Paper) {
    let ahead = stage.clock.now() - OffsetDateTime::now_utc();
    paper.say("");
    paper.head(&format!("The salon stays open at http://{}", stage.addr));
    paper.say(
        "its page: open that address in a browser; one click lets you in, as owner, desk or agency",
    );
    paper.say(&format!("key that signs functions  {}", salon::RETELL_KEY));
    paper.say(&format!("token of the web API      {}", salon::WEB_TOKEN));
    paper.say(&format!("configuration             {}", config.display()));
    paper.say("");
    paper.head("Ask it what is free, and book, in words of your own:");
    paper.say(&ask(stage.addr, ahead.whole_seconds()));
    paper.say(&book(stage.addr));
    paper.say("");
    paper.head("Look at what came of the day, beside it; its own clock shows 1 December 2026:");
    let (program, config) = (program(), config.display());
    for looking in [
        "appointments list --from 2026-12-01 --to 2026-12-12",
        "warnings list",
        "messages list",
        "alerts list",
        "suggestions list",
        "services show ansatz",
        "understand \"nächste Woche Dienstag so gegen halb drei bei der Käthe\"",
    ] {
        paper.say(&format!("{program} {looking} --config {config}"));
    }
    paper.say("");
    paper.say("Ctrl-C ends it and removes its folder.");
}

/// What somebody may want to know, in words.
const QUESTION: &str = r#"{"name":"check_availability","args":{"service":"Haare schneiden","when":"nächste Woche Dienstag so gegen halb drei","staff":"bei der Ida","branch":"in Nord"},"call":{"call_id":"by-hand"}}"#;
/// What somebody may book, in words; at another time than the question, whose offers are held for the caller.
const ORDER: &str = r#"{"request_id":"by-hand","service":"Haare schneiden","start":"nächste Woche Donnerstag um halb zwölf","staff":"bei der Ida","branch":"Nord","customer":{"name":"Ada Anders","phone":"030 23125 299"}}"#;

/// A line for a shell: a function of the voice agent, signed. The signed time is the demo's, so many seconds ahead of
/// the machine's clock.
fn ask(addr: SocketAddr, ahead_seconds: i64) -> String {
    let key = salon::RETELL_KEY;
    format!(
        "B='{QUESTION}'; V=$(($(date +%s)+{ahead_seconds}))000; \
         curl -sS http://{addr}/api/retell/function -d \"$B\" -H \"{SIGNATURE_HEADER}: v=$V,\
         d=$(printf %s \"$B$V\" | openssl dgst -sha256 -r -hmac {key} | cut -c1-64)\""
    )
}

/// The same for a booking by the web API.
fn book(addr: SocketAddr) -> String {
    let token = salon::WEB_TOKEN;
    format!(
        "curl -sS http://{addr}/api/v2/bookings -H 'Authorization: Bearer {token}' -d '{ORDER}'"
    )
}

/// As it was called, so that its commands can be typed after it.
fn program() -> String {
    let called = env::args_os().next().map(|name| name.to_string_lossy().into_owned());
    called.unwrap_or_else(|| "chairside".to_owned())
}
