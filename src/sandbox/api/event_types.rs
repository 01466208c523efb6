//! Event types: personal ones of the key's owner, and a team's.

use crate::sandbox::answer::{Answer, Reply};
use crate::sandbox::api::call::Call;
use crate::sandbox::api::people::no_team;
use crate::sandbox::api::render_event_types as render;
use crate::sandbox::salon::state::State;
use crate::sandbox::types::{SandboxEventType, SandboxHost, SandboxKind};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

const MINUTES_MAX: u64 = 24 * 60;
const NOTICE_MINUTES_DEFAULT: u32 = 120;
const HOSTS_MAX: usize = 1000;

/// `POST /v2/event-types`
pub(crate) fn create(call: &Call<'_>) -> Reply {
    let body = call.body()?;
    let mut state = call.core.state();
    let owner = state.me.ok_or_else(|| Answer::refused(401, "The owner of the key is gone"))?;
    let mut spec = SandboxEventType::personal("", "", 0, owner);
    spec.minimum_notice_minutes = NOTICE_MINUTES_DEFAULT;
    require(&body, &["lengthInMinutes", "title", "slug"])?;
    apply(&mut spec, &body)?;
    store(&mut state, None, spec)
}

/// `POST /v2/teams/{teamId}/event-types`
pub(crate) fn create_of_team(call: &Call<'_>) -> Reply {
    let team = call.id("team")?;
    let body = call.body()?;
    let mut state = call.core.state();
    if !state.teams.contains_key(&team) {
        return Err(no_team(team));
    }
    require(&body, &["lengthInMinutes", "title", "slug", "schedulingType"])?;
    let kind = scheduling_type(&body)?;
    let mut spec = SandboxEventType::team("", "", 0, team, kind, &[]);
    spec.minimum_notice_minutes = NOTICE_MINUTES_DEFAULT;
    apply(&mut spec, &body)?;
    apply_hosts(&state, &mut spec, &body)?;
    store(&mut state, None, spec)
}

/// Keeps a new or changed event type if its slug is free.
fn store(state: &mut State, id: Option<i64>, spec: SandboxEventType) -> Reply {
    let same_owner = |other: &SandboxEventType| match (other.team_id, spec.team_id) {
        (Some(other), Some(own)) => other == own,
        (None, None) => owner(other) == owner(&spec),
        _ => false,
    };
    let clash = state.event_types.values().any(|other| {
        Some(other.id) != id && other.spec.slug == spec.slug && same_owner(&other.spec)
    });
    if clash {
        let whose = if spec.team_id.is_some() { "Team" } else { "User" };
        return Err(Answer::refused(
            400,
            format!("{whose} already has an event type with this slug."),
        ));
    }
    let status = if id.is_some() { 200 } else { 201 };
    let id = state.add_event_type(SandboxEventType { id, ..spec });
    show_id(state, id, status)
}

fn owner(spec: &SandboxEventType) -> Option<i64> {
    spec.hosts.first().map(|host| host.user_id)
}

fn show_id(state: &State, id: i64, status: u16) -> Reply {
    let event_type = state.event_types.get(&id).ok_or_else(|| unknown(id))?;
    Ok(Answer::success(status, render::event_type(state, event_type)))
}

fn unknown(id: i64) -> Answer {
    Answer::refused(404, format!("Event type with id {id} not found"))
}

fn require(body: &Map<String, Value>, fields: &[&str]) -> Result<(), Answer> {
    match fields.iter().find(|field| !body.contains_key(**field)) {
        Some(field) => Err(Answer::invalid(field, "should not be empty")),
        None => Ok(()),
    }
}

fn scheduling_type(body: &Map<String, Value>) -> Result<SandboxKind, Answer> {
    let word = body.get("schedulingType").and_then(Value::as_str).unwrap_or_default();
    match word {
        "roundRobin" | "ROUND_ROBIN" => Ok(SandboxKind::RoundRobin),
        "collective" | "COLLECTIVE" => Ok(SandboxKind::Collective),
        _ => Err(Answer::invalid("schedulingType", "must be collective or roundRobin here")),
    }
}

