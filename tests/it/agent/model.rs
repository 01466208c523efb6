//! A stand-in of the language model, driven by rules. It knows what the agent is told and no more: the table of the tools,
//! the caller's turn, and what the prompt teaches about the status of the last answer. It never looks at a clock, a
//! calendar or the salon.

use chairside::frontdesk::functions::table;
use chairside::frontdesk::functions::taught::Next;
use serde_json::{Map, Value, json};

/// A call of a tool.
pub struct Call {
    pub function: &'static str,
    pub args: Value,
}

/// What the agent says, and which answer it says it on behalf of; `None` for words of its own.
pub struct Said {
    pub text: String,
    pub of: Option<String>,
}

/// What comes next.
enum Awaits {
    /// A wish.
    Nothing,
    /// Which of the offers.
    Choice(Vec<Value>),
    /// A yes to this call.
    Yes(Call),
    /// The reply to a question, which goes into this argument of this call.
    Reply(Call, &'static str),
    /// Which of these appointments, for this call.
    Which(Call, Vec<Value>),
}

pub struct Model<'a> {
    /// The tools by their names, each with the arguments that it may send.
    tools: &'a Map<String, Value>,
    awaits: Awaits,
    /// The name, once it was said.
    name: Option<String>,
    /// What is wished, once it was said apart.
    service: Value,
    pub said: Vec<Said>,
}

fn has(text: &str, words: &[&str]) -> bool {
    let text = text.to_lowercase();
    words.iter().any(|word| text.contains(word))
}

/// Take one of the offers.
const CHOOSES: [&str; 8] =
    ["erste", "first", "zweite", "second", "passt", "nehme", "that one", "eben"];

fn is_yes(text: &str) -> bool {
    has(text, &["ja", "yes", "genau"])
}

/// The name behind the words that name it.
fn name_in(text: &str) -> Option<String> {
    let begins = ["Mein Name ist ", "Ich heiße ", "My name is "];
    let rest = begins.iter().find_map(|begin| text.split_once(begin))?.1;
    Some(rest.trim_end_matches('.').to_owned())
}

/// The words that say which day: `am Donnerstag`.
fn day_in(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split([' ', ',', '.']).collect();
    let is_day =
        |pair: &&[&str]| matches!(pair[0], "am" | "on") && pair[1].starts_with(char::is_uppercase);
    words.windows(2).find(is_day).map(|pair| pair.join(" "))
}

