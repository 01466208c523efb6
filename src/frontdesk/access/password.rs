//! Passwords are kept as argon2id, with the parameters beside each: older ones are still checked when these change.

use crate::domain::access::credentials::Password;
use crate::domain::digest::{hex, is_same, unhex};
use crate::domain::{Error, Result};
use argon2::{Algorithm, Argon2, Params, Version};
use uuid::Uuid;

/// Memory that one hash takes, KiB.
const MEMORY_KIB: u32 = 19 * 1024;
/// Rounds over that memory.
const ROUNDS: u32 = 2;
/// Threads; one, as the box has few.
const LANES: u32 = 1;
/// Bytes of a hash.
const HASH_BYTES: usize = 32;
/// What a hash of ours begins with.
const KIND: &str = "argon2id";
/// More memory than this is not taken because a row says so, KiB.
const MEMORY_KIB_MAX: u32 = 1024 * 1024;

/// As it is kept: `argon2id$19456,2,1$salt$hash`, both in hex.
pub(crate) fn hash(password: &Password) -> Result<String> {
    let salt = Uuid::new_v4().simple().to_string();
    let hashed = hashed(password, &salt, (MEMORY_KIB, ROUNDS, LANES))?;
    Ok(format!("{KIND}${MEMORY_KIB},{ROUNDS},{LANES}${salt}${hashed}"))
}

/// Whether it is the password of which this was kept. Where nothing was kept it takes as long, and is not.
pub(crate) fn is_right(password: &Password, kept: &str) -> Result<bool> {
    let Some((parameters, salt, expected)) = parts(kept) else {
        hashed(password, &Uuid::nil().simple().to_string(), (MEMORY_KIB, ROUNDS, LANES))?;
        return Ok(false);
    };
    Ok(is_same(expected, &hashed(password, salt, parameters)?))
}

type Parameters = (u32, u32, u32);

fn parts(kept: &str) -> Option<(Parameters, &str, &str)> {
    let mut parts = kept.split('$');
    let kind = parts.next()?;
    let (numbers, salt, hash) = (parts.next()?, parts.next()?, parts.next()?);
    let mut numbers = numbers.split(',').map(str::parse::<u32>);
    let mut number = || numbers.next()?.ok();
    let parameters = (number()?, number()?, number()?);
    let is_ours = kind == KIND && parameters.0 <= MEMORY_KIB_MAX && unhex(hash).is_some();
    is_ours.then_some((parameters, salt, hash))
}

fn hashed(password: &Password, salt: &str, (memory, rounds, lanes): Parameters) -> Result<String> {
    let odd = |error: argon2::Error| Error::internal(format!("argon2: {error}"));
    let parameters = Params::new(memory, rounds, lanes, Some(HASH_BYTES)).map_err(odd)?;
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters);
    let mut out = [0_u8; HASH_BYTES];
    argon
        .hash_password_into(password.reveal().as_bytes(), salt.as_bytes(), &mut out)
        .map_err(odd)?;
    Ok(hex(&out))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> Password {
        Password::typed(text).unwrap()
    }

    #[test]
    fn a_password_is_known_again_and_no_other_is() {
        let kept = hash(&typed("schere und kamm")).unwrap();
        assert!(kept.starts_with("argon2id$19456,2,1$") && !kept.contains("schere"));
        assert_ne!(kept, hash(&typed("schere und kamm")).unwrap(), "each with its own salt");
        assert!(is_right(&typed("schere und kamm"), &kept).unwrap());
        for other in ["schere und kam", "Schere und Kamm", ""] {
            assert!(!is_right(&typed(other), &kept).unwrap(), "{other:?}");
        }
        for kept in ["", "argon2id$1$2$3", "bcrypt$19456,2,1$aa$bb", "argon2id$4000000000,2,1$a$b"]
        {
            assert!(!is_right(&typed("schere und kamm"), kept).unwrap(), "{kept:?}");
        }
    }
}
