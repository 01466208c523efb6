//! What is said about who an account is, and what becomes of it where somebody else was faster.

use crate::domain::ids::{HostId, MappingId, StaffId};
use crate::domain::suggest::stored::Offer;
use crate::domain::{Error, Result};
use crate::frontdesk::decider::Person;
use crate::frontdesk::expected::Expected;
use crate::frontdesk::host::{by_hand, host_stand, suggestion_decide};
use crate::frontdesk::needs::people;
use crate::http::page::base::ask::{Ask, go};
use crate::http::page::base::form::Form;
use crate::http::page::mapping::clash::{Wish, back, second};
use crate::http::page::mapping::host;
use crate::http::page::mapping::host::Draft;
use crate::server::message::Response;

/// Who is chosen, if it is somebody who works here, and who says so and why; else what is wrong.
fn said(ask: &Ask, form: &Form) -> Result<std::result::Result<(StaffId, Person), Draft>> {
    let staff = StaffId(form.get("staff").to_owned());
    let mut draft = Draft {
        staff: form.get("staff").to_owned(),
        reason: form.get("reason").to_owned(),
        ..Draft::default()
    };
    if !people::choices(&ask.app.desk)?.iter().any(|one| one.staff_id == staff) {
        let told = ask.pick("Bitte wähle, wer es ist.", "Please choose who it is.").to_owned();
        draft.staff_fault = Some(told);
        return Ok(Err(draft));
    }
    Ok(match person(ask, form) {
        Ok(person) => Ok((staff, person)),
        Err(told) => Err(Draft { reason_fault: Some(told), ..draft }),
    })
}

/// Who says so and why, or what is wrong with the reason.
fn person(ask: &Ask, form: &Form) -> std::result::Result<Person, String> {
    ask.person(form.get("reason")).map_err(|_| {
        let most = host::REASON_CHARS_MAX;
        ask.pick(
            format!("Das ist zu lang: höchstens {most} Zeichen."),
            format!("This is too long: at most {most} characters."),
        )
    })
}

/// Done, or somebody was faster, or it cannot be.
fn done(ask: &Ask, form: &Form, host: HostId, wish: Wish, outcome: Result<()>) -> Result<Response> {
    match outcome {
        Ok(()) => Ok(go(&back(form, host))),
        Err(Error::Conflict(_)) => second(ask, form, host, &wish),
        Err(error) => Err(error),
    }
}

/// `POST /hosts/{id}/map`: this person, in the place of the mapping that was seen, if any.
pub(crate) fn map(ask: &Ask, form: &Form) -> Result<Response> {
    let id = HostId(ask.number(0, "host")?);
    let (staff, person) = match said(ask, form)? {
        Ok(said) => said,
        Err(draft) => return host::page(ask, id, &draft),
    };
    let seen = form.get("seen").parse().ok().map(MappingId);
    let outcome = by_hand::map(&ask.app.desk, id, &staff, Expected::This(seen), &person);
    done(ask, form, id, Wish::Is(staff), outcome.map(drop))
}

/// `POST /hosts/{id}/is`: this person, of those that were suggested or another one.
pub(crate) fn is(ask: &Ask, form: &Form) -> Result<Response> {
    let id = HostId(ask.number(0, "host")?);
    let (staff, person) = match said(ask, form)? {
        Ok(said) => said,
        Err(draft) => return host::page(ask, id, &draft),
    };
    let outcome =
        suggestion_decide::pick_another(&ask.app.desk, id, &staff, &[], seen(form), &person);
    done(ask, form, id, Wish::Is(staff), outcome.map(drop))
}

/// What was suggested when the form was made.
fn seen(form: &Form) -> Expected<Offer> {
    Expected::This(Some(Offer(form.get("seen").to_owned())))
}

/// `POST /hosts/{id}/is-not`: not this person, for good.
pub(crate) fn is_not(ask: &Ask, form: &Form) -> Result<Response> {
    let id = HostId(ask.number(0, "host")?);
    let staff = StaffId(form.get("staff").to_owned());
    let person = ask.person(form.get("reason"))?;
    let outcome = suggestion_decide::reject(&ask.app.desk, id, &staff, seen(form), &person);
    done(ask, form, id, Wish::IsNot(staff), outcome.map(drop))
}

/// `POST /mappings/{id}/off`: it was wrong; what it decided is decided again.
pub(crate) fn off(ask: &Ask, form: &Form) -> Result<Response> {
    let id = MappingId(ask.number(0, "mapping")?);
    let (host, is_on) = host_stand::of_mapping(&ask.app.desk, id)?;
    if is_on {
        let person = match person(ask, form) {
            Ok(person) => person,
            Err(told) => return Err(Error::Invalid(told)),
        };
        match by_hand::deactivate(&ask.app.desk, id, &person) {
            // Somebody else did it in this very moment.
            Ok(_) | Err(Error::Conflict(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(go(&host::address(host)))
}

/// `POST /mappings/{id}/on`: it was right after all.
pub(crate) fn on(ask: &Ask, form: &Form) -> Result<Response> {
    let id = MappingId(ask.number(0, "mapping")?);
    let (host, is_on) = host_stand::of_mapping(&ask.app.desk, id)?;
    if is_on {
        return Ok(go(&host::address(host)));
    }
    let person = ask.person(form.get("reason"))?;
    let outcome = by_hand::reactivate(&ask.app.desk, id, &person);
    done(ask, form, host, Wish::On(id), outcome.map(drop))
}
