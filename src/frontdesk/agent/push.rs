//! Bringing the agent to Retell: model, agent, a published version, the number. Every step looks first, so that a push can
//! be cut off anywhere and the next one goes on: nothing is made twice, and what is right already is left alone.

use crate::domain::agent::compare::to_send;
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::agent::definition::{self, Definition};
use crate::frontdesk::agent::look::{self, Stand, Versions};
use crate::frontdesk::agent::told;
use crate::frontdesk::agent::view::{PushView, Step, StepView};
use crate::retell::client::api::{Fault, Retell};
use crate::store::service::retell_parts;
use crate::store::service::retell_parts::Part;
use serde_json::Value;

/// Why a push went no further.
enum Stop {
    Fault(Fault),
    /// A sentence for the operator.
    Told(String),
    Ours(Error),
    /// A dry run cannot look further than what there is.
    Enough,
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Stop {
        Stop::Fault(fault)
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Stop {
        Stop::Ours(error)
    }
}

type Going<T> = std::result::Result<T, Stop>;

/// Brings it there, or tells with `dry_run` what that would do. The error is a fault of ours; one of Retell's ends the push
/// and stands in what it tells.
pub(crate) fn push(desk: &Desk, retell: &Retell, dry_run: bool) -> Result<PushView> {
    let language = desk.salon.language;
    if desk.salon.config.server.public_url.is_empty() {
        return Err(Error::Invalid(told::no_public_url(language)));
    }
    let ours = definition::of(desk, language)?;
    let view = PushView {
        dry_run,
        steps: Vec::new(),
        stopped: None,
        llm_id: None,
        agent_id: None,
        published: None,
        number: None,
    };
    let mut push = Push { desk, retell, ours, view };
    match push.run() {
        Ok(()) | Err(Stop::Enough) => {}
        Err(Stop::Fault(fault)) => push.view.stopped = Some(told::fault(&fault, language)),
        Err(Stop::Told(why)) => push.view.stopped = Some(why),
        Err(Stop::Ours(error)) => return Err(error),
    }
    Ok(push.view)
}

struct Push<'a> {
    desk: &'a Desk,
    retell: &'a Retell,
    ours: Definition,
    view: PushView,
}

