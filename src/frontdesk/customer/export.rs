//! Everything that is kept about a person, from every table: what the person may ask for, to read and as JSON.

use crate::domain::Error;
use crate::domain::Result;
use crate::domain::calendar::local_time::LocalTime;
use crate::domain::language::Language;
use crate::frontdesk::Desk;
use crate::frontdesk::customer::card;
use crate::frontdesk::customer::card::CustomerCard;
use crate::frontdesk::customer::elsewhere;
use crate::frontdesk::customer::whom;
use crate::frontdesk::customer::whom::Meant;
use crate::store::customer::kept;
use crate::store::customer::kept::Kept;
use crate::store::customer::traces;
use crate::store::customer::traces::Inbox;
use serde::Serialize;

/// Everything about a person.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Export {
    pub exported_at: LocalTime,
    /// As the salon calls itself.
    pub salon: String,
    /// As the desk sees it; none for a number that no customer has.
    pub customer: Option<CustomerCard>,
    /// E.164.
    pub phones: Vec<String>,
    /// Table by table, row by row. Times are UTC.
    pub kept: Vec<KeptTable>,
    /// What is kept elsewhere, in sentences.
    pub elsewhere: Vec<String>,
}

/// The rows of a table.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct KeptTable {
    pub table: &'static str,
    /// What it is, in the salon's language.
    pub what: &'static str,
    pub rows: Vec<Kept>,
}

/// Everything about the customer of this number here or of this telephone number, or about a number that has called.
/// `NotFound` if there is nothing; else as `whom::meant`.
pub(crate) fn export(desk: &Desk, said: &str) -> Result<Export> {
    desk.store.read(|connection| {
        let meant = whom::meant(desk, connection, said)?;
        let whom = whom::whom(desk, connection, &meant)?;
        let traces = traces::gather(connection, &whom, Inbox::Whole)?;
        if traces.count() == 0 {
            return Err(Error::NotFound("customer"));
        }
        let language = desk.salon.language;
        let kept = kept::rows(connection, &traces)?.into_iter();
        Ok(Export {
            exported_at: LocalTime::of(&desk.salon.zone, desk.now()),
            salon: desk.salon.config.company.name.clone(),
            customer: match &meant {
                Meant::Customer(known) => Some(card::card(desk, connection, known)?),
                Meant::Number(_) => None,
            },
            phones: whom.phones,
            kept: kept
                .map(|(table, rows)| KeptTable { table, what: what(table, language), rows })
                .collect(),
            elsewhere: elsewhere::sentences(desk, &traces.uids),
        })
    })
}

/// What a table is, for people.
fn what(table: &'static str, language: Language) -> &'static str {
    let (german, english) = match table {
        "customers" => ("Stammdaten", "Who you are"),
        "customer_contacts" => ("Weitere Nummern und Adressen", "Further numbers and addresses"),
        "appointments" => ("Termine", "Visits"),
        "appointment_segments" => ("Abschnitte der Termine", "Parts of the visits"),
        "calcom_bookings" => ("Buchungen bei Cal.com", "Bookings at Cal.com"),
        "decisions" => ("Wer die Termine übernahm", "Who took the visits"),
        "sagas" => {
            ("Aufträge: buchen, verschieben, absagen", "Orders: to book, to move, to cancel")
        }
        "function_answers" => ("Wie am Telefon geantwortet wurde", "How calls were answered"),
        "inbox" => ("Was empfangen wurde", "What was received"),
        "inbox_attempts" => ("Versuche, es zu bearbeiten", "Tries to work on it"),
        "outbox" => ("Nachrichten an Sie", "Messages to you"),
        "visit_links" => ("Verschickte Links zu Terminen", "Links to visits that were sent"),
        "callbacks" => ("Zugesagte Rückrufe", "Calls back that were promised"),
        "warnings" => ("Hinweise an den Salon", "Hints to the salon"),
        "calcom_host_mapping_audits" => {
            ("Wer im Salon etwas geändert hat", "Who at the salon changed what")
        }
        other => (other, other),
    };
    language.pick(german, english)
}
