//! The signature of everything Retell sends: `X-Retell-Signature: v=<unix ms>,d=<hex>`, where `d` is the
//! HMAC-SHA256 of the raw body followed by the digits of `v`.

use crate::domain::digest::{hex, is_mac, mac, unhex};
use crate::domain::help::code::Code;
use std::fmt;

/// The header's name, lower case.
pub const SIGNATURE_HEADER: &str = "x-retell-signature";
/// How far the signed time may lie from ours, either way; exactly this far is still accepted.
pub const WINDOW_MILLIS: u64 = 300_000;
/// Most digits of the signed time.
const TIME_MAX_DIGITS: usize = 16;

/// Why a request was not accepted. For the log: the caller only learns that it was not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureFault {
    /// No key is configured, so nothing can be right.
    NoKey,
    /// The header is missing.
    Missing,
    /// The header is there more than once.
    Repeated,
    /// The header is not `v=<1 to 16 digits>,d=<64 lower-case hex digits>`.
    Malformed,
    /// Not signed with one of our keys, or the body was changed.
    Mismatch,
    /// Rightly signed, but too long ago (a copy, or the clocks differ).
    TooOld {
        /// How long ago.
        millis: u64,
    },
    /// Rightly signed, but in the future: the clocks differ.
    TooNew {
        /// How far ahead.
        millis: u64,
    },
}

impl SignatureFault {
    /// What is counted together, however far the clocks differ.
    pub fn kind(self) -> &'static str {
        match self {
            SignatureFault::NoKey => "no key",
            SignatureFault::Missing => "missing",
            SignatureFault::Repeated => "repeated",
            SignatureFault::Malformed => "malformed",
            SignatureFault::Mismatch => "mismatch",
            SignatureFault::TooOld { .. } => "too old",
            SignatureFault::TooNew { .. } => "too new",
        }
    }
}

impl From<SignatureFault> for Code {
    fn from(fault: SignatureFault) -> Code {
        Code::of(match fault {
            SignatureFault::NoKey => 602,
            SignatureFault::Missing => 603,
            SignatureFault::Repeated => 604,
            SignatureFault::Malformed => 605,
            SignatureFault::Mismatch => 606,
            SignatureFault::TooOld { .. } => 607,
            SignatureFault::TooNew { .. } => 608,
        })
    }
}

impl fmt::Display for SignatureFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SignatureFault::NoKey => f.write_str("no Retell key is configured"),
            SignatureFault::Missing => f.write_str("the signature header is missing"),
            SignatureFault::Repeated => f.write_str("the signature header is there more than once"),
            SignatureFault::Malformed => f.write_str("the signature header is malformed"),
            SignatureFault::Mismatch => f.write_str("the signature is not by one of our keys"),
            SignatureFault::TooOld { millis } => {
                write!(f, "rightly signed, but {millis} ms ago; is the clock right?")
            }
            SignatureFault::TooNew { millis } => {
                write!(f, "rightly signed, but {millis} ms ahead; is the clock right?")
            }
        }
    }
}

/// The header's value for a body, as Retell would send it. For the demo and the tests.
pub fn sign(key: &str, body: &[u8], unix_ms: u64) -> String {
    let digits = unix_ms.to_string();
    let digest = hex(&mac(key.as_bytes(), &[body, digits.as_bytes()]));
    format!("v={digits},d={digest}")
}

/// Checks the header values of a request against the keys: several during a rotation, or when a workspace
/// signs functions with another key than webhooks. `now_unix_ms` is our clock.
pub fn verify(
    keys: &[impl AsRef<str>],
    header_values: &[&str],
    body: &[u8],
    now_unix_ms: u64,
) -> Result<(), SignatureFault> {
    let value = match header_values {
        [] => return Err(SignatureFault::Missing),
        [value] => value,
        _ => return Err(SignatureFault::Repeated),
    };
    let keys = || keys.iter().map(AsRef::as_ref).filter(|key| !key.is_empty());
    if keys().next().is_none() {
        return Err(SignatureFault::NoKey);
    }
    let (digits, claimed) = parts(value).ok_or(SignatureFault::Malformed)?;
    let signed_at: u64 = digits.parse().map_err(|_| SignatureFault::Malformed)?;
    // Every key is tried, so that the time does not tell which one fits. The digits count as received.
    let known = keys()
        .fold(false, |ok, key| is_mac(key.as_bytes(), &[body, digits.as_bytes()], &claimed) | ok);
    if !known {
        return Err(SignatureFault::Mismatch);
    }
    let millis = now_unix_ms.abs_diff(signed_at);
    match millis > WINDOW_MILLIS {
        false => Ok(()),
        true if signed_at < now_unix_ms => Err(SignatureFault::TooOld { millis }),
        true => Err(SignatureFault::TooNew { millis }),
    }
}

