//! Webhook registrations of a user, an event type, or an organisation: the path decides which.

use crate::sandbox::answer::{Answer, Reply};
use crate::sandbox::api::call::Call;
use crate::sandbox::salon::input::text;
use crate::sandbox::salon::state::{Level, State, Subscriber};
use crate::sandbox::webhook::payload::VERSION_WITH_ICS;
use serde_json::{Map, Value, json};

/// The version of the bodies that a registration gets unless it asks for another.
pub(crate) const DEFAULT_VERSION: &str = "2021-10-20";
const TRIGGERS: [&str; 25] = [
    "BOOKING_CREATED",
    "BOOKING_PAYMENT_INITIATED",
    "BOOKING_PAID",
    "BOOKING_RESCHEDULED",
    "BOOKING_REQUESTED",
    "BOOKING_CANCELLED",
    "BOOKING_REJECTED",
    "BOOKING_NO_SHOW_UPDATED",
    "BOOKING_LOCATION_UPDATED",
    "BOOKING_REASSIGNED",
    "FORM_SUBMITTED",
    "FORM_SUBMITTED_NO_EVENT",
    "MEETING_ENDED",
    "MEETING_STARTED",
    "RECORDING_READY",
    "RECORDING_TRANSCRIPTION_GENERATED",
    "INSTANT_MEETING",
    "INSTANT_MEETING_ACCEPTED",
    "CALENDAR_ENTRY_REJECTED",
    "OOO_CREATED",
    "AFTER_HOSTS_CAL_VIDEO_NO_SHOW",
    "AFTER_GUESTS_CAL_VIDEO_NO_SHOW",
    "ROUTING_FORM_FALLBACK_HIT",
    "DELEGATION_CREDENTIAL_ERROR",
    "WRONG_ASSIGNMENT_REPORT",
];
const VERSIONS: [&str; 2] = [DEFAULT_VERSION, VERSION_WITH_ICS];

/// What the path is about. A team's event type must be asked for under its team.
fn level(call: &Call<'_>, state: &State) -> Result<Level, Answer> {
    if call.param("org").is_some() {
        return Ok(Level::Organization(call.id("org")?));
    }
    if call.param("id").is_none() {
        let me = state.me.ok_or_else(|| Answer::refused(401, "The owner of the key is gone"))?;
        return Ok(Level::User(me));
    }
    let id = call.id("id")?;
    let team = match call.param("team") {
        Some(_) => Some(call.id("team")?),
        None => None,
    };
    let event_type = state.event_types.get(&id);
    let event_type = event_type
        .ok_or_else(|| Answer::refused(404, format!("Event type with id {id} not found")))?;
    match (team, event_type.spec.team_id) {
        (Some(asked), Some(real)) if asked == real => Ok(Level::EventType(id)),
        (None, None) => Ok(Level::EventType(id)),
        (None, Some(_)) => Err(Answer::refused(403, "User doesn't own this event type")),
        (Some(_), _) => Err(Answer::refused(404, format!("Event type with id {id} not found"))),
    }
}

fn shown(subscriber: &Subscriber) -> Value {
    let all = || TRIGGERS.map(str::to_owned).to_vec();
    let mut fields = json!({
        "id": subscriber.id,
        "payloadTemplate": subscriber.payload_template,
        "triggers": subscriber.triggers.clone().unwrap_or_else(all),
        "subscriberUrl": subscriber.url,
        "active": subscriber.active,
        "secret": subscriber.secret,
        "time": null,
        "timeUnit": null,
        "version": subscriber.version,
    });
    let (owner, id) = match subscriber.level {
        Level::User(id) => ("userId", id),
        Level::EventType(id) => ("eventTypeId", id),
        Level::Organization(id) => ("teamId", id),
    };
    if let Value::Object(fields) = &mut fields {
        fields.insert(owner.to_owned(), json!(id));
    }
    fields
}

