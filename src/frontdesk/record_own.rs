//! Whether a booking that Cal.com shows is one of ours, where nobody has just asked for it: a webhook, the poll, a list.
//! For `record` alone, inside the door.
//!
//! What our own journal planned and Cal.com later shows joins that saga's customer, however late. What names a visit of
//! ours and is none of it stands by itself.

use crate::domain::Result;
use crate::domain::booking::Attendee;
use crate::domain::booking::BookingFacts;
use crate::domain::booking::meta;
use crate::domain::error::Error;
use crate::domain::ids::SegmentId;
use crate::domain::recognition;
use crate::domain::recognition::Asked;
use crate::domain::recognition::Judged;
use crate::domain::saga_plan::Action;
use crate::domain::saga_plan::VisitPlan;
use crate::frontdesk::record_rules::Rules;
use crate::frontdesk::record_rules::Seen;
use crate::frontdesk::record_warn;
use crate::store::Tx;
use crate::store::appointment;
use crate::store::booking;
use crate::store::saga_log;
use crate::store::saga_log::Saga;
use crate::store::saga_log::State;
use crate::store::segment;
use serde_json::Value;
use time::OffsetDateTime;

/// What our own rows say of a booking that is new here.
enum Own {
    /// Its saga planned it, and is on its way or knows it.
    Planned(BookingFacts),
    /// Its saga planned it and is at rest without it: Cal.com wrote it after we had given up, or wrote it twice.
    Late(BookingFacts),
    /// It names a saga or visit of ours, and is nothing that was planned for it.
    Foreign,
    /// Our journal knows nothing of it.
    Unknown,
}

/// A booking as our own journal completes it.
pub(super) struct Known {
    pub facts: BookingFacts,
    /// Its saga is at rest without it.
    pub is_late: bool,
    /// It names a visit of ours and is none of it.
    pub is_alone: bool,
}

impl Known {
    pub fn of(
        tx: &Tx,
        rules: &Rules,
        seen: &Seen,
        is_placed: bool,
        now: OffsetDateTime,
    ) -> Result<Known> {
        let as_it_is = || Known { facts: seen.facts.clone(), is_late: false, is_alone: false };
        if seen.is_own {
            record_warn::of_own(tx, rules, &seen.facts, now)?;
            return Ok(as_it_is());
        }
        if is_placed {
            return Ok(as_it_is());
        }
        Ok(match look_up(tx, rules, &seen.facts)? {
            Own::Planned(facts) => {
                record_warn::of_own(tx, rules, &facts, now)?;
                Known { facts, ..as_it_is() }
            }
            Own::Late(facts) => {
                record_warn::of_late(tx, rules, &facts, now)?;
                Known { facts, is_late: true, is_alone: false }
            }
            Own::Foreign => {
                record_warn::of_foreign(tx, rules, &seen.facts.uid, now)?;
                let mut facts = seen.facts.clone();
                for key in [meta::REF, meta::SAGA, meta::SEGMENT] {
                    facts.metadata.remove(key);
                }
                Known { facts, is_late: false, is_alone: true }
            }
            Own::Unknown => as_it_is(),
        })
    }
}

/// Looks a booking up that is new here.
fn look_up(tx: &Tx, rules: &Rules, facts: &BookingFacts) -> Result<Own> {
    let Some((saga, log, plan)) = saga_of(tx, rules, facts)? else { return Ok(Own::Unknown) };
    let Some((asked, action)) = planned_as(&plan, facts) else { return Ok(Own::Foreign) };
    let knows = log
        .iter()
        .any(|entry| entry.data.get("uid").and_then(Value::as_str) == Some(facts.uid.as_str()));
    let own = completed(&plan, &asked, action, facts);
    Ok(match saga.state == State::Open || knows {
        true => Own::Planned(own),
        false => Own::Late(own),
    })
}

type Found = (Saga, Vec<crate::domain::saga::Entry>, VisitPlan);

/// The saga that a booking names; where Cal.com kept nothing of what we wrote, that of the visit's own address.
fn saga_of(tx: &Tx, rules: &Rules, facts: &BookingFacts) -> Result<Option<Found>> {
    let named = facts.metadata.get(meta::SAGA).filter(|saga| !saga.is_empty()).cloned();
    let addressed = || facts.addresses.iter().find_map(|address| rules.visit_of(address));
    let Some(name) = named.or_else(addressed) else { return Ok(None) };
    let Some((saga, log)) = saga_log::load(tx, &name)? else { return Ok(None) };
    let plan: VisitPlan = serde_json::from_value(saga.params.clone()).map_err(Error::internal)?;
    Ok(Some((saga, log, plan)))
}

/// What the plan has for this booking; a person may have moved it since.
fn planned_as<'a>(plan: &'a VisitPlan, facts: &BookingFacts) -> Option<(Asked<'a>, &'a Action)> {
    let of = |action: &'a Action| match action {
        Action::Book { segment, event_type_id, start, end, .. } => Some((
            Asked {
                saga: &plan.saga,
                visit_ref: plan.visit_ref(),
                address: &plan.attendee.email,
                segment,
                event_type_id: *event_type_id,
                start: *start,
                end: *end,
            },
            action,
        )),
        Action::Reschedule { .. } | Action::Cancel { .. } => None,
    };
    plan.actions.iter().filter_map(of).find(|(asked, _)| {
        matches!(
            recognition::judge(asked, facts),
            Judged::AsAsked | Judged::OtherLength | Judged::Elsewhere | Judged::Off
        )
    })
}

/// As the plan has it: whom it is for and what it is of its visit is ours to say.
fn completed(
    plan: &VisitPlan,
    asked: &Asked,
    action: &Action,
    facts: &BookingFacts,
) -> BookingFacts {
    let mut own = facts.clone();
    own.attendee = Some(Attendee {
        name: plan.attendee.name.clone(),
        email: Some(plan.attendee.email.clone()),
        phone: plan.phone.clone(),
    });
    own.metadata.extend(plan.metadata.clone());
    if let Action::Book { note, .. } = action {
        own.metadata.extend(note.clone());
    }
    own.metadata.insert(meta::SAGA.to_owned(), asked.saga.to_owned());
    own.metadata.insert(meta::SEGMENT.to_owned(), asked.segment.to_owned());
    own
}

/// Whether a booking contradicts the segment that its uid or its chain leads to: it names another visit than the
/// segment's. One that says nothing of ours is believed, unless only an answer has ever named its uid.
pub(super) fn contradicts(
    tx: &Tx,
    rules: &Rules,
    segment: SegmentId,
    facts: &BookingFacts,
) -> Result<bool> {
    let Some(part) = segment::find(tx, segment)? else { return Ok(false) };
    let row = appointment::find(tx, part.appointment)?;
    let Some(visit_ref) = row.and_then(|row| row.visit_ref) else { return Ok(false) };
    let addressed = facts.addresses.iter().find_map(|address| rules.visit_of(address));
    let said = facts.visit_ref().filter(|said| !said.is_empty()).map(str::to_owned);
    Ok(match said.or(addressed) {
        Some(said) => said != visit_ref,
        None => facts.is_read && booking::is_read(tx, &facts.uid)? == Some(false),
    })
}
