//! What came of the moves that a form ordered, read again as often as somebody looks.

use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::sick::moved::{Accepted, FUNCTION, MoveView};
use crate::frontdesk::visit::outcome::{Outcome, booked_before};
use crate::store::visit::saga_log::State;
use crate::store::visit::{call, saga_log};
use uuid::Uuid;

/// The call that a form counts as. `Invalid` if it is the name of no form.
pub(crate) fn call_id(desk: &Desk, once: &str) -> Result<String> {
    let named = Uuid::parse_str(once).map_err(|_| {
        Error::invalid(desk.salon.language.pick(
            "Dieses Formular ist keines dieser Seite: bitte lade sie neu.",
            "That form is not one of this page: please load it again.",
        ))
    })?;
    Ok(format!("desk:{named}"))
}

/// How each move that a form ordered stands now, in the order in which it was said. What could not be ordered is not
/// among them. `Invalid` if it is the name of no form.
pub(crate) fn of(desk: &Desk, once: &str) -> Result<Vec<MoveView>> {
    let id = call_id(desk, once)?;
    let orders = desk.store.read(|connection| call::orders_of(connection, &id, FUNCTION))?;
    let came =
        |(word, saga): (String, String)| came(desk, &Accepted::read(&word, id.clone())?, saga);
    orders.into_iter().map(came).collect()
}

/// How it stands if it was ordered before.
pub(crate) fn earlier(desk: &Desk, one: &Accepted) -> Result<Option<MoveView>> {
    let found = desk.store.read(|connection| call::saga_of(connection, &one.key()))?;
    found.map(|saga| came(desk, one, saga)).transpose()
}

fn came(desk: &Desk, one: &Accepted, saga: String) -> Result<MoveView> {
    let found = desk.store.read(|connection| saga_log::load(connection, &saga))?;
    let outcome = match found.map(|(known, _)| (known.state, known.result)) {
        Some((State::Open, _)) => return Ok(one.ordered(desk, saga)),
        Some((State::Done, Some(result))) => Outcome::Done(result),
        Some((State::Unwound, Some(why))) => Outcome::Refused(why),
        Some((State::Stuck | State::Done | State::Unwound, _)) | None => Outcome::Unsettled,
    };
    one.settled(desk, booked_before(desk, outcome)?, saga)
}
