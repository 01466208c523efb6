//! Opening the desk for a command that looks or corrects, beside a running `serve` or without one.

pub use crate::frontdesk::host::story_sentences::name_of;

use crate::appliance::calcom_client;
use crate::config::Config;
use crate::domain::ids::StaffId;
use crate::domain::people::staff::{StaffMember, TenantContext, Wish, find_by_wish};
use crate::frontdesk::{Desk, system_clock};
use crate::store::Store;
use crate::store::host::staff;
use std::path::Path;
use std::sync::Arc;

/// The desk that the configuration describes. The error is a sentence.
pub fn open(config: &Path) -> Result<Desk, String> {
    open_beside(config, u32::MAX)
}

/// The same, asking Cal.com at most so often a minute. A brake that is switched off stays off.
pub fn open_beside(config: &Path, per_minute_max: u32) -> Result<Desk, String> {
    log_warnings();
    let mut config = Config::load(config)?;
    let per_minute = &mut config.calcom.requests_per_minute;
    *per_minute = (*per_minute).min(per_minute_max);
    let calcom = calcom_client(&config).map_err(|error| error.for_log())?;
    let store = Store::open_of(&config.database.path, &config.company.key)
        .map_err(|error| error.for_log())?;
    Desk::open(Arc::new(config), Arc::new(store), calcom, system_clock())
        .map_err(|error| error.for_log())
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
