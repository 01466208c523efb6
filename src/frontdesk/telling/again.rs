//! Whether a message may be sent again, and how it stands.

use crate::domain::Result;
use crate::domain::language::Language;
use crate::domain::message::kind::{Kind, State};
use crate::store::db::stamp;
use crate::store::messages::outbox;
use crate::store::messages::outbox::Message;
use rusqlite::Connection;
use time::OffsetDateTime;

/// Why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    OnItsWay,
    Over,
    OutOfDate,
}

impl Refusal {
    pub fn told(self, language: Language) -> &'static str {
        match self {
            Refusal::OnItsWay => {
                language.pick("diese Nachricht ist unterwegs", "this message is on its way")
            }
            Refusal::Over => language.pick(
                "der Besuch, von dem diese Nachricht erzählt, ist vorbei",
                "the visit that this message tells of is over",
            ),
            Refusal::OutOfDate => language.pick(
                "diese Nachricht ist überholt: eine neuere sagt, wie es um den Besuch steht",
                "this message is out of date: a newer one tells how the visit stands",
            ),
        }
    }
}

/// Why a message cannot be sent again; `None` if it can.
pub(crate) fn refusal(
    connection: &Connection,
    message: &Message,
    now: OffsetDateTime,
) -> Result<Option<Refusal>> {
    // Between two tries it is not: those are ahead.
    let is_tried_now = message.next_try_at.is_some_and(|next| next <= now);
    if message.state == State::Open && message.may_have_left() && is_tried_now {
        return Ok(Some(Refusal::OnItsWay));
    }
    if message.facts.ends_at <= now {
        return Ok(Some(Refusal::Over));
    }
    let newest = outbox::newest(connection, &message.visit_ref)?;
    let is_newest = newest.is_some_and(|newest| newest.id == message.id);
    let is_old = message.state == State::Replaced || !(is_newest || message.kind == Kind::Reminder);
    Ok(is_old.then_some(Refusal::OutOfDate))
}

/// Names how a message stands: sent again it stands otherwise for good.
pub(crate) fn seen(message: &Message) -> String {
    match message.finished_at {
        Some(at) => stamp::millis(at),
        None => message.state.as_str().to_owned(),
    }
}
