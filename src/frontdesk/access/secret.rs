//! Secrets that are given away: random, and kept as a hash alone.

use crate::domain::digest::{hex, is_mac, mac, unhex};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Letters of a secret.
const SECRET_LETTERS: usize = 64;
/// What a form's token is made of besides the secret.
const TOKEN_OF_A_FORM: &[u8] = b"a form of the page";

/// A secret as it is given away.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Secret(String);

impl Secret {
    /// More than 240 random bits: a random UUID has 122, so it takes two.
    pub fn fresh() -> Secret {
        let mut random = Sha256::new();
        random.update(Uuid::new_v4().as_bytes());
        random.update(Uuid::new_v4().as_bytes());
        Secret(hex(&random.finalize()))
    }

    /// What came back; `None` if it can be none.
    pub fn read(text: &str) -> Option<Secret> {
        let is_one = text.len() == SECRET_LETTERS
            && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        is_one.then(|| Secret(text.to_owned()))
    }

    /// As it is given away.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// As it is kept.
    pub fn hash(&self) -> String {
        hex(&Sha256::digest(self.0.as_bytes()))
    }

    /// What a form of the one who has this secret carries: who does not know the secret cannot make it.
    pub fn form_token(&self) -> String {
        hex(&mac(self.0.as_bytes(), &[TOKEN_OF_A_FORM]))
    }

    /// Whether this is that token; takes the same time whatever differs.
    pub fn is_form_token(&self, claimed: &str) -> bool {
        unhex(claimed)
            .is_some_and(|claimed| is_mac(self.0.as_bytes(), &[TOKEN_OF_A_FORM], &claimed))
    }
}

#[cfg(test)]
mod tests {
    use super::Secret;

    #[test]
    fn a_token_is_the_secrets_own() {
        let (one, other) = (Secret::fresh(), Secret::fresh());
        assert!(one != other && Secret::read(one.reveal()).as_ref() == Some(&one));
        assert!(one.is_form_token(&one.form_token()));
        for odd in [&other.form_token(), "", one.reveal(), &one.hash()] {
            assert!(!one.is_form_token(odd), "{odd}");
        }
        assert!(Secret::read("").is_none() && Secret::read(&one.reveal().to_uppercase()).is_none());
    }
}
