//! What was said of the appointment that is to be cancelled or moved: when it is, what, with whom, for whom.

use crate::domain::Result;
use crate::domain::ids::ServiceId;
use crate::domain::speech::reading::When;
use crate::domain::visit::meant::Hints;
use crate::frontdesk::Desk;
use crate::frontdesk::offer::when::SaidTime;
use crate::frontdesk::phone::args::{SaidName, SaidWish};
use crate::frontdesk::phone::own::SaidOfIt;
use crate::frontdesk::phone::wished::Wanting;
use crate::frontdesk::phone::{args, own, wished};
use crate::retell::wire::FunctionCall;
use serde_json::{Map, Value};

/// Word for word.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct SaidOfOne {
    wish: SaidWish,
    time: SaidTime,
    name: Option<String>,
}

impl SaidOfOne {
    /// Everything that is said with a cancellation is about the appointment.
    pub fn of_a_cancellation(args: &Map<String, Value>) -> SaidOfOne {
        let old = args::old_time(args);
        let time = if old.is_empty() { args::time(args) } else { old };
        SaidOfOne::read(args, time)
    }

    /// Of a move the plain times are of the new one.
    pub fn of_a_move(args: &Map<String, Value>) -> SaidOfOne {
        let old = args::old_time(args);
        let is_new_apart = !args::new_time(args).is_empty();
        let time = if old.is_empty() && is_new_apart { args::time(args) } else { old };
        SaidOfOne::read(args, time)
    }

    fn read(args: &Map<String, Value>, time: SaidTime) -> SaidOfOne {
        SaidOfOne { wish: SaidWish::read(args), time, name: SaidName::read(args).text }
    }
}

/// What is meant by it where it is to be cancelled.
pub(crate) fn to_cancel(desk: &Desk, call: &FunctionCall, said: SaidOfOne) -> Result<SaidOfIt> {
    let wanting = wanting(desk, call, &said.wish)?;
    let hints = Hints {
        when: when(desk, &said.time)?,
        service: wanting.service.map(|service| service.id),
        staff: wanting.staff,
        name: said.name,
    };
    Ok(SaidOfIt { hints, perhaps: Hints::default(), is_unknown: wanting.is_unknown })
}

/// The same where it is to be moved: the staff member may be whom the caller wishes for now.
pub(crate) fn to_move(desk: &Desk, call: &FunctionCall, said: SaidOfOne) -> Result<SaidOfIt> {
    let wanting = wanting(desk, call, &said.wish)?;
    let hints = Hints {
        when: when(desk, &said.time)?,
        service: wanting.service.map(|service| service.id),
        staff: None,
        name: said.name,
    };
    let perhaps = Hints { staff: wanting.staff, ..Hints::default() };
    Ok(SaidOfIt { hints, perhaps, is_unknown: false })
}

/// When a move is to be.
pub(crate) fn new_time(args: &Map<String, Value>) -> SaidTime {
    let new = args::new_time(args);
    if new.is_empty() { args::time(args) } else { new }
}

/// Nothing is looked up where nothing of the kind was said.
fn wanting(desk: &Desk, call: &FunctionCall, said: &SaidWish) -> Result<Wanting> {
    if *said == SaidWish::default() {
        return Ok(Wanting::default());
    }
    let own = own::appointments(desk, call)?;
    let services: Vec<ServiceId> = own.iter().filter_map(|view| view.row.service).collect();
    wished::hear_of_it(desk, said, &services)
}

fn when(desk: &Desk, time: &SaidTime) -> Result<Option<When>> {
    if time.is_empty() {
        return Ok(None);
    }
    Ok(Some(wished::hear_time(desk, time)?.when))
}
