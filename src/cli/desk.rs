//! Opening the desk for a command that looks or corrects, beside a running `serve` or without one.

pub use crate::frontdesk::host::story_sentences::name_of;

use crate::appliance;
use crate::appliance::calcom_client;
use crate::calcom::Calcom;
use crate::calcom::offline::Offline;
use crate::cli::outcome::describe;
use crate::config::Config;
use crate::domain::ids::StaffId;
use crate::domain::people::staff::{StaffMember, TenantContext, Wish, find_by_wish};
use crate::frontdesk::Desk;
use crate::store::host::staff;
use std::path::Path;
use std::sync::Arc;

/// How a database is used whose bytes stay as they are.
pub const READ_ONLY: &str = "read only";
/// The same where something is written.
const CHANGED: &str = "to change it";

/// Only to look: see `appliance::look`. The error is a sentence.
pub fn look(config: &Path) -> Result<Desk, String> {
    log_warnings();
    opened(appliance::look(Config::load_offline(config)?), READ_ONLY)
}

/// To change something, beside a running `serve` or without one.
pub fn change(config: &Path) -> Result<Desk, String> {
    log_warnings();
    opened(appliance::change(Config::load_offline(config)?, Arc::new(Offline)), CHANGED)
}

/// The same, asking Cal.com at most so often a minute. A brake that is switched off stays off.
pub fn ask(config: &Path, per_minute_max: u32) -> Result<Desk, String> {
    let (config, calcom) = with_calcom(config, per_minute_max)?;
    opened(appliance::change(config, calcom), CHANGED)
}

/// The same if the key is at hand. Without it Cal.com is not asked, which the command can do without.
pub fn ask_if_possible(path: &Path) -> Result<Desk, String> {
    match with_calcom(path, u32::MAX) {
        Ok((config, calcom)) => opened(appliance::change(config, calcom), CHANGED),
        Err(_) => change(path),
    }
}

/// To try something out on a copy: nothing of it reaches the database, and Cal.com is not asked.
pub fn try_out(config: &Path) -> Result<Desk, String> {
    log_warnings();
    opened(appliance::try_out(Config::load_offline(config)?, Arc::new(Offline)), READ_ONLY)
}

/// The same, asking Cal.com at most so often a minute.
pub fn try_out_asking(config: &Path, per_minute_max: u32) -> Result<Desk, String> {
    let (config, calcom) = with_calcom(config, per_minute_max)?;
    opened(appliance::try_out(config, calcom), READ_ONLY)
}

fn with_calcom(path: &Path, per_minute_max: u32) -> Result<(Config, Arc<dyn Calcom>), String> {
    log_warnings();
    let mut config = Config::load_for_calcom(path)?;
    let per_minute = &mut config.calcom.requests_per_minute;
    *per_minute = (*per_minute).min(per_minute_max);
    let calcom = calcom_client(&config).map_err(describe)?;
    Ok((config, calcom))
}

/// Of one that cannot be opened the sentence names the database.
fn opened(desk: crate::domain::Result<Desk>, how: &str) -> Result<Desk, String> {
    let desk = desk.map_err(describe)?;
    say(&desk.salon.config, how);
    Ok(desk)
}

/// Which database it is, on standard error, so that nobody wonders in a wrong folder.
pub fn say(config: &Config, how: &str) {
    eprintln!("chairside: database {} ({how})", config.database.path.display());
}

/// Says what is odd on standard error, and nothing else.
pub fn log_warnings() {
    let log = env_logger::Env::default().default_filter_or("warn,refinery_core=warn");
    env_logger::Builder::from_env(log).try_init().ok();
}

/// Everybody of the company.
pub fn roster(desk: &Desk) -> Result<Vec<StaffMember>, String> {
    desk.store
        .read(|connection| staff::roster(connection, desk.salon.company))
        .map_err(|error| error.for_log())
}

/// The staff member a person means on the command line: by UUID, full name or first name.
pub fn staff_member(desk: &Desk, said: &str) -> Result<StaffId, String> {
    let roster = roster(desk)?;
    if let Some(person) = roster.iter().find(|person| person.id.0 == said) {
        return Ok(person.id.clone());
    }
    let named: Vec<&StaffMember> = roster.iter().filter(|person| person.name == said).collect();
    if let [one] = named.as_slice() {
        return Ok(one.id.clone());
    }
    match find_by_wish(said, &roster, TenantContext { company: desk.salon.company, branch: None }) {
        Wish::One(id) => Ok(id),
        Wish::Several(ids) => {
            let which: Vec<String> = roster
                .iter()
                .filter(|person| ids.contains(&person.id))
                .map(|person| format!("{} ({})", person.name, person.id))
                .collect();
            Err(format!("{said} may be {}: say the id", which.join(" or ")))
        }
        Wish::Nobody { known } => {
            Err(format!("nobody is called {said}; there are {}", known.join(", ")))
        }
    }
}
