//! Answers that say something else than what was done, refusals of every kind, looks that lag behind.

use crate::sandbox::world::{NOW, OWNER, World, booking};
use chairside::sandbox::stand_in::{
    Becomes, BookingRule, EndlessLists, Fault, FaultKind, FaultOn, Operation, Saying,
};
use serde_json::{Value, json};
use std::time::Duration;

fn book_with(world: &World, fault: &str) -> crate::sandbox::world::Answer {
    let body = booking(world.personal, "10:00", "Uwe");
    world.call("POST", "/v2/bookings", Some(&body), &[("x-sandbox-fault", fault)]).expect(fault)
}

#[test]
fn one_field_lies_and_the_booking_is_what_was_asked() {
    let cases: [(&str, &str, Value); 9] = [
        (
            "field=/data/start=>\"2031-01-05T09:00:00Z\"",
            "/data/start",
            json!("2031-01-05T09:00:00Z"),
        ),
        ("field=/data/metadata=>!", "/data/metadata", Value::Null),
        ("field=/data/uid=>null", "/data/uid", Value::Null),
        ("field=/data/id=>text", "/data/id", json!("900001")),
        ("field=/data/uid=>number", "/data/uid", json!(22)),
        ("field=/data/status=>doubled", "/data/status", json!(["accepted", "accepted"])),
        (
            "field=/data/attendees/0/email=>\"x@y.example\"",
            "/data/attendees/0/email",
            json!("x@y.example"),
        ),
        ("field=/status=>\"error\"", "/status", json!("error")),
        ("replace={\"data\":[1,2]}", "/data/1", json!(2)),
    ];
    for (fault, pointer, value) in cases {
        let world = World::start();
        let answer = book_with(&world, fault);
        assert_eq!((answer.status, answer.at(pointer)), (201, &value), "{fault}");
        let made = &world.sandbox.bookings()[0];
        let got = world.get(&format!("/v2/bookings/{}", made.uid));
        assert_eq!(got.at("/data/start"), "2030-01-07T10:00:00.000Z", "{fault}");
        assert_eq!(got.at("/data/metadata/ref"), "visit-Uwe", "{fault}");
    }
    let world = World::start();
    world.book(world.personal, "10:00", "Uwe");
    let becomes = Becomes::Value(json!("2099-01-01T00:00:00Z"));
    let lie = FaultKind::Field { pointer: "/data/0/updatedAt".into(), becomes };
    world.sandbox.fault(Fault::once(FaultOn::operation(Operation::ListBookings), lie));
    assert_eq!(world.get("/v2/bookings").at("/data/0/updatedAt"), "2099-01-01T00:00:00Z");
    assert_eq!(world.get("/v2/bookings").at("/data/0/updatedAt"), "2030-01-07T07:00:00.000Z");
}

#[test]
fn refusals_of_any_kind_before_and_after() {
    let cases = [
        ("refuse=400:BadRequestException:No, not so", 400, 0, "BadRequestException"),
        ("refuse=404:NotFoundException:gone", 404, 0, "NotFoundException"),
        ("refuse-after=403:ForbiddenException:no", 403, 1, "ForbiddenException"),
        (
            "refuse-bare=409:booking_conflict_error",
            409,
            0,
            "{\"message\":\"booking_conflict_error\",\"statusCode\":409}",
        ),
        ("refuse-bare-after=500:Internal", 500, 1, "{\"message\":\"Internal\",\"statusCode\":500}"),
        ("status-error-200-after", 200, 1, "\"status\":\"error\""),
        ("429=30", 429, 0, "ThrottlerException"),
        ("429-reset=30", 429, 0, "ThrottlerException"),
        ("content-type=text/plain", 201, 1, "\"status\":\"success\""),
    ];
    for (fault, status, made, text) in cases {
        let world = World::start();
        let answer = book_with(&world, fault);
        assert_eq!((answer.status, world.sandbox.counts().created), (status, made), "{fault}");
        assert!(answer.text.contains(text), "{fault}: {}", answer.text);
        let header = |name| answer.header(name);
        assert_eq!(header("retry-after"), (fault == "429=30").then_some("30"), "{fault}");
        let reset = (fault == "429-reset=30").then_some("30");
        assert_eq!(header("x-ratelimit-reset-default"), reset, "{fault}");
        let kind = if made == 1 && status == 201 {
            "text/plain"
        } else {
            "application/json; charset=utf-8"
        };
        assert_eq!(header("content-type"), Some(kind), "{fault}");
    }
}

