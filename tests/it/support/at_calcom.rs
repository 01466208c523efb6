//! What other people do and see at Cal.com, without the program.

use crate::support::harness::{TestApp, agent, read};
use chairside::sandbox::stand_in::Sandbox;
use serde_json::Value;

impl TestApp {
    /// What somebody else does at Cal.com; the answer's data.
    pub fn at_calcom(&self, path: &str, body: &Value) -> Value {
        post_at_calcom(&self.sandbox, path, body)
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
