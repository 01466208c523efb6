//! Cal.com's key, tried at once.

use crate::domain::Result;
use crate::frontdesk::first_run::answers::{Fields, Step};
use crate::frontdesk::first_run::at_calcom;
use crate::frontdesk::first_run::at_calcom::Trouble;
use crate::frontdesk::first_run::salon::CALCOM_URL;
use crate::http::first_run::came::{Came, next, typed};
use crate::http::first_run::shown;
use crate::http::first_run::shown::{Field, Shown, input};
use crate::http::page::base::ask::go;
use crate::http::page::base::form::Form;
use crate::server::message::Response;
use maud::html;

/// `GET /begin/calcom`.
pub(crate) fn show(came: &Came) -> Result<Response> {
    let answers = came.first.answers();
    let shown = match answers.of(Step::Calcom) {
        Some(fields) => Shown {
            faults: came.first.faults(&answers, Step::Calcom, came.language),
            fields: fields.clone(),
            ..Shown::default()
        },
        None => Shown {
            fields: Fields::from([
                ("base_url".to_owned(), CALCOM_URL.to_owned()),
                ("webhook_secret".to_owned(), came.first.proposed_secret()),
            ]),
            ..Shown::default()
        },
    };
    Ok(page(came, &shown))
}

/// `POST /begin/calcom`: a key that was taken before stays if none is typed.
pub(crate) fn take(came: &Came, form: &Form) -> Result<Response> {
    let mut fields = typed(form);
    let before = came.first.answers();
    let get = |fields: &Fields, name: &str| {
        fields.get(name).map(|text| text.trim().to_owned()).unwrap_or_default()
    };
    if get(&fields, "api_key").is_empty() {
        fields.insert("api_key".to_owned(), came.first.known_key(Step::Calcom));
    }
    if get(&fields, "base_url").is_empty() {
        fields.insert("base_url".to_owned(), CALCOM_URL.to_owned());
    }
    let answers = before.with(Step::Calcom, fields.clone());
    let faults = came.first.faults(&answers, Step::Calcom, came.language);
    if !faults.is_empty() {
        return Ok(page(came, &Shown { fields, faults, ..Shown::default() }));
    }
    let (url, key) = (get(&fields, "base_url"), get(&fields, "api_key"));
    let found = match at_calcom::look(&url, &key, came.language, came.deadline()) {
        Ok(found) => Some(found),
        Err(Trouble::Untried(_)) if form.get("do") == "untried" => None,
        Err(trouble) => {
            let may_go_untried = matches!(trouble, Trouble::Untried(_));
            let (Trouble::Wrong(told) | Trouble::Untried(told)) = trouble;
            // So that it need not be copied once more where it was not the key's fault.
            if may_go_untried {
                came.first.remember_key(Step::Calcom, &key);
            }
            return Ok(page(
                came,
                &Shown { fields, told: Some(told), may_go_untried, ..Shown::default() },
            ));
        }
    };
    came.first.take(Step::Calcom, fields, found);
    Ok(go(&next(came.first)))
}

fn page(came: &Came, shown: &Shown) -> Response {
    let lead = came.pick(
        "Gebucht wird bei Cal.com. Der Schlüssel steht dort unter Settings → Developer → API keys, am besten ohne Ablauf, und gehört jemandem, der das Team verwaltet. Wir probieren ihn gleich aus.",
        "Visits are booked at Cal.com. The key is made there under Settings → Developer → API keys, best without an end, by somebody who manages the team. We try it at once.",
    );
    let hint = if came.first.known_key(Step::Calcom).is_empty() {
        ""
    } else {
        came.pick("Leer lassen: der von eben bleibt.", "Leave it empty: the one from before stays.")
    };
    let fields = html! {
        (input(shown, Field::text("api_key", came.pick("API-Schlüssel", "API key")).kind("password").hint(hint)))
        (input(shown, Field::text("webhook_secret", came.pick("Geheimnis der Webhooks", "Secret of the webhooks"))
            .hint(came.pick(
                "Damit beweist Cal.com, dass eine Nachricht von dort kommt. Dieses haben wir ausgedacht; trag es dort ein, oder lass es `chairside doctor --fix` tun. Leer: wir sehen jede Minute selbst nach.",
                "By it Cal.com proves that a message comes from there. We made this one up; type it in there, or let `chairside doctor --fix` do it. Empty: we look by ourselves every minute.",
            ))))
        details open[shown.get("base_url") != CALCOM_URL && !shown.get("base_url").is_empty()] {
            summary { (came.pick("Ein eigener Cal.com-Server", "A Cal.com server of your own")) }
            (input(shown, Field::text("base_url", came.pick("Adresse", "Address")).example(CALCOM_URL)))
        }
    };
    shown::step(came, Step::Calcom, shown, lead, &fields)
}
