//! Event types whose length is not that of what they book: noticed, told, and kept out of composite visits.
//!
//! Known is what was seen: `LengthLook` asks Cal.com about the salon's own event types, the sync looks at ours, and each
//! booking of ours that comes back shows how long it became.

use crate::domain::Result;
use crate::domain::event_type::fields::Seen;
use crate::domain::event_type::length::{MadeBy, WrongLength, minutes_wanted};
use crate::domain::ids::{CompanyId, ServiceId};
use crate::domain::language::Language;
use crate::domain::service::catalogue::Composition;
use crate::frontdesk::Desk;
use crate::store::db::tx::Tx;
use crate::store::host::staff;
use crate::store::messages::warning;
use crate::store::messages::warning::Kind;
use crate::store::service::catalogue::DescribedBy;
use crate::store::service::event_map::EventMapEntry;
use crate::store::service::event_map_length::InUse;
use crate::store::service::segments::PerformerRow;
use crate::store::service::{catalogue, event_map, event_map_length, segments};
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet};
use time::OffsetDateTime;

/// Warnings about lengths looked through.
const WARNINGS_MAX: u32 = 10_000;
/// What our own tables tell of lengths.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownLengths {
    /// Each of the salon's own event types with the length it should have, and whether its own is known: while this
    /// stays the same there is no need to ask.
    pub wanted: BTreeMap<i64, (u32, bool)>,
    /// Those of another length, ours too.
    pub wrong: Vec<WrongLength>,
}

/// What is known of the lengths. Cal.com is not asked.
pub fn known_lengths(desk: &Desk) -> Result<KnownLengths> {
    desk.store.read(|connection| known(connection, desk.salon.company))
}

/// Whether the salon's own event types of a service were never looked at, or some of them.
pub fn has_unknown(desk: &Desk, key: &str) -> Result<bool> {
    let company = desk.salon.company;
    desk.store.read(|connection| {
        let row = catalogue::find_by_key(connection, company, key)?;
        let all = event_map_length::in_use(connection, company)?;
        let mut own = all.iter().filter(|one| !one.is_ours);
        Ok(own.any(|one| {
            Some(one.entry.service) == row.as_ref().map(|row| row.id)
                && one.entry.minutes_there.is_none()
        }))
    })
}

/// Raises a warning about each wrong length that is news and clears those that are mended. `told` remembers what has
/// been raised: one that a person cleared stays cleared until something changes.
pub fn warn_of_all(desk: &Desk, told: &mut BTreeSet<String>) -> Result<Vec<WrongLength>> {
    let (company, language, now) = (desk.salon.company, desk.salon.language, desk.now());
    let wrong = known_lengths(desk)?.wrong;
    let open = for_people(&wrong, language);
    let is_news = open.iter().any(|(_, message)| !told.contains(message));
    let raised = desk.store.read(|connection| raised(connection, company))?;
    let is_over = raised.keys().any(|subject| !open.contains_key(subject));
    if is_news || is_over {
        let before = told.clone();
        let write = open.clone();
        desk.store.write(move |tx| keep(tx, company, &write, &before, now))?;
    }
    *told = open.into_values().collect();
    Ok(wrong)
}

/// Keeps how long one of ours is at Cal.com, where that is not what it should be.
pub(crate) fn keep_seen(desk: &Desk, seen: &Seen) -> Result<()> {
    let Some(minutes) = seen.minutes() else { return Ok(()) };
    let (company, id, now) = (desk.salon.company, seen.id, desk.now());
    desk.store.write(move |tx| event_map_length::saw(tx, company, id, minutes, now).map(|_| ()))
}

/// A booking that was just made came back longer or shorter than it was laid out: its length is its event type's. It is
/// kept and told, so that the next one is not booked wrong as well. Whether the event type is one that we know.
pub(crate) fn came_back(
    tx: &Tx,
    company: CompanyId,
    language: Language,
    (id, minutes): (i64, u32),
    now: OffsetDateTime,
) -> Result<bool> {
    if event_map::of_event_type(tx, company, id)?.is_none() {
        return Ok(false);
    }
    if event_map_length::saw(tx, company, id, minutes, now)? {
        event_map_length::reopen(tx, company, id, now)?;
        let open = for_people(&known(tx, company)?.wrong, language);
        keep(tx, company, &open, &BTreeSet::new(), now)?;
    }
    Ok(true)
}

/// What is to be told of lengths as things stand: given to `warn` after a change.
pub(crate) fn told(
    connection: &Connection,
    company: CompanyId,
    language: Language,
) -> Result<BTreeSet<String>> {
    Ok(for_people(&known(connection, company)?.wrong, language).into_values().collect())
}

/// Raises a warning about each wrong length that had not been told before a change, and clears those that are mended.
pub(crate) fn warn(
    tx: &Tx,
    company: CompanyId,
    language: Language,
    told: &BTreeSet<String>,
    now: OffsetDateTime,
) -> Result<()> {
    let open = for_people(&known(tx, company)?.wrong, language);
    keep(tx, company, &open, told, now)
}

