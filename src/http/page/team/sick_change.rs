//! Moving what was ticked because somebody is ill.

use crate::domain::{Error, Result};
use crate::frontdesk::sick::accept;
use crate::frontdesk::sick::moved::Outcome;
use crate::http::page::base::ask::{Ask, go};
use crate::http::page::base::fields;
use crate::http::page::base::form::Form;
use crate::http::page::team::{sick, sick_typed};
use crate::server::message::Response;

/// How the field of a visit begins; the visit's number follows.
const VISIT: &str = "visit-";

/// `POST /sick`: writes the absence down and orders the moves, once per form.
pub(crate) fn apply(ask: &Ask, form: &Form) -> Result<Response> {
    let absent = match sick_typed::read(ask, form)? {
        Ok(Some(absent)) => absent,
        Ok(None) => {
            return Err(Error::invalid(ask.pick("Wähle, wer fehlt.", "Choose who is away.")));
        }
        Err(_) => return sick::page(ask, form),
    };
    let ticked = form.fields().filter(|(name, word)| name.starts_with(VISIT) && !word.is_empty());
    let said: Vec<String> = ticked.map(|(_, word)| word.to_owned()).collect();
    let why = ask.app.desk.salon.language.pick("krank", "ill");
    let (person, once) = (ask.person(why)?, form.get("once"));
    let done = accept::apply_once(ask.changing(), &absent, &said, &person, once)?;
    let is_left = |outcome| outcome == Outcome::NotMoved;
    let left = done.moves.iter().filter(|one| is_left(one.outcome) && one.saga.is_none());
    let left: Vec<String> = left.map(|one| one.appointment_id.to_string()).collect();
    let address = sick_typed::address(form);
    Ok(go(&format!("{address}&once={}&left={}#became", fields::encoded(once), left.join("."))))
}
