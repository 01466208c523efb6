//! What a gateway says is left: seven.io's `{"amount": 12.5, "currency": "EUR"}` or the bare number, Twilio's
//! `{"balance": "12.50", "currency": "USD"}`.

use crate::post::hook::{Answer, refusal};
use crate::post::outcome::Failure;
use crate::post::sms::transport::Credit;
use serde_json::Value;

/// seven.io's way to say that the key is wrong, with status 200.
const KEY_REFUSED: i64 = 90_000;
/// More digits than this before the point are no money.
const WHOLE_DIGITS_MAX: usize = 12;

/// Reads an answer.
pub(crate) fn read(answer: &Answer) -> Result<Credit, Failure> {
    if let Some(failure) = refusal(answer) {
        return Err(failure);
    }
    let said: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let named = said.get("amount").or_else(|| said.get("balance"));
    let hundredths = hundredths(named.unwrap_or(&said))
        .ok_or_else(|| Failure::not_sent("the answer is not understood", ""))?;
    if named.is_none() && hundredths == KEY_REFUSED {
        return Err(Failure::not_sent("http 401", "the key is refused"));
    }
    let currency = said.get("currency").and_then(Value::as_str).unwrap_or_default();
    let currency = currency.chars().filter(char::is_ascii_alphabetic).take(3).collect();
    Ok(Credit { hundredths, currency })
}

/// A number, or a text that is one, in hundredths; what is beyond them is cut off.
fn hundredths(value: &Value) -> Option<i64> {
    let text = match value {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.trim().to_owned(),
        _ => return None,
    };
    let (is_negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.as_str()),
    };
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    if whole.is_empty() || whole.len() > WHOLE_DIGITS_MAX {
        return None;
    }
    let part: String = part.chars().chain("00".chars()).take(2).collect();
    let digits = format!("{whole}{part}");
    let amount: i64 = digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok())??;
    Some(if is_negative { amount.saturating_neg() } else { amount })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shapes_of_both_gateways_are_read() {
        let read = |status, body: &str| {
            read(&Answer { status, body: body.as_bytes().to_vec() })
                .map(|credit| (credit.hundredths, credit.currency))
                .map_err(|failure| failure.code)
        };
        for (body, hundredths, currency) in [
            (r#"{"amount": 593.994, "currency": "EUR"}"#, 59399, "EUR"),
            (r#"{"balance": "48.5", "currency": "USD", "account_sid": "AC1"}"#, 4850, "USD"),
            ("0", 0, ""),
            ("12.5", 1250, ""),
            (r#"{"amount": -0.07, "currency": "EUR\u001b[2J"}"#, -7, "EUR"),
        ] {
            assert_eq!(read(200, body), Ok((hundredths, currency.into())), "{body}");
        }
        assert_eq!(read(200, "900").unwrap_err(), "http 401");
        assert_eq!(read(401, "{}").unwrap_err(), "http 401");
        for odd in ["<html>", "{}", r#"{"amount": "1e9"}"#, r#"{"amount": 12345678901234}"#, ""] {
            assert!(read(200, odd).is_err(), "{odd}");
        }
    }
}
