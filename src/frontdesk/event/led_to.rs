//! What a message led to: the visits it is about, and what was decided, begun and noted about them since it came.

use crate::domain::calendar::local_time::LocalTime;
use crate::domain::host::matching_stored;
use crate::domain::ids::{AppointmentId, SegmentId};
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::store::host::decision;
use crate::store::host::decision::Decision;
use crate::store::messages::inbox::Channel;
use crate::store::messages::inbox_list::Listed;
use crate::store::messages::warning;
use crate::store::quality::answers;
use crate::store::service::catalogue;
use crate::store::visit::{appointment, booking, call, saga_log, segment};
use rusqlite::Connection;
use serde::Serialize;
use std::collections::BTreeSet;

/// What came of a message.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct LedTo {
    /// How a function call was answered: the status.
    pub answer: Option<String>,
    pub appointments: Vec<LinkedVisit>,
    /// Who was decided to do them, since it came.
    pub decisions: Vec<LinkedDecision>,
    /// That a call ordered, or that made the booking.
    pub sagas: Vec<LinkedSaga>,
    /// Raised since it came.
    pub warnings: Vec<LinkedWarning>,
}

/// A visit it is about, as it stands now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct LinkedVisit {
    pub appointment_id: AppointmentId,
    pub start: LocalTime,
    pub service: Option<String>,
    pub status: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct LinkedDecision {
    pub appointment_id: i64,
    /// Of which part.
    pub part: String,
    /// In the salon's language.
    pub sentence: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct LinkedSaga {
    pub saga: String,
    pub kind: &'static str,
    pub state: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct LinkedWarning {
    pub warning: i64,
    pub kind: String,
    /// In the salon's language.
    pub message: String,
}

/// What a message led to.
pub(crate) fn of(desk: &Desk, connection: &Connection, event: &Listed) -> Result<LedTo> {
    let Some(subject) = &event.subject else { return Ok(LedTo::default()) };
    let (mut parts, mut sagas) = (Vec::new(), Vec::new());
    let mut visits: BTreeSet<i64> = BTreeSet::new();
    if let Some((id, _)) = booking::find(connection, subject)?
        && let Some(part) = segment::find(connection, id)?
    {
        visits.insert(part.appointment.0);
        parts.push((id, part.key));
    } else {
        sagas = call::sagas_of(connection, subject)?;
        for visit in call::appointments_of(connection, subject)? {
            visits.insert(visit.0);
            let all = segment::of_appointment(connection, visit)?;
            parts.extend(all.into_iter().map(|(id, part)| (id, part.key)));
        }
    }
    let mut subjects = vec![subject.clone()];
    let mut appointments = Vec::new();
    for id in visits.into_iter().map(AppointmentId) {
        let Some(row) = appointment::find(connection, id)? else { continue };
        let service = row.service.map(|id| catalogue::find(connection, id)).transpose()?.flatten();
        appointments.push(LinkedVisit {
            appointment_id: id,
            start: LocalTime::of(&desk.salon.zone, row.starts_at),
            service: service.map(|service| service.name),
            status: row.status.as_str(),
        });
        subjects.extend(row.visit_ref.clone());
        // The reference of a visit that we booked is the name of what booked it.
        sagas.extend(row.visit_ref.filter(|name| !sagas.contains(name)));
    }
    subjects.extend(sagas.iter().cloned());
    Ok(LedTo {
        answer: answer(connection, event, subject)?,
        appointments,
        decisions: decisions(desk, connection, &parts, event)?,
        sagas: linked(connection, &sagas)?,
        warnings: warning::about(connection, desk.salon.company, &subjects, event.received_at)?
            .into_iter()
            .map(|one| LinkedWarning { warning: one.id, kind: one.kind, message: one.message })
            .collect(),
    })
}

fn answer(connection: &Connection, event: &Listed, subject: &str) -> Result<Option<String>> {
    match event.channel {
        Channel::RetellFunction => {
            answers::first_since(connection, subject, &event.event, event.received_at)
        }
        Channel::RetellWebhook
        | Channel::RetellInbound
        | Channel::CalcomWebhook
        | Channel::WebApi => Ok(None),
    }
}

fn decisions(
    desk: &Desk,
    connection: &Connection,
    parts: &[(SegmentId, String)],
    event: &Listed,
) -> Result<Vec<LinkedDecision>> {
    let mut all = Vec::new();
    for (id, part) in parts {
        for row in decision::of_segment_since(connection, *id, event.received_at)? {
            all.push(LinkedDecision {
                appointment_id: row.appointment,
                part: part.clone(),
                sentence: sentence(desk, &row),
            });
        }
    }
    Ok(all)
}

fn sentence(desk: &Desk, row: &Decision) -> String {
    let told = matching_stored::tell(&row.details, &row.decided_by, desk.salon.language);
    // A row of another program: its own words are better than none.
    told.unwrap_or_else(|| format!("{}: {}", row.state, row.details))
}

fn linked(connection: &Connection, sagas: &[String]) -> Result<Vec<LinkedSaga>> {
    let mut all = Vec::new();
    for name in sagas {
        if let Some((saga, _)) = saga_log::load(connection, name)? {
            let (kind, state) = (saga.kind.as_str(), saga.state.as_str());
            all.push(LinkedSaga { saga: saga.id, kind, state });
        }
    }
    Ok::<_, Error>(all)
}
