//! A stored service in the shape in which people describe and change it.

use crate::domain::Result;
use crate::domain::ids::CompanyId;
use crate::domain::service::description::{Description, Performs};
use crate::store::host::staff;
use crate::store::host::staff::Listed;
use crate::store::service::catalogue::Service;
use crate::store::service::segments;
use rusqlite::Connection;

/// The service as described, and everybody of the company, who may do it or not.
pub fn describe(
    connection: &Connection,
    company: CompanyId,
    service: &Service,
) -> Result<(Description, Vec<Listed>)> {
    let people = staff::listed(connection, company)?;
    let performers = segments::performers(connection, service.id)?
        .into_iter()
        .filter_map(|row| {
            let person = people.iter().find(|one| one.person.id == row.staff)?;
            Some(Performs { segment: row.segment, staff: person.key.clone(), minutes: row.minutes })
        })
        .collect();
    let described = Description {
        key: service.key.clone(),
        name: service.name.clone(),
        aliases: service.aliases.clone(),
        composition: segments::composition(connection, service.id)?,
        booking_order: service.booking_order,
        performers,
    };
    Ok((described, people))
}
