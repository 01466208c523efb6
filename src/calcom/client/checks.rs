//! What the client itself refuses to ask or to believe.

use crate::calcom::{CallError, CallResult, Refusal, wire};
use crate::domain::event_type::fields::Seen;
use crate::domain::visit::booking::BookingFacts;

/// The code of a refusal that is our own: what was asked for cannot be asked.
const CODE_NOT_ASKABLE: &str = "NotAskable";

pub(crate) fn askable(uid: &str) -> Result<(), CallError> {
    if wire::is_plausible_uid(uid) {
        return Ok(());
    }
    Err(not_askable(format!("{} bytes that can be no booking uid", uid.len())))
}

/// A request that cannot be written down. Repeating it would not help, so it is a refusal, and our own.
pub(crate) fn not_askable(message: String) -> CallError {
    CallError::Refused(Refusal { status: 400, code: CODE_NOT_ASKABLE.to_owned(), message })
}

pub(crate) fn not_sent(why: &str) -> CallError {
    CallError::NotSent { why: why.to_owned(), retry_after_seconds: None }
}

pub(crate) fn not_understood(why: String) -> CallError {
    CallError::Unknown(format!("Cal.com answered, but {why}"))
}

pub(crate) fn same_event_type(seen: Seen, id: i64) -> CallResult<Seen> {
    if seen.id == id {
        return Ok(seen);
    }
    Err(not_understood("about another event type than the one asked for".to_owned()))
}

/// An answer about another booking is no answer.
pub(crate) fn same_booking(facts: BookingFacts, uid: &str) -> CallResult<BookingFacts> {
    if facts.uid == uid {
        return Ok(facts);
    }
    Err(not_understood("about another booking than the one asked for".to_owned()))
}
