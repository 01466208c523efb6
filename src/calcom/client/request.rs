//! A request of the client before it is sent.

use crate::calcom::client::outcome::Effect;
use crate::calcom::urgency::Urgency;
use crate::calcom::{origin, urgency};
use serde_json::Value;

/// One request, as far as it differs from the others.
pub(crate) struct Request<'a> {
    /// With its query.
    pub(crate) path: String,
    /// `cal-api-version`.
    pub(crate) version: &'a str,
    pub(crate) method: Method,
    /// A longer answer ends the call as `Unknown`.
    pub(crate) max_body_bytes: u64,
}

/// What is done; everything but a GET changes something.
pub(crate) enum Method {
    Get,
    Post(Value),
    Patch(Value),
    Delete,
}

impl Request<'_> {
    /// Whether it can leave anything behind.
    pub(crate) fn effect(&self) -> Effect {
        match self.method {
            Method::Get => Effect::Reads,
            Method::Post(_) | Method::Patch(_) | Method::Delete => Effect::Changes,
        }
    }

    /// Of which class it is, on the thread that makes it.
    pub(crate) fn urgency(&self) -> Urgency {
        let changes = self.effect() == Effect::Changes;
        urgency::of_call(urgency::said(), changes, &self.path, origin::current().as_ref())
    }

    /// As it is on the wire.
    pub(crate) fn word(&self) -> &'static str {
        match self.method {
            Method::Get => "GET",
            Method::Post(_) => "POST",
            Method::Patch(_) => "PATCH",
            Method::Delete => "DELETE",
        }
    }
}
