//! What the buttons of the queue do. Each leads back to it.

use crate::domain::ids::{HostId, StaffId};
use crate::domain::suggest::stored::Offer;
use crate::domain::{Error, Result};
use crate::frontdesk::expected::Expected;
use crate::frontdesk::host::suggestion_decide;
use crate::frontdesk::needs::do_it;
use crate::frontdesk::needs::do_it::Fate;
use crate::http::page::ask::{Ask, go};
use crate::http::page::form::Form;
use crate::http::page::nav::NEEDS;
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
    back(do_it::saga(&ask.app.desk, ask.part(0), fate, &ask.person(form.get("reason"))?))
}

/// `POST /hosts/{id}/is`: the host is this person. `Conflict` if the person who says so saw something else.
pub(crate) fn host_is(ask: &Ask, form: &Form) -> Result<Response> {
    let (host, staff, seen) = pair(ask, form)?;
    let who = ask.person(form.get("reason"))?;
    let picked = suggestion_decide::pick_another(&ask.app.desk, host, &staff, &[], seen, &who);
    back(picked.map(drop))
}

/// `POST /hosts/{id}/is-not`: the host is not this person, for good.
pub(crate) fn host_is_not(ask: &Ask, form: &Form) -> Result<Response> {
    let (host, staff, seen) = pair(ask, form)?;
    let who = ask.person(form.get("reason"))?;
    back(suggestion_decide::reject(&ask.app.desk, host, &staff, seen, &who).map(drop))
}

/// Host, person, and what was shown of them.
fn pair(ask: &Ask, form: &Form) -> Result<(HostId, StaffId, Expected<Offer>)> {
    let staff = StaffId(form.get("staff").to_owned());
    let seen = Expected::This(Some(Offer(form.get("seen").to_owned())));
    Ok((HostId(ask.number(0, "host")?), staff, seen))
}

/// `POST /messages/{id}/resend`.
pub(crate) fn resend(ask: &Ask, _: &Form) -> Result<Response> {
    back(do_it::send_again(&ask.app.desk, ask.part(0), &ask.person("")?))
}
