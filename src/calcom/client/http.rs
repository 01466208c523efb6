//! `HttpCalcom`: Cal.com over blocking HTTP, with every limit set.
//!
//! Reads share one agent with a small pool. Whatever changes something takes a fresh connection, because
//! a server that closes an idle one at the wrong moment leaves a booking in doubt. Nothing is repeated but a
//! read that met such a closed connection. Redirects are never followed and no proxy is taken from the
//! environment, so the key goes to the configured server and nowhere else.

use crate::calcom::client::agent::agent;
use crate::calcom::client::checks::{askable, not_askable, same_event_type};
pub(crate) use crate::calcom::client::checks::{not_understood, same_booking};
use crate::calcom::client::options::ClientOptions;
use crate::calcom::client::outcome::{Answer, Effect, broken_off, ended, no_answer, outcome};
use crate::calcom::client::progress::watched;
use crate::calcom::client::request::{Method, Request};
use crate::calcom::client::turn::Turns;
use crate::calcom::client::wait::{date, named_wait};
use crate::calcom::exchange::{Exchange, Listener};
use crate::calcom::usage::Usage;
use crate::calcom::{
    BookingFilter, BookingPage, Calcom, CallError, CallResult, EventTypeList, MemberPage, Members,
    NewBooking, Reservation, Right, Slot, Team, wire,
};
use crate::domain::doctor::hook::{Hook, HookHome, NewHook};
use crate::domain::event_type::fields::{Fields, Home, Seen};
use crate::domain::host::identity::{AnswerKind, Host};
use crate::domain::visit::booking::BookingFacts;
use serde_json::{Value, json};
use std::sync::{PoisonError, RwLock};
use std::time::{Duration, Instant};
use time::OffsetDateTime;
use ureq::http::HeaderValue;
use ureq::{Agent, RequestBuilder};

/// Idle connections kept for reads.
const READ_IDLE_CONNECTIONS: usize = 4;
/// A list of event types has no pages: some hundreds, of about 3.5 kB each.
const EVENT_TYPES_MAX_BYTES: u64 = 8 * 1024 * 1024;

/// Cal.com over HTTP. Share one per key: it holds the connections and the rate limit.
pub struct HttpCalcom {
    options: ClientOptions,
    authorization: HeaderValue,
    reads: Agent,
    changes: Agent,
    turns: Turns,
    listeners: RwLock<Vec<Listener>>,
}

impl HttpCalcom {
    /// Checks the options; nothing is sent. The error is a sentence for the operator, without the key.
    pub fn new(options: ClientOptions) -> Result<HttpCalcom, String> {
        options.check()?;
        let mut authorization = HeaderValue::from_str(&format!("Bearer {}", options.api_key))
            .map_err(|_| "the Cal.com key holds characters that no header may hold".to_owned())?;
        authorization.set_sensitive(true);
        Ok(HttpCalcom {
            authorization,
            reads: agent(READ_IDLE_CONNECTIONS),
            changes: agent(0),
            turns: Turns::new(&options),
            listeners: RwLock::default(),
            options,
        })
    }

    /// Sends a request, within the limit and the deadline, and sorts what came back.
    fn call(&self, request: &Request<'_>, deadline: Instant) -> CallResult<Value> {
        let mut took = None;
        let answered = self.exchange(request, deadline, &mut took);
        let exchange = Exchange {
            method: request.word(),
            path: &request.path,
            urgency: request.urgency(),
            ended: ended(&answered),
            took,
            date: answered.as_ref().ok().and_then(|answer| answer.date),
        };
        let listeners = self.listeners.read().unwrap_or_else(PoisonError::into_inner);
        listeners.iter().for_each(|listener| listener(exchange));
        outcome(request.effect(), &answered?)
    }