/// The services' wrong lengths, by what our tables tell.
pub(crate) fn of_key(
    connection: &Connection,
    company: CompanyId,
    key: &str,
) -> Result<Vec<WrongLength>> {
    let mut wrong = known(connection, company)?.wrong;
    wrong.retain(|one| one.service == key);
    Ok(wrong)
}

/// Whether an event type may be offered for a part of a composite visit.
pub(crate) fn fits(
    entry: &EventMapEntry,
    composition: &Composition,
    performers: &[PerformerRow],
) -> bool {
    let wanted = wanted(entry, composition, performers);
    match (composition.is_composite(), entry.minutes_there, wanted) {
        (true, Some(there), Some(wanted)) => there == wanted,
        _ => true,
    }
}

fn wanted(
    entry: &EventMapEntry,
    composition: &Composition,
    performers: &[PerformerRow],
) -> Option<u32> {
    minutes_wanted(composition, &entry.segment_key, |key| {
        let own =
            |one: &&PerformerRow| one.segment == key && Some(&one.staff) == entry.staff.as_ref();
        performers.iter().find(own).and_then(|one| one.minutes)
    })
}

struct OfService {
    composition: Composition,
    performers: Vec<PerformerRow>,
}

impl OfService {
    fn wanted(&self, entry: &EventMapEntry) -> Option<u32> {
        wanted(entry, &self.composition, &self.performers)
    }
}

fn of_service(connection: &Connection, id: ServiceId) -> Result<OfService> {
    Ok(OfService {
        composition: segments::composition(connection, id)?,
        performers: segments::performers(connection, id)?,
    })
}

fn known(connection: &Connection, company: CompanyId) -> Result<KnownLengths> {
    let mut services: BTreeMap<ServiceId, OfService> = BTreeMap::new();
    let mut lengths = KnownLengths::default();
    for one in event_map_length::in_use(connection, company)? {
        let id = one.entry.service;
        if let std::collections::btree_map::Entry::Vacant(place) = services.entry(id) {
            place.insert(of_service(connection, id)?);
        }
        let Some(of) = services.get(&id) else { continue };
        let Some(here) = of.wanted(&one.entry) else { continue };
        if !one.is_ours {
            let is_known = one.entry.minutes_there.is_some();
            lengths.wanted.insert(one.entry.event_type_id, (here, is_known));
        }
        if let Some(there) = one.entry.minutes_there.filter(|there| *there != here) {
            let composite = of.composition.is_composite();
            lengths.wrong.extend(wrong(connection, one, (here, there), composite)?);
        }
    }
    Ok(lengths)
}

fn wrong(
    connection: &Connection,
    one: InUse,
    (here, there): (u32, u32),
    is_composite: bool,
) -> Result<Option<WrongLength>> {
    let entry = one.entry;
    let Some(row) = catalogue::find(connection, entry.service)? else { return Ok(None) };
    let who = match &entry.staff {
        Some(id) => Some(staff::find(connection, id)?.map_or_else(|| id.0.clone(), |who| who.name)),
        None => None,
    };
    Ok(Some(WrongLength {
        event_type_id: entry.event_type_id,
        service: row.key,
        service_name: row.name,
        part: entry.segment_key,
        who,
        here,
        there,
        is_composite,
        made_by: if one.is_ours { MadeBy::Chairside } else { MadeBy::Salon },
        problem: one.last_error.filter(|_| one.is_ours),
        in_file: row.described_by == DescribedBy::File,
    }))
}

/// The warnings there should be, by subject.
fn for_people(wrong: &[WrongLength], language: Language) -> BTreeMap<String, String> {
    let wrong = wrong.iter().filter(|one| one.is_for_a_person());
    wrong.map(|one| (one.event_type_id.to_string(), one.told(language))).collect()
}

/// The warnings there are, by subject.
fn raised(connection: &Connection, company: CompanyId) -> Result<BTreeMap<String, String>> {
    let kinds = [Kind::EventTypeLength];
    let all = warning::raised_of(connection, company, &kinds, WARNINGS_MAX)?.into_iter();
    Ok(all.map(|one| (one.subject, one.message)).collect())
}

fn keep(
    tx: &Tx,
    company: CompanyId,
    open: &BTreeMap<String, String>,
    told: &BTreeSet<String>,
    now: OffsetDateTime,
) -> Result<()> {
    let kind = Kind::EventTypeLength;
    let raised = raised(tx, company)?;
    // Also one that says something else by now.
    for subject in raised.iter().filter(|(subject, message)| open.get(*subject) != Some(message)) {
        warning::clear(tx, company, kind, subject.0, now)?;
    }
    for (subject, message) in open {
        if raised.get(subject) != Some(message) && !told.contains(message) {
            warning::raise(tx, company, kind, subject, message, now)?;
            log::warn!("event type {subject} has another length at Cal.com than here");
        }
    }
    Ok(())
}
