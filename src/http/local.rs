//! The appliance's own routes without a server before them, for a replay.

use crate::frontdesk::Desk;
use crate::http::context::{App, PageState};
use crate::http::log_sums::Sums;
use crate::http::respond::respond;
use crate::server::message::Request;
use crate::work::Work;
use serde_json::Value;
use std::sync::Arc;

/// Answers a POST: its status and its JSON, `null` where the answer has none.
pub(crate) fn post(desk: &Arc<Desk>, work: &Arc<Work>, path: &str, body: Vec<u8>) -> (u16, Value) {
    let (meter, sums) = (Arc::default(), Sums::default());
    let page = PageState::of(desk);
    let app = App { desk: desk.clone(), work: work.clone(), meter, sums, page };
    let response = respond(&app, &Request::new("POST", path).with_body(body));
    (response.status, serde_json::from_slice(&response.body).unwrap_or(Value::Null))
}
