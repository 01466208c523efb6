//! Cal.com's key, tried at once.

use crate::domain::Result;
use crate::frontdesk::first_run::answers::{Fields, Step};
use crate::frontdesk::first_run::at_calcom;
use crate::frontdesk::first_run::salon::CALCOM_URL;
use crate::http::first_run::came::Came;
use crate::http::first_run::keyed::Keyed;
use crate::http::first_run::shown;
use crate::http::first_run::shown::{Field, Shown, input};
use crate::http::page::base::form::Form;
use crate::server::message::Response;
use maud::html;

const KEYED: Keyed = Keyed { step: Step::Calcom, usual_url: CALCOM_URL, page };

/// `GET /begin/calcom`.
pub(crate) fn show(came: &Came) -> Result<Response> {
    let secret = ("webhook_secret".to_owned(), came.first.proposed_secret());
    Ok(KEYED.show(came, Fields::from([secret])))
}

/// `POST /begin/calcom`.
pub(crate) fn take(came: &Came, form: &Form) -> Result<Response> {
    KEYED.take(came, form, |url, key| {
        at_calcom::look(url, key, came.language, came.deadline()).map(Some)
    })
}

fn page(came: &Came, shown: &Shown) -> Response {
    let lead = came.pick(
        "Gebucht wird bei Cal.com. Der Schlüssel steht dort unter Settings → Developer → API keys, am besten ohne Ablauf, und gehört jemandem, der das Team verwaltet. Wir probieren ihn gleich aus.",
        "Visits are booked at Cal.com. The key is made there under Settings → Developer → API keys, best without an end, by somebody who manages the team. We try it at once.",
    );
    let fields = html! {
        (KEYED.key_field(came, shown, came.pick("API-Schlüssel", "API key")))
        (input(shown, Field::text("webhook_secret", came.pick("Geheimnis der Webhooks", "Secret of the webhooks"))
            .hint(came.pick(
                "Damit beweist Cal.com, dass eine Nachricht von dort kommt. Dieses haben wir ausgedacht; trag es dort ein, oder lass es `chairside doctor --fix` tun. Leer: wir sehen jede Minute selbst nach.",
                "By it Cal.com proves that a message comes from there. We made this one up; type it in there, or let `chairside doctor --fix` do it. Empty: we look by ourselves every minute.",
            ))))
        (KEYED.url_field(came, shown, came.pick("Ein eigener Cal.com-Server", "A Cal.com server of your own")))
    };
    shown::step(came, Step::Calcom, shown, lead, &fields)
}
