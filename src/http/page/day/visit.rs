//! One visit: where it is, and what can be done with it.

use crate::domain::ids::{AppointmentId, StaffId};
use crate::domain::{Error, Result};
use crate::frontdesk::customer::rename as customer_rename;
use crate::frontdesk::expected::Expected;
use crate::frontdesk::host::{by_hand, no_show, visit_view};
use crate::frontdesk::visit::outcome::Outcome;
use crate::frontdesk::visit::release as pauses;
use crate::http::page::base::ask::{Ask, go};
use crate::http::page::base::form::Form;
use crate::http::page::base::links;
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
    let mut works = visit.parts.iter().filter(|part| part.kind == "work");
    // Every part of it is so already: a second click.
    if !works.all(|part| part.staff_id.as_ref() == Some(&staff)) {
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

/// `POST /visits/{id}/rename`: the name that it was booked for, as it is written.
pub(crate) fn rename(ask: &Ask, form: &Form) -> Result<Response> {
    let id = id(ask)?;
    let who = ask.person(form.get("reason"))?;
    customer_rename::rename_of_visit(ask.changing(), id, form.get("name"), &who)?;
    back(ask, id)
}
