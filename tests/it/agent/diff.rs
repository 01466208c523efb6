//! `retell diff`: what somebody changed by hand.

use crate::agent::world::{NUMBER, World, steps};
use chairside::sandbox::retell::service::RetellSandbox;
use serde_json::{Map, Value, json};

const SENTENCE: &str = "Nenne nie eine freie Zeit, die keine Funktion genannt hat.";
const OTHER: &str = "Nenne gern auch andere Zeiten.";

fn change_a_sentence(llm: &mut Map<String, Value>) {
    let prompt = llm["general_prompt"].as_str().unwrap();
    assert!(prompt.contains(SENTENCE), "{prompt}");
    let prompt = prompt.replace(SENTENCE, OTHER);
    llm.insert("general_prompt".into(), json!(prompt));
}

#[test]
fn before_the_first_push_there_is_nothing_to_compare() {
    let world = World::new();
    let said = world.run(&["diff"]);
    assert_eq!(said.code, Some(1));
    assert_eq!(said.out, "Bei Retell ist noch kein Agent von hier: chairside retell push\n");
}

#[test]
fn one_sentence_changed_by_hand_is_shown_with_what_stood_there_and_a_push_puts_it_back() {
    for (publish, at, word) in [(true, "published", "veröffentlicht"), (false, "draft", "Entwurf")]
    {
        let world = World::new();
        let agent = world.push()["agent_id"].as_str().unwrap().to_owned();
        assert!(world.retell.change_by_hand(&agent, publish, change_a_sentence));
        let said = world.run(&["diff", "--json"]);
        assert_eq!(said.code, Some(1));
        let expected =
            json!([{ "at": at, "place": "llm.general_prompt", "ours": SENTENCE, "theirs": OTHER }]);
        assert_eq!(said.json()["differences"], expected);
        let said = world.run(&["diff"]);
        let lines: Vec<&str> = said.out.lines().collect();
        assert_eq!(lines[0], format!("{word}  llm.general_prompt"));
        assert_eq!(lines[1].trim(), format!("hier:    {SENTENCE}"));
        assert_eq!(lines[2].trim(), format!("Retell:  {OTHER}"));
        assert!(lines[3].contains("1 Unterschiede"), "{lines:?}");
        let pushed = world.push();
        let expected: &[&str] = match publish {
            true => &["draft_created", "llm_changed", "published"],
            // Callers never got it: nothing is published anew.
            false => &["llm_changed"],
        };
        assert_eq!(steps(&pushed), expected);
        world.check_whole();
    }
}

/// Something that somebody does by hand, and the place at which it shows.
type Deed = (&'static str, fn(&RetellSandbox, &str));

#[test]
fn every_kind_of_change_shows_in_its_place() {
    let by_hand = |retell: &RetellSandbox, agent: &str, change: fn(&mut Map<String, Value>)| {
        assert!(retell.change_by_hand(agent, true, change));
    };
    type Change = fn(&mut Map<String, Value>);
    let deeds: Vec<(&str, Change)> = vec![
        ("llm.model", |llm| drop(llm.insert("model".into(), json!("gpt-5")))),
        ("llm.begin_message", |llm| drop(llm.insert("begin_message".into(), json!("Hallo.")))),
        ("llm.begin_message", |llm| drop(llm.remove("begin_message"))),
        ("llm.general_tools.book_appointment.max_retry", |llm| {
            llm["general_tools"][2]["max_retry"] = json!(2);
        }),
        ("llm.general_tools.book_appointment.parameters.properties.offer_id.description", |llm| {
            llm["general_tools"][2]["parameters"]["properties"]["offer_id"]["description"] =
                json!("The slot");
        }),
        ("llm.general_tools.list_appointments", |llm| {
            llm["general_tools"]
                .as_array_mut()
                .unwrap()
                .retain(|tool| tool["name"] != "list_appointments");
        }),
        ("llm.general_tools.order_pizza", |llm| {
            let pizza = json!({ "type": "custom", "name": "order_pizza", "url": "https://pizza.example/x" });
            llm["general_tools"].as_array_mut().unwrap().push(pizza);
        }),
        ("llm.default_dynamic_variables.salon_name", |llm| {
            llm["default_dynamic_variables"]["salon_name"] = json!("Salon X");
        }),
    ];
    for (place, change) in deeds {
        let world = World::new();
        let agent = world.push()["agent_id"].as_str().unwrap().to_owned();
        by_hand(&world.retell, &agent, change);
        let found = world.run(&["diff", "--json"]).json();
        let places: Vec<&str> = found["differences"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["place"].as_str().unwrap())
            .collect();
        assert!(
            !places.is_empty() && places.iter().all(|one| *one == place),
            "{place}: {places:?}"
        );
        world.push();
        world.check_whole();
    }
}

#[test]
fn a_number_that_answers_otherwise_shows_too() {
    let deeds: Vec<Deed> = vec![
        ("number.inbound_agents", |retell, _| retell.add_number(NUMBER)),
        ("number", |retell, _| retell.remove_number(NUMBER)),
    ];
    for (place, deed) in deeds {
        let world = World::new();
        let agent = world.push()["agent_id"].as_str().unwrap().to_owned();
        deed(&world.retell, &agent);
        let said = world.run(&["diff", "--json"]);
        assert_eq!(said.code, Some(1));
        assert_eq!(said.json()["differences"][0]["place"], place);
        world.retell.add_number(NUMBER);
        assert_eq!(steps(&world.push()), ["number_bound"]);
        world.check_whole();
    }
}
