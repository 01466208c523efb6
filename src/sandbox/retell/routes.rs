//! One function per path.

use crate::sandbox::message::Request;
use crate::sandbox::retell::checks;
use crate::sandbox::retell::state::{State, Version, shown};
use serde_json::{Map, Value, json};

const DRAFT: &str = "Cannot update a published version";
const NONE: &str = "Cannot find requested asset under given api key.";

/// Status and body; no body is `Null`.
pub(crate) type Answer = (u16, Value);

/// Carries a request out.
pub(crate) fn route(state: &mut State, request: &Request) -> Answer {
    let body = match request.json() {
        Ok(Value::Object(fields)) => fields,
        Ok(_) | Err(_) => return error(400, "Invalid request format, please check API reference."),
    };
    let version = request.param("version").map(|text| text.parse::<usize>());
    let Ok(version) = version.transpose() else { return error(400, "version must be a number") };
    let segments: Vec<&str> = request.segments.iter().map(String::as_str).collect();
    match (request.method.as_str(), segments.as_slice()) {
        ("POST", ["create-retell-llm"]) => create_llm(state, body),
        ("GET", ["get-retell-llm", id]) => {
            let found = State::version(&state.llms, id, version);
            show(state, ("llm_id", id), 200, found)
        }
        ("PATCH", ["update-retell-llm", id]) => update_llm(state, id, version, body),
        ("GET", ["v2", "list-retell-llms"]) => list_llms(state, request),
        ("POST", ["create-agent"]) => create_agent(state, body),
        ("GET", ["get-agent", id]) => {
            let found = State::version(&state.agents, id, version);
            show(state, ("agent_id", id), 200, found)
        }
        ("PATCH", ["update-agent", id]) => update_agent(state, id, version, body),
        ("POST", ["v2", "list-agents"]) => list_agents(state, request, &body),
        ("GET", ["list-agent-versions", id]) => versions(state, id),
        ("POST", ["create-agent-version", id]) => create_version(state, id, &body),
        ("POST", ["publish-agent-version", id]) => publish(state, id, &body),
        ("GET", ["get-phone-number", number]) => show_number(state, number, 200),
        ("PATCH", ["update-phone-number", number]) => update_number(state, number, body),
        _ => error(404, "Not Found"),
    }
}

pub(crate) fn error(status: u16, message: &str) -> Answer {
    (status, json!({ "status": "error", "message": message }))
}

fn show(
    state: &mut State,
    id: (&str, &str),
    status: u16,
    found: Option<(usize, Version)>,
) -> Answer {
    match found {
        Some((number, version)) => (status, shown(id, number, &version, state.tick())),
        None => error(422, NONE),
    }
}

fn create_llm(state: &mut State, fields: Map<String, Value>) -> Answer {
    if let Err(why) = checks::llm(&fields) {
        return error(422, &why);
    }
    made_llm(state, fields)
}

/// Makes a model of these fields, whatever they are.
pub(crate) fn made_llm(state: &mut State, fields: Map<String, Value>) -> Answer {
    let id = state.new_id("llm");
    state.llms.insert(id.clone(), vec![Version { is_published: false, fields }]);
    let made = State::version(&state.llms, &id, None);
    show(state, ("llm_id", &id), 201, made)
}

fn update_llm(
    state: &mut State,
    id: &str,
    version: Option<usize>,
    fields: Map<String, Value>,
) -> Answer {
    if let Err(why) = checks::llm(&fields) {
        return error(422, &why);
    }
    let Some((at, found)) = State::version(&state.llms, id, version) else {
        return error(422, NONE);
    };
    if found.is_published {
        return error(400, DRAFT);
    }
    if let Some(one) = state.llms.get_mut(id).and_then(|all| all.get_mut(at)) {
        one.fields.extend(fields);
    }
    let changed = State::version(&state.llms, id, Some(at));
    show(state, ("llm_id", id), 200, changed)
}

/// The model that an agent's fields name, with its newest version put in; the error is a sentence.
fn with_engine(state: &State, fields: &mut Map<String, Value>) -> Result<(), String> {
    let Some(engine) = fields.get("response_engine") else { return Ok(()) };
    let id = engine.get("llm_id").and_then(Value::as_str).unwrap_or_default().to_owned();
    let Some((version, _)) = State::version(&state.llms, &id, None) else {
        return Err(format!("response_engine: there is no {id}"));
    };
    let engine = json!({ "type": "retell-llm", "llm_id": id, "version": version });
    fields.insert("response_engine".to_owned(), engine);
    Ok(())
}

fn create_agent(state: &mut State, mut fields: Map<String, Value>) -> Answer {
    let needed = ["response_engine", "voice_id"];
    if let Some(missing) = needed.iter().find(|name| !fields.contains_key(**name)) {
        return error(422, &format!("{missing} is required"));
    }
    let checked = checks::agent(&fields).and_then(|()| with_engine(state, &mut fields));
    if let Err(why) = checked {
        return error(422, &why);
    }
    let id = state.new_id("agent");
    state.agents.insert(id.clone(), vec![Version { is_published: false, fields }]);
    let made = State::version(&state.agents, &id, None);
    show(state, ("agent_id", &id), 201, made)
}

