//! What goes wrong ends with a code, and `chairside help` explains each.

use crate::help::run;
use crate::support::bare::Bare;
use crate::support::harness::{TestApp, WEB_TOKEN};
use crate::support::program;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

#[test]
fn a_code_is_explained_in_the_language_of_the_terminal_or_the_one_asked_for() {
    let title = "E0412 key_refused: Cal.com does not take our key\n\n";
    let german = "E0412 key_refused: Cal.com nimmt unseren Schlüssel nicht\n\n";
    for (arguments, variables, expected) in [
        (vec!["E0412"], vec![], title),
        (vec!["e0412"], vec![("LANG", "C.UTF-8")], title),
        (vec!["[E0412]"], vec![("LANG", "de_DE.UTF-8")], german),
        (vec!["E0412"], vec![("LC_ALL", "en_GB.UTF-8"), ("LANG", "de_DE.UTF-8")], title),
        (vec!["E0412"], vec![("LC_ALL", ""), ("LANG", "de_AT")], german),
        (vec!["E0412", "--language", "de"], vec![("LANG", "en_US")], german),
    ] {
        let said = run(&[vec!["help"], arguments.clone()].concat(), &variables);
        assert_eq!(said.code, Some(0), "{said:?}");
        assert!(said.out.starts_with(expected), "{arguments:?} {variables:?}: {}", said.out);
    }
    // An alarm and a refusal have the same word: both are told.
    let both = run(&["help", "key-refused", "--json"], &[]).json();
    let codes: Vec<&str> =
        both.as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["E0412", "E0526"]);
}

#[test]
fn what_is_no_code_is_met_with_the_nearest_one_and_ends_with_2() {
    for (said, nearest) in [
        ("E0423", "E0422 or E0421"),
        ("E04123", "E0412"),
        ("key_refsued", "key_refused"),
        ("mapings", "mappings"),
        ("mappings sett", "`chairside help` lists"),
        ("\u{1b}[31mZebra\u{7}", "`chairside help` lists"),
        (&"E".repeat(100_000), "`chairside help` lists"),
    ] {
        let told = run(&["help", said], &[]);
        assert_eq!((told.code, told.out.as_str()), (Some(2), ""), "{told:?}");
        assert!(told.err.contains(nearest), "{said}: {}", told.err);
        assert!(told.err.len() < 300 && !told.err.contains('\u{1b}'), "{}", told.err);
        assert_eq!(told.err.lines().count(), 1);
    }
    assert_eq!(run(&["help", "E0412", "--language", "fr"], &[]).code, Some(2));
}

#[test]
fn help_still_explains_commands_and_lists_them_with_all_codes() {
    for (arguments, expected) in [
        (["help", "serve", ""], "Usage: chairside serve"),
        (["help", "mappings", "set"], "Usage: chairside mappings set"),
        (["customers", "help", "export"], "Usage: chairside customers export"),
        (["services", "edit", "--help"], "Usage: chairside services edit"),
    ] {
        let arguments: Vec<&str> = arguments.into_iter().filter(|one| !one.is_empty()).collect();
        let said = run(&arguments, &[]);
        assert_eq!(said.code, Some(0), "{said:?}");
        assert!(said.out.contains(expected), "{arguments:?}: {}", said.out);
    }
    let all = run(&["help"], &[]);
    assert_eq!(all.code, Some(0));
    for word in ["Usage: chairside <COMMAND>", "  serve ", "E0100", "E0412", "E0533", "E0718"] {
        assert!(all.out.contains(word), "{word}: {}", all.out);
    }
    assert!(run(&["help"], &[("LANG", "de_DE.UTF-8")]).out.contains("erklärt einen Code"));
}

