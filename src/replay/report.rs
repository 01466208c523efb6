//! What became of a replayed recording: figures, one entry per appointment, the mappings that were learnt.

use crate::domain::Result;
use crate::domain::host::kinds::AssignmentState;
use crate::domain::ids::{AppointmentId, CompanyId, SegmentId, StaffId};
use crate::recording::line::rows::RecordedRow;
use crate::replay::against;
use crate::replay::against::Judged;
use crate::replay::diary::reference;
use crate::store::db::stamp;
use crate::store::host::staff;
use crate::store::messages::replay as asked;
use crate::store::messages::replay::MappingRow;
use crate::store::visit::appointment::Appointment;
use crate::store::visit::segment::Segment;
use crate::store::visit::{appointment, booking, segment};
use rusqlite::Connection;
use serde_json::Value;
use std::collections::BTreeMap;

/// The most appointments of one recording.
const APPOINTMENTS_MAX: u32 = 1_000_000;

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Report {
    /// What the recorded system had.
    pub(crate) recorded: RecordedFigures,
    /// What there is now.
    pub(crate) chairside: Figures,
    /// By recorded id; those the recorded system did not have come last, by time.
    pub(crate) appointments: Vec<Replayed>,
    /// By host.
    pub(crate) mappings: Vec<MappingRow>,
    /// The decisions, in the order of the appointments' making.
    pub(crate) decisions: Vec<Judged>,
    /// The company's short name.
    pub(crate) company: String,
    /// What did not go as recorded, in order. Sentences for people, without personal data.
    pub(crate) notes: Vec<String>,
}

/// Counts of the recorded system's appointments.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct RecordedFigures {
    pub(crate) total: usize,
    pub(crate) with_staff: usize,
    pub(crate) with_host: usize,
    /// Of those, with a booking at Cal.com.
    pub(crate) bookings: usize,
}

/// Counts of Chairside's appointments.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Figures {
    pub(crate) total: usize,
    pub(crate) bookings: usize,
    pub(crate) with_staff: usize,
    pub(crate) with_host: usize,
    /// No host to look at.
    pub(crate) not_evaluated: usize,
    /// Several could be meant.
    pub(crate) ambiguous: usize,
    /// A host, but no staff member it could be.
    pub(crate) no_candidate: usize,
    /// With a booking and a wish for a staff member.
    pub(crate) wishes: usize,
    /// Of those, with the staff member wished for.
    pub(crate) wishes_met: usize,
}

/// One appointment, as it was recorded and as it is now.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Replayed {
    /// What the recorded system had of it.
    pub(crate) recorded: Option<RecordedRow>,
    /// By which road it came; as recorded if Chairside has no such appointment.
    pub(crate) source: String,
    /// The booking in force.
    pub(crate) booking_uid: Option<String>,
    /// Cal.com's number of who got it.
    pub(crate) host_id: Option<i64>,
    /// The staff member's name.
    pub(crate) staff: Option<String>,
    pub(crate) preferred_staff: Option<String>,
    /// The rule that recognised the staff member.
    pub(crate) rule: Option<String>,
    /// How sure, 0 to 100.
    pub(crate) confidence: Option<u64>,
    /// Which answer named the host.
    pub(crate) host_source: Option<String>,
    /// `None`: the recording does not show how this appointment came about.
    pub(crate) assignment_state: Option<AssignmentState>,
    /// `confirmed`, …
    pub(crate) status: Option<String>,
    /// UTC, as stored.
    pub(crate) starts_at: Option<String>,
}

