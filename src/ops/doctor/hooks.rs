//! Whether Cal.com's webhooks reach us, from the right place, with everything, signed as we know it.

use crate::calcom::{Calcom, CallError, CallResult};
use crate::config::Config;
use crate::domain::Result;
use crate::domain::doctor::finding::Finding;
use crate::domain::doctor::hook::{
    Booked, HOOK_PATH, Hook, HookFault, HookHome, OurHook, Untold, untold,
};
use crate::domain::event_type::fields::Home;
use crate::frontdesk::Desk;
use crate::ops::doctor::key;
use crate::ops::doctor::patient::Patient;
use std::time::Instant;

/// Event types asked for webhooks of their own, one question each: more would eat the minute's allowance.
const ASKED_MAX: usize = 30;

/// Our own, as the configuration says.
pub(crate) fn with_ours<T>(config: &Config, use_it: impl FnOnce(OurHook<'_>) -> T) -> T {
    let secrets: Vec<&str> = config.calcom.webhook_secrets.iter().map(|one| one.reveal()).collect();
    let secrets: Vec<&str> = secrets.into_iter().filter(|secret| !secret.is_empty()).collect();
    let public_url = Some(config.server.public_url.as_str()).filter(|url| !url.is_empty());
    use_it(OurHook { public_url, secrets: &secrets })
}

/// The event types whose bookings we are not told of. The widest level is asked first; event types only where nothing
/// wider tells of them.
pub(crate) fn untold_of(
    config: &Config,
    booked: &[Booked],
    calcom: &dyn Calcom,
    deadline: Instant,
) -> CallResult<Vec<Untold>> {
    let mut hooks: Vec<Hook> = Vec::new();
    if let Some(id) = config.calcom.organization_id {
        hooks.extend(calcom.hooks(HookHome::Organization(id), deadline)?);
    }
    hooks.extend(calcom.hooks(HookHome::Account, deadline)?);
    with_ours(config, |ours| {
        let open = untold(booked, &hooks, ours);
        for one in open.iter().take(ASKED_MAX) {
            let of = HookHome::EventType(one.booked.home, one.booked.id);
            match calcom.hooks(of, deadline) {
                Ok(found) => hooks.extend(found),
                // Gone meanwhile, or a server without webhooks of teams' event types.
                Err(CallError::Refused(_)) => {}
                Err(error) => return Err(error),
            }
        }
        let mut left = untold(booked, &hooks, ours);
        let asked: Vec<Booked> = open.iter().take(ASKED_MAX).map(|one| one.booked).collect();
        let is_asked = |one: &Untold| asked.contains(&one.booked);
        // Of those that were not asked nothing is known, unless the others are just as bad.
        if left.iter().all(|one| !is_asked(one)) {
            left.clear();
        }
        Ok(left)
    })
}

/// Whether they reach us.
pub(crate) fn told(
    patient: &Patient,
    desk: &Desk,
    calcom: &dyn Calcom,
    deadline: Instant,
) -> Result<Finding> {
    let gathered = match patient.event_types(desk, calcom, deadline) {
        Ok(gathered) => gathered,
        Err(error) => return Ok(key::no_answer(patient, error)),
    };
    let booked = gathered.booked();
    if booked.is_empty() {
        return Ok(Finding::not_tried(patient.pick(
            "es gibt noch keine Ereignistypen, von denen Cal.com erzählen könnte",
            "there are no event types yet that Cal.com could tell of",
        )));
    }
    let left = match untold_of(&patient.config, &booked, calcom, deadline) {
        Ok(left) => left,
        Err(error) => return Ok(key::no_answer(patient, &error)),
    };
    let Some(worst) = left.iter().max_by(|one, other| one.fault.cmp(&other.fault)) else {
        let count = booked.len();
        return Ok(Finding::ok(patient.pick(
            format!("Cal.com erzählt uns von allen {count} Ereignistypen, mit unserem Geheimnis"),
            format!("Cal.com tells us of all {count} event types, with our secret"),
        )));
    };
    Ok(judged(patient, worst, left.len(), booked.len()))
}

fn judged(patient: &Patient, worst: &Untold, left: usize, all: usize) -> Finding {
    let share = patient.pick(
        format!("bei {left} von {all} Ereignistypen"),
        format!("for {left} of {all} event types"),
    );
    let fix = patient
        .pick("`chairside doctor --fix` tut es, oder", "`chairside doctor --fix` does it, or");
    let place = place(patient, worst);
    let (seen, todo) = match &worst.fault {
        HookFault::Missing => (
            patient.pick(
                format!("{share} gibt es keinen Webhook zu uns"),
                format!("{share} there is no webhook to us"),
            ),
            patient.pick(
                format!("{fix} bei Cal.com unter {place} einen anlegen: Adresse …{HOOK_PATH}, Geheimnis wie calcom.webhook_secrets"),
                format!("{fix} register one at Cal.com under {place}: address …{HOOK_PATH}, secret as in calcom.webhook_secrets"),
            ),
        ),
        HookFault::Level => (
            patient.pick(
                format!("{share} hängt der Webhook an der falschen Stelle: ein Webhook des Benutzers erzählt nichts von Buchungen des Teams"),
                format!("{share} the webhook is at the wrong level: a user's webhook does not tell of a team's bookings"),
            ),
            patient.pick(
                format!("{fix} ihn bei Cal.com unter {place} anlegen"),
                format!("{fix} register it at Cal.com under {place}"),
            ),
        ),
        HookFault::OtherUrl(url) => (
            patient.pick(
                format!("der Webhook geht an {url} statt an uns"),
                format!("the webhook goes to {url} and not to us"),
            ),
            patient.pick(
                format!("{fix} bei Cal.com die Adresse ändern; oder server.public_url ist falsch"),
                format!("{fix} change its address at Cal.com; or server.public_url is wrong"),
            ),
        ),
        _ => of_its_own(patient, &worst.fault, fix),
    };
    Finding::fail(seen, todo)
}

/// What is wrong with a webhook that hangs at the right place.
fn of_its_own(patient: &Patient, fault: &HookFault, fix: &str) -> (String, String) {
    match fault {
        HookFault::NoSecret => (
            patient.pick(
                "der Webhook hat kein Geheimnis: wir lehnen ab, was er schickt",
                "the webhook has no secret: we refuse what it sends",
            )
            .to_owned(),
            patient.pick(
                format!("{fix} bei Cal.com das Geheimnis aus calcom.webhook_secrets eintragen"),
                format!("{fix} write the secret of calcom.webhook_secrets into it at Cal.com"),
            ),
        ),
        HookFault::OtherSecret => (
            patient.pick(
                "der Webhook hat ein anderes Geheimnis als wir: wir lehnen ab, was er schickt",
                "the webhook has another secret than we have: we refuse what it sends",
            )
            .to_owned(),
            patient.pick(
                format!("{fix} beide gleich machen (calcom.webhook_secrets nimmt während eines Wechsels zwei)"),
                format!("{fix} make both the same (calcom.webhook_secrets takes two during a change)"),
            ),
        ),
        HookFault::Lacks(triggers) => {
            let triggers = triggers.join(", ");
            (
                patient.pick(
                    format!("der Webhook erzählt nicht von {triggers}"),
                    format!("the webhook does not tell of {triggers}"),
                ),
                patient.pick(
                    format!("{fix} diese Auslöser bei Cal.com ankreuzen"),
                    format!("{fix} tick these triggers at Cal.com"),
                ),
            )
        }
        HookFault::Inactive => (
            patient.pick("der Webhook ist abgeschaltet", "the webhook is switched off").to_owned(),
            patient.pick(
                format!("{fix} ihn bei Cal.com einschalten"),
                format!("{fix} switch it on at Cal.com"),
            ),
        ),
        HookFault::Missing | HookFault::Level | HookFault::OtherUrl(_) => Default::default(),
    }
}

/// Where it belongs.
fn place(patient: &Patient, worst: &Untold) -> String {
    let id = worst.booked.id;
    match (patient.config.calcom.organization_id, worst.booked.home) {
        (Some(_), _) => patient
            .pick("Organisation → Developer → Webhooks", "Organisation → Developer → Webhooks")
            .to_owned(),
        (None, Home::Team(_)) => patient.pick(
            format!("Event Types → {id} → Webhooks"),
            format!("Event Types → {id} → Webhooks"),
        ),
        (None, Home::Account) => "Settings → Developer → Webhooks".to_owned(),
    }
}
