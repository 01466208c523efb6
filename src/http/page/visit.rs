//! One visit: where it is, and what can be done with it.

use crate::domain::ids::{AppointmentId, StaffId};
use crate::domain::people::person::PersonName;
use crate::domain::{Error, Result};
use crate::frontdesk::customer::rename as customer_rename;
use crate::frontdesk::expected::Expected;
use crate::frontdesk::host::{by_hand, no_show, visit_view};
use crate::frontdesk::visit::outcome::Outcome;
use crate::frontdesk::visit::release as pauses;
use crate::http::page::ask::{Ask, go};
use crate::http::page::form::Form;
use crate::http::page::links;
use crate::server::message::Response;

fn id(ask: &Ask) -> Result<AppointmentId> {
    ask.number(0, "appointment").map(AppointmentId)
}

/// Back to the visit in its day.
fn back(ask: &Ask, id: AppointmentId) -> Result<Response> {
    let visit = visit_view::show(ask.desk(), id)?;
    Ok(go(&links::address(visit.start.day(), Some(id))))
}

/// `GET /visits/{id}`.
pub(crate) fn show(ask: &Ask) -> Result<Response> {
    back(ask, id(ask)?)
}

/// `POST /visits/{id}/assign`: another person, if `seen` has it still. `back` may name the queue.
pub(crate) fn assign(ask: &Ask, form: &Form) -> Result<Response> {
    let id = id(ask)?;
    let staff = StaffId(form.get("staff").to_owned());
    let seen = match form.get("seen") {
        "" => None,
        seen => Some(StaffId(seen.to_owned())),
    };
    let visit = visit_view::show(ask.desk(), id)?;
    let works = visit.parts.iter().find(|part| part.kind == "work");
    // It is so already: a second click.
    let is_so = works.is_some_and(|part| part.staff_id.as_ref() == Some(&staff));
    if !is_so && seen.as_ref() != Some(&staff) {
        by_hand::reassign(
            &ask.app.desk,
            id,
            &staff,
            Expected::This(seen),
            &ask.person(form.get("reason"))?,
        )?;
    }
    if form.get("back") == "needs" { Ok(go("/needs")) } else { back(ask, id) }
}

/// `POST /visits/{id}/release`: a held pause is given to others.
pub(crate) fn release(ask: &Ask, form: &Form) -> Result<Response> {
    let id = id(ask)?;
    let pause = Some(form.get("pause").to_owned()).filter(|key| !key.is_empty());
    let by = ask.known.user.name.clone();
    let wanted = pauses::Release { visit: id, pause, part: None, by };
    match pauses::release(&ask.app.desk, &wanted, ask.deadline()) {
        // It was released already: a second click.
        Err(Error::NotFound("held pause")) => back(ask, id),
        Err(error) => Err(error),
        Ok(Outcome::Done(_) | Outcome::Unsettled) => back(ask, id),
        Ok(Outcome::Refused(_)) => Err(Error::Conflict(
            ask.pick(
                "Cal.com hat die Pause nicht freigegeben.",
                "Cal.com did not release the pause.",
            )
            .to_owned(),
        )),
    }
}

/// `POST /visits/{id}/no-show`: the customer did not come, or did after all. What is so already is as good.
pub(crate) fn no_show(ask: &Ask, form: &Form) -> Result<Response> {
    let id = id(ask)?;
    let is_no_show = form.get("came") != "yes";
    if visit_view::show(ask.desk(), id)?.no_show.is_some() != is_no_show {
        no_show::mark(&ask.app.desk, id, is_no_show, &ask.person(form.get("reason"))?)?;
    }
    back(ask, id)
}

/// `POST /visits/{id}/rename`: the customer's name, as it is written. A second click has nothing left to do.
pub(crate) fn rename(ask: &Ask, form: &Form) -> Result<Response> {
    let id = id(ask)?;
    let visit = visit_view::show(ask.desk(), id)?;
    let phone = visit.phone.ok_or(Error::NotFound("customer"))?;
    let is_so = PersonName::parse(form.get("name"))
        .is_ok_and(|name| visit.customer.as_deref() == Some(name.as_str()));
    if is_so {
        return back(ask, id);
    }
    customer_rename::rename(
        &ask.app.desk,
        &phone,
        form.get("name"),
        &ask.person(form.get("reason"))?,
    )?;
    back(ask, id)
}
