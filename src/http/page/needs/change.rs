//! What the buttons of the queue do. Each leads back to it.

use crate::domain::{Error, Result};
use crate::frontdesk::needs::do_it;
use crate::frontdesk::needs::do_it::Fate;
use crate::http::page::base::ask::{Ask, go};
use crate::http::page::base::form::Form;
use crate::http::page::base::nav::NEEDS;
use crate::server::message::Response;

fn back(done: Result<()>) -> Result<Response> {
    done.map(|()| go(NEEDS))
}

/// `POST /callbacks/{id}/done`.
pub(crate) fn called(ask: &Ask, form: &Form) -> Result<Response> {
    let id = ask.number(0, "call-back")?;
    back(do_it::callback_done(&ask.app.desk, id, form.get("note"), &ask.person("")?))
}

/// `POST /warnings/{id}/clear`.
pub(crate) fn clear(ask: &Ask, _: &Form) -> Result<Response> {
    back(do_it::warning_clear(&ask.app.desk, ask.number(0, "warning")?))
}

/// `POST /alarms/{kind}/seen`.
pub(crate) fn seen(ask: &Ask, _: &Form) -> Result<Response> {
    back(do_it::alarm_seen(&ask.app.desk, ask.part(0), &ask.person("")?))
}

/// `POST /sagas/{id}/{fate}`.
pub(crate) fn saga(ask: &Ask, form: &Form) -> Result<Response> {
    let fate = match ask.part(1) {
        "retry" => Fate::Retry,
        "adopt" => Fate::Adopt,
        "cancel" => Fate::Cancel,
        _ => return Err(Error::NotFound("page")),
    };
    let done = do_it::saga(&ask.app.desk, ask.part(0), fate, &ask.person(form.get("reason"))?);
    // What has come to rest meanwhile needs nobody any more: a second click.
    match done {
        Err(Error::Conflict(_)) if !do_it::is_open(&ask.app.desk, ask.part(0))? => back(Ok(())),
        done => back(done),
    }
}
