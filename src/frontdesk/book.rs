//! Booking a visit: every choice is made and written down before Cal.com hears of it.

use crate::domain::Error;
use crate::domain::Result;
use crate::domain::booking::Source;
use crate::domain::booking::meta;
use crate::domain::calendar;
use crate::domain::calendar::Interval;
use crate::domain::ids::AppointmentId;
use crate::domain::ids::StaffId;
use crate::domain::person::PersonName;
use crate::domain::person::Phone;
use crate::domain::visit::VisitStatus;
use crate::frontdesk::Desk;
use crate::frontdesk::Outcome;
use crate::frontdesk::customer::Diary;
use crate::frontdesk::record;
use crate::frontdesk::steps::Action;
use crate::frontdesk::steps::PlannedAttendee;
use crate::frontdesk::steps::VisitPlan;
use crate::saga::journal_first_step;
use crate::store::Tx;
use crate::store::call;
use crate::store::call::CallKey;
use crate::store::event_map::EventMapEntry;
use crate::store::hold;
use crate::store::hold::Hold;
use crate::store::saga_log;
use crate::store::saga_log::Kind;
use crate::store::saga_log::State;
use crate::store::segment;
use crate::store::service::Service;
use crate::store::stamp;
use serde_json::Value;
use std::collections::BTreeMap;
use std::time::Instant;
use time::OffsetDateTime;
use uuid::Uuid;

/// What a caller's wish became: something that can be booked as it is.
#[derive(Clone, Debug)]
pub struct Choice {
    /// What.
    pub service: Service,
    /// How it is booked at Cal.com.
    pub event: EventMapEntry,
    /// Whom the customer asked for.
    pub preferred: Option<StaffId>,
    /// UTC, with the length at the chair.
    pub at: Interval,
    /// The offer it was taken from.
    pub offer: Option<String>,
}

/// An order to book.
#[derive(Clone, Debug)]
pub struct Order {
    /// What makes a repeat the same order.
    pub key: CallKey,
    /// By which road.
    pub source: Source,
    /// For whom.
    pub name: PersonName,
    /// Where known.
    pub phone: Option<Phone>,
    /// What.
    pub choice: Choice,
}

/// How a booking ended for whoever ordered it.
#[derive(Clone, Debug, PartialEq)]
pub enum Booked {
    /// It stands.
    Yes(Told),
    /// Somebody else has these minutes, or Cal.com refused.
    Taken,
    /// Not known yet; it is settled later.
    Unknown,
    /// It was done, and the appointment is off since. Only a repeat hears this.
    Off,
}

/// What is told of an appointment that was booked, moved or cancelled.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// The appointment.
    pub appointment: AppointmentId,
    /// Its booking.
    pub booking_uid: Option<String>,
    /// UTC.
    pub starts_at: OffsetDateTime,
    /// UTC, exclusive.
    pub ends_at: OffsetDateTime,
    /// `confirmed`, …
    pub status: String,
    /// Who does it: the name.
    pub staff: Option<String>,
    /// Who does it.
    pub staff_id: Option<String>,
    /// Whom the customer asked for.
    pub preferred_staff_id: Option<String>,
}

impl From<Diary> for Told {
    /// As it stands now.
    fn from(diary: Diary) -> Told {
        let row = diary.row;
        Told {
            appointment: diary.id,
            booking_uid: row.booking_uid,
            starts_at: row.starts_at,
            ends_at: row.ends_at,
            status: row.status.as_str().to_owned(),
            staff: diary.staff,
            staff_id: row.staff.map(|staff| staff.0),
            preferred_staff_id: row.preferred_staff.map(|staff| staff.0),
        }
    }
}

impl Told {
    /// Whether it will take place. A booking that was found again may have been cancelled in between.
    pub fn stands(&self) -> bool {
        VisitStatus::parse(&self.status).is_some_and(VisitStatus::stands)
    }

