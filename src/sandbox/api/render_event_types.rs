//! Event types as the API of 2024-06-14 shows them; many fields the sandbox has no use for are constant.

use crate::sandbox::salon::state::{EventType, State};
use crate::sandbox::types::{SandboxHost, SandboxKind};
use serde_json::{Map, Value, json};

/// A personal or a team's event type.
pub(crate) fn event_type(state: &State, event_type: &EventType) -> Value {
    let mut fields = common(event_type);
    let own = match event_type.spec.team_id {
        Some(team) => of_team(state, event_type, team),
        None => personal(state, event_type),
    };
    if let Value::Object(own) = own {
        fields.extend(own);
    }
    Value::Object(fields)
}

fn common(event_type: &EventType) -> Map<String, Value> {
    let spec = &event_type.spec;
    let policy = match spec.requires_confirmation {
        true => json!({ "type": "always", "blockUnconfirmedBookingsInBooker": false }),
        false => json!({ "disabled": true }),
    };
    let own = json!({
        "id": event_type.id,
        "lengthInMinutes": spec.minutes,
        "title": spec.title,
        "slug": spec.slug,
        "description": spec.description,
        "locations": spec.locations,
        "bookingFields": booking_fields(),
        "slotInterval": spec.slot_interval_minutes,
        "minimumBookingNotice": spec.minimum_notice_minutes,
        "beforeEventBuffer": spec.before_buffer_minutes,
        "afterEventBuffer": spec.after_buffer_minutes,
        "metadata": spec.metadata,
        "hidden": spec.hidden,
        "confirmationPolicy": policy,
    });
    let constant = json!({
        "recurrence": null,
        "disableGuests": false,
        "price": 0,
        "currency": "eur",
        "lockTimeZoneToggleOnBookingPage": false,
        "forwardParamsSuccessRedirect": true,
        "successRedirectUrl": null,
        "isInstantEvent": false,
        "scheduleId": null,
        "onlyShowFirstAvailableSlot": false,
        "offsetStart": 0,
        "bookingWindow": { "disabled": true },
        "bookingProposalCount": null,
        "requiresBookerEmailVerification": false,
        "skipAttendeeEmailDeliverabilityCheck": false,
        "hideCalendarNotes": false,
        "seats": { "disabled": true },
        "useDestinationCalendarEmail": false,
        "hideCalendarEventDetails": false,
        "hideOrganizerEmail": false,
        "calVideoSettings": { "sendTranscriptionEmails": true },
        "bookingRequiresAuthentication": false,
        "bookerActiveBookingsLimit": { "disabled": true },
        "disableCancelling": { "disabled": false },
        "disableRescheduling": { "disabled": false },
        "interfaceLanguage": null,
        "allowReschedulingPastBookings": false,
        "allowReschedulingCancelledBookings": false,
        "showOptimizedSlots": false,
        "privateNoteEnabled": false,
        "privateNoteMode": null,
        "privateNoteTemplate": null,
    });
    let mut fields = Map::new();
    // There only where an event type has several.
    let options = match spec.options.is_empty() {
        true => json!({}),
        false => json!({ "lengthInMinutesOptions": spec.options }),
    };
    for part in [own, constant, options] {
        if let Value::Object(part) = part {
            fields.extend(part);
        }
    }
    fields
}

fn booking_fields() -> Value {
    let optional = |name: &str, hidden: bool| {
        json!({
            "field": name,
            "slug": name,
            "required": false,
            "hidden": hidden,
            "disableOnPrefill": false,
        })
    };
    json!([
        { "field": "name", "slug": "name", "variant": "fullName", "disableOnPrefill": false },
        {
            "field": "email",
            "slug": "email",
            "required": true,
            "hidden": false,
            "disableOnPrefill": false,
        },
        optional("attendeePhoneNumber", true),
        { "field": "location", "slug": "location" },
        {
            "field": "title",
            "slug": "title",
            "required": true,
            "hidden": true,
            "disableOnPrefill": false,
        },
        optional("notes", false),
        optional("guests", false),
        optional("rescheduleReason", false),
    ])
}

fn personal(state: &State, event_type: &EventType) -> Value {
    let owner = event_type.spec.hosts.first().and_then(|host| state.users.get(&host.user_id));
    let username = owner.and_then(|user| user.username.as_deref()).unwrap_or("unknown");
    let users: Vec<Value> = owner
        .iter()
        .map(|user| {
            json!({
                "id": user.id,
                "name": user.name,
                "username": user.username,
                "avatarUrl": null,
                "brandColor": null,
                "darkBrandColor": null,
                "weekStart": "Monday",
                "metadata": {},
            })
        })
        .collect();
    json!({
        "ownerId": owner.map(|user| user.id),
        "users": users,
        "bookingUrl": format!("https://cal.example.com/{username}/{}", event_type.spec.slug),
    })
}

fn of_team(state: &State, event_type: &EventType, team: i64) -> Value {
    let spec = &event_type.spec;
    let shown_team = state.teams.get(&team).map(|team| {
        json!({
            "id": team.id,
            "name": team.name,
            "slug": team.slug,
            "bannerUrl": null,
            "logoUrl": null,
            "weekStart": "Monday",
            "brandColor": null,
            "darkBrandColor": null,
            "theme": null,
        })
    });
    let hosts: Vec<Value> =
        spec.hosts.iter().filter_map(|entry| host(state, spec.kind, *entry)).collect();
    json!({
        "schedulingType": kind_name(spec.kind),
        "teamId": team,
        "ownerId": null,
        "parentEventTypeId": null,
        "assignAllTeamMembers": false,
        "hosts": hosts,
        "team": shown_team,
        "rescheduleWithSameRoundRobinHost": spec.same_host_on_reschedule,
    })
}

/// `roundRobin` or `collective`.
fn kind_name(kind: SandboxKind) -> Option<&'static str> {
    match kind {
        SandboxKind::Personal => None,
        SandboxKind::RoundRobin => Some("roundRobin"),
        SandboxKind::Collective => Some("collective"),
    }
}

fn host(state: &State, kind: SandboxKind, host: SandboxHost) -> Option<Value> {
    let user = state.users.get(&host.user_id)?;
    // The real one takes 0 for "not set" and so shows the lowest priority as medium.
    let priority = match host.priority {
        1 => "low",
        3 => "high",
        4.. => "highest",
        _ => "medium",
    };
    let mut shown = json!({
        "userId": user.id,
        "name": user.name,
        "username": user.username,
        "avatarUrl": null,
    });
    if let (SandboxKind::RoundRobin, Value::Object(fields)) = (kind, &mut shown) {
        fields.insert("mandatory".to_owned(), json!(host.fixed));
        fields.insert("priority".to_owned(), json!(priority));
    }
    Some(shown)
}