/// `^v=[0-9]{1,16},d=[0-9a-f]{64}$`, taken apart.
fn parts(value: &str) -> Option<(&str, Vec<u8>)> {
    let (digits, digest) = value.strip_prefix("v=")?.split_once(",d=")?;
    let is_time = (1..=TIME_MAX_DIGITS).contains(&digits.len())
        && digits.bytes().all(|digit| digit.is_ascii_digit());
    if !is_time {
        return None;
    }
    Some((digits, unhex(digest)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: u64 = 1_795_219_200_000;

    /// Key, body, time as sent, and what Python's `hmac` makes of them.
    const VECTORS: [(&str, &str, &str, &str); 4] = [
        (
            "key_demo_0001",
            r#"{"event":"call_started","call":{"call_id":"call_a1"}}"#,
            "1795219200000",
            "f314dc3e18f698dc372b5becd36a11d8e25deb61f6c7cef9a8eb6a952d2a075a",
        ),
        (
            "key_ümläut",
            r#"{"args":{"name":"Jürgen Groß 💇","price":12.0}}"#,
            "1795219200000",
            "fb5ab11a107666f76af2c667385922982c22478f47d331e06c53564f6cf4504d",
        ),
        (
            "key_demo_0001",
            "",
            "1795219200000",
            "fd0a1ee8c25657d4bf77684ef17a6a1d712c7c3f32e348c846aab275845e977a",
        ),
        (
            "key_demo_0001",
            "{}",
            "01795219200000",
            "7e63a000eff636692457b5e1479eb0dc8f03ef8a1b927a673523fbe2ac629f48",
        ),
    ];

    #[test]
    fn verifying_agrees_with_another_implementation() {
        for (key, body, digits, digest) in VECTORS {
            let header = format!("v={digits},d={digest}");
            assert_eq!(verify(&[key], &[&header], body.as_bytes(), NOW), Ok(()), "{body}");
            if !digits.starts_with('0') {
                assert_eq!(sign(key, body.as_bytes(), NOW), header, "{body}");
            }
        }
    }

    #[test]
    fn the_window_is_exact_to_the_millisecond() {
        let header = sign("key", b"{}", NOW);
        let at = |now| verify(&["key"], &[&header], b"{}", now);
        assert_eq!(at(NOW + 300_000), Ok(()));
        assert_eq!(at(NOW - 300_000), Ok(()));
        assert_eq!(at(NOW + 300_001), Err(SignatureFault::TooOld { millis: 300_001 }));
        assert_eq!(at(NOW - 300_001), Err(SignatureFault::TooNew { millis: 300_001 }));
        assert_eq!(at(0), Err(SignatureFault::TooNew { millis: NOW }));
        assert!(at(u64::MAX).is_err());
    }

    #[test]
    fn several_keys_hold_and_an_empty_one_is_none() {
        let header = sign("old", b"{}", NOW);
        let with = |keys: &[&str]| verify(keys, &[&header], b"{}", NOW);
        assert_eq!(with(&["new", "old"]), Ok(()));
        assert_eq!(with(&["new", "third"]), Err(SignatureFault::Mismatch));
        assert_eq!(with(&[]), Err(SignatureFault::NoKey));
        assert_eq!(with(&[""]), Err(SignatureFault::NoKey));
        let unsigned = sign("", b"{}", NOW);
        assert_eq!(verify(&["", "key"], &[&unsigned], b"{}", NOW), Err(SignatureFault::Mismatch));
    }

    #[test]
    fn a_changed_body_or_time_is_noticed() {
        let header = sign("key", b"{\"a\":1}", NOW);
        let later = header.replacen("v=1795219200000", "v=1795219200001", 1);
        let cases: [(&str, &[u8]); 4] = [
            (&header, b"{\"a\": 1}"),
            (&header, b"{\"a\":1}\n"),
            (&header, b""),
            (&later, b"{\"a\":1}"),
        ];
        for (header, body) in cases {
            assert_eq!(verify(&["key"], &[header], body, NOW), Err(SignatureFault::Mismatch));
        }
    }

    #[test]
    fn only_the_one_form_is_read() {
        let good = sign("key", b"{}", NOW);
        let (v, d) = good.split_once(",d=").expect("two parts");
        let malformed = [
            String::new(),
            d.to_owned(),
            format!("d={d},{v}"),
            format!("{v};d={d}"),
            format!("{v}, d={d}"),
            format!(" {good}"),
            format!("{good} "),
            format!("{good},x=1"),
            format!("{v},d={}", d.to_uppercase()),
            format!("{v},d={d}0"),
            format!("{v},d={}", &d[..62]),
            format!("v=,d={d}"),
            format!("v=-1,d={d}"),
            format!("v=+1795219200000,d={d}"),
            format!("v=00001795219200000,d={d}"),
            format!("v=１,d={d}"),
            format!("{v},d={}", "ä".repeat(32)),
        ];
        for header in malformed {
            let fault = verify(&["key"], &[&header], b"{}", NOW);
            assert_eq!(fault, Err(SignatureFault::Malformed), "{header}");
        }
        let none: [&str; 0] = [];
        assert_eq!(verify(&["key"], &none, b"{}", NOW), Err(SignatureFault::Missing));
        assert_eq!(verify(&["key"], &[&good, &good], b"{}", NOW), Err(SignatureFault::Repeated));
    }
}
