//! What a fault does to a call: refuses it before anything is done, or spoils the answer afterwards.

use crate::sandbox::answer::{Answer, Body};
use crate::sandbox::fault::faults::FaultKind;
use crate::sandbox::fault::lies::alter;
use serde_json::{Value, json};
use time::OffsetDateTime;

/// How a call ends that is not carried out.
pub(crate) enum Refused {
    Silently,
    With(Answer),
}

/// The first fault that keeps the call from being carried out.
pub(crate) fn refusal_of(faults: &[FaultKind]) -> Option<Refused> {
    faults.iter().find_map(|fault| match fault {
        FaultKind::NeverArrives => Some(Refused::Silently),
        fault => before(fault).map(Refused::With),
    })
}

/// The answer in place of the work, if it is such a fault.
fn before(fault: &FaultKind) -> Option<Answer> {
    Some(match fault {
        FaultKind::Error500Before => Answer::bare_500(),
        FaultKind::Error503 => Answer::refused(503, "Service Unavailable"),
        FaultKind::TooManyRequests => Answer::too_many(),
        FaultKind::RetryAfter(value) => {
            Answer::too_many().with_header("Retry-After", value.clone())
        }
        FaultKind::RateReset(value) => Answer::too_many()
            .with_header("X-RateLimit-Remaining-Default", "0")
            .with_header("X-RateLimit-Reset-Default", value.clone()),
        FaultKind::Html200 => Answer::html(200, "Welcome to the guest network"),
        FaultKind::StatusError200 => status_error(),
        FaultKind::Redirect(target) => {
            let body = Body::Text { content_type: "text/plain", text: "Found".to_owned() };
            let answer = Answer { status: 302, headers: Vec::new(), body };
            answer.with_header("Location", target.clone())
        }
        FaultKind::SlotTaken => {
            Answer::refused(400, "User either already has booking at this time or is not available")
        }
        FaultKind::Conflict409 => Answer::bare(409, "booking_conflict_error"),
        FaultKind::Refuse(saying) => saying.answer(),
        _ => return None,
    })
}

/// The answer of what was done, made into what the fault wants it to be.
pub(crate) fn spoil(answer: &mut Answer, fault: &FaultKind, target: &str, now: OffsetDateTime) {
    match fault {
        FaultKind::Error500After => *answer = Answer::bare_500(),
        FaultKind::Html502 => *answer = Answer::html(502, "502 Bad Gateway"),
        FaultKind::StatusError200After => *answer = status_error(),
        FaultKind::RefuseAfter(saying) => *answer = saying.answer(),
        FaultKind::Replace(body) => answer.body = Body::Json(body.clone()),
        FaultKind::DataArray => wrap_data(answer),
        FaultKind::Field { pointer, becomes } => {
            let rendered = answer.render(target, now).1;
            if let Ok(mut body) = serde_json::from_slice(&rendered) {
                alter(&mut body, pointer, becomes);
                answer.body = Body::Json(body);
            }
        }
        _ => {}
    }
}

fn status_error() -> Answer {
    let error = json!({ "code": "InternalServerErrorException", "message": "sandbox" });
    Answer::json(200, json!({ "status": "error", "error": error }))
}

fn wrap_data(answer: &mut Answer) {
    if let Body::Json(Value::Object(fields)) = &mut answer.body
        && let Some(data) = fields.get_mut("data")
    {
        *data = json!([data.take()]);
    }
}