    pub(super) fn from_json(told: &Value) -> Result<Told> {
        let text = |key: &str| told.get(key).and_then(Value::as_str).map(str::to_owned);
        let missing = || Error::internal("a settled saga tells nothing of its appointment");
        Ok(Told {
            appointment: AppointmentId(
                told.get("appointment_id").and_then(Value::as_i64).ok_or_else(missing)?,
            ),
            booking_uid: text("booking_uid"),
            starts_at: stamp::parse(&text("starts_at").ok_or_else(missing)?)?,
            ends_at: stamp::parse(&text("ends_at").ok_or_else(missing)?)?,
            status: text("status").unwrap_or_default(),
            staff: text("staff"),
            staff_id: text("staff_id"),
            preferred_staff_id: text("preferred_staff_id"),
        })
    }
}

/// What opening a saga for a key found.
pub(super) enum Opened {
    /// It is open now, and its first step is journaled as sent: whoever opened it sends it.
    New,
    /// An earlier one of the same key, to be driven as it stands.
    Earlier(String),
    /// The minutes are somebody else's.
    Conflict,
}

impl Desk {
    /// The answer to an order that was made before under this key, if it was and was not refused. It tells how the
    /// appointment stands now: it may have been moved or called off since.
    pub fn answer_again(&self, key: &CallKey, deadline: Instant) -> Result<Option<Booked>> {
        let found = self.store.read(|connection| {
            let Some(id) = call::saga_of(connection, key)? else { return Ok(None) };
            saga_log::load(connection, &id)
        })?;
        match found {
            Some((saga, _)) if saga.state != State::Unwound => {
                let answer = self.settle(&saga.id, deadline).and_then(booked)?;
                self.as_it_stands(answer).map(Some)
            }
            Some(_) | None => Ok(None),
        }
    }

    fn as_it_stands(&self, answer: Booked) -> Result<Booked> {
        let Booked::Yes(told) = answer else { return Ok(answer) };
        Ok(match self.diary(told.appointment)? {
            Some(diary) if diary.row.status.stands() => Booked::Yes(diary.into()),
            Some(_) => Booked::Off,
            None => Booked::Yes(told),
        })
    }

    /// Books, once per key. Answers by the deadline; what is not settled then is settled by the sweep.
    pub fn book(&self, order: &Order, deadline: Instant) -> Result<Booked> {
        let now = self.now();
        let id = Uuid::new_v4().simple().to_string();
        let plan = self.plan_booking(order, &id)?;
        let company = self.salon.company;
        let order = order.clone();
        self.open_and_settle(id.clone(), deadline, move |tx| {
            // Of two requests of one name at once the first was not there yet when the second was checked.
            if order.source == Source::WebApi && call::used_otherwise(tx, &order.key)? {
                return Err(Error::Conflict(
                    "This request_id was used for another booking.".into(),
                ));
            }
            open(tx, &order.key, &id, Kind::Book, &plan, now, |tx| {
                if !minutes_are_free(tx, &order.choice, &order.key.call_id, now)? {
                    return Ok(false);
                }
                keep_minutes(tx, company, &order, &id, now)?;
                Ok(true)
            })
        })
    }

    fn plan_booking(&self, order: &Order, saga: &str) -> Result<Value> {
        let choice = &order.choice;
        let mut metadata = BTreeMap::from([
            // A new visit is named after the saga that makes it.
            (meta::REF.to_owned(), saga.to_owned()),
            (meta::SERVICE.to_owned(), choice.service.key.clone()),
            (meta::SOURCE.to_owned(), order.source.as_str().to_owned()),
        ]);
        if let Some(staff) = &choice.preferred {
            metadata.insert(meta::PREFERRED.to_owned(), staff.0.clone());
        }
        let plan = VisitPlan {
            saga: saga.to_owned(),
            source: order.source.as_str().to_owned(),
            attendee: self.attendee(&order.name, order.phone.as_ref(), saga),
            phone: order.phone.as_ref().map(|phone| phone.as_str().to_owned()),
            metadata,
            actions: vec![Action::Book {
                segment: record::SIMPLE_SEGMENT.into(),
                event_type_id: choice.event.event_type_id,
                start: choice.at.start(),
            }],
        };
        serde_json::to_value(plan).map_err(Error::internal)
    }

