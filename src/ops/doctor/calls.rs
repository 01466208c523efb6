//! What the calls of Cal.com's key went to in the last minute, and whether they were enough.

use crate::calcom::Calcom;
use crate::calcom::urgency::Urgency;
use crate::calcom::usage::Usage;
use crate::domain::doctor::finding::Finding;
use crate::ops::doctor::asked;
use crate::ops::doctor::asked::{Answer, SIGNED_PATH};
use crate::ops::doctor::patient::Patient;
use crate::retell::signature;
use crate::store::file::running::who_serves;
use serde::{Deserialize, Serialize};
use std::time::Instant;

/// What Cal.com allows a key a minute, where our own limit is off.
const CALCOM_PER_MINUTE: u32 = 120;

/// The last minute's calls, as the running program tells them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LastMinute {
    /// Our own limit; `None` if it is off.
    per_minute: Option<u32>,
    classes: Vec<ClassMinute>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct ClassMinute {
    class: String,
    sent: u64,
    turned_away: u64,
    asked_to_wait: u64,
}

impl LastMinute {
    /// Of the program whose key that is; `None` if it has no wire.
    pub(crate) fn of(calcom: &dyn Calcom) -> Option<LastMinute> {
        calcom.usage().as_ref().map(LastMinute::of_usage)
    }

    fn of_usage(usage: &Usage) -> LastMinute {
        let classes = usage.classes.iter().map(|one| ClassMinute {
            class: one.class.as_str().to_owned(),
            sent: one.lately.sent,
            turned_away: one.lately.turned_away,
            asked_to_wait: one.lately.asked_to_wait,
        });
        LastMinute { per_minute: usage.per_minute, classes: classes.collect() }
    }

    fn sum(&self, of: fn(&ClassMinute) -> u64) -> u64 {
        self.classes.iter().map(of).fold(0, u64::saturating_add)
    }

    /// All that somebody wanted to send.
    fn asked(&self) -> u64 {
        self.sum(|one| one.sent.saturating_add(one.turned_away).saturating_add(one.asked_to_wait))
    }

    /// Those that somebody waited for and our own limit did not let through.
    fn callers_turned_away(&self) -> u64 {
        let waited_for = Urgency::ALL.into_iter().filter(|class| class.is_waited_for());
        let names: Vec<&str> = waited_for.map(Urgency::as_str).collect();
        let theirs = self.classes.iter().filter(|one| names.contains(&one.class.as_str()));
        theirs.map(|one| one.turned_away).fold(0, u64::saturating_add)
    }
}

/// Whether the key's calls are enough for what is asked.
pub(crate) fn shared_out(patient: &Patient, deadline: Instant) -> Finding {
    match last_minute(patient, deadline) {
        Ok(calls) => judged(patient, &calls),
        Err(why) => why,
    }
}

/// Of the running program: our own, or as it tells whoever signs rightly.
fn last_minute(patient: &Patient, deadline: Instant) -> Result<LastMinute, Finding> {
    let not_told =
        || {
            Finding::not_tried(patient.pick(
                "das laufende Programm sagt es nicht",
                "the running program does not tell it",
            ))
        };
    // The running program looks at itself.
    if patient.config_path.is_none() {
        let own = patient.calcom.as_deref().and_then(LastMinute::of);
        return own.ok_or_else(not_told);
    }
    let Some(key) = patient.config.retell.api_keys.iter().find(|key| !key.is_empty()) else {
        return Err(Finding::not_tried(patient.pick(
            "ohne retell.api_keys ist das laufende Programm nicht zu fragen",
            "without retell.api_keys the running program cannot be asked",
        )));
    };
    let served = who_serves(&patient.config.database.path).and_then(|served| served.running);
    let Some(address) = served.and_then(|running| running.address) else {
        return Err(Finding::not_tried(patient.pick("niemand läuft", "nobody runs")));
    };
    let body = "{}";
    let now_ms = u64::try_from(patient.now().unix_timestamp_nanos() / 1_000_000).unwrap_or(0);
    let signed = signature::sign(key.reveal(), body.as_bytes(), now_ms);
    let header = (signature::SIGNATURE_HEADER, signed.as_str());
    match asked::post(&format!("http://{address}{SIGNED_PATH}"), header, body, deadline) {
        Ok(Answer { status: 200, body, .. }) => {
            let told = serde_json::from_str::<Told>(&body).ok();
            told.and_then(|told| told.calls).ok_or_else(not_told)
        }
        Ok(Answer { status, .. }) => Err(Finding::not_tried(patient.pick(
            format!(
                "das laufende Programm antwortet mit Status {status}; siehe „Signatur von Retell“"
            ),
            format!("the running program answers with status {status}; see \"Retell's signature\""),
        ))),
        Err(error) => Err(Finding::not_tried(error)),
    }
}

