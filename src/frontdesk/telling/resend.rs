//! A person has a message sent again: it keeps its name and says what it said.

use crate::domain::language::Language;
use crate::domain::message::kind::{Channel, Kind};
use crate::domain::people::number_type::{NumberType, number_type};
use crate::domain::people::person::{Email, Phone};
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::decider::Person;
use crate::frontdesk::expected::Expected;
use crate::frontdesk::telling::again;
use crate::frontdesk::telling::link;
use crate::frontdesk::telling::message_view;
use crate::frontdesk::telling::message_view::MessageView;
use crate::store::db::tx::Tx;
use crate::store::messages::outbox;
use crate::store::messages::outbox::Message;
use crate::store::messages::warning;

/// Where a message goes: an address, or a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Recipient {
    Mail(Email),
    Sms(Phone),
}

impl Recipient {
    /// As a person types it. `Invalid` for what is neither, and for a landline.
    pub fn parse(desk: &Desk, text: &str) -> Result<Recipient> {
        if text.contains('@') {
            return Email::parse(text).map(Recipient::Mail);
        }
        let phone = Phone::parse(text, &desk.salon.config.company.country_code)?;
        match number_type(&phone) {
            NumberType::Landline => Err(Error::invalid(
                "this is a landline: gateways charge for a text message to it, and nobody can read it",
            )),
            // Whoever types a number of an unknown plan knows whose it is.
            NumberType::Mobile | NumberType::Unknown => Ok(Recipient::Sms(phone)),
        }
    }

    fn parts(&self) -> (Channel, &str) {
        match self {
            Recipient::Mail(email) => (Channel::Mail, email.as_str()),
            Recipient::Sms(phone) => (Channel::Sms, phone.as_str()),
        }
    }
}

/// Has a message sent again, to where it went before or elsewhere. It is sent by `serve`.
///
/// `expected` is how it stood when a person saw it (`MessageView::seen`).
///
/// `Conflict` if it stands otherwise by now, is on its way, out of date, or tells of a visit that is over.
pub(crate) fn resend(
    desk: &Desk,
    said: &str,
    to: Option<Recipient>,
    expected: Expected<String>,
    who: &Person,
) -> Result<MessageView> {
    let (setting, now, said) = (desk.salon.telling.clone(), desk.now(), said.trim().to_owned());
    let by = who.decider().by.to_owned();
    let message = desk.store.write(move |tx| {
        let message = named(tx, setting.company, &said)?;
        let standing = again::seen(&message);
        expected
            .check(Some(&standing), || Ok(format!("this message is {}", message.state.as_str())))?;
        if let Some(why) = again::refusal(tx, &message, now)? {
            return Err(Error::Conflict(why.told(Language::En).to_owned()));
        }
        let (channel, recipient) = match &to {
            Some(to) => to.parts(),
            None => (message.channel, message.recipient.as_str()),
        };
        if channel == Channel::Nowhere {
            return Err(Error::Conflict(
                "this message went nowhere: say with --to where it is to go".into(),
            ));
        }
        let token = (setting.has_links && message.kind != Kind::Cancelled)
            .then(|| link::make(tx, &setting, &message.visit_ref, now))
            .transpose()?;
        outbox::reopen(tx, &message.id, (channel, recipient), token.as_deref(), now)?;
        let (company, kind) = (setting.company, warning::Kind::MessageFailed);
        warning::clear(tx, company, kind, &message.visit_ref, now)?;
        log::info!("message {} is sent again, by {by}", message.id);
        outbox::find(tx, company, &message.id)?.ok_or(Error::NotFound("message"))
    })?;
    desk.store.read(|connection| message_view::view(desk, connection, message))
}

/// By its name, or an unambiguous beginning or end of it.
fn named(tx: &Tx, company: crate::domain::ids::CompanyId, said: &str) -> Result<Message> {
    let not_found = || Error::NotFound("message");
    if said.is_empty() {
        return Err(not_found());
    }
    match outbox::named(tx, company, said, 2)?.as_slice() {
        [] => Err(not_found()),
        [one] => outbox::find(tx, company, one)?.ok_or_else(not_found),
        _ => Err(Error::Invalid(format!("several messages are called {said}: say more of it"))),
    }
}
