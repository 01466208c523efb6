//! The running stand-in, as its host program holds it.

use crate::sandbox::http::plain::{Answers, Plain};
use crate::sandbox::message::{Ending, Request, Written};
use crate::sandbox::retell::fault::{Faults, RetellFault};
use crate::sandbox::retell::routes;
use crate::sandbox::retell::state::State;
use crate::sandbox::stop::{Stop, lock};
use serde_json::{Map, Value, json};
use std::io;
use std::sync::{Arc, Mutex};

/// The key that it takes.
pub const DEMO_RETELL_KEY: &str = "key_sandbox_demo";

/// A request that came.
#[derive(Clone, Debug, PartialEq)]
pub struct RetellRequest {
    /// For example `PATCH`.
    pub method: String,
    /// Path and query.
    pub target: String,
    /// What was sent.
    pub body: Value,
    /// What it was answered with; 0 where there was no answer.
    pub status: u16,
}

impl RetellRequest {
    /// Whether it asked to change something.
    pub fn changes(&self) -> bool {
        self.method != "GET" && !self.target.starts_with("/v2/list-")
    }
}

/// A running stand-in. Dropping it stops it.
pub struct RetellSandbox {
    core: Arc<Core>,
    server: Plain,
}

#[derive(Default)]
struct Core {
    state: Mutex<State>,
    faults: Mutex<Faults>,
    requests: Mutex<Vec<RetellRequest>>,
    drafts_itself: Mutex<bool>,
}

impl RetellSandbox {
    /// Binds to a free port of this machine and serves; there is nothing in it yet.
    pub fn start() -> io::Result<RetellSandbox> {
        RetellSandbox::start_at("127.0.0.1:0")
    }

    /// Binds to this address and port, and serves.
    pub fn start_at(listen: &str) -> io::Result<RetellSandbox> {
        let core = Arc::<Core>::default();
        let server = Plain::start(listen, "sandbox retell", core.clone())?;
        Ok(RetellSandbox { core, server })
    }

    /// For example `http://127.0.0.1:40124`, without a slash at the end.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.server.address())
    }

    /// A number of the account; E.164.
    pub fn add_number(&self, number: &str) {
        lock(&self.core.state).numbers.insert(number.to_owned(), Map::new());
    }

    /// Takes a number away.
    pub fn remove_number(&self, number: &str) {
        lock(&self.core.state).numbers.remove(number);
    }

    /// What the number is set to; `None` if there is none.
    pub fn number(&self, number: &str) -> Option<Value> {
        lock(&self.core.state).numbers.get(number).cloned().map(Value::Object)
    }

    /// Every publication is followed by a new draft, as older servers do it.
    pub fn drafts_itself(&self, does: bool) {
        *lock(&self.core.drafts_itself) = does;
    }

    /// Lets something go wrong with one call, after so many that go well.
    pub fn fault(&self, skip: usize, fault: RetellFault) {
        lock(&self.core.faults).add(skip, fault);
    }

    /// Lets something go wrong with every call, or no more.
    pub fn always(&self, fault: Option<RetellFault>) {
        lock(&self.core.faults).always(fault);
    }

    /// How many faults have not come to anything yet.
    pub fn faults_left(&self) -> usize {
        lock(&self.core.faults).left()
    }

    /// The requests that came, in order.
    pub fn requests(&self) -> Vec<RetellRequest> {
        lock(&self.core.requests).clone()
    }

    /// How many models and agents there are.
    pub fn counts(&self) -> (usize, usize) {
        let state = lock(&self.core.state);
        (state.llms.len(), state.agents.len())
    }

    /// What callers get: the published agent of this id, its version, and its model.
    pub fn published(&self, agent_id: &str) -> Option<(usize, Value, Value)> {
        let state = lock(&self.core.state);
        let versions = state.agents.get(agent_id)?;
        let at = versions.iter().rposition(|version| version.is_published)?;
        let agent = versions.get(at)?;
        let (llm, version) = State::engine(&agent.fields)?;
        let (_, llm) = State::version(&state.llms, &llm, version)?;
        Some((at, Value::Object(agent.fields.clone()), Value::Object(llm.fields)))
    }

    /// Changes the newest version of a model as somebody would in the dashboard; a published one in a new draft. With
    /// `publish` it goes to the callers. Says whether there is such an agent.
    pub fn change_by_hand(
        &self,
        agent_id: &str,
        publish: bool,
        change: impl FnOnce(&mut Map<String, Value>),
    ) -> bool {
        let mut state = lock(&self.core.state);
        let Some((at, found)) = State::version(&state.agents, agent_id, None) else { return false };
        let draft = if found.is_published { state.draft(agent_id, at) } else { Some(at) };
        let Some(draft) = draft else { return false };
        let agent = State::version(&state.agents, agent_id, Some(draft));
        let engine = agent.and_then(|(_, version)| State::engine(&version.fields));
        let Some((llm, version)) = engine else { return false };
        let model = state.llms.get_mut(&llm).and_then(|all| {
            let newest = all.len().checked_sub(1)?;
            all.get_mut(version.unwrap_or(newest))
        });
        let Some(model) = model else { return false };
        change(&mut model.fields);
        if publish { state.publish(agent_id, draft) } else { true }
    }

    /// Deletes an agent, as somebody would in the dashboard.
    pub fn delete_agent(&self, agent_id: &str) {
        lock(&self.core.state).agents.remove(agent_id);
    }

    /// Deletes a model.
    pub fn delete_llm(&self, llm_id: &str) {
        lock(&self.core.state).llms.remove(llm_id);
    }

    /// Adds a model of somebody else's; says its id.
    pub fn add_llm(&self, fields: Value) -> String {
        let fields = fields.as_object().cloned().unwrap_or_default();
        let mut state = lock(&self.core.state);
        let (_, made) = routes::made_llm(&mut state, fields);
        made.get("llm_id").and_then(Value::as_str).unwrap_or_default().to_owned()
    }
}

