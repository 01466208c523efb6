//! What goes into a bundle: views that people see anyway, as JSON, and the end of the log.
//!
//! What cannot be gathered is told in its place: a bundle is wanted most where something is broken.

use crate::config::Config;
use crate::domain::language::Language;
use crate::domain::{Error, Result};
use crate::frontdesk::alarm::view as alarms;
use crate::frontdesk::event::{list, show};
use crate::frontdesk::event_type::view as event_types;
use crate::frontdesk::running::status;
use crate::frontdesk::settings::all::Settings;
use crate::frontdesk::visit::warning_view;
use crate::frontdesk::{Desk, retention};
use crate::ops::bundle::last_lines;
use crate::ops::bundle::scrub::Scrub;
use crate::ops::doctor::view::DoctorView;
use crate::store::db::rows;
use crate::store::file::version;
use serde::Serialize;
use serde_json::{Value, json};
use std::path::Path;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// So many events that were given up are put in, the newest.
const DEAD_EVENTS_MAX: u32 = 50;

/// What it is made of.
pub(crate) struct Sources<'a> {
    pub config: &'a Config,
    /// Why it could not be opened.
    pub desk: std::result::Result<&'a Desk, String>,
    /// What `doctor` found, if it was asked.
    pub doctor: Option<&'a DoctorView>,
    /// Where the log is, if somebody said so.
    pub log: Option<&'a Path>,
    /// UTC.
    pub now: OffsetDateTime,
}

/// A file of the bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    pub name: &'static str,
    pub text: String,
}

/// What is seen of a desk.
type View = fn(&Desk) -> Result<Value>;

/// Every file of it, already without customers and secrets.
pub(crate) fn gather(sources: &Sources) -> Result<Vec<Part>> {
    let scrub = Scrub::of(sources.config, sources.desk.as_ref().ok().copied())?;
    let mut parts = Vec::new();
    let mut put = |name: &'static str, gathered: Result<Value>| {
        let mut value = gathered.unwrap_or_else(|error| json!({ "not_gathered": error.for_log() }));
        scrub.value(&mut value);
        parts.push(Part { name, text: format!("{value:#}\n") });
    };
    put("version.json", about(sources));
    // In English: whoever helps need not speak the salon's language.
    put("configuration.json", value(&Settings::of(sources.config, Language::En)));
    if let Some(doctor) = sources.doctor {
        put("doctor.json", value(doctor));
    }
    put("tables.json", rows::counts(&sources.config.database.path).and_then(|all| value(&all)));
    let with_desk: [(&'static str, View); 6] = [
        ("status.json", |desk| value(&status::of(desk)?)),
        ("alarms.json", |desk| value(&alarms::of(desk, true)?)),
        ("warnings.json", warnings),
        ("dead_events.json", dead_events),
        ("event_types.json", |desk| value(&event_types::list(desk)?)),
        ("retention.json", |desk| value(&retention::preview(desk)?)),
    ];
    for (name, view) in with_desk {
        put(
            name,
            match &sources.desk {
                Ok(desk) => view(desk),
                Err(why) => Err(Error::Conflict(why.clone())),
            },
        );
    }
    put("mappings.json", rows::mappings(&sources.config.database.path).and_then(|all| value(&all)));
    let log = match sources.log {
        Some(path) => last_lines::of(path).map(|text| scrub.text(&text)),
        None => Ok(NO_LOG.to_owned()),
    };
    let text = log.unwrap_or_else(|error| scrub.text(&error.for_log()));
    parts.push(Part { name: "log.txt", text: format!("{text}\n") });
    parts.push(Part { name: "README.txt", text: README.to_owned() });
    Ok(parts)
}

const NO_LOG: &str = "No log was named. Where systemd keeps it: journalctl -u chairside --since yesterday > log, and then
chairside support-bundle --log log";

const README: &str = "A Chairside support bundle.

Customers' names, telephone numbers and e-mail addresses are left out, and so are keys and passwords. Look it through
before you pass it on all the same: names of the salon's own people, of services and of its Cal.com hosts are in it.

version.json        the program, its database's version, when this was made
configuration.json  what is in force and where it was said; secrets only as \"set\"
doctor.json         what was looked at, and what to do (not with --offline)
status.json         whether everything works
tables.json         rows by table
alarms.json         alarms, also those that are over
warnings.json       what is to be looked at: kinds and how often, without the words
dead_events.json    what came in and was given up: strangers stand in the customers' place
event_types.json    event types at Cal.com as they are known here
mappings.json       how many hosts are mapped, by what
retention.json      what is kept how long
log.txt             the end of the log
";

fn value(view: &impl Serialize) -> Result<Value> {
    serde_json::to_value(view).map_err(Error::internal)
}

fn about(sources: &Sources) -> Result<Value> {
    Ok(json!({
        "version": version::program(),
        "commit": version::COMMIT,
        "schema": version::newest(),
        "made_at": sources.now.format(&Rfc3339).map_err(Error::internal)?,
    }))
}

/// Their sentences may name customers, so they stay here.
fn warnings(desk: &Desk) -> Result<Value> {
    let mut all = value(&warning_view::list(desk, false)?)?;
    for one in all.as_array_mut().into_iter().flatten() {
        if let Some(fields) = one.as_object_mut() {
            fields.remove("message");
        }
    }
    Ok(all)
}

fn dead_events(desk: &Desk) -> Result<Value> {
    let dead = list::left_dead(desk, None, DEAD_EVENTS_MAX)?;
    let shown = dead.into_iter().map(|id| value(&show::show(desk, id)?));
    Ok(Value::Array(shown.collect::<Result<_>>()?))
}
