//! The recorded system's own rows, day by day, in a database of their own: how well did it do, and which alarms would have
//! told? Nothing of ours decides anything here, and nothing is asked.

use crate::calcom::offline::Offline;
use crate::domain::ids::{HostId, StaffId};
use crate::domain::visit::booked::VisitStatus;
use crate::domain::visit::booking::Source;
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::door::import::{AsRecorded, record_as_recorded};
use crate::frontdesk::door::rules::Rules;
use crate::frontdesk::door::walk_in::Unbooked;
use crate::recording::line::format::What;
use crate::recording::line::reader::{Entry, Recording};
use crate::recording::line::rows::{ManualMapping, RecordedRow};
use crate::replay::clock::ReplayClock;
use crate::replay::diary;
use crate::store::Store;
use serde_json::json;
use std::sync::Arc;
use time::{Duration, OffsetDateTime};

/// Rows say nothing about how long an appointment takes, and nothing here asks.
const LENGTH: Duration = Duration::hours(1);

/// A desk before the rows that were recorded before this instant; its clock stands there. The error is a sentence that
/// names the line.
pub(crate) fn desk_at(
    recording: &Recording,
    until: OffsetDateTime,
) -> std::result::Result<Desk, String> {
    let clock = ReplayClock::at(OffsetDateTime::UNIX_EPOCH);
    let store = Arc::new(Store::in_memory().map_err(|error| error.for_log())?);
    let mut desk: Option<Desk> = None;
    for entry in recording.entries.iter().take_while(|entry| entry.line.at < until) {
        clock.set(entry.line.at);
        put_in(entry, &store, &clock, &mut desk)
            .map_err(|error| format!("{}: {}", entry.place, error.for_log()))?;
    }
    clock.set(until);
    desk.ok_or_else(|| "nothing was recorded until then".to_owned())
}

fn put_in(
    entry: &Entry,
    store: &Arc<Store>,
    clock: &ReplayClock,
    desk: &mut Option<Desk>,
) -> Result<()> {
    match &entry.line.what {
        What::Salon(salon) => {
            let config = Arc::new(salon.config.as_ref().clone());
            let opened = Desk::serve(config, store.clone(), Arc::new(Offline), clock.shared())?;
            *desk = Some(opened);
            Ok(())
        }
        What::ManualMapping(mapping) => diary::map(open(desk)?, mapping),
        What::Recorded(row) => record(open(desk)?, row),
        _ => Ok(()),
    }
}

fn open(desk: &Option<Desk>) -> Result<&Desk> {
    let none = || Error::invalid("there is no salon yet; a recording begins with a salon line");
    desk.as_ref().ok_or_else(none)
}

fn record(desk: &Desk, row: &RecordedRow) -> Result<()> {
    let people = &desk.salon.config.staff;
    let staff = match &row.staff {
        Some(name) => {
            let person = people.iter().find(|person| person.name == *name);
            let unknown = || Error::invalid(format!("the salon has no staff member {name:?}"));
            Some(person.ok_or_else(unknown)?)
        }
        None => None,
    };
    let now = desk.now();
    let id: Option<StaffId> = staff.map(|person| diary::staff(desk, &person.key)).transpose()?;
    let recorded = AsRecorded {
        diary: Unbooked {
            visit_ref: diary::reference(row.id),
            source: Source::parse(&row.source).unwrap_or(Source::Import),
            status: VisitStatus::Confirmed,
            branch: None,
            service: None,
            staff: id,
            customer: None,
            starts_at: now,
            ends_at: now.saturating_add(LENGTH),
        },
        booking_uid: row.booking_uid.clone(),
        host: row.host.map(HostId),
    };
    let rules = Rules::of(&desk.salon);
    desk.store.write(move |tx| record_as_recorded(tx, &rules, &recorded, now).map(drop))?;
    // To whom it gave a host's booking, that host it took for.
    match (staff, row.host) {
        (Some(person), Some(host)) => diary::map(
            desk,
            &ManualMapping {
                host: json!({ "id": host }),
                staff: person.key.clone(),
                by: "recorded".to_owned(),
            },
        ),
        _ => Ok(()),
    }
}
