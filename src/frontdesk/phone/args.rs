//! Reading one argument of a function call. Each function reads its own once, into a struct of what was said; what that
//! means at this salon is asked afterwards (`wished`, `own`).

use crate::domain::people::caller_number::CallerNumber;
use crate::domain::people::person::{PersonName, Phone};
use crate::domain::speech::absent::is_absent;
use crate::domain::speech::customer_name::{Called, called};
use crate::domain::speech::id;
use crate::domain::speech::placeholder::is_placeholder;
use crate::domain::speech::reading::Field;
use crate::domain::text::fold::fold;
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::diary::customer;
use crate::frontdesk::functions::argument::{Argument, READ};
use crate::frontdesk::functions::function::Function;
use crate::frontdesk::functions::table::row;
use crate::frontdesk::offer::when::SaidTime;
use crate::frontdesk::voice::callers::Voice;
use crate::retell::args::is_nothing;
use crate::retell::wire::FunctionCall;
use crate::store::visit::call::CallKey;
use serde_json::{Map, Value};

/// The longest argument that is looked at; a sentence about the time may be longer.
const ARGUMENT_CHARS_MAX: usize = 200;

/// An argument as long as it is looked at.
pub(crate) fn cut(text: &str) -> String {
    text.chars().take(ARGUMENT_CHARS_MAX).collect()
}

/// The call with those arguments alone that the function reads, as its row in the table says.
pub(crate) fn own(function: Function, call: &FunctionCall) -> FunctionCall {
    let row = row(function);
    let contradicted = call.contradicted.iter().filter(|name| row.reads_named(name));
    FunctionCall {
        args: row.own(&call.args),
        contradicted: contradicted.cloned().collect(),
        ..call.clone()
    }
}

/// Refuses what must not be left out, because that would act on what was not asked for ("the only appointment there is" in
/// place of `["12"]`): lists, objects and truth values where a text is read, and one argument with two values. Arguments
/// that are not read may be anything.
pub(crate) fn check(desk: &Desk, call: &FunctionCall) -> Result<()> {
    let odd = READ.iter().any(|(name, _)| call.args.get(*name).is_some_and(is_odd));
    let contradicted = call.contradicted.iter().any(|name| Argument::named(name).is_some());
    let split = Argument::SINGLE.into_iter().any(|one| is_split(&call.args, one));
    if odd || contradicted || split {
        return Err(Error::Invalid(Voice::at(desk).not_understood()));
    }
    Ok(())
}

/// Whether a value is no text where one is read.
pub(crate) fn is_odd(value: &Value) -> bool {
    matches!(value, Value::Array(_) | Value::Object(_) | Value::Bool(_)) && !is_nothing(value)
}

/// Whether an argument says two things under two of its names.
pub(crate) fn is_split(args: &Map<String, Value>, wanted: Argument) -> bool {
    let says = |text: &String| match wanted {
        Argument::Name => matches!(called(text), Called::Name(_)),
        _ => !is_absent(text),
    };
    let all: Vec<String> = texts(args, wanted).filter(says).collect();
    all.windows(2).any(|pair| matches!(pair, [one, other] if !agree(wanted, one, other)))
}

fn agree(wanted: Argument, one: &str, other: &str) -> bool {
    match wanted {
        Argument::Offer => id::offer(one) == id::offer(other),
        Argument::Appointment if id::number(one).is_some() => id::number(one) == id::number(other),
        _ => {
            // `Emma` and `Emma Vogel` are one.
            let (one, other) = (fold(one), fold(other));
            let (one, other): (Vec<&str>, Vec<&str>) =
                (one.words().collect(), other.words().collect());
            let within = |one: &[&str], other: &[&str]| one.iter().all(|word| other.contains(word));
            within(&one, &other) || within(&other, &one)
        }
    }
}

/// An argument under each of its names that is there, in the order of `READ`; numbers count as text, blanks as nothing.
fn texts(args: &Map<String, Value>, wanted: Argument) -> impl Iterator<Item = String> {
    let names = READ.iter().filter(move |(_, argument)| *argument == wanted);
    names.filter_map(|(name, _)| match args.get(*name)? {
        Value::String(text) => {
            let text = text.trim();
            (!text.is_empty()).then(|| text.to_owned())
        }
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    })
}

/// An argument that says something, as long as it is looked at. Of several the one that says most, of equals the first.
pub(crate) fn text(args: &Map<String, Value>, wanted: Argument) -> Option<String> {
    let said = texts(args, wanted).filter(|text| !is_absent(text));
    let longer = |best: String, text: String| {
        if text.chars().count() > best.chars().count() { text } else { best }
    };
    // A name that also means nothing is left to who knows the people: somebody may be called Nil.
    let any = || texts(args, wanted).next().filter(|_| wanted == Argument::Staff);
    said.reduce(longer).or_else(any).map(|text| cut(&text))
}

