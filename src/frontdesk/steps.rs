//! The steps of a visit's saga: book a segment, move a booking, cancel one. What is sent is fixed in the
//! parameters before the first call, so that a repeat asks for the same thing.

use crate::calcom::BookingFilter;
use crate::calcom::CallError;
use crate::calcom::NewBooking;
use crate::domain::booking::BookingFacts;
use crate::domain::booking::Source;
use crate::domain::booking::meta;
use crate::domain::visit_plan::PlannedBooking;
use crate::frontdesk::Desk;
use crate::frontdesk::record;
use crate::frontdesk::record::Seen;
use crate::frontdesk::told::tell;
use crate::saga::Done;
use crate::saga::Found;
use crate::saga::Sent;
use crate::saga::Steps;
use crate::store::Tx;
use crate::store::appointment;
use crate::store::warning;
use serde::Deserialize;
use serde::Serialize;
use serde_json::Value;
use serde_json::json;
use std::collections::BTreeMap;
use std::time::Instant;
use time::OffsetDateTime;

/// How many bookings of one artificial address are looked through for a lost one. A visit has a handful.
const LOOK_TAKE: u32 = 100;

/// In a step's output: the saga went on without it, for this reason.
const WITHOUT: &str = "without";

/// A saga's parameters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VisitPlan {
    /// The saga's own id, as the bookings' metadata carries it.
    pub saga: String,
    /// Where the visit came from.
    pub source: String,
    /// For whom; unused where nothing is booked.
    pub attendee: PlannedAttendee,
    /// The customer's number, E.164: kept here where Cal.com is not told.
    #[serde(default)]
    pub phone: Option<String>,
    /// What each booking's metadata says beside the segment.
    pub metadata: BTreeMap<String, String>,
    /// In this order.
    pub actions: Vec<Action>,
}

/// Whom Cal.com is told.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PlannedAttendee {
    /// The customer's name.
    pub name: String,
    /// The visit's artificial address.
    pub email: String,
    /// E.164.
    pub phone: Option<String>,
    /// IANA name.
    pub time_zone: String,
    /// `de` or `en`.
    pub language: String,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Action {
    /// Books a segment.
    Book {
        /// `A`, `B`, …
        segment: String,
        /// What.
        event_type_id: i64,
        /// UTC.
        #[serde(with = "time::serde::rfc3339")]
        start: OffsetDateTime,
        /// What it is of the visit, as the booking's metadata will say.
        #[serde(default)]
        note: BTreeMap<String, String>,
        /// Asked for where the event type has several lengths.
        #[serde(default)]
        minutes: Option<u32>,
        /// Whether the visit stands without it.
        #[serde(default)]
        optional: bool,
    },
    /// Moves a booking to another start, same event type.
    Reschedule {
        /// The booking.
        uid: String,
        /// UTC.
        #[serde(with = "time::serde::rfc3339")]
        start: OffsetDateTime,
        /// For Cal.com's page.
        reason: String,
        /// Where it was, UTC: where it goes if the visit cannot be moved as a whole.
        #[serde(default, with = "time::serde::rfc3339::option")]
        back: Option<OffsetDateTime>,
    },
    /// Cancels a booking.
    Cancel {
        /// The booking.
        uid: String,
        /// Cal.com wants one.
        reason: String,
        /// A person has called it off: refused, it is for a person again.
        #[serde(default)]
        owed: bool,
    },
}

/// The steps of one saga, with the time the outside calls have.
pub struct VisitSteps<'a> {
    /// The desk they are made at.
    pub desk: &'a Desk,
    /// What was fixed.
    pub plan: VisitPlan,
    /// When every call has ended.
    pub deadline: Instant,
}

impl Action {
    /// Books a part of a visit.
    pub fn book(part: &PlannedBooking) -> Action {
        let mut note = BTreeMap::new();
        part.note.write(&mut note);
        Action::Book {
            segment: part.note.segment.clone(),
            event_type_id: part.event_type_id,
            start: part.at.start(),
            note,
            minutes: None,
            optional: part.is_optional(),
        }
    }

    /// The same, where the event type has several lengths.
    pub fn of_length(mut self, length: i64) -> Action {
        if let Action::Book { minutes, .. } = &mut self {
            *minutes = u32::try_from(length).ok();
        }
        self
    }
}

