//! What the agent is at Retell, and where it differs from what is written down here. Only looks.

use crate::domain::agent::compare::{Difference, differences};
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::agent::definition::{self, Definition};
use crate::frontdesk::agent::view::{AgentView, At, DifferenceView};
use crate::frontdesk::agent::{reach, told};
use crate::retell::client::api::{Answered, Fault, Retell, Version};
use crate::store::service::retell_parts;
use crate::store::service::retell_parts::Part;
use serde_json::Value;

/// A version of the agent with the model that it uses.
pub(crate) struct Stand {
    pub agent: Value,
    pub llm: Value,
    pub llm_id: String,
    /// The version of the model, if it is said.
    pub llm_version: Option<u64>,
}

/// The agent's versions that matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Versions {
    /// What callers get.
    pub published: Option<u64>,
    /// The newest.
    pub newest: Version,
}

impl Versions {
    /// The newest, if it is still being worked on.
    pub fn draft(self) -> Option<u64> {
        (!self.newest.is_published).then_some(self.newest.number)
    }
}

/// Which agent is ours: the one that the configuration names, else the one that was noted.
pub(crate) fn agent_id(desk: &Desk) -> Result<Option<String>> {
    match desk.salon.config.retell_agent.agent_id.as_str() {
        "" => noted(desk, Part::Agent),
        id => Ok(Some(id.to_owned())),
    }
}

/// What was noted.
pub(crate) fn noted(desk: &Desk, part: Part) -> Result<Option<String>> {
    desk.store.read(|connection| retell_parts::id(connection, desk.salon.company, part))
}

/// The versions of an agent; `None` if there is no such agent.
pub(crate) fn versions(retell: &Retell, agent_id: &str) -> Answered<Option<Versions>> {
    let all = match retell.versions(agent_id) {
        Err(Fault::NotFound) => return Ok(None),
        all => all?,
    };
    let published = all.iter().rev().find(|version| version.is_published);
    let published = published.map(|version| version.number);
    let newest = all.last().copied();
    let newest = newest.ok_or_else(|| Fault::Odd("an agent without versions".to_owned()))?;
    Ok(Some(Versions { published, newest }))
}

/// A version of the agent, and its model; the model is `Null` if there is none of that kind.
pub(crate) fn stand(retell: &Retell, agent_id: &str, version: u64) -> Answered<Stand> {
    let agent = retell.agent(agent_id, Some(version))?;
    let engine = agent.get("response_engine").cloned().unwrap_or_default();
    let llm_id = engine.get("llm_id").and_then(Value::as_str).unwrap_or_default().to_owned();
    // It is told as a number with or without a fraction.
    let told = engine.get("version").and_then(Value::as_f64).map(|version| format!("{version:.0}"));
    let llm_version = told.and_then(|told| told.parse().ok());
    let llm = match llm_id.as_str() {
        "" => Value::Null,
        id => match retell.llm(id, llm_version) {
            Err(Fault::NotFound) => Value::Null,
            llm => llm?,
        },
    };
    Ok(Stand { agent, llm, llm_id, llm_version })
}

/// Where a version differs from what is written down here. `llm_id`: the model that it is to use.
pub(crate) fn compared(ours: &Definition, llm_id: &str, stand: &Stand) -> Vec<Difference> {
    let mut found = differences("llm", &ours.llm, &stand.llm);
    let body = definition::agent_body(ours, llm_id);
    found.extend(differences("agent", &body, &stand.agent));
    found
}

/// How the agent at Retell stands. `Conflict` with a sentence if Retell does not say.
pub(crate) fn of(desk: &Desk, retell: &Retell) -> Result<AgentView> {
    let ours = definition::of(desk, desk.salon.language)?;
    let Some(agent_id) = agent_id(desk)? else { return Ok(AgentView::absent()) };
    let llm_id = noted(desk, Part::Llm)?;
    looked_at(desk, retell, &ours, &agent_id, llm_id)
        .map_err(|fault| reach::error(desk, &fault))?
        .ok_or_else(|| Error::Conflict(told::no_such_agent(&agent_id, desk.salon.language)))
}

fn looked_at(
    desk: &Desk,
    retell: &Retell,
    ours: &Definition,
    agent_id: &str,
    llm_id: Option<String>,
) -> Answered<Option<AgentView>> {
    let Some(versions) = versions(retell, agent_id)? else { return Ok(None) };
    let mut rows = Vec::new();
    let mut seen = Vec::new();
    if let Some(published) = versions.published {
        seen.push((At::Published, published));
    }
    seen.extend(versions.draft().map(|draft| (At::Draft, draft)));
    for (at, version) in seen {
        let stand = stand(retell, agent_id, version)?;
        let llm_id = llm_id.as_ref().unwrap_or(&stand.llm_id);
        let found = compared(ours, llm_id, &stand);
        rows.extend(found.into_iter().map(|one| DifferenceView::of(at, one)));
    }
    let mut number_is_there = None;
    if let Some(number) = &ours.number {
        let theirs = match retell.number(&number.number) {
            Err(Fault::NotFound) => None,
            theirs => Some(theirs?),
        };
        number_is_there = Some(theirs.is_some());
        let body = definition::number_body(number, agent_id);
        let theirs = theirs.unwrap_or_default();
        let found = differences("number", &body, &theirs);
        rows.extend(found.into_iter().map(|one| DifferenceView::of(At::Number, one)));
    }
    Ok(Some(AgentView {
        agent_id: Some(agent_id.to_owned()),
        published: versions.published,
        draft: versions.draft(),
        number: ours.number.as_ref().map(|number| number.number.clone()),
        number_is_there,
        reachable_at: Some(desk.salon.config.server.public_url.clone())
            .filter(|url| !url.is_empty()),
        differences: rows,
    }))
}
