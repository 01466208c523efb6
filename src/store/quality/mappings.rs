//! How hosts are recognised: the mappings by where they come from.

use crate::domain::Result;
use crate::domain::ids::CompanyId;
use crate::store::quality::span::number;
use rusqlite::Connection;

/// The mappings of one origin.
#[derive(Clone, Debug, PartialEq)]
pub struct MappingSourceRow {
    /// `auto_email`, `auto_name`, `manual` or `admin`.
    pub source: String,
    /// In force.
    pub active: u64,
    /// Switched off.
    pub inactive: u64,
    /// Mean score of those in force, 0 to 100; `None` without any.
    pub mean_confidence: Option<f64>,
    /// When the last one was made or changed, as stored.
    pub last_at: String,
}

/// Each origin that there is, the one with most in force first.
pub fn by_source(connection: &Connection, company: CompanyId) -> Result<Vec<MappingSourceRow>> {
    let rows = connection
        .prepare_cached(
            "SELECT mapping_source, count(*) FILTER (WHERE is_active = 1) AS active,
                 count(*) FILTER (WHERE is_active = 0) AS inactive,
                 avg(confidence_score) FILTER (WHERE is_active = 1) AS mean, max(updated_at) AS last_at
             FROM calcom_host_mappings WHERE company_id = ?1
             GROUP BY mapping_source ORDER BY active DESC, mapping_source",
        )?
        .query_map([company.0], |row| {
            Ok(MappingSourceRow {
                source: row.get("mapping_source")?,
                active: number(row, "active")?,
                inactive: number(row, "inactive")?,
                mean_confidence: row.get("mean")?,
                last_at: row.get("last_at")?,
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rows)
}
