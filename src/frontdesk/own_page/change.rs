//! What a customer does on her page: cancel, or ask for another time.

use crate::domain::visit::refusal::Reason;
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::own_page::view;
use crate::frontdesk::visit::change::Cancelled;
use crate::frontdesk::visit::ordered::By;
use crate::frontdesk::visit::{callback, change};
use crate::store::messages::callback::NewCallback;
use crate::store::visit::call::CallKey;
use std::time::Instant;
use uuid::Uuid;

const FUNCTION: &str = "own_page_cancel";
/// A wish is a sentence or two.
const WISH_CHARS_MAX: usize = 500;

/// What came of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Changed {
    /// It is done.
    Yes,
    /// It is too late here: she may call.
    TooLate,
    /// It could not be done; somebody will look.
    No,
    /// Not known yet; it is settled later.
    Unknown,
}

/// Cancels the visit behind a link, once per form, which brings a name of its own: what was refused a moment ago may be
/// possible now. `NotFound` for what is no link.
pub(crate) fn cancel(desk: &Desk, token: &str, once: &str, deadline: Instant) -> Result<Changed> {
    let once = Uuid::parse_str(once).unwrap_or_default();
    let visit = view::of(desk, token)?;
    if !visit.status.stands() {
        return Ok(Changed::Yes);
    }
    if visit.until.is_none() {
        return Ok(Changed::TooLate);
    }
    let key = CallKey {
        call_id: view::subject(visit.id),
        function: FUNCTION,
        args_key: format!("{} {once}", visit.start),
    };
    Ok(match change::cancel(desk, &key, (visit.id, By::Page), deadline)? {
        Cancelled::Yes | Cancelled::Already => Changed::Yes,
        Cancelled::No(_) => Changed::No,
        Cancelled::Unknown => Changed::Unknown,
    })
}

/// Leaves a note that she would like another time. `Invalid` without words.
pub(crate) fn ask_for_another_time(desk: &Desk, token: &str, words: &str) -> Result<Changed> {
    let visit = view::of(desk, token)?;
    if !visit.may_ask {
        return Ok(Changed::TooLate);
    }
    let language = visit.language;
    let words: String = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.is_empty() {
        let told = language.pick("Wann würde es dir passen?", "When would suit you?");
        return Err(Error::invalid(told));
    }
    let words: String = words.chars().take(WISH_CHARS_MAX).collect();
    let wish = desk.salon.language.pick(
        format!("Möchte für {} eine andere Zeit (auf der eigenen Seite): „{words}“", visit.start),
        format!("Would like another time for {} (on the own page): “{words}”", visit.start),
    );
    let note = NewCallback {
        subject: view::subject(visit.id),
        reason: Reason::Other,
        customer_name: visit.facts.customer,
        phone: visit.phone,
        wish,
        appointment: Some(visit.id),
    };
    callback::leave(desk, note).map(|()| Changed::Yes)
}