    /// Sends a request and takes the answer. An idle connection that was closed meanwhile is met once.
    fn exchange(
        &self,
        request: &Request<'_>,
        deadline: Instant,
        took: &mut Option<Duration>,
    ) -> CallResult<Answer> {
        let (changes, urgency) = (request.effect() == Effect::Changes, request.urgency());
        self.turns.wait(deadline, urgency)?;
        let agent = if changes { &self.changes } else { &self.reads };
        let mut begun = Instant::now();
        let (mut result, mut progress) = watched(|| self.send(agent, request, deadline));
        *took = Some(begun.elapsed());
        let met_closed_connection =
            !changes && !progress.connected && matches!(result, Err(ureq::Error::Io(_)));
        if met_closed_connection {
            self.turns.wait(deadline, urgency)?;
            begun = Instant::now();
            (result, progress) = watched(|| self.send(&self.changes, request, deadline));
            *took = Some(begun.elapsed());
        }
        let answer = result.map_err(|error| no_answer(&error, progress))?;
        if let Some(seconds) = answer.retry_after_seconds {
            self.turns.close(seconds);
        }
        Ok(answer)
    }

    fn send(
        &self,
        agent: &Agent,
        request: &Request<'_>,
        deadline: Instant,
    ) -> Result<Answer, ureq::Error> {
        let url = format!("{}{}", self.options.base_url.trim_end_matches('/'), request.path);
        let response = match &request.method {
            Method::Get => self.dressed(agent.get(url), request, deadline).call()?,
            Method::Delete => self.dressed(agent.delete(url), request, deadline).call()?,
            Method::Post(body) => self
                .dressed(agent.post(url), request, deadline)
                .header("content-type", "application/json")
                .send(body.to_string())?,
            Method::Patch(body) => self
                .dressed(agent.patch(url), request, deadline)
                .header("content-type", "application/json")
                .send(body.to_string())?,
        };
        let (parts, body) = response.into_parts();
        let now = (self.options.clock)();
        Ok(Answer {
            status: parts.status.as_u16(),
            retry_after_seconds: named_wait(parts.status.as_u16(), &parts.headers, now),
            date: date(&parts.headers),
            // One more, as ureq's limit must not be reached even by a body that just fits.
            body: body
                .into_with_config()
                .limit(request.max_body_bytes.saturating_add(1))
                .read_to_vec()
                .map_err(broken_off),
        })
    }

    /// The headers and time-outs that every request has.
    fn dressed<B>(
        &self,
        builder: RequestBuilder<B>,
        request: &Request<'_>,
        deadline: Instant,
    ) -> RequestBuilder<B> {
        let left = deadline
            .saturating_duration_since(Instant::now())
            .max(Duration::from_millis(1))
            .min(self.options.total_timeout);
        builder
            .config()
            .timeout_global(Some(left))
            .timeout_connect(Some(left.min(self.options.connect_timeout)))
            .build()
            .header("authorization", self.authorization.clone())
            .header("cal-api-version", request.version)
            .header("accept", "application/json")
    }

    fn read<'a>(&'a self, path: String) -> Request<'a> {
        self.request(path, &self.options.bookings_version, Method::Get)
    }

    fn change<'a>(&'a self, path: String, body: Value) -> Request<'a> {
        self.request(path, &self.options.bookings_version, Method::Post(body))
    }

    fn request<'a>(&self, path: String, version: &'a str, method: Method) -> Request<'a> {
        Request { path, version, method, max_body_bytes: self.options.max_body_bytes }
    }

    /// A call about a home's event types, or about one of them.
    fn event_types_call(
        &self,
        home: Home,
        id: Option<i64>,
        method: Method,
        deadline: Instant,
    ) -> CallResult<Value> {
        let path = wire::event_types_path(home, id);
        self.call(&self.request(path, &self.options.event_types_version, method), deadline)
    }

    /// A call about the webhooks of a home; those of event types are asked for in event types' version.
    fn hooks_call(
        &self,
        of: HookHome,
        id: Option<&str>,
        method: Method,
        deadline: Instant,
    ) -> CallResult<Value> {
        let path = wire::hooks_path(of, id);
        self.call(&self.request(path, &self.options.event_types_version, method), deadline)
    }
}

