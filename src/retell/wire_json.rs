//! One strict reading of JSON, with a sentence for whoever sent something else.

use serde_json::Value;

/// One JSON document and nothing behind it. The error is a sentence that quotes nothing of the body.
///
/// More than 128 levels of nesting, numbers no `f64` can hold and text that is not UTF-8 are refused.
pub fn parse_json(body: &[u8]) -> Result<Value, String> {
    if body.iter().all(u8::is_ascii_whitespace) {
        return Err("The body is empty; a JSON document is expected.".to_owned());
    }
    serde_json::from_slice(body).map_err(|error| {
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
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

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
        }
        assert_eq!(parse_json(b" {\"a\":\"\\u00fc\"}\n"), Ok(json!({ "a": "ü" })));
    }
}
