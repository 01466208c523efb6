//! The signature of Cal.com's webhooks: `X-Cal-Signature-256`, HMAC-SHA256 of the raw body in lower-case hex.
//!
//! It carries no time, so a copied webhook stays valid for ever; that is why a webhook is only a hint.

use crate::domain::digest::{hex, is_mac, mac, unhex};

/// The header's name, lower case.
pub const SIGNATURE_HEADER: &str = "x-cal-signature-256";

/// The header's value for a body.
pub fn sign(secret: &str, body: &[u8]) -> String {
    hex(&mac(secret.as_bytes(), &[body]))
}

/// Whether the one header value there is was made with one of the secrets (two during a rotation).
/// No header, several, a prefix, capitals, and Cal.com's word for "no secret" are all refused; so is
/// everything when no secret is set.
pub fn verify(secrets: &[impl AsRef<str>], header_values: &[&str], body: &[u8]) -> bool {
    let [value] = header_values else { return false };
    let Some(claimed) = unhex(value) else { return false };
    // Every secret is tried, so that the time does not tell which one fits.
    secrets
        .iter()
        .map(AsRef::as_ref)
        .filter(|secret| !secret.is_empty())
        .fold(false, |ok, secret| is_mac(secret.as_bytes(), &[body], &claimed) | ok)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Secret, body, and what Python's `hmac` makes of them.
    const VECTORS: [(&str, &str, &str); 3] = [
        (
            "whsec-eins",
            r#"{"triggerEvent":"PING"}"#,
            "d40c024d8c2fdb7c8526944502ceee0bd0c2a6f33826275c26ef4e3a3e45dcf7",
        ),
        (
            "schlüssel-zwei",
            r#"{"title":"Größe 💇 – ß"}"#,
            "83a0eb62cfe06b9da6c5b7ed6b0bc34e2e212aad51eb267ff4150c3320f98e0c",
        ),
        ("k", "", "8bb990c40a7d61cb97597a942125025be50ac8beb74436e3735b98893a7f6620"),
    ];

    #[test]
    fn signing_agrees_with_another_implementation() {
        for (secret, body, signature) in VECTORS {
            assert_eq!(sign(secret, body.as_bytes()), signature, "{body}");
            assert!(verify(&[secret], &[signature], body.as_bytes()), "{body}");
        }
    }

    #[test]
    fn old_and_new_secret_hold_during_a_rotation() {
        let body = b"{}";
        let (old, new) = (sign("old", body), sign("new", body));
        for signature in [&old, &new] {
            assert!(verify(&["old", "new"], &[signature], body));
        }
        assert!(!verify(&["new"], &[&old], body));
        assert!(!verify(&["other".to_owned()], &[&old], body));
    }

    #[test]
    fn everything_else_is_refused() {
        let body = b"{}";
        let good = sign("secret", body);
        let upper = good.to_uppercase();
        let prefixed = format!("sha256={good}");
        let short = good.get(..62).unwrap_or_default();
        let list = format!("{good}, {good}");
        let cases: [&[&str]; 10] = [
            &[],
            &[&good, &good],
            &[&good, "no-secret-provided"],
            &["no-secret-provided"],
            &[""],
            &[&upper],
            &[&prefixed],
            &[short],
            &[&list],
            &["zz"],
        ];
        for values in cases {
            assert!(!verify(&["secret"], values, body), "{values:?}");
        }
        assert!(!verify(&["secret"], &[&good], b"{} "));
        assert!(!verify(&[""], &[&sign("", body)], body), "an empty secret is none");
        let no_secrets: [&str; 0] = [];
        assert!(!verify(&no_secrets, &[&good], body));
    }
}
