//! What there is: models and agents in their versions, numbers.

use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// A version of something.
#[derive(Clone, Debug)]
pub(crate) struct Version {
    pub(crate) is_published: bool,
    pub(crate) fields: Map<String, Value>,
}

/// What has versions, by its name. The place in the list is the version's number.
pub(crate) type Versioned = BTreeMap<String, Vec<Version>>;

#[derive(Default)]
pub(crate) struct State {
    pub(crate) llms: Versioned,
    pub(crate) agents: Versioned,
    pub(crate) numbers: BTreeMap<String, Map<String, Value>>,
    made: u64,
    /// Counts changes, in place of a clock.
    ticks: u64,
}

impl State {
    pub(crate) fn new_id(&mut self, kind: &str) -> String {
        self.made = self.made.saturating_add(1);
        format!("{kind}_{:024x}", self.made)
    }

    pub(crate) fn tick(&mut self) -> u64 {
        self.ticks = self.ticks.saturating_add(1);
        self.ticks
    }

    /// A version, or the newest.
    pub(crate) fn version(
        all: &Versioned,
        id: &str,
        version: Option<usize>,
    ) -> Option<(usize, Version)> {
        let versions = all.get(id)?;
        let at = version.or(versions.len().checked_sub(1))?;
        Some((at, versions.get(at)?.clone()))
    }

    /// Which model an agent's version uses, and in which version.
    pub(crate) fn engine(fields: &Map<String, Value>) -> Option<(String, Option<usize>)> {
        let engine = fields.get("response_engine")?;
        let id = engine.get("llm_id")?.as_str()?.to_owned();
        let version = engine.get("version").and_then(Value::as_u64);
        Some((id, version.and_then(|version| usize::try_from(version).ok())))
    }

    /// Makes a draft of a version of an agent, and of its model; says its number.
    pub(crate) fn draft(&mut self, agent: &str, base: usize) -> Option<usize> {
        let (_, mut copy) = State::version(&self.agents, agent, Some(base))?;
        if let Some((llm, version)) = State::engine(&copy.fields)
            && let Some((_, mut engine)) = State::version(&self.llms, &llm, version)
            && let Some(versions) = self.llms.get_mut(&llm)
        {
            engine.is_published = false;
            versions.push(engine);
            let number = versions.len().saturating_sub(1);
            let engine = json!({ "type": "retell-llm", "llm_id": llm, "version": number });
            copy.fields.insert("response_engine".to_owned(), engine);
        }
        copy.is_published = false;
        let versions = self.agents.get_mut(agent)?;
        versions.push(copy);
        versions.len().checked_sub(1)
    }

    /// Publishes a version of an agent, and of its model; says whether there is one.
    pub(crate) fn publish(&mut self, agent: &str, version: usize) -> bool {
        let Some(one) = self.agents.get_mut(agent).and_then(|all| all.get_mut(version)) else {
            return false;
        };
        one.is_published = true;
        if let Some((llm, version)) = State::engine(&one.fields)
            && let Some(versions) = self.llms.get_mut(&llm)
        {
            let newest = versions.len().saturating_sub(1);
            if let Some(engine) = versions.get_mut(version.unwrap_or(newest)) {
                engine.is_published = true;
            }
        }
        true
    }
}

/// As it is shown.
pub(crate) fn shown(id: (&str, &str), number: usize, version: &Version, tick: u64) -> Value {
    let mut fields = version.fields.clone();
    fields.insert(id.0.to_owned(), json!(id.1));
    fields.insert("version".to_owned(), json!(number));
    fields.insert("is_published".to_owned(), json!(version.is_published));
    fields.insert("last_modification_timestamp".to_owned(), json!(tick));
    Value::Object(fields)
}
