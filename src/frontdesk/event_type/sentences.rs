//! Sentences about event types for the people who run the salon's box.

use crate::domain::calendar::zone::Zone;
use crate::domain::event_type::fields::{FieldDrift, Owner};
use crate::domain::language::Language;
use crate::domain::text::direction::is_direction;
use crate::frontdesk::event_type::difference::Difference;
use crate::frontdesk::event_type::run::What;
use serde_json::Value;
use time::OffsetDateTime;

/// Longest value shown of a field, in characters.
const VALUE_CHARS_MAX: usize = 60;

/// Why a surplus event type is not deleted yet.
pub fn kept_sentence(bookings: u32, until: Option<OffsetDateTime>, zone: &Zone) -> String {
    let count = if bookings == 1 { "1 booking".to_owned() } else { format!("{bookings} bookings") };
    let until = until.map(|at| {
        let (date, _) = zone.local(at);
        format!(" until {} {} {}", date.day(), date.month(), date.year())
    });
    format!("{count}{}: --delete-anyway, or wait", until.unwrap_or_default())
}

/// What became of an event type, in one word.
pub fn word(what: &What) -> &'static str {
    match what {
        What::Unchanged => "in step",
        What::Created { again: false } => "created",
        What::Created { again: true } => "created again",
        What::Updated(_) => "updated",
        What::Deleted => "deleted",
        What::Kept { .. } => "kept",
        What::Failed(_) => "error",
        What::Left(_) => "no answer",
        What::Waits(_) => "waits",
    }
}

/// And what there is to say about it.
pub fn remark(what: &What, zone: &Zone) -> String {
    match what {
        What::Unchanged | What::Created { again: false } | What::Deleted => String::new(),
        What::Created { again: true } => "it had been deleted at Cal.com".to_owned(),
        What::Updated(fields) => fields.iter().map(field).collect::<Vec<_>>().join("; "),
        What::Kept { bookings, until } => kept_sentence(*bookings, *until, zone),
        What::Failed(why) | What::Left(why) | What::Waits(why) => why.clone(),
    }
}

/// One field: what it is, and what it should be or was.
pub fn field(drift: &FieldDrift) -> String {
    let value = |value| value_in(value, Language::En);
    let (there, other) = (value(drift.actual.as_ref()), value(drift.wanted.as_ref()));
    match drift.owner {
        Owner::Chairside => format!("{}: {there}, should be {other}", drift.field),
        Owner::Salon => format!("{}: {there}, was {other}", drift.field),
    }
}

/// What is the matter with an event type, a line for each field.
pub fn lines(what: &Difference) -> Vec<String> {
    match what {
        Difference::Fields(fields) => {
            let why = |drift: &FieldDrift| match (drift.owner, drift.not_sent) {
                (Owner::Salon, _) => "the salon's: left as it is",
                (Owner::Chairside, true) => "ours: not told yet",
                (Owner::Chairside, false) => "ours: changed at Cal.com",
            };
            fields.iter().map(|drift| format!("{} ({})", field(drift), why(drift))).collect()
        }
        Difference::Missing(why) => vec![format!("not at Cal.com: {why}")],
        Difference::Surplus => vec!["not needed any more, still at Cal.com".to_owned()],
        Difference::Waits(why) => vec![format!("to be deleted: {why}")],
        Difference::OtherLength { segment, there } => vec![format!(
            "warning: {there} minutes at Cal.com, {segment} here (the salon's own event type)"
        )],
        Difference::Unseen(why) => vec![format!("warning: {why} (the salon's own event type)")],
    }
}

/// A value as it is shown: short, and harmless.
pub(crate) fn value_in(value: Option<&Value>, language: Language) -> String {
    let Some(value) = value else { return language.pick("nichts", "nothing").to_owned() };
    let text = match value {
        Value::Bool(true) if language == Language::De => "ja".to_owned(),
        Value::Bool(false) if language == Language::De => "nein".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let plain = |c: char| if c.is_control() || is_direction(c) { '·' } else { c };
    let mut shown: String = text.chars().take(VALUE_CHARS_MAX).map(plain).collect();
    if text.chars().count() > VALUE_CHARS_MAX {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use time::macros::datetime;

    #[test]
    fn bookings_are_counted_and_the_last_day_named_in_the_salons_zone() {
        let zone = Zone::parse("Europe/Berlin").unwrap();
        let late = Some(datetime!(2026-12-03 23:30 UTC));
        for (bookings, until, expected) in [
            (1, late, "1 booking until 4 December 2026: --delete-anyway, or wait"),
            (3, late, "3 bookings until 4 December 2026: --delete-anyway, or wait"),
            (2, None, "2 bookings: --delete-anyway, or wait"),
        ] {
            assert_eq!(kept_sentence(bookings, until, &zone), expected);
        }
    }

    #[test]
    fn values_are_shown_short_and_harmless() {
        let drift = |actual: Value| FieldDrift {
            field: "title".into(),
            owner: Owner::Chairside,
            wanted: Some(json!("A")),
            actual: Some(actual),
            not_sent: false,
        };
        for (actual, shown) in [
            (json!("B"), "title: B, should be A"),
            (json!([7001]), "title: [7001], should be A"),
            (json!("x\u{1b}[2Jy"), "title: x·[2Jy, should be A"),
        ] {
            assert_eq!(field(&drift(actual)), shown);
        }
        assert_eq!(field(&drift(json!("ä".repeat(200)))).chars().count(), 60 + 21);
        let nothing = FieldDrift { actual: None, owner: Owner::Salon, ..drift(json!(1)) };
        assert_eq!(field(&nothing), "title: nothing, was A");
    }
}