#[test]
fn what_is_told_as_done_and_was_not() {
    let world = World::start();
    let reason = json!({ "cancellationReason": "x" });
    let move_to = json!({ "start": "2030-01-07T12:00:00Z" });
    let uid = world.book(world.personal, "10:00", "Uwe").uid();
    let (cancel, reschedule) =
        (format!("/v2/bookings/{uid}/cancel"), format!("/v2/bookings/{uid}/reschedule"));
    let with = |path: &str, body: &Value, fault: &str| {
        world.call("POST", path, Some(body), &[("x-sandbox-fault", fault)]).unwrap()
    };
    let stands = || {
        let got = world.get(&format!("/v2/bookings/{uid}"));
        assert_eq!(got.at("/data/status"), "accepted");
        assert_eq!(got.at("/data/start"), "2030-01-07T10:00:00.000Z");
        assert_eq!(world.sandbox.counts().created, 1);
    };
    let told = with(&cancel, &reason, "not-done");
    assert_eq!((told.status, told.at("/data/status")), (200, &json!("cancelled")));
    stands();
    let told = with(&cancel, &reason, "unchanged");
    assert_eq!((told.status, told.at("/data/status")), (200, &json!("accepted")));
    stands();
    let told = with(&reschedule, &move_to, "not-done");
    assert_eq!((told.status, told.at("/data/start")), (201, &json!("2030-01-07T12:00:00.000Z")));
    let ghost = told.uid();
    assert_eq!(world.get(&format!("/v2/bookings/{ghost}")).status, 404);
    stands();
    let told = with(&reschedule, &move_to, "unchanged");
    assert_eq!((told.status, told.at("/data/uid")), (201, &json!(uid)));
    stands();
    let told = with("/v2/bookings", &booking(world.personal, "15:00", "Eva"), "not-done");
    assert_eq!((told.status, told.at("/data/attendees/0/name")), (201, &json!("Eva")));
    stands();
    let told = with("/v2/bookings", &booking(world.personal, "15:00", "Eva"), "unchanged");
    assert_eq!((told.status, told.at("/data/uid")), (201, &json!(uid)), "somebody else's");
    stands();
    let real = world.book(world.personal, "15:00", "Eva");
    assert!(![ghost, told.uid()].contains(&real.uid()), "no uid is used twice");
    assert!(world.sandbox.take_webhooks().is_empty());
}

#[test]
fn a_late_write_comes_when_the_clock_has_gone_on() {
    let world = World::start();
    let body = booking(world.personal, "10:00", "Uwe");
    let late = [("x-sandbox-fault", "late-write-ms=2000")];
    assert!(world.call("POST", "/v2/bookings", Some(&body), &late).is_err());
    assert_eq!(world.sandbox.counts().created, 0);
    world.set_clock(NOW + Duration::from_millis(1999));
    assert_eq!(world.get("/v2/bookings").at("/pagination/totalItems"), 0);
    world.set_clock(NOW + Duration::from_millis(2000));
    assert_eq!(world.sandbox.write_due(), 1);
    assert_eq!(world.sandbox.write_due(), 0, "once");
    assert_eq!(world.get("/v2/bookings").at("/data/0/createdAt"), "2030-01-07T07:00:02.000Z");
}