impl<'a> Model<'a> {
    pub fn new(tools: &'a Map<String, Value>) -> Model<'a> {
        Model { tools, awaits: Awaits::Nothing, name: None, service: Value::Null, said: Vec::new() }
    }

    /// What it does with a turn: a call, or nothing but words.
    pub fn hears(&mut self, turn: &str) -> Option<Call> {
        self.name = name_in(turn).or(self.name.take());
        match std::mem::replace(&mut self.awaits, Awaits::Nothing) {
            Awaits::Yes(call) if is_yes(turn) => Some(self.with_name(call)),
            Awaits::Yes(_) | Awaits::Nothing => self.wish(turn),
            Awaits::Choice(offers) => self.chooses(turn, offers),
            Awaits::Reply(mut call, argument) => {
                if argument == "customer_name" {
                    call.args["customer_name"] =
                        json!(self.name.clone().unwrap_or(turn.to_owned()));
                } else if wants_human(turn) {
                    return Some(self.call_back(turn));
                } else {
                    call.args[argument] = json!(turn);
                }
                self.service = call.args["service"].clone();
                Some(call)
            }
            Awaits::Which(mut call, appointments) => {
                // It reads what it was given, as a model does.
                let about = |one: &&Value| {
                    let service = one["service"].as_str().unwrap_or_default().to_lowercase();
                    service.contains(&turn.to_lowercase().replace("the ", "").replace('.', ""))
                        || has(turn, &["haircut"]) && service == "haarschnitt"
                };
                let one = appointments.iter().find(about)?.clone();
                call.args["appointment_id"] = json!(one["appointment_id"].to_string());
                self.ask_before(call, &one["spoken"])
            }
        }
    }

    fn wish(&mut self, turn: &str) -> Option<Call> {
        if wants_human(turn) {
            return Some(self.call_back(turn));
        }
        if has(turn, &["absagen", "cancel"]) {
            let day = day_in(turn);
            let args = day.map_or(json!({}), |day| json!({ "appointment_date": day }));
            let call = Call { function: "cancel_appointment", args };
            return self.ask_before(call, &json!(turn));
        }
        if has(turn, &["verlegen", "move"]) {
            return Some(Call { function: "reschedule_appointment", args: json!({}) });
        }
        if has(turn, &["welche termine", "which appointments"]) {
            return Some(Call { function: "list_appointments", args: json!({}) });
        }
        if has(turn, &["danke", "thank", "tschüss", "bye", "wiederhören"]) {
            self.says("Auf Wiederhören.");
            return None;
        }
        Some(Call { function: "check_availability", args: json!({ "when": turn }) })
    }

    fn chooses(&mut self, turn: &str, offers: Vec<Value>) -> Option<Call> {
        let at = if has(turn, &["zweite", "second"]) { 1 } else { 0 };
        let offer = offers.get(at).filter(|_| has(turn, &CHOOSES));
        let Some(offer) = offer else { return self.other_wish(turn) };
        let args = json!({ "offer_id": offer["offer_id"] });
        let spoken = offer["spoken"].clone();
        self.ask_before(Call { function: "book_appointment", args }, &spoken)
    }

    /// None of the offers: the whole new wish, with what was said of it before.
    fn other_wish(&mut self, turn: &str) -> Option<Call> {
        let mut call = self.wish(turn)?;
        if call.function == "check_availability" && !self.service.is_null() {
            call.args["service"] = self.service.clone();
        }
        Some(call)
    }

    /// Nothing that changes something is called before a yes to it.
    fn ask_before(&mut self, call: Call, what: &Value) -> Option<Call> {
        self.says(&format!("{}: richtig so? Is that right?", what.as_str().unwrap_or_default()));
        self.awaits = Awaits::Yes(call);
        None
    }

    fn call_back(&self, turn: &str) -> Call {
        self.with_name(Call { function: "request_callback", args: json!({ "wish": turn }) })
    }

    fn with_name(&self, mut call: Call) -> Call {
        let may = self.tools[call.function].as_object().unwrap().contains_key("customer_name");
        if let (Some(name), true) = (&self.name, may && call.function == "book_appointment") {
            call.args["customer_name"] = json!(name);
        }
        call
    }

    /// What it makes of an answer: it goes by the status, as the prompt teaches it.
    pub fn answered(&mut self, call: Call, answer: &Value) {
        let status = answer["status"].as_str().unwrap();
        let next = table::next(call.function, status)
            .unwrap_or_else(|| panic!("{}: {status} is not taught", call.function));
        let say = answer["say"].as_str().unwrap_or_default().to_owned();
        self.said.push(Said { text: say.clone(), of: Some(status.to_owned()) });
        self.awaits = match next {
            Next::Offer => Awaits::Choice(answer["offers"].as_array().unwrap().clone()),
            Next::LookAgain => match answer["alternatives"].as_array() {
                Some(offers) if !offers.is_empty() => Awaits::Choice(offers.clone()),
                _ => Awaits::Nothing,
            },
            Next::Ask => {
                let argument = asked_for(call.function, &say);
                Awaits::Reply(call, argument)
            }
            Next::AskWhich => {
                let appointments = answer["appointments"].as_array().unwrap().clone();
                Awaits::Which(call, appointments)
            }
            Next::CallBack => {
                self.says("Darf das Team zurückrufen? May the team call you back?");
                let wish = call.args["when"].clone();
                Awaits::Yes(Call { function: "request_callback", args: json!({ "wish": wish }) })
            }
            Next::GoOn | Next::Done | Next::LeaveIt => Awaits::Nothing,
        };
    }

    fn says(&mut self, text: &str) {
        self.said.push(Said { text: text.to_owned(), of: None });
    }

    /// Whether the call sends only what the table names.
    pub fn keeps_to_the_tools(&self, call: &Call) -> bool {
        let tool = self.tools.get(call.function).and_then(Value::as_object).unwrap();
        call.args.as_object().unwrap().keys().all(|name| tool.contains_key(name))
    }
}

fn wants_human(turn: &str) -> bool {
    has(turn, &["zurückrufen", "rückruf", "call me back", "mensch", "human"])
}

/// What a question asks about, from its words.
fn asked_for(function: &str, question: &str) -> &'static str {
    if has(question, &["name", "für wen", "who"]) {
        return "customer_name";
    }
    if has(question, &["nummer", "number"]) {
        return "wish";
    }
    match (
        function,
        has(
            question,
            &["gemacht", "leistung", "service", "what would you", "bieten", "haarschnitt"],
        ),
    ) {
        (_, true) => "service",
        ("reschedule_appointment", _) => "new_when",
        ("cancel_appointment", _) => "appointment_date",
        _ => "when",
    }
}
