//! The ledger of erasures: hashes by which a person who was forgotten is known again when an older database is put back,
//! and by nothing else.
//!
//! The key lies beside the database (`….erasure-key`), not in it: numbers are few enough to be tried one by one. It
//! belongs to the backups, else the ledger tells nobody anything any more.

use crate::domain::digest::{hex, mac};
use crate::domain::ids::CompanyId;
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::store::customer::erasure;
use crate::store::customer::erasure::Erasure;
use crate::store::customer::list::Known;
use crate::store::db::{connect, stamp};
use crate::store::file::{company, key};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// Put behind the database's name.
const KEY_SUFFIX: &str = ".erasure-key";

/// Where the key of a database lies.
pub(crate) fn key_file(database: &Path) -> PathBuf {
    key::file(database, KEY_SUFFIX)
}

/// What makes the hashes.
pub(crate) struct Hasher(Vec<u8>);

impl Hasher {
    /// With the key of this database, made if there is none. A database in memory has one while the process lasts.
    pub(crate) fn of(database: &Path) -> Result<Hasher> {
        static PASSING: OnceLock<Vec<u8>> = OnceLock::new();
        if connect::is_in_memory(database) {
            return Ok(Hasher(PASSING.get_or_init(key::fresh).clone()));
        }
        let kept = key::kept(database, KEY_SUFFIX).map_err(|error| {
            let file = key::file(database, KEY_SUFFIX);
            Error::internal(format!("the key of the erasures {}: {error}", file.display()))
        })?;
        Ok(Hasher(kept))
    }

    /// Of a telephone number, E.164.
    pub(crate) fn phone(&self, number: &str) -> String {
        self.hash("phone", number)
    }

    /// Of an address in lower case.
    pub(crate) fn email(&self, address: &str) -> String {
        self.hash("email", address)
    }

    /// Of a customer's row: the number alone may be another's in an older database.
    pub(crate) fn row(&self, known: &Known) -> String {
        self.hash("row", &format!("{} {}", known.id, stamp::seconds(known.since)))
    }

    fn hash(&self, kind: &str, text: &str) -> String {
        hex(&mac(&self.0, &[kind.as_bytes(), b"\0", text.as_bytes()]))
    }
}

/// An entry, for people and to be kept elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ErasureLine {
    pub customer_id: Option<i64>,
    /// UTC.
    pub erased_at: String,
    pub erased_by: String,
    pub hashes: Vec<String>,
}

/// The whole ledger, oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Ledger {
    pub erasures: Vec<ErasureLine>,
}

impl Ledger {
    /// As it stands in this database.
    pub(crate) fn read(desk: &Desk) -> Result<Ledger> {
        desk.store.read(|connection| Ledger::of(connection, desk.salon.company))
    }

    /// As it stands in the database at this path, of whatever version, which is only read: `None` if the company of this
    /// key is not in it.
    pub(crate) fn of_file(database: &Path, company: &str) -> Result<Option<Ledger>> {
        let connection = connect::beside(database)?;
        let found = company::find(&connection, company)?;
        found.map(|company| Ledger::of(&connection, company)).transpose()
    }

    fn of(connection: &Connection, company: CompanyId) -> Result<Ledger> {
        let found = erasure::all(connection, company)?;
        let line = |one: Erasure| ErasureLine {
            customer_id: one.customer,
            erased_at: stamp::seconds(one.erased_at),
            erased_by: one.erased_by,
            hashes: one.hashes,
        };
        Ok(Ledger { erasures: found.into_iter().map(line).collect() })
    }

    /// From what `read` gave, as JSON; other fields are left alone. `Invalid` if it is no ledger.
    pub(crate) fn parse(text: &str) -> Result<Ledger> {
        serde_json::from_str(text)
            .map_err(|error| Error::Invalid(format!("this is no ledger of erasures: {error}")))
    }

    /// As entries.
    pub(crate) fn entries(&self) -> Result<Vec<Erasure>> {
        let entry = |line: &ErasureLine| {
            let erased_at = stamp::parse(&line.erased_at)
                .map_err(|_| Error::invalid("the ledger of erasures has a time that is none"))?;
            Ok(Erasure {
                customer: line.customer_id,
                hashes: line.hashes.clone(),
                erased_at,
                erased_by: line.erased_by.clone(),
            })
        };
        self.erasures.iter().map(entry).collect()
    }
}
