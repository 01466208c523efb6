//! What callers hear when something cannot be booked, moved or called off: what it is, and never "just taken" for
//! anything else.

use crate::domain::calendar::speak::speak_time;
use crate::domain::visit::bounds::Outside;
use crate::domain::visit::offer::Offer;
use crate::domain::visit::refusal::{Class, Reason};
use crate::frontdesk::voice::callers::Voice;
use crate::frontdesk::voice::offers::one_branch;

impl Voice<'_> {
    /// Why it cannot be. `offered` says that this time had been offered to the caller before.
    pub fn refused(&self, reason: Reason, offered: bool) -> String {
        match (reason.class(), reason) {
            (Class::Taken, _) if offered => self.taken(),
            (Class::Taken, _) => self.not_free(),
            (_, Reason::Closed) => self.closed(),
            (_, Reason::Absent) => self.absent(),
            (_, Reason::TooSoon) => self.too_soon(),
            (_, Reason::OutOfBounds) => self.out_of_bounds(),
            (Class::Plain | Class::Misconfigured | Class::Broken(_) | Class::Case, _) => {
                self.handed_over()
            }
        }
    }

    /// Why it cannot be, and what of the service can be had instead.
    pub fn refused_but(
        &self,
        service: &str,
        reason: Reason,
        offered: bool,
        offers: &[Offer],
    ) -> String {
        let slots = self.slots(offers);
        let branch = self.in_branch(one_branch(offers));
        let (german, english) = match reason {
            Reason::Taken | Reason::PoolUnfit if offered => {
                ("Dieser Termin ist gerade vergeben worden.", "That time has just been taken.")
            }
            Reason::Closed => ("Dann haben wir geschlossen.", "We are closed then."),
            Reason::Absent => ("Dann ist leider niemand dafür da.", "Nobody is in for that then."),
            Reason::TooSoon => ("Das ist leider zu kurzfristig.", "That is too short a notice."),
            Reason::OutOfBounds => (
                "Für diese Zeit kann ich keinen Termin eintragen.",
                "I cannot book anything for that time.",
            ),
            _ => ("Dann ist leider nichts frei.", "That time is not free, I am afraid."),
        };
        self.language.pick(
            format!("{german} Ich hätte noch für {service}{branch}: {slots}."),
            format!("{english} For {service}{branch} I could still offer: {slots}."),
        )
    }

    /// Which word an answer has as its status for this.
    pub fn status_of(reason: Reason) -> &'static str {
        match reason.class() {
            Class::Taken => "taken",
            Class::Plain => "not_possible",
            Class::Misconfigured | Class::Broken(_) | Class::Case => "handed_over",
        }
    }

    /// A time that was not offered, and that is not free.
    pub fn not_free(&self) -> String {
        self.language
            .pick(
                "Dann ist leider nichts frei. Soll ich nach einer anderen Zeit schauen?",
                "That time is not free, I am afraid. Shall I look for another?",
            )
            .into()
    }

    pub fn closed(&self) -> String {
        self.language
            .pick(
                "Dann haben wir geschlossen. Welche andere Zeit passt Ihnen?",
                "We are closed then. Which other time suits you?",
            )
            .into()
    }

    /// The staff member who would do it is not there.
    pub fn absent(&self) -> String {
        self.language
            .pick(
                "Dann ist leider niemand dafür da. Darf es eine andere Zeit oder jemand anderes sein?",
                "Nobody is in for that then, I am afraid. May it be another time or somebody else?",
            )
            .into()
    }

    pub fn too_soon(&self) -> String {
        self.language
            .pick(
                "Das ist leider zu kurzfristig. Soll ich nach einer späteren Zeit schauen?",
                "That is too short a notice, I am afraid. Shall I look for a later time?",
            )
            .into()
    }

    /// Outside of what may be booked.
    pub fn out_of_bounds(&self) -> String {
        self.language
            .pick(
                "Für diese Zeit kann ich keinen Termin eintragen. Welche andere Zeit passt Ihnen?",
                "I cannot book anything for that time. Which other time suits you?",
            )
            .into()
    }

    /// A person must do it, and has been told.
    pub fn handed_over(&self) -> String {
        self.language
            .pick(
                "Das kann ich gerade nicht eintragen. Ich gebe es an das Team weiter.",
                "I cannot enter that right now. I am passing it on to the team.",
            )
            .into()
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

    /// Nothing of the kind can be looked for or booked; the day is named.
    pub fn outside(&self, outside: Outside, horizon_days: u64) -> String {
        match outside {
            Outside::Past(day, None) => {
                let day = self.day(day);
                self.language.pick(
                    format!("{day} ist schon vorbei. An welchem Tag möchten Sie kommen?"),
                    format!("{day} is already over. On which day would you like to come?"),
                )
            }
            Outside::Past(day, Some(time)) => {
                let (day, time) = (self.day(day), speak_time(time, self.language));
                self.language.pick(
                    format!("{day}, {time} ist schon vorbei. Wann darf es stattdessen sein?"),
                    format!("{day}, {time} is already over. When would you like to come instead?"),
                )
            }
            Outside::TooSoon(day, time) => {
                let (day, time) = (self.day(day), speak_time(time, self.language));
                self.language.pick(
                    format!("{day}, {time}: So kurzfristig geht es leider nicht. Wann darf es stattdessen sein?"),
                    format!("{day}, {time}: That is too soon, I am afraid. When would you like to come instead?"),
                )
            }
            Outside::TooFar(day) => {
                let day = self.day(day);
                self.language.pick(
                    format!("{day}: So weit im Voraus vergeben wir keine Termine, höchstens {horizon_days} Tage."),
                    format!("{day}: We do not book that far ahead, at most {horizon_days} days."),
                )
            }
            Outside::Backwards => self
                .language
                .pick(
                    "Der letzte Tag liegt vor dem ersten. Von wann bis wann darf es sein?",
                    "The last day is before the first. From when until when?",
                )
                .into(),
        }
    }
}
