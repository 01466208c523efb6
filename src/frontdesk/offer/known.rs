//! What the salon has, against which callers' words are read: services, branches, people.

use crate::domain::Result;
use crate::domain::calendar::opening::Opening;
use crate::domain::ids::{BranchId, CompanyId, ServiceId, StaffId};
use crate::domain::people::staff::StaffMember;
use crate::domain::speech::anchor::Anchor;
use crate::domain::speech::branch::Place;
use crate::domain::speech::sentence::{House, Said, Understood};
use crate::domain::speech::service::Named;
use crate::domain::speech::{branch, sentence};
use crate::frontdesk::Desk;
use crate::store::host::staff;
use crate::store::service::catalogue::Service;
use crate::store::service::salon::Branch;
use crate::store::service::{catalogue, salon};
use crate::store::visit::opening;
use rusqlite::Connection;

/// As it stands in the database.
#[derive(Clone)]
pub(crate) struct Known {
    pub company: CompanyId,
    /// What is sold now.
    pub services: Vec<Service>,
    /// By name.
    pub places: Vec<Place>,
    /// Everybody, also who has left.
    pub roster: Vec<StaffMember>,
}

impl Known {
    pub fn read(desk: &Desk) -> Result<Known> {
        let company = desk.salon.company;
        desk.store.glance(|connection| {
            let branches = salon::branches(connection, company)?;
            let places = branches.into_iter().map(|branch| place(connection, branch));
            Ok(Known {
                company,
                services: catalogue::active(connection, company)?,
                places: places.collect::<Result<_>>()?,
                roster: staff::roster(connection, company)?,
            })
        })
    }

    /// Reads words against it.
    pub fn understand(&self, said: &Said, anchor: &Anchor) -> Understood {
        let services = self.named();
        let house = House {
            services: &services,
            roster: &self.roster,
            branches: &self.places,
            company: self.company,
        };
        sentence::understand(said, &house, anchor)
    }

    /// The same with these services alone.
    pub fn only(&self, services: &[ServiceId]) -> Known {
        let mut own = self.clone();
        own.services.retain(|service| services.contains(&service.id));
        own
    }

    /// The services by their names.
    pub fn named(&self) -> Vec<Named<'_>> {
        self.services.iter().map(named).collect()
    }

    /// When the branch is open; without one, when any is.
    pub fn opening(&self, branch: Option<BranchId>) -> Opening {
        branch::opening(&self.places, branch)
    }

    /// Where somebody works; `None` where that is every branch.
    pub fn branch_of(&self, staff: Option<&StaffId>) -> Option<BranchId> {
        self.roster.iter().find(|person| Some(&person.id) == staff)?.branch
    }
}

fn place(connection: &Connection, branch: Branch) -> Result<Place> {
    let opening = opening::of_branch(connection, branch.id)?;
    Ok(Place { id: branch.id, key: branch.key, name: branch.name, opening })
}

fn named(service: &Service) -> Named<'_> {
    Named { key: &service.key, name: &service.name, aliases: &service.aliases }
}
