//! Answers that lie: one field of a JSON body made into something else.

use serde_json::{Value, json};

/// What becomes of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Becomes {
    /// This, `null` among others.
    Value(Value),
    /// Not there. An element of an array leaves the others behind.
    Removed,
    /// Its value as text: `7` becomes `"7"`, an object its JSON.
    Text,
    /// The number that the text holds, else the length of its JSON.
    Number,
    /// An array of it twice.
    Doubled,
    /// An array of it.
    Wrapped,
}

impl Becomes {
    /// A word, or JSON.
    pub(crate) fn parse(text: &str) -> Option<Becomes> {
        Some(match text {
            "removed" | "!" => Becomes::Removed,
            "text" => Becomes::Text,
            "number" => Becomes::Number,
            "doubled" => Becomes::Doubled,
            "wrapped" => Becomes::Wrapped,
            json => Becomes::Value(serde_json::from_str(json).ok()?),
        })
    }

    fn of(&self, value: Value) -> Value {
        match self {
            Becomes::Value(other) => other.clone(),
            Becomes::Removed => Value::Null,
            Becomes::Text => match value {
                Value::String(_) => value,
                other => json!(other.to_string()),
            },
            Becomes::Number => match value {
                Value::Number(_) => value,
                Value::String(text) => {
                    let number = text.parse::<i64>().ok();
                    json!(number.unwrap_or_else(|| i64::try_from(text.len()).unwrap_or(0)))
                }
                other => json!(other.to_string().len()),
            },
            Becomes::Doubled => json!([value.clone(), value]),
            Becomes::Wrapped => json!([value]),
        }
    }
}

/// Makes the field at the pointer another. The empty pointer is the whole body.
pub(crate) fn alter(body: &mut Value, pointer: &str, becomes: &Becomes) {
    let (parent, last) = match pointer.rsplit_once('/') {
        Some((parent, last)) => (parent, last.replace("~1", "/").replace("~0", "~")),
        None => {
            *body = becomes.of(body.take());
            return;
        }
    };
    match body.pointer_mut(parent) {
        Some(Value::Object(fields)) if *becomes == Becomes::Removed => {
            fields.remove(&last);
        }
        Some(Value::Object(fields)) => match (fields.get_mut(&last), becomes) {
            (Some(field), _) => *field = becomes.of(field.take()),
            (None, Becomes::Value(value)) => {
                fields.insert(last, value.clone());
            }
            (None, _) => {}
        },
        Some(Value::Array(items)) => {
            let Some(place) = last.parse::<usize>().ok().filter(|place| *place < items.len())
            else {
                return;
            };
            if *becomes == Becomes::Removed {
                items.remove(place);
            } else if let Some(item) = items.get_mut(place) {
                *item = becomes.of(item.take());
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_becomes_what_is_asked() {
        let body = json!({ "data": { "id": 7, "uid": "u", "list": [1, 2] } });
        let cases = [
            ("/data/id", "text", json!({ "id": "7", "uid": "u", "list": [1, 2] })),
            ("/data/id", "number", json!({ "id": 7, "uid": "u", "list": [1, 2] })),
            ("/data/id", "null", json!({ "id": null, "uid": "u", "list": [1, 2] })),
            ("/data/id", "doubled", json!({ "id": [7, 7], "uid": "u", "list": [1, 2] })),
            ("/data/uid", "wrapped", json!({ "id": 7, "uid": ["u"], "list": [1, 2] })),
            ("/data/uid", "number", json!({ "id": 7, "uid": 1, "list": [1, 2] })),
            ("/data/uid", "removed", json!({ "id": 7, "list": [1, 2] })),
            ("/data/list/0", "!", json!({ "id": 7, "uid": "u", "list": [2] })),
            ("/data/list/1", "{\"a\":1}", json!({ "id": 7, "uid": "u", "list": [1, {"a":1}] })),
            ("/data/list/9", "1", json!({ "id": 7, "uid": "u", "list": [1, 2] })),
            ("/data/new", "true", json!({ "id": 7, "uid": "u", "list": [1, 2], "new": true })),
            ("/data/new", "text", json!({ "id": 7, "uid": "u", "list": [1, 2] })),
            ("/nowhere/new", "true", json!({ "id": 7, "uid": "u", "list": [1, 2] })),
        ];
        for (pointer, becomes, data) in cases {
            let mut altered = body.clone();
            alter(&mut altered, pointer, &Becomes::parse(becomes).expect(becomes));
            assert_eq!(altered["data"], data, "{pointer} {becomes}");
        }
        let mut whole = body;
        alter(&mut whole, "", &Becomes::Value(json!(1)));
        assert_eq!(whole, json!(1));
    }
}
