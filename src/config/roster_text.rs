//! The salon's hours, people and services as `appliance.toml` has them written.

use crate::config::roster::StaffEntry;
use crate::config::roster_hours::HoursEntry;
use crate::config::roster_service::{SegmentEntry, ServiceEntry};
use crate::domain::service::catalogue::{BookedAs, Composition, Performer};
use std::fmt::Write;

/// A text as TOML writes it.
pub(crate) fn quoted(text: &str) -> String {
    let escaped = |c: char| match c {
        '"' | '\\' => format!("\\{c}"),
        c if c.is_control() => format!("\\u{:04X}", u32::from(c)),
        c => c.to_string(),
    };
    format!("\"{}\"", text.chars().map(escaped).collect::<String>())
}

/// Texts as TOML writes them, in one line.
pub(crate) fn list(texts: &[String]) -> String {
    let all: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
    format!("[{}]", all.join(", "))
}

/// A branch's week, a line.
pub(super) fn hours(week: &HoursEntry) -> String {
    let days = [
        ("monday", &week.monday),
        ("tuesday", &week.tuesday),
        ("wednesday", &week.wednesday),
        ("thursday", &week.thursday),
        ("friday", &week.friday),
        ("saturday", &week.saturday),
        ("sunday", &week.sunday),
    ];
    let days: Vec<String> =
        days.iter().map(|(day, spans)| format!("{day} = {}", list(spans))).collect();
    format!("hours = {{ {} }}\n", days.join(", "))
}

/// A person.
pub(super) fn person(person: &StaffEntry) -> String {
    let mut text = String::from("\n[[staff]]\n");
    key(&mut text, "key", &quoted(&person.key));
    key(&mut text, "name", &quoted(&person.name));
    key(&mut text, "emails", &list(&person.emails));
    if let Some(branch) = &person.branch {
        key(&mut text, "branch", &quoted(branch));
    }
    text
}

/// A service.
pub(super) fn service(service: &ServiceEntry) -> String {
    let mut text = String::from("\n[[services]]\n");
    key(&mut text, "key", &quoted(&service.key));
    key(&mut text, "name", &quoted(&service.name));
    if !service.aliases.is_empty() {
        key(&mut text, "aliases", &list(&service.aliases));
    }
    if let Some(minutes) = service.duration_minutes {
        key(&mut text, "duration_minutes", &minutes.to_string());
    }
    if let Some(policy) = &service.pause_policy {
        key(&mut text, "pause_policy", &quoted(policy));
    }
    if service.buffer_minutes != 0 {
        key(&mut text, "buffer_minutes", &service.buffer_minutes.to_string());
    }
    key(&mut text, "staff", &list(&service.staff));
    if !service.segments.is_empty() {
        let segments: String = service.segments.iter().map(segment).collect();
        key(&mut text, "segments", &format!("[\n{segments}]"));
    }
    text
}

fn segment(segment: &SegmentEntry) -> String {
    let mut text = format!("  {{ name = {}, minutes = {}", quoted(&segment.name), segment.minutes);
    let mut put = |more: String| text.push_str(&more);
    if segment.pause_after != 0 {
        put(format!(", pause_after = {}", segment.pause_after));
    }
    if let Some(performer) = &segment.performer {
        put(format!(", performer = {}", quoted(performer)));
    }
    if let Some(booked_as) = &segment.booked_as {
        put(format!(", booked_as = {}", quoted(booked_as)));
    }
    text.push_str(" },\n");
    text
}

fn key(text: &mut String, name: &str, value: &str) {
    // Writing to a string cannot fail.
    writeln!(text, "{name} = {value}").unwrap_or_default();
}

impl ServiceEntry {
    /// A service made of these steps, all of which these people do.
    pub fn of_composition(
        key: &str,
        name: &str,
        composition: &Composition,
        staff: &[String],
    ) -> ServiceEntry {
        let segments = composition.segments.iter().map(|one| SegmentEntry {
            name: one.name.clone(),
            minutes: one.minutes.into(),
            pause_after: one.pause_after_minutes.into(),
            performer: (one.performer != Performer::Same)
                .then(|| one.performer.as_str().to_owned()),
            booked_as: (one.booked_as != BookedAs::Staff)
                .then(|| one.booked_as.as_str().to_owned()),
            ..SegmentEntry::default()
        });
        ServiceEntry {
            key: key.to_owned(),
            name: name.to_owned(),
            segments: segments.collect(),
            pause_policy: Some(composition.policy.as_str().to_owned()),
            buffer_minutes: composition.buffer_minutes.into(),
            staff: staff.to_vec(),
            ..ServiceEntry::default()
        }
    }
}
