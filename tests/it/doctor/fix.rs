//! `doctor --fix`: what is missing at Cal.com is made, asked for first, and only that.

use crate::doctor::world::{World, lines};
use serde_json::json;

fn fixed(world: &World, arguments: &[&str]) -> (serde_json::Value, Option<i32>) {
    let all: Vec<&str> = ["doctor", "--json", "--fix"].iter().chain(arguments).copied().collect();
    let said = world.run(&all);
    (said.json(), said.code)
}

#[test]
fn a_missing_webhook_is_registered_and_a_wrong_one_set_right() {
    for (spoil, homes) in [
        ((|world: &World| world.sandbox.unsubscribe_all()) as fn(&World), 1),
        (|world| world.change_hook(&json!({ "active": false, "secret": "x" })), 1),
        (|world| world.change_hook(&json!({ "triggers": ["BOOKING_CREATED"] })), 1),
        // Another program's stays, and ours is put beside it.
        (
            |world| {
                world.change_hook(
                    &json!({ "subscriberUrl": "https://alt.example.com/api/calcom/webhook" }),
                )
            },
            2,
        ),
    ] {
        let world = World::new();
        spoil(&world);
        // Nobody can be asked here: nothing is done.
        let (view, code) = fixed(&world, &[]);
        assert_eq!((view["repaired"].as_array().unwrap().len(), code), (0, Some(1)), "{view}");
        let (view, code) = fixed(&world, &["--yes"]);
        assert_eq!(code, Some(0), "{view}");
        assert_eq!(view["repaired"][0]["done"], true, "{view}");
        assert_eq!(lines(&view)["webhooks"].level, "ok");
        let there = world.at_calcom("GET", "/v2/organizations/1/webhooks", &json!({}));
        assert_eq!(there.as_array().unwrap().len(), homes, "{there}");
        // A second time there is nothing to do.
        let (view, code) = fixed(&world, &["--yes"]);
        assert_eq!((view["repaired"].as_array().unwrap().len(), code), (0, Some(0)), "{view}");
    }
}

#[test]
fn without_an_organisation_each_team_event_type_gets_one() {
    let world = World::new();
    world.sandbox.unsubscribe_all();
    world.edit("organization_id = 1\n", "");
    let (view, code) = fixed(&world, &["--yes"]);
    assert_eq!(code, Some(0), "{view}");
    let there = world.at_calcom("GET", "/v2/teams/90/event-types/503/webhooks", &json!({}));
    assert_eq!(there[0]["subscriberUrl"], world.hook_url());
    let there = world.at_calcom("GET", "/v2/webhooks", &json!({}));
    assert_eq!(there.as_array().unwrap().len(), 1, "one for all personal event types: {there}");
}

#[test]
fn missing_event_types_are_made() {
    let world = World::new();
    let described = world.run(&[
        "services",
        "add",
        "farbe",
        "--template",
        "colour-cut",
        "--name",
        "Farbe",
        "--staff",
        "emma",
        "--by",
        "Nadine",
    ]);
    assert_eq!(described.code, Some(0), "{described:?}");
    let (seen, code) = world.doctor(&[]);
    assert_eq!(code, Some(1));
    assert!(seen["event_types"].seen.contains("fehlen bei Cal.com"), "{seen:?}");
    assert!(seen["event_types"].todo.contains("doctor --fix"), "{seen:?}");
    let before = world.sandbox.event_types().len();
    let (view, code) = fixed(&world, &["--yes"]);
    assert_eq!(code, Some(0), "{view}");
    assert!(world.sandbox.event_types().len() > before);
    assert_eq!(lines(&view)["event_types"].level, "ok");
}

/// What cannot be done is told, and ends with 1.
#[test]
fn a_right_that_is_missing_is_told() {
    let world = World::new();
    world.sandbox.unsubscribe_all();
    world.sandbox.forbid(&[chairside::sandbox::stand_in::Operation::Webhooks], true);
    let (view, code) = fixed(&world, &["--yes"]);
    assert_eq!(code, Some(1), "{view}");
    assert_eq!(view["repaired"][0]["done"], false, "{view}");
    assert!(view["repaired"][0]["error"].as_str().unwrap().contains("403"), "{view}");
}
