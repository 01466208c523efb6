//! What is written down here compared with what is there, field by field. Only our fields count: whatever else is there is
//! the other side's own.

use crate::domain::agent::sentences::{changes, sentences};
use serde_json::{Map, Value};

/// Entries of lists that have one are told apart by it, whatever their order.
const NAME: &str = "name";
/// Deeper values are compared whole.
const DEPTH_MAX: usize = 16;

/// A field that differs, or a sentence in one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// For example `llm.general_tools.book_appointment.timeout_ms`.
    pub place: String,
    /// As text; `None` where we have nothing.
    pub ours: Option<String>,
    /// As text; `None` where there is nothing.
    pub theirs: Option<String>,
}

/// Where the two differ, in the order of our fields.
pub fn differences(place: &str, ours: &Value, theirs: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    compare(place, Some(ours), Some(theirs), DEPTH_MAX, &mut found);
    found
}

/// Those of our fields at the top that differ, to be sent.
pub fn to_send(ours: &Value, theirs: &Value) -> Map<String, Value> {
    let ours = ours.as_object().cloned().unwrap_or_default();
    let differs = |(name, value): &(String, Value)| {
        let theirs = theirs.get(name).unwrap_or(&Value::Null);
        !differences("", value, theirs).is_empty()
    };
    ours.into_iter().filter(differs).collect()
}

fn compare(
    place: &str,
    ours: Option<&Value>,
    theirs: Option<&Value>,
    depth: usize,
    found: &mut Vec<Difference>,
) {
    let deeper = depth.saturating_sub(1);
    match (ours, theirs) {
        (Some(Value::Object(ours)), Some(Value::Object(theirs))) if depth > 0 => {
            for (name, value) in ours {
                compare(&within(place, name), Some(value), theirs.get(name), deeper, found);
            }
        }
        (Some(Value::Array(ours)), Some(Value::Array(theirs))) if depth > 0 => {
            lists(place, ours, theirs, deeper, found);
        }
        (Some(Value::String(ours)), Some(Value::String(theirs))) => {
            texts(place, ours, theirs, found);
        }
        (ours, theirs) if are_same(ours, theirs) => {}
        (ours, theirs) => found.push(Difference {
            place: place.to_owned(),
            ours: ours.and_then(told),
            theirs: theirs.and_then(told),
        }),
    }
}

fn within(place: &str, name: &str) -> String {
    if place.is_empty() { name.to_owned() } else { format!("{place}.{name}") }
}

fn lists(place: &str, ours: &[Value], theirs: &[Value], depth: usize, found: &mut Vec<Difference>) {
    let name = |value: &Value| value.get(NAME).and_then(Value::as_str).map(str::to_owned);
    if ours.is_empty() || !ours.iter().all(|one| name(one).is_some()) {
        for at in 0..ours.len().max(theirs.len()) {
            let place = within(place, &at.to_string());
            compare(&place, ours.get(at), theirs.get(at), depth, found);
        }
        return;
    }
    for one in ours {
        let called = name(one);
        let other = theirs.iter().find(|other| name(other) == called);
        let place = within(place, &called.unwrap_or_default());
        compare(&place, Some(one), other, depth, found);
    }
    let is_ours = |other: &&Value| ours.iter().any(|one| name(one) == name(other));
    for other in theirs.iter().filter(|other| !is_ours(other)) {
        let place = within(place, &name(other).unwrap_or_else(|| "?".to_owned()));
        compare(&place, None, Some(other), depth, found);
    }
    // A name that is there twice is a second one, which the model would see.
    for (at, other) in theirs.iter().enumerate() {
        let is_second = theirs.iter().take(at).any(|before| name(before) == name(other));
        if is_second && is_ours(&other) {
            let place = within(place, &name(other).unwrap_or_default());
            compare(&place, None, Some(other), depth, found);
        }
    }
}

/// A text of several sentences is compared by them.
fn texts(place: &str, ours: &str, theirs: &str, found: &mut Vec<Difference>) {
    if ours == theirs {
        return;
    }
    let difference = |ours, theirs| Difference { place: place.to_owned(), ours, theirs };
    let changes = changes(ours, theirs);
    if changes.is_empty() || sentences(ours).len() < 2 && sentences(theirs).len() < 2 {
        found.push(difference(Some(ours.to_owned()), Some(theirs.to_owned())));
        return;
    }
    found.extend(changes.into_iter().map(|change| difference(change.ours, change.theirs)));
}

/// What is not there is nothing, and a number is a number however it is written.
fn are_same(ours: Option<&Value>, theirs: Option<&Value>) -> bool {
    let (ours, theirs) = (ours.unwrap_or(&Value::Null), theirs.unwrap_or(&Value::Null));
    match (ours.as_f64(), theirs.as_f64()) {
        (Some(one), Some(other)) => one.total_cmp(&other).is_eq(),
        _ => ours == theirs,
    }
}

fn told(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn shown(ours: Value, theirs: Value) -> Vec<String> {
        let row = |one: Difference| {
            let text = |side: Option<String>| side.unwrap_or_else(|| "-".into());
            format!("{}: {} / {}", one.place, text(one.ours), text(one.theirs))
        };
        differences("llm", &ours, &theirs).into_iter().map(row).collect()
    }

    #[test]
    fn what_is_not_ours_does_not_count() {
        let ours =
            json!({ "model": "m", "weight": 1, "gone": null, "tools": [{ "name": "a", "x": 1 }] });
        let theirs = json!({ "model": "m", "weight": 1.0, "version": 7, "is_published": true,
            "tools": [{ "name": "a", "x": 1, "tool_id": "t1", "default": false }] });
        assert!(shown(ours.clone(), theirs.clone()).is_empty());
        assert!(to_send(&ours, &theirs).is_empty());
    }

    #[test]
    fn every_other_field_is_told_with_both_sides() {
        let ours = json!({ "model": "m", "prompt": "Be kind. Be short.", "tags": ["x", "y"],
            "tools": [{ "name": "a", "x": 1 }, { "name": "b", "url": "u" }] });
        let theirs = json!({ "model": "n", "prompt": "Be kind. Be long.", "tags": ["x"],
            "tools": [{ "name": "c" }, { "name": "a", "x": true }, { "name": "a", "x": 1 }] });
        let expected = [
            "llm.model: m / n",
            "llm.prompt: Be short. / Be long.",
            "llm.tags.1: y / -",
            "llm.tools.a.x: 1 / true",
            "llm.tools.b: {\"name\":\"b\",\"url\":\"u\"} / -",
            "llm.tools.c: - / {\"name\":\"c\"}",
            "llm.tools.a: - / {\"name\":\"a\",\"x\":1}",
        ];
        assert_eq!(shown(ours.clone(), theirs.clone()), expected);
        let names: Vec<String> = to_send(&ours, &theirs).keys().cloned().collect();
        assert_eq!(names, ["model", "prompt", "tags", "tools"]);
        for odd in [json!(null), json!("x"), json!([]), json!(7)] {
            assert!(!shown(json!({ "model": "m" }), odd).is_empty());
        }
    }

    #[test]
    fn blanks_between_sentences_are_a_difference_too() {
        assert_eq!(shown(json!({ "p": "A b. C d." }), json!({ "p": "A b.\nC d." })).len(), 1);
    }
}
