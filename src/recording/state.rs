//! What a recording tells besides what came in: the salon and what stood when it began, and what people decided
//! meanwhile, on whichever road they did it.

use crate::domain::Result;
use crate::domain::host::identity::Host;
use crate::domain::host::kinds::MappingSource;
use crate::domain::host::matching_stored;
use crate::domain::ids::{AppointmentId, HostId, StaffId};
use crate::domain::visit::booked::Snapshot;
use crate::domain::visit::booking::meta;
use crate::domain::visit::note::PartNote;
use crate::frontdesk::Desk;
use crate::recording::redact::inbound::Redactor;
use crate::recording::salon_line;
use crate::store::db::stamp;
use crate::store::host::decider::SYSTEM;
use crate::store::host::staff::Listed;
use crate::store::host::{identity, mapping, staff};
use crate::store::messages::recording;
use crate::store::messages::recording::{Decided, Marks};
use crate::store::service::{catalogue, salon};
use crate::store::visit::appointment::Appointment;
use crate::store::visit::segment::Segment;
use crate::store::visit::{appointment, booking, customer, segment};
use rusqlite::Connection;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use time::OffsetDateTime;

/// The most appointments that are recorded when a day begins. The soonest come first.
const STANDING_MAX: u32 = 5_000;
/// The most decisions taken in at a time; the rest comes with the next look.
const DECISIONS_MAX: u32 = 1_000;
/// Who is named where it is not known any more.
const BEFORE: &str = "before the recording";

/// A look at the database.
struct Look<'a> {
    desk: &'a Desk,
    connection: &'a Connection,
    redactor: &'a mut Redactor,
    roster: Vec<Listed>,
    lines: Vec<Value>,
}

/// The lines that a day begins with, without their time, and from where on to follow.
pub(crate) fn opening(
    desk: &Desk,
    redactor: &mut Redactor,
    now: OffsetDateTime,
) -> Result<(Vec<Value>, Marks)> {
    desk.store.read(|connection| {
        let marks = recording::marks(connection)?;
        let mut look = Look::new(desk, connection, redactor)?;
        look.salon(now)?;
        look.rejected(0)?;
        for row in mapping::list(connection, desk.salon.company, None)? {
            if row.active {
                look.mapping(row.host, BEFORE)?;
            }
        }
        for id in recording::standing(connection, desk.salon.company, now, STANDING_MAX)? {
            look.appointment(id)?;
        }
        Ok((look.lines, marks))
    })
}

/// The salon's line alone.
pub(crate) fn salon_line(
    desk: &Desk,
    redactor: &mut Redactor,
    now: OffsetDateTime,
) -> Result<Vec<Value>> {
    desk.store.read(|connection| {
        let mut look = Look::new(desk, connection, redactor)?;
        look.salon(now)?;
        Ok(look.lines)
    })
}

/// What was decided since the last look, and where to go on from.
pub(crate) fn followed(
    desk: &Desk,
    redactor: &mut Redactor,
    since: Marks,
) -> Result<(Vec<Value>, Marks)> {
    desk.store.read(|connection| {
        let mut marks = recording::marks(connection)?;
        if marks == since {
            return Ok((Vec::new(), marks));
        }
        let company = desk.salon.company;
        let decisions =
            recording::decisions_after(connection, company, since.decision_id, DECISIONS_MAX)?;
        if decisions.len() >= DECISIONS_MAX as usize {
            marks.decision_id = decisions.last().map_or(marks.decision_id, |last| last.id);
        }
        let mut look = Look::new(desk, connection, redactor)?;
        look.rejected(since.verdict_id)?;
        let mut hosts: BTreeMap<HostId, String> =
            recording::hosts_mapped_after(connection, company, since.audit_seq)?
                .into_iter()
                .collect();
        // Decided again for a reason that no request brought: a backfill, a host sync.
        for again in decisions.iter().filter(|one| one.decided_by == SYSTEM.by) {
            if let Some(host) = again.host.filter(|_| !again.reason.is_empty()) {
                hosts.entry(host).or_insert_with(|| SYSTEM.by.to_owned());
            }
        }
        for (host, by) in hosts {
            look.mapping(host, &by)?;
        }
        for decided in &decisions {
            look.decision(decided)?;
        }
        Ok((look.lines, marks))
    })
}

