//! `/healthz`: the process answers. `/readyz`: it can also read its database, and what it writes there lasts.

use crate::domain::{Error, Result};
use crate::frontdesk::offer::broken;
use crate::http::routes::App;
use crate::server::message::{Request, Response};
use log::Level;
use serde_json::{Value, json};

/// `GET /healthz`: without the database.
pub fn alive(_: &App, _: &Request) -> Result<Response> {
    Ok(Response::json(200, &json!({ "status": "ok" })))
}

/// `GET /readyz`: with it. What is wrong is in the log already; here is its kind.
pub fn ready(app: &App, _: &Request) -> Result<Response> {
    if let Some(trouble) = app.desk.store.tried_trouble() {
        return Ok(not_ready(trouble.as_str()));
    }
    let read = app.desk.store.read(|connection| {
        Ok::<i64, Error>(
            connection.query_row("SELECT count(*) FROM companies", [], |row| row.get(0))?,
        )
    });
    match read {
        Ok(companies) if companies > 0 => Ok(Response::json(200, &well(app))),
        Ok(_) => Ok(not_ready("empty")),
        Err(Error::Database(trouble)) => Ok(not_ready(trouble.kind.as_str())),
        Err(error) => {
            app.sums.count(Level::Error, "/readyz", "database", &error.for_log(), app.desk.now());
            Ok(not_ready("no database"))
        }
    }
}

fn not_ready(status: &str) -> Response {
    Response::json(503, &json!({ "status": status }))
}

/// What can be served is served; what somebody must mend stays visible until then. It is no reason to start anew.
fn well(app: &App) -> Value {
    if app.desk.store.damage().is_some() {
        return json!({ "status": "degraded", "reason": "the database is damaged: see the log" });
    }
    match broken::why_nothing_can_be_booked(&app.desk) {
        Ok(Some(why)) => {
            let reason = format!("Cal.com refuses all bookings ({why}): chairside warnings list");
            json!({ "status": "degraded", "reason": reason })
        }
        Ok(None) | Err(_) => json!({ "status": "ready" }),
    }
}
