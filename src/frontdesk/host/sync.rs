//! Host sync: who is at Cal.com now, compared with whom we know. Refreshes, decides hosts without a mapping like
//! any other, flags vanished ones. A mapping never moves to another person by itself.
//!
//! The lists are read page by page (`MemberReading`), so that the driver can do other work in between, and
//! written down in one transaction when all of them are read to their end.

use crate::calcom::{Calcom, Members};
use crate::domain::host::identity::{Host, HostSighting};
use crate::domain::host::sync::{HostChange, Known, differences, joined};
use crate::domain::ids::{HostId, StaffId};
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::door::rules::{Change, Rules};
use crate::frontdesk::door::{redecide, resolve};
use crate::store::db::tx::Tx;
use crate::store::host::decider::Decider;
use crate::store::host::{identity, mapping, mapping_write};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};
use time::OffsetDateTime;

/// Members asked for at a time; the lists' own maximum.
const TAKE: u32 = 250;
/// Pages read of one list. A salon with more is not one.
const PAGES_MAX: u32 = 40;
/// Where a host found in a list is said to come from.
const SOURCE: &str = "members";

/// What a sync found, and did unless it was a dry run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyncReport {
    /// The differences, by host.
    pub changes: Vec<HostChange>,
    /// Members listed.
    pub listed: usize,
    /// Entries of the lists that cannot be read; while there are any no host counts as vanished.
    pub unreadable: usize,
    /// Hosts without a mapping that a rule recognised, and as whom.
    pub mapped: Vec<(HostId, StaffId)>,
    /// Appointments whose staff member followed from a new mapping.
    pub redecided: usize,
}

/// The member lists, read page by page.
pub struct MemberReading {
    lists: Vec<Members>,
    /// Which list, how many of its entries are read, in how many pages.
    at: usize,
    skip: u32,
    pages: u32,
    seen: BTreeSet<HostId>,
    hosts: Vec<Host>,
    unreadable: usize,
}

impl MemberReading {
    /// Begins with the first list. `Invalid` if there is none.
    pub fn new(lists: Vec<Members>) -> Result<MemberReading> {
        if lists.is_empty() {
            return Err(Error::invalid(
                "no list to read: set calcom.team_ids or calcom.organization_id in appliance.toml",
            ));
        }
        Ok(MemberReading {
            lists,
            at: 0,
            skip: 0,
            pages: 0,
            seen: BTreeSet::new(),
            hosts: Vec::new(),
            unreadable: 0,
        })
    }

    /// Reads one more page. `true` when every list is read to its end; after an error nothing may be made of it.
    ///
    /// The end is an empty page, not a short one: a server that gives fewer than we ask for must not make people
    /// vanish. For the same reason an empty list is an error; a team has an owner at least.
    pub fn step(&mut self, calcom: &dyn Calcom, deadline: Instant) -> Result<bool> {
        let Some(of) = self.lists.get(self.at).copied() else { return Ok(true) };
        let unavailable =
            |why: String| Error::Unavailable(format!("Cal.com's list of members ({why})"));
        let page = calcom
            .members(of, TAKE, self.skip, deadline)
            .map_err(|error| unavailable(error.to_string()))?;
        if page.entries == 0 {
            if self.skip == 0 {
                return Err(unavailable(format!("{of:?} has no member in it")));
            }
            (self.at, self.skip, self.pages) = (self.at.saturating_add(1), 0, 0);
            self.seen.clear();
            return Ok(self.at >= self.lists.len());
        }
        let mut fresh = 0_usize;
        for host in &page.hosts {
            fresh = fresh.saturating_add(usize::from(self.seen.insert(host.id)));
        }
        if fresh == 0 && !page.hosts.is_empty() {
            return Err(unavailable(format!("{of:?} repeats itself from entry {}", self.skip)));
        }
        self.pages = self.pages.saturating_add(1);
        if self.pages >= PAGES_MAX {
            return Err(unavailable(format!("{of:?} is longer than {PAGES_MAX} pages")));
        }
        self.skip = self.skip.saturating_add(u32::try_from(page.entries).unwrap_or(u32::MAX));
        self.unreadable = self.unreadable.saturating_add(page.unreadable);
        self.hosts.extend(page.hosts);
        Ok(false)
    }
}

impl MemberReading {
    /// Whom it has read so far.
    pub(crate) fn into_hosts(self) -> Vec<Host> {
        self.hosts
    }
}