/// Takes over the fields that are there. Fields it does not know are dropped, as the real one does.
fn apply(spec: &mut SandboxEventType, body: &Map<String, Value>) -> Result<(), Answer> {
    for (name, value) in body {
        match name.as_str() {
            "title" => spec.title = filled(name, value)?,
            "slug" => spec.slug = filled(name, value)?,
            "description" => spec.description = value.as_str().unwrap_or_default().to_owned(),
            "lengthInMinutes" => spec.minutes = minutes(name, value, 1)?,
            "lengthInMinutesOptions" => spec.options = options(name, value)?,
            "slotInterval" if value.is_null() => spec.slot_interval_minutes = None,
            "slotInterval" => spec.slot_interval_minutes = Some(minutes(name, value, 1)?),
            "minimumBookingNotice" => spec.minimum_notice_minutes = notice(name, value)?,
            "beforeEventBuffer" => spec.before_buffer_minutes = minutes(name, value, 0)?,
            "afterEventBuffer" => spec.after_buffer_minutes = minutes(name, value, 0)?,
            "hidden" => spec.hidden = flag(name, value)?,
            "rescheduleWithSameRoundRobinHost" => spec.same_host_on_reschedule = flag(name, value)?,
            "rrHostSubsetEnabled" => spec.host_subset_enabled = flag(name, value)?,
            "confirmationPolicy" => spec.requires_confirmation = asks_confirmation(value),
            "locations" => spec.locations = value.as_array().cloned().unwrap_or_default(),
            _ => {}
        }
    }
    // The document says "must include the provided `lengthInMinutes`".
    if !spec.options.is_empty() && !spec.options.contains(&spec.minutes) {
        return Err(Answer::invalid("lengthInMinutesOptions", "must include lengthInMinutes"));
    }
    Ok(())
}

/// Not empty and each once, so it cannot be taken back either.
fn options(name: &str, value: &Value) -> Result<Vec<u32>, Answer> {
    let listed = value.as_array().filter(|listed| !listed.is_empty());
    let listed = listed.ok_or_else(|| Answer::invalid(name, "should not be empty"))?;
    let all: Result<Vec<u32>, Answer> =
        listed.iter().map(|length| minutes(name, length, 1)).collect();
    let all = all?;
    match all.iter().collect::<BTreeSet<_>>().len() == all.len() {
        true => Ok(all),
        false => Err(Answer::invalid(name, "All elements must be unique")),
    }
}

fn filled(name: &str, value: &Value) -> Result<String, Answer> {
    let text = value.as_str().filter(|text| !text.trim().is_empty());
    text.map(str::to_owned).ok_or_else(|| Answer::invalid(name, "must be a string"))
}

fn flag(name: &str, value: &Value) -> Result<bool, Answer> {
    value.as_bool().ok_or_else(|| Answer::invalid(name, "must be a boolean value"))
}

fn minutes(name: &str, value: &Value, least: u64) -> Result<u32, Answer> {
    let minutes = value.as_u64().filter(|minutes| (least..=MINUTES_MAX).contains(minutes));
    let minutes = minutes.and_then(|minutes| u32::try_from(minutes).ok());
    minutes.ok_or_else(|| Answer::invalid(name, "must be an integer number of minutes"))
}

fn notice(name: &str, value: &Value) -> Result<u32, Answer> {
    let minutes = value.as_u64().and_then(|minutes| u32::try_from(minutes).ok());
    minutes.ok_or_else(|| Answer::invalid(name, "must not be less than 0"))
}

fn asks_confirmation(value: &Value) -> bool {
    let disabled = value.get("disabled").and_then(Value::as_bool).unwrap_or(false);
    !disabled && value.get("type").and_then(Value::as_str) == Some("always")
}

/// `hosts`, or every member of the team.
fn apply_hosts(
    state: &State,
    spec: &mut SandboxEventType,
    body: &Map<String, Value>,
) -> Result<(), Answer> {
    let team = spec.team_id.and_then(|id| state.teams.get(&id));
    let members = team.map(|team| team.members.clone()).unwrap_or_default();
    if body.get("assignAllTeamMembers") == Some(&json!(true)) {
        spec.hosts = members.into_iter().map(SandboxHost::from).collect();
        return Ok(());
    }
    let Some(listed) = body.get("hosts") else { return Ok(()) };
    let listed = listed.as_array().filter(|hosts| hosts.len() <= HOSTS_MAX);
    let listed = listed.ok_or_else(|| Answer::invalid("hosts", "must be an array"))?;
    let mut hosts = Vec::new();
    let mut strangers = Vec::new();
    for entry in listed {
        let id = entry.get("userId").and_then(Value::as_i64);
        let user_id = id.ok_or_else(|| Answer::invalid("hosts.userId", "must be a number"))?;
        if !members.contains(&user_id) {
            strangers.push(user_id.to_string());
        }
        let fixed = entry.get("mandatory").and_then(Value::as_bool).unwrap_or(false);
        let priority = match entry.get("priority").and_then(Value::as_str) {
            Some("lowest") => 0,
            Some("low") => 1,
            Some("high") => 3,
            Some("highest") => 4,
            _ => 2,
        };
        hosts.push(SandboxHost { user_id, fixed, priority });
    }
    if !strangers.is_empty() {
        return Err(Answer::refused(404, format!("Invalid hosts: {}", strangers.join(", "))));
    }
    spec.hosts = hosts;
    Ok(())
}

