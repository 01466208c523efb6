//! `request_callback`: the salon is to call somebody back.

use crate::domain::visit::refusal::Reason;
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::functions::status::Status;
use crate::frontdesk::phone::args::SaidName;
use crate::frontdesk::phone::json::{Answer, say};
use crate::frontdesk::phone::{args, note};
use crate::frontdesk::voice::callers::Voice;
use crate::retell::wire::FunctionCall;
use serde_json::{Map, Value};

/// Fewer digits are no telephone number.
const NUMBER_DIGITS_MIN: usize = 5;

#[derive(Debug, PartialEq)]
pub(crate) struct CallbackArgs {
    wish: Option<String>,
    name: SaidName,
}

impl CallbackArgs {
    pub fn parse(args: &Map<String, Value>) -> CallbackArgs {
        CallbackArgs { wish: args::wish(args), name: SaidName::read(args) }
    }
}

/// `request_callback`.
pub(crate) fn answer(desk: &Desk, call: &FunctionCall) -> Result<Answer> {
    let voice = Voice::at(desk);
    let args = CallbackArgs::parse(&call.args);
    let wish = args.wish.unwrap_or_default();
    let digits = wish.chars().filter(char::is_ascii_digit).count();
    if args::caller_phone(desk, call).is_none() && digits < NUMBER_DIGITS_MIN {
        return Err(Error::Invalid(voice.which_number()));
    }
    note::leave(desk, call, args.name, Reason::AskedFor, voice.wish_to_be_called(&wish), None)?;
    Ok(say(Status::Noted, &voice.callback_noted()))
}
