//! Who is calling, in time for the greeting, from the local database alone.

use crate::domain::calendar::speak::speak_day;
use crate::domain::people::caller_number::CallerNumber;
use crate::domain::people::person::Phone;
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::diary::customer;
use crate::frontdesk::messages::keep;
use crate::frontdesk::voice::callers::{Told, Voice};
use crate::retell::wire;
use crate::store::db::fault;
use crate::store::messages::inbox::{Channel, Message, State};
use crate::store::visit::customer::Customer;

const WHAT: &str = "/api/retell/inbound";

/// What the agent knows when it says hello.
pub(crate) struct Greeting {
    pub(crate) salon: String,
    /// The customer with the number that calls, if there is one.
    pub(crate) customer: Option<Customer>,
    /// The next appointment, spoken, or the word for none.
    pub(crate) next_appointment: String,
    /// The day with its year, spoken.
    pub(crate) today: String,
}

/// The greeting for a call that comes in. `Invalid` if the body cannot be read; that is kept too.
pub(crate) fn of_call(desk: &Desk, body: &[u8]) -> Result<Greeting> {
    let inbound = wire::inbound_call(body).map_err(|fault| {
        let unreadable = Message::unreadable(Channel::RetellInbound, body, fault.to_string());
        keep::wait(keep::aside(desk, unreadable), WHAT);
        Error::Invalid(fault.to_string())
    })?;
    let country = &desk.salon.config.company.country_code;
    let number = inbound.from_number.as_deref().map(|sent| CallerNumber::read(sent, country));
    let phone = number.and_then(CallerNumber::phone);
    let kept = keep::aside(desk, message(inbound.call_id, phone.as_ref(), body));
    let caller = customer::caller(desk, phone.as_ref()).unwrap_or_else(|error| {
        // The phone is ringing: a fault of ours must not let it ring on, and a stranger is greeted too.
        fault::log_error(&format!("{WHAT}: greeted as a stranger"), &error);
        None
    });
    keep::wait(kept, WHAT);
    let (voice, language) = (Voice::at(desk), desk.salon.language);
    let next = caller.as_ref().and_then(|caller| caller.upcoming.first());
    let none = language.pick("keiner", "none").to_owned();
    let told = |view| voice.visit(&Told { service: None, ..Told::of(view) });
    let next = next.map_or(none, told);
    let (today, _) = desk.salon.zone.local(desk.now());
    Ok(Greeting {
        salon: desk.salon.config.company.name.clone(),
        customer: caller.map(|caller| caller.customer),
        next_appointment: next,
        today: format!("{} {}", speak_day(today, language), today.year()),
    })
}

fn message(call_id: Option<String>, caller: Option<&Phone>, body: &[u8]) -> Message {
    Message {
        channel: Channel::RetellInbound,
        event: "call_inbound".into(),
        subject: call_id,
        caller: caller.map(|phone| phone.as_str().to_owned()),
        body: body.to_vec(),
        state: State::Done,
        reason: None,
    }
}
