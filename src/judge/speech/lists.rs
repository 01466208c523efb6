//! The price lists and rosters against which services and names are judged.

use crate::domain::Result;
use crate::domain::error::Error;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

/// A service of a price list.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sold {
    pub(crate) key: String,
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) aliases: Vec<String>,
}

/// Somebody of a roster.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Person {
    pub(crate) id: String,
    pub(crate) name: String,
    #[serde(default = "yes")]
    pub(crate) active: bool,
}

fn yes() -> bool {
    true
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PriceList {
    services: Vec<Sold>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Roster {
    staff: Vec<Person>,
}

/// All of them, by key.
pub struct Lists {
    prices: BTreeMap<String, PriceList>,
    rosters: BTreeMap<String, Roster>,
}

impl Lists {
    /// Reads them from their two JSON texts. The error says which of them is odd.
    pub fn read(prices: &str, rosters: &str) -> Result<Lists> {
        let (prices, rosters) = (read("the price lists", prices)?, read("the rosters", rosters)?);
        Ok(Lists { prices, rosters })
    }

    pub(crate) fn prices(&self, key: &str) -> Option<&[Sold]> {
        self.prices.get(key).map(|list| list.services.as_slice())
    }

    pub(crate) fn roster(&self, key: &str) -> Option<&[Person]> {
        self.rosters.get(key).map(|roster| roster.staff.as_slice())
    }
}

fn read<T: DeserializeOwned>(what: &str, text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|fault| Error::Invalid(format!("{what}: {fault}")))
}
