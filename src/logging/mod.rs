//! The log: one line per thing told, as text or as JSON, with the request on whose behalf it happened.
//!
//! What is told from `info` on names no customer: of outside text addresses and telephone numbers are left out, whoever told
//! them, and no name is put into a line. No text makes a line look like another: what steers a terminal or begins a line is
//! spelt out.

pub mod fact;
mod line;
mod mask;
pub mod request;

use crate::logging::line::Line;
pub(crate) use crate::logging::mask::masked;
use env_logger::{Builder, Env};
use serde::Deserialize;
use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether lines are JSON; changed while the program runs.
static IS_JSON: AtomicBool = AtomicBool::new(false);

/// How a line is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

impl LogFormat {
    /// As the file has it.
    pub fn as_str(self) -> &'static str {
        match self {
            LogFormat::Text => "text",
            LogFormat::Json => "json",
        }
    }
}

/// From now on lines are written so.
pub fn set_format(format: LogFormat) {
    IS_JSON.store(format == LogFormat::Json, Ordering::Relaxed);
}

/// A log on standard error. What the environment says of levels counts over the default that it was given.
pub fn builder(env: Env) -> Builder {
    let mut builder = Builder::from_env(env);
    builder.format(|buffer, record| {
        let is_json = IS_JSON.load(Ordering::Relaxed);
        let line = Line::of(record);
        let text = if is_json { line.json() } else { line.text() };
        writeln!(buffer, "{text}")
    });
    builder
}
