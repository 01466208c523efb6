//! The sentences callers hear, German and English, in one place.

use crate::domain::calendar::read::speak_slot;
use crate::domain::calendar::zone::Zone;
use crate::domain::language::Language;
use crate::domain::visit::offer::Offer;
use crate::frontdesk::Salon;
use crate::frontdesk::diary::summary::Summary;
use crate::frontdesk::diary::view::{AppointmentView, SegmentView};
use time::OffsetDateTime;

/// How times are said here.
#[derive(Clone, Copy)]
pub struct Voice<'a> {
    pub language: Language,
    pub zone: &'a Zone,
}

impl<'a> Voice<'a> {
    pub fn of(salon: &'a Salon) -> Voice<'a> {
        Voice { language: salon.language, zone: &salon.zone }
    }
}

impl Voice<'_> {
    /// `Dienstag, 1. Dezember, um 10 Uhr bei Jürgen`.
    pub fn slot(&self, start: OffsetDateTime, staff: Option<&str>) -> String {
        speak_slot(start, self.zone, staff.map(first_name), self.language)
    }

    pub(crate) fn slots(&self, offers: &[Offer]) -> String {
        let said: Vec<String> = offers
            .iter()
            .map(|offer| self.slot(offer.at.start(), offer.staff.as_ref().map(|s| s.name.as_str())))
            .collect();
        said.join(self.language.pick(" oder ", " or "))
    }

    pub fn offers(&self, offers: &[Offer]) -> String {
        let slots = self.slots(offers);
        self.language.pick(
            format!("Ich hätte {slots}. Was passt Ihnen?"),
            format!("I could offer {slots}. Which suits you?"),
        )
    }

    /// Nothing as asked for, but something near it.
    pub fn alternatives(&self, wish: Option<&str>, offers: &[Offer]) -> String {
        let slots = self.slots(offers);
        match wish {
            Some(name) => self.language.pick(
                format!("Bei {} ist dann leider nichts frei. Ich hätte {slots}.", first_name(name)),
                format!("{} has nothing free then. I could offer {slots}.", first_name(name)),
            ),
            None => self.language.pick(
                format!("Dann ist leider nichts frei. Ich hätte {slots}."),
                format!("Nothing is free then. I could offer {slots}."),
            ),
        }
    }

    pub fn nothing_free(&self) -> String {
        self.language
            .pick(
                "In dieser Zeit ist leider nichts frei. Soll ich an anderen Tagen schauen?",
                "Nothing is free in that time, I am afraid. Shall I look on other days?",
            )
            .into()
    }

    /// Whom the customer asks for does not do this.
    pub fn not_done_by(&self, name: &str, service: &str) -> String {
        let name = first_name(name);
        self.language.pick(
            format!("{name} bietet {service} nicht an. Darf es jemand anderes sein?"),
            format!("{name} does not do {service}. May it be somebody else?"),
        )
    }

    /// It is booked; if another staff member than wished for got it, that is said.
    pub fn booked(&self, summary: &Summary, wish: Option<&str>) -> String {
        let slot = self.slot(summary.starts_at, summary.staff.as_deref());
        match wish.filter(|_| summary.staff_id != summary.preferred_staff_id) {
            Some(name) => self.language.pick(
                format!(
                    "Der Termin ist eingetragen: {slot}. Bei {} ging es leider nicht.",
                    first_name(name)
                ),
                format!("You are booked: {slot}. {} was not available.", first_name(name)),
            ),
            None => self.language.pick(
                format!("Der Termin ist eingetragen: {slot}."),
                format!("You are booked: {slot}."),
            ),
        }
    }

    pub fn moved(&self, summary: &Summary) -> String {
        let slot = self.slot(summary.starts_at, summary.staff.as_deref());
        self.language.pick(
            format!("Ihr Termin ist verlegt: {slot}."),
            format!("Your appointment is moved: {slot}."),
        )
    }

    /// It is at the wished time already.
    pub fn unchanged(&self, view: &AppointmentView) -> String {
        let slot = self.slot(view.row.starts_at, view.staff.as_deref());
        self.language.pick(
            format!("Ihr Termin ist schon dann: {slot}."),
            format!("Your appointment is then already: {slot}."),
        )
    }

    /// Another caller was quicker.
    pub fn taken(&self) -> String {
        self.language
            .pick(
                "Dieser Termin ist gerade vergeben worden. Soll ich nach einem anderen schauen?",
                "That time has just been taken. Shall I look for another?",
            )
            .into()
    }

    /// `1 von 4 Färben 10:00–10:30 Emma`.
    pub fn segment(&self, number: usize, of: usize, one: &SegmentView) -> String {
        let between = self.language.pick("von", "of");
        let from = self.zone.clock(one.starts_at);
        let until = self.zone.clock(one.ends_at);
        let staff = one.staff.as_deref().map(first_name).unwrap_or_default();
        format!("{number} {between} {of} {} {from}–{until} {staff}", one.name).trim_end().to_owned()
    }

    /// `35 Minuten frei bei Anna um 10:35`.
    pub fn in_pause(&self, minutes: u32, start: OffsetDateTime, staff: Option<&str>) -> String {
        let at = self.zone.clock(start);
        match staff.map(first_name) {
            Some(name) => self.language.pick(
                format!("{minutes} Minuten frei bei {name} um {at}"),
                format!("{minutes} minutes free with {name} at {at}"),
            ),
            None => self.language.pick(
                format!("{minutes} Minuten frei um {at}"),
                format!("{minutes} minutes free at {at}"),
            ),
        }
    }

