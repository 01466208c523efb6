//! `serve`: the appliance, until SIGTERM or SIGINT; where nobody has set it up, first the page on which that is done.

use crate::appliance::Appliance;
use crate::cli::console::outcome::{Outcome, describe, misconfigured};
use crate::cli::manager::Manager;
use crate::cli::signals::Event;
use crate::cli::{first_run, reload, signals};
use crate::config::first::first_run;
use crate::config::{Config, DEFAULT_FILE, Given};
use crate::frontdesk::access::setup;
use crate::frontdesk::access::setup::LINK_MINUTES;
use crate::frontdesk::settings::warnings::warnings;
use crate::frontdesk::system_clock;
use crate::server::limits::check_files;
use signal_hook::consts::SIGHUP;
use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Where the configuration comes from. Unlike other commands it tells a file that was named from the usual one.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The configuration; without it appliance.toml in this folder. Where there is none, a page asks for all that it takes.
    #[arg(long)]
    config: Option<PathBuf>,
    /// Sets a key for this run, over the file and the environment: --set server.listen=127.0.0.1:0. Lists are a,b or
    /// ["a", "b"]. Not for secrets. Several times.
    #[arg(long, value_name = "SECTION.KEY=VALUE")]
    set: Vec<String>,
}

/// Serves until it is told to stop.
pub fn run(arguments: &Arguments) -> Outcome {
    // Before anything else: a signal that comes early must not be lost, and SIGHUP never ends it.
    let (events, teller) = signals::listen().map_err(|error| error.to_string())?;
    let path = arguments.config.as_deref().unwrap_or(Path::new(DEFAULT_FILE));
    let given = Given { path, set: &arguments.set };
    let is_named = arguments.config.is_some();
    let first = first_run(given, is_named).map_err(|refused| misconfigured(refused.to_string()))?;
    let (mut appliance, mut last) = match first {
        Some(first) => match first_run::set_up(&first, given, &events, teller)? {
            Some(served) => served,
            // It was stopped before anything was set up.
            None => return Ok(ExitCode::SUCCESS),
        },
        None => start(given)?,
    };
    // Told only now: who waits for it finds the program answering.
    let manager = Manager::ready(appliance.life());
    while let Ok(event) = events.recv() {
        match event {
            Event::Signal(SIGHUP) => reload::reload(given, &appliance, &mut last),
            Event::Signal(signal) => {
                log::info!("signal {signal}: stopping");
                break;
            }
            Event::SetUp => {}
        }
    }
    manager.stopping();
    appliance.stop();
    Ok(ExitCode::SUCCESS)
}

/// With a configuration.
fn start(given: Given<'_>) -> Result<(Appliance, Config), String> {
    let config = Config::load(given).map_err(misconfigured)?;
    reload::start_log(&config.log);
    check_files()?;
    for warning in warnings(&config) {
        log::warn!("{warning}");
    }
    let last = config.clone();
    let appliance =
        Appliance::start(config, system_clock(), first_run::options()).map_err(describe)?;
    log::info!("database {}", appliance.desk.store.path().display());
    if let Some(addr) = appliance.addr() {
        // Standard output may be a file on a disk that is full, which is no reason not to serve.
        let printed = writeln!(std::io::stdout(), "chairside: listening on http://{addr}");
        printed
            .unwrap_or_else(|error| log::warn!("listening on http://{addr}, not printed: {error}"));
        print_first_link(&appliance, addr);
    }
    Ok((appliance, last))
}

/// While nobody can come in to the page: how the first owner does. On the console alone: a log is kept.
fn print_first_link(appliance: &Appliance, addr: SocketAddr) {
    match setup::first_link(&appliance.desk) {
        Ok(Some(path)) => {
            let line = format!(
                "chairside: nobody has a password yet. Choose the owner's here, within {LINK_MINUTES} minutes: \
                 http://{addr}{path}"
            );
            let printed = writeln!(std::io::stdout(), "{line}");
            printed
                .unwrap_or_else(|error| log::warn!("the first link could not be printed: {error}"));
        }
        Ok(None) => {}
        Err(error) => log::warn!("no link for the first owner: {}", error.for_log()),
    }
}
