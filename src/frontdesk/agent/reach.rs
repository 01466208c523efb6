//! The way to Retell's management API.

use crate::config::Config;
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::agent::told;
use crate::retell::client::api::{Fault, Retell};

/// Retell as it is configured; nothing is sent.
pub(crate) fn retell(config: &Config) -> Result<Retell> {
    let key = config.retell_management_key().reveal();
    Retell::new(&config.retell_agent.base_url, key).map_err(Error::Invalid)
}

/// A fault of Retell's as an error of ours, in the desk's language.
pub(crate) fn error(desk: &Desk, fault: &Fault) -> Error {
    Error::Conflict(told::fault(fault, desk.salon.language))
}
