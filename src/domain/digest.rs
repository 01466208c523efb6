//! HMAC-SHA256 and its hex: what signatures, tokens and pseudonyms are made with.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Bytes of an HMAC-SHA256.
const MAC_BYTES: usize = 32;
/// Hashed under two secrets to compare them; its text does not matter.
const SAME_MESSAGE: &[u8] = b"the same secret";

/// HMAC-SHA256 of the parts, one after the other.
pub fn mac(key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    fed(key, parts).map(|mac| mac.finalize().into_bytes().to_vec()).unwrap_or_default()
}

/// Whether `claimed` is the HMAC-SHA256 of the parts; takes the same time whatever differs.
pub fn is_mac(key: &[u8], parts: &[&[u8]], claimed: &[u8]) -> bool {
    fed(key, parts).is_some_and(|mac| mac.verify_slice(claimed).is_ok())
}

/// HMAC takes keys of any length, so this is never `None`.
fn fed(key: &[u8], parts: &[&[u8]]) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    parts.iter().for_each(|part| mac.update(part));
    Some(mac)
}

/// Whether a secret that was given is the one that is expected. Both are hashed under themselves and the hashes
/// compared in constant time: the time tells neither a length nor a prefix.
pub fn is_same(expected: &str, given: &str) -> bool {
    let expected = mac(expected.as_bytes(), &[SAME_MESSAGE]);
    is_mac(given.as_bytes(), &[SAME_MESSAGE], &expected)
}

/// Lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Exactly 64 lower-case hex digits, as bytes.
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    if text.len() != MAC_BYTES * 2 {
        return None;
    }
    text.as_bytes()
        .chunks_exact(2)
        .map(|pair| match pair {
            [high, low] => Some(nibble(*high)? << 4 | nibble(*low)?),
            _ => None,
        })
        .collect()
}

fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_is_read_back_and_nothing_else_is_read() {
        let bytes = mac(b"Jefe", &[b"what do ya want ", b"for nothing?"]);
        // RFC 4231, test case 2.
        let text = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(hex(&bytes), text);
        assert_eq!(unhex(text), Some(bytes));
        for odd in ["", "5b", &text.to_uppercase(), &text.replace('5', "g"), &"ä".repeat(32)] {
            assert_eq!(unhex(odd), None, "{odd}");
        }
    }

    #[test]
    fn a_secret_is_the_same_as_itself_alone() {
        assert!(is_same("tok-1", "tok-1"));
        for given in ["", "tok-", "tok-2", "tok-1 ", "TOK-1"] {
            assert!(!is_same("tok-1", given), "{given:?}");
        }
    }
}
