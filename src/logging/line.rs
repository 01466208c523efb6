//! A line of the log, as text and as JSON.

use crate::logging::mask::masked;
use crate::logging::request;
use log::kv::{Error, Key, Value, VisitSource};
use log::{Level, Record};
use serde_json::Map;
use std::fmt::Write;
use time::OffsetDateTime;
use time::macros::format_description;

/// What a line says.
pub(super) struct Line {
    /// RFC 3339, UTC.
    time: String,
    level: Level,
    target: String,
    request: Option<request::Id>,
    fields: Fields,
    message: String,
}

/// In their order.
#[derive(Default)]
struct Fields(Vec<(String, String)>);

impl<'kvs> VisitSource<'kvs> for Fields {
    fn visit_pair(&mut self, key: Key<'kvs>, value: Value<'kvs>) -> Result<(), Error> {
        self.0.push((key.to_string(), value.to_string()));
        Ok(())
    }
}

impl Line {
    pub fn of(record: &Record) -> Line {
        let mut fields = Fields::default();
        // A field that cannot be read is left out; the line is told all the same.
        record.key_values().visit(&mut fields).ok();
        let mut message = record.args().to_string();
        if record.level() <= Level::Info {
            message = masked(&message);
        }
        Line {
            time: now(),
            level: record.level(),
            target: record.target().to_owned(),
            request: request::current(),
            fields,
            message,
        }
    }

    /// The request and the fields stand before the message, so that nothing in it looks like one of them.
    pub fn text(&self) -> String {
        let mut text = format!("{} {:5} {}", self.time, self.level, self.target);
        if let Some(request) = &self.request {
            write!(text, " request={}", shown(request)).ok();
        }
        for (key, value) in &self.fields.0 {
            write!(text, " {}={}", shown(key), shown(value)).ok();
        }
        text.push_str(": ");
        text.push_str(&on_one_line(&self.message));
        text
    }

    pub fn json(&self) -> String {
        let mut object = Map::new();
        for (key, value) in &self.fields.0 {
            object.insert(on_one_line(key), on_one_line(value).into());
        }
        // After the fields: none of them takes the place of these.
        object.insert("time".into(), self.time.as_str().into());
        object.insert("level".into(), self.level.as_str().to_lowercase().into());
        object.insert("target".into(), self.target.as_str().into());
        object.insert("message".into(), on_one_line(&self.message).into());
        if let Some(request) = &self.request {
            object.insert("request".into(), (**request).into());
        }
        serde_json::Value::Object(object).to_string()
    }
}

fn now() -> String {
    let format =
        format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");
    OffsetDateTime::now_utc().format(&format).unwrap_or_default()
}

/// A value in a line of text: in quotes where it is not one plain word.
fn shown(value: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | ':' | '.' | '/');
    if !value.is_empty() && value.chars().all(is_plain) {
        return value.to_owned();
    }
    format!("\"{}\"", on_one_line(&value.replace('\\', "\\\\").replace('"', "\\\"")))
}

/// Spells out what begins a line, steers a terminal or turns the direction of writing.
fn on_one_line(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.trim_end_matches('\n').chars() {
        if c.is_control() || is_turning(c) {
            plain.extend(c.escape_default());
        } else {
            plain.push(c);
        }
    }
    plain
}

fn is_turning(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(message: &str, fields: &[(&str, &str)]) -> Line {
        request::on(request::named("call_1"), || {
            let line = Line::of(
                &Record::builder()
                    .level(Level::Warn)
                    .target("chairside::x")
                    .key_values(&fields)
                    .args(format_args!("{message}"))
                    .build(),
            );
            Line { time: "T".into(), ..line }
        })
    }

    #[test]
    fn text_and_json_say_the_same() {
        let line = line("it is off", &[("staff", "7"), ("why", "two words")]);
        assert_eq!(
            line.text(),
            "T WARN  chairside::x request=call_1 staff=7 why=\"two words\": it is off"
        );
        let json: serde_json::Value = serde_json::from_str(&line.json()).unwrap();
        assert_eq!(
            json,
            serde_json::json!({ "time": "T", "level": "warn", "target": "chairside::x", "request": "call_1",
                "staff": "7", "why": "two words", "message": "it is off" })
        );
    }

    #[test]
    fn nothing_makes_a_line_look_like_another() {
        let evil = "x\n2026-11-30T10:00:00Z ERROR chairside: all is lost\r\u{1b}[2J\u{202e}\u{2028}\u{85}\0";
        for told in [line(evil, &[]), line("x", &[("level", evil), ("request", "r"), ("\n", evil)])]
        {
            for text in [told.text(), told.json()] {
                let odd = |c: char| c.is_control() || (is_turning(c) && text.starts_with('T'));
                assert!(!text.contains(odd), "{text:?}");
                assert_eq!(text.lines().count(), 1);
            }
            let json: serde_json::Value = serde_json::from_str(&told.json()).unwrap();
            assert_eq!((&json["level"], &json["request"]), (&"warn".into(), &"call_1".into()));
        }
        assert!(line("x", &[("a", "b\" level=ERROR")]).text().contains(r#"a="b\" level=ERROR""#));
    }
}
