//! What callers hear about their appointments: booked, moved, called off, listed.

use crate::domain::visit::booked::VisitStatus;
use crate::frontdesk::diary::summary::Summary;
use crate::frontdesk::diary::view::AppointmentView;
use crate::frontdesk::voice::callers::{NAMES_MAX, Told, Voice, first_name};

impl Voice<'_> {
    /// It is booked; if another staff member than wished for got it, that is said.
    pub fn booked(&self, summary: &Summary, wish: Option<&str>) -> String {
        let visit = self.visit(&Told::of_summary(summary));
        match wish.filter(|_| summary.staff_id != summary.preferred_staff_id) {
            Some(name) => self.language.pick(
                format!(
                    "Der Termin ist eingetragen: {visit}. Bei {} ging es leider nicht.",
                    first_name(name)
                ),
                format!("You are booked: {visit}. {} was not available.", first_name(name)),
            ),
            None => self.language.pick(
                format!("Der Termin ist eingetragen: {visit}."),
                format!("You are booked: {visit}."),
            ),
        }
    }

    /// It waits for the salon's confirmation.
    pub fn requested(&self, summary: &Summary) -> String {
        let visit = self.visit(&Told::of_summary(summary));
        self.language.pick(
            format!("Der Termin ist angefragt: {visit}. Das Team bestätigt ihn noch."),
            format!("The appointment is requested: {visit}. The team has yet to confirm it."),
        )
    }

    pub fn moved(&self, summary: &Summary) -> String {
        let visit = self.visit(&Told::of_summary(summary));
        self.language.pick(
            format!("Ihr Termin ist verlegt: {visit}."),
            format!("Your appointment is moved: {visit}."),
        )
    }

    /// It is at the wished time already.
    pub fn unchanged(&self, view: &AppointmentView) -> String {
        let visit = self.visit(&Told { start: view.row.starts_at, ..Told::of(view) });
        self.language.pick(
            format!("Ihr Termin ist schon dann: {visit}."),
            format!("Your appointment is then already: {visit}."),
        )
    }

    pub fn cancelled(&self, view: &AppointmentView) -> String {
        let visit = self.visit(&Told { start: view.row.starts_at, ..Told::of(view) });
        self.language.pick(
            format!("Ihr Termin ist abgesagt: {visit}."),
            format!("Your appointment is cancelled: {visit}."),
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

    /// An appointment in a caller's list: when it is, and whether it is certain.
    pub fn appointment(&self, view: &AppointmentView) -> String {
        let told = Told { service: None, ..Told::of(view) };
        match view.row.status {
            VisitStatus::Pending => {
                let slot = self.visit(&Told { staff: None, ..told });
                self.language.pick(
                    format!("{slot}, wird gerade noch eingetragen"),
                    format!("{slot}, is still being arranged"),
                )
            }
            VisitStatus::Requested => {
                let slot = self.visit(&told);
                self.language.pick(format!("{slot}, angefragt"), format!("{slot}, requested"))
            }
            VisitStatus::Confirmed | VisitStatus::Cancelled | VisitStatus::Rejected => {
                self.visit(&told)
            }
        }
    }

    /// Several appointments: which one? `is_as_said`: they are what was said of it; else nothing is.
    pub fn which_appointment(&self, views: &[AppointmentView], is_as_said: bool) -> String {
        let visits = self.appointments(views);
        let none = self.language.pick(
            "So einen Termin finde ich bei Ihnen nicht.",
            "I cannot find such an appointment of yours.",
        );
        let none = if is_as_said { String::new() } else { format!("{none} ") };
        self.language.pick(
            format!("{none}Welchen Termin meinen Sie: {visits}?"),
            format!("{none}Which appointment do you mean: {visits}?"),
        )
    }

    pub fn upcoming(&self, views: &[AppointmentView]) -> String {
        if views.is_empty() {
            return self
                .language
                .pick("Sie haben zurzeit keinen Termin.", "You have no appointment at present.")
                .into();
        }
        let visits = self.appointments(views);
        self.language.pick(format!("Sie haben: {visits}."), format!("You have: {visits}."))
    }

    /// The first few, with all that tells them apart, and how many more there are.
    fn appointments(&self, views: &[AppointmentView]) -> String {
        let are_for_several = views.iter().any(|view| view.name != first_of(views));
        let one = |view: &AppointmentView| {
            let slot = self.appointment(view);
            let said = match &view.service {
                Some(service) => format!("{service}, {slot}"),
                None => slot,
            };
            match view.name.as_str() {
                name if are_for_several && !name.is_empty() => {
                    format!("{said}, {} {name}", self.language.pick("für", "for"))
                }
                _ => said,
            }
        };
        let few: Vec<String> = views.iter().take(NAMES_MAX).map(one).collect();
        let said = few.join("; ");
        match views.len().saturating_sub(NAMES_MAX) {
            0 => said,
            more => {
                let and = self.language.pick("und noch", "and");
                let end = self.language.pick("", " more");
                format!("{said}; {and} {more}{end}")
            }
        }
    }

    /// The appointment is not there, or not this caller's; which of the two is not told.
    pub fn no_such_appointment(&self) -> String {
        self.language
            .pick(
                "Diesen Termin finde ich bei Ihnen nicht.",
                "I cannot find that appointment of yours.",
            )
            .into()
    }

    /// Appointments are found by the caller's number, and there is none.
    pub fn number_withheld(&self) -> String {
        self.language
            .pick(
                "Ihre Nummer sehe ich leider nicht, so kann ich Ihre Termine nicht nachsehen. \
                 Bitte rufen Sie mit Nummer an oder wenden Sie sich an unseren Empfang.",
                "I cannot see your number, so I cannot look up your appointments. \
                 Please call with your number shown, or ask at our desk.",
            )
            .into()
    }
}

fn first_of(views: &[AppointmentView]) -> &str {
    views.first().map(|view| view.name.as_str()).unwrap_or_default()
}
