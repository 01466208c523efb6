//! What a caller or the web form wishes for, found among what the salon has: service, staff member, branch, days and
//! times. Every fault is a sentence for the caller.

use crate::domain::calendar::opening::Opening;
use crate::domain::ids::{BranchId, ServiceId, StaffId};
use crate::domain::people::person::Phone;
use crate::domain::speech::branch::Place;
use crate::domain::speech::sentence::{About, Said, Understood};
use crate::domain::speech::service::which_of_all;
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::diary::customer;
use crate::frontdesk::offer::ask::{Ask, Wished};
use crate::frontdesk::offer::known::Known;
use crate::frontdesk::offer::when;
use crate::frontdesk::offer::when::{HeardTime, SaidTime};
use crate::frontdesk::phone::args::SaidWish;
use crate::frontdesk::voice::callers::Voice;
use crate::store::service::catalogue::Service;
use crate::store::service::event_map;
use crate::store::service::event_map::EventMapEntry;
use rusqlite::Connection;

/// Whose wish it is: where the customer was at last counts where no branch is named.
pub(crate) type By<'a> = Option<&'a Phone>;

/// What was heard of a wish, all of it.
pub(crate) struct Heard {
    pub wished: Wished,
    pub time: HeardTime,
}

/// All that is wished for a new visit.
pub(crate) fn hear(desk: &Desk, by: By, said: &SaidWish, time: &SaidTime) -> Result<Heard> {
    let known = Known::read(desk)?;
    let opening = known.opening(None);
    let understood = read(desk, &known, said, time, &opening);
    asked(&understood, About::Service)?;
    let service = understood.service.and_then(|place| known.services.get(place)).cloned();
    let service = service.ok_or_else(|| which_service(desk, &known))?;
    asked(&understood, About::Branch)?;
    asked(&understood, About::Staff)?;
    let staff = understood.staff.clone();
    let branch = match understood.branch {
        Some(named) => Some(named),
        None => branch(desk, &known, by, &service, staff.as_ref())?,
    };
    let time = read_there(desk, &known, understood, time, &opening, branch);
    Ok(Heard { wished: Wished { service, staff, branch }, time })
}

/// What is asked for of a visit that there is: whom the caller wishes now, and when. The branch is the visit's.
pub(crate) fn hear_move(
    desk: &Desk,
    branch: Option<BranchId>,
    said: &SaidWish,
    time: &SaidTime,
) -> Result<(Option<StaffId>, HeardTime)> {
    let known = Known::read(desk)?;
    let opening = known.opening(None);
    // The service is the visit's; whatever is said of one tells which visit is meant.
    let said = SaidWish { service: None, ..said.clone() };
    let understood = read(desk, &known, &said, time, &opening);
    asked(&understood, About::Branch)?;
    asked(&understood, About::Staff)?;
    let staff = understood.staff.clone();
    let there = known.branch_of(staff.as_ref()).or(understood.branch).or(branch);
    let time = read_there(desk, &known, understood, time, &opening, there);
    Ok((staff, time))
}

/// When it was said, in whatever branch.
pub(crate) fn hear_time(desk: &Desk, time: &SaidTime) -> Result<HeardTime> {
    let opening = Known::read(desk)?.opening(None);
    let heard = when::read(desk, time, &opening);
    heard.certain()?;
    Ok(heard)
}

/// A service and a staff member, as far as they were said.
#[derive(Default)]
pub(crate) struct Wanting {
    pub service: Option<Service>,
    pub staff: Option<StaffId>,
    /// Whether something was said that is none of ours.
    pub is_unknown: bool,
}

/// What of an appointment was said, each if it is one of ours. Of services those count first that the caller has
/// appointments for: there `Haarschnitt` is enough for what is called `Damenhaarschnitt`.
pub(crate) fn hear_of_it(desk: &Desk, said: &SaidWish, own: &[ServiceId]) -> Result<Wanting> {
    let all = Known::read(desk)?;
    let wanting = |known: &Known| {
        let opening = known.opening(None);
        let understood = read(desk, known, said, &SaidTime::default(), &opening);
        Wanting {
            service: understood.service.and_then(|place| known.services.get(place)).cloned(),
            staff: understood.staff,
            is_unknown: !understood.asks.is_empty(),
        }
    };
    let of_own = wanting(&all.only(own));
    Ok(if of_own.is_unknown { wanting(&all) } else { of_own })
}

/// The question about free times that was asked.
pub(crate) fn ask(desk: &Desk, call_id: &str, heard: &Heard) -> Result<Ask> {
    let wanted = when::wanted(desk, &heard.time)?;
    Ok(Ask::within(call_id, heard.wished.clone(), wanted))
}

fn read(
    desk: &Desk,
    known: &Known,
    said: &SaidWish,
    time: &SaidTime,
    opening: &Opening,
) -> Understood {
    let said = Said {
        times: &time.parts(),
        service: said.service.as_deref(),
        staff: said.staff.as_deref(),
        branch: said.branch.as_deref(),
    };
    known.understand(&said, &when::anchor(desk, opening))
}

/// The time as it is meant in this branch, whose hours may be others.
fn read_there(
    desk: &Desk,
    known: &Known,
    understood: Understood,
    time: &SaidTime,
    opening: &Opening,
    branch: Option<BranchId>,
) -> HeardTime {
    let there = known.opening(branch);
    if there != *opening {
        return when::read(desk, time, &there);
    }
    let asked = understood.asks.into_iter().find(|question| question.about == About::When);
    when::heard(desk, understood.when, asked.map(|question| question.ask), opening)
}

/// The question about this, if there is one.
fn asked(understood: &Understood, about: About) -> Result<()> {
    match understood.asks.iter().find(|question| question.about == about) {
        Some(question) => Err(Error::Invalid(question.ask.question.clone())),
        None => Ok(()),
    }
}

fn which_service(desk: &Desk, known: &Known) -> Error {
    Error::Invalid(which_of_all(&known.named(), desk.salon.language))
}

/// Where it is to be if nobody says so: where the staff member works, where it is done at all, where the customer was at
/// last. Asked about where none of these is known.
fn branch(
    desk: &Desk,
    known: &Known,
    by: By,
    service: &Service,
    staff: Option<&StaffId>,
) -> Result<Option<BranchId>> {
    if known.places.len() < 2 {
        return Ok(None);
    }
    if let Some(theirs) = known.branch_of(staff) {
        return Ok(Some(theirs));
    }
    let doing = places_of(desk, known, service)?;
    match doing.as_slice() {
        [] => return Ok(None),
        [only] => return Ok(Some(only.id)),
        [_, _, ..] => {}
    }
    let at_last = customer::caller(desk, by)?.and_then(|caller| caller.branch_at_last());
    match at_last.filter(|at_last| doing.iter().any(|place| place.id == *at_last)) {
        Some(at_last) => Ok(Some(at_last)),
        None => {
            let names: Vec<&str> = doing.iter().map(|place| place.name.as_str()).collect();
            Err(Error::Invalid(Voice::at(desk).which_branch(&names)))
        }
    }
}

/// The branches in which a service is done; none, where nothing ties it to any.
fn places_of<'a>(desk: &Desk, known: &'a Known, service: &Service) -> Result<Vec<&'a Place>> {
    let read = |connection: &Connection| event_map::of_service(connection, service.id);
    let place =
        |entry: &EventMapEntry| entry.branch.or_else(|| known.branch_of(entry.staff.as_ref()));
    let doing: Vec<BranchId> = desk.store.read(read)?.iter().filter_map(place).collect();
    Ok(known.places.iter().filter(|place| doing.contains(&place.id)).collect())
}