/// Takes over the fields that are there.
fn apply(subscriber: &mut Subscriber, body: &Map<String, Value>) -> Result<(), Answer> {
    if let Some(value) = body.get("active") {
        let active = value.as_bool();
        subscriber.active =
            active.ok_or_else(|| Answer::invalid("active", "must be a boolean value"))?;
    }
    if let Some(url) = text(body, "subscriberUrl")? {
        if !url.starts_with("http://") && !url.starts_with("https://") {
            return Err(Answer::invalid("subscriberUrl", "must be a URL"));
        }
        subscriber.url = url;
    }
    if let Some(value) = body.get("triggers") {
        let known = |name: &&str| TRIGGERS.contains(name);
        let problem = || Answer::invalid("triggers", "each value must be one of the triggers");
        let list = value.as_array().ok_or_else(problem)?;
        let names: Option<Vec<String>> =
            list.iter().map(|name| name.as_str().filter(known).map(str::to_owned)).collect();
        subscriber.triggers = Some(names.ok_or_else(problem)?);
    }
    if body.contains_key("secret") {
        subscriber.secret = text(body, "secret")?.filter(|secret| !secret.is_empty());
    }
    if body.contains_key("payloadTemplate") {
        subscriber.payload_template = text(body, "payloadTemplate")?;
    }
    if let Some(version) = text(body, "version")? {
        if !VERSIONS.contains(&version.as_str()) {
            return Err(Answer::invalid("version", "must be a known version"));
        }
        subscriber.version = version;
    }
    Ok(())
}

fn url_is_free(state: &State, wanted: &Subscriber) -> Result<(), Answer> {
    let taken = state.subscribers.iter().any(|other| {
        other.id != wanted.id && other.level == wanted.level && other.url == wanted.url
    });
    if taken {
        Err(Answer::refused(409, "Unique constraint failed: subscriberUrl"))
    } else {
        Ok(())
    }
}

/// `POST …/webhooks`
pub(crate) fn create(call: &Call<'_>) -> Reply {
    let body = call.body()?;
    for field in ["active", "subscriberUrl", "triggers"] {
        if !body.contains_key(field) {
            return Err(Answer::invalid(field, "should not be empty"));
        }
    }
    let mut state = call.core.state();
    let mut subscriber = Subscriber {
        id: state.new_uuid(),
        level: level(call, &state)?,
        url: String::new(),
        secret: None,
        active: true,
        triggers: None,
        payload_template: None,
        version: DEFAULT_VERSION.to_owned(),
    };
    apply(&mut subscriber, &body)?;
    url_is_free(&state, &subscriber)?;
    let data = shown(&subscriber);
    state.subscribers.push(subscriber);
    Ok(Answer::success(201, data))
}

/// `GET …/webhooks`
pub(crate) fn list(call: &Call<'_>) -> Reply {
    let state = call.core.state();
    let level = level(call, &state)?;
    let own = state.subscribers.iter().filter(|subscriber| subscriber.level == level);
    let page = call.page(own)?;
    Ok(Answer::success(200, page.into_iter().map(shown).collect()))
}

/// The place of the registration that the path names.
fn place(call: &Call<'_>, state: &State) -> Result<usize, Answer> {
    let level = level(call, state)?;
    let id = call.param("hook").unwrap_or_default();
    let place = state.subscribers.iter().position(|own| own.id == id && own.level == level);
    place.ok_or_else(|| Answer::refused(404, format!("Webhook ({id}) not found")))
}

/// `GET …/webhooks/{id}`
pub(crate) fn show(call: &Call<'_>) -> Reply {
    let state = call.core.state();
    let found = place(call, &state)?;
    Ok(Answer::success(200, state.subscribers.get(found).map_or(Value::Null, shown)))
}

/// `PATCH …/webhooks/{id}`
pub(crate) fn update(call: &Call<'_>) -> Reply {
    let body = call.body()?;
    let mut state = call.core.state();
    let found = place(call, &state)?;
    let Some(mut changed) = state.subscribers.get(found).cloned() else {
        return Err(Answer::refused(404, "Webhook not found"));
    };
    apply(&mut changed, &body)?;
    url_is_free(&state, &changed)?;
    let data = shown(&changed);
    if let Some(subscriber) = state.subscribers.get_mut(found) {
        *subscriber = changed;
    }
    Ok(Answer::success(200, data))
}

/// `DELETE …/webhooks/{id}`
pub(crate) fn delete(call: &Call<'_>) -> Reply {
    let mut state = call.core.state();
    let found = place(call, &state)?;
    let gone = state.subscribers.remove(found);
    Ok(Answer::success(200, shown(&gone)))
}
