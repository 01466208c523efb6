//! What is wrong with the voice agent at Retell, one at a time.

use crate::doctor::faults::nobody;
use crate::doctor::world::{Case, NUMBER, World, each_turns_its_own_line};
use chairside::sandbox::retell::fault::RetellFault;
use serde_json::json;

fn agent_id(world: &World) -> String {
    let number = world.retell.number(NUMBER).unwrap();
    number["inbound_agents"][0]["agent_id"].as_str().unwrap().to_owned()
}

fn by_hand(world: &World, publish: bool) {
    let agent = agent_id(world);
    let changed = world.retell.change_by_hand(&agent, publish, |llm| {
        llm.insert("begin_message".into(), json!("Guten Tag."));
    });
    assert!(changed);
}

#[test]
fn what_callers_get_is_not_ours() {
    each_turns_its_own_line(&[
        Case {
            what: "nothing was pushed",
            break_it: |world| world.sql("DELETE FROM retell_parts"),
            turns: "agent",
            level: "warn",
            seen: "noch kein Agent",
            todo: "chairside retell push",
        },
        Case {
            what: "somebody changed what it says",
            break_it: |world| by_hand(world, true),
            turns: "agent",
            level: "warn",
            seen: "was Anrufer hören, ist anders als hier geschrieben: llm.begin_message",
            todo: "chairside retell diff",
        },
        Case {
            what: "somebody works on a draft",
            break_it: |world| by_hand(world, false),
            turns: "agent",
            level: "warn",
            seen: "Entwurf, der anders ist: llm.begin_message",
            todo: "chairside retell diff",
        },
        Case {
            what: "the agent was deleted",
            break_it: |world| world.retell.delete_agent(&agent_id(world)),
            turns: "agent",
            level: "fail",
            seen: "gibt es bei Retell nicht",
            todo: "chairside retell",
        },
        Case {
            what: "the number was given back",
            break_it: |world| world.retell.remove_number(NUMBER),
            turns: "agent",
            level: "fail",
            seen: NUMBER,
            todo: "retell_agent.number",
        },
        Case {
            what: "the number leads to nobody",
            break_it: |world| {
                world.retell.remove_number(NUMBER);
                world.retell.add_number(NUMBER);
            },
            turns: "agent",
            level: "fail",
            seen: "führt bei Retell nicht",
            todo: "chairside retell push",
        },
    ]);
}

#[test]
fn retell_does_not_say() {
    each_turns_its_own_line(&[
        Case {
            what: "the key is refused",
            break_it: |world| world.edit("key_sandbox_demo", "key_of_somebody_else"),
            turns: "agent",
            level: "fail",
            seen: "(401)",
            todo: "chairside retell diff",
        },
        Case {
            what: "nobody is there",
            break_it: |world| {
                let url = world.retell.base_url();
                world.edit(&url, &nobody());
            },
            turns: "agent",
            level: "fail",
            seen: "Retell",
            todo: "chairside retell diff",
        },
        Case {
            what: "Retell has a fault",
            break_it: |world| world.retell.always(Some(RetellFault::Status(500))),
            turns: "agent",
            level: "fail",
            seen: "500",
            todo: "chairside retell diff",
        },
    ]);
}
