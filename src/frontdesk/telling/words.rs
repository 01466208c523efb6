//! Messages in words for people.

use crate::domain::language::Language;
use crate::domain::message::kind::{Channel, Kind, State};

/// What it says.
pub(crate) fn kind(kind: Kind, language: Language) -> &'static str {
    match kind {
        Kind::Confirmed => language.pick("bestätigt", "confirmed"),
        Kind::Moved => language.pick("verschoben", "moved"),
        Kind::Cancelled => language.pick("abgesagt", "cancelled"),
        Kind::Reminder => language.pick("Erinnerung", "reminder"),
    }
}

/// How it goes.
pub(crate) fn channel(channel: Channel, language: Language) -> &'static str {
    match channel {
        Channel::Mail => language.pick("Mail", "mail"),
        Channel::Sms => "SMS",
        Channel::Nowhere => "-",
    }
}

/// What became of it.
pub(crate) fn state(state: State, language: Language) -> &'static str {
    match state {
        State::Open => language.pick("offen", "open"),
        State::Sent => language.pick("gesendet", "sent"),
        State::GivenUp => language.pick("aufgegeben", "given up"),
        State::Replaced => language.pick("ersetzt", "replaced"),
        State::Untold => language.pick("nicht gesagt", "not told"),
    }
}
