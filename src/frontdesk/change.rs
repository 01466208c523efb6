//! Cancelling and moving a visit, with the same engine as booking one.

use crate::domain::Error;
use crate::domain::Result;
use crate::domain::booking::meta;
use crate::domain::calendar::Interval;
use crate::domain::ids::AppointmentId;
use crate::domain::ids::StaffId;
use crate::domain::person::PersonName;
use crate::domain::person::Phone;
use crate::domain::visit::VisitStatus;
use crate::frontdesk::Desk;
use crate::frontdesk::book;
use crate::frontdesk::book::Booked;
use crate::frontdesk::book::Choice;
use crate::frontdesk::record;
use crate::frontdesk::steps::Action;
use crate::frontdesk::steps::VisitPlan;
use crate::store::appointment;
use crate::store::appointment::Appointment;
use crate::store::call::CallKey;
use crate::store::customer;
use crate::store::hold;
use crate::store::saga_log::Kind;
use crate::store::segment;
use crate::store::service;
use serde_json::Value;
use std::collections::BTreeMap;
use std::time::Instant;
use uuid::Uuid;

/// What Cal.com shows as the reason; it wants one.
const CANCEL_REASON: &str = "cancelled by the customer on the phone";
/// What Cal.com shows as the reason.
const MOVE_REASON: &str = "moved by the customer on the phone";

/// Who has no name we could say.
const NAMELESS: &str = "Gast";

/// How a cancellation ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Cancelled {
    /// It is off.
    Yes,
    /// It was off before.
    Already,
    /// Cal.com refused, or there is no booking that could be cancelled there.
    Refused,
    /// Not known yet; it is settled later.
    Unknown,
}

impl Desk {
    /// Cancels an appointment, once per key.
    pub fn cancel(&self, key: &CallKey, id: AppointmentId, deadline: Instant) -> Result<Cancelled> {
        let row = self.appointment(id)?;
        if let Some(answer) = self.answer_again(key, deadline)? {
            return Ok(cancelled(&answer));
        }
        if matches!(row.status, VisitStatus::Cancelled | VisitStatus::Rejected) {
            return Ok(Cancelled::Already);
        }
        let Some(uid) = row.booking_uid.clone() else { return Ok(Cancelled::Refused) };
        let saga = Uuid::new_v4().simple().to_string();
        let plan = self.plan(
            &saga,
            &row,
            None,
            vec![Action::Cancel { uid, reason: CANCEL_REASON.into() }],
        )?;
        let (key, now) = (key.clone(), self.now());
        let settled = self.open_and_settle(saga.clone(), deadline, move |tx| {
            book::open(tx, &key, &saga, Kind::Cancel, &plan, now, |_| Ok(true))
        })?;
        Ok(cancelled(&settled))
    }

    /// Moves an appointment, once per key. The new time is secured before the old one is given up.
    pub fn reschedule(
        &self,
        key: &CallKey,
        id: AppointmentId,
        choice: &Choice,
        deadline: Instant,
    ) -> Result<Booked> {
        if let Some(answer) = self.answer_again(key, deadline)? {
            return Ok(answer);
        }
        let row = self.appointment(id)?;
        let Some(uid) = row.booking_uid.clone().filter(|_| row.status == VisitStatus::Confirmed)
        else {
            return Err(Error::Conflict(
                "only a confirmed appointment with a booking can be moved".into(),
            ));
        };
        let saga = Uuid::new_v4().simple().to_string();
        let (plan, books) = self.plan_move(&saga, id, &row, uid, choice)?;
        let (key, now, choice) = (key.clone(), self.now(), choice.clone());
        let own = Interval::new(row.starts_at, row.ends_at)?;
        self.open_and_settle(saga.clone(), deadline, move |tx| {
            book::open(tx, &key, &saga, Kind::Move, &plan, now, |tx| {
                if books {
                    // It is known by the visit's reference, which a visit that others made lacks.
                    record::name_visit(tx, id, &saga, now)?;
                }
                // A move by half an hour may overlap the visit's own old minutes; Cal.com judges that one.
                let free = own.overlaps(&choice.at)
                    || book::minutes_are_free(tx, &choice, &key.call_id, now)?;
                if let (true, Some(offer)) = (free, &choice.offer) {
                    hold::attach(tx, offer, &saga)?;
                }
                Ok(free)
            })
        })
    }

