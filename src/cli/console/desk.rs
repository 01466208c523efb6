//! Opening the desk for a command that looks or corrects, beside a running `serve` or without one.

use crate::appliance;
use crate::appliance::calcom_client_of_command;
use crate::calcom::Calcom;
use crate::calcom::offline::Offline;
use crate::cli::console::arguments::Common;
use crate::cli::console::outcome::{describe, misconfigured};
use crate::cli::console::print::Printer;
use crate::config::Config;
use crate::domain::Result;
use crate::domain::ids::StaffId;
use crate::domain::people::staff::{StaffMember, TenantContext, Wish, find_by_wish};
use crate::frontdesk::Desk;
use crate::logging;
use crate::store::host::staff;
use std::sync::Arc;

/// So much of what was said stands in a sentence about it.
const ECHO_CHARS_MAX: usize = 60;

/// How a database is used whose bytes stay as they are.
pub const READ_ONLY: &str = "read only";
/// The same where something is written.
pub const CHANGED: &str = "to change it";

/// A desk, and how its command answers; or the sentence why it cannot be opened, which names the database.
pub type Opened = std::result::Result<(Desk, Printer), String>;

/// Only to look: see `appliance::look`.
pub fn look(common: &Common) -> Opened {
    opened(appliance::look(offline(common)?), READ_ONLY, common)
}

/// To change something, beside a running `serve` or without one.
pub fn change(common: &Common) -> Opened {
    opened(appliance::change(offline(common)?, Arc::new(Offline)), CHANGED, common)
}

/// The same, asking Cal.com at most so often a minute. A brake that is switched off stays off.
pub fn ask(common: &Common, per_minute_max: u32) -> Opened {
    let (config, calcom) = with_calcom(common, per_minute_max)?;
    opened(appliance::change(config, calcom), CHANGED, common)
}

/// The same if the key is at hand. Without it Cal.com is not asked, which the command can do without.
pub fn ask_if_possible(common: &Common) -> Opened {
    match with_calcom(common, u32::MAX) {
        Ok((config, calcom)) => opened(appliance::change(config, calcom), CHANGED, common),
        Err(_) => change(common),
    }
}

/// To try something out on a copy: nothing of it reaches the database, and Cal.com is not asked.
pub fn try_out(common: &Common) -> Opened {
    opened(appliance::try_out(offline(common)?, Arc::new(Offline)), READ_ONLY, common)
}

/// The same, asking Cal.com at most so often a minute.
pub fn try_out_asking(common: &Common, per_minute_max: u32) -> Opened {
    let (config, calcom) = with_calcom(common, per_minute_max)?;
    opened(appliance::try_out(config, calcom), READ_ONLY, common)
}

fn offline(common: &Common) -> std::result::Result<Config, String> {
    log_warnings();
    Config::load_offline(common).map_err(misconfigured)
}

fn with_calcom(
    common: &Common,
    per_minute_max: u32,
) -> std::result::Result<(Config, Arc<dyn Calcom>), String> {
    log_warnings();
    let config = Config::load_for_calcom(common).map_err(misconfigured)?;
    let calcom = calcom_client_of_command(&config, per_minute_max).map_err(describe)?;
    Ok((config, calcom))
}

/// A desk that was opened elsewhere, to look.
pub fn opened_to_look(desk: Result<Desk>, common: &Common) -> Opened {
    opened(desk, READ_ONLY, common)
}

/// The same to change something.
pub fn opened_to_change(desk: Result<Desk>, common: &Common) -> Opened {
    opened(desk, CHANGED, common)
}

fn opened(desk: Result<Desk>, used: &'static str, common: &Common) -> Opened {
    let desk = desk.map_err(describe)?;
    let printer = Printer::of(&desk, used, common.json);
    Ok((desk, printer))
}

/// Says what is odd on standard error, and nothing else.
pub fn log_warnings() {
    let log = env_logger::Env::default().default_filter_or("warn,refinery_core=warn");
    logging::builder(log).try_init().ok();
}

/// The staff member a person means on the command line: by UUID, full name or first name.
pub fn staff_member(desk: &Desk, said: &str) -> std::result::Result<StaffId, String> {
    let company = desk.salon.company;
    let roster = desk.store.read(|connection| staff::roster(connection, company));
    let roster = roster.map_err(describe)?;
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
            Err(format!("no staff member is called {said}; there are {}", known.join(", ")))
        }
    }
}

/// The keys of people who are named by key, name or id.
pub fn staff_keys(desk: &Desk, said: &[String]) -> std::result::Result<Vec<String>, String> {
    said.iter().map(|one| staff_key(desk, one.trim())).collect()
}

/// The key of a staff member who is named by key, name or id.
pub fn staff_key(desk: &Desk, said: &str) -> std::result::Result<String, String> {
    let company = desk.salon.company;
    let people =
        desk.store.read(|connection| staff::listed(connection, company)).map_err(describe)?;
    if people.iter().any(|one| one.key == said) {
        return Ok(said.to_owned());
    }
    // Not shortened before it is looked for, but in the sentence that says it is unknown.
    let id = staff_member(desk, &echo(said))?;
    let found = people.into_iter().find(|one| one.person.id == id);
    found.map(|one| one.key).ok_or_else(|| format!("no staff member is called {}", echo(said)))
}

/// What was said as it may stand in a sentence: short, and without what steers a terminal.
pub fn echo(said: &str) -> String {
    said.chars().take(ECHO_CHARS_MAX).map(|c| if c.is_control() { ' ' } else { c }).collect()
}