    /// For the desk: a flexible pause could not be held.
    pub fn pause_not_held(&self, pause: &str, why: &str) -> String {
        self.language.pick(
            format!("Die Pause {pause} ließ sich nicht halten und gilt als freigegeben ({why})."),
            format!("The pause {pause} could not be held and counts as released ({why})."),
        )
    }

    /// Not known yet; it is settled without the caller.
    pub fn unknown(&self) -> String {
        self.language
            .pick(
                "Ich habe den Wunsch notiert, die Bestätigung dauert noch einen Moment. Wir kümmern uns darum.",
                "I have noted it; the confirmation takes a moment longer. We will see to it.",
            )
            .into()
    }

    /// Which offer is too old, or not this caller's.
    pub fn offer_gone(&self) -> String {
        self.language
            .pick(
                "Dieses Angebot gilt nicht mehr. Ich schaue gern noch einmal nach freien Zeiten.",
                "That offer is no longer valid. I can look for free times again.",
            )
            .into()
    }

    pub fn cancelled(&self, view: &AppointmentView) -> String {
        let slot = self.slot(view.row.starts_at, view.staff.as_deref());
        self.language.pick(
            format!("Ihr Termin {slot} ist abgesagt."),
            format!("Your appointment {slot} is cancelled."),
        )
    }

    /// It was off before.
    pub fn cancelled_before(&self) -> String {
        self.language
            .pick("Dieser Termin war schon abgesagt.", "That appointment was cancelled before.")
            .into()
    }

    /// It was carried out, and is off since.
    pub fn off_since(&self) -> String {
        self.language
            .pick(
                "Dieser Termin ist inzwischen abgesagt. Soll ich nach einem neuen schauen?",
                "That appointment has been cancelled since. Shall I look for another?",
            )
            .into()
    }

    pub fn ask_the_desk(&self) -> String {
        self.language
            .pick(
                "Das kann ich leider nicht ändern. Bitte wenden Sie sich an unseren Empfang.",
                "I cannot change that, I am afraid. Please ask at our desk.",
            )
            .into()
    }

    /// The appointment is not there, or not this caller's; which of the two is not summary.
    pub fn no_such_appointment(&self) -> String {
        self.language
            .pick(
                "Diesen Termin finde ich bei Ihnen nicht.",
                "I cannot find that appointment of yours.",
            )
            .into()
    }

    /// Several appointments: which one?
    pub fn which_appointment(&self, views: &[AppointmentView]) -> String {
        let slots = self.appointments(views);
        self.language.pick(
            format!("Welchen Termin meinen Sie: {slots}?"),
            format!("Which appointment do you mean: {slots}?"),
        )
    }

    pub fn upcoming(&self, views: &[AppointmentView]) -> String {
        if views.is_empty() {
            return self
                .language
                .pick("Sie haben zurzeit keinen Termin.", "You have no appointment at present.")
                .into();
        }
        let slots = self.appointments(views);
        self.language.pick(format!("Sie haben: {slots}."), format!("You have: {slots}."))
    }

    fn appointments(&self, views: &[AppointmentView]) -> String {
        let said: Vec<String> = views
            .iter()
            .map(|view| {
                let slot = self.appointment(view);
                match &view.service {
                    Some(service) => format!("{service}, {slot}"),
                    None => slot,
                }
            })
            .collect();
        said.join("; ")
    }

    /// A caller we know, though perhaps not by name.
    pub fn welcome_back(&self, name: &str) -> String {
        if name.is_empty() {
            return self
                .language
                .pick("Schön, dass Sie wieder anrufen.", "Nice to hear from you again.")
                .into();
        }
        self.language.pick(
            format!("Schön, dass Sie wieder anrufen, {name}."),
            format!("Nice to hear from you again, {name}."),
        )
    }

    /// A caller we do not know, or whose number is withheld.
    pub fn welcome(&self) -> String {
        self.language.pick("Wie ist bitte Ihr Name?", "May I have your name, please?").into()
    }

    /// Something was said that makes no sense.
    pub fn not_understood(&self) -> String {
        self.language
            .pick(
                "Das habe ich nicht verstanden. Sagen Sie es bitte noch einmal.",
                "I did not understand that. Please say it again.",
            )
            .into()
    }

    pub fn name_missing(&self) -> String {
        self.language
            .pick(
                "Auf welchen Namen darf ich den Termin eintragen?",
                "Under which name may I book the appointment?",
            )
            .into()
    }

    pub fn name_odd(&self) -> String {
        self.language
            .pick(
                "Den Namen habe ich nicht verstanden. Wie heißen Sie bitte?",
                "I did not catch the name. What is your name, please?",
            )
            .into()
    }

    /// Cal.com does not answer.
    pub fn unavailable(&self) -> String {
        self.language
            .pick(
                "Der Kalender antwortet gerade nicht. Bitte versuchen Sie es in ein paar Minuten noch einmal.",
                "The calendar does not answer just now. Please try again in a few minutes.",
            )
            .into()
    }

    pub fn fault(&self) -> String {
        self.language
            .pick(
                "Das hat gerade nicht geklappt. Bitte wenden Sie sich an unseren Empfang.",
                "That did not work just now. Please ask at our desk.",
            )
            .into()
    }

    pub fn no_such_function(&self) -> String {
        self.language.pick("Das kann ich leider nicht.", "I cannot do that, I am afraid.").into()
    }
}

fn first_name(name: &str) -> &str {
    name.split_whitespace().next().unwrap_or(name)
}
