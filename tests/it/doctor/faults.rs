//! What goes wrong at Cal.com and on the way there, one at a time: the right line turns, with the right advice, and
//! nothing else does.

use crate::doctor::world::{Case, World, each_turns_its_own_line};
use crate::support::harness::{BEARD_JUERGEN, CUT_EMMA, CUT_POOL};
use chairside::sandbox::stand_in::{Fault, FaultKind, FaultOn, Operation, Saying};
use serde_json::json;
use std::net::TcpListener;

/// An address of this machine where nobody listens.
pub fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

fn base_url(world: &World, url: &str) {
    world.edit(&world.sandbox.base_url(), url);
}

#[test]
fn where_all_is_well_each_line_says_so() {
    let world = World::new();
    let (lines, code) = world.doctor(&[]);
    let odd: Vec<_> = lines.iter().filter(|(_, line)| line.level != "ok").collect();
    assert!(odd.is_empty(), "{odd:#?}");
    assert_eq!((lines.len(), code), (31, Some(0)));
    assert!(lines.values().all(|line| !line.seen.is_empty() && line.todo.is_empty()));
    // Nothing was booked, made, changed or sent by it.
    assert_eq!(world.sandbox.bookings().len(), 0);
    assert_eq!(world.smtp.received().len(), 0);
    assert!(world.sms.taken().is_empty());
    let kept = |request: &chairside::sandbox::stand_in::SandboxRequest| {
        request.method == "GET" || request.status == 400
    };
    assert!(world.sandbox.requests().iter().all(kept), "{:?}", world.sandbox.requests());
    // For people: a line each, German as the salon is, and a sum.
    let said = world.run(&["doctor"]);
    assert_eq!((said.code, said.out.lines().count()), (Some(0), 32), "{said:?}");
    assert!(said.out.contains("ok      Datenbank: "), "{said:?}");
    assert!(
        said.out.ends_with("31 in Ordnung, 0 Hinweise, 0 Fehler, 0 nicht geprüft\n"),
        "{said:?}"
    );
    // No secret is told.
    for secret in
        ["cal_sandbox_demo", "key_test_retell", "webhook-test-secret", "geheim", "sms-key"]
    {
        assert!(!said.out.contains(secret), "{secret}");
    }
}

#[test]
fn on_the_way_to_calcom() {
    each_turns_its_own_line(&[
        Case {
            what: "the name leads nowhere",
            break_it: |world| base_url(world, "https://calcom.invalid"),
            turns: "name",
            level: "fail",
            seen: "",
            todo: "",
        },
        Case {
            what: "nobody listens",
            break_it: |world| base_url(world, &nobody()),
            turns: "connection",
            level: "fail",
            seen: "antwortet nicht",
            todo: "Firewall",
        },
        Case {
            what: "no TLS is spoken there",
            break_it: |world| {
                let url = world.sandbox.base_url().replace("http://", "https://");
                base_url(world, &url);
            },
            turns: "connection",
            level: "fail",
            seen: "nicht sicher",
            todo: "Uhr dieses Rechners",
        },
        Case {
            what: "a login page takes the connection",
            break_it: |world| {
                world.sandbox.fault(Fault::always(FaultOn::any(), FaultKind::Html200))
            },
            turns: "connection",
            level: "fail",
            seen: "etwas anderes als Cal.com",
            todo: "calcom.base_url",
        },
        Case {
            what: "Cal.com is broken",
            break_it: |world| {
                world.sandbox.fault(Fault::always(FaultOn::any(), FaultKind::Error503))
            },
            turns: "connection",
            level: "fail",
            seen: "Fehler 503",
            todo: "status.cal.com",
        },
        Case {
            what: "our clock is an hour behind",
            break_it: |world| world.sandbox.put_clock_ahead(time::Duration::HOUR),
            turns: "clock",
            level: "fail",
            seen: "Sekunden nach",
            todo: "timedatectl",
        },
        Case {
            what: "our clock is an hour ahead",
            break_it: |world| world.sandbox.put_clock_ahead(-time::Duration::HOUR),
            turns: "clock",
            level: "fail",
            seen: "Sekunden vor",
            todo: "timedatectl",
        },
    ]);
}

