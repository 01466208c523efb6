//! The running program: whether it serves, whether it is reached from outside, and whether what Retell signs arrives.

use crate::domain::doctor::finding::Finding;
use crate::ops::doctor::asked;
use crate::ops::doctor::asked::{Answer, SIGNED_PATH};
use crate::ops::doctor::patient::Patient;
use crate::retell::signature;
use crate::store::file::running::{Running, who_serves};
use serde_json::json;
use std::time::Instant;

const READY_PATH: &str = "/readyz";
const ALIVE_PATH: &str = "/healthz";

/// Whether a `serve` has the database, and says that it is ready.
pub(crate) fn runs(patient: &Patient, deadline: Instant) -> Finding {
    let start = patient.pick(
        "`chairside serve` starten, oder den Dienst: systemctl start chairside",
        "start `chairside serve`, or its unit: systemctl start chairside",
    );
    let Some(served) = who_serves(&patient.config.database.path) else {
        let seen = patient.pick("`chairside serve` läuft nicht", "`chairside serve` does not run");
        return Finding::fail(seen, start);
    };
    let pid = served.pid.map_or_else(|| "?".to_owned(), |pid| pid.to_string());
    let Some((running, address)) = served.running.and_then(|running| {
        let address = running.address?;
        Some((running, address))
    }) else {
        let seen = patient.pick(
            format!("Prozess {pid} hat die Datenbank und sagt nicht, wo er erreichbar ist"),
            format!("process {pid} has the database and does not say where it listens"),
        );
        let todo = patient.pick(
            "einen Augenblick warten; bleibt es so, den Dienst neu starten",
            "wait a moment; if it stays so, start the service anew",
        );
        return Finding::fail(seen, todo);
    };
    let again = patient.pick(
        "den Dienst neu starten (systemctl restart chairside); das Protokoll sagt, woran es liegt",
        "start the service anew (systemctl restart chairside); the log says why",
    );
    match asked::get(&format!("http://{address}{READY_PATH}"), deadline) {
        Ok(Answer { status: 200, body, .. }) if !body.contains("degraded") => {
            ok(patient, &running, &pid)
        }
        Ok(Answer { body, .. }) => {
            let seen = patient.pick(
                format!("Prozess {pid} auf {address} ist nicht bereit: {}", cut(&body)),
                format!("process {pid} at {address} is not ready: {}", cut(&body)),
            );
            Finding::fail(seen, again)
        }
        Err(error) => {
            let seen = patient.pick(
                format!("Prozess {pid} antwortet auf {address} nicht ({error})"),
                format!("process {pid} does not answer at {address} ({error})"),
            );
            Finding::fail(seen, again)
        }
    }
}

fn ok(patient: &Patient, running: &Running, pid: &str) -> Finding {
    let own = env!("CARGO_PKG_VERSION");
    let there = &running.version;
    let address = running.address.map(|address| address.to_string()).unwrap_or_default();
    let seen = patient.pick(
        format!("Prozess {pid}, Version {there}, auf {address}, bereit"),
        format!("process {pid}, version {there}, at {address}, ready"),
    );
    if there == own {
        return Finding::ok(seen);
    }
    let todo = patient.pick(
        format!(
            "dieses `chairside` ist Version {own}: den Dienst neu starten, damit dieselbe läuft"
        ),
        format!(
            "this `chairside` is version {own}: start the service anew, so that the same one runs"
        ),
    );
    Finding::warn(seen, todo)
}

/// Who serves, with where.
fn running(patient: &Patient) -> Option<Running> {
    who_serves(&patient.config.database.path)?.running
}

