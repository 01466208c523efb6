//! Everything the threads of a stand-in share.

use crate::sandbox::fault::faults::Faults;
use crate::sandbox::fault::switches::Switches;
use crate::sandbox::limits::Limiter;
use crate::sandbox::message::Request;
use crate::sandbox::salon::state::{State, Uids};
use crate::sandbox::stop::{Gate, Stop, lock};
use crate::sandbox::types::{REQUEST_LOG_ENTRIES, SandboxOptions, SandboxRequest, WebhookMode};
use crate::sandbox::webhook::queue::Webhooks;
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard};
use time::OffsetDateTime;

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
    pub(crate) late: Mutex<Vec<(OffsetDateTime, Request)>>,
    state: Mutex<State>,
    log: Mutex<VecDeque<SandboxRequest>>,
    pub(crate) request_ids: Mutex<Uids>,
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
    pub(crate) fn ghost(&self) -> Core {
        let options = SandboxOptions { webhooks: WebhookMode::Drop, ..self.options.clone() };
        let ghost = Core::new(options);
        *lock(&ghost.switches) = lock(&self.switches).clone();
        *lock(&ghost.state) = self.state().ghost();
        ghost
    }

    pub(crate) fn switches(&self) -> Switches {
        lock(&self.switches).clone()
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

    pub(crate) fn note(&self, request: &Request, status: u16) {
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
}
