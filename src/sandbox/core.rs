//! One call from request to answer: faults, delay, routes, log. Everything the threads share.

use crate::sandbox::answer::Answer;
use crate::sandbox::api::bookings::as_it_is;
use crate::sandbox::api::routes::{Call, Found, Pause, dispatch, find};
use crate::sandbox::fault::faults::{FAULT_HEADER, FaultKind, Faults, Operation};
use crate::sandbox::fault::trouble::{Refused, refusal_of, spoil};
use crate::sandbox::http::wire::{Ending, Request, Written};
use crate::sandbox::limits::Limiter;
use crate::sandbox::salon::state::{State, Uids};
use crate::sandbox::switches::Switches;
use crate::sandbox::types::{REQUEST_LOG_ENTRIES, SandboxOptions, SandboxRequest, WebhookMode};
use crate::sandbox::webhook::queue::Webhooks;
use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Tells the threads to end, and wakes those that sleep.
#[derive(Default)]
pub(crate) struct Stop {
    stopped: Mutex<bool>,
    woken: Condvar,
}

impl Stop {
    pub(crate) fn set(&self) {
        *lock(&self.stopped) = true;
        self.woken.notify_all();
    }

    pub(crate) fn is_set(&self) -> bool {
        *lock(&self.stopped)
    }

    /// Sleeps; says whether it was woken because everything ends.
    pub(crate) fn sleep(&self, duration: Duration) -> bool {
        let end = Instant::now().checked_add(duration);
        let mut stopped = lock(&self.stopped);
        while !*stopped {
            let left = end.map_or(duration, |end| end.saturating_duration_since(Instant::now()));
            if left.is_zero() {
                return false;
            }
            let waited = self.woken.wait_timeout(stopped, left);
            stopped = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        true
    }
}

/// Where calls are held until the host program lets them go on.
#[derive(Default)]
pub(crate) struct Gate {
    held: Mutex<Held>,
    changed: Condvar,
}

#[derive(Default)]
struct Held {
    calls: usize,
    releases: u64,
}

impl Gate {
    /// Holds the calling thread until the next release.
    fn hold(&self, stop: &Stop) {
        let mut held = lock(&self.held);
        let releases = held.releases;
        held.calls = held.calls.saturating_add(1);
        self.changed.notify_all();
        while held.releases == releases && !stop.is_set() {
            held = self.changed.wait(held).unwrap_or_else(PoisonError::into_inner);
        }
        held.calls = held.calls.saturating_sub(1);
    }

    pub(crate) fn release(&self) {
        let mut held = lock(&self.held);
        held.releases = held.releases.wrapping_add(1);
        self.changed.notify_all();
    }

    /// Waits until so many calls are held; says whether it came to that.
    pub(crate) fn wait_for(&self, calls: usize, timeout: Duration) -> bool {
        let fewer = |held: &mut Held| held.calls < calls;
        let waited = self.changed.wait_timeout_while(lock(&self.held), timeout, fewer);
        !waited.unwrap_or_else(PoisonError::into_inner).1.timed_out()
    }
}

/// What is behind a lock, even after a thread has panicked while it held it.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What all threads share. Locks are taken one at a time, but `state` before the webhooks' own.
pub(crate) struct Core {
    pub(crate) options: SandboxOptions,
    pub(crate) webhooks: Webhooks,
    pub(crate) limiter: Mutex<Limiter>,
    pub(crate) faults: Mutex<Faults>,
    pub(crate) stop: Stop,
    pub(crate) gate: Gate,
    pub(crate) switches: Mutex<Switches>,
    /// Calls that are carried out only then, their answers lost.
    late: Mutex<Vec<(OffsetDateTime, Request)>>,
    state: Mutex<State>,
    log: Mutex<VecDeque<SandboxRequest>>,
    request_ids: Mutex<Uids>,
}

impl Core {
    pub(crate) fn new(options: SandboxOptions) -> Core {
        Core {
            webhooks: Webhooks::new(options.webhooks, options.webhook_delay),
            limiter: Mutex::default(),
            faults: Mutex::default(),
            stop: Stop::default(),
            gate: Gate::default(),
            switches: Mutex::default(),
            late: Mutex::default(),
            state: Mutex::new(State::new(options.seed)),
            log: Mutex::default(),
            request_ids: Mutex::new(Uids::new(!options.seed)),
            options,
        }
    }

    /// A copy in which something can be done that is never done here. Nobody hears its webhooks.
    fn ghost(&self) -> Core {
        let options = SandboxOptions { webhooks: WebhookMode::Drop, ..self.options.clone() };
        let ghost = Core::new(options);
        *lock(&ghost.switches) = lock(&self.switches).clone();
        *lock(&ghost.state) = self.state().ghost();
        ghost
    }

    pub(crate) fn switches(&self) -> Switches {
        lock(&self.switches).clone()
    }

