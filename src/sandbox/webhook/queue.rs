//! Webhooks: who gets which, signed, sent once and never repeated.

use crate::sandbox::salon::state::{Booking, Level, State, Subscriber};
use crate::sandbox::stop::{Stop, lock, unpoisoned};
use crate::sandbox::types::WebhookMode;
use crate::sandbox::webhook::payload;
use crate::sandbox::webhook::payload::Trigger;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::collections::VecDeque;
use std::io;
use std::sync::{Condvar, Mutex};
use std::time::{Duration, Instant};
use time::OffsetDateTime;
use ureq::Agent;

const DELIVERY_TIMEOUT: Duration = Duration::from_secs(5);
/// What waits for delivery, is held back, or is remembered as sent, at most.
const QUEUE_MAX: usize = 50_000;
const NO_SECRET: &str = "no-secret-provided";

/// A signed webhook, ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookDelivery {
    /// Where to.
    pub url: String,
    /// For example `BOOKING_CREATED`.
    pub trigger: String,
    /// The exact bytes that were signed.
    pub body: String,
    /// The value of `X-Cal-Signature-256`.
    pub signature: String,
    /// The value of `X-Cal-Webhook-Version`.
    pub version: String,
}

impl WebhookDelivery {
    /// Sends it, however often it was sent before, and says the status answered. Waits at most five seconds.
    pub fn send(&self) -> io::Result<u16> {
        let config = Agent::config_builder()
            .timeout_global(Some(DELIVERY_TIMEOUT))
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .build();
        let answer = Agent::new_with_config(config)
            .post(&self.url)
            .header("Content-Type", "application/json")
            .header("X-Cal-Signature-256", &self.signature)
            .header("X-Cal-Webhook-Version", &self.version)
            .send(self.body.as_bytes());
        answer.map(|answer| answer.status().as_u16()).map_err(io::Error::other)
    }
}

/// A webhook that was sent, and what came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookResult {
    /// What was sent.
    pub delivery: WebhookDelivery,
    /// `None` if no answer came.
    pub status: Option<u16>,
}