    fn appointment(&self, id: AppointmentId) -> Result<Appointment> {
        let found = self.store.read(|connection| appointment::find(connection, id))?;
        found.filter(|row| row.company == self.salon.company).ok_or(Error::NotFound("appointment"))
    }

    /// The same event type is moved by Cal.com itself; another person's is booked first and the old one then cancelled.
    /// Says which of the two it is: whether it books.
    fn plan_move(
        &self,
        saga: &str,
        id: AppointmentId,
        row: &Appointment,
        uid: String,
        choice: &Choice,
    ) -> Result<(Value, bool)> {
        let segments = self.store.read(|connection| segment::of_appointment(connection, id))?;
        let event_type = segments.first().and_then(|(_, first)| first.event_type_id);
        let start = choice.at.start();
        let books = event_type != Some(choice.event.event_type_id);
        let actions = if !books {
            vec![Action::Reschedule { uid, start, reason: MOVE_REASON.into() }]
        } else {
            vec![
                Action::Book {
                    segment: record::SIMPLE_SEGMENT.into(),
                    event_type_id: choice.event.event_type_id,
                    start,
                },
                Action::Cancel { uid, reason: MOVE_REASON.into() },
            ]
        };
        Ok((self.plan(saga, row, choice.preferred.as_ref(), actions)?, books))
    }

    /// `wish` is whom the customer asks for now; without one, whom she asked for before counts.
    fn plan(
        &self,
        saga: &str,
        row: &Appointment,
        wish: Option<&StaffId>,
        actions: Vec<Action>,
    ) -> Result<Value> {
        let visit_ref = row.visit_ref.clone().unwrap_or_else(|| saga.to_owned());
        let mut metadata = BTreeMap::from([
            (meta::REF.to_owned(), visit_ref.clone()),
            (meta::SOURCE.to_owned(), row.source.as_str().to_owned()),
        ]);
        if let Some(staff) = wish.or(row.preferred_staff.as_ref()) {
            metadata.insert(meta::PREFERRED.to_owned(), staff.0.clone());
        }
        let (service, customer) = self.store.read(|connection| {
            let service =
                row.service.map(|id| service::find(connection, id)).transpose()?.flatten();
            let customer =
                row.customer.map(|id| customer::find(connection, id)).transpose()?.flatten();
            Ok((service, customer))
        })?;
        if let Some(service) = service {
            metadata.insert(meta::SERVICE.to_owned(), service.key);
        }
        let for_whom = row.metadata.get("attendee_name").and_then(Value::as_str);
        let name =
            for_whom.map(str::to_owned).or_else(|| customer.as_ref().map(|c| c.name.clone()));
        let phone = customer.and_then(|customer| customer.phone);
        let own_phone = phone.clone();
        // A name from Cal.com's page may be none of ours; Cal.com wants one all the same.
        let name = name.as_deref().and_then(PersonName::salvaged);
        let name = name.map_or_else(|| PersonName::parse(NAMELESS), Ok)?;
        let country = &self.salon.config.company.country_code;
        let phone = phone.and_then(|text| Phone::parse(&text, country).ok());
        let attendee = self.attendee(&name, phone.as_ref(), &visit_ref);
        let plan = VisitPlan {
            saga: saga.to_owned(),
            source: row.source.as_str().to_owned(),
            attendee,
            phone: own_phone,
            metadata,
            actions,
        };
        serde_json::to_value(plan).map_err(Error::internal)
    }
}

fn cancelled(answer: &Booked) -> Cancelled {
    match answer {
        Booked::Yes(_) | Booked::Off => Cancelled::Yes,
        Booked::Taken => Cancelled::Refused,
        Booked::Unknown => Cancelled::Unknown,
    }
}
