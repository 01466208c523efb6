//! The fields that Cal.com's answers have, and the kinds of their values.

use serde_json::Value;

/// Field of an object, and the kinds of value it may have.
pub type Row = (&'static str, &'static str);

pub const BOOKING: &[Row] = &[
    ("id", "number"),
    ("uid", "string"),
    ("title", "string"),
    ("description", "string"),
    ("hosts", "array"),
    ("hosts/0/id", "number"),
    ("hosts/0/name", "string"),
    ("hosts/0/email", "string"),
    ("hosts/0/displayEmail", "string"),
    ("hosts/0/username", "string"),
    ("hosts/0/timeZone", "string"),
    ("status", "string"),
    ("cancellationReason", "string"),
    ("cancelledByEmail", "string"),
    ("rescheduledByEmail", "null"),
    ("start", "time"),
    ("end", "time"),
    ("duration", "number"),
    ("eventTypeId", "number"),
    ("eventType/id", "number"),
    ("eventType/slug", "string"),
    ("meetingUrl", "string"),
    ("location", "string"),
    ("absentHost", "bool"),
    ("createdAt", "time"),
    ("updatedAt", "time"),
    ("metadata", "object"),
    ("rating", "null"),
    ("icsUid", "string"),
    ("attendees/0/name", "string"),
    ("attendees/0/email", "string"),
    ("attendees/0/displayEmail", "string"),
    ("attendees/0/timeZone", "string"),
    ("attendees/0/language", "string"),
    ("attendees/0/absent", "bool"),
    ("guests", "array"),
    ("bookingFieldsResponses/email", "string"),
    ("bookingFieldsResponses/name", "string"),
    ("bookingFieldsResponses/guests", "array"),
    ("bookingFieldsResponses/location", "object"),
    ("bookingFieldsResponses/displayEmail", "string"),
    ("bookingFieldsResponses/displayGuests", "array"),
];
pub const PAGINATION: &[Row] = &[
    ("totalItems", "number"),
    ("remainingItems", "number"),
    ("returnedItems", "number"),
    ("itemsPerPage", "number"),
    ("currentPage", "number"),
    ("totalPages", "number"),
    ("hasNextPage", "bool"),
    ("hasPreviousPage", "bool"),
];
pub const RESERVATION: &[Row] = &[
    ("eventTypeId", "number"),
    ("slotStart", "time"),
    ("slotEnd", "time"),
    ("slotDuration", "number"),
    ("reservationUid", "string"),
    ("reservationDuration", "number"),
    ("reservationUntil", "time"),
];
pub const EVENT_TYPE: &[Row] = &[
    ("id", "number"),
    ("lengthInMinutes", "number"),
    ("title", "string"),
    ("slug", "string"),
    ("description", "string"),
    ("locations", "array"),
    ("bookingFields/0/slug", "string"),
    ("slotInterval", "number null"),
    ("minimumBookingNotice", "number"),
    ("beforeEventBuffer", "number"),
    ("afterEventBuffer", "number"),
    ("metadata", "object"),
    ("price", "number"),
    ("currency", "string"),
    ("hidden", "bool"),
    ("scheduleId", "null"),
    ("recurrence", "null"),
    ("bookingWindow/disabled", "bool"),
    ("confirmationPolicy", "object"),
    ("seats/disabled", "bool"),
    ("isInstantEvent", "bool"),
    ("bookingRequiresAuthentication", "bool"),
];
pub const PERSONAL: &[Row] = &[
    ("ownerId", "number"),
    ("users/0/id", "number"),
    ("users/0/name", "string"),
    ("users/0/username", "string"),
    ("bookingUrl", "string"),
];
pub const OF_TEAM: &[Row] = &[
    ("ownerId", "null"),
    ("teamId", "number"),
    ("parentEventTypeId", "null"),
    ("schedulingType", "string"),
    ("assignAllTeamMembers", "bool"),
    ("hosts/0/userId", "number"),
    ("hosts/0/name", "string"),
    ("hosts/0/username", "string"),
    ("hosts/0/avatarUrl", "null"),
    ("hosts/0/mandatory", "bool"),
    ("hosts/0/priority", "string"),
    ("team/id", "number"),
    ("team/name", "string"),
    ("team/slug", "string"),
    ("rescheduleWithSameRoundRobinHost", "bool"),
];
pub const ME: &[Row] = &[
    ("id", "number"),
    ("email", "string"),
    ("name", "string"),
    ("avatarUrl", "null"),
    ("bio", "string"),
    ("timeFormat", "number"),
    ("defaultScheduleId", "number null"),
    ("weekStart", "string"),
    ("timeZone", "string"),
    ("username", "string"),
    ("locale", "null"),
    ("organizationId", "null"),
];
pub const MEMBERSHIP: &[Row] = &[
    ("id", "number"),
    ("userId", "number"),
    ("teamId", "number"),
    ("accepted", "bool"),
    ("role", "string"),
    ("disableImpersonation", "bool"),
    ("user/username", "string"),
    ("user/name", "string"),
    ("user/email", "string"),
    ("user/metadata", "object"),
];
pub const ORGANIZATION_USER: &[Row] = &[
    ("id", "number"),
    ("email", "string"),
    ("name", "string"),
    ("timeZone", "string"),
    ("hideBranding", "bool"),
    ("createdDate", "time"),
    ("profile/userId", "number"),
    ("profile/organizationId", "number"),
];
pub const WEBHOOK: &[Row] = &[
    ("id", "string"),
    ("payloadTemplate", "null"),
    ("triggers/0", "string"),
    ("subscriberUrl", "string"),
    ("active", "bool"),
    ("secret", "string"),
    ("time", "null"),
    ("timeUnit", "null"),
    ("version", "string"),
];
pub const RAW_BOOKING: &[Row] = &[
    ("id", "number"),
    ("uid", "string"),
    ("userId", "number"),
    ("userPrimaryEmail", "string"),
    ("user/email", "string"),
    ("user/timeZone", "string"),
    ("startTime", "time"),
    ("endTime", "time"),
    ("status", "string"),
    ("attendees/0/locale", "string"),
    ("luckyUsers", "array"),
];

/// Whether the value at a path below `base` is of one of the kinds.
pub fn check(body: &Value, base: &str, rows: &[Row]) {
    for (path, kinds) in rows {
        let value = body.pointer(&format!("{base}/{path}"));
        let kind = match value {
            None => "missing",
            Some(Value::Null) => "null",
            Some(Value::Bool(_)) => "bool",
            Some(Value::Number(_)) => "number",
            Some(Value::String(text)) if text.len() == 24 && text.ends_with('Z') => "time",
            Some(Value::String(_)) => "string",
            Some(Value::Array(_)) => "array",
            Some(Value::Object(_)) => "object",
        };
        assert!(
            kinds.split(' ').any(|k| k == kind),
            "{base}/{path} is {kind}, not {kinds}: {body}"
        );
    }
}
