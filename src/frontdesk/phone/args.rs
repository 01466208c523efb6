//! Reading one argument of a function call. Each function reads its own once, into a struct of what was said; what that
//! means at this salon is asked afterwards (`wished`, `own`, `offer::wish`).

use crate::domain::people::person::{PersonName, Phone};
use crate::domain::speech::placeholder::is_placeholder;
use crate::domain::speech::reading::Field;
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::diary::customer;
use crate::frontdesk::offer::when::SaidTime;
use crate::frontdesk::offer::wish;
use crate::frontdesk::phone::function::Function;
use crate::frontdesk::voice::callers::Voice;
use crate::retell::wire::FunctionCall;
use crate::store::visit::call::CallKey;
use serde_json::{Map, Value};

/// Every argument that is read anywhere.
pub const READ: [&str; 52] = [
    "service",
    "service_name",
    "branch",
    "filiale",
    "staff",
    "staff_name",
    "stylist",
    "preferred_staff",
    "offer_id",
    "offer",
    "slot",
    "slot_id",
    "customer_name",
    "name",
    "appointment_id",
    "booking_id",
    "appointment",
    "booking",
    "date",
    "day",
    "date_from",
    "from",
    "date_to",
    "until",
    "to",
    "earliest",
    "time_from",
    "latest",
    "time_to",
    "time",
    "start",
    "start_time",
    "datetime",
    "starts_at",
    "when",
    "appointment_date",
    "old_date",
    "current_date",
    "original_date",
    "appointment_time",
    "old_time",
    "current_time",
    "original_time",
    "appointment_start",
    "old_start",
    "current_start",
    "original_start",
    "new_date",
    "new_time",
    "new_start",
    "new_start_time",
    "new_datetime",
];

/// Refuses lists, objects and truth values where a text is read: leaving them out would act on what was not asked
/// for ("the only appointment there is" in place of `["12"]`). Arguments that are not read may be anything.
pub(crate) fn check_kinds(desk: &Desk, args: &Map<String, Value>) -> Result<()> {
    let odd = |name: &&str| {
        matches!(args.get(*name), Some(Value::Array(_) | Value::Object(_) | Value::Bool(_)))
    };
    match READ.iter().find(|name| odd(name)) {
        Some(_) => Err(Error::Invalid(Voice::at(desk).not_understood())),
        None => Ok(()),
    }
}

/// A text argument under any of its names; numbers count as text, blanks as nothing.
fn text(args: &Map<String, Value>, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| match args.get(*name)? {
        Value::String(text) => {
            let text = text.trim();
            (!text.is_empty()).then(|| wish::cut(text))
        }
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    })
}

/// What is wished, with whom and in which branch, word for word.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct SaidWish {
    pub service: Option<String>,
    pub staff: Option<String>,
    pub branch: Option<String>,
}

impl SaidWish {
    pub fn read(args: &Map<String, Value>) -> SaidWish {
        SaidWish {
            service: text(args, &["service", "service_name"]),
            staff: text(args, &["staff", "staff_name", "stylist", "preferred_staff"]),
            branch: text(args, &["branch", "filiale"]),
        }
    }
}

/// The days and times that were said.
pub(crate) fn time(args: &Map<String, Value>) -> SaidTime {
    fields(args, &TIMES)
}

/// Those of these arguments that say something.
pub(crate) fn fields(args: &Map<String, Value>, names: &[(Field, &[&str])]) -> SaidTime {
    let said = names.iter().filter_map(|(field, names)| Some((*field, text(args, names)?)));
    SaidTime::of(said.collect())
}

/// Which argument says what of a time.
const TIMES: [(Field, &[&str]); 8] = [
    (Field::When, &["when"]),
    (Field::Date, &["date", "day"]),
    (Field::DateFrom, &["date_from", "from"]),
    (Field::DateTo, &["date_to", "until", "to"]),
    (Field::Time, &["time"]),
    (Field::Earliest, &["earliest", "time_from"]),
    (Field::Latest, &["latest", "time_to"]),
    (Field::Start, &["start", "start_time", "datetime", "starts_at"]),
];

pub(crate) fn offer(args: &Map<String, Value>) -> Option<String> {
    text(args, &["offer_id", "offer", "slot", "slot_id"])
}

pub(crate) fn appointment(args: &Map<String, Value>) -> Option<String> {
    text(args, &["appointment_id", "booking_id", "appointment", "booking"])
}

/// The customer's name, word for word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SaidName {
    /// For notes and for recognising a repeat, under whichever name it was said.
    pub text: Option<String>,
    /// To be booked under: only a text, whole, under the first name that is there.
    whole: Option<String>,
}

impl SaidName {
    pub fn read(args: &Map<String, Value>) -> SaidName {
        let names = ["customer_name", "name"];
        let whole = match names.iter().find_map(|name| args.get(*name)) {
            Some(Value::String(said)) if !said.trim().is_empty() => Some(said.clone()),
            Some(_) | None => None,
        };
        SaidName { text: text(args, &names), whole }
    }

    /// The name, if it is one.
    pub fn real(&self) -> Option<String> {
        self.text.clone().filter(|name| !is_placeholder(name))
    }

    /// The name to book under; where none was said, the one that the caller's number is known by.
    pub fn or_known(&self, desk: &Desk, phone: Option<&Phone>) -> Result<PersonName> {
        let voice = Voice::at(desk);
        match &self.whole {
            Some(said) => PersonName::parse(said).map_err(|_| Error::Invalid(voice.name_odd())),
            None => {
                let known = customer::caller(desk, phone)?;
                let known = known.ok_or_else(|| Error::Invalid(voice.name_missing()))?;
                PersonName::parse(&known.customer.name)
                    .map_err(|_| Error::Invalid(voice.name_missing()))
            }
        }
    }
}

/// Only what Retell says about the call; a withheld number is none.
pub(crate) fn caller_phone(_desk: &Desk, call: &FunctionCall) -> Option<Phone> {
    call.call.from_number.as_deref().and_then(Phone::from_caller)
}

/// What makes a repeat of this call the same order.
pub(crate) fn key(call: &FunctionCall, function: Function, args_key: String) -> CallKey {
    CallKey { call_id: call.call.call_id.clone(), function: function.as_str(), args_key }
}