#[test]
fn the_key_and_its_rights() {
    each_turns_its_own_line(&[
        Case {
            what: "revoked",
            break_it: |world| world.sandbox.revoke_key(),
            turns: "key",
            level: "fail",
            seen: "lehnt den Schlüssel ab (401",
            todo: "neuen Schlüssel",
        },
        Case {
            what: "expired",
            break_it: |world| world.sandbox.expire_key(),
            turns: "key",
            level: "fail",
            seen: "expired",
            todo: "ohne Ablauf",
        },
        Case {
            what: "another key",
            break_it: |world| world.edit("cal_sandbox_demo", "cal_live_typo"),
            turns: "key",
            level: "fail",
            seen: "401",
            todo: "calcom.api_key",
        },
        Case {
            what: "may not book",
            break_it: |world| world.sandbox.forbid(&[Operation::Book], true),
            turns: "rights",
            level: "fail",
            seen: "darf nicht: buchen",
            todo: "Administrator",
        },
        Case {
            what: "may not make event types",
            break_it: |world| world.sandbox.forbid(&[Operation::EventTypes], true),
            turns: "rights",
            level: "fail",
            seen: "Ereignistypen anlegen",
            todo: "Administrator",
        },
        Case {
            what: "may not see who is in the team",
            break_it: |world| {
                let no = FaultKind::Refuse(Saying::new(403, "ForbiddenException", "Forbidden"));
                let on = FaultOn::operation(Operation::People).containing("memberships");
                world.sandbox.fault(Fault::always(on, no));
            },
            turns: "rights",
            level: "fail",
            seen: "Mitglieder des Teams",
            todo: "Administrator",
        },
        Case {
            what: "may not see webhooks",
            break_it: |world| world.sandbox.forbid(&[Operation::Webhooks], false),
            turns: "rights",
            level: "fail",
            seen: "Webhooks lesen",
            todo: "Organisation",
        },
    ]);
}

#[test]
fn the_versions_of_the_interface() {
    each_turns_its_own_line(&[
        Case {
            what: "bookings are answered in the oldest shape",
            break_it: |world| {
                let start = "2027-03-02T09:00:00Z";
                let attendee = json!({ "name": "Kim Muster", "email": "kim@example.com", "timeZone": "Europe/Berlin" });
                let body = json!({ "eventTypeId": CUT_EMMA, "start": start, "attendee": attendee });
                world.at_calcom("POST", "/v2/bookings", &body);
                world.edit("[calcom]\n", "[calcom]\nbookings_version = \"2024-04-15\"\n");
            },
            turns: "versions",
            level: "fail",
            seen: "",
            todo: "bookings_version = \"2024-08-13\"",
        },
        Case {
            what: "slots are not found",
            break_it: |world| {
                world.edit("[calcom]\n", "[calcom]\nslots_version = \"2023-01-01\"\n")
            },
            turns: "versions",
            level: "fail",
            seen: "slots_version = \"2023-01-01\"",
            todo: "slots_version = \"2024-09-04\"",
        },
        Case {
            what: "event types are not found",
            break_it: |world| {
                world.edit("[calcom]\n", "[calcom]\nevent_types_version = \"2023-01-01\"\n");
            },
            turns: "versions",
            level: "fail",
            seen: "event_types_version = \"2023-01-01\"",
            todo: "event_types_version = \"2024-06-14\"",
        },
    ]);
}

