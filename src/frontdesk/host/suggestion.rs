//! The queue of hosts whom no mapping names: what waits on each, who the host might be, and what speaks for it.
//!
//! Only reads. What a person makes of it is `suggestion_decide`'s; nothing else makes anything of it.

use crate::domain::calendar::zone::Zone;
use crate::domain::host::decision::Decision;
use crate::domain::host::identity::HostSighting;
use crate::domain::ids::{HostId, MappingId, StaffId};
use crate::domain::people::staff::{StaffMember, TenantContext};
use crate::domain::suggest::history::{History, Practice};
use crate::domain::suggest::queue::Standing;
use crate::domain::suggest::ranking::{Known, Ready, Suggestion, ready, suggest_among};
use crate::domain::suggest::stored::{Kept, Offer, judgements};
use crate::domain::suggest::weights::Weights;
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::door::resolve;
use crate::frontdesk::door::rules::Rules;
use crate::frontdesk::host::by_hand::named;
use crate::store::host::identity::KnownHost;
use crate::store::host::mapping::Mapping;
use crate::store::host::practice::Booked;
use crate::store::host::waiting::Waiting;
use crate::store::host::{identity, mapping, practice, staff, verdict, waiting};
use rusqlite::Connection;
use std::cmp::Reverse;
use std::collections::HashSet;
use time::OffsetDateTime;

/// Hosts shown at most, those with the most waiting; more are not worked through at a sitting.
pub const ENTRIES_MAX: usize = 200;
/// Hosts looked at for it; as many as the member lists may have.
const HOSTS_MAX: u32 = 10_000;
/// Appointments counted for one host.
const WAITING_MAX: u32 = 10_000;
/// Bookings that count as evidence, the newest of a host and of each staff member.
const BOOKINGS_MAX: u32 = 300;
/// Services that a staff member is entered for.
const SERVICES_MAX: u32 = 500;
/// Verdicts from which the weights are learned, the newest.
const VERDICTS_MAX: u32 = 2_000;

/// A host without a mapping that can be used.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// As last seen.
    pub host: KnownHost,
    /// The host's mapping, if there is one: it names a staff member who no longer works here.
    pub mapping: Option<MappingId>,
    /// What a person finds.
    pub standing: Standing,
    /// The host's appointments without a staff member.
    pub waiting: Waiting,
    /// What the rules decide today: between whom it is ambiguous, for example.
    pub decision: Decision,
    /// Who the host might be, best first.
    pub suggestions: Vec<Suggestion>,
    /// Names what was shown, for `Expected`.
    pub offer: Offer,
}

impl Entry {
    /// The suggestion of this staff member.
    pub fn suggestion(&self, staff: &StaffId) -> Option<&Suggestion> {
        self.suggestions.iter().find(|one| one.staff == *staff)
    }
}

/// The queue.
#[derive(Clone, Debug, PartialEq)]
pub struct Queue {
    /// Those with the most upcoming appointments first, at most `ENTRIES_MAX`.
    pub entries: Vec<Entry>,
    /// How many there are in all.
    pub total: usize,
    /// What each feature is worth here.
    pub weights: Weights,
    /// Judged pairs that they are learned from.
    pub learned_from: usize,
}

/// Every host who waits for a person to say who it is. A host that Cal.com's lists no longer have is left out
/// unless appointments wait for it.
pub fn queue(desk: &Desk) -> Result<Queue> {
    let here = Here::of(desk);
    desk.store.read(|connection| {
        let evidence = Evidence::gather(connection, &here)?;
        let company = here.rules.company;
        let mut found = Vec::new();
        for one in waiting::unmapped(connection, company, HOSTS_MAX)? {
            let waiting = waiting::of_host(connection, company, one.host, here.now, WAITING_MAX)?;
            if waiting.all > 0 || !one.vanished {
                found.push((Reverse(waiting), one.host));
            }
        }
        found.sort_unstable();
        let free = ready(&evidence.free);
        let shown = found.iter().take(ENTRIES_MAX);
        let entries: Result<Vec<Entry>> = shown
            .map(|(waiting, id)| entry(connection, &here, (&evidence, &free), *id, waiting.0))
            .collect();
        Ok(Queue {
            entries: entries?,
            total: found.len(),
            weights: evidence.weights,
            learned_from: evidence.learned_from,
        })
    })
}

/// How many hosts wait for a person, without looking at who they might be.
pub fn total(desk: &Desk) -> Result<usize> {
    desk.store.read(|connection| waiting::count(connection, desk.salon.company))
}

/// One host of the queue. `NotFound` if it was never seen, `Conflict` if it is mapped already.
pub fn of_host(desk: &Desk, id: HostId) -> Result<Entry> {
    let here = Here::of(desk);
    desk.store.read(|connection| open_entry(connection, &here, id, |is| is))
}

