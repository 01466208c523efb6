//! The arguments of a function call as models send them: an object, one within another, as text, as text of a text, with
//! names in this case or that. What comes out is one flat object with `snake_case` names.

use crate::domain::speech::absent::is_absent;
use crate::domain::text::fold::fold_word;
use crate::domain::text::json::parse_json;
use serde_json::{Map, Value};

/// Objects in each other, and texts of texts, that are taken apart.
const DEPTH_MAX: usize = 5;
/// Longer names are nobody's argument, and stay as they are.
const NAME_CHARS_MAX: usize = 64;
/// What models wrap the arguments in.
const WRAPPERS: [&str; 12] = [
    "args",
    "arguments",
    "parameters",
    "params",
    "input",
    "inputs",
    "kwargs",
    "function",
    "tool_call",
    "payload",
    "body",
    "data",
];

/// What a function is called with.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Arguments {
    /// In `snake_case`.
    pub(crate) values: Map<String, Value>,
    /// The names of those that came twice with different values.
    pub(crate) contradicted: Vec<String>,
}

/// The arguments of the function with this name; none are an empty object. `None` if they are nothing of the kind.
pub(crate) fn arguments(sent: Option<&Value>, function: &str) -> Option<Arguments> {
    let mut found = Arguments::default();
    let object = object(sent.unwrap_or(&Value::Null), DEPTH_MAX)?;
    found.take(object, function, DEPTH_MAX)?;
    Some(found)
}

/// The object in a value that was sent for one.
fn object(value: &Value, depth: usize) -> Option<Map<String, Value>> {
    match value {
        Value::Null => Some(Map::new()),
        Value::Object(object) => Some(object.clone()),
        Value::String(text) => match parse_json(text.as_bytes()) {
            Ok(inner) => object(&inner, depth.checked_sub(1)?),
            Err(_) => (is_absent(text) && !text.contains('{')).then(Map::new),
        },
        Value::Array(entries) => match entries.as_slice() {
            [] => Some(Map::new()),
            [only @ Value::Object(_)] => object(only, depth),
            _ => None,
        },
        Value::Bool(_) | Value::Number(_) => None,
    }
}

impl Arguments {
    /// `None` where something is wrapped that cannot be taken apart: to leave it out would be to act on what was not said.
    fn take(&mut self, values: Map<String, Value>, function: &str, depth: usize) -> Option<()> {
        // Of two spellings with one meaning the plain one counts.
        let (plain, others): (Vec<_>, Vec<_>) =
            values.into_iter().partition(|(name, _)| snake(name) == *name);
        let others = others.into_iter().map(|(name, value)| (snake(&name), value));
        let values: Vec<(String, Value)> = plain.into_iter().chain(others).collect();
        let wraps = values.iter().any(|(name, value)| is_wrapped(name, value));
        for (name, value) in values {
            if is_wrapped(&name, &value) {
                let deeper = depth.checked_sub(1)?;
                self.take(object(&value, deeper)?, function, deeper)?;
            // The whole call was sent as its arguments.
            } else if !(wraps && name == "name" && value.as_str() == Some(function)) {
                self.put(name, value);
            }
        }
        Some(())
    }

    fn put(&mut self, name: String, value: Value) {
        match self.values.get(&name) {
            Some(_) if is_nothing(&value) => {}
            Some(known) if !is_nothing(known) => {
                if !are_same(known, &value) && !self.contradicted.contains(&name) {
                    self.contradicted.push(name);
                }
            }
            Some(_) | None => {
                self.values.insert(name, value);
            }
        }
    }
}

/// Whether a value holds arguments itself: an object under such a name, or a text that begins like one.
fn is_wrapped(name: &str, value: &Value) -> bool {
    WRAPPERS.contains(&name)
        && match value {
            Value::Object(fields) => !fields.is_empty(),
            Value::String(text) => text.trim_start().starts_with(['{', '"']) && !is_absent(text),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => false,
        }
}

/// Whether a value says that there is none.
pub(crate) fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => is_absent(text),
        Value::Array(entries) => entries.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Whether two values say the same: numbers may be texts.
fn are_same(one: &Value, other: &Value) -> bool {
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    };
    match (text(one), text(other)) {
        (Some(one), Some(other)) => fold_word(&one) == fold_word(&other),
        _ => one == other,
    }
}

