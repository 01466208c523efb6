//! `check_customer` and `list_appointments`: who is calling, and what the caller has. Neither reads an argument.

use crate::domain::Result;
use crate::domain::people::caller_number::CallerNumber;
use crate::frontdesk::Desk;
use crate::frontdesk::diary::customer;
use crate::frontdesk::functions::status::Status;
use crate::frontdesk::phone::json::{Answer, appointments_json, say};
use crate::frontdesk::phone::{args, own};
use crate::frontdesk::voice::callers::Voice;
use crate::retell::wire::FunctionCall;
use serde_json::json;

/// `check_customer`.
pub(crate) fn check(desk: &Desk, call: &FunctionCall) -> Result<Answer> {
    let voice = Voice::at(desk);
    let number = args::caller_number(desk, call).unwrap_or(CallerNumber::Withheld);
    let is_withheld = number == CallerNumber::Withheld;
    let Some(caller) = customer::caller(desk, number.phone().as_ref())? else {
        let status = if is_withheld { Status::Withheld } else { Status::New };
        return Ok(say(status, &voice.welcome()));
    };
    let usual = caller.latest.as_ref();
    Ok(json!({
        "status": Status::Known.as_str(),
        "customer_name": caller.customer.name,
        "usual_staff": usual.and_then(|view| view.staff.clone()),
        "last_service": usual.and_then(|view| view.service.clone()),
        "upcoming": appointments_json(&voice, &caller.upcoming),
        "say": voice.welcome_back(&caller.customer.name),
    }))
}

/// `list_appointments`.
pub(crate) fn list_appointments(desk: &Desk, call: &FunctionCall) -> Result<Answer> {
    let voice = Voice::at(desk);
    let own = own::appointments(desk, call)?;
    let (status, say) = match (own.is_empty(), args::caller_phone(desk, call)) {
        // That there are none is not known.
        (true, None) => (Status::Withheld, voice.number_withheld()),
        (true, Some(_)) => (Status::None, voice.upcoming(&own)),
        (false, _) => (Status::Ok, voice.upcoming(&own)),
    };
    Ok(
        json!({ "status": status.as_str(), "appointments": appointments_json(&voice, &own), "say": say }),
    )
}
