//! `retell push`: made, changed, published, bound; a second push changes nothing.

use crate::agent::world::{ADDRESS, NUMBER, World, steps};
use chairside::sandbox::retell::fault::RetellFault;
use serde_json::{Value, json};

const FIRST: [&str; 4] = ["llm_created", "agent_created", "published", "number_bound"];

#[test]
fn the_first_push_makes_everything_and_the_second_changes_nothing() {
    let world = World::new();
    let first = world.push();
    assert_eq!(steps(&first), FIRST);
    assert_eq!((&first["published"], &first["number"]), (&json!(0), &json!(NUMBER)));
    world.check_whole();
    let agent = first["agent_id"].as_str().unwrap();
    let (version, shown, llm) = world.retell.published(agent).unwrap();
    assert_eq!((version, &shown["language"]), (0, &json!("de-DE")));
    assert_eq!(shown["data_storage_setting"], "basic_attributes_only", "nothing said is kept");
    assert_eq!(
        shown["boosted_keywords"],
        json!(["Ansatzfärbung", "Bartpflege", "Emma Vogel", "Haarschnitt", "Jürgen Weiß"])
    );
    let tools = llm["general_tools"].as_array().unwrap();
    let names: Vec<&str> = tools.iter().map(|tool| tool["name"].as_str().unwrap()).collect();
    let functions = [
        "check_customer",
        "check_availability",
        "book_appointment",
        "reschedule_appointment",
        "cancel_appointment",
        "list_appointments",
        "request_callback",
        "end_call",
    ];
    assert_eq!(names, functions);
    assert_eq!(tools[2]["url"], format!("{ADDRESS}/api/retell/function"));
    assert_eq!(
        (&tools[2]["timeout_ms"], &tools[2]["args_at_root"]),
        (&json!(10_000), &json!(false))
    );
    let number = world.retell.number(NUMBER).unwrap();
    let bound = json!([{ "agent_id": agent, "agent_version": "latest_published", "weight": 1 }]);
    assert_eq!(number["inbound_agents"], bound);

    let seen = world.retell.requests().len();
    let second = world.push();
    assert_eq!((steps(&second), second["published"].clone()), (vec![], json!(0)));
    assert_eq!(world.changes_since(seen), []);
    let said = world.run(&["push"]);
    let told = format!("alles ist schon so, nichts geändert ({agent}, version 0)\n");
    assert_eq!((said.code, said.out), (Some(0), told));
}

#[test]
fn what_is_changed_here_is_sent_alone_and_published_as_a_new_version() {
    for drafts_itself in [false, true] {
        let world = World::new();
        world.retell.drafts_itself(drafts_itself);
        let first = world.push();
        let agent = first["agent_id"].as_str().unwrap();
        world.set("name = \"Salon Probe\"", "name = \"Salon Anders\"");
        let seen = world.retell.requests().len();
        let second = world.push();
        let expected: &[&str] = match drafts_itself {
            true => &["llm_changed", "agent_changed", "published"],
            false => &["draft_created", "llm_changed", "agent_changed", "published"],
        };
        assert_eq!(steps(&second), expected);
        assert_eq!(second["published"], 1);
        let changes = world.changes_since(seen);
        let sent: Vec<&Value> = changes.iter().map(|one| &one.body).collect();
        let llm = sent.iter().find(|body| body.get("default_dynamic_variables").is_some()).unwrap();
        assert_eq!(llm.as_object().unwrap().len(), 1, "only what differs: {llm}");
        let (version, shown, _) = world.retell.published(agent).unwrap();
        assert_eq!((version, &shown["agent_name"]), (1, &json!("Salon Anders (Chairside probe)")));
        world.check_whole();
        assert_eq!(steps(&world.push()), Vec::<String>::new());
    }
}

#[test]
fn a_dry_run_tells_and_changes_nothing() {
    let world = World::new();
    let dry = |expected: &[&str]| {
        let seen = world.retell.requests().len();
        let said = world.run(&["push", "--dry-run", "--json"]);
        assert_eq!(
            (said.code, steps(&said.json())),
            (Some(0), expected.iter().map(|one| (*one).to_owned()).collect())
        );
        assert_eq!(world.changes_since(seen), []);
    };
    dry(&FIRST);
    assert_eq!(world.retell.counts(), (0, 0));
    world.push();
    dry(&[]);
    world.set("[web_api]", "voice_id = \"11labs-Other\"\n[web_api]");
    dry(&["agent_changed", "published"]);
    world.push();
    dry(&[]);
}