/// `serviceName`, `ServiceName`, `service-name` and `service name` are `service_name`; `offerID` is `offer_id`.
fn snake(name: &str) -> String {
    if name.chars().count() > NAME_CHARS_MAX {
        return name.to_owned();
    }
    let letters: Vec<char> = name.trim().chars().collect();
    let mut snake = String::with_capacity(name.len());
    for (at, letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| letters.get(before));
        let after = letters.get(at.saturating_add(1));
        let begins = letter.is_uppercase()
            && before.is_some_and(|before| {
                before.is_lowercase()
                    || before.is_numeric()
                    || after.is_some_and(|after| after.is_lowercase())
            });
        let parts = begins || matches!(letter, '-' | '_' | ' ' | '.');
        if parts && !snake.is_empty() && !snake.ends_with('_') {
            snake.push('_');
        }
        if !matches!(letter, '-' | '_' | ' ' | '.') {
            snake.extend(letter.to_lowercase());
        }
    }
    let end = snake.trim_end_matches('_').len();
    snake.truncate(end);
    snake
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(args: Value) -> Option<Arguments> {
        arguments(Some(&args), "book_appointment")
    }

    #[test]
    fn arguments_come_out_flat_however_they_are_wrapped() {
        let plain = json!({ "service_name": "Haarschnitt", "date_from": "2026-12-01" });
        let text = plain.to_string();
        for sent in [
            plain.clone(),
            json!(text),
            json!(json!(text).to_string()),
            json!([plain]),
            json!({ "args": plain }),
            json!({ "arguments": text }),
            json!({ "parameters": { "input": plain } }),
            json!({ "name": "book_appointment", "arguments": plain }),
            json!({ "function": { "name": "book_appointment", "arguments": text } }),
            json!({ "serviceName": "Haarschnitt", "dateFrom": "2026-12-01" }),
            json!({ "ServiceName": "Haarschnitt", "DATE_FROM": "2026-12-01" }),
            json!({ "service-name": "Haarschnitt", "date from": "2026-12-01" }),
            json!({ "service_name": "Haarschnitt", "args": { "dateFrom": "2026-12-01" } }),
            json!({ "service_name": "null", "serviceName": "Haarschnitt", "date_from": "2026-12-01" }),
            json!({ "service_name": "Haarschnitt", "serviceName": "haarschnitt", "date_from": "2026-12-01" }),
        ] {
            let found = read(sent.clone()).unwrap_or_else(|| panic!("{sent}"));
            assert!(found.contradicted.is_empty(), "{sent}");
            let text =
                |name: &str| found.values.get(name).and_then(Value::as_str).map(str::to_lowercase);
            assert_eq!(text("service_name").as_deref(), Some("haarschnitt"), "{sent}");
            assert_eq!(text("date_from").as_deref(), Some("2026-12-01"), "{sent}");
            assert_eq!(found.values.len(), 2, "{sent}");
        }
    }

    #[test]
    fn nothing_is_no_arguments_and_anything_else_is_no_object() {
        for sent in [
            json!(null),
            json!(""),
            json!(" "),
            json!("[]"),
            json!([]),
            json!("{}"),
            json!("null"),
            json!({}),
        ] {
            assert_eq!(read(sent.clone()), Some(Arguments::default()), "{sent}");
        }
        assert_eq!(arguments(None, "f"), Some(Arguments::default()));
        for sent in [
            json!(7),
            json!(true),
            json!("x"),
            json!([1]),
            json!([{}, {}]),
            json!("{} {}"),
            json!("[1]"),
        ] {
            assert_eq!(read(sent.clone()), None, "{sent}");
        }
    }

    #[test]
    fn two_values_for_one_argument_are_told() {
        for sent in [
            json!({ "service_name": "Haarschnitt", "serviceName": "Färben" }),
            json!({ "service_name": "Haarschnitt", "args": { "service_name": "Färben" } }),
        ] {
            assert_eq!(read(sent.clone()).unwrap().contradicted, ["service_name"], "{sent}");
        }
        let id = json!({ "appointment_id": 3, "appointmentId": "3" });
        assert!(read(id).unwrap().contradicted.is_empty());
    }

    #[test]
    fn the_depth_is_bounded() {
        let mut deep = json!({ "service": "Haarschnitt" });
        for _ in 0..100 {
            deep = json!({ "args": deep });
        }
        assert_eq!(read(deep), None);
        assert_eq!(read(json!({ "args": "{\"service\": " })), None);
        assert_eq!(read(json!({ "data": 7, "input": "x" })).unwrap().values.len(), 2);
        let mut text = json!({ "service": "Haarschnitt" }).to_string();
        for _ in 0..8 {
            text = json!(text).to_string();
        }
        assert_eq!(read(json!(text)), None);
    }

    #[test]
    fn names_are_written_one_way() {
        for (name, expected) in [
            ("offerID", "offer_id"),
            ("OfferId", "offer_id"),
            ("offer_id", "offer_id"),
            ("appointmentID", "appointment_id"),
            ("startsAt", "starts_at"),
            ("TIME", "time"),
            ("Kundenname", "kundenname"),
            (" when ", "when"),
            ("_x_", "x"),
            ("", ""),
        ] {
            assert_eq!(snake(name), expected, "{name:?}");
        }
        assert_eq!(snake(&"A".repeat(1_000)).len(), 1_000);
    }
}
