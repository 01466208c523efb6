//! What would fit into a free stretch of somebody's time: names of services, the longest first.

use crate::domain::Result;
use crate::domain::ids::{CompanyId, StaffId};
use crate::store::service::{catalogue, segments};
use rusqlite::Connection;

/// What each person could do in one piece, and how long it takes.
pub(crate) struct Fits(Vec<Fit>);

struct Fit {
    key: String,
    name: String,
    staff: StaffId,
    /// With the buffer behind it.
    minutes: u32,
}

impl Fits {
    /// The services without pauses, by who does them.
    pub fn read(connection: &Connection, company: CompanyId) -> Result<Fits> {
        let mut fits = Vec::new();
        for service in catalogue::active(connection, company)? {
            if service.composite {
                continue;
            }
            for one in segments::performers(connection, service.id)? {
                let minutes = one.minutes.unwrap_or(service.duration_minutes);
                fits.push(Fit {
                    key: service.key.clone(),
                    name: service.name.clone(),
                    staff: one.staff,
                    minutes: minutes.saturating_add(service.buffer_minutes),
                });
            }
        }
        fits.sort_by_key(|fit| std::cmp::Reverse(fit.minutes));
        Ok(Fits(fits))
    }

    /// What this person could do in so many minutes.
    pub fn within(&self, staff: &StaffId, minutes: u32) -> Vec<String> {
        let fits = self.0.iter().filter(|fit| fit.staff == *staff && fit.minutes <= minutes);
        fits.map(|fit| fit.name.clone()).collect()
    }

    /// The longest of them that is not this service, with its minutes.
    pub fn longest(&self, staff: &StaffId, minutes: u32, but: &str) -> Option<(&str, u32)> {
        let mut fits = self.0.iter().filter(|fit| fit.staff == *staff && fit.key != but);
        fits.find(|fit| fit.minutes <= minutes).map(|fit| (fit.name.as_str(), fit.minutes))
    }
}
