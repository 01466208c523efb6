//! The appliance's own routes without a server before them, for a replay.

use crate::frontdesk::Desk;
use crate::http::context::App;
use crate::http::respond::respond;
use crate::server::message::Request;
use crate::work::Work;
use serde_json::Value;
use std::sync::Arc;

/// Answers a POST: its status and its JSON, `null` where the answer has none.
pub(crate) fn post(desk: &Arc<Desk>, work: &Arc<Work>, path: &str, body: Vec<u8>) -> (u16, Value) {
    let app = App::new(desk.clone(), work.clone(), Arc::default());
    let response = respond(&app, &Request::new("POST", path).with_body(body));
    (response.status, serde_json::from_slice(&response.body).unwrap_or(Value::Null))
}
