//! What the salon sells, described and changed by a person: add, change, check. Each change, what follows for the
//! event types, and the revision are one transaction. Visits that are booked stay as they were booked.
//!
//! A service that `appliance.toml` names is changed there: it wins at each start.

use crate::config::ServiceEntry;
use crate::domain::event_type::length::WrongLength;
use crate::domain::ids::CompanyId;
use crate::domain::language::Language;
use crate::domain::service::catalogue::SegmentKey;
use crate::domain::service::description::{Description, Performs};
use crate::domain::service::edit::Edit;
use crate::domain::service::performers::{Hand, StaffFault};
use crate::domain::service::{edit, performers};
use crate::domain::{Error, Result};
use crate::frontdesk::event_type::length;
use crate::frontdesk::expected::Expected;
use crate::frontdesk::{Desk, decider};
use crate::store::db::tx::Tx;
use crate::store::host::staff;
use crate::store::host::staff::Listed;
use crate::store::service::catalogue::{DescribedBy, Service};
use crate::store::service::write::{OwnEventType, Written};
use crate::store::service::{catalogue, described, event_map, salon, write};
use rusqlite::Connection;
use std::collections::BTreeSet;

/// Commands speak English.
const COMMANDS: Language = Language::En;

/// A service as the desk sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceView {
    /// Its row.
    pub row: Service,
    /// What it is made of, and who does it, by keys.
    pub described: Description,
    /// Everybody of the company, whether they do it or not.
    pub people: Vec<Listed>,
    /// The segments with an event type at which Cal.com chooses.
    pub pooled: BTreeSet<SegmentKey>,
    /// Who is named for it and is not active, by keys.
    pub inactive: BTreeSet<String>,
    /// Why those who are active cannot do it.
    pub unable: Vec<StaffFault>,
    /// Its event types that are of another length at Cal.com, as far as is known.
    pub lengths: Vec<WrongLength>,
}

impl ServiceView {
    pub(crate) fn person(&self, key: &str) -> Option<&Listed> {
        self.people.iter().find(|one| one.key == key)
    }

    /// What keeps it from being done as it stands, in sentences.
    pub fn faults(&self, language: Language) -> Vec<String> {
        let own = self.described.faults(language);
        own.into_iter().chain(self.unable.iter().map(|fault| fault.sentence(language))).collect()
    }
}

/// What a change did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The service from now on.
    pub service: ServiceView,
    /// It was not so before.
    pub changed: bool,
}

/// Everything the salon sells, by name.
pub fn services(desk: &Desk) -> Result<Vec<ServiceView>> {
    let company = desk.salon.company;
    desk.store.read(|connection| {
        let rows = catalogue::active(connection, company)?;
        rows.into_iter().map(|row| view(connection, company, row)).collect()
    })
}

/// One service by its key.
pub fn service(desk: &Desk, key: &str) -> Result<ServiceView> {
    let company = desk.salon.company;
    desk.store.read(|connection| {
        let row = catalogue::find_by_key(connection, company, key)?;
        view(connection, company, row.ok_or(Error::NotFound("service"))?)
    })
}

/// Describes a new service; `by` says who. Its own event types may be named like in `appliance.toml`.
///
/// `Invalid` with every fault, a line each; `Conflict` if the key is taken.
pub fn add(desk: &Desk, entry: &ServiceEntry, by: &str) -> Result<Changed> {
    let by = decider::who(by)?;
    let described = entry.describe().map_err(|faults| Error::invalid(faults.join("\n")))?;
    let key = described.key.clone();
    not_of_the_file(desk, &key, COMMANDS)?;
    let (company, now, entry) = (desk.salon.company, desk.now(), entry.clone());
    let language = desk.salon.language;
    let added = desk.store.write(move |tx| {
        let told = length::told(tx, company, language)?;
        if catalogue::find_by_key(tx, company, &key)?.is_some() {
            return Err(Error::Conflict(format!("there is a service {key} already")));
        }
        let written = write::put(tx, company, &described, None, DescribedBy::Desk, now)?;
        let own = own_event_types(tx, company, &entry)?;
        write::set_own_event_types(tx, company, written.id, own, now)?;
        length::warn(tx, company, language, &told, now)?;
        done(tx, company, written, None, COMMANDS)
    })?;
    log_change(&added, &by);
    Ok(added)
}

/// Changes a service; `by` says who, `expected` on which revision the change is based.
///
/// `Conflict` if another revision is in force by now, or if `appliance.toml` describes the service; `Invalid` with
/// every fault that the changed service would have, a line each. Then nothing is changed.
pub fn edit(
    desk: &Desk,
    key: &str,
    expected: Expected<i64>,
    edits: Vec<Edit>,
    by: &str,
) -> Result<Changed> {
    edit_in(desk, key, expected, edits, by, COMMANDS)
}

/// The same, with what is wrong said in another language.
pub(crate) fn edit_in(
    desk: &Desk,
    key: &str,
    expected: Expected<i64>,
    edits: Vec<Edit>,
    by: &str,
    told_in: Language,
) -> Result<Changed> {
    let by = decider::who(by)?;
    not_of_the_file(desk, key, told_in)?;
    let (company, now, key) = (desk.salon.company, desk.now(), key.to_owned());
    let language = desk.salon.language;
    let changed = desk.store.write(move |tx| {
        let told = length::told(tx, company, language)?;
        let row = catalogue::find_by_key(tx, company, &key)?;
        let row = row.ok_or(Error::NotFound("service"))?;
        expected.check(Some(&row.revision), || {
            Ok(format!("service {key} is at revision {} now", row.revision))
        })?;
        let before = view(tx, company, row)?;
        let (after, moves) = edit::apply(before.described.clone(), edits)?;
        let faults = after.faults(told_in);
        if !faults.is_empty() {
            return Err(Error::invalid(faults.join("\n")));
        }
        let moves = Some(moves.as_slice());
        let written = write::put(tx, company, &after, moves, DescribedBy::Desk, now)?;
        length::warn(tx, company, language, &told, now)?;
        done(tx, company, written, Some(&before), told_in)
    })?;
    log_change(&changed, &by);
    Ok(changed)
}

