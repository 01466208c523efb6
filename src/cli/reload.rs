//! SIGHUP: the configuration is read again. What can count at once does, what cannot is told, and a faulty one changes
//! nothing.

use crate::appliance::Appliance;
use crate::cli::console::outcome::misconfigured;
use crate::config::reload::{Changes, changes};
use crate::config::{Config, Given, LogConfig, LogLevel};
use crate::logging;

/// The log's library reads this by itself; what it says counts over the configuration.
const LOG_VARIABLE: &str = "RUST_LOG";
/// What other crates tell, whatever the level: their steps are not ours.
const FILTER: &str = "info,chairside=trace,ureq=warn,ureq_proto=warn,refinery_core=warn";

/// The log of a program that goes on.
pub(crate) fn start_log(config: &LogConfig) {
    let log = env_logger::Env::default().default_filter_or(FILTER);
    logging::set_format(config.format);
    logging::builder(log).init();
    set_log(config.level);
}

fn set_log(level: LogLevel) {
    if std::env::var_os(LOG_VARIABLE).is_none() {
        log::set_max_level(level.filter());
    }
}

/// Reads again what the program was given. `last` is what counts now, and becomes what counts then.
pub(crate) fn reload(given: Given<'_>, appliance: &Appliance, last: &mut Config) {
    let new = match Config::load_or_faults(given) {
        Ok(new) => new,
        Err(refused) => {
            let sentence = misconfigured(refused.to_string());
            log::error!("SIGHUP: nothing was changed, the configuration is faulty: {sentence}");
            return;
        }
    };
    let told = changes(&appliance.desk.salon.config, last, &new);
    appliance.doors.change(&told.at_once, &new);
    if told.at_once.iter().any(|key| key == "log.level") {
        set_log(new.log.level);
    }
    if told.at_once.iter().any(|key| key == "log.format") {
        logging::set_format(new.log.format);
    }
    tell(&told, &new);
    last.take_over(&told.at_once, new);
}

fn tell(told: &Changes, new: &Config) {
    if told == &Changes::default() {
        log::warn!("SIGHUP: the configuration was read again, and nothing in it has changed");
    }
    if !told.at_once.is_empty() {
        log::warn!("SIGHUP: counts from now on: {}", told.at_once.join(", "));
    }
    if !told.at_restart.is_empty() {
        log::warn!("SIGHUP: counts at the next start: {}", told.at_restart.join(", "));
    }
    if new.log.level.filter() < log::LevelFilter::Warn {
        log::error!("SIGHUP: the log tells errors alone (log.level)");
    }
}
