//! `services`: what the salon sells.

use crate::domain::Error;
use crate::domain::Result;
use crate::domain::ids::CompanyId;
use crate::domain::ids::ServiceId;
use rusqlite::Connection;
use rusqlite::OptionalExtension;
use rusqlite::Row;

/// A service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// The row.
    pub id: ServiceId,
    /// Short, stable name; in the booking's metadata too.
    pub key: String,
    /// As spoken.
    pub name: String,
    /// What callers say as well.
    pub aliases: Vec<String>,
    /// Length at the chair.
    pub duration_minutes: u32,
}

const COLUMNS: &str = "id, key, name, aliases, duration_minutes";

/// What a company sells now, by name.
pub fn active(connection: &Connection, company: CompanyId) -> Result<Vec<Service>> {
    connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM services WHERE company_id = ?1 AND is_active = 1 ORDER BY name, id"
        ))?
        .query_map([company.0], |row| Ok(read(row)))?
        .map(|row| row?)
        .collect()
}

/// One service by its row.
pub fn find(connection: &Connection, id: ServiceId) -> Result<Option<Service>> {
    connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM services WHERE id = ?1"))?
        .query_row([id.0], |row| Ok(read(row)))
        .optional()?
        .transpose()
}

/// One service by its key.
pub fn find_by_key(
    connection: &Connection,
    company: CompanyId,
    key: &str,
) -> Result<Option<Service>> {
    connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM services WHERE company_id = ?1 AND key = ?2"
        ))?
        .query_row((company.0, key), |row| Ok(read(row)))
        .optional()?
        .transpose()
}

fn read(row: &Row) -> Result<Service> {
    let aliases: String = row.get("aliases")?;
    Ok(Service {
        id: ServiceId(row.get("id")?),
        key: row.get("key")?,
        name: row.get("name")?,
        aliases: serde_json::from_str(&aliases).map_err(Error::internal)?,
        duration_minutes: row.get("duration_minutes")?,
    })
}