/// The event type of the path; `team` is the team of the path, if it names one.
fn named(
    call: &Call<'_>,
    state: &State,
    team: Option<i64>,
) -> Result<(i64, SandboxEventType), Answer> {
    let id = call.id("id")?;
    let found = state.event_types.get(&id);
    let found = found.filter(|event_type| match team {
        Some(team) => event_type.spec.team_id == Some(team),
        None => true,
    });
    found.map(|event_type| (id, event_type.spec.clone())).ok_or_else(|| unknown(id))
}

/// `GET /v2/event-types`
pub(crate) fn list(call: &Call<'_>) -> Reply {
    let state = call.core.state();
    let slug = call.request.param("eventSlug");
    let username = call.request.param("username");
    let shown = state.event_types.values().filter(|event_type| {
        let spec = &event_type.spec;
        let user = owner(spec).and_then(|id| state.users.get(&id));
        let owned = match username {
            Some(wanted) => user.is_some_and(|user| user.username.as_deref() == Some(wanted)),
            None => owner(spec) == state.me,
        };
        spec.team_id.is_none() && owned && slug.is_none_or(|slug| spec.slug == slug)
    });
    Ok(Answer::success(200, shown.map(|e| render::event_type(&state, e)).collect()))
}

/// `GET /v2/teams/{teamId}/event-types`
pub(crate) fn list_of_team(call: &Call<'_>) -> Reply {
    let team = call.id("team")?;
    let state = call.core.state();
    if !state.teams.contains_key(&team) {
        return Err(no_team(team));
    }
    let slug = call.request.param("eventSlug");
    let shown = state.event_types.values().filter(|event_type| {
        let spec = &event_type.spec;
        spec.team_id == Some(team) && slug.is_none_or(|slug| spec.slug == slug)
    });
    Ok(Answer::success(200, shown.map(|e| render::event_type(&state, e)).collect()))
}

/// `GET /v2/event-types/{id}`
pub(crate) fn show(call: &Call<'_>) -> Reply {
    let state = call.core.state();
    show_id(&state, named(call, &state, None)?.0, 200)
}

/// `GET /v2/teams/{teamId}/event-types/{id}`
pub(crate) fn show_of_team(call: &Call<'_>) -> Reply {
    let state = call.core.state();
    show_id(&state, named(call, &state, Some(call.id("team")?))?.0, 200)
}

/// `PATCH /v2/event-types/{id}`
pub(crate) fn update(call: &Call<'_>) -> Reply {
    let body = call.body()?;
    let mut state = call.core.state();
    let (id, mut spec) = named(call, &state, None)?;
    personal_only(&spec)?;
    apply(&mut spec, &body)?;
    store(&mut state, Some(id), spec)
}

/// A team's event types are changed under the team's path only.
fn personal_only(spec: &SandboxEventType) -> Result<(), Answer> {
    match spec.team_id {
        None => Ok(()),
        Some(_) => Err(Answer::refused(403, "User doesn't have access to this event type")),
    }
}

/// `PATCH /v2/teams/{teamId}/event-types/{id}`
pub(crate) fn update_of_team(call: &Call<'_>) -> Reply {
    let body = call.body()?;
    let mut state = call.core.state();
    let (id, mut spec) = named(call, &state, Some(call.id("team")?))?;
    apply(&mut spec, &body)?;
    apply_hosts(&state, &mut spec, &body)?;
    if body.contains_key("schedulingType") {
        spec.kind = scheduling_type(&body)?;
    }
    store(&mut state, Some(id), spec)
}

/// `DELETE /v2/event-types/{id}`
pub(crate) fn delete(call: &Call<'_>) -> Reply {
    let mut state = call.core.state();
    let (id, spec) = named(call, &state, None)?;
    personal_only(&spec)?;
    remove(&mut state, id, &spec)
}

/// `DELETE /v2/teams/{teamId}/event-types/{id}`
pub(crate) fn delete_of_team(call: &Call<'_>) -> Reply {
    let mut state = call.core.state();
    let (id, spec) = named(call, &state, Some(call.id("team")?))?;
    remove(&mut state, id, &spec)
}

/// Its bookings stay.
fn remove(state: &mut State, id: i64, spec: &SandboxEventType) -> Reply {
    state.event_types.remove(&id);
    let data = json!({
        "id": id,
        "lengthInMinutes": spec.minutes,
        "slug": spec.slug,
        "title": spec.title,
    });
    Ok(Answer::success(200, data))
}
