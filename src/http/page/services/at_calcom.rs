//! What is done about a service's event types: bring them in step, write ours again, take over what Cal.com has.

use crate::domain::{Error, Result};
use crate::frontdesk::event_type::mend;
use crate::frontdesk::service::admin;
use crate::frontdesk::service::take_length;
use crate::frontdesk::service::take_length::Length;
use crate::http::page::base::ask::{Ask, go};
use crate::http::page::base::form::Form;
use crate::http::page::services::drift;
use crate::http::page::services::names::{address, key};
use crate::server::message::Response;

/// `POST /services/{key}/sync`: as far as it goes while somebody waits; the rest goes on by itself.
pub(crate) fn sync(ask: &Ask, _: &Form) -> Result<Response> {
    let key = key(ask);
    admin::service(ask.desk(), &key)?;
    mend::sync(ask.changing(), &key, None, ask.deadline())?;
    Ok(go(&format!("{}?done=sync", address(&key))))
}

/// `POST /services/{key}/restore`: our fields of one event type.
pub(crate) fn restore(ask: &Ask, form: &Form) -> Result<Response> {
    let key = key(ask);
    let row = number(form.get("row"))?;
    mend::sync(ask.changing(), &key, Some(row), ask.deadline())?;
    Ok(go(&format!("{}/drift", address(&key))))
}

/// `POST /services/{key}/accept`: one of the salon's fields is as Cal.com has it.
pub(crate) fn accept(ask: &Ask, form: &Form) -> Result<Response> {
    let key = key(ask);
    let row = number(form.get("row"))?;
    let (field, seen) = (form.get("field"), form.get("seen"));
    let done = mend::accept(ask.changing(), &key, row, field, seen, ask.language, ask.deadline());
    compared(ask, &key, done)
}

/// `POST /services/{key}/length`: the service takes as long as Cal.com says.
pub(crate) fn length(ask: &Ask, form: &Form) -> Result<Response> {
    let key = key(ask);
    let minutes = form.get("minutes").parse();
    let minutes = minutes.map_err(|_| {
        Error::invalid(ask.pick("Das ist keine Zahl von Minuten.", "That is no number of minutes."))
    })?;
    let staff = Some(form.get("staff")).filter(|id| !id.is_empty());
    let length = Length { part: form.get("part"), staff, minutes };
    let seen = form.get("revision").parse().unwrap_or(0);
    let by = ask.known.user.name.clone();
    let taken = take_length::take(ask.changing(), &key, seen, length, &by, ask.language);
    compared(ask, &key, taken.map(drop))
}

/// Back to the comparison; where it was refused with what is so now, and why.
fn compared(ask: &Ask, key: &str, done: Result<()>) -> Result<Response> {
    match done {
        Ok(()) => Ok(go(&format!("{}/drift", address(key)))),
        Err(Error::Conflict(told)) => drift::page(ask, Some(&told), 409),
        Err(Error::Invalid(told)) => drift::page(ask, Some(&told), 400),
        Err(error) => Err(error),
    }
}

fn number(said: &str) -> Result<i64> {
    said.parse().map_err(|_| Error::NotFound("event type"))
}
