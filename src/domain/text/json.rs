//! One strict reading of JSON, with a sentence for the sender of anything else: the one reading of every body that comes in.

use serde::de::{DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};
use std::fmt;

/// One JSON document and nothing behind it. The error is a sentence that quotes nothing of the body.
///
/// More than 128 levels of nesting, numbers no `f64` can hold and text that is not UTF-8 are refused.
pub fn parse_json(body: &[u8]) -> Result<Value, String> {
    parse_parts(body, &Parts::Whole)
}

/// Which parts of a document are wanted.
pub enum Parts {
    /// All of it.
    Whole,
    /// Of an object these members; anything else than an object reads as `null`.
    Members(&'static [(&'static str, Parts)]),
}

/// The same strict reading of the whole document, but only the wanted parts are built.
pub fn parse_parts(body: &[u8], wanted: &Parts) -> Result<Value, String> {
    if body.iter().all(u8::is_ascii_whitespace) {
        return Err("The body is empty; a JSON document is expected.".to_owned());
    }
    let mut json = serde_json::Deserializer::from_slice(body);
    let value = Build(wanted).deserialize(&mut json);
    value.and_then(|value| json.end().map(|()| value)).map_err(|error| sentence(&error))
}

fn sentence(error: &serde_json::Error) -> String {
    let place = format!("(line {}, column {})", error.line(), error.column());
    let text = error.to_string();
    // serde_json tells these apart by its text alone; without a match the sentence is just less exact.
    if error.is_eof() {
        format!("The body ends in the middle of the JSON {place}.")
    } else if text.starts_with("trailing characters") {
        format!("Something follows the JSON document {place}.")
    } else if text.starts_with("recursion limit") {
        format!("The JSON is nested too deeply {place}.")
    } else if text.starts_with("number out of range") {
        format!("The JSON holds a number that is too large {place}.")
    } else {
        format!("The body is not valid JSON {place}.")
    }
}

/// Builds the wanted parts of the value that comes next.
struct Build<'a>(&'a Parts);

impl<'de> DeserializeSeed<'de> for Build<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        match self.0 {
            Parts::Whole => Value::deserialize(from),
            Parts::Members(wanted) => from.deserialize_any(Sieve(wanted)),
        }
    }
}

/// Reads any value to its end, with all the rules of one that is built, and builds the wanted members alone.
struct Sieve<'a>(&'a [(&'static str, Parts)]);

impl<'de> DeserializeSeed<'de> for Sieve<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Sieve<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut built = Map::new();
        while let Some(found) = map.next_key_seed(Find(self.0))? {
            match found {
                Some((name, parts)) => {
                    let value = map.next_value_seed(Build(parts))?;
                    // Of a name that comes twice the last counts, as in a value that is built whole.
                    built.insert((*name).to_owned(), value);
                }
                None => drop(map.next_value_seed(Sieve(&[]))?),
            }
        }
        Ok(Value::Object(built))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        while entries.next_element_seed(Sieve(&[]))?.is_some() {}
        Ok(Value::Null)
    }

    fn visit_str<E>(self, _: &str) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
}

/// Finds a member's name among the wanted ones.
struct Find<'a>(&'a [(&'static str, Parts)]);

impl<'de, 'a> DeserializeSeed<'de> for Find<'a> {
    type Value = Option<&'a (&'static str, Parts)>;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        from.deserialize_str(self)
    }
}

impl<'a> Visitor<'_> for Find<'a> {
    type Value = Option<&'a (&'static str, Parts)>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a member's name")
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        Ok(self.0.iter().find(|(wanted, _)| *wanted == name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const PARTS: Parts = Parts::Members(&[
        ("event", Parts::Whole),
        ("call", Parts::Members(&[("id", Parts::Whole), ("from", Parts::Whole)])),
    ]);

    /// What `PARTS` leaves of a value that was built whole.
    fn sieved(value: &Value) -> Value {
        let member = |value: &Value, name: &str, kept: fn(&Value) -> Value| {
            value.get(name).map(|member| (name.to_owned(), kept(member)))
        };
        let call = |call: &Value| match call.is_object() {
            true => ["id", "from"].iter().filter_map(|n| member(call, n, Value::clone)).collect(),
            false => Value::Null,
        };
        let event = member(value, "event", Value::clone);
        let call = value.get("call").map(|one| ("call".to_owned(), call(one)));
        if value.is_object() { event.into_iter().chain(call).collect() } else { Value::Null }
    }

    #[test]
    fn wanted_parts_are_what_they_are_in_the_whole_document() {
        for body in [
            r#"{"event":{"a":[1,{"b":null}]},"call":{"id":7,"x":[{"id":1}],"from":"\u00fc"},"z":1.5}"#,
            r#"{"call":{"id":1},"event":"a","call":{"id":2},"event":"b"}"#,
            r#"{"call":[{"id":1}],"event":null}"#,
            r#"{"call":"id","x":{"call":{"id":1}},"y":[[-3,18446744073709551615],true]}"#,
            r#"{"ev\u0065nt":"escaped"}"#,
            r#"{"call":{}}"#,
            "{}",
            "[]",
            "\"event\"",
            "3",
            "null",
        ] {
            let whole = parse_json(body.as_bytes()).expect("JSON");
            assert_eq!(parse_parts(body.as_bytes(), &PARTS), Ok(sieved(&whole)), "{body}");
        }
        let deep = format!("{{\"x\":{}1{}}}", "[".repeat(126), "]".repeat(126));
        assert!(parse_parts(deep.as_bytes(), &PARTS).is_ok());
        let deeper = format!("{{\"x\":{}1{}}}", "[".repeat(127), "]".repeat(127));
        assert_eq!(
            parse_json(deep.as_bytes()).is_ok(),
            parse_parts(deep.as_bytes(), &PARTS).is_ok()
        );
        assert_eq!(
            parse_json(deeper.as_bytes()).map(drop),
            parse_parts(deeper.as_bytes(), &PARTS).map(drop)
        );
    }

    #[test]
    fn exactly_one_document_is_read() {
        let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
        let cases: [(&[u8], &str); 11] = [
            (b"", "empty"),
            (b" \n ", "empty"),
            (b"{\"a\":", "ends in the middle"),
            (b"{} {}", "follows"),
            (b"{}x", "follows"),
            (deep.as_bytes(), "too deeply"),
            (b"{\"a\":1e400}", "too large"),
            (b"{\"a\":\"\xff\"}", "not valid"),
            (b"\xef\xbb\xbf{}", "not valid"),
            (b"{'a':1}", "not valid"),
            (b"{\"secret\":tru}", "not valid"),
        ];
        for (body, words) in cases {
            let error = parse_json(body).expect_err("refused");
            assert!(error.contains(words) && error.ends_with('.'), "{error}");
            assert!(!error.contains("secret"), "{error}");
            assert_eq!(parse_parts(body, &PARTS), Err(error), "the same rules and the same words");
        }
        assert_eq!(parse_json(b" {\"a\":\"\\u00fc\"}\n"), Ok(json!({ "a": "ü" })));
    }
}
