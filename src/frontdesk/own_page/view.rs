//! The visit as its customer sees it.

use crate::domain::calendar::local_time::LocalTime;
use crate::domain::ids::AppointmentId;
use crate::domain::language::Language;
use crate::domain::message::facts::VisitFacts;
use crate::domain::visit::booked::VisitStatus;
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::telling::{gather, link};
use crate::store::messages::callback;
use time::{Duration, OffsetDateTime};

/// So often a customer may ask for another time before somebody has seen to it.
const ASKED_MAX: u32 = 3;

/// A visit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OwnVisit {
    pub id: AppointmentId,
    /// In the visit's own words: service, people, steps, salon.
    pub facts: VisitFacts,
    pub language: Language,
    /// E.164, where the number is known.
    pub phone: Option<String>,
    pub status: VisitStatus,
    pub start: LocalTime,
    pub end: LocalTime,
    /// Until when it may be changed here; `None` if that is over, or there is nothing to change.
    pub until: Option<LocalTime>,
    /// Whether it may be asked for another time.
    pub may_ask: bool,
    /// Whether that was asked already.
    pub has_asked: bool,
}

/// The visit behind a link. `NotFound` for everything that is no link, or none any more.
pub(crate) fn of(desk: &Desk, token: &str) -> Result<OwnVisit> {
    let gone = || Error::NotFound("visit");
    let (company, setting, now) = (desk.salon.company, &desk.salon.telling, desk.now());
    let time = |at: OffsetDateTime| LocalTime::of(&desk.salon.zone, at);
    desk.store.read(|connection| {
        let (visit_ref, id, row) =
            link::visit(connection, company, token, now)?.ok_or_else(gone)?;
        let reached =
            gather::reached(connection, setting, (&visit_ref, &row), None)?.ok_or_else(gone)?;
        let facts = gather::facts(connection, setting, (id, &visit_ref, &row), &reached.language)?;
        let asked = callback::open_of(connection, company, &subject(id))?;
        let until = change_until(desk, row.starts_at);
        let may_change = row.status.stands() && now < until;
        Ok(OwnVisit {
            id,
            facts,
            language: Language::parse(&reached.language).unwrap_or(desk.salon.language),
            phone: reached.contact.phone.map(|phone| phone.as_str().to_owned()),
            status: row.status,
            start: time(row.starts_at),
            end: time(row.ends_at),
            until: may_change.then(|| time(until)),
            may_ask: may_change && asked < ASKED_MAX,
            has_asked: asked > 0,
        })
    })
}

/// What a customer's notes about a visit are kept under.
pub(crate) fn subject(id: AppointmentId) -> String {
    format!("page:{id}")
}

fn change_until(desk: &Desk, starts_at: OffsetDateTime) -> OffsetDateTime {
    let hours = desk.salon.config.booking.change_until_hours;
    starts_at.saturating_sub(Duration::hours(i64::try_from(hours).unwrap_or(i64::MAX)))
}
