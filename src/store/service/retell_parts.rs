//! `retell_parts`: which model and which agent at Retell are the salon's.

use crate::domain::Result;
use crate::domain::ids::CompanyId;
use crate::domain::stored::stored_enum;
use crate::store::db::stamp;
use crate::store::db::tx::Tx;
use rusqlite::{Connection, OptionalExtension, named_params};
use time::OffsetDateTime;

stored_enum! {
    /// What it is at Retell.
    pub enum Part {
        /// The model with its prompt and its tools.
        Llm = "llm",
        /// The agent around it.
        Agent = "agent",
    }
}

/// Its name at Retell, if it was noted.
pub fn id(connection: &Connection, company: CompanyId, part: Part) -> Result<Option<String>> {
    let sql = "SELECT id FROM retell_parts WHERE company_id = ?1 AND kind = ?2";
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement.query_row((company.0, part.as_str()), |row| row.get(0)).optional()?)
}

/// Notes its name; the one before is forgotten.
pub fn note(tx: &Tx, company: CompanyId, part: Part, id: &str, now: OffsetDateTime) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO retell_parts (company_id, kind, id, noted_at) VALUES (:company, :kind, :id, :now)
         ON CONFLICT (company_id, kind) DO UPDATE SET id = :id, noted_at = :now",
    )?
    .execute(named_params! {
        ":company": company.0, ":kind": part.as_str(), ":id": id, ":now": stamp::seconds(now),
    })?;
    Ok(())
}
