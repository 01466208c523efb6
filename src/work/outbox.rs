//! Sending what customers are told: a message at a time, by mail and by text message each at its own pace.
//!
//! A message is taken up in a transaction before it is sent, and what came of it is written in another. After a crash
//! between the two it is sent again, under the same name; that can be one message, as no more than one is on its way.

use crate::domain::message::kind::{Channel, Kind, State};
use crate::domain::message::way::Why;
use crate::domain::{Result, backoff};
use crate::frontdesk::Desk;
use crate::frontdesk::telling::compose;
use crate::frontdesk::voice::callers::Voice;
use crate::logging::fact::Fact;
use crate::logging::request;
use crate::post::outcome;
use crate::post::outcome::Failure;
use crate::post::postbox::Postbox;
use crate::store::messages::outbox::Message;
use crate::store::messages::{outbox, warning};
use crate::store::visit::appointment;
use time::{Duration, OffsetDateTime};

/// How many messages of a channel one step sends.
const BATCH_MAX: u32 = 50;
/// The first pause before a message is tried again; each further one is twice as long.
const PAUSE_FIRST: Duration = Duration::seconds(30);
const PAUSE_MAX: Duration = Duration::HOUR;
/// The first pause of a channel that took nothing, whatever it was given; each further one is twice as long.
const CHANNEL_PAUSE_FIRST: Duration = Duration::seconds(2);
const CHANNEL_PAUSE_MAX: Duration = Duration::minutes(5);

/// What is remembered of the channels between two steps.
#[derive(Default)]
pub(crate) struct Memory {
    mail: Pace,
    sms: Pace,
}

/// How a channel goes: one that takes nothing is not tried with each message that waits for it.
#[derive(Default)]
struct Pace {
    failures: u32,
    until: Option<OffsetDateTime>,
}

impl Pace {
    /// A clock that was put back keeps nothing waiting for longer than a pause can be.
    fn is_open(&self, now: OffsetDateTime) -> bool {
        self.until.is_none_or(|until| now >= until || until - now > CHANNEL_PAUSE_MAX)
    }

    fn went_well(&mut self) {
        *self = Pace::default();
    }

    fn failed(&mut self, now: OffsetDateTime) {
        let pause = backoff::pause(CHANNEL_PAUSE_FIRST, self.failures, CHANNEL_PAUSE_MAX);
        self.failures = self.failures.saturating_add(1);
        self.until = Some(now.saturating_add(pause));
    }
}

/// Sends what is due. Gives how many messages came to an end, sent or given up.
pub(crate) fn step(
    desk: &Desk,
    postbox: &Postbox,
    memory: &mut Memory,
    is_stopping: &dyn Fn() -> bool,
) -> Result<usize> {
    let mut ended = 0;
    for (channel, pace) in [(Channel::Mail, &mut memory.mail), (Channel::Sms, &mut memory.sms)] {
        let now = desk.now();
        if !pace.is_open(now) {
            continue;
        }
        let due = desk.store.read(|connection| outbox::due(connection, channel, now, BATCH_MAX))?;
        for id in due {
            if is_stopping() {
                return Ok(ended);
            }
            match send(desk, postbox, &id)? {
                Went::Ended => pace.went_well(),
                Went::PutOff => {
                    pace.failed(desk.now());
                    break;
                }
                Went::NotDue => continue,
            }
            ended += 1;
        }
    }
    Ok(ended)
}

/// What became of a message.
enum Went {
    /// It is sent, or it will not be.
    Ended,
    /// It is tried again later.
    PutOff,
    /// It was changed meanwhile.
    NotDue,
}

fn send(desk: &Desk, postbox: &Postbox, id: &str) -> Result<Went> {
    let (own, now) = (id.to_owned(), desk.now());
    let Some(message) = desk.store.write(move |tx| outbox::claim(tx, &own, now))? else {
        return Ok(Went::NotDue);
    };
    // It goes on under the name of the request because of which it was written.
    let named = message.request.as_deref().map(request::named);
    request::on(named.unwrap_or_else(|| request::fresh("m")), || {
        send_claimed(desk, postbox, &message, now)
    })
}

fn send_claimed(
    desk: &Desk,
    postbox: &Postbox,
    message: &Message,
    now: OffsetDateTime,
) -> Result<Went> {
    if let Some(useless) = useless(desk, message, now) {
        end(desk, message, useless)?;
        return Ok(Went::Ended);
    }
    let sent = match message.channel {
        Channel::Mail => postbox.mail.as_ref().map(|mail| {
            let letter = compose::mail(desk, &postbox.from, message);
            letter.map_err(unwritten).and_then(|letter| mail.send(&letter))
        }),
        Channel::Sms => postbox.sms.as_ref().map(|sms| {
            let text = compose::text_message(desk, message);
            text.map_err(unwritten).and_then(|text| sms.send(&text))
        }),
        Channel::Nowhere => None,
    };
    match sent {
        None => {
            end(desk, message, Useless::SwitchedOff)?;
            Ok(Went::Ended)
        }
        Some(Ok(provider_id)) => {
            taken(desk, message, provider_id)?;
            Ok(Went::Ended)
        }
        Some(Err(failure)) => failed(desk, message, &failure),
    }
}

