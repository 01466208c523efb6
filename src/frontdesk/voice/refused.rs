//! What callers hear when something cannot be booked, moved or called off: what it is, and never "just taken" for
//! anything else.

use crate::domain::visit::booked::VisitStatus;
use crate::domain::visit::offer::Offer;
use crate::domain::visit::refusal::{Class, Reason};
use crate::frontdesk::diary::view::AppointmentView;
use crate::frontdesk::voice::callers::Voice;
use time::OffsetDateTime;

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

    /// Why it cannot be, and what can be had instead.
    pub fn refused_but(&self, reason: Reason, offered: bool, offers: &[Offer]) -> String {
        let slots = self.slots(offers);
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
            format!("{german} Ich hätte noch {slots}."),
            format!("{english} I could still offer {slots}."),
        )
    }

    /// An appointment in a caller's list: when it is, and whether it is certain.
    pub fn appointment(&self, view: &AppointmentView) -> String {
        let slot = self.slot(view.start(), view.staff.as_deref());
        match view.row.status {
            VisitStatus::Pending => self.being_arranged(view.start()),
            VisitStatus::Requested => {
                self.language.pick(format!("{slot}, angefragt"), format!("{slot}, requested"))
            }
            VisitStatus::Confirmed | VisitStatus::Cancelled | VisitStatus::Rejected => slot,
        }
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

    /// A person must do it, and has been summary.
    pub fn handed_over(&self) -> String {
        self.language
            .pick(
                "Das kann ich gerade nicht eintragen. Ich gebe es an das Team weiter.",
                "I cannot enter that right now. I am passing it on to the team.",
            )
            .into()
    }

    /// It waits for the salon's confirmation.
    pub fn requested(&self, start: OffsetDateTime, staff: Option<&str>) -> String {
        let slot = self.slot(start, staff);
        self.language.pick(
            format!("Der Termin ist angefragt: {slot}. Das Team bestätigt ihn noch."),
            format!("The appointment is requested: {slot}. The team has yet to confirm it."),
        )
    }

    /// A visit of which not everything stands yet.
    pub fn being_arranged(&self, start: OffsetDateTime) -> String {
        let slot = self.slot(start, None);
        self.language.pick(
            format!("{slot}, wird gerade noch eingetragen"),
            format!("{slot}, is still being arranged"),
        )
    }
}
