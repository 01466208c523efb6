//! What the event types follow from, read from our own tables.

use crate::domain::Result;
use crate::domain::event_type::fields::{FileRow, Home, MapRow};
use crate::domain::event_type::plan;
use crate::domain::event_type::plan::is_for;
use crate::domain::event_type::wanted::{
    Blueprint, BranchPlan, Doer, PersonPlan, ServicePlan, Wanted, wanted,
};
use crate::domain::ids::{ServiceId, StaffId};
use crate::frontdesk::{Desk, Salon};
use crate::store::host::staff;
use crate::store::service::{event_map_sync, salon, segments};
use rusqlite::Connection;

/// Why there is nothing to book with where nothing stands in the way.
const TO_BE_MADE: &str = "its event type is still to be made: `serve` does it within a minute, or chairside event-types sync";

/// What is wanted, and what the event map has.
pub struct EventTypeWorld {
    /// Everything the salon needs, also what it has event types of its own for.
    pub needed: Vec<Wanted>,
    /// What of it is ours to make.
    pub wanted: Vec<Wanted>,
    pub rows: Vec<MapRow>,
    /// The salon's own event types.
    pub files: Vec<FileRow>,
    names: Names,
}

struct Names {
    services: Vec<(ServiceId, String)>,
    people: Vec<(StaffId, String)>,
}

/// What a line about an event type is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The service's key.
    pub service: String,
    /// `A`, or `A+` for the pause behind it.
    pub segment: String,
    /// The person's name, or `pool`.
    pub who: String,
}

/// What of a service nothing can be booked with yet, and why, in sentences: event types that are still to be made.
pub fn missing(desk: &Desk, key: &str) -> Result<Vec<String>> {
    let world = world(desk)?;
    let is_made = |one: &Wanted| {
        world
            .rows
            .iter()
            .any(|row| is_for(row, one) && !row.is_retired && row.event_type_id.is_some())
    };
    let mut missing = Vec::new();
    for one in world.wanted.iter().filter(|one| !is_made(one)) {
        let label = world.label(one.service, &one.segment_key, one.staff.as_ref());
        if label.service == key {
            let why = one.problem.as_deref().unwrap_or(TO_BE_MADE);
            missing.push(format!("{} of {}: {why}", label.segment, label.who));
        }
    }
    Ok(missing)
}

impl EventTypeWorld {
    /// Reads it as it is now.
    pub fn read(connection: &Connection, salon: &Salon) -> Result<EventTypeWorld> {
        let blueprint = blueprint(connection, salon)?;
        let names = Names {
            services: blueprint.services.iter().map(|s| (s.id, s.key.clone())).collect(),
            people: blueprint.people.iter().map(|p| (p.id.clone(), p.name.clone())).collect(),
        };
        let needed = wanted(&blueprint);
        let files = event_map_sync::of_file(connection, salon.company)?;
        Ok(EventTypeWorld {
            wanted: plan::ours(needed.clone(), &files),
            rows: event_map_sync::made(connection, salon.company)?,
            needed,
            files,
            names,
        })
    }

    /// What a row is for; `None` for one that is to be deleted, or will be.
    pub fn wanted_for(&self, row: &MapRow) -> Option<&Wanted> {
        self.wanted.iter().find(|one| is_for(row, one)).filter(|_| !row.is_retired)
    }

    /// What a line about it is called.
    pub fn label(&self, service: ServiceId, segment: &str, staff: Option<&StaffId>) -> Label {
        let service = self.names.services.iter().find(|(id, _)| *id == service);
        let person = |id: &StaffId| {
            let found = self.names.people.iter().find(|(known, _)| known == id);
            found.map_or_else(|| id.to_string(), |(_, name)| name.clone())
        };
        Label {
            service: service.map(|(_, key)| key.clone()).unwrap_or_default(),
            segment: segment.to_owned(),
            who: staff.map_or_else(|| "pool".to_owned(), person),
        }
    }

    /// The same for a row of ours.
    pub fn label_of(&self, row: &MapRow) -> Label {
        self.label(row.service, &row.segment_key, row.staff.as_ref())
    }
}

/// Where new event types are made.
pub fn home(salon: &Salon) -> Home {
    let calcom = &salon.config.calcom;
    let team = calcom.event_type_team_id.or_else(|| calcom.team_ids.first().copied());
    team.map_or(Home::Account, Home::Team)
}

fn blueprint(connection: &Connection, salon: &Salon) -> Result<Blueprint> {
    let company = salon.company;
    let mut branches = salon::branches(connection, company)?;
    branches.sort_by_key(|branch| branch.id);
    let branches = branches
        .into_iter()
        .map(|branch| BranchPlan { id: branch.id, key: branch.key, name: branch.name })
        .collect();
    let hosts = event_map_sync::hosts(connection, company)?;
    let people = staff::listed(connection, company)?
        .into_iter()
        .map(|one| PersonPlan {
            hosts: hosts
                .iter()
                .filter(|(staff, _)| *staff == one.person.id)
                .map(|(_, host)| *host)
                .collect(),
            id: one.person.id,
            key: one.key,
            name: one.person.name,
            branch: one.person.branch,
            active: one.person.active,
            policy: one.person.pause_bookable_policy,
        })
        .collect();
    let mut services = Vec::new();
    for (id, key, active) in event_map_sync::services(connection, company)? {
        services.push(service(connection, id, key, active)?);
    }
    Ok(Blueprint {
        company_key: salon.config.company.key.clone(),
        company_name: salon.config.company.name.clone(),
        language: salon.language,
        home: home(salon),
        branches,
        services,
        people,
    })
}

fn service(
    connection: &Connection,
    id: ServiceId,
    key: String,
    active: bool,
) -> Result<ServicePlan> {
    let composition = segments::composition(connection, id)?;
    let doers = segments::performers(connection, id)?
        .into_iter()
        .map(|one| Doer { segment: one.segment, staff: one.staff, minutes: one.minutes })
        .collect();
    Ok(ServicePlan {
        id,
        key,
        active,
        policy: composition.policy,
        segments: composition.segments,
        doers,
    })
}

/// Everything that is compared, as it is stored now.
pub(crate) fn world(desk: &Desk) -> Result<EventTypeWorld> {
    desk.store.read(|connection| EventTypeWorld::read(connection, &desk.salon))
}
