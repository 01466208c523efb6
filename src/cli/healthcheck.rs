//! `healthcheck`: whether the running `serve` is ready, for containers that have no curl.

use crate::cli::console::arguments::Common;
use crate::cli::console::desk;
use crate::cli::console::outcome::{Outcome, misconfigured};
use crate::cli::console::print::{Text, print};
use crate::config::Config;
use crate::domain::language::Language;
use crate::ops::doctor::asked;
use crate::store::file::running::who_serves;
use serde::Serialize;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// How long the answer may take.
const PATIENCE: Duration = Duration::from_secs(10);
const READY_PATH: &str = "/readyz";

/// Asks, and ends with 0 if it is ready.
pub fn run(common: &Common, url: Option<&str>) -> Outcome {
    let url = match url {
        Some(url) => url.trim_end_matches('/').to_owned(),
        None => served_at(common)?,
    };
    let answer = asked::get(&format!("{url}{READY_PATH}"), Instant::now() + PATIENCE);
    let answer = answer.map_err(|error| format!("{url} does not answer: {error}"))?;
    let is_ready = answer.status == 200;
    let health = Health { url, status: answer.status, is_ready, said: desk::echo(&answer.body) };
    print(&health, common.json)?;
    Ok(if is_ready { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Where the program that has the database listens; else where the configuration says.
fn served_at(common: &Common) -> Result<String, String> {
    let config = Config::load_offline(common).map_err(misconfigured)?;
    let running = who_serves(&config.database.path).and_then(|served| served.running);
    let configured = config.server.listen.parse::<SocketAddr>().ok().filter(|at| at.port() > 0);
    match running.and_then(|running| running.address).or(configured) {
        Some(address) => Ok(format!("http://{}", reachable(address))),
        None => Err("`chairside serve` does not run".into()),
    }
}

/// Whoever listens everywhere is asked here.
fn reachable(address: SocketAddr) -> SocketAddr {
    match address {
        SocketAddr::V4(at) if at.ip().is_unspecified() => ([127, 0, 0, 1], at.port()).into(),
        SocketAddr::V6(at) if at.ip().is_unspecified() => {
            (std::net::Ipv6Addr::LOCALHOST, at.port()).into()
        }
        other => other,
    }
}

#[derive(Serialize)]
struct Health {
    url: String,
    status: u16,
    is_ready: bool,
    said: String,
}

impl Text for Health {
    fn text(&self, _: Language) -> String {
        let word = if self.is_ready { "ready" } else { "NOT ready" };
        format!("{}: {word}, {} {}\n", self.url, self.status, self.said)
    }
}
