//! `users add`, `users list` and `users reset`, beside a program that serves.

use crate::page::people::{Folder, PASSWORD, Serve, choose, is_in, log_in};
use crate::support::program::{Said, run};
use crate::support::visitor::Visitor;
use serde_json::{Value, json};

/// A salon whose owner has come in by the first link.
fn served() -> (Folder, Serve, Visitor) {
    let folder = Folder::new();
    let mut program = folder.serve();
    let line = program.line();
    let (_, secret) = line.trim().rsplit_once('/').unwrap();
    let mut owner = Visitor::at(&program.url);
    assert_eq!(choose(&mut owner, &format!("/setup/{secret}"), "Nadine", PASSWORD).status, 303);
    (folder, program, owner)
}

fn users(folder: &Folder, arguments: &[&str]) -> Said {
    run(&folder.config(), &[&["users"], arguments].concat())
}

fn path(link: &Value) -> String {
    let link = link["link"].as_str().unwrap();
    link[link.find("/setup/").unwrap()..].to_owned()
}

#[test]
fn a_user_is_added_listed_and_reset() {
    let (folder, program, mut owner) = served();
    let added = users(&folder, &["add", "Zoe", "--role", "agency", "--json"]).json();
    assert_eq!(
        (&added["user"]["name"], &added["user"]["role"], &added["user"]["has_password"]),
        (&json!("zoe"), &json!("agency"), &json!(false))
    );
    let mut zoe = Visitor::at(&program.url);
    assert_eq!(choose(&mut zoe, &path(&added), "", "ein ganz anderer satz").status, 303);
    assert!(zoe.open("/").text().contains("zoe · Agentur"));
    let listed = users(&folder, &["list", "--json"]).json();
    let listed: Vec<String> = listed
        .as_array()
        .unwrap()
        .iter()
        .map(|one| format!("{} {} {}", one["name"], one["role"], one["has_password"]))
        .collect();
    assert_eq!(listed, [r#""nadine" "owner" true"#, r#""zoe" "agency" true"#]);
    let text = users(&folder, &["list"]).out;
    assert!(text.contains("nadine") && text.contains("Agentur"), "{text}");
    // A reset ends what is open, and the old password is none.
    let reset = users(&folder, &["reset", "zoe", "--json"]).json();
    assert!(!is_in(&mut zoe) && is_in(&mut owner));
    assert_eq!(log_in(&mut zoe, "/login", "zoe", "ein ganz anderer satz").status, 401);
    assert_eq!(log_in(&mut zoe, "/login", "zoe", "").status, 401);
    let again = users(&folder, &["reset", "zoe", "--json"]).json();
    assert_eq!(zoe.get(&path(&reset)).status, 404, "the newer link is in its place");
    assert_eq!(choose(&mut zoe, &path(&again), "", PASSWORD).status, 303);
    assert!(is_in(&mut zoe));
}

#[test]
fn what_cannot_be_is_told_and_changes_nothing() {
    let (folder, _program, _owner) = served();
    let before = users(&folder, &["list", "--json"]).json();
    for (arguments, told) in [
        (&["add", "nadine", "--role", "desk"][..], "there is a user nadine already"),
        (&["add", "zoe", "--role", "boss"], "there is no role boss"),
        (&["add", "z", "--role", "desk"], "a user's name has 2 to 40"),
        (&["add", "<b>", "--role", "desk"], "a user's name has 2 to 40"),
        (&["reset", "zoe"], "user"),
    ] {
        let said = users(&folder, arguments);
        assert!(said.code.is_some_and(|code| code != 0), "{arguments:?} {said:?}");
        assert!(said.err.contains(told), "{arguments:?} {}", said.err);
        assert_eq!(said.out, "", "{arguments:?}");
    }
    assert_eq!(users(&folder, &["list", "--json"]).json(), before);
}

#[test]
fn before_the_first_owner_there_is_nobody() {
    let folder = Folder::new();
    let program = folder.serve();
    assert_eq!(users(&folder, &["list", "--json"]).json(), json!([]));
    assert!(users(&folder, &["list"]).out.contains("Noch niemand."));
    drop(program);
}