#[test]
fn teams_and_people() {
    each_turns_its_own_line(&[
        Case {
            what: "the team is gone",
            break_it: |world| world.sandbox.remove_team(90),
            turns: "teams",
            level: "fail",
            seen: "Team 90 gibt es bei Cal.com nicht",
            todo: "calcom.team_ids",
        },
        Case {
            what: "another team is named",
            break_it: |world| world.edit("team_ids = [90]", "team_ids = [90, 91]"),
            turns: "teams",
            level: "fail",
            seen: "Team 91",
            todo: "calcom.team_ids",
        },
        Case {
            what: "somebody who works is nobody at Cal.com",
            break_it: |world| {
                world.sql(
                    "UPDATE calcom_host_mappings SET is_active = 0 WHERE calcom_host_id = 7002",
                )
            },
            turns: "hosts",
            level: "warn",
            seen: "Jürgen Weiß",
            todo: "chairside suggestions list",
        },
    ]);
}

#[test]
fn event_types() {
    each_turns_its_own_line(&[
        Case {
            what: "deleted",
            break_it: |world| world.sandbox.remove_event_type(BEARD_JUERGEN),
            turns: "event_types",
            level: "fail",
            seen: "bart A Jürgen Weiß (504)",
            todo: "neu anlegen",
        },
        Case {
            what: "another length",
            break_it: |world| {
                assert!(world.sandbox.change_event_type(CUT_EMMA, |one| one.minutes = 60));
            },
            turns: "event_types",
            level: "fail",
            seen: "dauert bei Cal.com 60 Minuten, hier 45",
            todo: "bei Cal.com unter Event Types",
        },
        Case {
            what: "nobody gets its bookings",
            break_it: |world| {
                assert!(world.sandbox.change_event_type(CUT_POOL, |one| one.hosts.clear()));
            },
            turns: "event_types",
            level: "fail",
            seen: "keinen Host",
            todo: "Hosts",
        },
    ]);
}

#[test]
fn webhooks() {
    each_turns_its_own_line(&[
        Case {
            what: "switched off",
            break_it: |world| world.change_hook(&json!({ "active": false })),
            turns: "webhooks",
            level: "fail",
            seen: "abgeschaltet",
            todo: "einschalten",
        },
        Case {
            what: "to another address",
            break_it: |world| {
                world.change_hook(
                    &json!({ "subscriberUrl": "https://alt.example.com/api/calcom/webhook" }),
                )
            },
            turns: "webhooks",
            level: "fail",
            seen: "alt.example.com",
            todo: "Adresse ändern",
        },
        Case {
            what: "without a trigger",
            break_it: |world| {
                world.change_hook(&json!({ "triggers": ["BOOKING_CREATED", "BOOKING_RESCHEDULED", "BOOKING_REJECTED", "BOOKING_REQUESTED"] }));
            },
            turns: "webhooks",
            level: "fail",
            seen: "BOOKING_CANCELLED",
            todo: "ankreuzen",
        },
        Case {
            what: "without a secret",
            break_it: |world| world.change_hook(&json!({ "secret": "" })),
            turns: "webhooks",
            level: "fail",
            seen: "kein Geheimnis",
            todo: "calcom.webhook_secrets",
        },
        Case {
            what: "with another secret",
            break_it: |world| world.change_hook(&json!({ "secret": "quite-another" })),
            turns: "webhooks",
            level: "fail",
            seen: "anderes Geheimnis",
            todo: "calcom.webhook_secrets",
        },
        Case {
            what: "at the wrong level",
            break_it: |world| {
                world.sandbox.unsubscribe_all();
                let triggers = [
                    "BOOKING_CREATED",
                    "BOOKING_RESCHEDULED",
                    "BOOKING_CANCELLED",
                    "BOOKING_REJECTED",
                    "BOOKING_REQUESTED",
                ];
                let body = json!({ "active": true, "subscriberUrl": world.hook_url(), "triggers": triggers, "secret": "webhook-test-secret" });
                world.at_calcom("POST", "/v2/webhooks", &body);
            },
            turns: "webhooks",
            level: "fail",
            seen: "falschen Stelle",
            todo: "Organisation",
        },
        Case {
            what: "none at all",
            break_it: |world| world.sandbox.unsubscribe_all(),
            turns: "webhooks",
            level: "fail",
            seen: "keinen Webhook",
            todo: "doctor --fix",
        },
    ]);
}
