//! A visit for calendars (RFC 5545): one event over the whole of it, with its steps in the description.

use crate::domain::calendar::zone::{WallTime, Zone};
use crate::domain::message::facts::VisitFacts;
use crate::domain::message::kind::Kind;
use crate::domain::message::letter::stretch;
use crate::domain::message::sentences::Words;
use crate::domain::message::steps::stretches;
use crate::domain::message::time_zone;
use time::{OffsetDateTime, PrimitiveDateTime, UtcOffset};

/// Octets of a line, its end not counted (RFC 5545, 3.1).
const LINE_MAX_OCTETS: usize = 75;

/// What calendars are to do with an event (RFC 5546).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Enter it, or bring it up to date.
    Request,
    /// Take it out.
    Cancel,
    /// Show it: it is asked of nobody.
    Publish,
}

impl Method {
    /// Of a message of this kind.
    pub fn of(kind: Kind) -> Method {
        match kind {
            Kind::Cancelled => Method::Cancel,
            Kind::Confirmed | Kind::Moved | Kind::Reminder => Method::Request,
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Method::Request => "REQUEST",
            Method::Cancel => "CANCEL",
            Method::Publish => "PUBLISH",
        }
    }
}

/// What an event says besides the facts of its visit.
#[derive(Clone, Copy, Debug)]
pub struct Event<'a> {
    pub method: Method,
    pub is_off: bool,
    /// Grows with each version of the event.
    pub sequence: u32,
    /// When this version was written, UTC.
    pub written_at: OffsetDateTime,
    /// The domain that its name belongs to.
    pub domain: &'a str,
    /// Name and address of whom it is from.
    pub organizer: (&'a str, &'a str),
    /// Address of whom it is for; nobody is invited to what is only shown.
    pub attendee: Option<&'a str>,
    /// The visit's own page.
    pub link: Option<&'a str>,
}

/// The whole object, UTF-8, lines ending with CR LF and folded at 75 octets, never within a character.
pub fn write(event: &Event, facts: &VisitFacts, zone: &Zone) -> String {
    let words = Words { language: facts.language(), zone };
    let mut lines: Vec<String> = [
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        format!("PRODID:-//Chairside//Chairside//{}", words.language.as_str().to_uppercase()),
        "CALSCALE:GREGORIAN".to_owned(),
        format!("METHOD:{}", event.method.as_str()),
    ]
    .into();
    if !is_utc(zone) {
        lines.extend(time_zone::lines(zone, facts.starts_at, facts.ends_at));
    }
    lines.extend(event_lines(event, facts, zone, &words));
    lines.push("END:VCALENDAR".to_owned());
    lines.iter().map(|line| folded(line)).collect()
}

fn event_lines(event: &Event, facts: &VisitFacts, zone: &Zone, words: &Words) -> Vec<String> {
    let salon = &facts.salon;
    let what = if facts.service.is_empty() { words.appointment() } else { &facts.service };
    let where_: Vec<&str> = [salon.name.as_str(), salon.address.as_str()]
        .into_iter()
        .filter(|t| !t.is_empty())
        .collect();
    let mut lines = vec![
        "BEGIN:VEVENT".to_owned(),
        format!("UID:visit-{}@{}", facts.visit_ref, event.domain),
        format!("SEQUENCE:{}", event.sequence),
        format!("DTSTAMP:{}Z", stamp_utc(event.written_at)),
        format!("DTSTART{}", local(zone, facts.starts_at)),
        format!("DTEND{}", local(zone, facts.ends_at)),
        format!("SUMMARY:{}", text(&format!("{what}, {}", salon.name))),
        format!("DESCRIPTION:{}", text(&description(event, facts, words))),
        format!("LOCATION:{}", text(&where_.join(", "))),
        format!("STATUS:{}", if event.is_off { "CANCELLED" } else { "CONFIRMED" }),
        "TRANSP:OPAQUE".to_owned(),
    ];
    if event.method != Method::Publish {
        let (name, address) = event.organizer;
        lines.push(format!("ORGANIZER;CN={}:mailto:{address}", quoted(name)));
    }
    if let Some(address) = event.attendee.filter(|_| event.method != Method::Publish) {
        let name = if facts.customer.is_empty() { address } else { &facts.customer };
        // It was agreed on: nobody is asked to answer.
        lines.push(format!(
            "ATTENDEE;CN={};ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE:mailto:{address}",
            quoted(name)
        ));
    }
    lines.extend(event.link.filter(|_| !event.is_off).map(|link| format!("URL:{link}")));
    lines.push("END:VEVENT".to_owned());
    lines
}

