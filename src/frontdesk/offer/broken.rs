//! What cannot be booked until a person mends it: a refused key, a vanished event type.

use crate::calcom::{BookingFilter, CallError};
use crate::domain::Result;
use crate::domain::help::code::Code;
use crate::domain::visit::refusal::{Class, Reason, Scope};
use crate::frontdesk::Desk;
use crate::frontdesk::offer::ways::Ways;
use crate::frontdesk::voice::callers::Voice;
use crate::store::messages::warning;
use crate::store::messages::warning::{Kind, Warning};
use rusqlite::Connection;
use std::time::Instant;
use time::{Duration, OffsetDateTime};

/// How many refused event types count; a salon has some dozens.
const WARNINGS_MAX: u32 = 500;
/// A right that is missing is not seen but by trying: after so long one booking tries it again.
const RETRY_MINUTES: i64 = 15;

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

pub(crate) fn read(desk: &Desk) -> Result<Broken> {
    let (company, now) = (desk.salon.company, desk.now());
    desk.store.glance(|connection: &Connection| {
        let kinds: Vec<Kind> = Reason::breaking().map(Kind::Refused).collect();
        Ok(Broken::of(&warning::raised_of(connection, company, &kinds, WARNINGS_MAX)?, now))
    })
}

/// Tells the desk of a refusal that a person must mend, where no booking's saga does.
pub(crate) fn warn_of(desk: &Desk, reason: Reason, event_type: i64, why: &str) -> Result<()> {
    let subject = match reason.class() {
        Class::Broken(Scope::Everything) => warning::CALCOM.to_owned(),
        Class::Broken(Scope::EventType) | Class::Misconfigured => event_type.to_string(),
        Class::Taken | Class::Plain | Class::Case => return Ok(()),
    };
    let (company, now) = (desk.salon.company, desk.now());
    let message = Voice::of(&desk.salon).refused_at_calcom(reason, &subject, why);
    let kind = Kind::Refused(reason);
    let is_new =
        desk.store.write(move |tx| warning::raise(tx, company, kind, &subject, &message, now))?;
    if is_new {
        log::error!("Cal.com refuses ({}): {}", reason.as_str(), Code::from(reason).ends(why));
    }
    Ok(())
}

/// Tells the desk if Cal.com refuses all that we ask: the key, the address. Heard where nothing is being booked.
pub fn warn_if_everything(desk: &Desk, error: &CallError) -> Result<()> {
    match error.reason() {
        Some(reason) if reason.class() == Class::Broken(Scope::Everything) => {
            warn_of(desk, reason, 0, &error.to_string())
        }
        Some(_) | None => Ok(()),
    }
}

/// Why nothing can be booked at Cal.com now, if that is so: a word for `/readyz`.
pub fn why_nothing_can_be_booked(desk: &Desk) -> Result<Option<&'static str>> {
    Ok(read(desk)?.everything.map(Reason::as_str))
}

/// Whether anything is raised as broken.
pub fn is_anything(desk: &Desk) -> Result<bool> {
    let broken = read(desk)?;
    Ok(broken.everything.is_some() || !broken.event_types.is_empty())
}

/// Asks Cal.com whether what it refused works again, and clears what does. Gives how many warnings were cleared.
///
/// A right that is missing is not seen by asking: only a booking that goes well clears it.
pub fn clear_mended(desk: &Desk, deadline: Instant) -> Result<usize> {
    let broken = read(desk)?;
    let mut mended: Vec<(Reason, String)> = Vec::new();
    if let Some(reason) = broken.everything {
        let one = BookingFilter { take: 1, ..BookingFilter::default() };
        if desk.calcom.bookings(&one, deadline).is_ok() {
            mended.push((reason, warning::CALCOM.to_owned()));
        }
    } else {
        let tomorrow = desk.now().saturating_add(Duration::days(1));
        let span = (tomorrow, tomorrow.saturating_add(Duration::days(1)));
        let gone = broken.event_types.iter().filter(|(_, r)| *r == Reason::EventTypeGone);
        for (id, reason) in gone {
            if desk.calcom.slots(*id, span.0, span.1, deadline).is_ok() {
                mended.push((*reason, id.to_string()));
            }
        }
    }
    let (company, now) = (desk.salon.company, desk.now());
    let mut cleared = 0;
    for (reason, subject) in mended {
        log::info!("Cal.com takes it again: {} {subject}", reason.as_str());
        let kind = Kind::Refused(reason);
        let was = desk.store.write(move |tx| warning::clear(tx, company, kind, &subject, now))?;
        cleared += usize::from(was);
    }
    Ok(cleared)
}

/// The ways that are not broken, and why others are.
pub(crate) fn without_broken(desk: &Desk, ways: Ways) -> Result<(Ways, Option<Reason>)> {
    let broken = read(desk)?;
    let ids: Vec<i64> = ways.to_ask(None);
    let reasons = ids.iter().filter_map(|id| Some((*id, broken.of_event_type(*id)?)));
    let reasons: Vec<(i64, Reason)> = reasons.collect();
    let gone: Vec<i64> = reasons.iter().map(|(id, _)| *id).collect();
    Ok((ways.without(&gone), reasons.first().map(|(_, reason)| *reason)))
}
