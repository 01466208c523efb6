//! Who may come in. A wrong signature is 401 without a hint; the log says why.

use crate::calcom::signature as calcom_signature;
use crate::config::Secret;
use crate::frontdesk::Desk;
use crate::http::Request;
use crate::retell::signature as retell_signature;

/// What a door asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guard {
    /// Nothing.
    Nobody,
    /// Retell's signature over the raw body.
    Retell,
    /// Cal.com's signature over the raw body.
    Calcom,
    /// A bearer token.
    Bearer,
}

/// Whether this request may come in.
pub fn admits(guard: Guard, desk: &Desk, request: &Request) -> bool {
    let config = &desk.salon.config;
    // Allowed by `insecure = true` on a loopback address alone; the configuration is checked at the start.
    let open = |secrets: &[Secret]| config.insecure && secrets.iter().all(Secret::is_empty);
    match guard {
        Guard::Nobody => true,
        Guard::Retell => open(&config.retell.api_keys) || is_from_retell(desk, request),
        Guard::Calcom => open(&config.calcom.webhook_secrets) || is_from_calcom(desk, request),
        Guard::Bearer => open(&config.web_api.tokens) || has_token(desk, request),
    }
}

fn is_from_retell(desk: &Desk, request: &Request) -> bool {
    let keys = revealed(&desk.salon.config.retell.api_keys);
    let values = request.header_values(retell_signature::SIGNATURE_HEADER);
    let now_ms = desk.now().unix_timestamp_nanos() / 1_000_000;
    let Ok(now_ms) = u64::try_from(now_ms) else { return false };
    match retell_signature::verify(&keys, &values, &request.body, now_ms) {
        Ok(()) => true,
        Err(fault) => {
            log::warn!("{}: refused: {fault}", request.path);
            false
        }
    }
}

fn is_from_calcom(desk: &Desk, request: &Request) -> bool {
    let secrets = revealed(&desk.salon.config.calcom.webhook_secrets);
    let values = request.header_values(calcom_signature::SIGNATURE_HEADER);
    let admitted = calcom_signature::verify(&secrets, &values, &request.body);
    if !admitted {
        log::warn!("{}: refused: the signature is missing or wrong", request.path);
    }
    admitted
}

fn has_token(desk: &Desk, request: &Request) -> bool {
    let values = request.header_values("authorization");
    let [value] = values.as_slice() else { return false };
    let Some(given) = value.strip_prefix("Bearer ") else { return false };
    // Both are hashed under themselves and the hashes compared in constant time: no length and no prefix leaks.
    desk.salon.config.web_api.tokens.iter().filter(|token| !token.is_empty()).any(|token| {
        let expected = calcom_signature::sign(token.reveal(), TOKEN_MESSAGE);
        calcom_signature::verify(&[given], &[&expected], TOKEN_MESSAGE)
    })
}

/// Hashed under a token; its text does not matter.
const TOKEN_MESSAGE: &[u8] = b"bearer token";

fn revealed(secrets: &[Secret]) -> Vec<&str> {
    secrets.iter().filter(|secret| !secret.is_empty()).map(Secret::reveal).collect()
}
