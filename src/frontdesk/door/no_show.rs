//! Whether the customer came: what Cal.com says of it and what a person of the salon says. Both write the same mark
//! here, each with its audit row, and the newer word counts.

use crate::domain::audit::chain::Action;
use crate::domain::calendar::local_time::LocalTime;
use crate::domain::ids::AppointmentId;
use crate::domain::visit::booking::BookingFacts;
use crate::domain::visit::no_show;
use crate::domain::visit::no_show::{NoShow, NotYet};
use crate::domain::{Error, Result};
use crate::frontdesk::door::rules::{Change, Recorded};
use crate::store::host::audit;
use crate::store::host::decider::Decider;
use crate::store::visit::appointment::Appointment;
use crate::store::visit::{appointment, booking};
use serde_json::json;

/// Why the mark changed without a person.
const CALCOM_SAYS: &str = "Cal.com says so";
const MOVED_AHEAD: &str = "the visit was moved ahead";

/// After a state was recorded: the mark follows what it says of the customer, if no newer state is known, and goes
/// where the visit was moved ahead.
pub(crate) fn follow(
    change: &Change,
    recorded: Recorded,
    facts: &BookingFacts,
    is_newest: bool,
) -> Result<Recorded> {
    let Change { tx, now, .. } = *change;
    let says = facts.is_absent.filter(|_| facts.is_read && is_newest);
    let says = says.map(|says| no_show::counts(says, facts.start, now));
    let has_news = match says {
        Some(says) => booking::is_absent(tx, &facts.uid)? != says,
        None => false,
    };
    if !has_news && !recorded.changed {
        return Ok(recorded);
    }
    let visit = recorded.appointment;
    let row = appointment::find(tx, visit)?.ok_or(Error::NotFound("appointment"))?;
    let mut words = (false, false);
    if let Some(says) = says.filter(|_| has_news) {
        let before = booking::is_any_absent(tx, visit)?;
        booking::set_absent(tx, &facts.uid, says)?;
        words = (before, booking::is_any_absent(tx, visit)?);
    }
    let mark = no_show::follow(row.no_show.clone(), words, row.starts_at, now);
    if mark == row.no_show {
        return Ok(recorded);
    }
    let why = if now < row.starts_at { MOVED_AHEAD } else { CALCOM_SAYS };
    write(&Change { decider: Decider::system(why), ..*change }, visit, row, mark)?;
    Ok(Recorded { changed: true, ..recorded })
}

/// A person says that the customer did not come, or takes that back.
///
/// `NotFound` if there is no such appointment here, `Conflict` if it cannot be marked, or is so already.
pub(crate) fn by_person(change: &Change, visit: AppointmentId, is_no_show: bool) -> Result<()> {
    let Change { tx, rules, decider, now } = *change;
    let found = appointment::find(tx, visit)?.filter(|row| row.company == rules.company);
    let row = found.ok_or(Error::NotFound("appointment"))?;
    let why_not = match (is_no_show, &row.no_show) {
        (true, Some(mark)) => Some(format!("is marked as a no-show already, by {}", mark.by)),
        (true, None) => match no_show::may_be_marked(row.status, row.starts_at, now) {
            Ok(()) => None,
            Err(NotYet::Off) => Some("is off: nobody was to come".to_owned()),
            Err(NotYet::NotBegun) => {
                let starts = LocalTime::of(&rules.zone, row.starts_at);
                Some(format!("begins {starts}: only from then on can it be a no-show"))
            }
        },
        (false, Some(_)) => None,
        (false, None) => Some("is not marked as a no-show".to_owned()),
    };
    if let Some(why_not) = why_not {
        return Err(Error::Conflict(format!("appointment {visit} {why_not}")));
    }
    let mark = is_no_show.then(|| NoShow { at: now, by: decider.by.to_owned() });
    write(change, visit, row, mark)
}

fn write(
    change: &Change,
    visit: AppointmentId,
    mut row: Appointment,
    mark: Option<NoShow>,
) -> Result<()> {
    let Change { tx, rules, decider, now } = *change;
    let values = |mark: &Option<NoShow>| json!({ "company_id": rules.company.0, "appointment_id": visit.0, "no_show": mark.is_some() });
    let told = audit::Change {
        mapping: None,
        action: Action::Updated,
        old: Some(values(&row.no_show)),
        new: Some(values(&mark)),
        decider,
    };
    row.no_show = mark;
    appointment::update(tx, visit, &row, now)?;
    audit::append(tx, &told, now)
}
