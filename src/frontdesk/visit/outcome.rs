//! How a visit's saga stands, and what that means to the one who ordered it.

use crate::domain::Result;
use crate::domain::visit::refusal::Reason;
use crate::frontdesk::Desk;
use crate::frontdesk::diary::summary::Summary;
use crate::frontdesk::diary::view;
use serde_json::Value;

/// How a saga stands for the one who waits for it.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// It happened.
    Done(Value),
    /// It did not, and nothing is left behind.
    Refused(Value),
    /// Not known yet; it is being settled.
    Unsettled,
}

/// How a booking ended for the one who ordered it.
#[derive(Clone, Debug, PartialEq)]
pub enum Booked {
    /// It stands.
    Yes(Box<Summary>),
    /// It was not done, and nothing is left behind; why.
    No(Reason),
    /// Not known yet; it is settled later.
    Unknown,
    /// It was done, and the appointment is off since. Only a repeat hears this.
    Off,
    /// The customer has that service at that minute already: for whom is the second? Nothing was done.
    ForWhom,
}

/// What opening a saga for a key found.
pub(crate) enum Opening {
    /// It is open now. Whoever opened it knows whether its first step is the opener's to send.
    New,
    /// An earlier one of the same key, to be driven as it stands.
    Earlier(String),
    /// It cannot be, as far as it is known here.
    Conflict(Reason),
    /// The customer has the same already: it must be asked for whom it is.
    ForWhom,
}

/// What stands in the way of opening a saga.
pub(crate) enum Hindrance {
    No(Reason),
    /// It is this one's order once more.
    Earlier(String),
    ForWhom,
}

/// Why a saga came to nothing. Older programs did not write it down, and said "taken".
pub(crate) fn reason_of(result: &Value) -> Reason {
    let told = result.get("reason").and_then(Value::as_str);
    told.and_then(Reason::parse).unwrap_or(Reason::Taken)
}

/// The same of a saga that was at rest already, told again: how the appointment stands now. It may have been moved or
/// called off since, and the saga alone does not know the whole of it.
pub(crate) fn booked_before(desk: &Desk, outcome: Outcome) -> Result<Booked> {
    let answer = booked(outcome)?;
    let Booked::Yes(summary) = answer else { return Ok(answer) };
    Ok(match view::of(desk, summary.appointment)? {
        Some(view) if view.row.status.stands() => Booked::Yes(Box::new(Summary::of(view))),
        Some(_) => Booked::Off,
        None => Booked::Yes(summary),
    })
}

/// What the outcome of a saga that was just driven means to the one who ordered a booking.
pub(crate) fn booked(outcome: Outcome) -> Result<Booked> {
    match outcome {
        Outcome::Done(result) => Summary::from_json(result).map(Box::new).map(Booked::Yes),
        Outcome::Refused(why) => Ok(Booked::No(reason_of(&why))),
        Outcome::Unsettled => Ok(Booked::Unknown),
    }
}
