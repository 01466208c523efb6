//! How the agent, a push and a comparison read for people.

use crate::cli::console::print::Text;
use crate::cli::console::table;
use crate::domain::language::Language;
use crate::frontdesk::agent::definition::Definition;
use crate::frontdesk::agent::view::{AgentView, At, PushView, Step, StepView};
use serde::Serialize;
use serde_json::Value;
use std::fmt::Write;

/// The agent as it is written down here.
#[derive(Serialize)]
#[serde(transparent)]
pub(crate) struct Printed(pub Definition);

impl Text for Printed {
    fn text(&self, language: Language) -> String {
        let pick = |de, en| language.pick(de, en);
        let (llm, agent) = (&self.0.llm, &self.0.agent);
        let mut out = String::new();
        let mut line = |name: &str, value: String| writeln!(out, "{name:<22}{value}").ok();
        for name in [
            "agent_name",
            "language",
            "voice_id",
            "timezone",
            "webhook_url",
            "data_storage_setting",
        ] {
            line(name, shown(agent.get(name)));
        }
        line("model", shown(llm.get("model")));
        match &self.0.number {
            Some(number) => {
                line("number", number.number.clone());
                line("inbound_webhook_url", number.inbound_webhook_url.clone());
            }
            None => {
                line(
                    "number",
                    pick("keine (retell_agent.number)", "none (retell_agent.number)").to_owned(),
                );
            }
        }
        writeln!(
            out,
            "\n{}\n{}",
            pick("# Sagt zuerst", "# Says first"),
            shown(llm.get("begin_message"))
        )
        .ok();
        writeln!(out, "\n# Prompt\n{}", shown(llm.get("general_prompt"))).ok();
        writeln!(out, "\n{}", pick("# Funktionen", "# Functions")).ok();
        for tool in llm.get("general_tools").and_then(Value::as_array).into_iter().flatten() {
            out.push_str(&function(tool));
        }
        out
    }
}

fn function(tool: &Value) -> String {
    let mut out = format!("\n{}: {}\n", shown(tool.get("name")), shown(tool.get("description")));
    if let Some(url) = tool.get("url") {
        writeln!(out, "  {} ({} ms)", shown(Some(url)), shown(tool.get("timeout_ms"))).ok();
    }
    if let Some(said) = tool.get("execution_message_description") {
        writeln!(out, "  „{}“", shown(Some(said))).ok();
    }
    let properties = tool.pointer("/parameters/properties").and_then(Value::as_object);
    for (name, about) in properties.into_iter().flatten() {
        writeln!(out, "  {name}: {}", shown(about.get("description"))).ok();
    }
    out
}

fn shown(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
        None => "-".to_owned(),
    }
}

impl Text for PushView {
    fn text(&self, language: Language) -> String {
        let mut out = String::new();
        for step in &self.steps {
            writeln!(out, "{}", told(step, language)).ok();
        }
        let pick = |de, en| language.pick(de, en);
        let ending = match (&self.stopped, self.steps.is_empty(), self.dry_run) {
            (Some(_), true, _) => pick("nichts geändert", "nothing changed"),
            (Some(_), false, _) => pick(
                "so weit ist es erledigt; chairside retell push macht dort weiter",
                "so much is done; chairside retell push goes on from there",
            ),
            (None, true, _) => pick(
                "alles ist schon so, nichts geändert",
                "everything is so already, nothing changed",
            ),
            (None, false, true) => pick("nur gezeigt, nichts geändert", "dry run: nothing changed"),
            (None, false, false) => pick("fertig", "done"),
        };
        let version =
            self.published.map(|version| format!(", version {version}")).unwrap_or_default();
        let agent =
            self.agent_id.as_deref().map(|id| format!(" ({id}{version})")).unwrap_or_default();
        writeln!(out, "{ending}{agent}").ok();
        if self.number.is_none() && self.stopped.is_none() {
            let none = pick(
                "keine Nummer verbunden: retell_agent.number nennt keine",
                "no number is bound: retell_agent.number names none",
            );
            writeln!(out, "{none}").ok();
        }
        out
    }
}

fn told(step: &StepView, language: Language) -> String {
    let (german, english) = match step.what {
        Step::LlmFound => ("Modell wiedergefunden", "model found again"),
        Step::LlmCreated => ("Modell angelegt", "model created"),
        Step::AgentFound => ("Agent wiedergefunden", "agent found again"),
        Step::AgentCreated => ("Agent angelegt", "agent created"),
        Step::DraftCreated => ("Entwurf angelegt", "draft created"),
        Step::LlmChanged => ("Modell geändert", "model changed"),
        Step::AgentChanged => ("Agent geändert", "agent changed"),
        Step::Published => ("veröffentlicht", "published"),
        Step::NumberBound => ("Nummer verbunden", "number bound"),
    };
    let fields = step.fields.join(", ");
    let told = format!("{}  {}  {fields}", language.pick(german, english), step.subject);
    told.trim_end().to_owned()
}

impl Text for AgentView {
    fn text(&self, language: Language) -> String {
        let pick = |de, en| language.pick(de, en);
        let Some(agent) = &self.agent_id else {
            return pick(
                "Bei Retell ist noch kein Agent von hier: chairside retell push\n",
                "No agent was brought to Retell from here yet: chairside retell push\n",
            )
            .to_owned();
        };
        let mut out = String::new();
        for one in &self.differences {
            let at = match one.at {
                At::Published => pick("veröffentlicht", "published"),
                At::Draft => pick("Entwurf", "draft"),
                At::Number => pick("Nummer", "number"),
            };
            writeln!(out, "{at}  {}", one.place).ok();
            if let Some(ours) = &one.ours {
                writeln!(out, "  {}  {ours}", pick("hier:  ", "here:  ")).ok();
            }
            if let Some(theirs) = &one.theirs {
                writeln!(out, "  Retell:  {theirs}").ok();
            }
        }
        let (published, draft) = (table::or_dash(self.published), table::or_dash(self.draft));
        let verdict = if self.is_equal() {
            pick("gleich", "equal").to_owned()
        } else if self.published.is_none() {
            pick(
                "nicht veröffentlicht: chairside retell push",
                "not published: chairside retell push",
            )
            .to_owned()
        } else {
            let count = self.differences.len();
            language.pick(
                format!("{count} Unterschiede; chairside retell push stellt her, was hier steht"),
                format!(
                    "{count} differences; chairside retell push brings what is written down here"
                ),
            )
        };
        let of = pick("veröffentlicht", "published");
        let newer = pick("Entwurf", "draft");
        writeln!(out, "{agent}: {of} {published}, {newer} {draft}: {verdict}").ok();
        out
    }
}
