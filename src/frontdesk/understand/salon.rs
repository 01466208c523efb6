//! What of a salon its callers' words are read against, from its configuration alone: no database, no secrets.

use crate::config::{BranchEntry, Config, StaffEntry, closures};
use crate::domain::calendar::opening::{OpenHours, Opening};
use crate::domain::calendar::zone::Zone;
use crate::domain::ids::{BranchId, CompanyId, StaffId};
use crate::domain::language::Language;
use crate::domain::people::staff::StaffMember;
use crate::domain::speech::branch;
use crate::domain::speech::branch::Place;
use crate::domain::speech::service::Named;
use crate::domain::{Error, Result};
use crate::frontdesk::Salon;
use crate::frontdesk::offer::known::Known;
use crate::store::service::catalogue;

/// Of whom everybody is.
pub(super) const COMPANY: CompanyId = CompanyId(1);

/// What is sold, by its names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// Short, stable name.
    pub key: String,
    /// As spoken.
    pub name: String,
    /// What callers say as well.
    pub aliases: Vec<String>,
}

impl Service {
    pub(super) fn named(&self) -> Named<'_> {
        Named { key: &self.key, name: &self.name, aliases: &self.aliases }
    }
}

/// A salon as far as words are read against it.
#[derive(Clone, Debug)]
pub struct WordsSalon {
    /// As spoken.
    pub name: String,
    pub zone: Zone,
    /// What callers hear.
    pub language: Language,
    pub services: Vec<Service>,
    /// Whose ids are their keys.
    pub roster: Vec<StaffMember>,
    pub branches: Vec<Place>,
    /// When one of them is open; where no branch is meant, these hours count.
    pub opening: Opening,
}

impl WordsSalon {
    /// The salon as it stands in the database, with the services that were described there. Its people are those of this
    /// company.
    pub(crate) fn of_desk(salon: &Salon, known: &Known) -> WordsSalon {
        let service = |one: &catalogue::Service| Service {
            key: one.key.clone(),
            name: one.name.clone(),
            aliases: one.aliases.clone(),
        };
        // Read against one tenant alone, whatever its number is.
        let person = |one: &StaffMember| StaffMember { company: COMPANY, ..one.clone() };
        WordsSalon {
            name: salon.config.company.name.clone(),
            zone: salon.zone.clone(),
            language: salon.language,
            services: known.services.iter().map(service).collect(),
            roster: known.roster.iter().map(person).collect(),
            branches: known.places.clone(),
            opening: known.opening(None),
        }
    }

    /// The same salon, open at these hours in every branch.
    pub fn open_at(mut self, opening: &Opening) -> WordsSalon {
        self.branches.iter_mut().for_each(|branch| branch.opening.clone_from(opening));
        self.opening.clone_from(opening);
        self
    }
}

/// The salon that a checked configuration describes. Services that were described with a command are not in it: they
/// stand in the database.
pub fn of_config(config: &Config) -> Result<WordsSalon> {
    let language = Language::parse(&config.company.language)
        .ok_or_else(|| Error::invalid("company.language must be \"de\" or \"en\""))?;
    let branches = (1..).zip(&config.branches).map(|(id, entry)| place(BranchId(id), entry));
    let branches = branches.collect::<Result<Vec<Place>>>()?;
    let services = config.services.iter().map(|entry| Service {
        key: entry.key.clone(),
        name: entry.name.clone(),
        aliases: entry.aliases.clone(),
    });
    Ok(WordsSalon {
        name: config.company.name.clone(),
        zone: Zone::parse(&config.company.time_zone)?,
        language,
        services: services.collect(),
        roster: config.staff.iter().map(|entry| person(entry, &branches)).collect(),
        opening: branch::opening(&branches, None),
        branches,
    })
}

fn place(id: BranchId, entry: &BranchEntry) -> Result<Place> {
    let told = |faults: Vec<String>| Error::Invalid(faults.join("; "));
    let week = entry.hours.as_ref().map(|hours| hours.week().map_err(told)).transpose()?;
    let hours = week.unwrap_or_default();
    let hours = hours.iter().map(|row| OpenHours::parse(row.weekday, &row.opens, &row.closes));
    let closed = closures(&entry.closed).map_err(told)?;
    let opening = Opening {
        hours: hours.collect::<Result<_>>()?,
        closures: closed.into_iter().map(|(day, _)| day).collect(),
    };
    Ok(Place { id, key: entry.key.clone(), name: entry.name.clone(), opening })
}

fn person(entry: &StaffEntry, branches: &[Place]) -> StaffMember {
    let branch = entry.branch.as_ref().and_then(|key| branches.iter().find(|one| one.key == *key));
    StaffMember {
        id: StaffId(entry.key.clone()),
        company: COMPANY,
        branch: branch.map(|branch| branch.id),
        name: entry.name.clone(),
        emails: Vec::new(),
        active: entry.active,
        pause_bookable_policy: None,
    }
}