/// What of the desk is needed inside a transaction.
#[derive(Clone)]
pub(crate) struct Here {
    pub rules: Rules,
    pub zone: Zone,
    pub now: OffsetDateTime,
}

impl Here {
    pub fn of(desk: &Desk) -> Here {
        Here { rules: Rules::of(&desk.salon), zone: desk.salon.zone.clone(), now: desk.now() }
    }
}

/// The host's entry, if it still waits; else `Conflict` with who the host is, put into a sentence.
pub(crate) fn open_entry(
    connection: &Connection,
    here: &Here,
    id: HostId,
    sentence: impl FnOnce(String) -> String,
) -> Result<Entry> {
    let company = here.rules.company;
    identity::find(connection, company, id)?.ok_or(Error::NotFound("host"))?;
    if let Some(active) = mapping::active(connection, company, id)?
        && is_used(connection, here, &active)?
    {
        return Err(Error::Conflict(sentence(named(connection, id, &active)?)));
    }
    let waiting = waiting::of_host(connection, company, id, here.now, WAITING_MAX)?;
    let evidence = Evidence::gather(connection, here)?;
    entry(connection, here, (&evidence, &ready(&evidence.free)), id, waiting)
}

fn is_used(connection: &Connection, here: &Here, active: &Mapping) -> Result<bool> {
    let context = TenantContext { company: here.rules.company, branch: None };
    Ok(staff::find(connection, &active.staff)?.is_some_and(|who| context.admits(&who).is_ok()))
}

/// What is the same for every host of the queue.
struct Evidence {
    /// Staff members who work here and are not bound to a host: no others are suggested.
    free: Vec<StaffMember>,
    practices: Vec<Practice>,
    weights: Weights,
    learned_from: usize,
}

impl Evidence {
    fn gather(connection: &Connection, here: &Here) -> Result<Evidence> {
        let company = here.rules.company;
        let bound = waiting::bound(connection, company)?;
        let bound: HashSet<StaffId> = bound.into_iter().map(|(_, staff)| staff).collect();
        let mut free = staff::roster(connection, company)?;
        free.retain(|who| who.active && !bound.contains(&who.id));
        let practices: Result<Vec<Practice>> =
            free.iter().map(|who| practised(connection, here, &who.id)).collect();
        let verdicts = verdict::newest(connection, company, VERDICTS_MAX)?;
        let kept: Vec<Kept> = verdicts
            .iter()
            .map(|row| Kept {
                host: row.host,
                staff: row.staff.clone(),
                accepted: row.is_accepted(),
                evidence: row.evidence(),
            })
            .collect();
        let judged = judgements(&kept);
        let weights = Weights::learn(&judged);
        Ok(Evidence { free, practices: practices?, weights, learned_from: judged.len() })
    }
}

/// What a staff member does: the latest bookings, and once each service entered for and not had yet.
fn practised(connection: &Connection, here: &Here, who: &StaffId) -> Result<Practice> {
    let company = here.rules.company;
    let mut done =
        history(&here.zone, &practice::of_staff(connection, company, who, BOOKINGS_MAX)?);
    for service in practice::entered_for(connection, company, who, SERVICES_MAX)? {
        done.services.entry(service).or_insert(1);
    }
    Ok(Practice { staff: who.clone(), done })
}

fn history(zone: &Zone, booked: &[Booked]) -> History {
    let mut history = History::default();
    for one in booked {
        let (date, _) = zone.local(one.starts_at);
        history.count(one.service, date.weekday().number_days_from_monday(), one.branch);
    }
    history
}

fn entry(
    connection: &Connection,
    here: &Here,
    (evidence, free): (&Evidence, &[Ready<'_>]),
    id: HostId,
    waiting: Waiting,
) -> Result<Entry> {
    let company = here.rules.company;
    let known = identity::find(connection, company, id)?.ok_or(Error::NotFound("host"))?;
    let booked = practice::of_host(connection, company, id, BOOKINGS_MAX)?;
    let rejected = verdict::rejected(connection, company, id)?;
    let rejected: Vec<(HostId, StaffId)> = rejected.into_iter().map(|staff| (id, staff)).collect();
    let suggestions = suggest_among(
        &known.host,
        free,
        TenantContext { company, branch: None },
        &Known {
            // They are not among the free.
            bound: &[],
            rejected: &rejected,
            history: Some(&history(&here.zone, &booked)),
            practices: &evidence.practices,
            weights: &evidence.weights,
        },
    );
    let sighting =
        HostSighting::Seen { host: known.host.clone(), source: "calcom_hosts".to_owned() };
    let decision = resolve::ask(connection, &here.rules, &sighting, None)?;
    let mapping = mapping::active(connection, company, id)?.map(|active| active.id);
    Ok(Entry {
        standing: Standing::of(&decision, &suggestions),
        offer: Offer::new(&known.host, mapping, &suggestions),
        waiting,
        host: known,
        mapping,
        decision,
        suggestions,
    })
}
