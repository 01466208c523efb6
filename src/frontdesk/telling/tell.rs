//! Deciding what a visit's customer is told, in the transaction that changed the visit.

use crate::domain::Result;
use crate::domain::ids::AppointmentId;
use crate::domain::message::facts::VisitFacts;
use crate::domain::message::kind::{Channel, Kind, State};
use crate::domain::message::next::{Next, Told, next};
use crate::domain::message::way::{Contact, Way, way};
use crate::domain::visit::booked::VisitStatus;
use crate::domain::visit::saga_plan::VisitPlan;
use crate::frontdesk::how_told::HowTold;
use crate::frontdesk::telling::{gather, link};
use crate::logging::fact::Fact;
use crate::logging::request;
use crate::store::db::tx::Tx;
use crate::store::messages::outbox;
use crate::store::messages::outbox::{Message, NewMessage};
use crate::store::visit::appointment::Appointment;
use crate::store::visit::{appointment, saga_log};
use time::OffsetDateTime;

/// The same after a change that came by itself. While a saga is on its way with the visit, or waits for a person, nothing is
/// told: what comes of it is told at its end.
pub(crate) fn tell_unless_unsettled(
    tx: &Tx,
    setting: &HowTold,
    visit: AppointmentId,
    now: OffsetDateTime,
) -> Result<()> {
    let Some(row) = appointment::find(tx, visit)? else { return Ok(()) };
    let Some(visit_ref) = &row.visit_ref else { return Ok(()) };
    match saga_log::unsettled_of_visit(tx, visit_ref, "")? {
        Some(_) => Ok(()),
        None => tell(tx, setting, visit, now),
    }
}

/// Writes down what the visit's customer is to be told, if that is anything new. Nothing is told of what is over, nor of
/// visits that none of our sagas has made.
pub(crate) fn tell(
    tx: &Tx,
    setting: &HowTold,
    visit: AppointmentId,
    now: OffsetDateTime,
) -> Result<()> {
    match appointment::find(tx, visit)? {
        Some(row) => tell_of(tx, setting, (visit, &row), None, now),
        None => Ok(()),
    }
}

/// The same of a visit that was read already, and of the plan that made it, where that is at hand.
pub(crate) fn tell_of(
    tx: &Tx,
    setting: &HowTold,
    (visit, row): (AppointmentId, &Appointment),
    made_by: Option<&VisitPlan>,
    now: OffsetDateTime,
) -> Result<()> {
    let Some(visit_ref) = row.visit_ref.clone().filter(|_| row.ends_at > now) else {
        return Ok(());
    };
    // Where nothing goes out by any way, and nothing ever did, there is nothing to write down.
    let last = outbox::newest(tx, &visit_ref)?;
    if last.is_none() && !setting.wishes.sends_anything() {
        return Ok(());
    }
    let reached = gather::reached(tx, setting, (&visit_ref, row), made_by)?;
    let Some(reached) = reached else { return Ok(()) };
    let facts = gather::facts(tx, setting, (visit, &visit_ref, row), &reached.language)?;
    let teller = Teller { tx, setting, contact: &reached.contact, now };
    teller.tell(last, row.status, facts.clone())?;
    teller.remind(row.status, &facts)
}

struct Teller<'a> {
    tx: &'a Tx<'a>,
    setting: &'a HowTold,
    contact: &'a Contact,
    now: OffsetDateTime,
}

impl Teller<'_> {
    fn tell(
        &self,
        last: Option<Message>,
        status: VisitStatus,
        mut facts: VisitFacts,
    ) -> Result<()> {
        facts.before = last.as_ref().and_then(|last| last.facts.before);
        let told = last.as_ref().map(|last| Told {
            kind: last.kind,
            revision: last.revision,
            facts: &last.facts,
            is_untouched: last.is_untouched(),
        });
        match (next(told, status, &facts), &last) {
            (Next::Nothing, _) | (Next::Refresh | Next::Withdraw, None) => Ok(()),
            (Next::Withdraw, Some(last)) => {
                outbox::replace(self.tx, &last.id, self.now)?;
                let before = outbox::newest(self.tx, &facts.visit_ref)?;
                self.tell(before, status, facts)
            }
            (Next::Refresh, Some(last)) => {
                let told = (&facts, last.revision);
                outbox::refresh(self.tx, &last.id, told, last.due_at, self.now)
            }
            (Next::New { kind, revision }, _) => {
                facts.before = last.as_ref().map(|last| last.facts.starts_at);
                facts.before = facts.before.filter(|_| kind == Kind::Moved);
                if let Some(last) = last.filter(|last| last.state == State::Open) {
                    outbox::replace(self.tx, &last.id, self.now)?;
                }
                self.write(kind, revision, &facts, self.now)
            }
        }
    }

    /// Reminds of a visit that stands, so long before it. A visit that begins sooner than that has no reminder.
    fn remind(&self, status: VisitStatus, facts: &VisitFacts) -> Result<()> {
        let Some(before) = self.setting.reminds_before else { return Ok(()) };
        let open = outbox::open_reminder(self.tx, &facts.visit_ref)?;
        let due_at = facts.starts_at.saturating_sub(before);
        // It tells of the event as it was told last, not of a newer one.
        let revision = || -> Result<u32> {
            Ok(outbox::newest(self.tx, &facts.visit_ref)?.map_or(0, |newest| newest.revision))
        };
        match (status == VisitStatus::Confirmed, open) {
            // It was moved to where the reminder would come with the message that tells so.
            (true, Some(open)) if open.due_at > self.now && due_at <= self.now => {
                outbox::replace(self.tx, &open.id, self.now)
            }
            (true, Some(open)) if open.is_untouched() => {
                let told = (facts, revision()?);
                outbox::refresh(self.tx, &open.id, told, due_at.max(self.now), self.now)
            }
            (true, None) if due_at > self.now => {
                self.write(Kind::Reminder, revision()?, facts, due_at)
            }
            (false, Some(open)) => outbox::replace(self.tx, &open.id, self.now),
            (true, Some(_) | None) | (false, None) => Ok(()),
        }
    }

    fn write(
        &self,
        kind: Kind,
        revision: u32,
        facts: &VisitFacts,
        due_at: OffsetDateTime,
    ) -> Result<()> {
        let way = way(kind, self.contact, &self.setting.wishes);
        let (channel, recipient, reason) = match &way {
            Way::Mail(email) => (Channel::Mail, email.as_str(), ""),
            Way::Sms(phone) => (Channel::Sms, phone.as_str(), ""),
            Way::Nowhere(why) => (Channel::Nowhere, "", why.as_str()),
        };
        let is_linked =
            self.setting.has_links && channel != Channel::Nowhere && kind != Kind::Cancelled;
        let token = is_linked
            .then(|| link::make(self.tx, self.setting, &facts.visit_ref, self.now))
            .transpose()?;
        let request = request::current();
        let new = NewMessage {
            company: self.setting.company,
            kind,
            revision,
            channel,
            recipient,
            facts,
            reason,
            due_at,
            link_token: token.as_deref(),
            request: request.as_deref(),
        };
        let id = outbox::insert(self.tx, &new, self.now)?;
        Fact::new("message")
            .with("id", id)
            .with("kind", kind.as_str())
            .with("channel", channel.as_str())
            .with("outcome", if reason.is_empty() { "written" } else { "untold" })
            .tell();
        Ok(())
    }
}
