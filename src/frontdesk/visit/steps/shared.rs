//! A visit's saga as its steps see it: what was fixed, what is written down of a success, and what a refusal means.

use crate::calcom::CallError;
use crate::domain::visit::booking::{Attendee, BookingFacts, Source, meta};
use crate::domain::visit::refusal::Reason;
use crate::domain::visit::saga_plan::{Action, VisitPlan};
use crate::frontdesk::Desk;
use crate::frontdesk::diary::summary::summarise;
use crate::frontdesk::door::rules::{Rules, Seen};
use crate::frontdesk::door::{customer, record};
use crate::saga::{Done, No, Sent};
use crate::store::db::tx::Tx;
use crate::store::visit::saga_log::Kind;
use serde_json::json;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use time::OffsetDateTime;

/// The steps of one saga, with the time the outside calls have.
pub struct VisitSteps<'a> {
    pub desk: &'a Desk,
    pub kind: Kind,
    pub plan: VisitPlan,
    /// When every call has ended.
    pub deadline: Instant,
}

/// A booking to be made, as the plan has it.
pub(crate) struct Part<'a> {
    pub segment: &'a str,
    pub event_type_id: i64,
    /// UTC.
    pub start: OffsetDateTime,
    /// UTC; unknown in plans of older programs.
    pub end: Option<OffsetDateTime>,
    pub note: &'a BTreeMap<String, String>,
    pub minutes: Option<u32>,
    pub pool: bool,
}

impl VisitSteps<'_> {
    pub(crate) fn part<'a>(&self, action: &'a Action) -> Option<Part<'a>> {
        let Action::Book { segment, event_type_id, start, end, note, minutes, pool, .. } = action
        else {
            return None;
        };
        Some(Part {
            segment,
            event_type_id: *event_type_id,
            start: *start,
            end: *end,
            note,
            minutes: *minutes,
            pool: *pool,
        })
    }

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
        let rules = Rules::of(&self.desk.salon);
        let road = Source::parse(&self.plan.source).unwrap_or(Source::Import);
        let now = self.desk.now();
        // Cal.com was told an artificial one.
        let email = self.plan.contact.email.clone();
        let record = move |tx: &Tx| {
            let without_host = facts.host.host().is_none() && facts.status.stands();
            let uid = facts.uid.clone();
            let recorded = record::record(tx, &rules, &Seen { facts, road, is_own }, now)?;
            customer::learn_email(tx, &rules, recorded.appointment, email.as_deref(), now)?;
            if without_host {
                record::ask_to_look(tx, &uid, now)?;
            }
            summarise(tx, recorded.appointment)
        };
        Done { output, record: Box::new(record) }
    }

    /// Everything that this saga's booking of a part says in its metadata.
    pub(crate) fn metadata(&self, part: &Part) -> BTreeMap<String, String> {
        let mut metadata = self.plan.metadata.clone();
        metadata.extend(part.note.clone());
        metadata.insert(meta::SAGA.into(), self.plan.saga.clone());
        metadata.insert(meta::SEGMENT.into(), part.segment.into());
        metadata
    }
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
