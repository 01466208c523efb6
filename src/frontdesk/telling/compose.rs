//! A message written out: the same each time, whatever has become of the visit since.

use crate::domain::message::ics::{Event, Method};
use crate::domain::message::kind::Kind;
use crate::domain::message::{ics, letter, sms};
use crate::domain::people::person::{Email, Phone};
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::telling::link;
use crate::post::mail::letter::{Calendar, Letter, Line, Mailbox};
use crate::post::sms::text_message::TextMessage;
use crate::store::messages::outbox::Message;

/// The name of the attached file.
const FILE_NAME: &str = "termin.ics";

/// A message as a mail.
pub(crate) fn mail(desk: &Desk, from: &Mailbox, message: &Message) -> Result<Letter> {
    let facts = &message.facts;
    let zone = facts.zone().unwrap_or_else(|| desk.salon.zone.clone());
    let to = Email::parse(&message.recipient)?;
    let reply_to = desk.salon.config.mail.reply_to.as_str();
    let link = address(desk, message);
    let written = letter::write(message.kind, facts, &zone, link.as_deref());
    let method = Method::of(message.kind);
    let event = Event {
        method,
        is_off: message.kind == Kind::Cancelled,
        sequence: message.revision,
        written_at: message.written_at,
        domain: &desk.salon.config.calcom.attendee_domain,
        organizer: (from.name.as_str(), from.address.as_str()),
        attendee: Some(to.as_str()),
        link: link.as_deref(),
    };
    let object = ics::write(&event, facts, &zone);
    Ok(Letter {
        id: message.id.clone(),
        written_at: message.written_at,
        from: from.clone(),
        reply_to: Email::parse(reply_to).ok(),
        to: Mailbox { name: Line::new(&facts.customer), address: to },
        subject: Line::new(&written.subject),
        text: written.text,
        html: Some(written.html),
        calendar: Some(Calendar { method: method.as_str(), object, file_name: FILE_NAME }),
    })
}

/// A message as a text message.
pub(crate) fn text_message(desk: &Desk, message: &Message) -> Result<TextMessage> {
    let facts = &message.facts;
    let zone = facts.zone().unwrap_or_else(|| desk.salon.zone.clone());
    let country = &desk.salon.config.company.country_code;
    let link = address(desk, message);
    Ok(TextMessage {
        id: message.id.clone(),
        to: Phone::parse(&message.recipient, country)
            .map_err(|_| Error::invalid("the number cannot be read"))?,
        text: sms::write(message.kind, facts, &zone, link.as_deref()),
    })
}

/// The visit's own page.
fn address(desk: &Desk, message: &Message) -> Option<String> {
    let url = desk.salon.config.server.public_url.as_str();
    let token = message.link_token.as_ref().filter(|_| !url.is_empty())?;
    Some(format!("{url}{}{token}", link::PATH))
}
