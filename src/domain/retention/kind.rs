//! The kinds of what is kept for a time and goes then.

use crate::domain::language::Language;
use crate::domain::stored::stored_enum;

stored_enum! {
    /// What is kept for so long.
    pub enum Kind {
        /// What the voice agent sent of calls, and the arguments of its functions.
        Calls = "calls",
        /// What Cal.com and the web form sent.
        Events = "events",
        /// What customers were told, and the links in it.
        Messages = "messages",
        /// Whom the salon has called back.
        Callbacks = "callbacks",
        /// What was to be looked at and is cleared.
        Warnings = "warnings",
        /// Alarms that are over.
        Alarms = "alarms",
        /// Names and numbers in the journals of visits; the visits stay.
        Journals = "journals",
        /// Customers who have not been there since.
        Customers = "customers",
        /// Days that were recorded.
        Recordings = "recordings",
    }
}

impl Kind {
    /// Its key in `[retention]`.
    pub fn key(self) -> &'static str {
        match self {
            Kind::Calls => "calls_days",
            Kind::Events => "events_days",
            Kind::Messages => "messages_days",
            Kind::Callbacks => "callbacks_days",
            Kind::Warnings => "warnings_days",
            Kind::Alarms => "alarms_days",
            Kind::Journals => "journals_days",
            Kind::Customers => "customers_days",
            Kind::Recordings => "recordings_days",
        }
    }

    /// In words for people.
    pub fn told(self, language: Language) -> &'static str {
        let (german, english) = match self {
            Kind::Calls => (
                "Anrufe: was der Sprachassistent geschickt hat",
                "calls: what the voice agent sent",
            ),
            Kind::Events => (
                "Was Cal.com und das Web-Formular geschickt haben",
                "what Cal.com and the web form sent",
            ),
            Kind::Messages => {
                ("Nachrichten an Kunden und ihre Links", "messages to customers and their links")
            }
            Kind::Callbacks => ("Erledigte Rückrufe", "call-backs that are done"),
            Kind::Warnings => ("Erledigte Hinweise", "warnings that are cleared"),
            Kind::Alarms => ("Alarme, die vorbei sind", "alarms that are over"),
            Kind::Journals => (
                "Namen und Nummern in Buchungsprotokollen; die Termine bleiben",
                "names and numbers in the journals of bookings; the visits stay",
            ),
            Kind::Customers => (
                "Kunden, die so lange nicht da waren: gelöscht, ihre Termine bleiben ohne Namen",
                "customers who were not there for so long: erased, their visits stay without a name",
            ),
            Kind::Recordings => ("Aufgezeichnete Tage", "recorded days"),
        };
        language.pick(german, english)
    }
}
