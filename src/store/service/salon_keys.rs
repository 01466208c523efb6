//! From the keys of the configuration to rows of the database.

use crate::domain::Result;
use crate::store::db::tx::Tx;
use rusqlite::OptionalExtension;
use uuid::Uuid;

/// Staff UUIDs are made from the company's and the person's key, so that a new database knows them again.
const STAFF_NAMESPACE: Uuid = Uuid::from_u128(0x7f1c_6a52_3d0b_4e8f_9a41_c5d2_88e6_0b13);

/// The UUID of a staff member whom the configuration names.
pub fn staff_uuid(company_key: &str, staff_key: &str) -> String {
    Uuid::new_v5(&STAFF_NAMESPACE, format!("{company_key}/{staff_key}").as_bytes()).to_string()
}

/// The branch that the configuration names.
pub(crate) fn branch_id(tx: &Tx, company: i64, key: Option<&str>) -> Result<Option<i64>> {
    let Some(key) = key else { return Ok(None) };
    Ok(tx
        .prepare_cached("SELECT id FROM branches WHERE company_id = ?1 AND key = ?2")?
        .query_row((company, key), |row| row.get(0))
        .optional()?)
}
