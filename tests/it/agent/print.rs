//! `retell print`: the whole agent, and its stand-in as a command.

use crate::agent::world::{ADDRESS, NUMBER, World};
use serde_json::json;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

#[test]
fn it_is_printed_in_both_languages_and_nobody_is_asked() {
    let world = World::new();
    for (language, machine, words, tag) in [
        ("de", "einer Maschine", "Rechne nie ein Datum aus", "de-DE"),
        ("en", "a machine", "Never work out a date", "en-GB"),
    ] {
        let text = world.run(&["print", "--language", language]).out;
        let whole = world.run(&["print", "--language", language, "--json"]).json();
        let prompt = whole["llm"]["general_prompt"].as_str().unwrap();
        let first = whole["llm"]["begin_message"].as_str().unwrap();
        assert!(
            first.contains(machine) && prompt.contains(machine.trim_start_matches("einer ")),
            "{first}"
        );
        assert!(prompt.contains(words) && text.contains(prompt), "{text}");
        assert_eq!(whole["agent"]["language"], tag);
        let tools = whole["llm"]["general_tools"].as_array().unwrap();
        assert_eq!(tools.len(), 8);
        for tool in tools.iter().filter(|tool| tool["type"] == "custom") {
            let name = tool["name"].as_str().unwrap();
            assert!(prompt.contains(&format!("### `{name}`")) && text.contains(name));
            assert_eq!(tool["url"], format!("{ADDRESS}/api/retell/function"));
            // Whatever takes longer than a second says so.
            let waits = tool["timeout_ms"].as_u64().unwrap() > 5_000;
            assert_eq!(tool["speak_during_execution"], waits, "{name}");
            for (about, value) in tool["parameters"]["properties"].as_object().unwrap() {
                assert!(value["description"].as_str().unwrap().len() > 10, "{name}.{about}");
            }
        }
        let bound = json!({ "number": NUMBER, "inbound_webhook_url": format!("{ADDRESS}/api/retell/inbound") });
        assert_eq!(whole["number"], bound);
    }
    assert!(world.retell.requests().is_empty());
}

#[test]
fn a_number_to_put_callers_through_is_a_tool_and_is_in_the_prompt() {
    let world = World::with("transfer_number = \"+493023125100\"");
    let whole = world.run(&["print", "--json"]).json();
    let tools = whole["llm"]["general_tools"].as_array().unwrap();
    assert_eq!(tools[8]["transfer_destination"]["number"], "+493023125100");
    assert!(whole["llm"]["general_prompt"].as_str().unwrap().contains("`transfer_to_salon`"));
    world.push();
    world.check_whole();
}

#[test]
fn the_stand_in_is_a_command() {
    let mut sandbox = Command::new(env!("CARGO_BIN_EXE_chairside"))
        .args(["sandbox", "retell", "--fault", "402"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(sandbox.stdout.take().unwrap()).lines();
    let first = lines.next().unwrap().unwrap();
    let url = first.strip_prefix("sandbox: ").unwrap().split(' ').next().unwrap().to_owned();
    assert_eq!(lines.next().unwrap().unwrap(), format!("number {NUMBER}"));
    let world = World::new();
    world.set(&world.retell.base_url(), &url);
    let (_, why) = world.push_stopped();
    sandbox.kill().unwrap();
    sandbox.wait().unwrap();
    assert!(why.contains("402"), "{why}");
}