pub(crate) fn report(
    connection: &Connection,
    company: CompanyId,
    recorded: &[RecordedRow],
) -> Result<Report> {
    let mut recorded_as: BTreeMap<AppointmentId, RecordedRow> = BTreeMap::new();
    let mut missing = Vec::new();
    for row in recorded {
        match appointment_of(connection, row)? {
            Some(id) if !recorded_as.contains_key(&id) => {
                recorded_as.insert(id, row.clone());
            }
            // A second row for one booking is one that the recorded system had too many.
            Some(_) | None => missing.push(row.clone()),
        }
    }
    let (mut appointments, mut decisions) = (Vec::new(), Vec::new());
    for (id, row) in appointment::all(connection, APPOINTMENTS_MAX)? {
        if row.company == company {
            let recorded = recorded_as.remove(&id);
            let segments = segment::of_appointment(connection, id)?;
            decisions.extend(against::judged(connection, &segments, recorded.as_ref())?);
            appointments.push(replayed(connection, row, &segments, recorded)?);
        }
    }
    let chairside = figures(&appointments);
    appointments.extend(missing.into_iter().map(|row| Replayed {
        source: row.source.clone(),
        booking_uid: row.booking_uid.clone(),
        recorded: Some(row),
        ..Replayed::default()
    }));
    // Row ids depend on nothing but the recording, but they say nothing to a reader either.
    appointments.sort_by_key(|one| {
        let id = one.recorded.as_ref().map(|row| row.id);
        (id.is_none(), id, one.starts_at.clone(), one.booking_uid.clone())
    });
    Ok(Report {
        recorded: RecordedFigures {
            total: recorded.len(),
            with_staff: recorded.iter().filter(|row| row.staff.is_some()).count(),
            with_host: recorded.iter().filter(|row| row.host.is_some()).count(),
            bookings: recorded.iter().filter(|row| row.booking_uid.is_some()).count(),
        },
        chairside,
        appointments,
        mappings: asked::mappings(connection, company)?,
        decisions,
        company: String::new(),
        notes: Vec::new(),
    })
}

/// A recorded row's appointment: by its booking, also one that was moved since, else by its number.
fn appointment_of(connection: &Connection, row: &RecordedRow) -> Result<Option<AppointmentId>> {
    let Some(uid) = &row.booking_uid else {
        let found = appointment::find_by_ref(connection, &reference(row.id))?;
        return Ok(found.map(|(id, _)| id));
    };
    let Some((id, _)) = booking::find(connection, uid)? else { return Ok(None) };
    Ok(segment::find(connection, id)?.map(|segment| segment.appointment))
}

fn replayed(
    connection: &Connection,
    row: Appointment,
    segments: &[(SegmentId, Segment)],
    recorded: Option<RecordedRow>,
) -> Result<Replayed> {
    let name = |id: Option<StaffId>| match id {
        Some(id) => Ok(staff::find(connection, &id)?.map(|person| person.name)),
        None => Ok::<_, crate::domain::Error>(None),
    };
    let first = segments.first().map(|(_, one)| one);
    let confidence = first.and_then(|one| one.decision.get("confidence"));
    Ok(Replayed {
        recorded,
        source: row.source.as_str().to_owned(),
        booking_uid: row.booking_uid,
        host_id: row.host.map(|host| host.0),
        staff: name(row.staff)?,
        preferred_staff: name(row.preferred_staff)?,
        confidence: confidence.and_then(Value::as_u64),
        rule: first.and_then(|one| one.rule.clone()),
        host_source: first.and_then(|one| one.host_source.clone()),
        assignment_state: Some(row.state),
        status: Some(row.status.as_str().to_owned()),
        starts_at: Some(stamp::seconds(row.starts_at)),
    })
}

fn figures(appointments: &[Replayed]) -> Figures {
    let count = |is: &dyn Fn(&Replayed) -> bool| appointments.iter().filter(|one| is(one)).count();
    let in_state = |state| count(&|one| one.assignment_state == Some(state));
    let wished = |one: &Replayed| one.preferred_staff.is_some() && one.booking_uid.is_some();
    Figures {
        total: appointments.len(),
        bookings: count(&|one| one.booking_uid.is_some()),
        with_staff: count(&|one| one.staff.is_some()),
        with_host: count(&|one| one.host_id.is_some()),
        not_evaluated: in_state(AssignmentState::NotEvaluated),
        ambiguous: in_state(AssignmentState::Ambiguous),
        no_candidate: in_state(AssignmentState::NoCandidate),
        wishes: count(&wished),
        wishes_met: count(&|one| wished(one) && one.preferred_staff == one.staff),
    }
}
