//! The running stand-in, as its host program holds it.

use crate::domain::visit::booking::BookingStatus;
use crate::sandbox::api::core::Core;
use crate::sandbox::api::respond::write_due;
use crate::sandbox::api::webhooks::DEFAULT_VERSION;
use crate::sandbox::fault::faults::{Fault, Operation};
use crate::sandbox::fault::switches::KeyRight;
use crate::sandbox::http::listener::{Server, listen};
use crate::sandbox::instant::Span;
use crate::sandbox::salon::state::{EventType, Level, Subscriber};
use crate::sandbox::stop::lock;
use crate::sandbox::types::{
    BookingRule, EndlessLists, SandboxBooking, SandboxCounts, SandboxEventType, SandboxOptions,
    SandboxRequest, SandboxTeam, SandboxUser, WebhookMode,
};
use crate::sandbox::webhook::queue::{WebhookDelivery, WebhookResult};
use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;
use std::{io, thread};
use time::OffsetDateTime;

/// The organisation that `Sandbox::subscribe` registers for.
const OWN_ORGANIZATION: i64 = 1;

/// A running stand-in. Dropping it stops it.
pub struct Sandbox {
    pub(crate) core: Arc<Core>,
    server: Server,
    deliverer: Option<JoinHandle<()>>,
}

impl Sandbox {
    /// Binds and serves; the address is known when this returns. There is nobody and nothing in it yet.
    /// Fails for an address that is taken, or that is no loopback address although nothing else is allowed.
    pub fn start(options: SandboxOptions) -> io::Result<Sandbox> {
        let core = Arc::new(Core::new(options));
        let listener = listen(&core)?;
        let server = Server::start(core.clone(), listener)?;
        let mut sandbox = Sandbox { core: core.clone(), server, deliverer: None };
        let deliverer = thread::Builder::new()
            .name("sandbox webhooks".to_owned())
            .spawn(move || core.webhooks.run(&core.stop))?;
        sandbox.deliverer = Some(deliverer);
        Ok(sandbox)
    }

