//! The telephone: Retell's key, tried at once, and how Retell reaches us. All of it may wait.

use crate::domain::Result;
use crate::frontdesk::first_run::answers::{Fields, Step};
use crate::frontdesk::first_run::at_retell;
use crate::frontdesk::first_run::salon::RETELL_URL;
use crate::http::first_run::came::Came;
use crate::http::first_run::keyed::Keyed;
use crate::http::first_run::shown;
use crate::http::first_run::shown::{Field, Shown, input};
use crate::http::page::base::form::Form;
use crate::server::message::Response;
use maud::html;

const KEYED: Keyed = Keyed { step: Step::Retell, usual_url: RETELL_URL, page };

/// `GET /begin/retell`.
pub(crate) fn show(came: &Came) -> Result<Response> {
    Ok(KEYED.show(came, Fields::default()))
}

/// `POST /begin/retell`. Without a key nobody is asked.
pub(crate) fn take(came: &Came, form: &Form) -> Result<Response> {
    KEYED.take(came, form, |url, key| {
        if !key.is_empty() {
            at_retell::look(url, key, came.language)?;
        }
        Ok(None)
    })
}

fn page(came: &Came, shown: &Shown) -> Response {
    let lead = came.pick(
        "Retell spricht mit den Anrufenden. Der Schlüssel steht dort unter API Keys; wir probieren ihn gleich aus. Hast du noch keinen, lass alles leer und trag es später nach.",
        "Retell speaks with the callers. The key stands there under API Keys; we try it at once. If you have none yet, leave all of it empty and add it later.",
    );
    let fields = html! {
        (KEYED.key_field(came, shown, came.pick("API-Schlüssel von Retell", "Retell's API key")))
        (input(shown, Field::text("public_url", came.pick("Öffentliche Adresse dieses Programms", "Public address of this program"))
            .example("https://termine.salon-haarscharf.example")
            .hint(came.pick(
                "Unter ihr erreichen Retell, Cal.com und eure Kundinnen dieses Programm, über einen Reverse-Proxy mit TLS.",
                "By it Retell, Cal.com and your customers reach this program, through a reverse proxy with TLS.",
            ))))
        (input(shown, Field::text("number", came.pick("Telefonnummer bei Retell", "Telephone number at Retell")).example("+493023125100")))
        (KEYED.url_field(came, shown, came.pick("Eine andere Adresse von Retell", "Another address of Retell's")))
    };
    shown::step(came, Step::Retell, shown, lead, &fields)
}