impl Calcom for HttpCalcom {
    fn add_listener(&self, listener: Listener) {
        self.listeners.write().unwrap_or_else(PoisonError::into_inner).push(listener);
    }

    fn usage(&self) -> Option<Usage> {
        Some(self.turns.usage())
    }

    fn book(&self, new: &NewBooking, deadline: Instant) -> CallResult<BookingFacts> {
        let body = wire::booking_body(new).map_err(not_askable)?;
        let answer = self.call(&self.change("/v2/bookings".to_owned(), body), deadline)?;
        wire::changed_facts(&answer).map_err(not_understood)
    }

    fn booking(&self, uid: &str, deadline: Instant) -> CallResult<BookingFacts> {
        askable(uid)?;
        let answer = self.call(&self.read(wire::booking_path(uid, None)), deadline)?;
        same_booking(wire::facts(&answer, AnswerKind::Get).map_err(not_understood)?, uid)
    }

    fn bookings(&self, filter: &BookingFilter, deadline: Instant) -> CallResult<BookingPage> {
        let path = wire::bookings_path(filter).map_err(not_askable)?;
        let answer = self.call(&self.read(path), deadline)?;
        let page = wire::bookings(&answer).map_err(not_understood)?;
        for why in &page.unreadable {
            log::warn!("calcom: an entry of the list of bookings is left out: {why}");
        }
        Ok(page)
    }

    fn cancel(&self, uid: &str, reason: &str, deadline: Instant) -> CallResult<BookingFacts> {
        askable(uid)?;
        let path = wire::booking_path(uid, Some("cancel"));
        let answer = self.call(&self.change(path, wire::cancel_body(reason)), deadline)?;
        same_booking(wire::changed_facts(&answer).map_err(not_understood)?, uid)
    }

    fn reschedule(
        &self,
        uid: &str,
        start: OffsetDateTime,
        reason: &str,
        deadline: Instant,
    ) -> CallResult<BookingFacts> {
        askable(uid)?;
        let body = wire::reschedule_body(start, reason).map_err(not_askable)?;
        let path = wire::booking_path(uid, Some("reschedule"));
        let answer = self.call(&self.change(path, body), deadline)?;
        wire::changed_facts(&answer).map_err(not_understood)
    }

    fn slots(
        &self,
        event_type_id: i64,
        from: OffsetDateTime,
        until: OffsetDateTime,
        deadline: Instant,
    ) -> CallResult<Vec<Slot>> {
        let path = wire::slots_path(event_type_id, from, until).map_err(not_askable)?;
        let request = self.request(path, &self.options.slots_version, Method::Get);
        let answer = self.call(&request, deadline)?;
        let (slots, unreadable) = wire::slots(&answer).map_err(not_understood)?;
        if unreadable > 0 {
            log::warn!("calcom: {unreadable} slots cannot be read and are left out");
        }
        Ok(slots)
    }

    fn members(
        &self,
        of: Members,
        take: u32,
        skip: u32,
        deadline: Instant,
    ) -> CallResult<MemberPage> {
        let answer = self.call(&self.read(wire::members_path(of, take, skip)), deadline)?;
        wire::members(of, &answer).map_err(not_understood)
    }

    fn reserve(
        &self,
        event_type_id: i64,
        start: OffsetDateTime,
        minutes: u32,
        deadline: Instant,
    ) -> CallResult<Reservation> {
        let body = wire::reservation_body(event_type_id, start, minutes).map_err(not_askable)?;
        let path = "/v2/slots/reservations".to_owned();
        let request = self.request(path, &self.options.slots_version, Method::Post(body));
        let answer = self.call(&request, deadline)?;
        wire::reservation(&answer).map_err(not_understood)
    }

