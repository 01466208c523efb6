//! What callers are asked, and what they hear when something goes wrong.

use crate::domain::calendar::speak::speak_time;
use crate::frontdesk::voice::callers::Voice;
use time::{Date, Time};

impl Voice<'_> {
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

    /// The caller has that service at that minute already.
    pub fn second_for_whom(&self) -> String {
        self.language
            .pick(
                "Sie haben um diese Zeit schon einen Termin. Für wen ist der zweite?",
                "You have an appointment at that time already. Who is the second one for?",
            )
            .into()
    }

    /// A booking needs a day and a time; what of it was understood is said.
    pub fn when_exactly(&self, day: Option<Date>, time: Option<Time>) -> String {
        let day = day.map(|day| self.day(day));
        let time = time.map(|time| speak_time(time, self.language));
        match (day, time) {
            (Some(day), _) => self.language.pick(
                format!("{day}: Um wie viel Uhr genau möchten Sie kommen?"),
                format!("{day}: At what time exactly would you like to come?"),
            ),
            (None, Some(time)) => self.language.pick(
                format!("An welchem Tag möchten Sie um {time} kommen?"),
                format!("On which day would you like to come at {time}?"),
            ),
            (None, None) => self
                .language
                .pick(
                    "An welchem Tag und um wie viel Uhr möchten Sie kommen?",
                    "On which day and at what time would you like to come?",
                )
                .into(),
        }
    }

    /// There are several branches, and none was said.
    pub fn which_branch(&self, names: &[&str]) -> String {
        let names = self.few(names);
        self.language.pick(
            format!("Welche Filiale meinen Sie: {names}?"),
            format!("Which branch do you mean: {names}?"),
        )
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

    /// Not known yet; it is settled without the caller.
    pub fn unknown(&self) -> String {
        self.language
            .pick(
                "Ich habe den Wunsch notiert, die Bestätigung dauert noch einen Moment. Wir kümmern uns darum.",
                "I have noted it; the confirmation takes a moment longer. We will see to it.",
            )
            .into()
    }

    /// The salon will call.
    pub fn callback_noted(&self) -> String {
        self.language
            .pick(
                "Ich habe es notiert. Das Team ruft Sie zurück.",
                "I have noted it. The team will call you back.",
            )
            .into()
    }

    /// The number is not shown, and none was said.
    pub fn which_number(&self) -> String {
        self.language
            .pick(
                "Unter welcher Nummer können wir Sie zurückrufen?",
                "Under which number can we call you back?",
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
