//! How the agent at Retell stands, and what was done there, as it is shown.

use crate::domain::agent::compare::Difference;
use serde::Serialize;

/// How the agent at Retell stands beside what is written down here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct AgentView {
    /// `None`: nothing was pushed yet, and the configuration names none.
    pub agent_id: Option<String>,
    /// Which version callers get.
    pub published: Option<u64>,
    /// A newer version that is being worked on.
    pub draft: Option<u64>,
    /// The number that it is to answer; E.164.
    pub number: Option<String>,
    /// Whether Retell has that number.
    pub number_is_there: Option<bool>,
    /// Where Retell is told to reach us.
    pub reachable_at: Option<String>,
    pub differences: Vec<DifferenceView>,
}

impl AgentView {
    pub fn absent() -> AgentView {
        AgentView {
            agent_id: None,
            published: None,
            draft: None,
            number: None,
            number_is_there: None,
            reachable_at: None,
            differences: Vec::new(),
        }
    }

    /// Whether callers get the agent that is written down here, and nobody is at work on another.
    pub fn is_equal(&self) -> bool {
        self.agent_id.is_some() && self.published.is_some() && self.differences.is_empty()
    }
}

/// Where something differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum At {
    /// In what callers get.
    Published,
    /// In what somebody works on at Retell.
    Draft,
    /// At the number.
    Number,
}

/// A field that differs, or a sentence in one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct DifferenceView {
    pub at: At,
    /// For example `llm.general_prompt`.
    pub place: String,
    /// What is written down here; `None` for what is only there.
    pub ours: Option<String>,
    /// What is there.
    pub theirs: Option<String>,
}

impl DifferenceView {
    pub fn of(at: At, one: Difference) -> DifferenceView {
        DifferenceView { at, place: one.place, ours: one.ours, theirs: one.theirs }
    }
}

/// What a push did, in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct PushView {
    pub dry_run: bool,
    pub steps: Vec<StepView>,
    /// Why it went no further; what stands in `steps` is done, and the next push goes on from there.
    pub stopped: Option<String>,
    pub llm_id: Option<String>,
    pub agent_id: Option<String>,
    /// Which version callers get now.
    pub published: Option<u64>,
    pub number: Option<String>,
}

/// A step of a push.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct StepView {
    pub what: Step,
    /// What it was done to: a name at Retell, a version, a number.
    pub subject: String,
    /// The fields that were sent, if it was a change.
    pub fields: Vec<String>,
}

/// What a step of a push does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Step {
    /// A model that an earlier push had made and not noted.
    LlmFound,
    LlmCreated,
    /// The same of an agent.
    AgentFound,
    AgentCreated,
    DraftCreated,
    LlmChanged,
    AgentChanged,
    Published,
    NumberBound,
}
