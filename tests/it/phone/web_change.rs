//! The website moves, cancels and lists: once per name, with a sentence for what cannot be.

use crate::support::harness::{TestApp, WEB_TOKEN};
use serde_json::{Value, json};

const PHONE: &str = "+493023125101";

fn send(app: &TestApp, path: &str, body: &Value) -> (u16, Value) {
    let bearer = format!("Bearer {WEB_TOKEN}");
    app.post(path, body.to_string().as_bytes(), &[("authorization", &bearer)])
}

fn get(app: &TestApp, path: &str) -> (u16, Value) {
    let bearer = format!("Bearer {WEB_TOKEN}");
    app.get(path, &[("authorization", &bearer)])
}

fn booked(app: &TestApp) -> String {
    let customer = json!({ "name": "Kim Muster", "phone": PHONE });
    let body = json!({ "request_id": "f-1", "service": "schnitt", "start": "2026-12-01T10:00",
        "staff": "Emma", "customer": customer });
    let (status, answer) = send(app, "/api/v2/bookings", &body);
    assert_eq!(status, 201, "{answer}");
    answer["booking_uid"].as_str().unwrap().to_owned()
}

#[test]
fn a_visit_is_listed_moved_and_cancelled() {
    let app = TestApp::start();
    let uid = booked(&app);
    for path in ["/api/v2/bookings?phone=%2B493023125101", "/api/v2/bookings?phone=030-23125101"] {
        let (status, listed) = get(&app, path);
        assert_eq!(status, 200, "{listed}");
        assert_eq!(listed["appointments"][0]["booking_uid"], uid, "{listed}");
        assert_eq!(listed["appointments"][0]["start"], "2026-12-01T10:00:00+01:00", "{listed}");
    }
    assert_eq!(get(&app, "/api/v2/bookings?phone=03023125199").1, json!({ "appointments": [] }));

    let to = json!({ "request_id": "f-2", "start": "2026-12-02T11:30" });
    let path = format!("/api/v2/bookings/{uid}/reschedule");
    let (status, moved) = send(&app, &path, &to);
    assert_eq!((status, &moved["start"]), (200, &json!("2026-12-02T11:30:00+01:00")), "{moved}");
    assert_eq!(moved["staff"], "Emma Vogel", "it stays with whoever has it");
    let new = moved["booking_uid"].as_str().unwrap().to_owned();
    assert_ne!(new, uid);
    // The same once more is the same answer, and moves nothing.
    let created = app.sandbox.counts().created;
    assert_eq!(send(&app, &path, &to), (status, moved));
    assert_eq!(app.sandbox.counts().created, created);

    let path = format!("/api/v2/bookings/{new}/cancel");
    let body = json!({ "request_id": "f-3" });
    assert_eq!(send(&app, &path, &body), (200, json!({ "status": "cancelled" })));
    assert_eq!(send(&app, &path, &body).0, 200);
    let again = json!({ "request_id": "f-4" });
    assert_eq!(send(&app, &path, &again), (200, json!({ "status": "cancelled_before" })));
    assert_eq!(app.sandbox.counts().standing, 0);
    assert_eq!(get(&app, "/api/v2/bookings?phone=03023125101").1, json!({ "appointments": [] }));
    let reasons: Vec<_> =
        app.sandbox.bookings().iter().filter_map(|one| one.cancellation_reason.clone()).collect();
    assert!(
        reasons.contains(&"cancelled by the customer on the website".to_owned()),
        "{reasons:?}"
    );
}

#[test]
fn what_cannot_be_is_a_sentence_and_changes_nothing() {
    let app = TestApp::start();
    let uid = booked(&app);
    let before = (app.sandbox.counts(), app.rows("SELECT starts_at || status FROM appointments"));
    let cases = [
        (404, "nowhere/cancel", json!({ "request_id": "a" })),
        (404, "nowhere/reschedule", json!({ "request_id": "b", "start": "2026-12-02T11:30" })),
        (400, "UID/cancel", json!({})),
        (400, "UID/cancel", json!({ "request_id": "" })),
        (400, "UID/cancel", json!({ "request_id": "x".repeat(101) })),
        (400, "UID/cancel", json!({ "request_id": "c", "why": "rain" })),
        (400, "UID/cancel", json!([])),
        (400, "UID/reschedule", json!({ "request_id": "d" })),
        (400, "UID/reschedule", json!({ "request_id": "e", "start": "tomorrow" })),
        (400, "UID/reschedule", json!({ "request_id": "f", "start": "2026-12-32T10:00" })),
        (400, "UID/reschedule", json!({ "request_id": "g", "start": "2020-01-01T10:00" })),
        (
            400,
            "UID/reschedule",
            json!({ "request_id": "h", "start": "2026-12-02T11:30", "staff": "Nobody" }),
        ),
        (409, "UID/reschedule", json!({ "request_id": "i", "start": "2026-12-02T03:00" })),
        // Used for something else: the booking itself.
        (404, "UID/else", json!({ "request_id": "j" })),
    ];
    for (expected, path, body) in cases {
        let path = format!("/api/v2/bookings/{}", path.replace("UID", &uid));
        let (status, answer) = send(&app, &path, &body);
        assert_eq!(status, expected, "{path} {body}: {answer}");
        assert!(answer.is_object(), "{path} {body}: {answer}");
    }
    let first = json!({ "request_id": "z", "start": "2026-12-02T03:00" });
    let path = format!("/api/v2/bookings/{uid}/reschedule");
    assert_eq!(send(&app, &path, &first).0, 409);
    for path in ["/api/v2/bookings", "/api/v2/bookings?phone=", "/api/v2/bookings?phone=abc"] {
        assert_eq!(get(&app, path).0, 400, "{path}");
    }
    for path in ["/api/v2/bookings?phone=030", &format!("/api/v2/bookings/{uid}/cancel")] {
        let status = app.get(path, &[]).0;
        assert!(matches!(status, 401 | 405), "{path}: {status}");
    }
    assert_eq!(
        app.post(&format!("/api/v2/bookings/{uid}/cancel"), b"{\"request_id\":\"q\"}", &[]).0,
        401
    );
    let after = (app.sandbox.counts(), app.rows("SELECT starts_at || status FROM appointments"));
    assert_eq!(before, after);
}