/// The value of the signature header: lower-case hex, no prefix.
pub(crate) fn sign(secret: Option<&str>, body: &[u8]) -> String {
    let mac = secret.and_then(|secret| Hmac::<Sha256>::new_from_slice(secret.as_bytes()).ok());
    let Some(mut mac) = mac else { return NO_SECRET.to_owned() };
    mac.update(body);
    mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(crate) struct Webhooks {
    delay: Duration,
    mode: Mutex<WebhookMode>,
    queue: Mutex<Queue>,
    changed: Condvar,
}

#[derive(Default)]
struct Queue {
    waiting: VecDeque<(Instant, WebhookDelivery)>,
    sending: bool,
    held: Vec<WebhookDelivery>,
    sent: Vec<WebhookResult>,
}

impl Webhooks {
    pub(crate) fn new(mode: WebhookMode, delay: Duration) -> Webhooks {
        Webhooks { delay, mode: Mutex::new(mode), queue: Mutex::default(), changed: Condvar::new() }
    }

    pub(crate) fn set_mode(&self, mode: WebhookMode) {
        *lock(&self.mode) = mode;
    }

    /// Tells everybody concerned what happened to a booking.
    pub(crate) fn booking(
        &self,
        now: OffsetDateTime,
        state: &State,
        trigger: Trigger,
        booking: &Booking,
    ) {
        let mode = *lock(&self.mode);
        self.booking_as(mode, now, state, trigger, booking);
    }

    /// The same, whatever becomes of other webhooks.
    pub(crate) fn booking_as(
        &self,
        mode: WebhookMode,
        now: OffsetDateTime,
        state: &State,
        trigger: Trigger,
        booking: &Booking,
    ) {
        let wanted = |subscriber: &&Subscriber| {
            let triggers = subscriber.triggers.as_ref();
            triggers.is_none_or(|list| list.iter().any(|name| name == trigger.name()))
                && concerns(state, subscriber.level, booking)
        };
        let concerned: Vec<&Subscriber> = state.subscribers.iter().filter(wanted).collect();
        if !concerned.is_empty() {
            let payload = payload::of_booking(state, booking, trigger);
            self.push(mode, now, trigger, &payload, &concerned);
        }
    }

    /// The test button, for everybody.
    pub(crate) fn ping(&self, now: OffsetDateTime, state: &State) {
        let everybody: Vec<&Subscriber> = state.subscribers.iter().collect();
        let mode = *lock(&self.mode);
        self.push(mode, now, Trigger::Ping, &payload::ping(now), &everybody);
    }

    fn push(
        &self,
        mode: WebhookMode,
        now: OffsetDateTime,
        trigger: Trigger,
        payload: &serde_json::Value,
        to: &[&Subscriber],
    ) {
        let due = Instant::now().checked_add(self.delay).unwrap_or_else(Instant::now);
        let mut queue = lock(&self.queue);
        for subscriber in to.iter().filter(|subscriber| subscriber.active) {
            let body = payload::envelope(trigger, payload, &subscriber.version, now);
            let delivery = WebhookDelivery {
                url: subscriber.url.clone(),
                trigger: trigger.name().to_owned(),
                signature: sign(subscriber.secret.as_deref(), body.as_bytes()),
                body,
                version: subscriber.version.clone(),
            };
            match mode {
                WebhookMode::Deliver if queue.waiting.len() < QUEUE_MAX => {
                    queue.waiting.push_back((due, delivery));
                }
                WebhookMode::Hold if queue.held.len() < QUEUE_MAX => queue.held.push(delivery),
                WebhookMode::Deliver | WebhookMode::Hold | WebhookMode::Drop => {}
            }
        }
        self.changed.notify_all();
    }

    pub(crate) fn take_held(&self) -> Vec<WebhookDelivery> {
        std::mem::take(&mut lock(&self.queue).held)
    }

    pub(crate) fn sent(&self) -> Vec<WebhookResult> {
        lock(&self.queue).sent.clone()
    }

    /// Waits until nothing is on its way; says whether it came to that.
    pub(crate) fn wait_idle(&self, timeout: Duration) -> bool {
        let busy = |queue: &mut Queue| queue.sending || !queue.waiting.is_empty();
        let waited = self.changed.wait_timeout_while(lock(&self.queue), timeout, busy);
        !unpoisoned(waited).1.timed_out()
    }

    /// The delivery thread.
    pub(crate) fn run(&self, stop: &Stop) {
        while let Some((due, delivery)) = self.next(stop) {
            if stop.sleep(due.saturating_duration_since(Instant::now())) {
                return;
            }
            let status = delivery.send();
            if let Err(error) = &status {
                log::debug!("sandbox: webhook to {} failed: {error}", delivery.url);
            }
            let mut queue = lock(&self.queue);
            queue.sending = false;
            if queue.sent.len() < QUEUE_MAX {
                queue.sent.push(WebhookResult { delivery, status: status.ok() });
            }
            self.changed.notify_all();
        }
    }

    fn next(&self, stop: &Stop) -> Option<(Instant, WebhookDelivery)> {
        let mut queue = lock(&self.queue);
        loop {
            if stop.is_set() {
                return None;
            }
            if let Some(first) = queue.waiting.pop_front() {
                queue.sending = true;
                return Some(first);
            }
            queue = unpoisoned(self.changed.wait(queue));
        }
    }

    /// Lets the delivery thread see that everything ends.
    pub(crate) fn wake(&self) {
        // The lock makes sure that the thread either sleeps already or will look at the flag.
        let _queue = lock(&self.queue);
        self.changed.notify_all();
    }
}

/// Whether a registration hears of this booking. A user's never hears of a team's event types.
fn concerns(state: &State, level: Level, booking: &Booking) -> bool {
    let event_type = state.event_types.get(&booking.event_type_id);
    match level {
        Level::Organization(_) => true,
        Level::EventType(id) => booking.event_type_id == id,
        Level::User(id) => {
            booking.organizer == id && event_type.is_none_or(|e| e.spec.team_id.is_none())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_agree_with_known_ones() {
        // RFC 4231, test case 2.
        assert_eq!(
            sign(Some("Jefe"), b"what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
        assert_eq!(sign(None, b"anything"), NO_SECRET);
    }
}
