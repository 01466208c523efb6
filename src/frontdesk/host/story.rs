//! The whole story of one host, in order: every decision, every change of a mapping, every verdict, with its reason.

use crate::domain::ids::HostId;
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::store::host::audit::AuditRow;
use crate::store::host::decision::Decision;
use crate::store::host::identity::KnownHost;
use crate::store::host::mapping::MappingRow;
use crate::store::host::verdict::VerdictRow;
use crate::store::host::{audit, decision, identity, mapping, verdict};

/// Decisions and audit rows told at most, the newest. A host with more has been here for years.
const EVENTS_MAX: u32 = 10_000;

/// Something that happened to a host.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The first sighting.
    FirstSeen(KnownHost),
    /// A mapping changed, or a person gave one of the host's appointments away.
    Audit(AuditRow),
    /// A person judged a pair.
    Verdict(VerdictRow),
    /// It was decided who does one of the host's bookings.
    Decision(Decision),
    /// Since then Cal.com's lists no longer have the host.
    Vanished(String),
}

impl Event {
    /// When, as stored.
    pub fn at(&self) -> &str {
        match self {
            Event::FirstSeen(host) => &host.first_seen_at,
            Event::Verdict(row) => &row.decided_at,
            Event::Audit(row) => &row.changed_at,
            Event::Decision(row) => &row.decided_at,
            Event::Vanished(at) => at,
        }
    }

    /// The place in the story: audit rows and decisions are counted, so the order does not hang on the clock,
    /// which may stand still or be put back.
    fn order(&self) -> (i64, i64, u8) {
        match self {
            Event::FirstSeen(_) => (0, 0, 0),
            Event::Audit(row) => (row.seq, 0, 0),
            Event::Decision(row) => (row.audit_seq, row.id, 0),
            Event::Verdict(row) => (row.audit_seq, row.decision_id, 1),
            Event::Vanished(_) => (i64::MAX, 0, 0),
        }
    }
}

/// A host with its mappings and all that happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Story {
    /// As last seen.
    pub host: KnownHost,
    /// Active ones first.
    pub mappings: Vec<MappingRow>,
    /// Oldest first.
    pub events: Vec<Event>,
}

/// The story of a host. `NotFound` if it was never seen.
pub fn of_host(desk: &Desk, id: HostId) -> Result<Story> {
    let company = desk.salon.company;
    desk.store.read(|connection| {
        let host = identity::find(connection, company, id)?.ok_or(Error::NotFound("host"))?;
        let filter = audit::Filter {
            company: Some(company),
            host: Some(id),
            most: EVENTS_MAX,
            ..audit::Filter::default()
        };
        let audits = audit::list(connection, &filter)?.into_iter().map(Event::Audit);
        let verdicts = verdict::of_host(connection, company, id)?.into_iter().map(Event::Verdict);
        let decisions = decision::of_host(connection, company, id, EVENTS_MAX)?
            .into_iter()
            .map(Event::Decision);
        let mut events = vec![Event::FirstSeen(host.clone())];
        events.extend(audits.chain(verdicts).chain(decisions));
        events.sort_by_key(Event::order);
        if let Some(at) = &host.vanished_at {
            let place = events.iter().rposition(|event| event.at() <= at.as_str());
            let place = place.map_or(0, |place| place.saturating_add(1));
            events.insert(place, Event::Vanished(at.clone()));
        }
        Ok(Story { mappings: mapping::list(connection, company, Some(id))?, host, events })
    })
}
