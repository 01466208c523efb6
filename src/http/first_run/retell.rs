//! The telephone: Retell's key, tried at once, and how Retell reaches us. All of it may wait.

use crate::domain::Result;
use crate::frontdesk::first_run::answers::{Fields, Step};
use crate::frontdesk::first_run::at_calcom::Trouble;
use crate::frontdesk::first_run::at_retell;
use crate::frontdesk::first_run::salon::RETELL_URL;
use crate::http::first_run::came::{Came, next, typed};
use crate::http::first_run::shown;
use crate::http::first_run::shown::{Field, Shown, input};
use crate::http::page::base::ask::go;
use crate::http::page::base::form::Form;
use crate::server::message::Response;
use maud::html;

/// `GET /begin/retell`.
pub(crate) fn show(came: &Came) -> Result<Response> {
    let answers = came.first.answers();
    let shown = match answers.of(Step::Retell) {
        Some(fields) => Shown {
            faults: came.first.faults(&answers, Step::Retell, came.language),
            fields: fields.clone(),
            ..Shown::default()
        },
        None => Shown {
            fields: Fields::from([("base_url".to_owned(), RETELL_URL.to_owned())]),
            ..Shown::default()
        },
    };
    Ok(page(came, &shown))
}

/// `POST /begin/retell`: a key that was taken before stays if none is typed.
pub(crate) fn take(came: &Came, form: &Form) -> Result<Response> {
    let mut fields = typed(form);
    let before = came.first.answers();
    let get = |fields: &Fields, name: &str| {
        fields.get(name).map(|text| text.trim().to_owned()).unwrap_or_default()
    };
    if get(&fields, "api_key").is_empty() {
        fields.insert("api_key".to_owned(), came.first.known_key(Step::Retell));
    }
    if get(&fields, "base_url").is_empty() {
        fields.insert("base_url".to_owned(), RETELL_URL.to_owned());
    }
    let answers = before.with(Step::Retell, fields.clone());
    let faults = came.first.faults(&answers, Step::Retell, came.language);
    if !faults.is_empty() {
        return Ok(page(came, &Shown { fields, faults, ..Shown::default() }));
    }
    let (url, key) = (get(&fields, "base_url"), get(&fields, "api_key"));
    let tried = if key.is_empty() { Ok(()) } else { at_retell::look(&url, &key, came.language) };
    match tried {
        Ok(()) => {}
        Err(Trouble::Untried(_)) if form.get("do") == "untried" => {}
        Err(trouble) => {
            let may_go_untried = matches!(trouble, Trouble::Untried(_));
            let (Trouble::Wrong(told) | Trouble::Untried(told)) = trouble;
            if may_go_untried {
                came.first.remember_key(Step::Retell, &key);
            }
            return Ok(page(
                came,
                &Shown { fields, told: Some(told), may_go_untried, ..Shown::default() },
            ));
        }
    }
    came.first.take(Step::Retell, fields, None);
    Ok(go(&next(came.first)))
}

fn page(came: &Came, shown: &Shown) -> Response {
    let lead = came.pick(
        "Retell spricht mit den Anrufenden. Der Schlüssel steht dort unter API Keys; wir probieren ihn gleich aus. Hast du noch keinen, lass alles leer und trag es später nach.",
        "Retell speaks with the callers. The key stands there under API Keys; we try it at once. If you have none yet, leave all of it empty and add it later.",
    );
    let hint = if came.first.known_key(Step::Retell).is_empty() {
        ""
    } else {
        came.pick("Leer lassen: der von eben bleibt.", "Leave it empty: the one from before stays.")
    };
    let fields = html! {
        (input(shown, Field::text("api_key", came.pick("API-Schlüssel von Retell", "Retell's API key")).kind("password").hint(hint)))
        (input(shown, Field::text("public_url", came.pick("Öffentliche Adresse dieses Programms", "Public address of this program"))
            .example("https://termine.salon-haarscharf.example")
            .hint(came.pick(
                "Unter ihr erreichen Retell, Cal.com und eure Kundinnen dieses Programm, über einen Reverse-Proxy mit TLS.",
                "By it Retell, Cal.com and your customers reach this program, through a reverse proxy with TLS.",
            ))))
        (input(shown, Field::text("number", came.pick("Telefonnummer bei Retell", "Telephone number at Retell")).example("+493023125100")))
        details open[shown.get("base_url") != RETELL_URL && !shown.get("base_url").is_empty()] {
            summary { (came.pick("Eine andere Adresse von Retell", "Another address of Retell's")) }
            (input(shown, Field::text("base_url", came.pick("Adresse", "Address")).example(RETELL_URL)))
        }
    };
    shown::step(came, Step::Retell, shown, lead, &fields)
}
