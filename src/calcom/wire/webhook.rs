//! A Cal.com webhook as a hint: which booking changed. Its state is fetched, never taken from here.

use crate::calcom::wire::value::{cut, instant, text, uid};
use crate::domain::host::identity::{AnswerKind, HostSighting, extract};
use serde_json::Value;
use time::OffsetDateTime;

/// Longest trigger name that is kept, in characters.
const TRIGGER_MAX_CHARS: usize = 100;

/// What a webhook says, as far as it is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WebhookHint {
    /// `BOOKING_CREATED`, `MEETING_ENDED`, `PING`, …: an open set. Upper case.
    pub(crate) trigger: String,
    /// The booking to fetch. A ping has none.
    pub(crate) uid: Option<String>,
    /// The booking that this one replaced, to be fetched as well.
    pub(crate) reschedule_uid: Option<String>,
    /// When Cal.com made the webhook; UTC. The flat form does not tell.
    pub(crate) created_at: Option<OffsetDateTime>,
    /// The organizer as the webhook names it. Stale in `MEETING_*`, so only a hint too.
    pub(crate) host: HostSighting,
}

impl WebhookHint {
    /// Whether it is the test button's webhook, about no booking at all.
    pub(crate) fn is_ping(&self) -> bool {
        self.trigger == "PING"
    }
}

/// Reads a webhook's body: the envelope with `payload`, or the flat form of `MEETING_STARTED` and
/// `MEETING_ENDED`. Fails only when it is no object with a trigger, with a sentence that quotes nothing.
pub(crate) fn webhook(body: &Value) -> Result<WebhookHint, String> {
    if !body.is_object() {
        return Err("The webhook must be a JSON object.".to_owned());
    }
    let trigger = text(body, &["triggerEvent"]).ok_or("The webhook has no triggerEvent.")?;
    let payload = body.get("payload").filter(|payload| payload.is_object());
    let booking = payload.unwrap_or(body);
    Ok(WebhookHint {
        trigger: cut(&trigger.to_ascii_uppercase(), TRIGGER_MAX_CHARS),
        uid: uid(booking, &["uid", "bookingUid"]),
        reschedule_uid: uid(booking, &["rescheduleUid"]),
        // In the flat form `createdAt` is the booking's.
        created_at: payload.and_then(|_| instant(body, &["createdAt"])),
        host: extract(body, AnswerKind::Webhook),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::HostId;
    use serde_json::json;
    use time::macros::datetime;

    #[test]
    fn a_moved_booking_names_both_uids_and_its_host() {
        let body = json!({
            "triggerEvent": "BOOKING_RESCHEDULED", "createdAt": "2026-11-20T10:00:00.123Z",
            "payload": {
                "uid": "new", "rescheduleUid": "old", "bookingId": 5,
                "organizer": { "id": 7, "name": "Mia", "email": "mia@salon.example" },
            },
        });
        let hint = webhook(&body).expect("a hint");
        assert_eq!(hint.trigger, "BOOKING_RESCHEDULED");
        assert_eq!(hint.uid.as_deref(), Some("new"));
        assert_eq!(hint.reschedule_uid.as_deref(), Some("old"));
        assert_eq!(hint.created_at, Some(datetime!(2026-11-20 10:00:00.123 UTC)));
        assert_eq!(hint.host.host().map(|host| host.id), Some(HostId(7)));
        assert_eq!(hint.host.source(), Some("webhook:payload.organizer"));
        assert!(!hint.is_ping());
    }

    #[test]
    fn the_other_forms_are_read_too() {
        let flat = json!({
            "triggerEvent": "MEETING_ENDED", "uid": "u1", "createdAt": "2026-11-01T10:00:00Z",
            "user": { "email": "mia@salon.example", "name": "Mia" },
        });
        let hint = webhook(&flat).expect("a hint");
        assert_eq!((hint.uid.as_deref(), hint.created_at), (Some("u1"), None));
        assert_eq!(hint.host, HostSighting::Unknown { source: "webhook:user".to_owned() });

        let no_show = json!({
            "triggerEvent": "BOOKING_NO_SHOW_UPDATED", "createdAt": "2026-11-20T10:00:00Z",
            "payload": { "message": "x", "bookingUid": "u2", "bookingId": 9, "attendees": [] },
        });
        let hint = webhook(&no_show).expect("a hint");
        assert_eq!((hint.uid.as_deref(), hint.host), (Some("u2"), HostSighting::Absent));

        let ping = json!({
            "triggerEvent": "ping", "createdAt": "2026-11-20T10:00:00Z",
            "payload": { "title": "Test", "organizer": { "name": "Cal" } },
        });
        let hint = webhook(&ping).expect("a hint");
        assert!(hint.is_ping());
        assert_eq!(hint.uid, None);
    }

    #[test]
    fn what_is_no_webhook_is_refused_and_odd_uids_are_left_out() {
        for body in [json!(null), json!([]), json!("x"), json!({}), json!({ "triggerEvent": " " })]
        {
            assert!(webhook(&body).is_err(), "{body}");
        }
        for uid in [json!(""), json!(".."), json!("a b"), json!({}), json!(["u"])] {
            let body = json!({ "triggerEvent": "X", "payload": { "uid": uid } });
            assert_eq!(webhook(&body).expect("a hint").uid, None, "{body}");
        }
    }
}
