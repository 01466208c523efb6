//! Mappings as text, in the salon's language, as the sentences of a host's story are.

use crate::cli::console::print::Text;
use crate::cli::console::table;
use crate::domain::ids::{AppointmentId, StaffId};
use crate::domain::language::Language;
use crate::domain::visit::booked::VisitStatus;
use crate::frontdesk::host::mapping_view::{DecidedView, EventView, MappingView, StoryView};
use crate::store::visit::appointment::Appointment;
use serde::Serialize;
use time::OffsetDateTime;

impl Text for Vec<MappingView> {
    fn text(&self, language: Language) -> String {
        let [on, off] = language.pick(["an", "aus"], ["on", "off"]);
        let row = |row: &MappingView| {
            vec![
                row.id.to_string(),
                row.host.to_string(),
                row.staff.clone(),
                row.source.to_owned(),
                row.confidence.to_string(),
                if row.active { on } else { off }.to_owned(),
                row.since.clone(),
            ]
        };
        let rows: Vec<Vec<String>> = self.iter().map(row).collect();
        let head = language.pick(
            ["Nr.", "Host", "wer", "Quelle", "Punkte", "", "seit"],
            ["no.", "host", "staff member", "source", "score", "", "since"],
        );
        table::render(&head, &rows)
    }
}

impl Text for StoryView {
    fn text(&self, language: Language) -> String {
        let name = self.name.as_deref();
        let name = name.unwrap_or(language.pick("(ohne Namen)", "(no name)"));
        let [host, is, mapping, nobody] = language.pick(
            ["Host", "ist", "Zuordnung", "ist noch niemandem zugeordnet"],
            ["host", "is", "mapping", "is not mapped to a staff member yet"],
        );
        let who = match self.mappings.iter().find(|row| row.active) {
            Some(row) => {
                let MappingView { staff, id, source, confidence, .. } = row;
                format!("{is} {staff} ({mapping} {id}, {source}, {confidence})")
            }
            None => nobody.to_owned(),
        };
        let row = |event: &EventView| {
            vec![event.when.clone(), event.kind.clone(), event.by.clone(), event.told.clone()]
        };
        let rows: Vec<Vec<String>> = self.story.iter().map(row).collect();
        let head = language.pick(["wann", "was", "durch", ""], ["when", "what", "by", ""]);
        let story = table::render(&head, &rows);
        format!("{host} {}: {name} <{}>\n{who}\n\n{story}", self.host, self.emails.join(", "))
    }
}

/// What a mapping decided, before it is taken back.
#[derive(Serialize)]
pub(crate) struct Decided {
    decided: Vec<AppointmentId>,
    done: bool,
    #[serde(skip)]
    appointments: Vec<DecidedView>,
}

impl Decided {
    pub fn of(appointments: Vec<DecidedView>) -> Decided {
        let decided = appointments.iter().map(|one| one.appointment).collect();
        Decided { decided, done: false, appointments }
    }
}

impl Text for Decided {
    fn text(&self, language: Language) -> String {
        let row = |one: &DecidedView| {
            vec![
                one.appointment.to_string(),
                one.start.to_string(),
                table::or_dash(one.service.as_ref()),
                table::or_dash(one.staff.as_ref()),
            ]
        };
        let rows: Vec<Vec<String>> = self.appointments.iter().map(row).collect();
        let head = language.pick(
            ["Termin", "wann", "Leistung", "bei wem"],
            ["appointment", "start", "service", "staff member"],
        );
        let table = table::render(&head, &rows);
        let count = rows.len();
        match language {
            Language::De => format!(
                "{table}{count} Termine hat diese Zuordnung entschieden; --yes nimmt sie zurück\n"
            ),
            Language::En => format!(
                "{table}{count} appointments were decided by this mapping; --yes takes it back\n"
            ),
        }
    }
}

#[derive(Serialize)]
pub(crate) struct Reassigned {
    done: bool,
    appointment_id: AppointmentId,
    staff_id: StaffId,
    status: &'static str,
    #[serde(skip)]
    name: String,
    #[serde(skip)]
    note: Option<Note>,
}

/// What the change does not do.
enum Note {
    Off(VisitStatus),
    Over,
    NotAtCalcom,
}

impl Reassigned {
    pub fn of(
        id: AppointmentId,
        staff: &StaffId,
        name: String,
        row: Option<&Appointment>,
        now: OffsetDateTime,
    ) -> Reassigned {
        let note = row.and_then(|row| match row.status {
            VisitStatus::Cancelled | VisitStatus::Rejected => Some(Note::Off(row.status)),
            _ if row.ends_at <= now => Some(Note::Over),
            _ if row.booking_uid.is_some() => Some(Note::NotAtCalcom),
            _ => None,
        });
        let status = row.map_or("unknown", |row| row.status.as_str());
        Reassigned { done: true, appointment_id: id, staff_id: staff.clone(), status, name, note }
    }
}

impl Text for Reassigned {
    fn text(&self, language: Language) -> String {
        let (id, name) = (self.appointment_id, &self.name);
        let appointment = language.pick("Termin", "appointment");
        let note = self.note.as_ref().map(|note| match (note, language) {
            (Note::Off(status), Language::De) => {
                format!("er ist {}: niemand muss ihn machen\n", table::status(*status, language))
            }
            (Note::Off(status), Language::En) => {
                format!("it is {}: it need not be done\n", table::status(*status, language))
            }
            (Note::Over, Language::De) => {
                "er ist schon vorbei: nur der Eintrag ändert sich\n".into()
            }
            (Note::Over, Language::En) => "it is over already: only its record changes\n".into(),
            (Note::NotAtCalcom, Language::De) => {
                "Cal.coms Kalender bleibt, wie er ist: dort gehört der Termin weiter dem Host\n"
                    .into()
            }
            (Note::NotAtCalcom, Language::En) => {
                "Cal.com's calendar stays as it is: there it is still the host's\n".into()
            }
        });
        format!("{appointment} {id}: {name}\n{}", note.unwrap_or_default())
    }
}
