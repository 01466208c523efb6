//! A letter in the form of a mail (RFC 5322, MIME; a meeting as RFC 6047 has it).

use crate::post::mail::letter::{Calendar, Letter, Mailbox};
use crate::post::outcome::Failure;
use lettre::address::Address;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox as LettreMailbox, Message, MultiPart, SinglePart};
use std::time::{Duration, SystemTime};

/// The mail's bytes, lines ending with CR LF: the same for the same letter.
pub(crate) fn compose(letter: &Letter) -> Result<Vec<u8>, Failure> {
    let odd = |what: &str| Failure::refused("the mail cannot be written", what);
    let from = mailbox(&letter.from).ok_or_else(|| odd("the sender's address"))?;
    let to = mailbox(&letter.to).ok_or_else(|| odd("the address"))?;
    let domain = from.email.domain().to_owned();
    let mut head = Message::builder()
        .message_id(Some(format!("<{}@{domain}>", letter.id)))
        .date(system_time(letter))
        .from(from)
        .to(to)
        .subject(letter.subject.as_str())
        // No machine shall answer it with "I am away" (RFC 3834).
        .raw_header(HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        ));
    if let Some(reply_to) = letter.reply_to.as_ref() {
        let email = reply_to.as_str().parse().map_err(|_| odd("the address for answers"))?;
        head = head.reply_to(LettreMailbox::new(None, email));
    }
    let mail = match (&letter.html, &letter.calendar) {
        (None, None) => head.singlepart(SinglePart::plain(letter.text.clone())),
        (_, None) => head.multipart(readings(letter)?),
        (_, Some(calendar)) => {
            let whole = MultiPart::mixed().boundary(boundary(letter, 'm'));
            head.multipart(whole.multipart(readings(letter)?).singlepart(attached(calendar)?))
        }
    };
    mail.map(|mail| mail.formatted()).map_err(|error| odd(&error.to_string()))
}

/// The same said in several ways, the plainest first.
fn readings(letter: &Letter) -> Result<MultiPart, Failure> {
    let mut parts = MultiPart::alternative()
        .boundary(boundary(letter, 'a'))
        .singlepart(SinglePart::plain(letter.text.clone()));
    if let Some(html) = &letter.html {
        parts = parts.singlepart(SinglePart::html(html.clone()));
    }
    if let Some(calendar) = &letter.calendar {
        let kind =
            content_type(&format!("text/calendar; charset=utf-8; method={}", calendar.method))?;
        let part = SinglePart::builder().header(kind).body(calendar.object.clone());
        parts = parts.singlepart(part);
    }
    Ok(parts)
}

/// As a file, for whoever opens it by hand. Of another type than the part, so that no program acts twice.
fn attached(calendar: &Calendar) -> Result<SinglePart, Failure> {
    let kind = content_type(&format!("application/ics; name=\"{}\"", calendar.file_name))?;
    Ok(Attachment::new(calendar.file_name.to_owned()).body(calendar.object.clone(), kind))
}

fn content_type(text: &str) -> Result<ContentType, Failure> {
    ContentType::parse(text).map_err(|error| Failure::refused("the mail cannot be written", error))
}

/// Never within a part: `=_` stands in no encoded text.
fn boundary(letter: &Letter, which: char) -> String {
    format!("=_{}_{which}", letter.id)
}

fn mailbox(mailbox: &Mailbox) -> Option<LettreMailbox> {
    let address: Address = mailbox.address.as_str().parse().ok()?;
    let name = Some(mailbox.name.to_string()).filter(|name| !name.is_empty());
    Some(LettreMailbox::new(name, address))
}

fn system_time(letter: &Letter) -> SystemTime {
    let seconds = u64::try_from(letter.written_at.unix_timestamp()).unwrap_or_default();
    SystemTime::UNIX_EPOCH
        .checked_add(Duration::from_secs(seconds))
        .unwrap_or(SystemTime::UNIX_EPOCH)
}