/// The member lists that the configuration names.
pub fn member_lists(desk: &Desk) -> Vec<Members> {
    let config = &desk.salon.config.calcom;
    let teams = config.team_ids.iter().copied().map(Members::Team);
    teams.chain(config.organization_id.map(Members::Organization)).collect()
}

/// Reads the member lists whole and writes the differences; with `dry_run` only tells what it would write.
/// `patience` is for each page.
///
/// `Unavailable` if any list cannot be read to its end: then no host has vanished, and nothing is written.
pub fn hosts(desk: &Desk, dry_run: bool, patience: Duration) -> Result<SyncReport> {
    let mut reading = MemberReading::new(member_lists(desk))?;
    while !reading.step(desk.calcom.as_ref(), Instant::now() + patience)? {}
    take_in(desk, reading, dry_run)
}

/// Writes down what was read, in one transaction. Only for a reading that came to its end.
pub fn take_in(desk: &Desk, reading: MemberReading, dry_run: bool) -> Result<SyncReport> {
    let (rules, now) = (Rules::of(&desk.salon), desk.now());
    let change = move |tx: &Tx| write_down(tx, &rules, reading, now);
    if dry_run { desk.store.try_out(change) } else { desk.store.write(change) }
}

fn write_down(
    tx: &Tx,
    rules: &Rules,
    reading: MemberReading,
    now: OffsetDateTime,
) -> Result<SyncReport> {
    let known: Vec<Known> = identity::all(tx, rules.company)?
        .into_iter()
        .map(|one| Known {
            host: one.host,
            listed: one.is_listed,
            vanished: one.vanished_at.is_some(),
        })
        .collect();
    let listed = joined(reading.hosts);
    let changes = differences(&known, &listed, reading.unreadable == 0);
    for change in &changes {
        note(tx, rules, change, now)?;
    }
    let (mut mapped, mut redecided) = (Vec::new(), 0_usize);
    for one in &listed {
        identity::mark_listed(tx, rules.company, one.id)?;
        if let Some((staff, changed)) = recognise(tx, rules, one.id, now)? {
            mapped.push((one.id, staff));
            redecided = redecided.saturating_add(changed);
        }
    }
    mapping::mark_synced(tx, rules.company, now)?;
    let unreadable = reading.unreadable;
    Ok(SyncReport { changes, listed: listed.len(), unreadable, mapped, redecided })
}

/// The host as it is now; the mapping's columns follow with an audit row, whose the mapping is does not.
fn note(tx: &Tx, rules: &Rules, change: &HostChange, now: OffsetDateTime) -> Result<()> {
    match change {
        HostChange::New(found) => identity::put(tx, rules.company, found, true, now),
        HostChange::Changed { after, fields, .. } => {
            identity::put(tx, rules.company, after, true, now)?;
            let Some(mapping) = mapping::active(tx, rules.company, after.id)? else {
                return Ok(());
            };
            let reason = format!("Cal.com has another {}", fields.join(", "));
            mapping_write::refresh(tx, mapping.id, after, &reason, now)
        }
        HostChange::Vanished(gone) => {
            identity::mark_vanished(tx, rules.company, gone.id, now)?;
            let Some(mapping) = mapping::active(tx, rules.company, gone.id)? else {
                return Ok(());
            };
            let reason = "the host is no longer in Cal.com's lists";
            mapping_write::flag_vanished(tx, mapping.id, true, reason, now)
        }
        HostChange::Returned(back) => {
            identity::put(tx, rules.company, back, true, now)?;
            for id in mapping::flagged_vanished(tx, rules.company, back.id)? {
                let reason = "the host is in Cal.com's lists again";
                mapping_write::flag_vanished(tx, id, false, reason, now)?;
            }
            Ok(())
        }
    }
}

/// A host without a mapping is decided like any other; if a rule knows it now its appointments follow.
fn recognise(
    tx: &Tx,
    rules: &Rules,
    id: HostId,
    now: OffsetDateTime,
) -> Result<Option<(StaffId, usize)>> {
    if mapping::active(tx, rules.company, id)?.is_some() {
        return Ok(None);
    }
    let Some(known) = identity::find(tx, rules.company, id)? else { return Ok(None) };
    let sighting = HostSighting::Seen { host: known.host, source: SOURCE.into() };
    resolve::learn_from(tx, rules, &sighting, None, now)?;
    let Some(mapping) = mapping::active(tx, rules.company, id)? else { return Ok(None) };
    let decider = Decider { by: "system", reason: "the host sync knows the host now" };
    let changed = redecide::redecide_host(&Change { tx, rules, decider, now }, id)?;
    Ok(Some((mapping.staff, changed.len())))
}