    /// For example `http://127.0.0.1:40123`, without a slash at the end.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.addr())
    }

    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        self.server.address()
    }

    /// Stops it and waits for its threads, a few seconds at most. What it knows can still be asked for.
    pub fn stop(&mut self) {
        if self.core.stop.is_set() {
            return;
        }
        self.core.stop.set();
        self.core.gate.release();
        self.core.webhooks.wake();
        self.server.end();
        // A delivery under way has its own time-out.
        if self.deliverer.take().is_some_and(|deliverer| deliverer.join().is_err()) {
            log::error!("sandbox: the delivery thread panicked");
        }
    }

    /// Adds a user, or replaces the one with the same id. The first one owns the API key.
    pub fn add_user(&self, user: SandboxUser) {
        let mut state = self.core.state();
        state.me.get_or_insert(user.id);
        state.users.insert(user.id, user);
    }

    /// Takes a user away; the user's bookings then name the placeholder as host.
    pub fn remove_user(&self, id: i64) {
        self.core.state().users.remove(&id);
    }

    /// Adds a team, or replaces the one with the same id.
    pub fn add_team(&self, team: SandboxTeam) {
        self.core.state().teams.insert(team.id, team);
    }

    /// Adds an event type, or replaces the one with the same id; says its id.
    pub fn add_event_type(&self, event_type: SandboxEventType) -> i64 {
        self.core.state().add_event_type(event_type)
    }

    /// The event types, by their numbers.
    pub fn event_types(&self) -> Vec<SandboxEventType> {
        let state = self.core.state();
        let with_number =
            |one: &EventType| SandboxEventType { id: Some(one.id), ..one.spec.clone() };
        state.event_types.values().map(with_number).collect()
    }

    /// Takes an event type away, as the owner would on Cal.com's own page; its bookings stay.
    pub fn remove_event_type(&self, id: i64) {
        self.core.state().event_types.remove(&id);
    }

    /// Fills a user's calendar from elsewhere: the user cannot be booked from `start` up to `end`.
    pub fn add_busy(&self, user_id: i64, start: OffsetDateTime, end: OffsetDateTime) {
        self.core.state().busy.push((user_id, Span { start, end }));
    }

    /// Sends every webhook to the address, as an organisation's registration would. Without a secret the
    /// options' one signs; without that one, none does.
    pub fn subscribe(&self, url: &str, secret: Option<&str>) {
        let mut state = self.core.state();
        let subscriber = Subscriber {
            id: state.new_uuid(),
            level: Level::Organization(OWN_ORGANIZATION),
            url: url.to_owned(),
            secret: secret.map(str::to_owned).or_else(|| self.core.options.webhook_secret.clone()),
            active: true,
            triggers: None,
            payload_template: None,
            version: DEFAULT_VERSION.to_owned(),
        };
        state.subscribers.push(subscriber);
    }

    /// What becomes of webhooks from now on.
    pub fn set_webhooks(&self, mode: WebhookMode) {
        self.core.webhooks.set_mode(mode);
    }

    /// The webhooks held back, oldest first. They are no longer held then.
    pub fn take_webhooks(&self) -> Vec<WebhookDelivery> {
        write_due(&self.core);
        self.core.webhooks.take_held()
    }

    /// Waits until no webhook is on its way; says whether it came to that in time.
    pub fn wait_for_webhooks(&self, timeout: Duration) -> bool {
        self.core.webhooks.wait_idle(timeout)
    }

    /// The webhooks that were sent, and what came back.
    pub fn sent_webhooks(&self) -> Vec<WebhookResult> {
        self.core.webhooks.sent()
    }

    /// The test button: a `PING` to every subscriber.
    pub fn ping(&self) {
        let state = self.core.state();
        self.core.webhooks.ping(self.core.now(), &state);
    }

    /// Lets something go wrong.
    pub fn fault(&self, fault: Fault) {
        lock(&self.core.faults).add(fault);
    }

    /// Lets everything go well again, but for faults in headers and event types.
    pub fn clear_faults(&self) {
        lock(&self.core.faults).clear();
    }

    /// Waits until so many calls are held by `HoldBefore` or `HoldAfter`; says whether it came to that in time.
    pub fn wait_for_held(&self, calls: usize, timeout: Duration) -> bool {
        self.core.gate.wait_for(calls, timeout)
    }

    /// Lets all held calls go on.
    pub fn release(&self) {
        self.core.gate.release();
    }

    /// Bookings made or changed less than that ago, by the sandbox's clock, do not show in `GET /v2/bookings`, or
    /// in their former state; a look at one by its uid shows them.
    pub fn list_lag(&self, lag: Duration) {
        lock(&self.core.switches).list_lag = lag;
    }

    /// The same for a look at one booking (404, or its former state) and for the list.
    pub fn single_lag(&self, lag: Duration) {
        lock(&self.core.switches).single_lag = lag;
    }

    /// Carries out the late writes (`FaultKind::LateWrite`) whose time has come; says how many. Every call and
    /// every question to the sandbox does so, too.
    pub fn write_due(&self) -> usize {
        write_due(&self.core)
    }

    /// The clock that answers show in their header is ahead by so much, or behind.
    pub fn put_clock_ahead(&self, ahead: time::Duration) {
        lock(&self.core.switches).clock_ahead = ahead;
    }

    /// Every call with a key is answered with 401.
    pub fn revoke_key(&self) {
        lock(&self.core.switches).key = KeyRight::None;
    }

    /// The key's time is over: every call with it is answered with 401.
    pub fn expire_key(&self) {
        lock(&self.core.switches).key = KeyRight::Expired;
    }

    /// The key lacks a right: calls of these kinds are answered with 403, with `only_changes` those that would change
    /// something.
    pub fn forbid(&self, operations: &[Operation], only_changes: bool) {
        lock(&self.core.switches).key = KeyRight::Lacks(operations.to_vec(), only_changes);
    }

    /// Takes a team away, as its owner would.
    pub fn remove_team(&self, id: i64) {
        self.core.state().teams.remove(&id);
    }

    /// Takes every webhook away.
    pub fn unsubscribe_all(&self) {
        self.core.state().subscribers.clear();
    }

    /// Every POST with a key is answered with 403.
    pub fn forbid_booking(&self) {
        lock(&self.core.switches).key = KeyRight::Reads;
    }

    /// The key is good for everything again.
    pub fn restore_key(&self) {
        lock(&self.core.switches).key = KeyRight::All;
    }

    /// Lists of bookings end no more, or do again.
    pub fn endless_lists(&self, how: Option<EndlessLists>) {
        lock(&self.core.switches).endless = how;
    }

    /// Bookings made from now on keep only so many keys of their metadata, in the order of the alphabet, and so
    /// many characters of each value.
    pub fn keep_metadata(&self, keys_max: Option<usize>, chars_max: Option<usize>) {
        let mut switches = lock(&self.core.switches);
        switches.metadata_keys_max = keys_max;
        switches.metadata_chars_max = chars_max;
    }

    /// Bookings made from now on have uids of so many characters.
    pub fn uid_length(&self, chars: usize) {
        self.core.state().uid_length = chars;
    }

    /// An event type refuses something from now on.
    pub fn rule(&self, event_type_id: i64, rule: BookingRule) {
        self.core.state().rules.entry(event_type_id).or_default().push(rule);
    }

    /// The event type refuses nothing any more but what everybody knows.
    pub fn clear_rules(&self, event_type_id: i64) {
        self.core.state().rules.remove(&event_type_id);
    }

    /// Changes an event type as the owner would on Cal.com's own page: its length, its confirmation, its notice. Says
    /// whether it is there.
    pub fn change_event_type(&self, id: i64, change: impl FnOnce(&mut SandboxEventType)) -> bool {
        let mut state = self.core.state();
        let found = state.event_types.get_mut(&id);
        found.map(|event_type| change(&mut event_type.spec)).is_some()
    }

    /// Every booking ever made, in the order of their making.
    pub fn bookings(&self) -> Vec<SandboxBooking> {
        write_due(&self.core);
        self.core.state().bookings.iter().map(|booking| booking.to_judge()).collect()
    }

    /// How many bookings there are.
    pub fn counts(&self) -> SandboxCounts {
        write_due(&self.core);
        let state = self.core.state();
        let count = |test: fn(BookingStatus) -> bool| {
            state.bookings.iter().filter(|booking| test(booking.status)).count()
        };
        SandboxCounts {
            created: state.bookings.len(),
            cancelled: count(|status| status == BookingStatus::Cancelled),
            standing: count(BookingStatus::stands),
        }
    }

    /// Standing bookings whose uid is not among those known: what a crash left behind unseen.
    pub fn orphans(&self, known_uids: &BTreeSet<String>) -> Vec<SandboxBooking> {
        let mut bookings = self.bookings();
        bookings.retain(|b| b.status.stands() && !known_uids.contains(&b.uid));
        bookings
    }

    /// The requests answered, oldest first; the last 50,000 of them.
    pub fn requests(&self) -> Vec<SandboxRequest> {
        self.core.requests()
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.stop();
    }
}