/// What is wished, with whom and in which branch, word for word.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct SaidWish {
    pub service: Option<String>,
    /// Also where it may say that there is none: somebody may be called Nil.
    pub staff: Option<String>,
    pub branch: Option<String>,
}

impl SaidWish {
    pub fn read(args: &Map<String, Value>) -> SaidWish {
        SaidWish {
            service: text(args, Argument::Service),
            staff: text(args, Argument::Staff),
            branch: text(args, Argument::Branch),
        }
    }

    /// As a web form says it.
    pub fn of_form(service: String, staff: Option<String>, branch: Option<String>) -> SaidWish {
        let said = |text: &String| !is_absent(text);
        SaidWish { service: Some(service).filter(said), staff, branch: branch.filter(said) }
    }
}

/// The days and times that were said, each under each of its names.
pub(crate) fn time(args: &Map<String, Value>) -> SaidTime {
    times(args, Argument::Time)
}

/// The same of an appointment that there is.
pub(crate) fn old_time(args: &Map<String, Value>) -> SaidTime {
    times(args, Argument::OldTime)
}

/// The same of when it is to be, where that has arguments of its own.
pub(crate) fn new_time(args: &Map<String, Value>) -> SaidTime {
    times(args, Argument::NewTime)
}

fn times(args: &Map<String, Value>, of: fn(Field) -> Argument) -> SaidTime {
    let said = |field| texts(args, of(field)).map(move |text| (field, text));
    let all = Field::ALL.into_iter().flat_map(said);
    SaidTime::of(all.filter(|(_, text)| !is_absent(text)).collect())
}

/// The id of an offer, as we give it out.
pub(crate) fn offer(args: &Map<String, Value>) -> Option<String> {
    text(args, Argument::Offer).map(|said| id::offer(&said))
}

/// The id of an appointment, word for word.
pub(crate) fn appointment(args: &Map<String, Value>) -> Option<String> {
    text(args, Argument::Appointment)
}

/// What somebody is to be called back about, word for word.
pub(crate) fn wish(args: &Map<String, Value>) -> Option<String> {
    text(args, Argument::Wish)
}

/// The customer's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SaidName {
    /// Without what was said around it, for notes and for recognising a repeat; `None` where no name was said.
    pub text: Option<String>,
    /// Only a text is a name.
    called: Called,
}

impl SaidName {
    pub fn read(args: &Map<String, Value>) -> SaidName {
        let texts = READ.iter().filter(|(_, argument)| *argument == Argument::Name);
        let texts = texts.filter_map(|(name, _)| args.get(*name)?.as_str()).map(called);
        let said = texts.filter(|called| *called != Called::Absent);
        let length = |called: &Called| match called {
            Called::Name(name) => name.chars().count(),
            Called::Absent | Called::Placeholder | Called::Odd => 0,
        };
        // Of `Kim` and `Kim Muster` the whole name.
        let called =
            said.reduce(|best, called| if length(&called) > length(&best) { called } else { best });
        let called = called.unwrap_or(Called::Absent);
        let text = match &called {
            Called::Name(name) => Some(cut(name)),
            Called::Absent | Called::Placeholder | Called::Odd => None,
        };
        SaidName { text, called }
    }

    /// What was said for a name.
    pub fn called(&self) -> &Called {
        &self.called
    }

    /// The name to book under; where none was said, the one that the caller's number is known by. A placeholder is asked
    /// about: it may stand for somebody else.
    pub fn or_known(&self, desk: &Desk, phone: Option<&Phone>) -> Result<PersonName> {
        let voice = Voice::at(desk);
        match &self.called {
            Called::Name(name) => {
                PersonName::parse(name).map_err(|_| Error::Invalid(voice.name_odd()))
            }
            Called::Odd => Err(Error::Invalid(voice.name_odd())),
            Called::Placeholder => Err(Error::Invalid(voice.name_missing())),
            Called::Absent => {
                let known = customer::caller(desk, phone)?;
                let known = known.filter(|known| !is_placeholder(&known.customer.name));
                let known = known.ok_or_else(|| Error::Invalid(voice.name_missing()))?;
                PersonName::parse(&known.customer.name)
                    .map_err(|_| Error::Invalid(voice.name_missing()))
            }
        }
    }
}

/// What Retell says about the number that calls; `None` where it says nothing, as of a test call on the web.
pub(crate) fn caller_number(desk: &Desk, call: &FunctionCall) -> Option<CallerNumber> {
    let country = &desk.salon.config.company.country_code;
    call.call.from_number.as_deref().map(|sent| CallerNumber::read(sent, country))
}

/// The number that calls, if it is known.
pub(crate) fn caller_phone(desk: &Desk, call: &FunctionCall) -> Option<Phone> {
    caller_number(desk, call)?.phone()
}

/// What makes a repeat of this call the same order.
pub(crate) fn key(call: &FunctionCall, function: Function, args_key: String) -> CallKey {
    CallKey { call_id: call.call.call_id.clone(), function: function.as_str(), args_key }
}
