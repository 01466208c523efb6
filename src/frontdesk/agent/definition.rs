//! The agent as it is written down here, in the bodies of Retell's management API. Wire contract: Retell's
//! `create-retell-llm`, `create-agent`, `update-phone-number`.

use crate::config::Config;
use crate::domain::Result;
use crate::domain::language::Language;
use crate::frontdesk::Desk;
use crate::frontdesk::agent::prompt;
use crate::frontdesk::agent::rules::GREETING;
use crate::frontdesk::functions::row::Row;
use crate::frontdesk::functions::table::TABLE;
use crate::frontdesk::offer::known::Known;
use serde::Serialize;
use serde_json::{Value, json};

/// Retell waits so much longer for an answer than we take for it: the way there and back.
const WAY_MS: u64 = 2_000;
/// How long a function may take that never leaves the machine.
const QUICK_TIMEOUT_MS: u64 = 5_000;
/// A model that calls again is answered as before; a server that does so unasked keeps the caller waiting.
const RETRIES: u32 = 0;
const CALL_MAX_MS: u64 = 15 * 60 * 1_000;
const SILENCE_MAX_MS: u64 = 30_000;
const EVENT_TIMEOUT_MS: u64 = 10_000;
/// More words are not listened for more closely.
const KEYWORDS_MAX: usize = 100;
/// What stands for our address where none is configured.
const NO_ADDRESS: &str = "https://server.public_url.is.not.set.invalid";
/// The variable by which our model is known again; it is in no sentence.
const MARK: &str = "chairside";

/// The agent, whole.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Definition {
    /// The model: prompt and tools.
    pub llm: Value,
    /// The agent around it, without the model's id.
    pub agent: Value,
    /// The number, if one is configured, without the agent's id.
    pub number: Option<Number>,
}

/// A number that the agent answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Number {
    /// E.164.
    pub number: String,
    /// Where Retell asks who is calling.
    pub inbound_webhook_url: String,
}

/// How the salon's agent is to be, in this language.
pub(crate) fn of(desk: &Desk, language: Language) -> Result<Definition> {
    let config = &desk.salon.config;
    let agent = &config.retell_agent;
    let address = address(config);
    let number = Some(&agent.number).filter(|number| !number.is_empty());
    Ok(Definition {
        llm: llm(config, language),
        agent: json!({
            "agent_name": name(config),
            "voice_id": agent.voice_id,
            "language": language.pick("de-DE", "en-GB"),
            "timezone": config.company.time_zone,
            "webhook_url": format!("{address}/api/retell/webhook"),
            "webhook_events": ["call_started", "call_ended", "call_analyzed"],
            "webhook_timeout_ms": EVENT_TIMEOUT_MS,
            "boosted_keywords": keywords(desk)?,
            "max_call_duration_ms": CALL_MAX_MS,
            "end_call_after_silence_ms": SILENCE_MAX_MS,
            "data_storage_setting": if agent.keep_transcripts { "everything_except_pii" } else { "basic_attributes_only" },
        }),
        number: number.map(|number| Number {
            number: number.clone(),
            inbound_webhook_url: format!("{address}/api/retell/inbound"),
        }),
    })
}

/// The agent's body with its model.
pub(crate) fn agent_body(definition: &Definition, llm_id: &str) -> Value {
    let mut body = definition.agent.clone();
    if let Some(fields) = body.as_object_mut() {
        let engine = json!({ "type": "retell-llm", "llm_id": llm_id });
        fields.insert("response_engine".to_owned(), engine);
    }
    body
}

/// The number's body with its agent.
pub(crate) fn number_body(number: &Number, agent_id: &str) -> Value {
    json!({
        "inbound_agents": [{ "agent_id": agent_id, "agent_version": "latest_published", "weight": 1 }],
        "inbound_webhook_url": number.inbound_webhook_url,
    })
}

/// What the agent is called; another program's is called otherwise.
pub(crate) fn name(config: &Config) -> String {
    format!("{} (Chairside {})", config.company.name.trim(), config.company.key)
}

