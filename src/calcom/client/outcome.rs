//! From what came back to the three outcomes. Pure, so that the table of cases needs no network.

use crate::calcom::client::progress::Progress;
use crate::calcom::exchange::Ended;
use crate::calcom::wire::{ErrorAnswer, error_answer, error_in, is_error_status};
use crate::calcom::{BODY_TOO_LONG, CODE_NOT_CALCOM, CallError, CallResult, Refusal};
use serde_json::Value;
use time::OffsetDateTime;

/// The code of a refusal for an answer that sends us elsewhere; we never go.
pub(crate) const CODE_REDIRECT: &str = "Redirect";

/// Whether a request can leave anything behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// It only asks.
    Reads,
    /// It books, cancels, moves or reserves.
    Changes,
}

/// An HTTP answer as far as it came.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// How long it asks us to send nothing, in seconds; see `named_wait`.
    pub(crate) retry_after_seconds: Option<u32>,
    /// What time it was there.
    pub(crate) date: Option<OffsetDateTime>,
    /// The whole body, or why it could not be read whole.
    pub(crate) body: Result<Vec<u8>, String>,
}

/// The JSON of a successful answer, or how else the call ended.
///
/// A 408 or 5xx is `Unknown` for reads as well: they may be repeated anyway. So is a 4xx by which gateways say that
/// the other side hung up, and every 2xx that cannot be read.
pub(crate) fn outcome(effect: Effect, answer: &Answer) -> CallResult<Value> {
    let body = answer.body.as_deref();
    match answer.status {
        200..=299 => success(answer.status, body),
        300..=399 if effect == Effect::Changes => Err(CallError::Unknown(format!(
            "a redirect ({}) is never followed, and says nothing about what the server did",
            answer.status
        ))),
        300..=399 => Err(CallError::Refused(Refusal {
            status: answer.status,
            code: CODE_REDIRECT.to_owned(),
            message: "a redirect is never followed; is the base URL right?".to_owned(),
        })),
        429 => Err(CallError::NotSent {
            why: "Cal.com's rate limit".to_owned(),
            retry_after_seconds: answer.retry_after_seconds,
        }),
        408 | 425 | 460 | 499 => Err(unknown(answer.status, body)),
        400..=499 => {
            let error = error_of(body);
            Err(CallError::Refused(refusal(answer.status, error)))
        }
        _ => Err(unknown(answer.status, body)),
    }
}

fn success(status: u16, body: Result<&[u8], &String>) -> CallResult<Value> {
    let body = body.map_err(|why| {
        CallError::Unknown(format!("the answer ({status}) broke off or is too long: {why}"))
    })?;
    // serde_json's own sentence may quote the body; its place in it is enough.
    let value: Value = serde_json::from_slice(body).map_err(|error| {
        CallError::Unknown(format!(
            "the answer ({status}, {} bytes) is no JSON, at line {} column {}",
            body.len(),
            error.line(),
            error.column()
        ))
    })?;
    if !is_error_status(&value) {
        return Ok(value);
    }
    // Something of theirs went wrong on the way: what it left behind nobody has said.
    let error = error_in(&value).unwrap_or_else(|| error_of(Ok(body)));
    let why = format!("answered {status}, and in it {}: {}", error.code, error.message);
    Err(CallError::Unknown(why))
}

/// How a call ended that brought no answer. Before anything was sent nothing can have happened.
pub(crate) fn no_answer(error: &ureq::Error, progress: Progress) -> CallError {
    if progress.sent {
        CallError::Unknown(format!("no whole answer: {error}"))
    } else {
        CallError::NotSent { why: error.to_string(), retry_after_seconds: None }
    }
}

/// Why a body could not be read whole.
pub(crate) fn broken_off(error: ureq::Error) -> String {
    match error {
        ureq::Error::BodyExceedsLimit(_) => BODY_TOO_LONG.to_owned(),
        other => other.to_string(),
    }
}

/// What a listener is told. An answer whose body broke off is a lost one where it would have been a success.
pub(crate) fn ended(answered: &CallResult<Answer>) -> Ended<'_> {
    match answered {
        Ok(Answer { status, body: Ok(body), .. }) => Ended::Answered { status: *status, body },
        Ok(Answer { status: 200..=299, body: Err(_), .. }) => Ended::Lost,
        Ok(Answer { status, body: Err(_), .. }) => Ended::Answered { status: *status, body: &[] },
        Err(CallError::NotSent { .. }) => Ended::NotSent,
        Err(CallError::Refused(_) | CallError::Unknown(_)) => Ended::Lost,
    }
}

fn error_of(body: Result<&[u8], &String>) -> ErrorAnswer {
    match body {
        Ok(body) => error_answer(body),
        Err(why) => ErrorAnswer {
            code: CODE_NOT_CALCOM.to_owned(),
            message: format!("its body broke off: {why}"),
        },
    }
}