impl Look<'_> {
    fn new<'a>(
        desk: &'a Desk,
        connection: &'a Connection,
        redactor: &'a mut Redactor,
    ) -> Result<Look<'a>> {
        let roster = staff::listed(connection, desk.salon.company)?;
        Ok(Look { desk, connection, redactor, roster, lines: Vec::new() })
    }

    fn add(&mut self, kind: &str, fields: Value) {
        let mut line = Map::from_iter([("kind".to_owned(), json!(kind))]);
        if let Value::Object(fields) = fields {
            line.extend(fields);
        }
        self.lines.push(Value::Object(line));
    }

    fn key_of(&self, id: &StaffId) -> Option<&str> {
        self.roster.iter().find(|one| one.person.id == *id).map(|one| one.key.as_str())
    }

    fn salon(&mut self, now: OffsetDateTime) -> Result<()> {
        let fields = salon_line::fields(self.desk, self.connection, &self.roster, now)?;
        self.add("salon", fields);
        Ok(())
    }

    fn rejected(&mut self, after: i64) -> Result<()> {
        for pair in recording::rejected_after(self.connection, self.desk.salon.company, after)? {
            if let Some(key) = self.key_of(&pair.staff) {
                let fields = json!({ "host": pair.host.0, "staff": key, "by": pair.by });
                self.add("rejected", fields);
            }
        }
        Ok(())
    }

    /// Which staff member a host is now, or that it is none.
    fn mapping(&mut self, id: HostId, by: &str) -> Result<()> {
        let company = self.desk.salon.company;
        let Some(known) = identity::find(self.connection, company, id)? else { return Ok(()) };
        let active = mapping::active(self.connection, company, id)?;
        let key = active.as_ref().and_then(|active| self.key_of(&active.staff));
        let source = active.as_ref().map_or(MappingSource::Manual, |active| active.source);
        let confidence = active.as_ref().map_or(0, |active| active.confidence);
        let fields = json!({ "host": host_json(&known.host), "staff": key, "by": by,
            "source": source.as_str(), "confidence": confidence });
        self.add("mapping", fields);
        Ok(())
    }

    fn appointment(&mut self, id: AppointmentId) -> Result<()> {
        let Some(row) = appointment::find(self.connection, id)? else { return Ok(()) };
        let segments = segment::of_appointment(self.connection, id)?;
        if row.booking_uid.is_none() {
            return self.without_booking(id, &row);
        }
        for (segment_id, one) in &segments {
            let mut chain = booking::chain(self.connection, *segment_id)?;
            chain.extend(taken_over(one).filter(|_| chain.is_empty()));
            for snapshot in chain {
                let body = self.known(&row, one, &snapshot)?;
                let body = self.redactor.calcom_body(&body);
                self.add("known", json!({ "source": row.source.as_str(), "body": body }));
            }
            self.by_person(one, BEFORE);
            let decided = recording::latest_decision(self.connection, *segment_id)?;
            if let Some(decided) = decided.filter(|_| one.position <= 1) {
                self.recorded(id, &row, &decided)?;
            }
        }
        Ok(())
    }

    /// A booking as Cal.com would show it, as far as it is known here.
    fn known(&self, row: &Appointment, segment: &Segment, booking: &Snapshot) -> Result<Value> {
        let mut metadata = BTreeMap::new();
        part(row, segment).write(&mut metadata);
        let mut say = |key: &str, value: Option<String>| {
            if let Some(value) = value {
                metadata.insert(key.to_owned(), value);
            }
        };
        let service = row.service.map(|id| catalogue::find(self.connection, id)).transpose()?;
        say(meta::REF, row.visit_ref.clone());
        say(meta::SOURCE, Some(row.source.as_str().to_owned()));
        say(meta::SERVICE, service.flatten().map(|service| service.key));
        say(meta::PREFERRED, row.preferred_staff.as_ref().map(|staff| staff.0.clone()));
        let customer = row.customer.map(|id| customer::find(self.connection, id)).transpose()?;
        let customer = customer.flatten();
        let name = row.metadata.get("attendee_name").and_then(Value::as_str).map(str::to_owned);
        let name = name.or_else(|| customer.as_ref().map(|customer| customer.name.clone()));
        let attendee = name.map(|name| {
            json!({ "name": name, "phoneNumber": customer.and_then(|customer| customer.phone) })
        });
        let hosts: Vec<Value> = booking.host.iter().map(host_json).collect();
        Ok(json!({ "data": {
            "uid": booking.uid, "status": booking.status.as_str(), "eventTypeId": booking.event_type_id,
            "start": stamp::seconds(booking.starts_at), "end": stamp::seconds(booking.ends_at),
            "updatedAt": booking.changed_at.map(stamp::millis),
            "rescheduledFromUid": booking.rescheduled_from, "rescheduledToUid": booking.rescheduled_to,
            "hosts": hosts, "attendees": attendee.into_iter().collect::<Vec<_>>(), "metadata": metadata,
        } }))
    }

    fn without_booking(&mut self, id: AppointmentId, row: &Appointment) -> Result<()> {
        let service = row.service.map(|id| catalogue::find(self.connection, id)).transpose()?;
        let customer = row.customer.map(|id| customer::find(self.connection, id)).transpose()?;
        let branches = salon::branches(self.connection, row.company)?;
        let branch = branches.into_iter().find(|branch| Some(branch.id) == row.branch);
        let customer = customer
            .flatten()
            .map(|found| self.redactor.customer(&found.name, found.phone.as_deref()))
            .filter(|found| found.get("name").and_then(Value::as_str) != Some(""));
        let fields = json!({
            "id": id.0, "source": row.source.as_str(), "status": row.status.as_str(),
            "branch": branch.map(|branch| branch.key),
            "service": service.flatten().map(|service| service.key),
            "staff": row.staff.as_ref().and_then(|id| self.key_of(id)),
            "customer": customer,
            "starts_at": stamp::seconds(row.starts_at), "ends_at": stamp::seconds(row.ends_at),
        });
        self.add("import", fields);
        Ok(())
    }

    /// A decision that was taken: what was written, and by whom, where a person took it.
    fn decision(&mut self, decided: &Decided) -> Result<()> {
        let Some(one) = segment::find(self.connection, decided.segment)? else { return Ok(()) };
        let Some(row) = appointment::find(self.connection, decided.appointment)? else {
            return Ok(());
        };
        self.by_person(&one, &decided.decided_by);
        if one.position > 1 {
            return Ok(());
        }
        self.recorded(decided.appointment, &row, decided)
    }

    fn by_person(&mut self, segment: &Segment, by: &str) {
        let key = segment.staff.as_ref().and_then(|staff| self.key_of(staff));
        let key = key.filter(|_| matching_stored::is_by_person(&segment.decision));
        if let (Some(key), Some(uid)) = (key, &segment.booking_uid) {
            let fields = json!({ "booking_uid": uid, "staff": key, "by": by });
            self.add("decided", fields);
        }
    }

    fn recorded(&mut self, id: AppointmentId, row: &Appointment, decided: &Decided) -> Result<()> {
        let details = &decided.details;
        let staff_id = details.get("staff_id").and_then(Value::as_str).map(str::to_owned);
        let staff = self.roster.iter().find(|one| Some(&one.person.id.0) == staff_id.as_ref());
        let fields = json!({
            "id": id.0, "source": row.source.as_str(), "booking_uid": row.booking_uid,
            "staff": staff.map(|one| &one.person.name), "host": decided.host.map(|host| host.0),
            "decision": details, "decided_by": decided.decided_by,
        });
        self.add("recorded", fields);
        Ok(())
    }
}

/// What a booking says of its part in the visit.
fn part(row: &Appointment, segment: &Segment) -> PartNote {
    PartNote {
        segment: segment.key.clone(),
        position: segment.position,
        segments: row.plan.segments,
        kind: segment.kind,
        policy: row.plan.policy,
        name: segment.name.clone(),
        settle_minutes: segment.around.settle_minutes,
        return_minutes: segment.around.return_minutes,
        buffer_minutes: segment.around.buffer_minutes,
    }
}

/// A booking of which only its segment is known.
fn taken_over(segment: &Segment) -> Option<Snapshot> {
    Some(Snapshot {
        uid: segment.booking_uid.clone()?,
        status: segment.booking_status?,
        event_type_id: segment.event_type_id,
        starts_at: segment.starts_at,
        ends_at: segment.ends_at,
        changed_at: None,
        rescheduled_from: None,
        rescheduled_to: None,
        host: None,
        host_source: None,
        host_changed_at: None,
        is_read: true,
    })
}

fn host_json(host: &Host) -> Value {
    let mut emails = host.emails.iter();
    json!({ "id": host.id.0, "name": host.name, "email": emails.next(), "displayEmail": emails.next(),
        "username": host.username, "timeZone": host.time_zone })
}
