//! `/metrics`: what is measured, for Prometheus.

use crate::domain::Result;
use crate::http::context::App;
use crate::metrics::expose;
use crate::server::message::{Request, Response};
use log::Level;

/// Where it is, at every address that has it.
pub(crate) const PATH: &str = "/metrics";

/// `GET /metrics`. Of a database that cannot be read only that is missing which needs it.
pub(crate) fn show(app: &App, _: &Request) -> Result<Response> {
    let (text, failed) = expose::text(&app.desk, &app.meter)?;
    if let Some(error) = failed.filter(|error| !error.is_told()) {
        app.sums.count(Level::Error, PATH, "database", &error.for_log(), app.desk.now());
    }
    Ok(Response { content_type: expose::CONTENT_TYPE, ..Response::text(200, text) })
}