fn unknown(status: u16, body: Result<&[u8], &String>) -> CallError {
    let error = error_of(body);
    CallError::Unknown(format!("answered {status} {}: {}", error.code, error.message))
}

fn refusal(status: u16, error: ErrorAnswer) -> Refusal {
    Refusal { status, code: error.code, message: error.message }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::io;

    fn answer(status: u16, body: &str) -> Answer {
        let body = Ok(body.as_bytes().to_vec());
        Answer { status, retry_after_seconds: Some(7), date: None, body }
    }

    /// `ok`, `unknown`, `not sent`, or the code of the refusal.
    fn class(result: &CallResult<Value>) -> String {
        match result {
            Ok(_) => "ok".to_owned(),
            Err(CallError::Refused(no)) => no.code.clone(),
            Err(CallError::NotSent { .. }) => "not sent".to_owned(),
            Err(CallError::Unknown(_)) => "unknown".to_owned(),
        }
    }

    const ENVELOPE: &str = r#"{"status":"error","error":{"code":"SomeException","message":"no"}}"#;
    const BARE: &str = r#"{"statusCode":409,"message":"booking_conflict_error"}"#;
    const HTML: &str = "<html>oops</html>";

    #[test]
    fn every_answer_has_one_outcome() {
        let cases = [
            (200, "{}", "ok", "ok"),
            (201, r#"{"status":"success"}"#, "ok", "ok"),
            (200, ENVELOPE, "unknown", "unknown"),
            (201, r#"{"status":"error"}"#, "unknown", "unknown"),
            (200, HTML, "unknown", "unknown"),
            (200, "", "unknown", "unknown"),
            (204, "", "unknown", "unknown"),
            (200, r#"{"data":"#, "unknown", "unknown"),
            (200, "{} {}", "unknown", "unknown"),
            (301, "", "Redirect", "unknown"),
            (304, "", "Redirect", "unknown"),
            (307, HTML, "Redirect", "unknown"),
            (400, ENVELOPE, "SomeException", "SomeException"),
            (401, ENVELOPE, "SomeException", "SomeException"),
            (403, BARE, "BareError", "BareError"),
            (404, ENVELOPE, "SomeException", "SomeException"),
            (404, HTML, "NotCalcom", "NotCalcom"),
            (409, BARE, "BareError", "BareError"),
            (422, "", "NotCalcom", "NotCalcom"),
            (408, ENVELOPE, "unknown", "unknown"),
            (429, ENVELOPE, "not sent", "not sent"),
            (429, HTML, "not sent", "not sent"),
            (499, "", "unknown", "unknown"),
            (500, ENVELOPE, "unknown", "unknown"),
            (500, r#"{"statusCode":500,"message":"Internal server error"}"#, "unknown", "unknown"),
            (502, HTML, "unknown", "unknown"),
            (524, HTML, "unknown", "unknown"),
            (101, "", "unknown", "unknown"),
            (999, "{}", "unknown", "unknown"),
        ];
        for (status, body, reads, changes) in cases {
            let answer = answer(status, body);
            assert_eq!(class(&outcome(Effect::Reads, &answer)), reads, "read {status} {body}");
            assert_eq!(class(&outcome(Effect::Changes, &answer)), changes, "{status} {body}");
        }
    }

    #[test]
    fn a_body_that_broke_off_leaves_a_success_open_but_not_a_refusal() {
        let cut = |status| Answer {
            status,
            retry_after_seconds: None,
            date: None,
            body: Err("peer disconnected".to_owned()),
        };
        assert_eq!(class(&outcome(Effect::Changes, &cut(201))), "unknown");
        assert_eq!(class(&outcome(Effect::Changes, &cut(400))), "NotCalcom");
        assert_eq!(class(&outcome(Effect::Changes, &cut(500))), "unknown");
        assert_eq!(class(&outcome(Effect::Changes, &cut(429))), "not sent");
    }

    #[test]
    fn only_calcoms_own_404_means_that_the_booking_is_not_there() {
        let missing = json!({ "status": "error", "error": { "code": "NotFoundException",
            "message": "Booking with uid=x was not found" } });
        let wrong_path = json!({ "status": "error", "error": { "code": "NotFoundException",
            "message": "Cannot GET /v2/bookings/x" } });
        for (body, not_found) in
            [(missing.to_string(), true), (wrong_path.to_string(), false), (HTML.into(), false)]
        {
            let error = outcome(Effect::Reads, &answer(404, &body)).expect_err("a refusal");
            assert_eq!(error.is_not_found(), not_found, "{body}");
        }
    }

    #[test]
    fn without_an_answer_it_depends_on_what_was_sent() {
        let error = || ureq::Error::Io(io::Error::from(io::ErrorKind::ConnectionReset));
        let progress = |sent| Progress { connected: true, sent };
        assert!(matches!(no_answer(&error(), progress(false)), CallError::NotSent { .. }));
        assert!(matches!(no_answer(&error(), progress(true)), CallError::Unknown(_)));
    }
}