impl Steps for VisitSteps<'_> {
    fn count(&self) -> usize {
        self.plan.actions.len()
    }

    fn send(&self, step: usize) -> Sent {
        let answer = match self.plan.actions.get(step) {
            Some(Action::Book { segment, event_type_id, start, note, minutes, .. }) => {
                let new = self.new_booking(segment, *event_type_id, *start, note, *minutes);
                self.desk.calcom.book(&new, self.deadline)
            }
            Some(Action::Reschedule { uid, start, reason, .. }) => {
                self.desk.calcom.reschedule(uid, *start, reason, self.deadline)
            }
            Some(Action::Cancel { uid, reason, .. }) => return self.cancel(uid, reason),
            None => return Sent::Refused("there is no such step".into()),
        };
        match answer {
            Ok(facts) => Sent::Done(self.done(self.with_host(facts))),
            Err(error) => sent(error),
        }
    }

    fn look(&self, step: usize) -> Found {
        match self.plan.actions.get(step) {
            Some(Action::Book { segment, .. }) => self.look_for_booking(segment),
            Some(Action::Reschedule { uid, .. }) => self.look_for_successor(uid),
            Some(Action::Cancel { uid, .. }) => self.look_for_cancellation(uid),
            None => Found::Unclear("there is no such step".into()),
        }
    }

    fn may_repeat(&self, step: usize) -> bool {
        matches!(self.plan.actions.get(step), Some(Action::Cancel { .. }))
    }

    fn is_owed(&self, step: usize) -> bool {
        matches!(self.plan.actions.get(step), Some(Action::Cancel { owed: true, .. }))
    }

    fn without(&self, step: usize, why: &str) -> Option<Done> {
        let Some(Action::Book { segment, optional: true, .. }) = self.plan.actions.get(step) else {
            return None;
        };
        Some(self.released(segment, why))
    }

    fn undo(&self, step: usize, output: &Value) -> Sent {
        if output.get(WITHOUT).is_some() {
            return Sent::Done(nothing_to_record());
        }
        match (self.plan.actions.get(step), output.get("uid").and_then(Value::as_str)) {
            (Some(Action::Book { .. }), Some(uid)) => {
                match self.cancel(uid, "the visit could not be booked as a whole") {
                    // Gone is what we wanted.
                    Sent::Refused(_) if self.is_gone(uid) => Sent::Done(nothing_to_record()),
                    sent => sent,
                }
            }
            (Some(Action::Reschedule { back: Some(back), reason, .. }), Some(uid)) => {
                self.move_back(uid, *back, reason)
            }
            (Some(_), _) | (None, _) => Sent::Refused("this step cannot be taken back".into()),
        }
    }
}

