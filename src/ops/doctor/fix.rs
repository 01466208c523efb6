//! What can be mended at Cal.com without a person: event types that are missing, and webhooks.

use crate::calcom::CallError;
use crate::config::Config;
use crate::domain::doctor::hook::{
    HOOK_PATH, HookFault, HookHome, NEEDED_TRIGGERS, NewHook, Untold, WISHED_TRIGGERS,
};
use crate::domain::event_type::fields::Home;
use crate::domain::language::Language;
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::event_type::reconcile;
use crate::ops::doctor::gathered::gather;
use crate::ops::doctor::hooks;
use serde::Serialize;
use std::thread;
use std::time::{Duration, Instant};

/// How long one call, or one event type, may take; it includes waiting for our own brake.
const PATIENCE: Duration = Duration::from_secs(90);

/// Something that can be mended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Repair {
    /// So many event types are made, or set right.
    EventTypes(usize),
    /// A webhook is registered there, or the one of this name is set right.
    Hook(HookHome, Option<String>),
}

/// What came of one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Repaired {
    /// What was to be done.
    pub what: String,
    /// Whether it was.
    pub done: bool,
    /// Why not.
    pub error: Option<String>,
}

impl Repair {
    /// As people are asked for it.
    pub fn told(&self, language: Language) -> String {
        match self {
            Repair::EventTypes(count) => language.pick(
                format!("{count} Ereignistypen bei Cal.com anlegen oder richtigstellen"),
                format!("make {count} event types at Cal.com, or set them right"),
            ),
            Repair::Hook(home, id) => {
                let place = match home {
                    HookHome::Account => language
                        .pick("beim Inhaber des Schlüssels", "at the key's owner")
                        .to_owned(),
                    HookHome::Organization(id) => language.pick(
                        format!("bei der Organisation {id}"),
                        format!("at organisation {id}"),
                    ),
                    HookHome::EventType(_, id) => language
                        .pick(format!("beim Ereignistyp {id}"), format!("at event type {id}")),
                };
                match id {
                    None => language.pick(
                        format!("einen Webhook {place} anlegen"),
                        format!("register a webhook {place}"),
                    ),
                    Some(_) => language.pick(
                        format!("den Webhook {place} richtigstellen"),
                        format!("set the webhook {place} right"),
                    ),
                }
            }
        }
    }
}

/// What can be mended. Event types come first: webhooks may hang on them. Asks Cal.com and changes nothing.
///
/// `Unavailable` if Cal.com cannot be asked.
pub fn repairs(desk: &Desk) -> Result<Vec<Repair>> {
    let mut repairs = Vec::new();
    let open = reconcile::look(desk)?.open.len();
    if open > 0 {
        repairs.push(Repair::EventTypes(open));
    }
    let (config, calcom) = (&desk.salon.config, desk.calcom.as_ref());
    if new_hook(config).is_none() {
        return Ok(repairs);
    }
    let gathered = gather(desk, calcom, deadline()).map_err(unavailable)?;
    let untold = hooks::untold_of(config, &gathered.booked(), calcom, deadline());
    for one in untold.map_err(unavailable)? {
        let repair = repair_of(config, &one);
        if !repairs.contains(&repair) {
            repairs.push(repair);
        }
    }
    Ok(repairs)
}

fn repair_of(config: &Config, untold: &Untold) -> Repair {
    match (&untold.fault, &untold.hook) {
        // One that goes elsewhere may be another program's: it is left alone, and ours is put beside it.
        (HookFault::OtherUrl(_) | HookFault::Missing | HookFault::Level, _) | (_, None) => {
            let home = match (config.calcom.organization_id, untold.booked.home) {
                (Some(id), _) => HookHome::Organization(id),
                (None, Home::Account) => HookHome::Account,
                (None, home @ Home::Team(_)) => HookHome::EventType(home, untold.booked.id),
            };
            Repair::Hook(home, None)
        }
        (_, Some(hook)) => Repair::Hook(hook.home, Some(hook.id.clone())),
    }
}

/// As ours must be; `None` where it is not known who we are.
fn new_hook(config: &Config) -> Option<NewHook> {
    let secret = config.calcom.webhook_secrets.iter().find(|secret| !secret.is_empty())?;
    let url = Some(&config.server.public_url).filter(|url| !url.is_empty())?;
    Some(NewHook {
        url: format!("{url}{HOOK_PATH}"),
        triggers: NEEDED_TRIGGERS.into_iter().chain(WISHED_TRIGGERS).collect(),
        secret: secret.reveal().to_owned(),
    })
}

/// Mends one; what stands in the way is told.
pub fn mend(desk: &Desk, repair: &Repair) -> Repaired {
    let ended = match repair {
        Repair::EventTypes(_) => event_types(desk),
        Repair::Hook(home, id) => put_hook(desk, *home, id.as_deref()),
    };
    let what = repair.told(desk.salon.language);
    match &ended {
        Ok(()) => log::info!("doctor: {}", repair.told(Language::En)),
        Err(error) => log::warn!("doctor: not done: {}: {error}", repair.told(Language::En)),
    }
    Repaired { what, done: ended.is_ok(), error: ended.err() }
}

fn event_types(desk: &Desk) -> std::result::Result<(), String> {
    let report = reconcile::begin(desk, false, false)
        .and_then(|run| reconcile::to_end(desk, run, PATIENCE, &thread::sleep))
        .map_err(|error| error.for_log())?;
    match report.is_clean() {
        true => Ok(()),
        false => Err(report.stopped.unwrap_or_else(|| {
            let told = "not all could be made: `chairside event-types list` tells why";
            let deutsch =
                "nicht alle ließen sich anlegen: `chairside event-types list` nennt den Grund";
            desk.salon.language.pick(deutsch, told).to_owned()
        })),
    }
}

fn put_hook(desk: &Desk, home: HookHome, id: Option<&str>) -> std::result::Result<(), String> {
    let Some(whole) = new_hook(&desk.salon.config) else {
        return Err("server.public_url, calcom.webhook_secrets".into());
    };
    let calcom = desk.calcom.as_ref();
    let put = |new: &NewHook| calcom.put_hook(home, id, new, deadline()).map(drop);
    let is_unknown_trigger =
        |error: &CallError| matches!(error, CallError::Refused(no) if no.status == 400);
    match put(&whole) {
        // A server that does not know what is wished besides refuses the whole.
        Err(error) if is_unknown_trigger(&error) => {
            put(&NewHook { triggers: NEEDED_TRIGGERS.to_vec(), ..whole })
        }
        ended => ended,
    }
    .map_err(|error| error.to_string())
}

fn deadline() -> Instant {
    Instant::now() + PATIENCE
}

fn unavailable(error: CallError) -> Error {
    Error::Unavailable(format!("Cal.com ({error})"))
}
