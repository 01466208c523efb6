//! The messages as text.

use crate::cli::console::print::Text;
use crate::cli::console::table;
use crate::domain::language::Language;
use crate::frontdesk::telling::message_view::MessageView;
use crate::frontdesk::telling::words;
use serde::Serialize;

/// The end of a message's name is enough to tell it from others: names begin with the time.
const NAME_SHOWN_CHARS: usize = 8;

/// The list.
#[derive(Serialize)]
#[serde(transparent)]
pub(crate) struct Messages {
    pub messages: Vec<MessageView>,
}

impl Text for Messages {
    fn text(&self, language: Language) -> String {
        let row = |one: &MessageView| {
            vec![
                short(&one.message),
                one.decided_at.to_string(),
                table::or_dash(one.appointment_id),
                one.start.to_string(),
                words::kind(one.kind_told, language).to_owned(),
                words::channel(one.channel_told, language).to_owned(),
                table::or_dash(Some(&one.recipient).filter(|to| !to.is_empty())),
                words::state(one.state_told, language).to_owned(),
                one.attempts.to_string(),
                one.reason_told.clone(),
            ]
        };
        let rows: Vec<Vec<String>> = self.messages.iter().map(row).collect();
        let head = language.pick(
            ["Nachricht", "vom", "Termin", "am", "was", "als", "an", "Stand", "mal", "warum"],
            ["message", "of", "appointment", "at", "what", "as", "to", "state", "times", "why"],
        );
        table::render(&head, &rows)
    }
}

/// A message that is sent again.
#[derive(Serialize)]
pub(crate) struct Resent {
    pub done: bool,
    #[serde(flatten)]
    pub message: MessageView,
}

impl Text for Resent {
    fn text(&self, language: Language) -> String {
        let (name, to) = (short(&self.message.message), &self.message.recipient);
        language.pick(
            format!("Nachricht {name} geht noch einmal an {to}\n"),
            format!("message {name} goes to {to} again\n"),
        )
    }
}

/// A message about an invented visit.
#[derive(Serialize)]
pub(crate) struct Tried {
    pub sent: bool,
    /// Where it went.
    pub way: String,
    /// What the other side calls it.
    pub id: Option<String>,
}

impl Text for Tried {
    fn text(&self, language: Language) -> String {
        let id = self.id.as_ref().map(|id| format!(" ({id})")).unwrap_or_default();
        let way = &self.way;
        language.pick(format!("Gesendet: {way}{id}\n"), format!("Sent: {way}{id}\n"))
    }
}

fn short(name: &str) -> String {
    let skipped = name.chars().count().saturating_sub(NAME_SHOWN_CHARS);
    name.chars().skip(skipped).collect()
}
