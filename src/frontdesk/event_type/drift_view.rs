//! What differs at Cal.com for one service, field by field, as a person of the salon reads it.

use crate::domain::Result;
use crate::domain::event_type::fields::{FieldDrift, Owner};
use crate::domain::language::Language;
use crate::frontdesk::Desk;
use crate::frontdesk::event_type::difference::{Difference, RowDrift};
use crate::frontdesk::event_type::drift;
use crate::frontdesk::event_type::drift::Look;
use crate::frontdesk::event_type::sentences;
use serde::Serialize;
use serde_json::Value;
use std::time::{Duration, Instant};

/// The field with the length.
pub(crate) const LENGTH: &str = "lengthInMinutes";

/// An event type that differs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct RowView {
    /// The row of the event map; `None` for the salon's own event types.
    pub row: Option<i64>,
    pub part: String,
    /// The person's name, or `pool`.
    pub who: String,
    pub staff_id: Option<String>,
    pub event_type_id: Option<i64>,
    /// What is the matter as a whole, where it is not about fields.
    pub told: Option<String>,
    pub fields: Vec<FieldDiffers>,
}

/// A field that differs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct FieldDiffers {
    /// Its name at Cal.com.
    pub field: String,
    /// What people call it.
    pub called: String,
    /// Ours to set, or the salon's.
    pub is_ours: bool,
    /// As it should be, or was.
    pub here: String,
    pub there: String,
    /// What Cal.com has, as JSON; empty for nothing.
    pub seen: String,
    /// The minutes at Cal.com, where it is about them and they could be taken over.
    pub minutes_there: Option<u32>,
}

/// Asks Cal.com what differs for this service; nothing if all is in step.
///
/// `Unavailable` if Cal.com cannot be asked.
pub(crate) fn of(
    desk: &Desk,
    key: &str,
    language: Language,
    deadline: Instant,
) -> Result<Vec<RowView>> {
    // Somebody waits for the page: no rest is taken.
    let is_over = |_: Duration| {};
    let patience = deadline.saturating_duration_since(Instant::now());
    let found = drift::find_of(desk, Some(key), &Look { patience, pause: &is_over })?;
    Ok(found.iter().map(|row| view(row, language)).collect())
}

fn view(row: &RowDrift, language: Language) -> RowView {
    let mut view = RowView {
        row: row.row,
        part: row.label.segment.clone(),
        who: row.label.who.clone(),
        staff_id: row.staff.as_ref().map(|id| id.0.clone()),
        event_type_id: row.event_type_id,
        told: None,
        fields: Vec::new(),
    };
    match &row.what {
        Difference::Fields(fields) => {
            view.fields = fields.iter().map(|one| field(one, language)).collect();
        }
        Difference::Missing(_) => {
            view.told = Some(
                language
                    .pick("Den gibt es bei Cal.com nicht.", "Cal.com does not have it.")
                    .to_owned(),
            );
        }
        Difference::Surplus => {
            view.told = Some(
                language
                    .pick(
                        "Den braucht niemand mehr; er wird entfernt.",
                        "Nothing needs it any more; it is taken away.",
                    )
                    .to_owned(),
            );
        }
        Difference::Waits(why) | Difference::Unseen(why) => view.told = Some(why.clone()),
        Difference::OtherLength { segment, there } => {
            view.fields = vec![FieldDiffers {
                field: LENGTH.to_owned(),
                called: called(LENGTH, language),
                is_ours: false,
                here: segment.to_string(),
                there: there.to_string(),
                seen: there.to_string(),
                minutes_there: Some(*there),
            }];
        }
    }
    view
}

fn field(one: &FieldDrift, language: Language) -> FieldDiffers {
    let minutes = one.actual.as_ref().and_then(Value::as_u64);
    FieldDiffers {
        field: one.field.clone(),
        called: called(&one.field, language),
        is_ours: one.owner == Owner::Chairside,
        here: sentences::value_in(one.wanted.as_ref(), language),
        there: sentences::value_in(one.actual.as_ref(), language),
        seen: one.actual.as_ref().map_or_else(String::new, Value::to_string),
        minutes_there: minutes
            .filter(|_| one.field == LENGTH)
            .and_then(|minutes| u32::try_from(minutes).ok()),
    }
}

/// What people call a field of Cal.com's; its own name where they have none.
pub(crate) fn called(field: &str, language: Language) -> String {
    let known = match field {
        "title" => language.pick("Titel", "title"),
        "slug" => language.pick("Adresse", "address"),
        LENGTH => language.pick("Minuten", "minutes"),
        "lengthInMinutesOptions" => language.pick("wählbare Minuten", "minutes to choose from"),
        "hidden" => language.pick("verborgen", "hidden"),
        "slotInterval" => language.pick("Abstand der Anfänge", "distance of starts"),
        "minimumBookingNotice" => language.pick("Vorlauf in Minuten", "notice in minutes"),
        "beforeEventBuffer" => language.pick("Puffer davor", "buffer before"),
        "afterEventBuffer" => language.pick("Puffer danach", "buffer after"),
        "schedulingType" => language.pick("Verteilung", "how it is shared out"),
        "hosts" => language.pick("Personen bei Cal.com", "people at Cal.com"),
        "description" => language.pick("Beschreibung", "description"),
        "locations" => language.pick("Ort", "place"),
        "color" => language.pick("Farbe", "colour"),
        "bookingFields" => language.pick("Felder beim Buchen", "fields when booking"),
        other => other,
    };
    known.to_owned()
}
