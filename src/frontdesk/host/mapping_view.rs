//! Mappings as they are shown: who each host is, and the whole story of one.

use crate::domain::calendar::local_time::LocalTime;
use crate::domain::host::kinds::MappingSource;
use crate::domain::ids::{AppointmentId, HostId, MappingId, StaffId};
use crate::domain::people::staff::StaffMember;
use crate::domain::{Error, Result};
use crate::frontdesk::host::audit_view::AuditView;
use crate::frontdesk::host::clock::{local, local_time};
use crate::frontdesk::host::story::Event;
use crate::frontdesk::host::told::name_of;
use crate::frontdesk::host::{audit_view, by_hand, story, story_sentences, told};
use crate::frontdesk::{Desk, diary};
use crate::store::db::slice::{Place, Slice};
use crate::store::host::mapping;
use crate::store::host::mapping::MappingRow;
use serde::Serialize;
use serde_json::Value;

/// Which host is which staff member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct MappingView {
    pub id: MappingId,
    pub host: HostId,
    pub staff_id: StaffId,
    /// The name.
    pub staff: String,
    pub source: &'static str,
    #[serde(skip)]
    pub source_told: MappingSource,
    /// 0 to 100.
    pub confidence: u8,
    pub active: bool,
    /// As stored, UTC.
    pub updated_at: String,
    /// The same on the salon's clock.
    #[serde(skip)]
    pub since: String,
    /// The same, unless what is stored is no time.
    #[serde(skip)]
    pub since_time: Option<LocalTime>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct StoryView {
    pub host: HostId,
    pub name: Option<String>,
    pub emails: Vec<String>,
    pub vanished_at: Option<String>,
    /// Active ones first.
    pub mappings: Vec<MappingView>,
    /// Oldest first.
    pub story: Vec<EventView>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct EventView {
    /// As stored, UTC.
    pub at: String,
    /// The same on the salon's clock.
    #[serde(skip)]
    pub when: String,
    /// A word for programs.
    pub kind: String,
    pub by: String,
    /// A sentence in the salon's language, with the reason. Plain text with names as they are: a page must escape it.
    pub told: String,
    /// The same without the reason.
    #[serde(skip)]
    pub sentence: String,
    #[serde(skip)]
    pub reason: String,
    /// The appointment it is about, if it is about one.
    #[serde(skip)]
    pub appointment: Option<AppointmentId>,
    #[serde(skip)]
    pub time: Option<LocalTime>,
    pub details: Option<Details>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub(crate) enum Details {
    Audit(AuditView),
    Decision {
        appointment_id: i64,
        state: String,
        staff_id: Option<String>,
        rule: Option<String>,
        confidence: Option<u8>,
        host_source: Option<String>,
        reason: String,
        details: Value,
    },
    Verdict {
        staff_id: StaffId,
        verdict: String,
        reason: String,
        evidence: Value,
    },
}

/// An appointment that a mapping decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DecidedView {
    pub appointment: AppointmentId,
    pub start: LocalTime,
    pub service: Option<String>,
    pub staff: Option<String>,
    /// For whom; empty where no name is known.
    pub customer: String,
}

pub(crate) fn list(desk: &Desk) -> Result<Vec<MappingView>> {
    let company = desk.salon.company;
    desk.store.read(|connection| {
        let roster = told::roster(connection, company)?;
        let rows = mapping::list(connection, company, None)?;
        Ok(rows.iter().map(|row| view(desk, row, &roster)).collect())
    })
}

/// All that happened to a host. `NotFound` if it was never seen.
pub(crate) fn story(desk: &Desk, host: HostId) -> Result<StoryView> {
    let story = story::of_host(desk, host)?;
    let roster = desk.store.read(|connection| told::roster(connection, desk.salon.company))?;
    let event = |event: &Event| {
        let told = story_sentences::tell(event, &roster, desk.salon.language);
        EventView {
            when: local(desk, &told.at),
            time: local_time(desk, &told.at),
            told: told.whole(desk.salon.language),
            at: told.at,
            kind: told.kind,
            by: told.by,
            sentence: told.sentence,
            reason: told.reason,
            appointment: told.appointment.map(AppointmentId),
            details: details(event),
        }
    };
    let known = &story.host;
    Ok(StoryView {
        host: known.host.id,
        name: known.host.name.clone(),
        emails: known.host.emails.clone(),
        vanished_at: known.vanished_at.clone(),
        mappings: story.mappings.iter().map(|row| view(desk, row, &roster)).collect(),
        story: story.events.iter().map(event).collect(),
    })
}

/// What a mapping decided, before it is taken back.
pub(crate) fn decided(desk: &Desk, mapping: MappingId) -> Result<Vec<DecidedView>> {
    let ids = by_hand::decided_by(desk, mapping)?;
    let all = ids.into_iter().map(|id| decided_view(desk, id)).collect::<Result<Vec<_>>>()?;
    Ok(all.into_iter().flatten().collect())
}

/// A page of it, the newest first, and how many there are in all.
pub(crate) fn decided_page(
    desk: &Desk,
    mapping: MappingId,
    place: Place,
    most: u32,
) -> Result<(Slice<DecidedView>, usize)> {
    let ids = by_hand::decided_by(desk, mapping)?;
    let total = ids.len();
    let slice = place.of(&ids, most, |id| id.0).try_map(|id| {
        decided_view(desk, id)?.ok_or_else(|| Error::internal("a decided appointment has no row"))
    })?;
    Ok((slice, total))
}

fn decided_view(desk: &Desk, id: AppointmentId) -> Result<Option<DecidedView>> {
    Ok(diary::view::of(desk, id)?.map(|found| DecidedView {
        appointment: id,
        start: LocalTime::of(&desk.salon.zone, found.row.starts_at),
        service: found.service,
        staff: found.staff,
        customer: found.name,
    }))
}

pub(crate) fn name(desk: &Desk, id: &StaffId) -> Result<String> {
    let roster = desk.store.read(|connection| told::roster(connection, desk.salon.company))?;
    Ok(name_of(&roster, &id.0))
}

pub(crate) fn view(desk: &Desk, row: &MappingRow, roster: &[StaffMember]) -> MappingView {
    MappingView {
        id: row.id,
        host: row.host,
        staff_id: row.staff.clone(),
        staff: name_of(roster, &row.staff.0),
        source: row.source.as_str(),
        source_told: row.source,
        confidence: row.confidence,
        active: row.active,
        updated_at: row.updated_at.clone(),
        since: local(desk, &row.updated_at),
        since_time: local_time(desk, &row.updated_at),
    }
}

fn details(event: &Event) -> Option<Details> {
    match event {
        Event::Audit(row) => Some(Details::Audit(audit_view::of(row))),
        Event::Decision(row) => Some(Details::Decision {
            appointment_id: row.appointment,
            state: row.state.clone(),
            staff_id: row.staff.clone(),
            rule: row.rule.clone(),
            confidence: row.confidence,
            host_source: row.host_source.clone(),
            reason: row.reason.clone(),
            details: row.details.clone(),
        }),
        Event::Verdict(row) => Some(Details::Verdict {
            staff_id: row.staff.clone(),
            verdict: row.verdict.clone(),
            reason: row.reason.clone(),
            evidence: row.evidence(),
        }),
        Event::FirstSeen(_) | Event::Vanished(_) => None,
    }
}