#[test]
fn looks_lag_behind() {
    let world = World::start();
    let status = |uid: &str| {
        let got = world.get(&format!("/v2/bookings/{uid}"));
        got.at("/data/status").as_str().unwrap_or("unknown").to_owned()
    };
    let listed = || {
        let list = world.get("/v2/bookings").body;
        let all = list["data"].as_array().unwrap().clone();
        all.iter().map(|one| one["status"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    world.sandbox.list_lag(Duration::from_secs(60));
    let uid = world.book(world.personal, "10:00", "Uwe").uid();
    assert_eq!((listed(), status(&uid)), (vec![], "accepted".into()));
    world.set_clock(NOW + Duration::from_secs(60));
    assert_eq!(listed(), ["accepted"]);
    world.post(&format!("/v2/bookings/{uid}/cancel"), &json!({ "cancellationReason": "x" }));
    assert_eq!((listed(), status(&uid)), (vec!["accepted".into()], "cancelled".into()));
    world.sandbox.single_lag(Duration::from_secs(60));
    assert_eq!(status(&uid), "accepted");
    let young = world.book(world.personal, "12:00", "Eva").uid();
    assert_eq!(status(&young), "unknown");
    world.set_clock(NOW + Duration::from_secs(121));
    assert_eq!(
        (listed().len(), status(&uid), status(&young)),
        (2, "cancelled".into(), "accepted".into())
    );
}

#[test]
fn a_key_is_revoked_and_restored() {
    let world = World::start();
    world.sandbox.revoke_key();
    for path in ["/v2/bookings", "/v2/me", "/v2/bookings/x"] {
        let answer = world.get(path);
        assert_eq!(
            (answer.status, answer.at("/error/code")),
            (401, &json!("UnauthorizedException"))
        );
    }
    assert_eq!(world.book(world.personal, "10:00", "Uwe").status, 401);
    world.sandbox.forbid_booking();
    assert_eq!(world.get("/v2/me").status, 200);
    let answer = world.book(world.personal, "10:00", "Uwe");
    assert_eq!((answer.status, answer.at("/error/code")), (403, &json!("ForbiddenException")));
    world.sandbox.restore_key();
    assert_eq!(world.book(world.personal, "10:00", "Uwe").status, 201);
}

#[test]
fn event_types_refuse_in_cal_coms_words() {
    let saying = Saying::new(400, "BadRequestException", "No.");
    let cases = [
        (BookingRule::RequiredField("hair".into()), 400, "response: hair"),
        (BookingRule::PhoneRequired, 400, "Missing attendee phone number"),
        (BookingRule::NoEmail, 400, "Cannot use this email"),
        (BookingRule::SeatsFull, 409, "No more seats"),
        (BookingRule::DaysAhead(0), 400, "can't be booked at the \"start\" time provided"),
        (BookingRule::Refuse(saying), 400, "No."),
    ];
    for (rule, status, message) in cases {
        let world = World::start();
        world.sandbox.rule(world.personal, rule.clone());
        let answer = world.book(world.personal, "10:00", "Uwe");
        assert_eq!(answer.status, status, "{rule:?}");
        assert!(answer.message().contains(message), "{rule:?}: {}", answer.text);
        let other = world.event_type("other", |_| {});
        assert_eq!(world.book(other, "11:00", "Uwe").status, 201, "{rule:?} is for one event type");
        world.sandbox.clear_rules(world.personal);
        assert_eq!(world.book(world.personal, "10:00", "Uwe").status, 201, "{rule:?}");
    }
    let world = World::start();
    world.sandbox.rule(world.personal, BookingRule::NoPhone);
    world.sandbox.rule(world.personal, BookingRule::NoReschedule);
    let mut body = booking(world.personal, "10:00", "Uwe");
    body["attendee"]["phoneNumber"] = json!("+4915112345678");
    assert_eq!(world.post("/v2/bookings", &body).status, 400);
    let uid = world.book(world.personal, "10:00", "Uwe").uid();
    let moved = world.post(
        &format!("/v2/bookings/{uid}/reschedule"),
        &json!({ "start": "2030-01-07T12:00:00Z" }),
    );
    assert_eq!(moved.status, 400, "{}", moved.text);
    let change = |spec: &mut chairside::sandbox::stand_in::SandboxEventType| {
        spec.requires_confirmation = true;
        spec.minutes = 45;
    };
    assert!(world.sandbox.change_event_type(world.personal, change));
    let answer = world.book(world.personal, "11:00", "Eva");
    assert_eq!(
        (answer.at("/data/status"), answer.at("/data/duration")),
        (&json!("pending"), &json!(45))
    );
    assert_eq!(answer.at("/data/hosts/0/id"), OWNER);
    world.sandbox.remove_event_type(world.personal);
    assert_eq!(world.book(world.personal, "14:00", "Eva").status, 404);
}

#[test]
fn lists_that_never_end_and_pages_of_megabytes() {
    let world = World::start();
    for (start, name) in [("10:00", "Uwe"), ("11:00", "Eva")] {
        let uid = world.book(world.personal, start, name).uid();
        assert!(world.sandbox.write_notes(&uid, &"n".repeat(25_000)));
    }
    assert!(world.get("/v2/bookings").text.len() > 50_000);
    world.sandbox.endless_lists(Some(EndlessLists::MorePages));
    let beyond = world.get("/v2/bookings?skip=100");
    assert_eq!(beyond.at("/data"), &json!([]));
    assert_eq!(beyond.at("/pagination/hasNextPage"), true);
    world.sandbox.endless_lists(Some(EndlessLists::SamePage));
    assert_eq!(world.get("/v2/bookings?skip=100").at("/data/1/attendees/0/name"), "Eva");
    world.sandbox.endless_lists(None);
    assert_eq!(world.get("/v2/bookings").at("/pagination/hasNextPage"), false);
}

#[test]
fn metadata_is_cut_and_uids_are_long() {
    let world = World::start();
    world.sandbox.keep_metadata(Some(1), None);
    world.sandbox.uid_length(300);
    let booked = world.book(world.personal, "10:00", "Uwe");
    assert_eq!((booked.at("/data/metadata"), booked.uid().len()), (&json!({ "n": 1 }), 300));
    assert_eq!(world.get(&format!("/v2/bookings/{}", booked.uid())).status, 200);
    world.sandbox.keep_metadata(None, Some(3));
    let booked = world.book(world.personal, "11:00", "Eva");
    assert_eq!(booked.at("/data/metadata"), &json!({ "n": 1, "ref": "vis" }));
}

#[test]
fn the_commands_help_lists_every_fault() {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_chairside"));
    let output = command.args(["sandbox", "calcom", "--help"]).output().unwrap();
    let help = String::from_utf8(output.stdout).unwrap();
    for (name, what) in chairside::sandbox::stand_in::FAULT_NAMES {
        assert!(help.contains(name) && help.contains(what), "{name}: {help}");
    }
}
