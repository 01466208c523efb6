//! Playing one entry of the day: ring, talk, hang up, and let everything come to rest.

use crate::demo::call::{Call, Caller, Step, Webhooks};
use crate::demo::look;
use crate::demo::look::{Heard, Line};
use crate::demo::salon::DAY_START;
use crate::demo::stage::{Stage, call_json, later, put};
use crate::sandbox::stand_in::WebhookMode;
use serde_json::{Value, json};
use std::thread;

/// The hour at which the day begins.
const FIRST_HOUR: u8 = 8;
/// Longer than from one poll to the next.
const POLLED_AFTER_SECONDS: i64 = 61;
/// From the last call until the day counts as over: longer than from one look at the alarms to the next.
const CLOSED_AFTER_SECONDS: i64 = 60;
/// How often a webhook of the storm is delivered: once to so many times.
const DELIVERIES_MAX: u64 = 3;
/// Where the storm's dice begin.
const STORM_SEED: u64 = 20_261_201;

pub(crate) struct Player<'a> {
    stage: &'a Stage,
    /// Until the storm all webhooks are held back.
    holding: bool,
    lines: Vec<Line>,
}

impl<'a> Player<'a> {
    /// Before the first call.
    pub(crate) fn new(stage: &'a Stage) -> Player<'a> {
        Player { stage, holding: true, lines: Vec::new() }
    }

    /// What came of every call so far, in their order.
    pub(crate) fn into_lines(self) -> Vec<Line> {
        self.lines
    }

    /// Plays one entry and says what came of it. Fails if an answer is not the one that must come.
    pub(crate) fn play(&mut self, call: &Call) -> Result<&Line, String> {
        let stage = self.stage;
        self.wait_until(call.at)?;
        let mode =
            if call.webhooks == Webhooks::Lost { WebhookMode::Drop } else { WebhookMode::Hold };
        stage.sandbox.set_webhooks(mode);
        for trouble in &call.troubles {
            stage.sandbox.fault(trouble.clone());
        }
        let before = stage.sandbox.requests().len();
        let heard = self.talk(call).map_err(|fault| format!("{}: {fault}", call.id))?;
        stage.sandbox.clear_faults();
        if call.webhooks == Webhooks::Lost {
            stage.forward(POLLED_AFTER_SECONDS);
        }
        stage.settle().map_err(|fault| format!("{}: {fault}", call.id))?;
        let requests = stage.sandbox.requests();
        let requests = requests.get(before..).unwrap_or_default();
        let look = || look::at(stage, call, &heard, requests);
        let mut line = look()?;
        if !self.holding {
            for webhook in stage.sandbox.take_webhooks() {
                stage.deliver(&webhook)?;
            }
            stage.rest()?;
            let then = look()?;
            // What was done at Cal.com is learnt from its webhooks; of a call they tell nothing new.
            if matches!(call.caller, Caller::Nobody) {
                line = then;
            } else if (&then.outcome, &then.staff) != (&line.outcome, &line.staff) {
                return Err(format!("{}: its webhooks changed what came of it", call.id));
            }
        }
        self.lines.push(line);
        self.lines.last().ok_or_else(|| "no line was written".into())
    }

    /// All webhooks held back come now, shuffled, each once to three times. They must change nothing.
    pub(crate) fn storm(&mut self, at: (u8, u8)) -> Result<String, String> {
        let stage = self.stage;
        self.wait_until(at)?;
        let before = look::everything(stage)?;
        let webhooks = stage.sandbox.take_webhooks();
        let mut dice = Dice(STORM_SEED);
        let mut storm = Vec::new();
        for webhook in &webhooks {
            for _ in 0..=dice.below(DELIVERIES_MAX) {
                storm.push(webhook);
            }
        }
        dice.shuffle(&mut storm);
        for webhook in &storm {
            stage.deliver(webhook)?;
        }
        stage.settle()?;
        if look::everything(stage)? != before {
            return Err("the webhook storm changed what was known already".into());
        }
        self.holding = false;
        Ok(format!(
            "webhook storm: the {} webhooks of the morning come {} times in all, out of order; nothing changes",
            webhooks.len(),
            storm.len()
        ))
    }

    /// The day is over: everything is looked at once more, by whoever does so every so often.
    pub(crate) fn close(&self) -> Result<(), String> {
        self.stage.forward(CLOSED_AFTER_SECONDS);
        self.stage.rest()
    }

    fn wait_until(&self, (hour, minute): (u8, u8)) -> Result<(), String> {
        let minutes = i64::from(hour.saturating_sub(FIRST_HOUR)) * 60 + i64::from(minute);
        self.stage.clock.forward_to(later(DAY_START, minutes * 60));
        self.stage.rest()
    }

    /// The call itself: the question who it is, the functions, the events around them.
    fn talk(&self, call: &Call) -> Result<Heard, String> {
        let rings = matches!(call.caller, Caller::Number(_) | Caller::Withheld);
        if rings {
            let mut inbound = call_json(&call.id, call.caller);
            put(&mut inbound, "call_status", json!("registered"));
            let asked = json!({ "event": "call_inbound", "call_inbound": inbound });
            self.must(200, "/api/retell/inbound", &asked)?;
        }
        let speaks = rings || matches!(call.caller, Caller::Web);
        if speaks {
            self.event("call_started", call)?;
        }
        let mut heard = Heard { name: "nothing", body: Value::Null, times: 0 };
        for step in &call.steps {
            heard = match step {
                Step::Function { name, args, offer, status, times } => {
                    let mut args = args.clone();
                    if let Some(nth) = offer {
                        put(&mut args, "offer_id", offer_id(&heard.body, *nth)?);
                    }
                    let body = self.function(call, name, &args, *times)?;
                    check_status(name, &body, status)?;
                    Heard { name, body, times: *times }
                }
                Step::Form { order } => {
                    Heard { name: "book_appointment", body: self.form(call, order)?, times: 1 }
                }
                other => Heard { name: "page", body: self.at_calcom(call, other)?, times: 1 },
            };
        }
        if speaks {
            self.event("call_ended", call)?;
            self.event("call_analyzed", call)?;
        }
        Ok(heard)
    }

    fn event(&self, event: &str, call: &Call) -> Result<(), String> {
        let body = json!({ "event": event, "call": call_json(&call.id, call.caller) });
        self.must(204, "/api/retell/webhook", &body).map(|_| ())
    }

    /// Calls a function so often at once. Every answer must be the same.
    fn function(
        &self,
        call: &Call,
        name: &str,
        args: &Value,
        times: usize,
    ) -> Result<Value, String> {
        let call = call_json(&call.id, call.caller);
        let body = json!({ "name": name, "args": args, "call": call });
        let answers = thread::scope(|scope| {
            let one = || self.must(200, "/api/retell/function", &body);
            let asked: Vec<_> = (0..times).map(|_| scope.spawn(one)).collect();
            asked.into_iter().map(|answer| answer.join()).collect::<Vec<_>>()
        });
        let mut first = None;
        for answer in answers {
            let answer = answer.map_err(|_| format!("{name} panicked"))??;
            match &first {
                None => first = Some(answer),
                Some(first) if *first != answer => {
                    return Err(format!("{name} was answered {first} and {answer}"));
                }
                Some(_) => {}
            }
        }
        first.ok_or_else(|| format!("{name} was not called"))
    }

    /// The website's form, which says itself what makes a repeat.
    fn form(&self, call: &Call, order: &Value) -> Result<Value, String> {
        let mut order = order.clone();
        put(&mut order, "request_id", json!(call.id));
        match self.stage.form(&order)? {
            (201, answer) => Ok(answer),
            (status, answer) => Err(format!("the form was answered {status}: {answer}")),
        }
    }

    fn must(&self, status: u16, path: &str, body: &Value) -> Result<Value, String> {
        match self.stage.retell(path, body)? {
            (found, answer) if found == status => Ok(answer),
            (found, answer) => Err(format!("{path} answered {found}: {answer}")),
        }
    }

    /// What is done at Cal.com, past Chairside.
    fn at_calcom(&self, call: &Call, step: &Step) -> Result<Value, String> {
        let stage = self.stage;
        match step {
            Step::Page { event_type, start, name, told_by_retell } => {
                let attendee = json!({
                    "name": name, "email": "gast@example.com", "timeZone": "Europe/Berlin",
                    "language": "de",
                });
                let body =
                    json!({ "eventTypeId": event_type, "start": start, "attendee": attendee });
                let answer = stage.page("/v2/bookings", &body)?;
                if *told_by_retell {
                    let event = json!({
                        "event": "appointment.created", "calcom_booking": answer,
                        "call": call_json(&call.id, call.caller),
                    });
                    self.must(204, "/api/retell/webhook", &event)?;
                }
                Ok(answer)
            }
            Step::PageCancels { of } => {
                let uid = self.uid_of(of)?;
                let body = json!({ "cancellationReason": "Die Kundin hat im Salon abgesagt" });
                stage.page(&format!("/v2/bookings/{uid}/cancel"), &body)
            }
            Step::PageHandsOver { of, to } => {
                let uid = self.uid_of(of)?;
                stage.page(&format!("/v2/bookings/{uid}/reassign/{to}"), &json!({}))
            }
            Step::Function { .. } | Step::Form { .. } => Err("no step at Cal.com".into()),
        }
    }

    /// The booking of an earlier call.
    fn uid_of(&self, call_id: &str) -> Result<String, String> {
        let line = self.lines.iter().find(|line| line.call_id == call_id);
        line.and_then(|line| line.booking_uid.clone())
            .ok_or_else(|| format!("{call_id} has no booking"))
    }
}

fn offer_id(answer: &Value, nth: usize) -> Result<Value, String> {
    let offers = answer.get("offers").or_else(|| answer.get("alternatives"));
    offers
        .and_then(|offers| offers.get(nth)?.get("offer_id"))
        .cloned()
        .ok_or_else(|| format!("there is no offer number {nth} in {answer}"))
}

fn check_status(name: &str, answer: &Value, wanted: &str) -> Result<(), String> {
    if answer.get("status").and_then(Value::as_str) == Some(wanted) {
        return Ok(());
    }
    Err(format!("{name} should have been answered \"{wanted}\", and was {answer}"))
}

/// Dice that always fall the same way: Marsaglia's xorshift.
struct Dice(u64);

impl Dice {
    /// A number from 0 to one less than this.
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.checked_rem(end).unwrap_or(0)
    }

    fn shuffle<T>(&mut self, things: &mut [T]) {
        for last in (1..things.len()).rev() {
            let end = u64::try_from(last).unwrap_or(0).saturating_add(1);
            let other = usize::try_from(self.below(end)).unwrap_or(last);
            things.swap(last, other);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dice_always_fall_the_same_way_and_lose_nothing() {
        let throw = || {
            let mut things: Vec<u32> = (0..50).collect();
            Dice(STORM_SEED).shuffle(&mut things);
            things
        };
        let mut things = throw();
        assert_eq!(things, throw());
        assert_ne!(things, (0..50).collect::<Vec<u32>>());
        things.sort_unstable();
        assert_eq!(things, (0..50).collect::<Vec<u32>>());
    }
}