/// Whether our address from outside leads to us.
pub(crate) fn public_address(patient: &Patient, deadline: Instant) -> Finding {
    let url = &patient.config.server.public_url;
    if url.is_empty() {
        return Finding::warn(
            patient.pick("server.public_url ist nicht gesetzt", "server.public_url is not set"),
            patient.pick(
                "in [server] public_url die Adresse eintragen, unter der der Reverse-Proxy erreichbar ist: ohne sie können Cal.com und Retell nichts schicken",
                "write the address of your reverse proxy into public_url of [server]: without it Cal.com and Retell can send nothing",
            ),
        );
    }
    let Some(own) = running(patient) else {
        return Finding::not_tried(patient.pick("niemand läuft", "nobody runs"));
    };
    let listens = own.address.map(|address| address.to_string()).unwrap_or_default();
    match asked::get(&format!("{url}{ALIVE_PATH}"), deadline) {
        Ok(Answer { instance: Some(there), status: 200, .. }) if there == own.instance => {
            Finding::ok(patient.pick(format!("{url} führt zu uns"), format!("{url} leads to us")))
        }
        Ok(Answer { instance: Some(_), status: 200, .. }) => Finding::fail(
            patient.pick(
                format!("unter {url} antwortet ein anderes Chairside als das, das hier läuft"),
                format!("at {url} another Chairside answers than the one that runs here"),
            ),
            patient.pick(
                format!("im Reverse-Proxy {listens} als Ziel eintragen, oder das andere anhalten"),
                format!("have your reverse proxy lead to {listens}, or stop the other one"),
            ),
        ),
        Ok(Answer { status, .. }) => Finding::fail(
            patient.pick(
                format!("unter {url} antwortet etwas anderes als wir (Status {status})"),
                format!("at {url} something else answers than us (status {status})"),
            ),
            patient.pick(
                format!("im Reverse-Proxy alle Pfade an {listens} weitergeben, oder server.public_url berichtigen"),
                format!("have your reverse proxy pass every path to {listens}, or mend server.public_url"),
            ),
        ),
        Err(error) => Finding::fail(
            patient.pick(
                format!("{url} ist nicht erreichbar ({error})"),
                format!("{url} cannot be reached ({error})"),
            ),
            patient.pick(
                "prüfen, ob der Reverse-Proxy läuft, sein Zertifikat gilt und der Name auf diesen Rechner zeigt",
                "see whether the reverse proxy runs, its certificate is valid, and the name leads to this machine",
            ),
        ),
    }
}

/// Whether a request that is signed as Retell does it comes through with its signature.
pub(crate) fn signature(patient: &Patient, deadline: Instant) -> Finding {
    let Some(key) = patient.config.retell.api_keys.iter().find(|key| !key.is_empty()) else {
        return Finding::warn(
            patient.pick("retell.api_keys ist nicht gesetzt", "retell.api_keys is not set"),
            patient.pick(
                "in Retells Dashboard unter API Keys den Schlüssel mit dem Webhook-Zeichen kopieren und in [retell] api_keys eintragen",
                "copy the key with the webhook badge from API Keys in Retell's dashboard into api_keys of [retell]",
            ),
        );
    };
    let Some(own) = running(patient) else {
        return Finding::not_tried(patient.pick("niemand läuft", "nobody runs"));
    };
    let url = match (&patient.config.server.public_url, own.address) {
        (url, _) if !url.is_empty() => url.clone(),
        (_, Some(address)) => format!("http://{address}"),
        (_, None) => return Finding::not_tried(patient.pick("niemand läuft", "nobody runs")),
    };
    // Letters that something on the way might be tempted to write otherwise.
    let body = json!({ "event": "check", "text": "Grüße & 1 + 1 = \"2\"  /\\" }).to_string();
    let now_ms = patient.now().unix_timestamp_nanos() / 1_000_000;
    let signed = signature::sign(key.reveal(), body.as_bytes(), u64::try_from(now_ms).unwrap_or(0));
    let header = (signature::SIGNATURE_HEADER, signed.as_str());
    match asked::post(&format!("{url}{SIGNED_PATH}"), header, &body, deadline) {
        Ok(Answer { status: 200, instance: Some(there), .. }) if there == own.instance => {
            Finding::ok(patient.pick(
                format!("über {url} angekommen, wie sie war"),
                format!("came through {url} as it was"),
            ))
        }
        Ok(Answer { status: 401, .. }) => Finding::fail(
            patient.pick(
                format!("eine richtig unterschriebene Anfrage an {url} wird abgelehnt (401)"),
                format!("a request to {url} that is signed rightly is refused (401)"),
            ),
            patient.pick(
                "das laufende Programm hat andere Schlüssel: nach einer Änderung von retell.api_keys neu starten; sonst verändert der Reverse-Proxy die Anfrage oder lässt x-retell-signature weg",
                "the running program has other keys: start it anew after a change of retell.api_keys; else the reverse proxy changes the request or drops x-retell-signature",
            ),
        ),
        Ok(Answer { status, .. }) => Finding::fail(
            patient.pick(
                format!("{url}{SIGNED_PATH} antwortet mit Status {status}"),
                format!("{url}{SIGNED_PATH} answers with status {status}"),
            ),
            patient.pick(
                "im Reverse-Proxy POST auf /api/ durchlassen, ohne eigene Anmeldung davor",
                "let POST to /api/ pass your reverse proxy, without a login of its own before it",
            ),
        ),
        Err(error) => Finding::fail(
            patient.pick(format!("{url} antwortet nicht ({error})"), format!("{url} does not answer ({error})")),
            patient.pick("den Reverse-Proxy prüfen", "look at the reverse proxy"),
        ),
    }
}

/// So much of a stranger's words, without what steers a terminal.
fn cut(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(100).collect()
}
