//! What cannot be booked until somebody mends it (a refused key, a vanished event type), and what is left for the desk
//! when a caller cannot be served.

use crate::calcom::{BookingFilter, CallError};
use crate::domain::Result;
use crate::domain::ids::AppointmentId;
use crate::domain::visit::refusal::{Class, Reason, Scope};
use crate::frontdesk::Desk;
use crate::frontdesk::voice::callers::Voice;
use crate::store::messages::callback::NewCallback;
use crate::store::messages::warning::Warning;
use crate::store::messages::{callback, warning};
use rusqlite::Connection;
use std::time::Instant;
use time::{Duration, OffsetDateTime};

/// How many warnings are looked through.
const WARNINGS_MAX: u32 = 500;
/// A right that is missing is not seen but by trying: after so long one booking tries it again.
const RETRY_MINUTES: i64 = 15;

/// What is broken now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Broken {
    /// Nothing can be booked, for this reason.
    pub everything: Option<Reason>,
    /// These event types cannot.
    pub event_types: Vec<(i64, Reason)>,
}

impl Broken {
    /// What the raised warnings say of it.
    fn of(raised: &[Warning], now: OffsetDateTime) -> Broken {
        let mut broken = Broken::default();
        for one in raised {
            let Some(reason) = Reason::parse(&one.kind) else { continue };
            let is_old = now - one.last_raised_at >= Duration::minutes(RETRY_MINUTES);
            match reason.class() {
                Class::Broken(Scope::Everything) => broken.everything = Some(reason),
                Class::Broken(Scope::EventType) if reason == Reason::NoRight && is_old => {}
                Class::Broken(Scope::EventType) => {
                    broken.event_types.extend(one.subject.parse().ok().map(|id| (id, reason)));
                }
                Class::Taken | Class::Plain | Class::Misconfigured | Class::Case => {}
            }
        }
        broken
    }

    /// Why this event type cannot be booked.
    pub fn of_event_type(&self, id: i64) -> Option<Reason> {
        let own = self.event_types.iter().find(|(broken, _)| *broken == id);
        self.everything.or(own.map(|(_, reason)| *reason))
    }
}

/// Somebody who could not be served.
#[derive(Clone, Debug)]
pub struct Unserved {
    /// The call, or the web form's request.
    pub subject: String,
    /// As told, if it was.
    pub name: String,
    /// E.164.
    pub phone: Option<String>,
    /// What was wished.
    pub wish: String,
    /// What it is about.
    pub appointment: Option<AppointmentId>,
}

impl Desk {
    pub(crate) fn broken(&self) -> Result<Broken> {
        let (company, now) = (self.salon.company, self.now());
        self.store.read(|connection: &Connection| {
            Ok(Broken::of(&warning::raised(connection, company, WARNINGS_MAX)?, now))
        })
    }

    /// Tells the desk of a refusal that a person must mend, where no booking's saga does.
    pub(crate) fn tell_of(&self, reason: Reason, event_type: i64, why: &str) -> Result<()> {
        let subject = match reason.class() {
            Class::Broken(Scope::Everything) => warning::CALCOM.to_owned(),
            Class::Broken(Scope::EventType) | Class::Misconfigured => event_type.to_string(),
            Class::Taken | Class::Plain | Class::Case => return Ok(()),
        };
        let (company, now) = (self.salon.company, self.now());
        let message = Voice::of(&self.salon).refused_at_calcom(reason, &subject, why);
        let kind = warning::Kind::Refused(reason);
        let is_new = self
            .store
            .write(move |tx| warning::raise(tx, company, kind, &subject, &message, now))?;
        if is_new {
            log::error!("Cal.com refuses ({}): {why}", reason.as_str());
        }
        Ok(())
    }

    /// Tells the desk if Cal.com refuses all that we ask: the key, the address. Heard where nobody books anything.
    pub fn tell_if_broken(&self, error: &CallError) -> Result<()> {
        match error.reason() {
            Some(reason) if reason.class() == Class::Broken(Scope::Everything) => {
                self.tell_of(reason, 0, &error.to_string())
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Why nothing can be booked at Cal.com now, if that is so: a word for `/readyz`.
    pub fn why_nothing_can_be_booked(&self) -> Result<Option<&'static str>> {
        Ok(self.broken()?.everything.map(Reason::as_str))
    }

    /// Whether anything is raised as broken.
    pub fn is_anything_broken(&self) -> Result<bool> {
        let broken = self.broken()?;
        Ok(broken.everything.is_some() || !broken.event_types.is_empty())
    }

    /// Asks Cal.com whether what it refused works again, and clears what does. Gives how many warnings were cleared.
    ///
    /// A right that is missing is not seen by asking: only a booking that goes well clears it.
    pub fn clear_what_is_mended(&self, deadline: Instant) -> Result<usize> {
        let broken = self.broken()?;
        let mut mended: Vec<(Reason, String)> = Vec::new();
        if let Some(reason) = broken.everything {
            let one = BookingFilter { take: 1, ..BookingFilter::default() };
            if self.calcom.bookings(&one, deadline).is_ok() {
                mended.push((reason, warning::CALCOM.to_owned()));
            }
        } else {
            let tomorrow = self.now().saturating_add(Duration::days(1));
            let span = (tomorrow, tomorrow.saturating_add(Duration::days(1)));
            let gone = broken.event_types.iter().filter(|(_, r)| *r == Reason::EventTypeGone);
            for (id, reason) in gone {
                if self.calcom.slots(*id, span.0, span.1, deadline).is_ok() {
                    mended.push((*reason, id.to_string()));
                }
            }
        }
        let (company, now) = (self.salon.company, self.now());
        let mut cleared = 0;
        for (reason, subject) in mended {
            log::info!("Cal.com takes it again: {} {subject}", reason.as_str());
            let kind = warning::Kind::Refused(reason);
            let was =
                self.store.write(move |tx| warning::clear(tx, company, kind, &subject, now))?;
            cleared += usize::from(was);
        }
        Ok(cleared)
    }

    /// Leaves a note to call somebody back.
    pub fn leave_note(&self, reason: Reason, who: Unserved) -> Result<()> {
        let (company, now) = (self.salon.company, self.now());
        let note = NewCallback {
            subject: who.subject,
            reason,
            customer_name: who.name,
            phone: who.phone,
            wish: who.wish,
            appointment: who.appointment,
        };
        self.store.write(move |tx| callback::leave(tx, company, &note, now))
    }
}
