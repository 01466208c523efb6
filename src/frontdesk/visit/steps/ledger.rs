//! What belongs to a visit's saga beside its journal: whether the visit is whole in the end, and what a no or a case
//! for a person brings with it (a warning, a note to call back).

use crate::domain::Result;
use crate::domain::calendar::interval::Interval;
use crate::domain::calendar::zone::Zone;
use crate::domain::help::code::Code;
use crate::domain::ids::CompanyId;
use crate::domain::language::Language;
use crate::domain::visit::booked::VisitStatus;
use crate::domain::visit::booking::BookingStatus;
use crate::domain::visit::layout;
use crate::domain::visit::refusal::{Class, Reason, Scope};
use crate::domain::visit::saga_plan::{Action, VisitPlan};
use crate::frontdesk::Desk;
use crate::frontdesk::diary::summary;
use crate::frontdesk::door::warn;
use crate::frontdesk::how_told::HowTold;
use crate::frontdesk::offer::taken;
use crate::frontdesk::offer::taken::Asker;
use crate::frontdesk::telling::tell;
use crate::frontdesk::voice::callers::Voice;
use crate::saga::{Ledger, No, Whole};
use crate::store::db::tx::Tx;
use crate::store::host::staff;
use crate::store::messages::callback::NewCallback;
use crate::store::messages::{callback, warning};
use crate::store::service::catalogue;
use crate::store::visit::saga_log::Kind;
use crate::store::visit::segment::Segment;
use crate::store::visit::{appointment, booking, call, segment};
use serde_json::Value;
use std::sync::Arc;
use time::{Duration, OffsetDateTime};

pub(crate) struct VisitLedger {
    company: CompanyId,
    telling: Arc<HowTold>,
    kind: Kind,
    plan: VisitPlan,
    asker: Asker,
    language: Language,
    /// A caller who waits hears something after this time: later a no reaches no caller.
    deadline: Duration,
}

impl VisitLedger {
    pub fn new(desk: &Desk, kind: Kind, plan: &VisitPlan) -> VisitLedger {
        let seconds = desk.salon.config.booking.answer_deadline_seconds;
        VisitLedger {
            company: desk.salon.company,
            telling: desk.salon.telling.clone(),
            kind,
            plan: plan.clone(),
            asker: taken::asker(desk, "", None),
            language: desk.salon.language,
            deadline: Duration::seconds(i64::try_from(seconds).unwrap_or(i64::MAX)),
        }
    }

    fn zone(&self) -> &Zone {
        &self.asker.zone
    }

    fn voice(&self) -> Voice<'_> {
        Voice { language: self.language, zone: self.zone(), today: None }
    }

    /// The part of a visit that an action made or moved, as its row is now, and where it was to be.
    fn parts(&self, tx: &Tx) -> Result<Vec<(Segment, OffsetDateTime, bool)>> {
        let of_visit = segment::of_ref(tx, self.plan.visit_ref())?;
        let mut parts = Vec::new();
        for action in &self.plan.actions {
            match action {
                Action::Book { segment, start, pool, optional: false, .. } => {
                    let found = of_visit.iter().find(|(_, part)| part.key == *segment);
                    parts.extend(found.map(|(_, part)| (part.clone(), *start, *pool)));
                }
                Action::Reschedule { uid, start, .. } => {
                    let Some((id, _)) = booking::find(tx, uid)? else { continue };
                    let found = segment::find(tx, id)?;
                    parts.extend(found.map(|part| (part, *start, false)));
                }
                Action::Book { .. } | Action::Cancel { .. } => {}
            }
        }
        Ok(parts)
    }

    /// Whether the staff member Cal.com chose of a pool can do it: not absent, no minutes kept for another customer.
    fn can_do(&self, tx: &Tx, part: &Segment) -> Result<bool> {
        let Some(person) = &part.staff else { return Ok(true) };
        let around = &part.around;
        let at = Interval::new(part.starts_at, part.ends_at)?;
        let wanted =
            layout::claim(at, around.settle_minutes, around.return_minutes, around.buffer_minutes);
        // What was offered to this very caller does not stand in the way.
        let (call_id, moving) = (self.subject(tx)?, Some(part.appointment));
        let asker = Asker { call_id, moving, ..self.asker.clone() };
        Ok(asker.against(tx, person, &wanted)?.is_none())
    }

    fn subject(&self, tx: &Tx) -> Result<String> {
        Ok(call::call_of(tx, &self.plan.saga)?.unwrap_or_else(|| self.plan.saga.clone()))
    }

    /// Leaves a note for the desk, where one was wished for.
    fn leave_note(&self, tx: &Tx, reason: Reason) -> Result<()> {
        if self.kind == Kind::Release {
            return Ok(());
        }
        let visit = appointment::find_by_ref(tx, self.plan.visit_ref())?;
        let note = NewCallback {
            subject: self.subject(tx)?,
            reason,
            customer_name: self.plan.attendee.name.clone(),
            phone: self.plan.phone.clone(),
            wish: self.wish(tx, visit.as_ref().map(|(_, row)| row.starts_at))?,
            appointment: visit.map(|(id, _)| id),
        };
        callback::leave(tx, self.company, &note, self.asker.now)
    }

    /// What was wished, for the desk.
    fn wish(&self, tx: &Tx, stands: Option<OffsetDateTime>) -> Result<String> {
        let service = match self.plan.service() {
            Some(key) => catalogue::find_by_key(tx, self.company, key)?.map(|found| found.name),
            None => None,
        };
        let preferred = self.plan.metadata.get(crate::domain::visit::booking::meta::PREFERRED);
        let person = match preferred {
            Some(id) => staff::find(tx, &crate::domain::ids::StaffId(id.clone()))?,
            None => None,
        };
        let what = service.as_deref().unwrap_or_default();
        let with = person.as_ref().map(|person| person.name.as_str());
        let (voice, asked) = (self.voice(), self.plan.asked_start());
        Ok(match (self.kind, asked) {
            (Kind::Move, Some(asked)) => voice.wish_to_move(what, stands, asked, with),
            (Kind::Book | Kind::Release, Some(asked)) => voice.wish_to_book(what, asked, with),
            (Kind::Cancel, _) | (_, None) => voice.wish_to_cancel(what, stands),
        })
    }

    /// The event type that was refused, if the saga has only one.
    fn event_type(&self) -> Option<i64> {
        let mut ids = self.plan.actions.iter().filter_map(|action| match action {
            Action::Book { event_type_id, .. } => Some(*event_type_id),
            Action::Reschedule { event_type_id, .. } => *event_type_id,
            Action::Cancel { .. } => None,
        });
        ids.next()
    }
}

