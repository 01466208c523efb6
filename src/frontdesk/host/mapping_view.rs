//! Mappings as they are shown: who each host is, and the whole story of one.

use crate::domain::Result;
use crate::domain::calendar::local_time::LocalTime;
use crate::domain::ids::{AppointmentId, HostId, MappingId, StaffId};
use crate::domain::people::staff::StaffMember;
use crate::frontdesk::host::audit_view::AuditView;
use crate::frontdesk::host::story::Event;
use crate::frontdesk::host::story_sentences::name_of;
use crate::frontdesk::host::{audit_view, by_hand, story, story_sentences};
use crate::frontdesk::{Desk, diary};
use crate::store::db::stamp;
use crate::store::host::mapping::MappingRow;
use crate::store::host::{mapping, staff};
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
    /// 0 to 100.
    pub confidence: u8,
    pub active: bool,
    /// As stored, UTC.
    pub updated_at: String,
    /// The same on the salon's clock.
    #[serde(skip)]
    pub since: String,
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
    /// A sentence in the salon's language. Plain text with names as they are: a page must escape it.
    pub told: String,
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
}

pub(crate) fn list(desk: &Desk) -> Result<Vec<MappingView>> {
    let company = desk.salon.company;
    desk.store.read(|connection| {
        let roster = staff::roster(connection, company)?;
        let rows = mapping::list(connection, company, None)?;
        Ok(rows.iter().map(|row| view(desk, row, &roster)).collect())
    })
}

/// All that happened to a host. `NotFound` if it was never seen.
pub(crate) fn story(desk: &Desk, host: HostId) -> Result<StoryView> {
    let story = story::of_host(desk, host)?;
    let roster = desk.store.read(|connection| staff::roster(connection, desk.salon.company))?;
    let event = |event: &Event| {
        let told = story_sentences::tell(event, &roster, desk.salon.language);
        EventView {
            when: local(desk, &told.at),
            at: told.at,
            kind: told.kind,
            by: told.by,
            told: told.sentence,
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
    let mut all = Vec::new();
    for id in by_hand::decided_by(desk, mapping)? {
        if let Some(found) = diary::view::of(desk, id)? {
            all.push(DecidedView {
                appointment: id,
                start: LocalTime::of(&desk.salon.zone, found.row.starts_at),
                service: found.service,
                staff: found.staff,
            });
        }
    }
    Ok(all)
}

pub(crate) fn name(desk: &Desk, id: &StaffId) -> Result<String> {
    let roster = desk.store.read(|connection| staff::roster(connection, desk.salon.company))?;
    Ok(name_of(&roster, &id.0))
}

/// What stands in the database as UTC, to the minute on the salon's clock; what is no time as it stands.
pub(crate) fn local(desk: &Desk, stored: &str) -> String {
    stamp::parse(stored)
        .map_or_else(|_| stored.to_owned(), |at| LocalTime::of(&desk.salon.zone, at).to_string())
}

fn view(desk: &Desk, row: &MappingRow, roster: &[StaffMember]) -> MappingView {
    MappingView {
        id: row.id,
        host: row.host,
        staff_id: row.staff.clone(),
        staff: name_of(roster, &row.staff.0),
        source: row.source.as_str(),
        confidence: row.confidence,
        active: row.active,
        updated_at: row.updated_at.clone(),
        since: local(desk, &row.updated_at),
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
            details: serde_json::from_str(&row.details).unwrap_or_default(),
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
