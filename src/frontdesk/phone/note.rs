//! A note for the desk about a caller who could not be served.

use crate::domain::Result;
use crate::domain::ids::AppointmentId;
use crate::domain::visit::refusal::Reason;
use crate::frontdesk::Desk;
use crate::frontdesk::diary::customer;
use crate::frontdesk::phone::args;
use crate::frontdesk::phone::args::SaidName;
use crate::frontdesk::visit::callback;
use crate::retell::wire::FunctionCall;
use crate::store::messages::callback::NewCallback;

/// Leaves the note, with the caller as far as that is known.
pub(crate) fn leave(
    desk: &Desk,
    call: &FunctionCall,
    name: SaidName,
    reason: Reason,
    wish: String,
    appointment: Option<AppointmentId>,
) -> Result<()> {
    let phone = args::caller_phone(desk, call);
    let customer_name = match name.text {
        Some(said) => said,
        None => customer::caller(desk, phone.as_ref())?
            .map_or_else(String::new, |known| known.customer.name),
    };
    let note = NewCallback {
        subject: call.call.call_id.clone(),
        reason,
        customer_name,
        phone: phone.map(|phone| phone.as_str().to_owned()),
        wish,
        appointment,
    };
    callback::leave(desk, note)
}