/// Whether a model is the one that was made from here, for this company.
pub(crate) fn is_ours(llm: &Value, config: &Config) -> bool {
    let mark = llm.get("default_dynamic_variables").and_then(|all| all.get(MARK));
    mark.and_then(Value::as_str) == Some(mark_of(config).as_str())
}

/// Two appliances of one company, one of them for trying things out, have models of their own.
fn mark_of(config: &Config) -> String {
    format!("{} {}", config.company.key, address(config))
}

/// How we are reached from the net.
fn address(config: &Config) -> String {
    match config.server.public_url.as_str() {
        "" => NO_ADDRESS.to_owned(),
        url => url.to_owned(),
    }
}

fn llm(config: &Config, language: Language) -> Value {
    let transfer = Some(&config.retell_agent.transfer_number).filter(|number| !number.is_empty());
    let mut tools: Vec<Value> = TABLE.iter().map(|row| tool(config, row, language)).collect();
    tools.push(json!({
        "type": "end_call",
        "name": "end_call",
        "description": language.pick(
            "Beendet das Gespräch, wenn alles erledigt ist und ihr euch verabschiedet habt.",
            "Ends the call when everything is done and you have said goodbye.",
        ),
    }));
    if let Some(number) = transfer {
        tools.push(json!({
            "type": "transfer_call",
            "name": "transfer_to_salon",
            "description": language.pick(
                "Verbindet mit einem Menschen im Salon, wenn die Person das will.",
                "Puts the caller through to a human at the salon, if they want that.",
            ),
            "transfer_destination": { "type": "predefined", "number": number },
            "transfer_option": { "type": "cold_transfer", "show_transferee_as_caller": false },
        }));
    }
    json!({
        "start_speaker": "agent",
        "begin_message": GREETING.in_language(language),
        "general_prompt": prompt::text(language, transfer.is_some()),
        "general_tools": tools,
        "model": config.retell_agent.model,
        // A call on the web has no number, and then nobody sets them: an unset one would be read out as it stands.
        "default_dynamic_variables": {
            "salon_name": config.company.name,
            "customer_known": "false",
            "customer_name": "",
            "customer_ref": "",
            "next_appointment": language.pick("keiner bekannt", "none known"),
            "today_spoken": language.pick("nicht bekannt", "not known"),
            MARK: mark_of(config),
        },
    })
}

fn tool(config: &Config, row: &Row, language: Language) -> Value {
    let timeout_ms = match row.function.waits_for_calcom() {
        true => config.booking.answer_deadline_seconds.saturating_mul(1_000).saturating_add(WAY_MS),
        false => QUICK_TIMEOUT_MS,
    };
    let mut tool = json!({
        "type": "custom",
        "name": row.function.as_str(),
        "description": row.purpose.in_language(language),
        "url": format!("{}/api/retell/function", address(config)),
        "method": "POST",
        // Without it the call's id would not come, and nothing could be booked once only.
        "args_at_root": false,
        "timeout_ms": timeout_ms,
        "max_retry": RETRIES,
        "speak_during_execution": row.meanwhile.is_some(),
        "speak_after_execution": true,
        "parameter_type": "json",
        "parameters": row.schema(language),
    });
    if let (Some(meanwhile), Some(fields)) = (row.meanwhile, tool.as_object_mut()) {
        fields.insert("execution_message_type".to_owned(), json!("static_text"));
        let said = meanwhile.in_language(language);
        fields.insert("execution_message_description".to_owned(), json!(said));
    }
    tool
}

/// Names that a recogniser of speech would not expect: of those who work here and of what they do.
fn keywords(desk: &Desk) -> Result<Vec<String>> {
    let known = Known::read(desk)?;
    let staff = known.roster.iter().filter(|person| person.active);
    let names = staff.map(|person| person.name.clone());
    let mut words: Vec<String> =
        names.chain(known.services.iter().map(|one| one.name.clone())).collect();
    words.sort();
    words.dedup();
    words.truncate(KEYWORDS_MAX);
    Ok(words)
}