impl VisitSteps<'_> {
    fn new_booking(
        &self,
        segment: &str,
        event_type_id: i64,
        start: OffsetDateTime,
        note: &BTreeMap<String, String>,
        minutes: Option<u32>,
    ) -> NewBooking {
        let mut metadata = self.plan.metadata.clone();
        metadata.extend(note.clone());
        metadata.insert(meta::SAGA.into(), self.plan.saga.clone());
        metadata.insert(meta::SEGMENT.into(), segment.into());
        let attendee = self.plan.attendee.clone();
        NewBooking {
            event_type_id,
            start,
            length_minutes: minutes,
            attendee_name: attendee.name,
            attendee_email: attendee.email,
            attendee_phone: attendee.phone,
            attendee_time_zone: attendee.time_zone,
            attendee_language: attendee.language,
            metadata,
        }
    }

    /// The ground truth: an answer without a usable host is asked for once more. Without an answer to that the
    /// booking stands all the same, and the poll finds the host.
    fn with_host(&self, facts: BookingFacts) -> BookingFacts {
        if facts.host.host().is_some() {
            return facts;
        }
        match self.desk.calcom.booking(&facts.uid, self.deadline) {
            Ok(whole) => whole,
            Err(error) => {
                log::warn!("booking {} has no host yet: {error}", facts.uid);
                facts
            }
        }
    }

    fn cancel(&self, uid: &str, reason: &str) -> Sent {
        match self.desk.calcom.cancel(uid, reason, self.deadline) {
            Ok(facts) => Sent::Done(self.done(facts)),
            // Cancelled already, perhaps: which is what we wanted. Its state tells.
            Err(CallError::Refused(no)) => match self.look_for_cancellation(uid) {
                Found::Done(done) => Sent::Done(done),
                Found::Absent => Sent::Refused(no.message),
                Found::Unclear(why) => Sent::Unknown(why),
            },
            Err(error) => sent(error),
        }
    }

    /// A booking that was moved goes back, once: an earlier try whose answer was lost may have done it.
    fn move_back(&self, uid: &str, back: OffsetDateTime, reason: &str) -> Sent {
        let moved = match self.desk.calcom.booking(uid, self.deadline) {
            Ok(moved) => moved,
            Err(CallError::Refused(no)) => return Sent::Refused(no.message),
            Err(error) => return sent(error),
        };
        if let Some(next) = &moved.rescheduled_to {
            return match self.desk.calcom.booking(next, self.deadline) {
                Ok(facts) if facts.start == back => Sent::Done(self.done(facts)),
                Ok(_) => Sent::Refused("somebody has moved the booking since".into()),
                Err(error) => sent(error),
            };
        }
        match self.desk.calcom.reschedule(uid, back, reason, self.deadline) {
            Ok(facts) => Sent::Done(self.done(self.with_host(facts))),
            Err(error) => sent(error),
        }
    }

    fn look_for_booking(&self, segment: &str) -> Found {
        let filter = BookingFilter {
            attendee_email: Some(self.plan.attendee.email.clone()),
            take: LOOK_TAKE,
            ..BookingFilter::default()
        };
        let found = match self.desk.calcom.bookings(&filter, self.deadline) {
            Ok(found) => found,
            Err(error) => return Found::Unclear(error.to_string()),
        };
        let ours = |facts: &BookingFacts| {
            facts.metadata.get(meta::SAGA) == Some(&self.plan.saga)
                && facts.metadata.get(meta::SEGMENT).map(String::as_str) == Some(segment)
        };
        let mut ours: Vec<BookingFacts> = found.bookings.into_iter().filter(ours).collect();
        ours.sort_by_key(|facts| (!facts.status.stands(), facts.updated_at));
        match ours.into_iter().next() {
            Some(facts) => Found::Done(self.done(self.with_host(facts))),
            // An entry nobody can read might be it.
            None => match found.unreadable.first() {
                Some(why) => Found::Unclear(why.clone()),
                None => Found::Absent,
            },
        }
    }

    fn look_for_successor(&self, uid: &str) -> Found {
        let old = match self.desk.calcom.booking(uid, self.deadline) {
            Ok(old) => old,
            Err(error) if error.is_not_found() => return Found::Absent,
            Err(error) => return Found::Unclear(error.to_string()),
        };
        let Some(next) = old.rescheduled_to else { return Found::Absent };
        match self.desk.calcom.booking(&next, self.deadline) {
            Ok(facts) => Found::Done(self.done(facts)),
            Err(error) => Found::Unclear(error.to_string()),
        }
    }

    /// A booking that was moved is not off, and what Cal.com does not know cannot be cancelled there.
    fn look_for_cancellation(&self, uid: &str) -> Found {
        match self.desk.calcom.booking(uid, self.deadline) {
            Ok(facts) if facts.status.stands() || facts.rescheduled_to.is_some() => Found::Absent,
            Ok(facts) => Found::Done(self.done(facts)),
            Err(error) if error.is_not_found() => Found::Absent,
            Err(error) => Found::Unclear(error.to_string()),
        }
    }

    /// A pause that could not be held counts as released, and somebody is told.
    fn released(&self, segment: &str, why: &str) -> Done {
        let desk = self.desk;
        let (company, now) = (desk.salon.company, desk.now());
        let visit_ref = self.plan.metadata.get(meta::REF).cloned().unwrap_or_default();
        let message = desk.voice().pause_not_held(segment, why);
        let output = json!({ WITHOUT: why });
        let record = move |tx: &Tx| {
            warning::raise(tx, company, warning::Kind::PauseNotHeld, &visit_ref, &message, now)?;
            match appointment::find_by_ref(tx, &visit_ref)? {
                Some((id, _)) => tell(tx, id),
                None => Ok(Value::Null),
            }
        };
        Done { output, record: Box::new(record) }
    }

    fn is_gone(&self, uid: &str) -> bool {
        self.desk.calcom.booking(uid, self.deadline).is_err_and(|error| error.is_not_found())
    }

    fn done(&self, mut facts: BookingFacts) -> Done {
        if let Some(attendee) = &mut facts.attendee {
            attendee.phone = attendee.phone.take().or_else(|| self.plan.phone.clone());
        }
        let output = json!({ "uid": facts.uid });
        let rules = self.desk.rules();
        let road = Source::parse(&self.plan.source).unwrap_or(Source::Import);
        let now = self.desk.now();
        let record = move |tx: &Tx| {
            let without_host = facts.host.host().is_none() && facts.status.stands();
            let uid = facts.uid.clone();
            let recorded = record::record(tx, &rules, &Seen { facts, road }, now)?;
            if without_host {
                record::ask_to_look(tx, &uid, now)?;
            }
            tell(tx, recorded.appointment)
        };
        Done { output, record: Box::new(record) }
    }
}

fn nothing_to_record() -> Done {
    Done { output: Value::Null, record: Box::new(|_| Ok(Value::Null)) }
}

fn sent(error: CallError) -> Sent {
    match error {
        CallError::Refused(no) => Sent::Refused(format!("{} {}", no.status, no.message)),
        CallError::NotSent { why, .. } => Sent::NotSent(why),
        CallError::Unknown(why) => Sent::Unknown(why),
    }
}
