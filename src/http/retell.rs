//! The voice agent's functions and the question who is calling. Wire contract: Retell's custom functions and inbound
//! webhook.

use crate::domain::Result;
use crate::frontdesk::functions::function::Function;
use crate::frontdesk::phone::call::Spoken;
use crate::frontdesk::phone::{call, greeting};
use crate::frontdesk::voice::callers::Voice;
use crate::http::context::App;
use crate::retell::wire;
use crate::server::handler::Lane;
use crate::server::message::{Request, Response};
use serde::Deserialize;
use serde_json::json;
use std::borrow::Cow;
use std::time::Instant;

/// `POST /api/retell/function`. Business results are always 200.
pub(crate) fn function(app: &App, request: &Request) -> Result<Response> {
    let begun = Instant::now();
    Ok(match call::answer(&app.desk, &request.body) {
        Ok(Spoken { function, answer }) => {
            app.meter.function(function, call::status_of(&answer), begun.elapsed());
            Response::json(200, &answer)
        }
        Err(fault) => {
            let say = Voice::of(&app.desk.salon).fault();
            Response::json(400, &json!({ "error": fault.to_string(), "say": say }))
        }
    })
}

/// Functions that ask Cal.com go to the waiting lane. Read from the name alone: nothing is trusted here.
pub(crate) fn lane(request: &Request) -> Lane {
    #[derive(Deserialize)]
    struct Named<'a> {
        #[serde(borrow)]
        name: Cow<'a, str>,
    }
    let named = serde_json::from_slice::<Named>(&request.body).ok();
    let function = named.and_then(|named| Function::parse(wire::base_name(named.name.trim())));
    if function.is_some_and(Function::waits_for_calcom) { Lane::Waits } else { Lane::Quick }
}

/// `POST /api/retell/inbound`: always 200 with every variable set: an unset one would be read out as `{{name}}`.
pub(crate) fn inbound(app: &App, request: &Request) -> Result<Response> {
    let greeting = greeting::of_call(&app.desk, &request.body)?;
    let variables = json!({
        "salon_name": greeting.salon,
        "customer_known": if greeting.customer.is_some() { "true" } else { "false" },
        "customer_name": greeting.customer.as_ref().map_or("", |customer| &customer.name),
        "customer_ref": greeting.customer.as_ref().map_or(String::new(), |one| one.id.to_string()),
        "next_appointment": greeting.next_appointment,
        "today_spoken": greeting.today,
    });
    let lookup = if greeting.customer.is_some() { "hit" } else { "miss" };
    let answer = json!({ "dynamic_variables": variables, "metadata": { "caller_lookup": lookup } });
    Ok(Response::json(200, &json!({ "call_inbound": answer })))
}
