//! What a request to Cal.com was for, and how it ended, as words of which there are few. Pure.

use crate::calcom::exchange::{Ended, Exchange};

/// What was asked, by method and path. Ids and queries are no part of it.
pub(crate) fn operation(exchange: &Exchange<'_>) -> &'static str {
    let path = exchange.path.split('?').next().unwrap_or_default();
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    match (exchange.method, parts.get(1..).unwrap_or_default()) {
        ("POST", ["bookings"]) => "book",
        ("GET", ["bookings"]) => "bookings",
        ("GET", ["bookings", _]) => "booking",
        ("POST", ["bookings", _, "cancel"]) => "cancel",
        ("POST", ["bookings", _, "reschedule"]) => "reschedule",
        ("GET", ["slots"]) => "slots",
        ("POST", ["slots", "reservations"]) => "reserve",
        ("DELETE", ["slots", "reservations", _]) => "unreserve",
        ("GET", ["me"]) => "me",
        ("GET", [.., "memberships" | "users"]) => "members",
        (method, rest) if rest.contains(&"event-types") => match method {
            "GET" => "event_types",
            "POST" => "create_event_type",
            "PATCH" => "update_event_type",
            _ => "delete_event_type",
        },
        _ => "other",
    }
}

/// How it ended.
pub(crate) fn outcome(ended: &Ended<'_>) -> &'static str {
    match ended {
        Ended::Answered { status: 200..=299, .. } => "ok",
        Ended::Answered { status: 429, .. } => "rate_limited",
        Ended::Answered { status: 500.., .. } => "broken",
        Ended::Answered { .. } => "refused",
        Ended::Lost => "lost",
        Ended::NotSent => "not_sent",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calcom::urgency::Urgency;

    #[test]
    fn every_request_of_ours_has_a_word_and_no_id_is_in_it() {
        for (method, path, expected) in [
            ("POST", "/v2/bookings", "book"),
            ("GET", "/v2/bookings?afterUpdatedAt=2026-10-01T00%3A00%3A00Z&take=100", "bookings"),
            ("GET", "/v2/bookings/jH4kXw9sQvTz632aLmPq", "booking"),
            ("POST", "/v2/bookings/jH4k/cancel", "cancel"),
            ("POST", "/v2/bookings/jH4k/reschedule", "reschedule"),
            ("GET", "/v2/slots?eventTypeId=501", "slots"),
            ("POST", "/v2/slots/reservations", "reserve"),
            ("DELETE", "/v2/slots/reservations/abc", "unreserve"),
            ("GET", "/v2/me", "me"),
            ("GET", "/v2/teams/90/memberships?take=250", "members"),
            ("GET", "/v2/organizations/1/users", "members"),
            ("GET", "/v2/event-types?username=x", "event_types"),
            ("GET", "/v2/teams/90/event-types/7", "event_types"),
            ("POST", "/v2/teams/90/event-types", "create_event_type"),
            ("PATCH", "/v2/event-types/7", "update_event_type"),
            ("DELETE", "/v2/event-types/7", "delete_event_type"),
            ("GET", "/v2/something/else", "other"),
            ("GET", "", "other"),
        ] {
            let (ended, urgency) = (Ended::Lost, Urgency::Sync);
            let exchange = Exchange { method, path, urgency, ended, took: None, date: None };
            assert_eq!(operation(&exchange), expected, "{method} {path}");
        }
    }
}
