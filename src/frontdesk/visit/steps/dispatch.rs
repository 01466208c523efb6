//! The steps of a visit's saga: book a segment, move a booking, cancel one. What is sent is fixed in the
//! parameters before the first call, so that a repeat asks for the same thing; what comes back is compared with it
//! before it is believed (`domain::visit::recognition`).

use crate::domain::visit::refusal::Reason;
use crate::domain::visit::saga_plan::Action;
use crate::frontdesk::diary::summary::summarise;
use crate::frontdesk::visit::steps::ledger::VisitLedger;
use crate::frontdesk::visit::steps::shared::{VisitSteps, refused};
use crate::frontdesk::voice::callers::Voice;
use crate::saga::{Done, Found, Ledger, No, Sent, Steps, Whole};
use crate::store::db::tx::Tx;
use crate::store::messages::warning;
use crate::store::visit::appointment;
use serde_json::{Value, json};

/// In a step's output: the saga went on without it, for this reason.
const WITHOUT: &str = "without";

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

    fn look_over(&self) -> Result<Whole, String> {
        self.look_over_all()
    }

    fn ledger(&self) -> Box<dyn Ledger> {
        Box::new(VisitLedger::new(self.desk, self.kind, &self.plan))
    }
}

impl VisitSteps<'_> {
    /// A pause that could not be held counts as released, and the desk is told.
    fn released(&self, segment: &str, why: &str) -> Done {
        let desk = self.desk;
        let (company, now) = (desk.salon.company, desk.now());
        let visit_ref = self.plan.visit_ref().to_owned();
        let message = Voice::of(&desk.salon).pause_not_held(segment, why);
        let output = json!({ WITHOUT: why });
        let record = move |tx: &Tx| {
            warning::raise(tx, company, warning::Kind::PauseNotHeld, &visit_ref, &message, now)?;
            match appointment::find_by_ref(tx, &visit_ref)? {
                Some((id, _)) => summarise(tx, id),
                None => Ok(Value::Null),
            }
        };
        Done { output, record: Box::new(record) }
    }

    fn is_gone(&self, uid: &str) -> bool {
        self.desk.calcom.booking(uid, self.deadline).is_err_and(|error| error.is_not_found())
    }
}

fn nothing_to_record() -> Done {
    Done { output: Value::Null, record: Box::new(|_| Ok(Value::Null)) }
}

fn no_such_step() -> Sent {
    refused(Reason::Other, "there is no such step")
}