/// What cannot be written out cannot be sent, however often it is tried.
fn unwritten(error: crate::domain::Error) -> Failure {
    Failure::refused("the message cannot be written", error.for_log())
}

/// Why a message is not sent that is due.
enum Useless {
    /// The visit has begun, or is over.
    TooLate,
    /// This kind of message, or its channel, is switched off since.
    SwitchedOff,
}

fn useless(desk: &Desk, message: &Message, now: OffsetDateTime) -> Option<Useless> {
    let facts = &message.facts;
    let until = match message.kind {
        Kind::Cancelled => facts.ends_at,
        Kind::Confirmed | Kind::Moved | Kind::Reminder => facts.starts_at,
    };
    if until <= now {
        return Some(Useless::TooLate);
    }
    let reminds = desk.salon.telling.reminds_before.is_some();
    (message.kind == Kind::Reminder && !reminds).then_some(Useless::SwitchedOff)
}

fn end(desk: &Desk, message: &Message, useless: Useless) -> Result<()> {
    match useless {
        Useless::SwitchedOff => {
            let (id, now) = (message.id.clone(), desk.now());
            let why = Why::SwitchedOff.as_str();
            let may_have_left = message.may_have_left();
            desk.store.write(move |tx| {
                outbox::finish(tx, &id, (State::Untold, why), may_have_left, now).map(|_| ())
            })
        }
        Useless::TooLate => give_up(desk, message, "too late", message.may_have_left()),
    }
}

/// What became of a message, for the log.
fn of(message: &Message, outcome: &'static str) -> Fact {
    Fact::new("message")
        .with("id", &message.id)
        .with("kind", message.kind.as_str())
        .with("channel", message.channel.as_str())
        .with("outcome", outcome)
}

fn taken(desk: &Desk, message: &Message, provider_id: Option<String>) -> Result<()> {
    let (company, now) = (desk.salon.company, desk.now());
    let (id, visit_ref) = (message.id.clone(), message.visit_ref.clone());
    let fact = of(message, "sent");
    desk.store.write(move |tx| {
        fact.tell();
        outbox::sent(tx, &id, provider_id.as_deref(), now)?;
        warning::clear(tx, company, warning::Kind::MessageFailed, &visit_ref, now).map(|_| ())
    })
}

fn failed(desk: &Desk, message: &Message, failure: &Failure) -> Result<Went> {
    let now = desk.now();
    let hours = i64::try_from(desk.salon.config.messages.give_up_hours).unwrap_or(i64::MAX);
    let is_over = now >= message.due_at.saturating_add(Duration::hours(hours));
    // A doubt stays: what an earlier try may have sent is not taken back by the no that this one heard.
    let may_have_left = message.may_have_left() || failure.kind == outcome::Kind::Unknown;
    if failure.kind == outcome::Kind::Refused || is_over {
        log::error!("message {} is given up: {}", message.id, failure.code);
        give_up(desk, message, &failure.to_string(), may_have_left)?;
        return Ok(Went::Ended);
    }
    log::warn!("message {} is sent again later: {}", message.id, failure.code);
    let pause = backoff::pause(PAUSE_FIRST, message.attempts, PAUSE_MAX);
    let (id, why, next) = (message.id.clone(), failure.to_string(), now.saturating_add(pause));
    desk.store.write(move |tx| outbox::retry(tx, &id, &why, may_have_left, next))?;
    Ok(Went::PutOff)
}

/// Nobody will be told by this message: a person must know. In the same transaction.
fn give_up(desk: &Desk, message: &Message, why: &str, may_have_left: bool) -> Result<()> {
    let (company, now) = (desk.salon.company, desk.now());
    let (message, why) = (message.clone(), why.to_owned());
    let salon = desk.salon.clone();
    desk.store.write(move |tx| {
        of(&message, "given up").tell();
        let ended = outbox::finish(tx, &message.id, (State::GivenUp, &why), may_have_left, now)?;
        // A reminder that came to nothing is no harm, and what was replaced meanwhile is told by a newer one.
        if !ended || message.kind == Kind::Reminder {
            return Ok(());
        }
        let visit = appointment::find_by_ref(tx, &message.visit_ref)?.map(|(id, _)| id);
        let said = Voice::of(&salon).message_failed(visit, message.facts.starts_at, &message.id);
        let kind = warning::Kind::MessageFailed;
        warning::raise(tx, company, kind, &message.visit_ref, &said, now).map(|_| ())
    })
}