impl Ledger for VisitLedger {
    fn kept(&self, told: &Value) -> Value {
        summary::kept(told)
    }

    fn whole(&self, tx: &Tx) -> Result<Whole> {
        if !matches!(self.kind, Kind::Book | Kind::Move) {
            return Ok(Whole::Right);
        }
        let parts = self.parts(tx)?;
        let several = parts.len() > 1;
        for (part, start, pool) in parts {
            let stands = part.booking_status.is_none_or(BookingStatus::stands);
            if !stands {
                let why = format!("part {} was called off at Cal.com meanwhile", part.key);
                let no = No::new(Reason::CalledOff, why);
                return Ok(match self.kind {
                    Kind::Book => Whole::TakeBack(no),
                    Kind::Move | Kind::Cancel | Kind::Release => Whole::Stuck(no),
                });
            }
            if several && part.starts_at != start {
                let why = format!("part {} was moved elsewhere at Cal.com meanwhile", part.key);
                return Ok(Whole::Stuck(No::new(Reason::MovedElsewhere, why)));
            }
            if pool && !self.can_do(tx, &part)? {
                let why = format!("whom Cal.com chose for part {} cannot do it then", part.key);
                return Ok(Whole::TakeBack(No::new(Reason::PoolUnfit, why)));
            }
        }
        Ok(Whole::Right)
    }

    fn on_no(&self, tx: &Tx, no: &No, since: OffsetDateTime) -> Result<()> {
        let now = self.asker.now;
        let subject = match no.reason.class() {
            Class::Broken(Scope::Everything) => Some(warning::CALCOM.to_owned()),
            Class::Broken(Scope::EventType) | Class::Misconfigured => {
                self.event_type().map(|id| id.to_string())
            }
            Class::Taken | Class::Plain | Class::Case => None,
        };
        if let Some(subject) = subject {
            let message = self.voice().refused_at_calcom(no.reason, &subject, &no.why);
            let kind = warning::Kind::Refused(no.reason);
            if warning::raise(tx, self.company, kind, &subject, &message, now)? {
                let sentence = Code::from(no.reason).ends(&no.why);
                log::error!("Cal.com refuses ({}): {sentence}", no.reason.as_str());
            }
        }
        // A caller who was told "it takes a moment" must hear how it ended.
        let nobody_waits = now - since > self.deadline;
        if !no.reason.is_for_the_caller() || nobody_waits {
            self.leave_note(tx, no.reason)?;
        }
        Ok(())
    }

    fn on_stuck(&self, tx: &Tx, no: &No) -> Result<()> {
        let now = self.asker.now;
        let saga = &self.plan.saga;
        let message = self.voice().visit_stuck(saga, &no.why);
        warning::raise_once(tx, self.company, warning::Kind::Stuck, saga, &message, now)?;
        self.leave_note(tx, no.reason)
    }

    /// A part that was called off meanwhile was this saga's to see to; now it is for a person alone. And the customer is
    /// told what has come of it.
    fn at_rest(&self, tx: &Tx, is_done: bool) -> Result<()> {
        let visit = appointment::find_by_ref(tx, self.plan.visit_ref())?;
        if let Some((id, row)) = &visit {
            // Of a booking this is the saga that has made the visit.
            let plan = (self.kind == Kind::Book && is_done).then_some(&self.plan);
            tell::tell_of(tx, &self.telling, (*id, row), plan, self.asker.now)?;
        }
        match visit {
            Some((id, row)) if row.plan.is_composite() && row.status == VisitStatus::Pending => {
                warn::torn(tx, self.company, &self.voice(), (id, &row), self.asker.now)
            }
            Some(_) | None => Ok(()),
        }
    }
}

/// A person has seen to a case.
pub(crate) fn no_longer_stuck(
    tx: &Tx,
    company: CompanyId,
    saga: &str,
    now: OffsetDateTime,
) -> Result<()> {
    warning::clear(tx, company, warning::Kind::Stuck, saga, now).map(|_| ())
}
