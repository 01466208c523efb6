//! `calcom_host_mappings` a page at a time, filtered.

use crate::domain::Result;
use crate::domain::host::kinds::MappingSource;
use crate::domain::ids::{CompanyId, StaffId};
use crate::store::db::like::containing;
use crate::store::db::slice::{Place, Slice};
use crate::store::host::mapping;
use crate::store::host::mapping::MappingRow;
use rusqlite::{Connection, named_params};
use serde_json::json;

/// Which mappings. Unset means all.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// In the host's name, addresses or number, or of one of `staff`.
    pub text: Option<String>,
    /// Whose names have the text in them.
    pub staff: Vec<StaffId>,
    /// Those that count, or those that are off.
    pub active: Option<bool>,
    /// Made so.
    pub source: Option<MappingSource>,
}

/// A mapping with who the host is at Cal.com.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub row: MappingRow,
    pub name: Option<String>,
    pub emails: Vec<String>,
}

/// A page of the mappings that a filter lets through, the newest first.
pub fn page(
    connection: &Connection,
    company: CompanyId,
    filter: &Filter,
    place: Place,
    most: u32,
) -> Result<Slice<Listed>> {
    let (above, below) = place.bounds();
    // The plus keeps the company's index out: rows are read in the order of their number until the page is full.
    let mut statement = connection.prepare_cached(&format!(
        "SELECT m.id, m.company_id, m.calcom_host_id, m.staff_id, m.mapping_source, m.confidence_score, m.is_active,
                m.created_at, m.updated_at, coalesce(h.name, m.calcom_name) AS name, coalesce(h.emails, '[]') AS emails
         FROM calcom_host_mappings m
         LEFT JOIN calcom_hosts h ON h.company_id = m.company_id AND h.host_id = m.calcom_host_id
         WHERE +m.company_id = :company AND m.id > :above AND m.id < :below
           AND (:active IS NULL OR m.is_active = :active)
           AND (:source IS NULL OR m.mapping_source = :source)
           AND (:like IS NULL OR m.staff_id IN (SELECT value FROM json_each(:staff))
                OR h.name LIKE :like ESCAPE '\\' OR h.emails LIKE :like ESCAPE '\\'
                OR m.calcom_host_id = :text)
         ORDER BY m.id {} LIMIT :most",
        place.order()
    ))?;
    let staff: Vec<&str> = filter.staff.iter().map(|staff| staff.0.as_str()).collect();
    let rows = statement.query_map(
        named_params! {
            ":company": company.0, ":above": above, ":below": below, ":active": filter.active,
            ":source": filter.source.map(MappingSource::as_str), ":like": filter.text.as_deref().map(containing),
            ":text": filter.text, ":staff": json!(staff).to_string(), ":most": i64::from(most).saturating_add(1),
        },
        |row| Ok((mapping::read(row), row.get("name")?, row.get::<_, String>("emails")?)),
    )?;
    let rows: Result<Vec<Listed>> = rows
        .map(|row| {
            let (row, name, emails) = row?;
            Ok(Listed {
                row: row?,
                name,
                emails: serde_json::from_str(&emails).unwrap_or_default(),
            })
        })
        .collect();
    Ok(place.cut(rows?, most, |one| one.row.id.0))
}

/// How many mappings count, and how many are off.
pub fn count(connection: &Connection, company: CompanyId) -> Result<(u32, u32)> {
    Ok(connection
        .prepare_cached(
            "SELECT count(*) FILTER (WHERE is_active = 1), count(*) FILTER (WHERE is_active = 0)
             FROM calcom_host_mappings WHERE company_id = ?1",
        )?
        .query_row([company.0], |row| Ok((row.get(0)?, row.get(1)?)))?)
}
