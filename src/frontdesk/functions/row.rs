//! What is said of a function: what it is for, its arguments, its answers.

use crate::domain::language::Language;
use crate::domain::speech::reading::Field;
use crate::frontdesk::functions::argument::Argument;
use crate::frontdesk::functions::function::Function;
use crate::frontdesk::functions::taught::Taught;
use crate::frontdesk::functions::words::{Words, words};
use serde_json::{Map, Value, json};

/// A function as the agent knows it.
#[derive(Debug)]
pub(crate) struct Row {
    pub function: Function,
    /// What it is for, and when to call it.
    pub purpose: Words,
    /// What the agent is told to send.
    pub parameters: &'static [Parameter],
    /// What is understood besides, and not asked for: it would invite the model to reckon with days and times, or to send
    /// what it does not know. Agents that were set up by hand send it.
    pub also: &'static [Also],
    /// How it can answer, besides as any function can (`ANY`).
    pub statuses: &'static [Taught],
    /// What is said while it is carried out; nothing where it takes no time.
    pub meanwhile: Option<Words>,
}

/// An argument that the agent is told to send.
#[derive(Debug)]
pub(crate) struct Parameter {
    pub argument: Argument,
    pub means: Words,
}

/// What is understood besides the parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Also {
    /// Days and times in parts: `date`, `time`, `earliest`, …
    TimeInParts,
    /// The same of an appointment that there is: `appointment_time`, …
    OldTimeInParts,
    /// The same of when it is to be: `new_date`, …
    NewTimeInParts,
    /// The customer's name, for a note to call back.
    Name,
}

impl Also {
    fn is(self, argument: Argument) -> bool {
        match self {
            Also::TimeInParts => matches!(argument, Argument::Time(_)),
            Also::OldTimeInParts => matches!(argument, Argument::OldTime(_)),
            Also::NewTimeInParts => matches!(argument, Argument::NewTime(_)),
            Also::Name => argument == Argument::Name,
        }
    }
}

impl Row {
    /// Whether the function reads this argument.
    pub fn reads(&self, argument: Argument) -> bool {
        self.parameters.iter().any(|parameter| parameter.argument == argument)
            || self.also.iter().any(|also| also.is(argument))
    }

    /// Of what was sent that which the function reads: whatever is not described here never reaches it.
    pub fn own(&self, sent: &Map<String, Value>) -> Map<String, Value> {
        let own = sent.iter().filter(|(name, _)| self.reads_named(name));
        own.map(|(name, value)| (name.clone(), value.clone())).collect()
    }

    /// Whether it reads what is sent under this name.
    pub fn reads_named(&self, name: &str) -> bool {
        Argument::named(name).is_some_and(|argument| self.reads(argument))
    }

    /// What may be sent, as a JSON schema.
    pub fn schema(&self, language: Language) -> Value {
        let mut properties = Map::new();
        for parameter in self.parameters {
            let means = parameter.means.in_language(language);
            let about = json!({ "type": "string", "description": means });
            properties.insert(parameter.argument.name().to_owned(), about);
        }
        // Whatever is missing is asked for in an answer: to demand it would make the model invent it.
        json!({ "type": "object", "properties": properties, "required": [] })
    }
}

pub(crate) const fn may(argument: Argument, de: &'static str, en: &'static str) -> Parameter {
    Parameter { argument, means: words(de, en) }
}

pub(crate) const STAFF: Parameter = may(
    Argument::Staff,
    "Bei wem, in den Worten der Person („bei der Emma“, „egal“). Weglassen, wenn nichts dazu gesagt wurde.",
    "With whom, in the caller's words (\"Emma\", \"anyone\"). Leave it out if nothing was said about it.",
);
pub(crate) const BRANCH: Parameter = may(
    Argument::Branch,
    "In welcher Filiale, in den Worten der Person. Weglassen, wenn nichts dazu gesagt wurde.",
    "In which branch, in the caller's words. Leave it out if nothing was said about it.",
);
pub(crate) const WHEN: Parameter = may(
    Argument::Time(Field::When),
    "Wann, Wort für Wort wie gesagt („nächste Woche Dienstag so gegen halb drei“, „morgen nach der Arbeit“). Rechne nichts um \
     und setze kein Datum ein.",
    "When, word for word as it was said (\"Tuesday next week around half past two\", \"tomorrow after work\"). Convert nothing \
     and put in no date.",
);