impl Push<'_> {
    fn run(&mut self) -> Going<()> {
        let (agent_id, llm_id, versions) = match self.own_agent()? {
            Some((agent_id, versions)) => {
                let llm_id = self.llm_of(&agent_id, versions)?;
                (agent_id, llm_id, versions)
            }
            None => {
                let llm_id = self.llm(Step::AgentCreated)?;
                let agent_id = self.agent(&llm_id)?;
                let versions = look::versions(self.retell, &agent_id)?;
                let gone = || Stop::Fault(Fault::NotFound);
                (agent_id, llm_id, versions.ok_or_else(gone)?)
            }
        };
        self.view.agent_id = Some(agent_id.clone());
        self.view.llm_id = Some(llm_id.clone());
        self.view.published = versions.published;
        self.bring_up(&agent_id, &llm_id, versions)?;
        self.bind(&agent_id)
    }

    fn step(&mut self, what: Step, subject: &str, fields: Vec<String>) {
        self.view.steps.push(StepView { what, subject: subject.to_owned(), fields });
    }

    fn note(&self, part: Part, id: &str) -> Result<()> {
        if self.view.dry_run {
            return Ok(());
        }
        let (company, now, id) = (self.desk.salon.company, self.desk.now(), id.to_owned());
        self.desk.store.write(move |tx| retell_parts::note(tx, company, part, &id, now))
    }

    /// The agent that is ours, if it is still there.
    fn own_agent(&mut self) -> Going<Option<(String, Versions)>> {
        let Some(id) = look::agent_id(self.desk)? else { return Ok(None) };
        if let Some(versions) = look::versions(self.retell, &id)? {
            return Ok(Some((id, versions)));
        }
        let is_named = self.desk.salon.config.retell_agent.agent_id == id;
        match is_named {
            true => Err(Stop::Told(told::no_such_agent(&id, self.desk.salon.language))),
            // Somebody has deleted it: another one is made.
            false => Ok(None),
        }
    }

    /// The model of an agent that there is: the one that was noted, else the agent's own.
    fn llm_of(&mut self, agent_id: &str, versions: Versions) -> Going<String> {
        let stand = look::stand(self.retell, agent_id, versions.newest.number)?;
        let noted = look::noted(self.desk, Part::Llm)?;
        if stand.llm_id.is_empty() && noted.is_none() {
            return Err(Stop::Told(told::other_engine(agent_id, self.desk.salon.language)));
        }
        // It uses another one, or one that is gone: what is somebody else's is not written over.
        if stand.llm.is_null() || noted.as_ref().is_some_and(|noted| *noted != stand.llm_id) {
            return self.llm(Step::AgentChanged);
        }
        if noted.is_none() {
            self.note(Part::Llm, &stand.llm_id)?;
        }
        Ok(stand.llm_id)
    }

    /// The model: noted, or made by a push whose answer was lost, or made now. `agent` is what becomes of the agent then.
    fn llm(&mut self, agent: Step) -> Going<String> {
        if let Some(noted) = look::noted(self.desk, Part::Llm)? {
            match self.retell.llm(&noted, None) {
                Err(Fault::NotFound) => {}
                Ok(llm) if !self.can_be_ours(&llm) => {}
                found => return Ok(found.map(|_| noted)?),
            }
        }
        let config = &self.desk.salon.config;
        let all = self.retell.llms()?;
        let is_ours = |llm: &&Value| definition::is_ours(llm, config) && self.can_be_ours(llm);
        if let Some(found) = all.iter().find(is_ours) {
            let id = named(found, "llm_id")?;
            self.note(Part::Llm, &id)?;
            self.step(Step::LlmFound, &id, Vec::new());
            return Ok(id);
        }
        if self.view.dry_run {
            return Err(self.would(&[Step::LlmCreated, agent, Step::Published]));
        }
        let made = self.retell.create_llm(&self.ours.llm)?;
        let id = named(&made, "llm_id")?;
        self.note(Part::Llm, &id)?;
        self.step(Step::LlmCreated, &id, Vec::new());
        Ok(id)
    }

    /// Whether a model without an agent of ours can be given one: what is published cannot be changed any more.
    fn can_be_ours(&self, llm: &Value) -> bool {
        let is_published = llm.get("is_published").and_then(Value::as_bool).unwrap_or(false);
        !is_published || to_send(&self.ours.llm, llm).is_empty()
    }

    /// What a dry run tells where it cannot look further.
    fn would(&mut self, steps: &[Step]) -> Stop {
        for step in steps {
            self.step(*step, "", Vec::new());
        }
        if let Some(number) = self.ours.number.clone() {
            self.step(Step::NumberBound, &number.number, Vec::new());
        }
        Stop::Enough
    }

    /// The same of the agent. One of our name counts only with our model.
    fn agent(&mut self, llm_id: &str) -> Going<String> {
        self.view.llm_id = Some(llm_id.to_owned());
        let name = definition::name(&self.desk.salon.config);
        for found in self.retell.agents(&name)? {
            if found.get("agent_name").and_then(Value::as_str) != Some(name.as_str()) {
                continue;
            }
            let id = named(&found, "agent_id")?;
            let agent = self.retell.agent(&id, None)?;
            if agent.pointer("/response_engine/llm_id").and_then(Value::as_str) == Some(llm_id) {
                self.note(Part::Agent, &id)?;
                self.step(Step::AgentFound, &id, Vec::new());
                return Ok(id);
            }
        }
        if self.view.dry_run {
            return Err(self.would(&[Step::AgentCreated, Step::Published]));
        }
        let body = definition::agent_body(&self.ours, llm_id);
        let made = self.retell.create_agent(&body)?;
        let id = named(&made, "agent_id")?;
        self.note(Part::Agent, &id)?;
        self.step(Step::AgentCreated, &id, Vec::new());
        Ok(id)
    }

    /// Callers get the agent that is written down here, and no other one is being worked on.
    fn bring_up(&mut self, agent_id: &str, llm_id: &str, versions: Versions) -> Going<()> {
        let published = match versions.published {
            Some(version) => Some(look::stand(self.retell, agent_id, version)?),
            None => None,
        };
        let is_right = published.as_ref().is_some_and(|stand| self.is_right(llm_id, stand));
        let draft = versions.draft();
        if is_right {
            // What somebody has begun to change at Retell is put back: the next to publish it there would publish that.
            return match draft {
                Some(draft) => self.change(agent_id, llm_id, draft),
                None => Ok(()),
            };
        }
        let draft = match draft {
            Some(draft) => draft,
            None => self.draft_of(agent_id, versions.newest.number)?,
        };
        self.change(agent_id, llm_id, draft)?;
        if !self.view.dry_run {
            let title = concat!("Chairside ", env!("CARGO_PKG_VERSION"));
            self.retell.publish(agent_id, draft, title)?;
        }
        self.step(Step::Published, &draft.to_string(), Vec::new());
        if self.view.dry_run { Ok(()) } else { self.check(agent_id, llm_id, draft) }
    }

    fn is_right(&self, llm_id: &str, stand: &Stand) -> bool {
        look::compared(&self.ours, llm_id, stand).is_empty()
    }

    fn draft_of(&mut self, agent_id: &str, version: u64) -> Going<u64> {
        if self.view.dry_run {
            let stand = look::stand(self.retell, agent_id, version)?;
            let llm_id = self.view.llm_id.clone().unwrap_or_default();
            self.changed(agent_id, &llm_id, &stand);
            self.step(Step::Published, "", Vec::new());
            let number = self.bind(agent_id);
            return number.and(Err(Stop::Enough));
        }
        let made = self.retell.create_version(agent_id, version)?;
        let draft = made.get("version").and_then(Value::as_u64);
        let draft = draft.ok_or_else(|| Fault::Odd("a draft without a version".to_owned()))?;
        self.step(Step::DraftCreated, &draft.to_string(), Vec::new());
        Ok(draft)
    }

    /// Sends those fields of a draft that differ.
    fn change(&mut self, agent_id: &str, llm_id: &str, draft: u64) -> Going<()> {
        let mut stand = look::stand(self.retell, agent_id, draft)?;
        let body = definition::agent_body(&self.ours, llm_id);
        if stand.llm_id != llm_id && !self.view.dry_run {
            // First the right model, so that it is that which is changed below.
            let engine = to_send(&body, &stand.agent);
            self.retell.update_agent(agent_id, draft, &Value::Object(engine.clone()))?;
            self.step(Step::AgentChanged, agent_id, engine.keys().cloned().collect());
            stand = look::stand(self.retell, agent_id, draft)?;
        }
        if self.view.dry_run {
            self.changed(agent_id, llm_id, &stand);
            return Ok(());
        }
        let llm = to_send(&self.ours.llm, &stand.llm);
        if !llm.is_empty() {
            self.retell.update_llm(llm_id, stand.llm_version, &Value::Object(llm.clone()))?;
            self.step(Step::LlmChanged, llm_id, llm.keys().cloned().collect());
        }
        let agent = to_send(&body, &stand.agent);
        if !agent.is_empty() {
            self.retell.update_agent(agent_id, draft, &Value::Object(agent.clone()))?;
            self.step(Step::AgentChanged, agent_id, agent.keys().cloned().collect());
        }
        Ok(())
    }

    /// What a change would send.
    fn changed(&mut self, agent_id: &str, llm_id: &str, stand: &Stand) {
        let llm = to_send(&self.ours.llm, &stand.llm);
        let agent = to_send(&definition::agent_body(&self.ours, llm_id), &stand.agent);
        for (step, subject, fields) in
            [(Step::LlmChanged, llm_id, llm), (Step::AgentChanged, agent_id, agent)]
        {
            if !fields.is_empty() {
                self.step(step, subject, fields.keys().cloned().collect());
            }
        }
    }

    /// Whether it was kept as it was sent: a field that Retell drops in silence is told, and not sent at each push.
    fn check(&mut self, agent_id: &str, llm_id: &str, version: u64) -> Going<()> {
        self.view.published = Some(version);
        let stand = look::stand(self.retell, agent_id, version)?;
        let mut places: Vec<String> =
            look::compared(&self.ours, llm_id, &stand).into_iter().map(|one| one.place).collect();
        places.dedup();
        match places.is_empty() {
            true => Ok(()),
            false => Err(Stop::Told(told::not_kept(&places.join(", "), self.desk.salon.language))),
        }
    }

    fn bind(&mut self, agent_id: &str) -> Going<()> {
        let Some(number) = self.ours.number.clone() else { return Ok(()) };
        let theirs = match self.retell.number(&number.number) {
            Err(Fault::NotFound) => {
                let language = self.desk.salon.language;
                return Err(Stop::Told(told::no_such_number(&number.number, language)));
            }
            theirs => theirs?,
        };
        self.view.number = Some(number.number.clone());
        let body = to_send(&definition::number_body(&number, agent_id), &theirs);
        if body.is_empty() {
            return Ok(());
        }
        if !self.view.dry_run {
            self.retell.update_number(&number.number, &Value::Object(body.clone()))?;
        }
        self.step(Step::NumberBound, &number.number, body.keys().cloned().collect());
        Ok(())
    }
}

fn named(value: &Value, field: &str) -> std::result::Result<String, Fault> {
    let id = value.get(field).and_then(Value::as_str);
    id.map(str::to_owned).ok_or_else(|| Fault::Odd(format!("an answer without {field}")))
}
