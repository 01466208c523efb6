//! The words of messages to customers. German is formal and takes nobody's sex for granted.

use crate::domain::calendar::speak;
use crate::domain::calendar::zone::Zone;
use crate::domain::language::Language;
use crate::domain::message::kind::Kind;
use time::{OffsetDateTime, Weekday};

/// How messages are worded.
#[derive(Clone, Copy)]
pub struct Words<'a> {
    pub language: Language,
    pub zone: &'a Zone,
}

impl Words<'_> {
    /// `Dienstag, 1. Dezember 2026`; in English `Tuesday, 1 December 2026`.
    pub fn day(&self, at: OffsetDateTime) -> String {
        let (date, _) = self.zone.local(at);
        format!("{} {}", speak::speak_day(date, self.language), date.year())
    }

    /// `Dienstag, 1. Dezember 2026, 10:00 Uhr`.
    pub fn day_and_time(&self, at: OffsetDateTime) -> String {
        let sign = self.language.pick(" Uhr", "");
        format!("{}, {}{sign}", self.day(at), self.zone.clock(at))
    }

    /// `10:00 bis 12:30 Uhr`.
    pub fn span(&self, from: OffsetDateTime, until: OffsetDateTime) -> String {
        let (from, until) = (self.zone.clock(from), self.zone.clock(until));
        self.language.pick(format!("{from} bis {until} Uhr"), format!("{from} to {until}"))
    }

    /// `Di 01.12. 10:00`; in English `Tue 1 Dec 10:00`: where every letter counts.
    pub fn short(&self, at: OffsetDateTime) -> String {
        let (date, _) = self.zone.local(at);
        let month: String =
            speak::month_name(date.month(), self.language).chars().take(3).collect();
        let weekday = short_weekday(date.weekday(), self.language);
        let clock = self.zone.clock(at);
        match self.language {
            Language::De => {
                format!("{weekday} {:02}.{:02}. {clock}", date.day(), u8::from(date.month()))
            }
            Language::En => format!("{weekday} {} {month} {clock}", date.day()),
        }
    }

    /// The line above the mail.
    pub fn subject(&self, kind: Kind, at: OffsetDateTime) -> String {
        let when = self.day_and_time(at);
        match (self.language, kind) {
            (Language::De, Kind::Confirmed) => format!("Ihr Termin: {when}"),
            (Language::De, Kind::Moved) => format!("Ihr Termin ist verschoben: {when}"),
            (Language::De, Kind::Cancelled) => format!("Ihr Termin ist abgesagt: {when}"),
            (Language::De, Kind::Reminder) => format!("Erinnerung an Ihren Termin: {when}"),
            (Language::En, Kind::Confirmed) => format!("Your appointment: {when}"),
            (Language::En, Kind::Moved) => format!("Your appointment has been moved: {when}"),
            (Language::En, Kind::Cancelled) => format!("Your appointment is cancelled: {when}"),
            (Language::En, Kind::Reminder) => format!("A reminder of your appointment: {when}"),
        }
    }

    pub fn greeting(&self, name: &str) -> String {
        let hello = self.language.pick("Guten Tag", "Hello");
        if name.is_empty() { format!("{hello},") } else { format!("{hello} {name},") }
    }

    /// What has become of the visit.
    pub fn opening(&self, kind: Kind) -> &'static str {
        match (self.language, kind) {
            (Language::De, Kind::Confirmed) => "Ihr Termin ist bestätigt.",
            (Language::De, Kind::Moved) => "Ihr Termin hat eine neue Zeit.",
            (Language::De, Kind::Cancelled) => "Ihr Termin ist abgesagt.",
            (Language::De, Kind::Reminder) => "Ihr Termin steht bevor.",
            (Language::En, Kind::Confirmed) => "Your appointment is confirmed.",
            (Language::En, Kind::Moved) => "Your appointment has a new time.",
            (Language::En, Kind::Cancelled) => "Your appointment is cancelled.",
            (Language::En, Kind::Reminder) => "Your appointment is coming up.",
        }
    }

    /// Of a visit that was moved: when it was to be.
    pub fn before(&self, at: OffsetDateTime) -> String {
        let when = self.day_and_time(at);
        self.language.pick(format!("Bisher: {when}"), format!("Before: {when}"))
    }

    pub fn with(&self, staff: &str) -> String {
        self.language.pick(format!("bei {staff}"), format!("with {staff}"))
    }

    pub fn steps(&self) -> &'static str {
        self.language.pick("Ablauf", "Steps")
    }

    /// What the customer does in a pause.
    pub fn pause(&self, minutes: i64) -> String {
        self.language.pick(
            format!("{minutes} Min. Einwirkzeit, Sie bleiben im Salon"),
            format!("{minutes} min. for it to take effect, you stay in the salon"),
        )
    }

    /// Work that has no name of its own.
    pub fn work(&self) -> &'static str {
        self.language.pick("Behandlung", "Treatment")
    }

    /// A visit of which nobody knows what is done.
    pub fn appointment(&self) -> &'static str {
        self.language.pick("Termin", "Appointment")
    }

    pub fn phone(&self, phone: &str) -> String {
        self.language.pick(format!("Telefon {phone}"), format!("Phone {phone}"))
    }

    pub fn zone_note(&self) -> String {
        let zone = self.zone.name();
        self.language.pick(format!("Alle Zeiten: {zone}"), format!("All times: {zone}"))
    }

    /// What the visit's own page is for.
    pub fn link(&self) -> &'static str {
        self.language.pick("Ihr Termin im Netz", "Your appointment on the web")
    }

    /// What the customer can do.
    pub fn closing(&self, kind: Kind, has_phone: bool) -> &'static str {
        match (self.language, kind, has_phone) {
            (Language::De, Kind::Cancelled, true) => {
                "Für einen neuen Termin rufen Sie uns bitte an."
            }
            (Language::De, Kind::Cancelled, false) => {
                "Wir freuen uns auf einen neuen Termin mit Ihnen."
            }
            (Language::De, _, true) => "Wenn Sie nicht kommen können, rufen Sie uns bitte an.",
            (Language::De, _, false) => "Wir freuen uns auf Sie.",
            (Language::En, Kind::Cancelled, true) => "Please call us for a new appointment.",
            (Language::En, Kind::Cancelled, false) => {
                "We look forward to a new appointment with you."
            }
            (Language::En, _, true) => "If you cannot come, please call us.",
            (Language::En, _, false) => "We look forward to seeing you.",
        }
    }

    /// What has become of the visit, where every letter counts; what follows is when it is.
    pub fn short_opening(&self, kind: Kind) -> &'static str {
        match (self.language, kind) {
            (Language::De, Kind::Confirmed) => "Ihr Termin:",
            (Language::De, Kind::Moved) => "Ihr Termin ist verschoben auf",
            (Language::De, Kind::Cancelled) => "Ihr Termin",
            (Language::De, Kind::Reminder) => "Erinnerung an Ihren Termin:",
            (Language::En, Kind::Confirmed) => "your appointment:",
            (Language::En, Kind::Moved) => "your appointment is now",
            (Language::En, Kind::Cancelled) => "your appointment",
            (Language::En, Kind::Reminder) => "reminder of your appointment:",
        }
    }
}

impl Words<'_> {
    /// What follows when and what it is, where every letter counts.
    pub fn short_closing(&self, kind: Kind) -> &'static str {
        match kind {
            Kind::Cancelled => self.language.pick(" ist abgesagt", " is cancelled"),
            Kind::Confirmed | Kind::Moved | Kind::Reminder => "",
        }
    }
}

fn short_weekday(day: Weekday, language: Language) -> &'static str {
    let (german, english) = match day {
        Weekday::Monday => ("Mo", "Mon"),
        Weekday::Tuesday => ("Di", "Tue"),
        Weekday::Wednesday => ("Mi", "Wed"),
        Weekday::Thursday => ("Do", "Thu"),
        Weekday::Friday => ("Fr", "Fri"),
        Weekday::Saturday => ("Sa", "Sat"),
        Weekday::Sunday => ("So", "Sun"),
    };
    language.pick(german, english)
}
