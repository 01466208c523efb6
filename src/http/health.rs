//! `/healthz`: the process answers. `/readyz`: it can also read its database, and what it writes there lasts.

use crate::domain::Result;
use crate::frontdesk::visit::readiness;
use crate::frontdesk::visit::readiness::Readiness;
use crate::http::context::App;
use crate::ops::doctor::asked::INSTANCE_HEADER;
use crate::ops::doctor::calls::LastMinute;
use crate::server::message::{Request, Response};
use log::Level;
use serde_json::json;

/// `GET /healthz`: without the database. The name of this run tells `doctor` that it is us who answer.
pub(crate) fn alive(app: &App, _: &Request) -> Result<Response> {
    let answer = Response::json(200, &json!({ "status": "ok" }));
    Ok(answer.with_header(INSTANCE_HEADER, app.instance.clone()))
}

/// `POST /api/retell/check`: nothing happens. Who comes as far as this has signed rightly, and nothing on the way has
/// changed a letter. Whoever has our key may know what Cal.com's calls go to; `doctor` asks for it here.
pub(crate) fn signed(app: &App, _: &Request) -> Result<Response> {
    let calls = LastMinute::of(app.desk.calcom.as_ref());
    let answer = Response::json(200, &json!({ "status": "signed", "calls": calls }));
    Ok(answer.with_header(INSTANCE_HEADER, app.instance.clone()))
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
