//! What Retell refuses: fields that it does not know, and such that are wrong.

use serde_json::{Map, Value};

/// The fields of a model.
const LLM: [&str; 18] = [
    "backup_model",
    "begin_after_user_silence_ms",
    "begin_message",
    "default_dynamic_variables",
    "general_prompt",
    "general_tools",
    "kb_config",
    "knowledge_base_ids",
    "mcps",
    "model",
    "model_config",
    "model_high_priority",
    "model_temperature",
    "start_speaker",
    "starting_state",
    "states",
    "tool_call_strict_mode",
    "is_transfer_llm",
];
/// Those of an agent that anybody here sets or might.
const AGENT: [&str; 22] = [
    "agent_name",
    "boosted_keywords",
    "data_storage_retention_days",
    "data_storage_setting",
    "denoising_mode",
    "enable_backchannel",
    "end_call_after_silence_ms",
    "interruption_sensitivity",
    "language",
    "max_call_duration_ms",
    "post_call_analysis_data",
    "pre_session_tools",
    "pronunciation_dictionary",
    "response_engine",
    "responsiveness",
    "timezone",
    "version_title",
    "voice_id",
    "voice_speed",
    "webhook_events",
    "webhook_timeout_ms",
    "webhook_url",
];
const NUMBER: [&str; 4] = ["inbound_agents", "inbound_webhook_url", "nickname", "outbound_agents"];
const TOOL: [&str; 15] = [
    "args_at_root",
    "description",
    "enable_typing_sound",
    "execution_message_description",
    "execution_message_type",
    "headers",
    "max_retry",
    "method",
    "name",
    "parameter_type",
    "parameters",
    "speak_after_execution",
    "speak_during_execution",
    "timeout_ms",
    "url",
];
const TOOL_TIMEOUT_MS: std::ops::RangeInclusive<u64> = 1_000..=600_000;
const TOOL_NAME_MAX: usize = 64;
const RETRIES_MAX: u64 = 5;

fn known(fields: &Map<String, Value>, names: &[&str]) -> Result<(), String> {
    match fields.keys().find(|name| !names.contains(&name.as_str())) {
        Some(name) => Err(format!("{name} is not a known field")),
        None => Ok(()),
    }
}

/// What is wrong with a model's fields.
pub(crate) fn llm(fields: &Map<String, Value>) -> Result<(), String> {
    known(fields, &LLM)?;
    let Some(tools) = fields.get("general_tools") else { return Ok(()) };
    let tools = tools.as_array().ok_or("general_tools must be an array")?;
    let mut names = Vec::new();
    for one in tools {
        let name = one.get("name").and_then(Value::as_str).unwrap_or_default();
        let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        if name.is_empty() || name.len() > TOOL_NAME_MAX || !name.chars().all(is_plain) {
            return Err("a tool's name must be 1 to 64 letters, digits, _ or -".to_owned());
        }
        if names.contains(&name) {
            return Err(format!("the tool {name} is there twice"));
        }
        names.push(name);
        if one.get("type").and_then(Value::as_str) == Some("custom") {
            custom(one)?;
        }
    }
    let variables = fields.get("default_dynamic_variables").and_then(Value::as_object);
    match variables.is_none_or(|all| all.values().all(Value::is_string)) {
        true => Ok(()),
        false => Err("default_dynamic_variables must be strings".to_owned()),
    }
}

fn custom(tool: &Value) -> Result<(), String> {
    let mut fields = tool.as_object().cloned().unwrap_or_default();
    fields.remove("type");
    known(&fields, &TOOL)?;
    let url = fields.get("url").and_then(Value::as_str).unwrap_or_default();
    if !(url.starts_with("https://") || url.starts_with("http://127.0.0.1")) {
        return Err("a custom tool needs a url".to_owned());
    }
    let timeout = fields.get("timeout_ms").map(|all| all.as_u64().unwrap_or(0));
    if timeout.is_some_and(|timeout| !TOOL_TIMEOUT_MS.contains(&timeout)) {
        return Err("timeout_ms must be 1000 to 600000".to_owned());
    }
    if fields.get("max_retry").is_some_and(|all| all.as_u64().is_none_or(|n| n > RETRIES_MAX)) {
        return Err("max_retry must be 0 to 5".to_owned());
    }
    let Some(parameters) = fields.get("parameters") else { return Ok(()) };
    let properties = parameters.get("properties").and_then(Value::as_object);
    match (parameters.get("type").and_then(Value::as_str), properties) {
        (Some("object"), Some(properties)) => {
            let is_described = |one: &Value| one.get("type").is_some_and(Value::is_string);
            match properties.values().all(is_described) {
                true => Ok(()),
                false => Err("a property without a type".to_owned()),
            }
        }
        _ => Err("parameters.type must be object, with properties".to_owned()),
    }
}

/// What is wrong with an agent's fields.
pub(crate) fn agent(fields: &Map<String, Value>) -> Result<(), String> {
    known(fields, &AGENT)?;
    for name in ["voice_id", "language", "timezone", "webhook_url", "agent_name"] {
        let is_text = |one: &Value| one.as_str().is_some_and(|text| !text.is_empty());
        if fields.get(name).is_some_and(|one| !is_text(one)) {
            return Err(format!("{name} must be a string"));
        }
    }
    Ok(())
}

/// What is wrong with a number's fields.
pub(crate) fn number(fields: &Map<String, Value>) -> Result<(), String> {
    known(fields, &NUMBER)?;
    let Some(agents) = fields.get("inbound_agents") else { return Ok(()) };
    let agents = agents.as_array().ok_or("inbound_agents must be an array")?;
    let weight = |one: &Value| one.get("weight").and_then(Value::as_f64).unwrap_or(0.0);
    let sum: f64 = agents.iter().map(weight).sum();
    match agents.is_empty() || (sum - 1.0).abs() < f64::EPSILON {
        true => Ok(()),
        false => Err("the weights of inbound_agents must add up to 1".to_owned()),
    }
}
