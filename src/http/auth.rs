//! Who may come in. A wrong signature is 401 without a hint; the log says why, counted.

use crate::calcom::signature as calcom_signature;
use crate::config::Secret;
use crate::domain::digest::is_same;
use crate::frontdesk::Desk;
use crate::retell::signature as retell_signature;
use crate::retell::signature::SignatureFault;
use crate::server::message::Request;
use std::fmt;

/// What a route asks for.
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
    /// The metrics' own token, or a bearer token where they have none.
    Metrics,
}

/// Why a request may not come in. For the log: its sender only learns that it may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Our own clock cannot be believed.
    NoTime,
    /// Retell's signature.
    Retell(SignatureFault),
    /// Cal.com's signature.
    Calcom,
    /// The bearer token.
    Token,
}

impl Refused {
    /// What is counted together.
    pub fn kind(self) -> &'static str {
        match self {
            Refused::NoTime => "no time",
            Refused::Retell(fault) => fault.kind(),
            Refused::Calcom => "calcom",
            Refused::Token => "token",
        }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refused::NoTime => f.write_str("refused: our clock is before 1970"),
            Refused::Retell(fault) => write!(f, "refused: {fault}"),
            Refused::Calcom => f.write_str("refused: the signature is missing or wrong"),
            Refused::Token => f.write_str("refused: the bearer token is missing or wrong"),
        }
    }
}

/// Whether this request may come in.
pub fn admits(guard: Guard, desk: &Desk, request: &Request) -> Result<(), Refused> {
    let config = &desk.salon.config;
    // Allowed by `insecure = true` on a loopback address alone; the configuration is checked at the start.
    let open = |secrets: &[Secret]| config.insecure && secrets.iter().all(Secret::is_empty);
    let admitted = |is_so: bool, refused: Refused| if is_so { Ok(()) } else { Err(refused) };
    match guard {
        Guard::Nobody => Ok(()),
        Guard::Retell if open(&config.retell.api_keys) => Ok(()),
        Guard::Retell => is_from_retell(desk, request),
        Guard::Calcom => {
            let is_known = open(&config.calcom.webhook_secrets) || is_from_calcom(desk, request);
            admitted(is_known, Refused::Calcom)
        }
        Guard::Bearer => {
            let tokens = &config.web_api.tokens;
            admitted(open(tokens) || has_token(tokens, request), Refused::Token)
        }
        Guard::Metrics => {
            let own = std::slice::from_ref(&config.metrics.token);
            let tokens = if config.metrics.token.is_empty() { &config.web_api.tokens } else { own };
            admitted(open(tokens) || has_token(tokens, request), Refused::Token)
        }
    }
}

/// Whether this request may see the metrics at their own address, which is a loopback one or has a token.
pub fn admits_alone(desk: &Desk, request: &Request) -> Result<(), Refused> {
    let token = std::slice::from_ref(&desk.salon.config.metrics.token);
    let is_open = token.iter().all(Secret::is_empty);
    if is_open || has_token(token, request) { Ok(()) } else { Err(Refused::Token) }
}

fn is_from_retell(desk: &Desk, request: &Request) -> Result<(), Refused> {
    let keys = revealed(&desk.salon.config.retell.api_keys);
    let values = request.header_values(retell_signature::SIGNATURE_HEADER);
    let now_ms = desk.now().unix_timestamp_nanos() / 1_000_000;
    let now_ms = u64::try_from(now_ms).map_err(|_| Refused::NoTime)?;
    retell_signature::verify(&keys, &values, &request.body, now_ms).map_err(Refused::Retell)
}

fn is_from_calcom(desk: &Desk, request: &Request) -> bool {
    let secrets = revealed(&desk.salon.config.calcom.webhook_secrets);
    let values = request.header_values(calcom_signature::SIGNATURE_HEADER);
    calcom_signature::verify(&secrets, &values, &request.body)
}

fn has_token(tokens: &[Secret], request: &Request) -> bool {
    let values = request.header_values("authorization");
    let [value] = values.as_slice() else { return false };
    let Some(given) = value.strip_prefix("Bearer ") else { return false };
    tokens.iter().filter(|token| !token.is_empty()).any(|token| is_same(token.reveal(), given))
}

fn revealed(secrets: &[Secret]) -> Vec<&str> {
    secrets.iter().filter(|secret| !secret.is_empty()).map(Secret::reveal).collect()
}
