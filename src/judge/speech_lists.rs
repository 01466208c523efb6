//! The price lists and rosters against which services and names are judged.

use crate::domain::Result;
use crate::domain::error::Error;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A service of a price list.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Service {
    pub(crate) key: String,
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) aliases: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PriceList {
    services: Vec<Service>,
}
