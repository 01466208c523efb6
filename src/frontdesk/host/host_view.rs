//! Cal.com's users as they are shown, and what a look at its member lists found.

use crate::domain::Result;
use crate::domain::host::identity::Host;
use crate::domain::host::sync::HostChange;
use crate::domain::ids::{HostId, StaffId};
use crate::frontdesk::Desk;
use crate::frontdesk::host::appointment_view::AppointmentLine;
use crate::frontdesk::host::clock::local;
use crate::frontdesk::host::suggestion;
use crate::frontdesk::host::sync::SyncReport;
use crate::frontdesk::host::told::name_of;
use crate::store::host::{identity, mapping, staff};
use serde::Serialize;

/// A Cal.com user, and which staff member that is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct KnownHostView {
    pub host: HostView,
    /// The name of whom an active mapping says.
    pub staff: Option<String>,
    /// As stored, UTC.
    pub first_seen_at: String,
    /// Whether Cal.com's member lists ever had it.
    pub is_listed: bool,
    /// Since when Cal.com's lists no longer have it; as stored, UTC.
    pub vanished_at: Option<String>,
    /// On the salon's clock.
    #[serde(skip)]
    pub first_seen: String,
    #[serde(skip)]
    pub vanished: Option<String>,
}

/// Who it is at Cal.com.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct HostView {
    pub id: HostId,
    pub name: Option<String>,
    pub emails: Vec<String>,
    pub username: Option<String>,
    /// IANA name.
    pub time_zone: Option<String>,
}

/// What a look at the member lists found, and what followed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct SyncView {
    pub dry_run: bool,
    pub listed: usize,
    pub unreadable: usize,
    pub changes: Vec<ChangeView>,
    pub mapped: Vec<MappedView>,
    pub redecided: usize,
    /// Appointments of the hosts mapped that still have no staff member.
    pub unassigned: Vec<AppointmentLine>,
    /// Hosts without a mapping yet.
    pub waiting: usize,
    #[serde(skip)]
    pub is_matching: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum ChangeView {
    New { host: HostView },
    Changed { before: HostView, after: HostView, fields: Vec<&'static str> },
    Vanished { host: HostView },
    Returned { host: HostView },
}

/// A host that a rule recognised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct MappedView {
    pub host: HostId,
    pub staff_id: StaffId,
    /// The name.
    pub staff: String,
}

/// Every Cal.com user ever seen.
pub(crate) fn list(desk: &Desk) -> Result<Vec<KnownHostView>> {
    let company = desk.salon.company;
    let (hosts, mappings, roster) = desk.store.read(|connection| {
        let hosts = identity::all(connection, company)?;
        let mappings = mapping::list(connection, company, None)?;
        Ok((hosts, mappings, staff::roster(connection, company)?))
    })?;
    let view = |known: identity::KnownHost| {
        let active = mappings.iter().find(|one| one.host == known.host.id && one.active);
        KnownHostView {
            staff: active.map(|mapping| name_of(&roster, &mapping.staff.0)),
            host: of(&known.host),
            is_listed: known.is_listed,
            first_seen: local(desk, &known.first_seen_at),
            vanished: known.vanished_at.as_ref().map(|at| local(desk, at)),
            first_seen_at: known.first_seen_at,
            vanished_at: known.vanished_at,
        }
    };
    Ok(hosts.into_iter().map(view).collect())
}

/// What a sync did, or would do.
pub(crate) fn synced(
    desk: &Desk,
    report: &SyncReport,
    unassigned: Vec<AppointmentLine>,
    dry_run: bool,
) -> Result<SyncView> {
    let roster = desk.store.read(|connection| staff::roster(connection, desk.salon.company))?;
    let mapped = report.mapped.iter().map(|(host, staff)| MappedView {
        host: *host,
        staff: name_of(&roster, &staff.0),
        staff_id: staff.clone(),
    });
    Ok(SyncView {
        dry_run,
        listed: report.listed,
        unreadable: report.unreadable,
        changes: report.changes.iter().map(change).collect(),
        mapped: mapped.collect(),
        redecided: report.redecided,
        unassigned,
        waiting: suggestion::queue(desk)?.total,
        is_matching: desk.salon.config.matching.enabled,
    })
}

fn of(host: &Host) -> HostView {
    HostView {
        id: host.id,
        name: host.name.clone(),
        emails: host.emails.clone(),
        username: host.username.clone(),
        time_zone: host.time_zone.clone(),
    }
}

fn change(change: &HostChange) -> ChangeView {
    match change {
        HostChange::New(host) => ChangeView::New { host: of(host) },
        HostChange::Changed { before, after, fields } => {
            ChangeView::Changed { before: of(before), after: of(after), fields: fields.clone() }
        }
        HostChange::Vanished(host) => ChangeView::Vanished { host: of(host) },
        HostChange::Returned(host) => ChangeView::Returned { host: of(host) },
    }
}