/// Every command that the table names is there, with its options, and no word of a code hides a command.
#[test]
fn the_commands_that_the_help_names_are_there() {
    let mut named: BTreeSet<String> = BTreeSet::new();
    let mut words = BTreeSet::new();
    for language in ["de", "en"] {
        let families = run(&["help", "--json", "--language", language], &[]).json();
        for topic in families
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|family| family["codes"].as_array().unwrap())
        {
            words.insert(topic["word"].as_str().unwrap().to_owned());
            for text in ["means", "look", "mend"] {
                let quoted = topic[text].as_str().unwrap().split('`').skip(1).step_by(2);
                named.extend(
                    quoted.filter_map(|one| one.strip_prefix("chairside ")).map(str::to_owned),
                );
            }
        }
    }
    assert!(named.len() > 30, "{named:?}");
    let mut helps: BTreeMap<Vec<&str>, String> = BTreeMap::new();
    for command in &named {
        let is_name = |word: &&str| word.chars().all(|c| c.is_ascii_lowercase() || c == '-');
        let path: Vec<&str> = command
            .split(' ')
            .take_while(|word| is_name(word) && !word.starts_with("--"))
            .collect();
        let rest = command.split(' ').skip(path.len());
        let help = helps.entry(path.clone()).or_insert_with(|| {
            let said = run(&[path, vec!["--help"]].concat(), &[]);
            assert_eq!(said.code, Some(0), "`chairside {command}`: {said:?}");
            said.out
        });
        for option in rest.filter(|word| word.starts_with("--")) {
            assert!(help.contains(option), "`chairside {command}`: no {option} in {help}");
        }
    }
    for word in words {
        let command = run(&[&word, "--help"], &[]);
        assert_eq!(command.code, Some(2), "{word} is a command, too");
    }
}

#[test]
fn a_command_that_is_refused_ends_with_the_code_of_its_kind() {
    let bare = Bare::open("");
    let config = bare.dir.path().join("appliance.toml");
    let faulty = bare.dir.path().join("faulty.toml");
    std::fs::write(&faulty, "[company]\nkey = 7\nnaem = 1\n").unwrap();
    let garbage = bare.dir.path().join("garbage.toml");
    let text = std::fs::read_to_string(&config).unwrap();
    std::fs::write(&garbage, text.replace("test.db", "garbage.db")).unwrap();
    std::fs::write(bare.dir.path().join("garbage.db"), "no database at all, just words").unwrap();
    let none = bare.dir.path().join("none.toml");
    std::fs::write(&none, text.replace("test.db", "none.db")).unwrap();
    for (config, arguments, code) in [
        (&config, vec!["mappings", "show", "99"], "E0102"),
        (&config, vec!["appointments", "show", "99"], "E0102"),
        (
            &config,
            vec!["mappings", "set", "1", "--staff", "Paula Ehemals", "--by", "N", "--reason", "x"],
            "E0102",
        ),
        (
            &config,
            vec!["mappings", "set", "1", "--staff", "Emma", "--by", " ", "--reason", "x"],
            "E0101",
        ),
        (&config, vec!["services", "show", "nichts"], "E0100"),
        (&config, vec!["alerts", "mute", "nichts", "--off", "--by", "N"], "E0100"),
        (&faulty, vec!["check-config"], "E0201"),
        (&faulty, vec!["serve"], "E0201"),
        (&faulty, vec!["status"], "E0201"),
        (&none, vec!["mappings", "list"], "E0103"),
    ] {
        let said = program::run(config, &arguments);
        assert_eq!(said.code, Some(1), "{arguments:?}: {said:?}");
        assert_eq!(said.code_told.as_deref(), Some(code), "{arguments:?}: {said:?}");
        assert_eq!(run(&["help", code], &[]).code, Some(0));
    }
    let said = program::run(&garbage, &["mappings", "list"]);
    assert!(said.code_told.is_some(), "{said:?}");
}

#[test]
fn the_web_api_tells_the_code_and_a_stranger_learns_nothing_from_one() {
    let app = TestApp::start();
    let token = format!("Bearer {WEB_TOKEN}");
    let may: [(&str, &str); 1] = [("authorization", &token)];
    let told =
        |(status, answer): (u16, Value)| (status, answer["code"].as_str().map(str::to_owned));
    let is = |status: u16, code: &str| (status, Some(code.to_owned()));
    assert_eq!(told(app.post("/api/v2/bookings", b"{}", &may)), is(400, "E0101"));
    assert_eq!(told(app.get("/api/v2/bookings/none", &may)), is(404, "E0102"));
    assert_eq!(told(app.get("/api/none", &may)), is(404, "E0611"));
    assert_eq!(told(app.post("/healthz", b"", &may)), is(405, "E0612"));
    assert_eq!(told(app.get("/api/v2/bookings/none", &[])), (401, None));
    assert_eq!(told(app.post("/api/retell/function", b"{}", &[])), (401, None));
}