impl Answers for Core {
    fn respond(&self, request: &Request, stop: &Stop) -> Written {
        let fault = lock(&self.faults).take();
        let answer = self.answer(request, fault.as_ref());
        let ending = match &fault {
            Some(RetellFault::LostAnswer | RetellFault::NeverArrives) => Ending::Silent,
            Some(RetellFault::HalfAnAnswer) => Ending::Cut,
            _ => Ending::Whole,
        };
        lock(&self.requests).push(RetellRequest {
            method: request.method.clone(),
            target: request.target.clone(),
            body: request.json().unwrap_or_default(),
            status: if matches!(ending, Ending::Silent) { 0 } else { answer.0 },
        });
        if let Some(RetellFault::Slow(duration)) = &fault {
            stop.sleep(*duration);
        }
        written(answer, fault.as_ref(), ending)
    }
}

impl Core {
    fn answer(&self, request: &Request, fault: Option<&RetellFault>) -> routes::Answer {
        match fault {
            Some(RetellFault::Status(status)) => return routes::error(*status, said(*status)),
            Some(RetellFault::TooMany(_)) => return routes::error(429, said(429)),
            Some(RetellFault::NotKept) if request.method == "PATCH" => return (200, json!({})),
            Some(fault) if !fault.is_done() && *fault != RetellFault::NotKept => {
                return routes::error(200, "");
            }
            _ => {}
        }
        let key = format!("Bearer {DEMO_RETELL_KEY}");
        if request.header("authorization") != Some(key.as_str()) {
            return routes::error(401, said(401));
        }
        let mut state = lock(&self.state);
        let answer = routes::route(&mut state, request);
        let published = request.target.strip_prefix("/publish-agent-version/");
        if let (Some(agent), 200, true) = (published, answer.0, *lock(&self.drafts_itself))
            && let Some((newest, _)) = State::version(&state.agents, agent, None)
        {
            state.draft(agent, newest);
        }
        match fault {
            Some(RetellFault::Error500After) => routes::error(500, said(500)),
            _ => answer,
        }
    }
}

fn said(status: u16) -> &'static str {
    match status {
        401 => "API key is missing or invalid.",
        402 => "Trial has ended, please add payment method.",
        422 => "voice_id is not a voice of this workspace",
        429 => "Account rate limited, please throttle your requests.",
        _ => "An unexpected server error occurred.",
    }
}

fn written(answer: routes::Answer, fault: Option<&RetellFault>, ending: Ending) -> Written {
    let (status, body) = answer;
    let mut written = Written {
        status,
        headers: Vec::new(),
        content_type: "application/json; charset=utf-8".to_owned(),
        body: if body.is_null() { Vec::new() } else { body.to_string().into_bytes() },
        ending,
    };
    match fault {
        Some(RetellFault::TooMany(seconds)) => {
            written.headers.push(("Retry-After", seconds.to_string()));
        }
        Some(RetellFault::Html200) => {
            written.content_type = "text/html".to_owned();
            written.body = b"<html><body>Welcome to this network</body></html>".to_vec();
        }
        Some(RetellFault::Redirect) => {
            written.status = 302;
            written.headers.push(("Location", "https://elsewhere.example.com/".to_owned()));
        }
        _ => {}
    }
    written
}
