//! `/healthz`: the process answers. `/readyz`: it can also reach its database.

use crate::domain::Error;
use crate::domain::Result;
use crate::http::Request;
use crate::http::Response;
use crate::http::app::App;
use log::Level;
use serde_json::Value;
use serde_json::json;

/// `GET /healthz`: without the database.
pub fn alive(_: &App, _: &Request) -> Result<Response> {
    Ok(Response::json(200, &json!({ "status": "ok" })))
}

/// `GET /readyz`: with it.
pub fn ready(app: &App, _: &Request) -> Result<Response> {
    let read = app.desk.store.read(|connection| {
        Ok::<i64, Error>(
            connection.query_row("SELECT count(*) FROM companies", [], |row| row.get(0))?,
        )
    });
    match read {
        Ok(companies) if companies > 0 => Ok(Response::json(200, &well(app))),
        Ok(_) => Ok(Response::json(503, &json!({ "status": "empty" }))),
        Err(error) => {
            app.sums.count(Level::Error, "/readyz", "database", &error.for_log(), app.desk.now());
            Ok(Response::json(503, &json!({ "status": "no database" })))
        }
    }
}

/// What can be served is served; that the file is damaged stays visible until somebody mends it.
fn well(app: &App) -> Value {
    match app.desk.store.damage() {
        None => json!({ "status": "ready" }),
        Some(_) => {
            json!({ "status": "degraded", "reason": "the database is damaged: see the log" })
        }
    }
}