/// The steps with their times, and how the salon is reached.
fn description(event: &Event, facts: &VisitFacts, words: &Words) -> String {
    let mut lines = Vec::new();
    if event.is_off {
        lines.push(words.opening(Kind::Cancelled).to_owned());
    } else {
        let steps = stretches(facts);
        if let Some(staff) = facts.staff.as_deref().filter(|_| steps.is_empty()) {
            lines.push(words.with(staff));
        }
        lines.extend(steps.iter().map(|one| {
            format!("{}: {}", words.span(one.starts_at(), one.ends_at()), stretch(words, one))
        }));
    }
    if !facts.salon.phone.is_empty() {
        lines.push(words.phone(&facts.salon.phone));
    }
    lines.join("\n")
}

/// Zones whose times are written with a Z.
fn is_utc(zone: &Zone) -> bool {
    ["UTC", "Etc/UTC", "Etc/GMT", "GMT"].contains(&zone.name())
}

/// Value of a property that is an instant, with its parameter.
fn local(zone: &Zone, at: OffsetDateTime) -> String {
    let (date, time) = zone.local(at);
    // A reading that comes twice means the first one (RFC 5545, 3.3.5), so the second is written without a zone.
    let is_second =
        matches!(zone.instant(date, time), WallTime::Fold { second, .. } if second == at);
    if is_utc(zone) || is_second {
        return format!(":{}Z", stamp_utc(at));
    }
    format!(";TZID={}:{}", zone.name(), time_zone::stamp(PrimitiveDateTime::new(date, time)))
}

fn stamp_utc(at: OffsetDateTime) -> String {
    let at = at.to_offset(UtcOffset::UTC);
    time_zone::stamp(PrimitiveDateTime::new(at.date(), at.time()))
}

/// The value of a text property (RFC 5545, 3.3.11).
fn text(value: &str) -> String {
    let mut escaped = String::with_capacity(value.len());
    for letter in value.chars() {
        match letter {
            '\\' => escaped.push_str("\\\\"),
            ';' => escaped.push_str("\\;"),
            ',' => escaped.push_str("\\,"),
            '\n' => escaped.push_str("\\n"),
            letter if letter.is_control() => {}
            letter => escaped.push(letter),
        }
    }
    escaped
}

/// The value of a parameter: it may hold no quotes, and there is no way to write them.
fn quoted(value: &str) -> String {
    let plain = value.chars().filter(|c| !c.is_control());
    let plain: String = plain.map(|c| if c == '"' { '\'' } else { c }).collect();
    format!("\"{plain}\"")
}

/// A line with its end, folded where it is too long.
fn folded(line: &str) -> String {
    let mut out = String::with_capacity(line.len().saturating_add(8));
    let mut octets = 0_usize;
    for letter in line.chars() {
        let size = letter.len_utf8();
        if octets.saturating_add(size) > LINE_MAX_OCTETS {
            out.push_str("\r\n ");
            // The blank is of the line.
            octets = 1;
        }
        octets = octets.saturating_add(size);
        out.push(letter);
    }
    out.push_str("\r\n");
    out
}

#[cfg(test)]
mod tests {
    use super::folded;

    #[test]
    fn lines_are_folded_at_75_octets_and_never_within_a_character() {
        for letter in ["a", "ü", "€", "😀"] {
            for shift in 0..4 {
                let line = format!("{}{}", "x".repeat(shift), letter.repeat(200));
                let folded = folded(&line);
                let physical: Vec<&str> =
                    folded.strip_suffix("\r\n").unwrap().split("\r\n").collect();
                assert!(physical.iter().all(|line| line.len() <= 75), "{letter} {shift}");
                assert!(physical.len() > 2);
                assert_eq!(folded.replace("\r\n ", ""), format!("{line}\r\n"));
            }
        }
        assert_eq!(folded(&"a".repeat(75)), format!("{}\r\n", "a".repeat(75)));
    }
}