#[test]
fn what_was_made_is_found_again_where_the_answer_was_lost_or_the_database() {
    let world = World::new();
    // Somebody else's models fill more than a page, and one of them has our name.
    for n in 0..5 {
        world.retell.add_llm(json!({ "general_prompt": format!("another {n}") }));
    }
    let first = world.push();
    let database = world.config.with_file_name("test.db");
    let connection = rusqlite::Connection::open(database).unwrap();
    connection.execute("DELETE FROM retell_parts", []).unwrap();
    let again = world.push();
    assert_eq!(steps(&again), ["llm_found", "agent_found"]);
    assert_eq!((&again["llm_id"], &again["agent_id"]), (&first["llm_id"], &first["agent_id"]));
    assert_eq!(world.retell.counts(), (6, 1));
}

#[test]
fn what_somebody_has_deleted_is_made_again() {
    let world = World::new();
    let first = world.push();
    world.retell.delete_agent(first["agent_id"].as_str().unwrap());
    let again = world.push();
    assert_eq!(steps(&again), ["agent_created", "published", "number_bound"]);
    world.retell.delete_llm(first["llm_id"].as_str().unwrap());
    world.retell.delete_agent(again["agent_id"].as_str().unwrap());
    assert_eq!(steps(&world.push()), FIRST);
    world.check_whole();
}

#[test]
fn a_model_that_is_published_and_has_lost_its_agent_is_left_behind_where_it_must_change() {
    let world = World::new();
    let first = world.push();
    world.retell.delete_agent(first["agent_id"].as_str().unwrap());
    world.set("name = \"Salon Probe\"", "name = \"Salon Anders\"");
    let again = world.push();
    assert_eq!(steps(&again), FIRST);
    assert_ne!(again["llm_id"], first["llm_id"]);
    assert_eq!(world.run(&["diff"]).code, Some(0));
    assert_eq!(steps(&world.push()), Vec::<String>::new());
}

#[test]
fn an_agent_that_is_named_becomes_ours_and_one_that_is_not_there_is_told() {
    let world = World::new();
    let made = world.push();
    let agent = made["agent_id"].as_str().unwrap().to_owned();
    let database = world.config.with_file_name("test.db");
    let connection = rusqlite::Connection::open(database).unwrap();
    connection.execute("DELETE FROM retell_parts", []).unwrap();
    world.set("[web_api]", &format!("agent_id = \"{agent}\"\n[web_api]"));
    assert!(world.retell.change_by_hand(&agent, true, |llm| {
        llm.insert("general_prompt".into(), json!("You sell shoes."));
    }));
    let again = world.push();
    assert_eq!((&again["agent_id"], &again["published"]), (&json!(agent), &json!(2)));
    world.check_whole();
    world.set(&agent, "agent_gone");
    let (steps, why) = world.push_stopped();
    assert!(
        steps.is_empty() && why.contains("agent_gone") && why.contains("retell_agent.agent_id"),
        "{why}"
    );
}

#[test]
fn what_cannot_be_is_told_before_anything_is_asked() {
    let world = World::new();
    world.set(&format!("public_url = \"{ADDRESS}\"\n"), "");
    let said = world.run(&["push"]);
    assert_eq!(said.code, Some(1));
    assert!(said.err.contains("server.public_url ist nicht gesetzt"), "{said:?}");
    assert!(world.retell.requests().is_empty());
    world.set("api_key = \"key_sandbox_demo\"", "api_key = \"\"");
    world.set("api_keys = [", "api_keys = [] # [");
    let said = world.run(&["push"]);
    assert!(
        said.code == Some(1) && said.err.contains("retell_agent.api_key is not set"),
        "{said:?}"
    );
}

#[test]
fn a_number_that_is_not_there_is_told_and_the_agent_is_there_all_the_same() {
    let world = World::new();
    world.retell.remove_number(NUMBER);
    let (done, why) = world.push_stopped();
    assert_eq!(done, ["llm_created", "agent_created", "published"]);
    assert!(why.contains(NUMBER) && why.contains("SIP"), "{why}");
    world.retell.add_number(NUMBER);
    assert_eq!(steps(&world.push()), ["number_bound"]);
    world.check_whole();
}

#[test]
fn what_retell_takes_and_does_not_keep_is_told() {
    let world = World::new();
    world.push();
    world.set("name = \"Salon Probe\"", "name = \"Salon Anders\"");
    world.retell.always(Some(RetellFault::NotKept));
    let (_, why) = world.push_stopped();
    assert!(why.contains("agent.agent_name"), "{why}");
    world.retell.always(None);
    world.push();
    world.check_whole();
}