    /// Whom Cal.com is told: the customer's name and our address for the visit, never her own.
    pub(super) fn attendee(
        &self,
        name: &PersonName,
        phone: Option<&Phone>,
        visit_ref: &str,
    ) -> PlannedAttendee {
        let calcom = &self.salon.config.calcom;
        PlannedAttendee {
            name: name.as_str().to_owned(),
            email: format!("visit+{visit_ref}@{}", calcom.attendee_domain),
            phone: phone.filter(|_| calcom.send_phone).map(|phone| phone.as_str().to_owned()),
            time_zone: self.salon.zone.name().to_owned(),
            language: self.salon.language.as_str().to_owned(),
        }
    }
}

/// Opens a saga for a key, once: a repeat finds the one that is there, unless that was refused.
pub(super) fn open(
    tx: &Tx,
    key: &CallKey,
    id: &str,
    kind: Kind,
    plan: &Value,
    now: OffsetDateTime,
    prepare: impl FnOnce(&Tx) -> Result<bool>,
) -> Result<Opened> {
    let earlier = match call::saga_of(tx, key)? {
        Some(earlier) => saga_log::load(tx, &earlier)?.map(|(saga, _)| saga),
        None => None,
    };
    if let Some(saga) = &earlier
        && saga.state != State::Unwound
    {
        return Ok(Opened::Earlier(saga.id.clone()));
    }
    saga_log::create(tx, id, kind, plan, now)?;
    if !prepare(tx)? {
        // Only the saga row was written, and it is taken back by saying so.
        saga_log::discard(tx, id)?;
        return Ok(Opened::Conflict);
    }
    call::bind(tx, key, id, now)?;
    journal_first_step(tx, id, now)?;
    Ok(Opened::New)
}

/// Whether nobody else of ours has these minutes of this person, as an appointment, an offer or a booking on its way.
pub(super) fn minutes_are_free(
    tx: &Tx,
    choice: &Choice,
    call_id: &str,
    now: OffsetDateTime,
) -> Result<bool> {
    // In a pool Cal.com chooses who is free; only it can say.
    let Some(staff) = &choice.event.staff else { return Ok(true) };
    let mut occupied = segment::occupied(tx, staff, choice.at)?;
    occupied.extend(hold::occupied(tx, staff, choice.at, call_id, now)?);
    Ok(calendar::is_free(choice.at, &occupied))
}

fn keep_minutes(
    tx: &Tx,
    company: crate::domain::ids::CompanyId,
    order: &Order,
    saga: &str,
    now: OffsetDateTime,
) -> Result<()> {
    let choice = &order.choice;
    match &choice.offer {
        Some(offer) => hold::attach(tx, offer, saga)?,
        None => {
            let kept = Hold {
                id: Uuid::new_v4().simple().to_string(),
                company,
                call_id: order.key.call_id.clone(),
                service: choice.service.id,
                event_type_id: choice.event.event_type_id,
                staff: choice.event.staff.clone(),
                preferred_staff: choice.preferred.clone(),
                starts_at: choice.at.start(),
                ends_at: choice.at.end(),
                expires_at: now,
                reservation_uid: None,
                saga: Some(saga.to_owned()),
            };
            hold::insert(tx, &kept, now)?;
        }
    }
    Ok(())
}

/// What a saga's outcome means to whoever ordered a booking.
pub(super) fn booked(outcome: Outcome) -> Result<Booked> {
    match outcome {
        Outcome::Done(told) => Told::from_json(&told).map(Booked::Yes),
        Outcome::Refused(_) => Ok(Booked::Taken),
        Outcome::Unsettled => Ok(Booked::Unknown),
    }
}