/// As far as the answer matters here.
#[derive(Deserialize)]
struct Told {
    calls: Option<LastMinute>,
}

fn judged(patient: &Patient, calls: &LastMinute) -> Finding {
    let share = calls.per_minute.unwrap_or(CALCOM_PER_MINUTE);
    let (asked, sent) = (calls.asked(), calls.sum(|one| one.sent));
    let went_to = went_to(patient, calls);
    if calls.sum(|one| one.asked_to_wait) > 0 {
        let held = calls.sum(|one| one.asked_to_wait);
        return Finding::warn(
            patient.pick(
                format!("Cal.com bat um eine Pause: {held} Anfragen der letzten Minute gingen nicht hinaus ({went_to})"),
                format!("Cal.com asked for a pause: {held} calls of the last minute were not sent ({went_to})"),
            ),
            patient.pick(
                "den Schlüssel mit keinem anderen Programm teilen: bei Cal.com einen für Chairside allein machen; sonst calcom.requests_per_minute senken",
                "share the key with no other program: make one at Cal.com for Chairside alone; else lower calcom.requests_per_minute",
            ),
        );
    }
    let turned_away = calls.callers_turned_away();
    if asked > u64::from(share) || turned_away > 0 {
        return Finding::warn(
            patient.pick(
                format!("in der letzten Minute {asked} Anfragen an Cal.com gebraucht, der Schlüssel hat {share} ({went_to}); {turned_away} von Anrufen kamen nicht dran"),
                format!("{asked} calls to Cal.com were asked for in the last minute, the key has {share} ({went_to}); {turned_away} of callers had no turn"),
            ),
            patient.pick(
                "kommt das öfter vor: in [booking] slots_kept_seconds und in [poll] every_seconds höher setzen, oder bei Cal.com um ein höheres Limit bitten und calcom.requests_per_minute anheben",
                "if it happens often: raise slots_kept_seconds in [booking] and every_seconds in [poll], or ask Cal.com for a higher limit and raise calcom.requests_per_minute",
            ),
        );
    }
    Finding::ok(patient.pick(
        format!("letzte Minute {sent} von {share} ({went_to})"),
        format!("{sent} of {share} in the last minute ({went_to})"),
    ))
}

/// Each class with what it asked for; those with nothing are left out.
fn went_to(patient: &Patient, calls: &LastMinute) -> String {
    let used = calls.classes.iter().filter_map(|one| {
        let count = one.sent.saturating_add(one.turned_away).saturating_add(one.asked_to_wait);
        let class = Urgency::ALL.into_iter().find(|class| class.as_str() == one.class)?;
        (count > 0).then(|| format!("{} {count}", word(patient, class)))
    });
    let used: Vec<String> = used.collect();
    match used.is_empty() {
        true => patient.pick("keine", "none").to_owned(),
        false => used.join(", "),
    }
}

fn word(patient: &Patient, class: Urgency) -> &'static str {
    match class {
        Urgency::Booking => patient.pick("Buchen", "booking"),
        Urgency::Reservation => patient.pick("Vormerken", "reserving"),
        Urgency::Question => patient.pick("Auskunft", "questions"),
        Urgency::Prefetch => patient.pick("Vorausholen", "fetching ahead"),
        Urgency::Poll => patient.pick("Nachfragen", "polling"),
        Urgency::Sync => patient.pick("Abgleich", "syncing"),
    }
}
