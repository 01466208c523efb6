//! What replay asks of the database: when something is due next, what is not at rest, what was learnt.

use crate::domain::Result;
use crate::domain::ids::CompanyId;
use crate::store::db::stamp;
use rusqlite::Connection;
use time::OffsetDateTime;

/// A host mapping as replay shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappingRow {
    /// Cal.com's number of the host.
    pub host_id: i64,
    pub staff: String,
    /// `auto_email`, `auto_name`, `manual` or `admin`.
    pub source: String,
    /// 0 to 100.
    pub confidence: u8,
    /// At most one of a host is.
    pub active: bool,
}

/// When the next open message or saga is due; `None` if none is open.
pub fn next_due(connection: &Connection) -> Result<Option<OffsetDateTime>> {
    let at: Option<String> = connection
        .prepare_cached(
            "SELECT min(at) FROM (SELECT min(next_try_at) AS at FROM inbox WHERE state = 'open'
                 UNION ALL SELECT min(next_try_at) FROM sagas WHERE state = 'open')",
        )?
        .query_row([], |row| row.get(0))?;
    at.map(|text| stamp::parse(&text)).transpose()
}

/// How many messages and sagas are not at rest.
pub fn not_at_rest(connection: &Connection) -> Result<(i64, i64)> {
    Ok(connection.query_row(
        "SELECT (SELECT count(*) FROM inbox WHERE state = 'open'),
             (SELECT count(*) FROM sagas WHERE state IN ('open', 'stuck'))",
        [],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?)
}

/// Every mapping of a company, by host.
pub fn mappings(connection: &Connection, company: CompanyId) -> Result<Vec<MappingRow>> {
    let rows = connection
        .prepare_cached(
            "SELECT m.calcom_host_id, s.name, m.mapping_source, m.confidence_score, m.is_active
             FROM calcom_host_mappings m JOIN staff s ON s.id = m.staff_id
             WHERE m.company_id = ?1 ORDER BY m.calcom_host_id, s.name, s.id",
        )?
        .query_map([company.0], |row| {
            Ok(MappingRow {
                host_id: row.get(0)?,
                staff: row.get(1)?,
                source: row.get(2)?,
                confidence: row.get(3)?,
                active: row.get(4)?,
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rows)
}
