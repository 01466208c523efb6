//! What the sandbox answers: Cal.com's success envelope and its three shapes of an error.

use crate::sandbox::instant::wire_time;
use serde_json::{Value, json};
use std::borrow::Cow;
use time::OffsetDateTime;

/// A handler's result; a refusal travels as `Err` so that `?` ends the handler.
pub(crate) type Reply = Result<Answer, Answer>;

/// One HTTP answer, not yet written.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Body,
}

/// The body of an answer.
pub(crate) enum Body {
    /// As it is.
    Json(Value),
    /// Not JSON.
    Text {
        /// With the charset.
        content_type: &'static str,
        /// As it is.
        text: String,
    },
    /// The error envelope; its time and path are filled in when it is written.
    Refusal {
        /// The name of the exception.
        code: Cow<'static, str>,
        /// For people.
        message: String,
        /// An object, or a string for the rate limit.
        details: Value,
    },
}

impl Answer {
    pub(crate) fn json(status: u16, body: Value) -> Answer {
        Answer { status, headers: Vec::new(), body: Body::Json(body) }
    }

    /// The success envelope.
    pub(crate) fn success(status: u16, data: Value) -> Answer {
        Answer::json(status, json!({ "status": "success", "data": data }))
    }

    /// The error envelope, first shape.
    pub(crate) fn refused(status: u16, message: impl Into<String>) -> Answer {
        let message = message.into();
        let details =
            json!({ "message": message, "error": reason_phrase(status), "statusCode": status });
        Answer::envelope(status, message, details)
    }

    /// The error envelope of the global validation: `details.errors` names each fault.
    pub(crate) fn invalid(field: &str, problem: &str) -> Answer {
        let message = format!("{field} {problem}");
        let details = json!({
            "message": message,
            "error": "Bad Request",
            "statusCode": 400,
            "errors": [{ "property": field, "constraints": { "sandbox": message } }],
        });
        Answer::envelope(400, message, details)
    }

    /// The rate limit's envelope, whose `details` are a string.
    pub(crate) fn too_many() -> Answer {
        let message = "CustomThrottlerGuard - Too many requests. Please try again later.";
        Answer::envelope(429, message.to_owned(), json!(message))
    }

    /// The second shape: no envelope.
    pub(crate) fn bare(status: u16, message: &str) -> Answer {
        Answer::json(status, json!({ "statusCode": status, "message": message }))
    }

    /// The second shape as it comes for everything no filter knows.
    pub(crate) fn bare_500() -> Answer {
        Answer::bare(500, "Internal server error")
    }

    /// The third shape: the gateway's page.
    pub(crate) fn html(status: u16, headline: &str) -> Answer {
        let text = format!(
            "<!DOCTYPE html>\n<html><head><title>{headline}</title></head>\
             <body><h1>{headline}</h1><p>sandbox gateway</p></body></html>\n"
        );
        let body = Body::Text { content_type: "text/html; charset=UTF-8", text };
        Answer { status, headers: Vec::new(), body }
    }

    fn envelope(status: u16, message: String, details: Value) -> Answer {
        let code = Cow::Borrowed(exception(status));
        Answer { status, headers: Vec::new(), body: Body::Refusal { code, message, details } }
    }

    /// The error envelope, first shape, with any code.
    pub(crate) fn refused_as(status: u16, code: &str, message: &str) -> Answer {
        let mut answer = Answer::refused(status, message);
        if let Body::Refusal { code: shown, .. } = &mut answer.body {
            *shown = Cow::Owned(code.to_owned());
        }
        answer
    }

    pub(crate) fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Answer {
        self.headers.push((name, value.into()));
        self
    }

    /// Content type and bytes of the body.
    pub(crate) fn render(&self, target: &str, now: OffsetDateTime) -> (&'static str, Vec<u8>) {
        const JSON: &str = "application/json; charset=utf-8";
        match &self.body {
            Body::Json(value) => (JSON, value.to_string().into_bytes()),
            Body::Text { content_type, text } => (content_type, text.clone().into_bytes()),
            Body::Refusal { code, message, details } => {
                let error = json!({ "code": code, "message": message, "details": details });
                let body = json!({
                    "status": "error",
                    "timestamp": wire_time(now),
                    "path": target,
                    "error": error,
                });
                (JSON, body.to_string().into_bytes())
            }
        }
    }
}

/// What a refusal says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saying {
    /// The status.
    pub status: u16,
    /// The error's code in the envelope, for example `BadRequestException`; `None` answers without an envelope.
    pub code: Option<String>,
    /// For people.
    pub message: String,
}

impl Saying {
    /// In the envelope.
    pub fn new(status: u16, code: &str, message: &str) -> Saying {
        Saying { status, code: Some(code.to_owned()), message: message.to_owned() }
    }

    /// Without the envelope, as what no filter of Cal.com's knows.
    pub fn bare(status: u16, message: &str) -> Saying {
        Saying { status, code: None, message: message.to_owned() }
    }

    /// The refusal that says so.
    pub(crate) fn answer(&self) -> Answer {
        match &self.code {
            Some(code) => Answer::refused_as(self.status, code, &self.message),
            None => Answer::bare(self.status, &self.message),
        }
    }
}

/// The class name that Cal.com shows as the error's code.
fn exception(status: u16) -> &'static str {
    match status {
        400 => "BadRequestException",
        401 => "UnauthorizedException",
        403 => "ForbiddenException",
        404 => "NotFoundException",
        409 => "ConflictException",
        413 => "PayloadTooLargeException",
        422 => "UnprocessableEntityException",
        429 => "ThrottlerException",
        _ => "HttpException",
    }
}

/// The words after a status.
pub(crate) fn reason_phrase(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        302 => "Found",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        409 => "Conflict",
        411 => "Length Required",
        413 => "Payload Too Large",
        422 => "Unprocessable Entity",
        429 => "Too Many Requests",
        431 => "Request Header Fields Too Large",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        _ => "Status",
    }
}
