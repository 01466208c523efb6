//! What a caller may say without giving a name away: the salon's own words, and times. Anything else is not recorded.

use crate::domain::Result;
use crate::domain::calendar::read;
use crate::domain::calendar::zone::Zone;
use crate::domain::ids::CompanyId;
use crate::domain::language::Language;
use crate::domain::people::staff::{StaffMember, TenantContext};
use crate::frontdesk::Desk;
use crate::frontdesk::offer::wish;
use crate::store::host::staff;
use crate::store::service::catalogue::Service;
use crate::store::service::salon::Branch;
use crate::store::service::{catalogue, salon};
use time::{Date, OffsetDateTime};

/// Stands for what the salon does not know, and means nothing to it either.
pub(crate) const UNKNOWN: &str = "?";
/// Stands for every way to say that it may be anybody.
const ANYBODY: &str = "egal";

/// The salon's own words.
pub(crate) struct Words {
    company: CompanyId,
    language: Language,
    zone: Zone,
    today: Date,
    services: Vec<Service>,
    branches: Vec<Branch>,
    roster: Vec<StaffMember>,
}

impl Words {
    /// As they are now.
    pub(crate) fn read(desk: &Desk, now: OffsetDateTime) -> Result<Words> {
        let company = desk.salon.company;
        let zone = desk.salon.zone.clone();
        let (services, branches, roster) = desk.store.read(|connection| {
            Ok((
                catalogue::active(connection, company)?,
                salon::branches(connection, company)?,
                staff::roster(connection, company)?,
            ))
        })?;
        let (today, _) = zone.local(now);
        let language = desk.salon.language;
        Ok(Words { company, language, zone, today, services, branches, roster })
    }

    /// The key of the service that is meant.
    pub(crate) fn service(&self, said: &str) -> String {
        let means = |said: &str| wish::service(&self.services, Some(said), self.language).ok();
        let Some(meant) = means(said) else { return UNKNOWN.to_owned() };
        let keys = [meant.key.clone(), meant.name.clone()];
        let found =
            keys.into_iter().find(|key| means(key).is_some_and(|other| other.id == meant.id));
        found.unwrap_or_else(|| UNKNOWN.to_owned())
    }

    /// The key of the branch that is meant.
    pub(crate) fn branch(&self, said: &str) -> String {
        let means =
            |said: &str| wish::branch(&self.branches, Some(said), self.language).ok().flatten();
        let Some(meant) = means(said) else { return UNKNOWN.to_owned() };
        let branch = self.branches.iter().find(|branch| branch.id == meant);
        let keys = branch.into_iter().flat_map(|branch| [branch.key.clone(), branch.name.clone()]);
        let found = { keys }.find(|key| means(key) == Some(meant));
        found.unwrap_or_else(|| UNKNOWN.to_owned())
    }

    /// The full name of the staff member that is meant, in the branch that is said beside it.
    pub(crate) fn staff(&self, said: &str, branch: Option<&str>) -> String {
        let branch = wish::branch(&self.branches, branch, self.language).ok().flatten();
        let context = TenantContext { company: self.company, branch };
        let means = |said: &str| {
            wish::staff(&self.roster, &self.branches, context, Some(said), self.language)
        };
        match means(said) {
            Ok(None) => ANYBODY.to_owned(),
            Ok(Some(meant)) => {
                let person = self.roster.iter().find(|person| person.id == meant);
                let name = person.map(|person| person.name.clone());
                let same =
                    |name: &String| means(name).is_ok_and(|other| other.as_ref() == Some(&meant));
                name.filter(same).unwrap_or_else(|| UNKNOWN.to_owned())
            }
            Err(_) => UNKNOWN.to_owned(),
        }
    }

    /// A day, a time, or both: all its words are known then.
    pub(crate) fn when(&self, said: &str) -> String {
        let known = read::parse_day(said, self.today, self.language).is_ok()
            || read::parse_time(said, self.language).is_ok()
            || read::parse_instant(said, &self.zone, self.language).is_ok();
        if known { said.to_owned() } else { UNKNOWN.to_owned() }
    }
}