    /// Carries out the late writes whose time has come; says how many.
    pub(crate) fn write_due(&self) -> usize {
        let now = self.now();
        let due = {
            let mut late = lock(&self.late);
            let (due, rest) =
                std::mem::take(&mut *late).into_iter().partition(|(at, _)| *at <= now);
            *late = rest;
            let due: Vec<(OffsetDateTime, Request)> = due;
            due
        };
        for (_, request) in &due {
            let call = Call::new(self, request, find(request), None, Pause::default());
            if dispatch(&call).is_err() {
                log::debug!("sandbox: a late write was refused");
            }
        }
        due.len()
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    pub(crate) fn now(&self) -> OffsetDateTime {
        (self.options.clock)()
    }

    /// Keeps a call here until the host program lets it go on.
    pub(crate) fn hold(&self) {
        self.gate.hold(&self.stop);
    }

    pub(crate) fn requests(&self) -> Vec<SandboxRequest> {
        lock(&self.log).iter().cloned().collect()
    }

    fn note(&self, request: &Request, status: u16) {
        let mut log = lock(&self.log);
        if log.len() >= REQUEST_LOG_ENTRIES {
            log.pop_front();
        }
        log.push_back(SandboxRequest {
            method: request.method.clone(),
            target: request.target.clone(),
            status,
        });
    }

    /// Does what the request asks for, as far as the faults allow.
    pub(crate) fn respond(&self, request: &Request) -> Written {
        self.write_due();
        let found = find(request);
        let faults = self.faults_of(request, &found);
        let late = faults.iter().find_map(|fault| match fault {
            FaultKind::LateWrite(delay) => self.now().checked_add((*delay).try_into().ok()?),
            _ => None,
        });
        let written = match refusal_of(&faults) {
            Some(Refused::Silently) => self.written(None, request, Ending::Silent),
            Some(Refused::With(answer)) => self.written(Some(answer), request, Ending::Whole),
            None => match late {
                Some(at) => {
                    lock(&self.late).push((at, request.clone()));
                    self.written(None, request, Ending::Silent)
                }
                None => self.carry_out(request, found, &faults),
            },
        };
        self.note(request, written.status);
        written
    }

    fn carry_out(&self, request: &Request, found: Found<'_>, faults: &[FaultKind]) -> Written {
        let delays = faults.iter().filter_map(|fault| match fault {
            FaultKind::DelayBefore(delay) => Some(*delay),
            _ => None,
        });
        let pause = delays.fold(self.options.delay, Duration::saturating_add);
        let shape = faults.iter().find_map(FaultKind::host_shape);
        let held = faults.contains(&FaultKind::HoldBefore);
        let mut pause = Pause { held, delay: pause };
        let ghost = faults.contains(&FaultKind::NotDone).then(|| {
            std::mem::take(&mut pause).spend(self);
            self.ghost()
        });
        let call = Call::new(ghost.as_ref().unwrap_or(self), request, found, shape, pause);
        let as_it_is = faults.contains(&FaultKind::Unchanged).then(|| as_it_is(&call)).flatten();
        let mut answer = as_it_is.unwrap_or_else(|| dispatch(&call).unwrap_or_else(|no| no));
        call.pause();
        let mut ending = Ending::Whole;
        for fault in faults {
            match fault {
                FaultKind::LostAnswer => ending = Ending::Silent,
                FaultKind::CutBody => ending = Ending::Cut,
                FaultKind::Drip(interval) => ending = Ending::Drip(*interval),
                FaultKind::Huge => ending = Ending::Huge,
                FaultKind::HoldAfter => self.hold(),
                FaultKind::DelayAfter(delay) => {
                    self.stop.sleep(*delay);
                }
                other => spoil(&mut answer, other, &request.target, self.now()),
            }
        }
        let content_type = faults.iter().find_map(|fault| match fault {
            FaultKind::ContentType(other) => Some(other.clone()),
            _ => None,
        });
        let mut written = self.written(Some(answer), request, ending);
        written.content_type = content_type.unwrap_or(written.content_type);
        written
    }

    fn written(&self, answer: Option<Answer>, request: &Request, ending: Ending) -> Written {
        let silent = matches!(ending, Ending::Silent);
        let answer = answer.unwrap_or_else(Answer::bare_500);
        let (content_type, body) = answer.render(&request.target, self.now());
        let mut headers = answer.headers;
        headers.push(("X-Request-Id", lock(&self.request_ids).uuid()));
        let status = if silent { 0 } else { answer.status };
        Written { status, headers, content_type: content_type.to_owned(), body, ending }
    }

    /// From the header, the host program, and the event type, in this order.
    fn faults_of(&self, request: &Request, found: &Found<'_>) -> Vec<FaultKind> {
        let asked = request.header(FAULT_HEADER).unwrap_or_default();
        let mut faults = FaultKind::parse_list(asked);
        let (attendee, event_type_fault) = {
            let state = self.state();
            let booking = found.params.first().and_then(|uid| state.booking(uid));
            let attendee = booking.map(|b| {
                let start = b.start.format(&Rfc3339).unwrap_or_default();
                let at = format!("{}@{start}", b.event_type_id);
                format!("{}\n{}\n{at}", b.attendee.name, b.attendee.email)
            });
            let asked_for = || request.json().ok()?.get("eventTypeId")?.as_i64();
            let id = match found.operation() {
                Operation::Book => asked_for(),
                _ => booking.map(|booking| booking.event_type_id),
            };
            (attendee, id.and_then(|id| state.event_types.get(&id)?.fault()))
        };
        let query: String = request.query.iter().map(|(k, v)| format!("{k}={v}\n")).collect();
        let body = String::from_utf8_lossy(&request.body);
        let text = format!("{}\n{query}{body}\n{}", request.path(), attendee.unwrap_or_default());
        faults.extend(lock(&self.faults).take(found.operation(), &text));
        // An event type's fault spoils what changes something; looking stays possible, or nobody could recover.
        if let Some(fault) = event_type_fault.filter(|fault| fault.host_shape().is_none())
            && request.method == "POST"
        {
            faults.push(fault);
        }
        faults
    }
}
