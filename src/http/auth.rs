//! Who may come in. A wrong signature is 401 without a hint; the log says why, counted.

use crate::calcom::signature as calcom_signature;
use crate::config::Secret;
use crate::domain::digest::is_same;
use crate::domain::help::code::Code;
use crate::http::context::App;
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

impl From<Refused> for Code {
    fn from(refused: Refused) -> Code {
        Code::of(match refused {
            Refused::NoTime => 601,
            Refused::Retell(fault) => return Code::from(fault),
            Refused::Calcom => 609,
            Refused::Token => 610,
        })
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refused::NoTime => f.write_str("refused: our clock is before 1970")?,
            Refused::Retell(fault) => write!(f, "refused: {fault}")?,
            Refused::Calcom => f.write_str("refused: the signature is missing or wrong")?,
            Refused::Token => f.write_str("refused: the bearer token is missing or wrong")?,
        }
        write!(f, " [{}]", Code::from(*self))
    }
}

/// Whether this request may come in.
pub fn admits(guard: Guard, app: &App, request: &Request) -> Result<(), Refused> {
    let doors = app.doors.secrets();
    let open = |secrets: &[Secret]| doors.insecure && secrets.iter().all(Secret::is_empty);
    let admitted = |is_so: bool, refused: Refused| if is_so { Ok(()) } else { Err(refused) };
    match guard {
        Guard::Nobody => Ok(()),
        Guard::Retell if open(&doors.retell) => Ok(()),
        Guard::Retell => is_from_retell(&doors.retell, app, request),
        Guard::Calcom => {
            let is_known = open(&doors.calcom) || is_from_calcom(&doors.calcom, request);
            admitted(is_known, Refused::Calcom)
        }
        Guard::Bearer => {
            let tokens = &doors.tokens;
            admitted(open(tokens) || has_token(tokens, request), Refused::Token)
        }
        Guard::Metrics => {
            let own = std::slice::from_ref(&doors.metrics);
            let tokens = if doors.metrics.is_empty() { &doors.tokens } else { own };
            admitted(open(tokens) || has_token(tokens, request), Refused::Token)
        }
    }
}

/// Whether this request may see the metrics at their own address, which is a loopback one or has a token.
pub fn admits_alone(app: &App, request: &Request) -> Result<(), Refused> {
    let doors = app.doors.secrets();
    let token = std::slice::from_ref(&doors.metrics);
    let is_open = token.iter().all(Secret::is_empty);
    if is_open || has_token(token, request) { Ok(()) } else { Err(Refused::Token) }
}

fn is_from_retell(keys: &[Secret], app: &App, request: &Request) -> Result<(), Refused> {
    let values = request.header_values(retell_signature::SIGNATURE_HEADER);
    let now_ms = app.desk.now().unix_timestamp_nanos() / 1_000_000;
    let now_ms = u64::try_from(now_ms).map_err(|_| Refused::NoTime)?;
    retell_signature::verify(&revealed(keys), &values, &request.body, now_ms)
        .map_err(Refused::Retell)
}

fn is_from_calcom(secrets: &[Secret], request: &Request) -> bool {
    let values = request.header_values(calcom_signature::SIGNATURE_HEADER);
    calcom_signature::verify(&revealed(secrets), &values, &request.body)
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

#[cfg(test)]
mod tests {
    use super::Refused;
    use crate::domain::help::code::Code;
    use crate::domain::help::topics;
    use crate::retell::signature::SignatureFault;

    #[test]
    fn the_log_tells_every_refusal_with_a_code_that_help_explains() {
        let signatures = [
            SignatureFault::NoKey,
            SignatureFault::Missing,
            SignatureFault::Repeated,
            SignatureFault::Malformed,
            SignatureFault::Mismatch,
            SignatureFault::TooOld { millis: 1 },
            SignatureFault::TooNew { millis: 1 },
        ];
        let retell = signatures.into_iter().map(Refused::Retell);
        let all = [Refused::NoTime, Refused::Calcom, Refused::Token].into_iter().chain(retell);
        let mut codes: Vec<Code> = Vec::new();
        for refused in all {
            let code = Code::at_the_end_of(&refused.to_string()).unwrap();
            let [topic] = topics::find(&code.to_string())[..] else {
                panic!("{refused}: no topic")
            };
            let kind = refused.kind().replace(' ', "_");
            assert!(topic.word.contains(&kind), "{refused}: {}", topic.word);
            codes.push(code);
        }
        codes.sort_unstable();
        assert!(codes.is_sorted_by(|one, next| one < next), "{codes:?}");
    }
}
