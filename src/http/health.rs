//! `/healthz`: the process answers. `/readyz`: it can also read its database, and what it writes there lasts.

use crate::domain::Result;
use crate::frontdesk::visit::readiness;
use crate::frontdesk::visit::readiness::Readiness;
use crate::http::context::App;
use crate::server::message::{Request, Response};
use log::Level;
use serde_json::json;

/// `GET /healthz`: without the database.
pub(crate) fn alive(_: &App, _: &Request) -> Result<Response> {
    Ok(Response::json(200, &json!({ "status": "ok" })))
}

/// `GET /readyz`: with it. What is wrong is in the log already; here is its kind. A degraded appliance is no reason to
/// start anew, so it is 200.
pub(crate) fn ready(app: &App, _: &Request) -> Result<Response> {
    let readiness = readiness::of(&app.desk).unwrap_or_else(|error| {
        app.sums.count(Level::Error, "/readyz", "database", &error.for_log(), app.desk.now());
        Readiness::NotReady("no database")
    });
    Ok(match readiness {
        Readiness::Ready => Response::json(200, &json!({ "status": "ready" })),
        Readiness::Degraded(reason) => {
            Response::json(200, &json!({ "status": "degraded", "reason": reason }))
        }
        Readiness::NotReady(why) => Response::json(503, &json!({ "status": why })),
    })
}
