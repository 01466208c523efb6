//! What a button of the queue does: the same use cases as the commands. What is done already is done: a second click on
//! the same button is no fault.

use crate::domain::alarm::kind::Kind as AlarmKind;
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::decider::Person;
use crate::frontdesk::expected::Expected;
use crate::frontdesk::telling::resend;
use crate::frontdesk::telling::resend::Recipient;
use crate::frontdesk::visit::sagas;
use crate::store::alarm::episode;
use crate::store::messages::{callback, warning};
use crate::store::visit::saga_log;
use crate::store::visit::saga_log::State;

/// The customer was called back; `note` may be empty.
pub(crate) fn callback_done(desk: &Desk, id: i64, note: &str, who: &Person) -> Result<()> {
    let (company, now) = (desk.salon.company, desk.now());
    let (by, note) = (who.decider().by.to_owned(), note.trim().to_owned());
    desk.store.write(move |tx| callback::done(tx, company, id, &by, &note, now)).map(drop)
}

/// The warning was seen to.
pub(crate) fn warning_clear(desk: &Desk, id: i64) -> Result<()> {
    let (company, now) = (desk.salon.company, desk.now());
    desk.store.write(move |tx| warning::clear_one(tx, company, id, now)).map(drop)
}

/// The alarm was seen.
pub(crate) fn alarm_seen(desk: &Desk, kind: &str, who: &Person) -> Result<()> {
    let kind = AlarmKind::parse(kind).ok_or(Error::NotFound("alarm"))?;
    let (company, now, by) = (desk.salon.company, desk.now(), who.decider().by.to_owned());
    desk.store.write(move |tx| episode::ack(tx, company, kind, &by, now)).map(drop)
}

/// What becomes of a visit that is stuck.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    Retry,
    Adopt,
    Cancel,
}

/// A visit that is stuck is tried again, left as it stands, or called off.
pub(crate) fn saga(desk: &Desk, id: &str, fate: Fate, who: &Person) -> Result<()> {
    match fate {
        Fate::Retry => sagas::retry(desk, id),
        Fate::Adopt => sagas::adopt(desk, id, who),
        Fate::Cancel => sagas::cancel(desk, id, who),
    }
    .map(drop)
}

/// The message is sent again, to where it went before or elsewhere, if it stands as it was `seen`.
pub(crate) fn send_again(
    desk: &Desk,
    message: &str,
    to: Option<Recipient>,
    seen: &str,
    who: &Person,
) -> Result<()> {
    let expected = Expected::This(Some(seen.to_owned()));
    resend::resend(desk, message, to, expected, who).map(drop)
}

/// Whether a visit of this name is still on its way, or stuck.
pub(crate) fn is_open(desk: &Desk, saga: &str) -> Result<bool> {
    let found = desk.store.read(|connection| saga_log::load(connection, saga))?;
    Ok(found.is_some_and(|(saga, _)| matches!(saga.state, State::Open | State::Stuck)))
}
