//! The steps of a visit's saga: book a segment, move a booking, cancel one. What is sent is fixed in the
//! parameters before the first call, so that a repeat asks for the same thing; what comes back is compared with it
//! before it is believed (`domain::visit::recognition`).

use crate::calcom::CallError;
use crate::domain::visit::booking::{Attendee, BookingFacts, Source, meta};
use crate::domain::visit::refusal::Reason;
use crate::domain::visit::saga_plan::{Action, VisitPlan};
use crate::frontdesk::Desk;
use crate::frontdesk::diary::summary::tell;
use crate::frontdesk::door::record;
use crate::frontdesk::door::record::Seen;
use crate::frontdesk::visit::steps_book::Part;
use crate::frontdesk::visit::steps_ledger::VisitLedger;
use crate::saga::{Done, Found, Ledger, No, Sent, Steps, Whole};
use crate::store::db::tx::Tx;
use crate::store::messages::warning;
use crate::store::visit::appointment;
use crate::store::visit::saga_log::Kind;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// In a step's output: the saga went on without it, for this reason.
const WITHOUT: &str = "without";

/// The steps of one saga, with the time the outside calls have.
pub struct VisitSteps<'a> {
    /// The desk they are made at.
    pub desk: &'a Desk,
    /// What the saga is about.
    pub kind: Kind,
    /// What was fixed.
    pub plan: VisitPlan,
    /// When every call has ended.
    pub deadline: Instant,
}

impl Steps for VisitSteps<'_> {
    fn count(&self) -> usize {
        self.plan.actions.len()
    }

    fn send(&self, step: usize) -> Sent {
        match self.plan.actions.get(step) {
            Some(action @ Action::Book { .. }) => match self.part(action) {
                Some(part) => self.book(&part),
                None => no_such_step(),
            },
            Some(Action::Reschedule { uid, start, reason, event_type_id, .. }) => {
                self.reschedule(uid, *start, reason, *event_type_id)
            }
            Some(Action::Cancel { uid, reason, .. }) => self.cancel(uid, reason),
            None => no_such_step(),
        }
    }

    fn look(&self, step: usize) -> Found {
        match self.plan.actions.get(step) {
            Some(action @ Action::Book { .. }) => match self.part(action) {
                Some(part) => self.look_for_booking(&part),
                None => Found::Unclear("there is no such step".into()),
            },
            Some(Action::Reschedule { uid, start, event_type_id, .. }) => {
                self.look_for_move(uid, *start, *event_type_id)
            }
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

    fn without(&self, step: usize, no: &No) -> Option<Done> {
        let Some(Action::Book { segment, optional: true, .. }) = self.plan.actions.get(step) else {
            return None;
        };
        Some(self.released(segment, &no.why))
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
            (Some(_), _) | (None, _) => refused(Reason::Other, "this step cannot be taken back"),
        }
    }

    fn look_over(&self) -> Whole {
        self.look_over_all()
    }

    fn ledger(&self) -> Box<dyn Ledger> {
        Box::new(VisitLedger::new(self.desk, self.kind, &self.plan))
    }
}

impl VisitSteps<'_> {
    /// The ground truth: an answer without a usable host is asked for once more. Without an answer to that the
    /// booking stands all the same, and the poll finds the host.
    pub(crate) fn with_host(&self, facts: BookingFacts) -> BookingFacts {
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

    /// A pause that could not be held counts as released, and somebody is told.
    fn released(&self, segment: &str, why: &str) -> Done {
        let desk = self.desk;
        let (company, now) = (desk.salon.company, desk.now());
        let visit_ref = self.plan.visit_ref().to_owned();
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

    /// A booking that this saga made, as the plan has it: whom it is for and what it is of its visit is ours to say, and
    /// a person may have edited it at Cal.com meanwhile.
    pub(crate) fn done_own(&self, part: &Part, mut facts: BookingFacts) -> Done {
        let attendee = &self.plan.attendee;
        facts.attendee = Some(Attendee {
            name: attendee.name.clone(),
            email: Some(attendee.email.clone()),
            phone: self.plan.phone.clone(),
        });
        facts.metadata.extend(self.metadata(part));
        self.done_recorded(facts, true)
    }

    /// A state of a booking that is known: of a move its number is that of whom the visit is for.
    pub(crate) fn done(&self, mut facts: BookingFacts) -> Done {
        if let Some(attendee) = &mut facts.attendee {
            attendee.phone = attendee.phone.take().or_else(|| self.plan.phone.clone());
        }
        self.done_recorded(facts, false)
    }

    fn done_recorded(&self, facts: BookingFacts, is_own: bool) -> Done {
        let output = json!({ "uid": facts.uid });
        let rules = self.desk.rules();
        let road = Source::parse(&self.plan.source).unwrap_or(Source::Import);
        let now = self.desk.now();
        let record = move |tx: &Tx| {
            let without_host = facts.host.host().is_none() && facts.status.stands();
            let uid = facts.uid.clone();
            let recorded = record::record(tx, &rules, &Seen { facts, road, is_own }, now)?;
            if without_host {
                record::ask_to_look(tx, &uid, now)?;
            }
            tell(tx, recorded.appointment)
        };
        Done { output, record: Box::new(record) }
    }

    /// Everything that this saga's booking of a part says in its metadata.
    pub(crate) fn metadata(&self, part: &Part) -> std::collections::BTreeMap<String, String> {
        let mut metadata = self.plan.metadata.clone();
        metadata.extend(part.note.clone());
        metadata.insert(meta::SAGA.into(), self.plan.saga.clone());
        metadata.insert(meta::SEGMENT.into(), part.segment.into());
        metadata
    }
}

pub(crate) fn nothing_to_record() -> Done {
    Done { output: Value::Null, record: Box::new(|_| Ok(Value::Null)) }
}

fn no_such_step() -> Sent {
    refused(Reason::Other, "there is no such step")
}

pub(crate) fn refused(reason: Reason, why: impl Into<String>) -> Sent {
    Sent::Refused(No::new(reason, why))
}

pub(crate) fn sent(error: CallError) -> Sent {
    match error {
        CallError::Refused(no) => {
            refused(no.reason(), format!("{} {}: {}", no.status, no.code, no.message))
        }
        CallError::NotSent { why, retry_after_seconds } => {
            Sent::NotSent(why, retry_after_seconds.map(|s| Duration::from_secs(s.into())))
        }
        CallError::Unknown(why) => Sent::Unknown(why),
    }
}