fn update_agent(
    state: &mut State,
    id: &str,
    version: Option<usize>,
    mut fields: Map<String, Value>,
) -> Answer {
    let checked = checks::agent(&fields).and_then(|()| with_engine(state, &mut fields));
    if let Err(why) = checked {
        return error(422, &why);
    }
    let Some((at, found)) = State::version(&state.agents, id, version) else {
        return error(422, NONE);
    };
    if found.is_published {
        return error(400, DRAFT);
    }
    if let Some(one) = state.agents.get_mut(id).and_then(|all| all.get_mut(at)) {
        one.fields.extend(fields);
    }
    let changed = State::version(&state.agents, id, Some(at));
    show(state, ("agent_id", id), 200, changed)
}

fn list_llms(state: &mut State, request: &Request) -> Answer {
    let all = newest(state, "llm_id", |state| &state.llms);
    page(all, request)
}

fn list_agents(state: &mut State, request: &Request, body: &Map<String, Value>) -> Answer {
    let wanted = body.get("filter_criteria").and_then(|all| all.get("query"));
    let wanted = wanted.and_then(Value::as_str).unwrap_or_default().to_lowercase();
    let mut all = newest(state, "agent_id", |state| &state.agents);
    let name = |one: &Value| {
        one.get("agent_name").and_then(Value::as_str).unwrap_or_default().to_lowercase()
    };
    all.retain(|one| name(one).contains(&wanted));
    // The list tells no more of an agent than this.
    let short = |one: &Value| json!({ "agent_id": one.get("agent_id"), "agent_name": one.get("agent_name"), "channel": "voice" });
    page(all.iter().map(short).collect(), request)
}

fn newest(
    state: &mut State,
    id: &'static str,
    of: fn(&State) -> &crate::sandbox::retell::state::Versioned,
) -> Vec<Value> {
    let tick = state.tick();
    let all = of(state);
    let one = |name: &String| {
        let (number, version) = State::version(all, name, None)?;
        Some(shown((id, name), number, &version, tick))
    };
    all.keys().filter_map(one).collect()
}

/// Pages are short here, so that whoever reads only the first is found out.
const PAGE_ENTRIES: usize = 2;

fn page(all: Vec<Value>, request: &Request) -> Answer {
    let from =
        request.param("pagination_key").and_then(|key| key.strip_prefix("at=")?.parse().ok());
    let from: usize = from.unwrap_or(0);
    let until = from.saturating_add(PAGE_ENTRIES);
    let items: Vec<Value> = all.iter().skip(from).take(PAGE_ENTRIES).cloned().collect();
    let more = until < all.len();
    (200, json!({ "items": items, "has_more": more, "pagination_key": format!("at={until}") }))
}

fn versions(state: &mut State, id: &str) -> Answer {
    let tick = state.tick();
    let Some(all) = state.agents.get(id) else { return error(422, NONE) };
    let one = |(number, version): (usize, &Version)| json!({ "version": number, "is_published": version.is_published, "last_modification_timestamp": tick });
    // Newest first.
    let items: Vec<Value> = all.iter().enumerate().map(one).rev().collect();
    (200, json!({ "items": items, "has_more": false }))
}

fn number_in(body: &Map<String, Value>, name: &str) -> Option<usize> {
    body.get(name)?.as_u64()?.try_into().ok()
}

fn create_version(state: &mut State, id: &str, body: &Map<String, Value>) -> Answer {
    let Some(base) = number_in(body, "base_version") else {
        return error(422, "base_version is required");
    };
    let Some(draft) = state.draft(id, base) else { return error(422, NONE) };
    let made = State::version(&state.agents, id, Some(draft));
    show(state, ("agent_id", id), 201, made)
}

fn publish(state: &mut State, id: &str, body: &Map<String, Value>) -> Answer {
    let Some(version) = number_in(body, "version") else {
        return error(422, "version is required");
    };
    match State::version(&state.agents, id, Some(version)) {
        None => error(422, NONE),
        Some((_, found)) if found.is_published => error(400, "It is published already"),
        Some(_) => {
            state.publish(id, version);
            (200, Value::Null)
        }
    }
}

fn show_number(state: &mut State, number: &str, status: u16) -> Answer {
    let tick = state.tick();
    let Some(fields) = state.numbers.get(number) else { return error(404, NONE) };
    let mut fields = fields.clone();
    fields.insert("phone_number".to_owned(), json!(number));
    fields.insert("phone_number_type".to_owned(), json!("custom"));
    fields.insert("last_modification_timestamp".to_owned(), json!(tick));
    (status, Value::Object(fields))
}

fn update_number(state: &mut State, number: &str, fields: Map<String, Value>) -> Answer {
    let agents = fields.get("inbound_agents").and_then(Value::as_array);
    let id = |one: &Value| one.get("agent_id").and_then(Value::as_str).map(str::to_owned);
    let is_there = |one: &Value| id(one).is_some_and(|id| state.agents.contains_key(&id));
    if agents.is_some_and(|agents| !agents.iter().all(is_there)) {
        return error(422, "inbound_agents: there is no such agent");
    }
    if let Err(why) = checks::number(&fields) {
        return error(422, &why);
    }
    match state.numbers.get_mut(number) {
        Some(known) => known.extend(fields),
        None => return error(404, NONE),
    }
    show_number(state, number, 200)
}
