//! `/v2/me`, teams, memberships, organisation users.

use crate::sandbox::answer::{Answer, Reply};
use crate::sandbox::api::call::Call;
use crate::sandbox::types::{SandboxTeam, SandboxUser};
use serde_json::{Value, json};

/// Membership numbers are the team's times this, plus the member's place.
const MEMBERSHIPS_PER_TEAM: i64 = 1000;

/// `GET /v2/me`: the owner of the key.
pub(crate) fn me(call: &Call<'_>) -> Reply {
    let state = call.core.state();
    let user = state.me.and_then(|id| state.users.get(&id));
    let user = user.ok_or_else(|| Answer::refused(401, "The owner of the key is gone"))?;
    let data = json!({
        "id": user.id,
        "email": user.email,
        "name": user.name,
        "avatarUrl": null,
        "bio": "",
        "timeFormat": 24,
        "defaultScheduleId": user.id,
        "weekStart": "Monday",
        "timeZone": user.time_zone,
        "username": user.username,
        "locale": null,
        "organizationId": null,
    });
    Ok(Answer::success(200, data))
}

/// `GET /v2/teams`
pub(crate) fn teams(call: &Call<'_>) -> Reply {
    let state = call.core.state();
    Ok(Answer::success(200, state.teams.values().map(show_team).collect()))
}

/// `GET /v2/teams/{teamId}`
pub(crate) fn team(call: &Call<'_>) -> Reply {
    let id = call.id("team")?;
    let state = call.core.state();
    let team = state.teams.get(&id).ok_or_else(|| no_team(id))?;
    Ok(Answer::success(200, show_team(team)))
}

/// The answer for a team that is not there.
pub(crate) fn no_team(id: i64) -> Answer {
    Answer::refused(404, format!("Team with id {id} not found"))
}

fn show_team(team: &SandboxTeam) -> Value {
    json!({
        "id": team.id,
        "name": team.name,
        "slug": team.slug,
        "hideBranding": false,
        "isOrganization": false,
        "isPrivate": false,
        "metadata": {},
        "timeZone": "Europe/Berlin",
        "weekStart": "Monday",
    })
}

/// `GET /v2/teams/{teamId}/memberships`
pub(crate) fn memberships(call: &Call<'_>) -> Reply {
    let id = call.id("team")?;
    let state = call.core.state();
    let team = state.teams.get(&id).ok_or_else(|| no_team(id))?;
    let members = team.members.iter().filter_map(|user| state.users.get(user));
    let numbered = (1_i64..).zip(members);
    let wanted = numbered.filter(|(_, user)| is_wanted(call, user));
    let page = call.page(wanted)?;
    Ok(Answer::success(200, page.into_iter().map(|(n, user)| membership(team, n, user)).collect()))
}

fn is_wanted(call: &Call<'_>, user: &SandboxUser) -> bool {
    match call.request.param("emails") {
        Some(emails) => emails.split(',').any(|email| email.eq_ignore_ascii_case(&user.email)),
        None => true,
    }
}

fn membership(team: &SandboxTeam, place: i64, user: &SandboxUser) -> Value {
    json!({
        "id": team.id.saturating_mul(MEMBERSHIPS_PER_TEAM).saturating_add(place),
        "userId": user.id,
        "teamId": team.id,
        "accepted": true,
        "role": if place == 1 { "OWNER" } else { "MEMBER" },
        "disableImpersonation": false,
        "user": {
            "avatarUrl": null,
            "username": user.username,
            "name": user.name,
            "email": user.email,
            "bio": null,
            "metadata": {},
        },
    })
}

/// `GET /v2/organizations/{orgId}/users`
pub(crate) fn organization_users(call: &Call<'_>) -> Reply {
    let organization = call.id("org")?;
    let state = call.core.state();
    let page = call.page(state.users.values().filter(|user| is_wanted(call, user)))?;
    let data = page.into_iter().map(|user| organization_user(organization, user)).collect();
    Ok(Answer::success(200, data))
}

fn organization_user(organization: i64, user: &SandboxUser) -> Value {
    json!({
        "id": user.id,
        "username": user.username,
        "name": user.name,
        "email": user.email,
        "emailVerified": "2029-01-01T08:00:00.000Z",
        "bio": null,
        "avatarUrl": null,
        "timeZone": user.time_zone,
        "weekStart": "Monday",
        "appTheme": null,
        "theme": null,
        "defaultScheduleId": null,
        "locale": "de",
        "timeFormat": 24,
        "hideBranding": false,
        "brandColor": null,
        "darkBrandColor": null,
        "allowDynamicBooking": true,
        "createdDate": "2029-01-01T08:00:00.000Z",
        "verified": null,
        "invitedTo": null,
        "metadata": {},
        "profile": {
            "id": user.id,
            "organizationId": organization,
            "userId": user.id,
            "username": user.username,
        },
    })
}