    fn unreserve(&self, uid: &str, deadline: Instant) -> CallResult<()> {
        askable(uid)?;
        let path = wire::reservation_path(uid);
        let request = self.request(path, &self.options.slots_version, Method::Delete);
        self.call(&request, deadline).map(|_| ())
    }

    fn me(&self, deadline: Instant) -> CallResult<Host> {
        let answer = self.call(&self.read("/v2/me".to_owned()), deadline)?;
        wire::own_user(&answer).map_err(not_understood)
    }

    fn teams(&self, deadline: Instant) -> CallResult<Vec<Team>> {
        let answer = self.call(&self.read("/v2/teams".to_owned()), deadline)?;
        wire::teams(&answer).map_err(not_understood)
    }

    fn event_types(
        &self,
        home: Home,
        slug: Option<&str>,
        deadline: Instant,
    ) -> CallResult<EventTypeList> {
        let path = match slug {
            Some(slug) => wire::event_types_by_slug_path(home, slug),
            None => wire::event_types_path(home, None),
        };
        let version = &self.options.event_types_version;
        let request = Request {
            max_body_bytes: EVENT_TYPES_MAX_BYTES,
            ..self.request(path, version, Method::Get)
        };
        let list = wire::event_types(&self.call(&request, deadline)?).map_err(not_understood)?;
        if list.unreadable > 0 {
            log::warn!("calcom: {} event types cannot be read and are left out", list.unreadable);
        }
        Ok(list)
    }

    fn event_type(&self, home: Home, id: i64, deadline: Instant) -> CallResult<Seen> {
        let answer = self.event_types_call(home, Some(id), Method::Get, deadline)?;
        same_event_type(wire::event_type(&answer).map_err(not_understood)?, id)
    }

    fn create_event_type(
        &self,
        home: Home,
        fields: &Fields,
        deadline: Instant,
    ) -> CallResult<Seen> {
        let answer = self.event_types_call(home, None, Method::Post(json!(fields)), deadline)?;
        wire::event_type(&answer).map_err(not_understood)
    }

    fn update_event_type(
        &self,
        home: Home,
        id: i64,
        fields: &Fields,
        deadline: Instant,
    ) -> CallResult<Seen> {
        let method = Method::Patch(json!(fields));
        let answer = self.event_types_call(home, Some(id), method, deadline)?;
        same_event_type(wire::event_type(&answer).map_err(not_understood)?, id)
    }

    fn delete_event_type(&self, home: Home, id: i64, deadline: Instant) -> CallResult<()> {
        self.event_types_call(home, Some(id), Method::Delete, deadline).map(|_| ())
    }

    fn hooks(&self, of: HookHome, deadline: Instant) -> CallResult<Vec<Hook>> {
        let answer = self.hooks_call(of, None, Method::Get, deadline)?;
        wire::hooks(of, &answer).map_err(not_understood)
    }

    fn put_hook(
        &self,
        of: HookHome,
        id: Option<&str>,
        new: &NewHook,
        deadline: Instant,
    ) -> CallResult<Hook> {
        let body = wire::hook_body(new);
        let method = if id.is_some() { Method::Patch(body) } else { Method::Post(body) };
        let answer = self.hooks_call(of, id, method, deadline)?;
        wire::hook(of, &answer).map_err(not_understood)
    }

    fn may(&self, what: Right, deadline: Instant) -> CallResult<()> {
        let nothing = || Method::Post(json!({}));
        let asked = match what {
            Right::Book => self.call(&self.change("/v2/bookings".to_owned(), json!({})), deadline),
            Right::MakeEventTypes(home) => self.event_types_call(home, None, nothing(), deadline),
            Right::RegisterHooks(of) => self.hooks_call(of, None, nothing(), deadline),
        };
        match asked {
            // It would have been done if it had been whole.
            Err(CallError::Refused(no)) if matches!(no.status, 400 | 422) => Ok(()),
            Err(error) => Err(error),
            Ok(_) => Err(not_understood("it took what was incomplete".to_owned())),
        }
    }
}