/// Whether `appliance.toml` describes it, and wins at each start.
pub(crate) fn is_of_the_file(desk: &Desk, key: &str) -> bool {
    desk.salon.config.services.iter().any(|entry| entry.key == key)
}

pub(crate) fn not_of_the_file(desk: &Desk, key: &str, told_in: Language) -> Result<()> {
    if is_of_the_file(desk, key) {
        return Err(Error::Conflict(told_in.pick(
            format!("die Leistung {key} steht in appliance.toml, und das gilt bei jedem Start: ändere sie dort"),
            format!("the configuration describes service {key} and wins at each start: change it there"),
        )));
    }
    Ok(())
}

pub(crate) fn log_change(changed: &Changed, by: &str) {
    let Changed { service: ServiceView { row, .. }, changed } = changed;
    if *changed {
        log::info!("service {}: revision {}, by {by}", row.key, row.revision);
    }
}

/// The written service, if those who are here can do it; else every fault, and the transaction is taken back. What was
/// so before does not keep a person from changing something else: people fall ill, and a name may be mended meanwhile.
pub(crate) fn done(
    tx: &Tx,
    company: CompanyId,
    written: Written,
    before: Option<&ServiceView>,
    told_in: Language,
) -> Result<Changed> {
    let row = catalogue::find(tx, written.id)?;
    let row = row.ok_or_else(|| Error::internal("a service just written has no row"))?;
    let service = view(tx, company, row)?;
    let did = |key: &str| {
        let performers = before.iter().flat_map(|before| &before.described.performers);
        performers.into_iter().any(|one| one.staff == key)
    };
    let inactive = service.inactive.iter().filter(|key| !did(key)).map(|key| {
        let name = service.person(key).map_or(key.as_str(), |one| &one.person.name);
        told_in.pick(format!("{name} arbeitet nicht mehr hier"), format!("{name} is not active"))
    });
    let is_new = |fault: &&StaffFault| before.is_none_or(|before| !before.unable.contains(fault));
    let unable = service.unable.iter().filter(is_new).map(|fault| fault.sentence(told_in));
    let faults: Vec<String> = inactive.chain(unable).collect();
    if faults.is_empty() {
        Ok(Changed { service, changed: written.changed })
    } else {
        Err(Error::invalid(faults.join("\n")))
    }
}

pub(crate) fn view(
    connection: &Connection,
    company: CompanyId,
    row: Service,
) -> Result<ServiceView> {
    let (described, people) = described::describe(connection, company, &row)?;
    let mut pooled = BTreeSet::new();
    for segment in &described.composition.segments {
        let ways = event_map::of_segment(connection, row.id, &segment.key.to_string())?;
        if ways.iter().any(|way| way.staff.is_none()) {
            pooled.insert(segment.key);
        }
    }
    let hands = hands(&described, &people);
    let inactive =
        hands.iter().filter(|hand| !hand.active).map(|hand| hand.id.to_owned()).collect();
    let unable = performers::check(&described.composition.segments, &hands, &pooled);
    let lengths = length::of_key(connection, company, &row.key)?;
    Ok(ServiceView { row, described, people, pooled, inactive, unable, lengths })
}

/// Who does what, with what is known of the person.
pub(crate) fn hands<'a>(described: &Description, people: &'a [Listed]) -> Vec<Hand<'a>> {
    let hand = |one: &Performs| {
        let found = people.iter().find(|person| person.key == one.staff)?;
        Some(Hand {
            segment: one.segment,
            id: &found.key,
            name: &found.person.name,
            branch: found.branch_key.as_deref(),
            active: found.person.active,
        })
    };
    described.performers.iter().filter_map(hand).collect()
}

/// The event types that a description names for itself.
///
/// `Invalid` if one names a person or a branch that there is not, `Conflict` if one is another service's.
fn own_event_types(tx: &Tx, company: CompanyId, entry: &ServiceEntry) -> Result<Vec<OwnEventType>> {
    let people = staff::listed(tx, company)?;
    let branches = salon::branches(tx, company)?;
    let mut own = Vec::new();
    for one in &entry.event_types {
        let id = one.id;
        if id <= 0 {
            return Err(Error::invalid(format!("event type {id}: Cal.com's numbers are positive")));
        }
        if event_map::of_event_type(tx, company, id)?.is_some() {
            return Err(Error::Conflict(format!("event type {id} is another service's already")));
        }
        let branch = one.branch.as_ref().map(|key| {
            let found = branches.iter().find(|branch| branch.key == *key);
            let found = found.map(|branch| branch.id);
            found.ok_or_else(|| Error::invalid(format!("event type {id} names no branch")))
        });
        let staff = one.staff.as_ref().map(|key| {
            let found = people.iter().find(|person| person.key == *key);
            let found = found.map(|listed| listed.person.id.clone());
            found.ok_or_else(|| Error::invalid(format!("event type {id} names no staff member")))
        });
        own.push(OwnEventType {
            event_type_id: id,
            segment_key: one.segment.clone(),
            branch: branch.transpose()?,
            staff: staff.transpose()?,
        });
    }
    Ok(own)
}
