//! `serve`: the appliance, until SIGTERM or SIGINT.

use crate::appliance::Appliance;
use crate::cli::console::outcome::Outcome;
use crate::cli::manager::Manager;
use crate::cli::reload;
use crate::config::{Config, Given};
use crate::frontdesk::access::setup;
use crate::frontdesk::access::setup::LINK_MINUTES;
use crate::frontdesk::settings::warnings::warnings;
use crate::frontdesk::system_clock;
use crate::server::limits::check_files;
use crate::server::serve::ServerOptions;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use std::io::Write;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;

/// Exit code for the service manager: the server no longer answers, only a new process helps.
const UNRESPONSIVE_EXIT_CODE: i32 = 70;

/// Serves until it is told to stop.
pub fn run<'a>(given: impl Into<Given<'a>>) -> Outcome {
    // Before anything else: a signal that comes early must not be lost, and SIGHUP never ends it.
    let mut signals = Signals::new([SIGHUP, SIGINT, SIGTERM]).map_err(|error| error.to_string())?;
    let given = given.into();
    let config = Config::load(given)?;
    reload::start_log(&config.log);
    check_files()?;
    for warning in warnings(&config) {
        log::warn!("{warning}");
    }
    let mut last = config.clone();
    let options =
        ServerOptions { on_unresponsive: Arc::new(end_unresponsive), ..ServerOptions::default() };
    let mut appliance =
        Appliance::start(config, system_clock(), options).map_err(|error| error.for_log())?;
    log::info!("database {}", appliance.desk.store.path().display());
    if let Some(addr) = appliance.addr() {
        // Standard output may be a file on a disk that is full, which is no reason not to serve.
        let printed = writeln!(std::io::stdout(), "chairside: listening on http://{addr}");
        printed
            .unwrap_or_else(|error| log::warn!("listening on http://{addr}, not printed: {error}"));
        print_first_link(&appliance, addr);
    }
    // Told only now: who waits for it finds the program answering.
    let manager = Manager::ready(appliance.life());
    for signal in signals.forever() {
        if signal == SIGHUP {
            reload::reload(given, &appliance, &mut last);
            continue;
        }
        log::info!("signal {signal}: stopping");
        break;
    }
    manager.stopping();
    appliance.stop();
    Ok(ExitCode::SUCCESS)
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

/// The one place that ends the process from within: the service manager starts it anew.
fn end_unresponsive() {
    log::error!("the server is unresponsive: ending, so that it is started again");
    std::process::exit(UNRESPONSIVE_EXIT_CODE);
}
