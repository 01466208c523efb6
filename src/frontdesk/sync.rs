//! Host sync: who is at Cal.com now, compared with whom we know. Refreshes, decides new hosts like any other,
//! flags vanished ones. A mapping never moves to another person by itself.

use crate::calcom::Members;
use crate::domain::Error;
use crate::domain::Result;
use crate::domain::host::Host;
use crate::domain::host::HostSighting;
use crate::domain::host_sync::HostChange;
use crate::domain::host_sync::Known;
use crate::domain::host_sync::differences;
use crate::frontdesk::Desk;
use crate::frontdesk::record::Rules;
use crate::frontdesk::redecide;
use crate::frontdesk::resolve;
use crate::store::Tx;
use crate::store::decision::Decider;
use crate::store::host;
use crate::store::mapping;
use std::time::Duration;
use std::time::Instant;
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
    /// Appointments whose staff member followed from a new mapping.
    pub redecided: usize,
}

impl Desk {
    /// Reads the member lists whole and writes the differences in one transaction; with `dry_run` writes nothing.
    ///
    /// `Unavailable` if any list cannot be read to its end: then nobody has vanished, and nothing is written.
    pub fn sync_hosts(
        &self,
        lists: &[Members],
        dry_run: bool,
        patience: Duration,
    ) -> Result<SyncReport> {
        if lists.is_empty() {
            return Err(Error::invalid(
                "no list to read: set calcom.team_ids or calcom.organization_id in appliance.toml",
            ));
        }
        let mut listed = Vec::new();
        for of in lists {
            listed.extend(self.members(*of, patience)?);
        }
        let company = self.salon.company;
        let known = self.store.read(|connection| host::all(connection, company))?;
        let known: Vec<Known> = known
            .into_iter()
            .map(|one| Known {
                host: one.host,
                listed: one.is_listed,
                vanished: one.vanished_at.is_some(),
            })
            .collect();
        let changes = differences(&known, &listed);
        let count = listed.len();
        if dry_run {
            return Ok(SyncReport { changes, listed: count, redecided: 0 });
        }
        let (rules, now, to_write) = (self.rules(), self.now(), changes.clone());
        let redecided = self.store.write(move |tx| {
            let mut redecided = 0;
            for change in &to_write {
                redecided += apply(tx, &rules, change, now)?;
            }
            for host in &listed {
                host::mark_listed(tx, rules.company, host.id)?;
            }
            Ok(redecided)
        })?;
        Ok(SyncReport { changes, listed: count, redecided })
    }

    fn members(&self, of: Members, patience: Duration) -> Result<Vec<Host>> {
        let mut all = Vec::new();
        for page in 0..PAGES_MAX {
            let skip = page.saturating_mul(TAKE);
            let answer = self.calcom.members(of, TAKE, skip, Instant::now() + patience);
            let page = answer.map_err(|error| {
                Error::Unavailable(format!("Cal.com's list of members ({error})"))
            })?;
            let last = page.entries < TAKE as usize;
            all.extend(page.hosts);
            if last {
                return Ok(all);
            }
        }
        Err(Error::Unavailable(format!("a list of members longer than {PAGES_MAX} pages")))
    }
}

fn apply(tx: &Tx, rules: &Rules, change: &HostChange, now: OffsetDateTime) -> Result<usize> {
    let mapped = |id| mapping::active(tx, rules.company, id);
    match change {
        HostChange::New(found) => {
            host::put(tx, rules.company, found, true, now)?;
            decide_like_any(tx, rules, found, now)
        }
        HostChange::Changed { after, fields, .. } => {
            host::put(tx, rules.company, after, true, now)?;
            if let Some(mapping) = mapped(after.id)? {
                let reason = format!("Cal.com has another {}", fields.join(", "));
                mapping::refresh(tx, mapping.id, after, &reason, now)?;
                return Ok(0);
            }
            decide_like_any(tx, rules, after, now)
        }
        HostChange::Vanished(gone) => {
            host::mark_vanished(tx, rules.company, gone.id, now)?;
            if let Some(mapping) = mapped(gone.id)? {
                let reason = "the host is no longer in Cal.com's lists";
                mapping::flag_vanished(tx, mapping.id, true, reason, now)?;
            }
            Ok(0)
        }
        HostChange::Returned(back) => {
            host::put(tx, rules.company, back, true, now)?;
            if let Some(mapping) = mapped(back.id)? {
                let reason = "the host is in Cal.com's lists again";
                mapping::flag_vanished(tx, mapping.id, false, reason, now)?;
            }
            Ok(0)
        }
    }
}

fn decide_like_any(tx: &Tx, rules: &Rules, found: &Host, now: OffsetDateTime) -> Result<usize> {
    let sighting = HostSighting::Seen { host: found.clone(), source: SOURCE.into() };
    resolve::learn_from(tx, rules, &sighting, None, now)?;
    let decider = Decider { by: "system", reason: "the host sync knows the host now" };
    redecide::redecide_host(tx, rules, found.id, decider, now).map(|changed| changed.len())
}
