//! What other people do and see at Cal.com, without the program.

use crate::support::harness::{TestApp, WEBHOOK_SECRET, agent, read};
use chairside::calcom::signature;
use chairside::sandbox::stand_in::Sandbox;
use serde_json::{Value, json};

impl TestApp {
    /// What somebody else does at Cal.com; the answer's data.
    pub fn at_calcom(&self, path: &str, body: &Value) -> Value {
        post_at_calcom(&self.sandbox, path, body)
    }

    /// Cal.com says that something about a booking changed.
    pub fn hint(&self, uid: &str) {
        let body = json!({ "triggerEvent": "BOOKING_CREATED", "createdAt": "2026-11-20T10:00:00Z",
            "payload": { "uid": uid } })
        .to_string();
        let signature = signature::sign(WEBHOOK_SECRET, body.as_bytes());
        assert_eq!(self.deliver(body.as_bytes(), &signature), 204);
    }
}

/// What somebody does at Cal.com without the program; the answer's data.
pub fn post_at_calcom(sandbox: &Sandbox, path: &str, body: &Value) -> Value {
    let request = agent().post(format!("{}{path}", sandbox.base_url()));
    let request = dressed(request).content_type("application/json");
    answer_of_calcom(request.send(body.to_string()).unwrap())
}

/// What Cal.com shows; the answer's data.
pub fn get_at_calcom(sandbox: &Sandbox, path: &str) -> Value {
    answer_of_calcom(dressed(agent().get(format!("{}{path}", sandbox.base_url()))).call().unwrap())
}

fn dressed<B>(request: ureq::RequestBuilder<B>) -> ureq::RequestBuilder<B> {
    request
        .header("authorization", "Bearer cal_sandbox_demo")
        .header("cal-api-version", "2024-08-13")
}

fn answer_of_calcom(response: ureq::http::Response<ureq::Body>) -> Value {
    let (status, mut answer) = read(response);
    assert!((200..300).contains(&status), "{status} {answer}");
    answer["data"].take()
}
