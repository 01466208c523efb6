//! A message about an invented visit, to see whether a way is open.

use crate::domain::message::facts::VisitFacts;
use crate::domain::message::kind::{Channel, Kind, State};
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::telling::compose;
use crate::frontdesk::telling::resend::Recipient;
use crate::post::outcome::Sent;
use crate::post::postbox::Postbox;
use crate::store::db::key;
use crate::store::messages::outbox::Message;
use time::Duration;

/// The visit begins so long from now.
const AHEAD: Duration = Duration::days(7);
const LENGTH: Duration = Duration::minutes(45);

/// Sends it at once. Gives the way it went, and what came of it.
pub(crate) fn send(desk: &Desk, postbox: &Postbox, to: Recipient) -> Result<(String, Sent)> {
    let message = message(desk, &to);
    match to {
        Recipient::Mail(_) => {
            let mail = postbox.mail.as_ref().ok_or_else(|| off("mail"))?;
            let letter = compose::mail(desk, &postbox.from, &message)?;
            Ok((mail.name(), mail.send(&letter)))
        }
        Recipient::Sms(_) => {
            let sms = postbox.sms.as_ref().ok_or_else(|| off("sms"))?;
            let text = compose::text_message(desk, &message)?;
            Ok((sms.name(), sms.send(&text)))
        }
    }
}

fn off(way: &str) -> Error {
    Error::Conflict(format!("{way}.transport is \"off\": nothing is sent this way"))
}

fn message(desk: &Desk, to: &Recipient) -> Message {
    let (language, now, id) = (desk.salon.language, desk.now(), key::fresh());
    let starts_at =
        now.replace_time(time::Time::MIDNIGHT).saturating_add(AHEAD + Duration::hours(9));
    let (channel, recipient) = match to {
        Recipient::Mail(email) => (Channel::Mail, email.as_str()),
        Recipient::Sms(phone) => (Channel::Sms, phone.as_str()),
    };
    let facts = VisitFacts {
        visit_ref: format!("test-{id}"),
        starts_at,
        ends_at: starts_at.saturating_add(LENGTH),
        before: None,
        service: language.pick("Probe: kein Termin", "A test: no appointment").to_owned(),
        staff: None,
        steps: Vec::new(),
        customer: String::new(),
        salon: desk.salon.telling.salon(None),
        language: language.as_str().to_owned(),
        zone: desk.salon.zone.name().to_owned(),
    };
    Message {
        request: None,
        visit_ref: facts.visit_ref.clone(),
        kind: Kind::Confirmed,
        revision: 0,
        channel,
        recipient: recipient.to_owned(),
        facts,
        state: State::Open,
        reason: String::new(),
        attempts: 0,
        due_at: now,
        next_try_at: Some(now),
        sending_at: None,
        link_token: None,
        created_at: now,
        written_at: now,
        finished_at: None,
        id,
    }
}
