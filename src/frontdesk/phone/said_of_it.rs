//! What was said of the appointment that is to be cancelled or moved: when it is, what, with whom, for whom.

use crate::domain::Result;
use crate::domain::speech::reading::{Field, When};
use crate::domain::visit::meant::Hints;
use crate::frontdesk::Desk;
use crate::frontdesk::offer::when::SaidTime;
use crate::frontdesk::phone::args::{SaidName, SaidWish};
use crate::frontdesk::phone::own::SaidOfIt;
use crate::frontdesk::phone::{args, wished};
use serde_json::{Map, Value};

/// Arguments about the appointment as it stands, in both functions.
pub(crate) const OF_THE_OLD: [(Field, &[&str]); 3] = [
    (Field::Date, &["appointment_date", "old_date", "current_date", "original_date"]),
    (Field::Time, &["appointment_time", "old_time", "current_time", "original_time"]),
    (Field::Start, &["appointment_start", "old_start", "current_start", "original_start"]),
];
/// Arguments about the new time of a move, where the plain ones are about the old.
pub(crate) const OF_THE_NEW: [(Field, &[&str]); 3] = [
    (Field::Date, &["new_date"]),
    (Field::Time, &["new_time"]),
    (Field::Start, &["new_start", "new_start_time", "new_datetime"]),
];

/// Everything that is said with a cancellation is about the appointment.
pub(crate) fn of_a_cancellation(desk: &Desk, args: &Map<String, Value>) -> Result<SaidOfIt> {
    let old = args::fields(args, &OF_THE_OLD);
    let time = if old.is_empty() { args::time(args) } else { old };
    let (wanting, is_known) = wished::hear_of_it(desk, &SaidWish::read(args))?;
    let hints = Hints {
        when: when(desk, &time)?,
        service: wanting.service.map(|service| service.id),
        staff: wanting.staff,
        name: SaidName::read(args).real(),
    };
    Ok(SaidOfIt { hints, perhaps: Hints::default(), is_unknown: !is_known })
}

/// Of a move only some arguments are: the service and the staff member may be what is wished for now.
pub(crate) fn of_a_move(desk: &Desk, args: &Map<String, Value>) -> Result<SaidOfIt> {
    let old = args::fields(args, &OF_THE_OLD);
    let is_new_apart = !args::fields(args, &OF_THE_NEW).is_empty();
    let time = if old.is_empty() && is_new_apart { args::time(args) } else { old };
    let (wanting, _) = wished::hear_of_it(desk, &SaidWish::read(args))?;
    let hints =
        Hints { when: when(desk, &time)?, name: SaidName::read(args).real(), ..Hints::default() };
    let perhaps = Hints {
        service: wanting.service.map(|service| service.id),
        staff: wanting.staff,
        ..Hints::default()
    };
    Ok(SaidOfIt { hints, perhaps, is_unknown: false })
}

/// When a move is to be.
pub(crate) fn new_time(args: &Map<String, Value>) -> SaidTime {
    let new = args::fields(args, &OF_THE_NEW);
    if new.is_empty() { args::time(args) } else { new }
}

fn when(desk: &Desk, time: &SaidTime) -> Result<Option<When>> {
    if time.is_empty() {
        return Ok(None);
    }
    Ok(Some(wished::hear_time(desk, time)?.when))
}
