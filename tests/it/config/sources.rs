//! Each key by file, variable, credential and argument, in one order.

use crate::config::{Place, SMALLEST};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const EVERY_KEY: &str = include_str!("../../../appliance.toml");

/// Every key of the shipped file with what stands there, as a variable has it; secrets are made up.
fn shipped() -> BTreeMap<String, String> {
    let mut section = String::new();
    let mut keys = BTreeMap::new();
    for line in EVERY_KEY.lines() {
        let line = line.trim_start_matches("# ");
        if line.starts_with("[[") {
            break;
        }
        if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            section = format!("{name}.");
        } else if let Some((key, value)) = line.split_once(" = ")
            && key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
            && !key.is_empty()
        {
            let text = value.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
            let text =
                text.or_else(|| value.strip_prefix('\'').and_then(|text| text.strip_suffix('\'')));
            let text = match key {
                "hook_url" | "heartbeat_url" | "backup_ping_url" => {
                    "https://ntfy.example/salon".to_owned()
                }
                _ => text.unwrap_or(value).replace("env:", "secret-of-"),
            };
            keys.insert(format!("{section}{key}"), text);
        }
    }
    keys
}

fn variable(path: &str) -> String {
    format!("CHAIRSIDE_{}", path.replace('.', "_").to_uppercase())
}

/// What `config show --json` says of each key.
fn in_force(
    place: &Place,
    variables: &[(&str, &str)],
    arguments: &[&str],
) -> BTreeMap<String, Value> {
    let said = place.run(&[&["config", "show", "--json"], arguments].concat(), variables);
    assert_eq!(said.code, Some(0), "{said:?}");
    let shown = said.json();
    let mut keys = BTreeMap::new();
    for section in shown["sections"].as_array().unwrap() {
        let name = section["name"].as_str().unwrap();
        for one in section["settings"].as_array().unwrap() {
            let key = one["key"].as_str().unwrap();
            let path = if name.is_empty() { key.to_owned() } else { format!("{name}.{key}") };
            keys.insert(path, one.clone());
        }
    }
    keys
}

#[test]
fn every_key_of_the_shipped_file_has_its_variable() {
    let keys = shipped();
    assert!(keys.len() >= 90, "not read: {}", keys.len());
    let place = Place::new("");
    std::fs::remove_file(place.at("appliance.toml")).unwrap();
    let named: Vec<(String, &str)> =
        keys.iter().map(|(path, text)| (variable(path), text.as_str())).collect();
    let mut variables: Vec<(&str, &str)> =
        named.iter().map(|(name, text)| (name.as_str(), *text)).collect();
    variables.push(("CHAIRSIDE_STAFF", "[{ key = \"emma\", name = \"Emma Vogel\" }]"));
    let shown = in_force(&place, &variables, &[]);
    assert_eq!(shown.keys().collect::<Vec<_>>(), keys.keys().collect::<Vec<_>>());
    for (path, one) in &shown {
        assert_eq!(
            (&one["from"], &one["source"]),
            (&json!("environment"), &json!(variable(path))),
            "{path}"
        );
    }
    let listed = place.run(&["config", "show", "--json"], &variables).json();
    assert_eq!(listed["salon"][1]["count"], json!(1), "{listed}");
    // And each of them is a fault when it is nonsense, by its variable's name; not those that may be any text.
    let mut told = 0;
    for (path, text) in &keys {
        let nonsense = match text.as_str() {
            "true" | "false" => "perhaps",
            text if text.parse::<u64>().is_ok() => "many",
            _ => continue,
        };
        let name = variable(path);
        let variables: Vec<(&str, &str)> = variables
            .iter()
            .map(|(one, text)| (*one, if *one == name { nonsense } else { *text }))
            .collect();
        // A process for each would take long; every fifth.
        told += 1;
        if told % 5 == 0 {
            let said = place.run(&["check-config"], &variables);
            assert!(said.err.contains(&format!("{name}: {path} must be")), "{path}: {}", said.err);
        }
    }
    assert!(told >= 40, "{told}");
}

#[test]
fn an_argument_counts_before_a_variable_before_the_file_before_the_default() {
    let place = Place::new(&format!("{SMALLEST}[poll]\nevery_seconds = 11\n"));
    let of = |variables: &[(&str, &str)], arguments: &[&str]| {
        let one = in_force(&place, variables, arguments)["poll.every_seconds"].clone();
        (one["value"].as_str().unwrap().to_owned(), one["source"].as_str().unwrap().to_owned())
    };
    let variable = ("CHAIRSIDE_POLL_EVERY_SECONDS", "12");
    let argument = ["--set", "poll.every_seconds=13"];
    let file = format!("{}:7", place.file());
    assert_eq!(of(&[], &[]), ("11 Sekunden".into(), file.clone()));
    assert_eq!(of(&[variable], &[]), ("12 Sekunden".into(), variable.0.into()));
    assert_eq!(of(&[variable], &argument), ("13 Sekunden".into(), "--set".into()));
    assert_eq!(of(&[("CHAIRSIDE_POLL_EVERY_SECONDS", "")], &[]), ("11 Sekunden".into(), file));
    place.write("appliance.toml", SMALLEST);
    assert_eq!(of(&[], &[]), ("60 Sekunden".into(), "default".into()));
    // Commands that look take arguments too.
    let said = place.run(&["mappings", "list", "--set", "database.path=other.db"], &[]);
    assert!(said.err.contains("other.db"), "{said:?}");
}

#[test]
fn a_secret_comes_from_a_file_a_variable_or_a_credential() {
    let bare = SMALLEST.replace("[calcom]\napi_key = \"cal_secret_k\"\n", "");
    let place = Place::new(&bare);
    let key = place.write("key", "cal_secret_k\n");
    let two = place.write("two", "first-secret\nsecond-secret\n");
    let folder = place.at("credentials");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("calcom.api_key"), "cal_secret_k\n").unwrap();
    let (key, two, folder) =
        (key.to_str().unwrap(), two.to_str().unwrap(), folder.to_str().unwrap());
    let good = |variables: &[(&str, &str)], name: &str, value: &str, source: &str| {
        let one = in_force(&place, variables, &[])[name].clone();
        assert_eq!((&one["value"], &one["source"]), (&json!(value), &json!(source)), "{name}");
        let said = place.run(&["check-config"], variables);
        assert_eq!(said.code, Some(0), "{said:?}");
    };
    good(
        &[("CHAIRSIDE_CALCOM_API_KEY", "k")],
        "calcom.api_key",
        "gesetzt",
        "CHAIRSIDE_CALCOM_API_KEY",
    );
    good(
        &[("CHAIRSIDE_CALCOM_API_KEY_FILE", key)],
        "calcom.api_key",
        "gesetzt",
        "CHAIRSIDE_CALCOM_API_KEY_FILE",
    );
    good(
        &[("CREDENTIALS_DIRECTORY", folder)],
        "calcom.api_key",
        "gesetzt",
        "credential calcom.api_key",
    );
    good(
        &[("CREDENTIALS_DIRECTORY", folder), ("CHAIRSIDE_CALCOM_API_KEY", "k")],
        "calcom.api_key",
        "gesetzt",
        "CHAIRSIDE_CALCOM_API_KEY",
    );
    place.write(
        "appliance.toml",
        &format!("{bare}[calcom]\napi_key_file = \"key\"\nwebhook_secrets_file = \"two\"\n"),
    );
    good(&[], "calcom.api_key", "gesetzt", &format!("{}:5", place.file()));
    good(&[], "calcom.webhook_secrets", "gesetzt (2)", &format!("{}:6", place.file()));
    good(
        &[("CREDENTIALS_DIRECTORY", folder)],
        "calcom.api_key",
        "gesetzt",
        "credential calcom.api_key",
    );
    good(
        &[("CHAIRSIDE_RETELL_API_KEYS_FILE", two)],
        "retell.api_keys",
        "gesetzt (2)",
        "CHAIRSIDE_RETELL_API_KEYS_FILE",
    );
    good(
        &[("CHAIRSIDE_RETELL_API_KEYS", "one-key,another-key")],
        "retell.api_keys",
        "gesetzt (2)",
        "CHAIRSIDE_RETELL_API_KEYS",
    );
}

#[test]
fn what_is_wrong_elsewhere_is_told_with_its_name_and_no_secret_is_shown() {
    let place = Place::new(SMALLEST);
    place.write("empty", "\n");
    place.write("several", "one\ntwo\n");
    std::fs::create_dir(place.at("credentials")).unwrap();
    place.write("credentials/calcom.api_keys", "k");
    let folder = place.at("credentials");
    let folder = folder.to_str().unwrap();
    for (variable, text, told) in [
        ("CHAIRSIDE_CALCOM_BASE_ULR", "x", "Did you mean CHAIRSIDE_CALCOM_BASE_URL?"),
        (
            "CHAIRSIDE_POLL_EVERY_SECONDS",
            "-5",
            "CHAIRSIDE_POLL_EVERY_SECONDS: poll.every_seconds must be a whole number",
        ),
        (
            "CHAIRSIDE_POLL_EVERY_SECONDS",
            "99999999",
            "CHAIRSIDE_POLL_EVERY_SECONDS: poll.every_seconds must be 0 to 86400",
        ),
        (
            "CHAIRSIDE_CALCOM_SEND_PHONE",
            "ja",
            "CHAIRSIDE_CALCOM_SEND_PHONE: calcom.send_phone must be true or false",
        ),
        ("CHAIRSIDE_STAFF", "emma", "CHAIRSIDE_STAFF: staff cannot be read"),
        (
            "CHAIRSIDE_CALCOM_API_KEY_FILE",
            "empty",
            "CHAIRSIDE_CALCOM_API_KEY_FILE: calcom.api_key points at an empty secret",
        ),
        ("CHAIRSIDE_CALCOM_API_KEY_FILE", "several", "calcom.api_key points at several lines"),
        ("CHAIRSIDE_CALCOM_API_KEY_FILE", "/dev/zero", "more than 65536 bytes"),
        ("CHAIRSIDE_CALCOM_API_KEY_FILE", "not-there", "not-there: No such file"),
        (
            "CHAIRSIDE_CALCOM_API_KEY",
            "geheim ",
            "CHAIRSIDE_CALCOM_API_KEY: calcom.api_key must neither",
        ),
        ("CREDENTIALS_DIRECTORY", folder, "Did you mean calcom.api_key?"),
    ] {
        let said = place.run(&["check-config"], &[(variable, text)]);
        assert_eq!(said.code, Some(1), "{variable}={text}: {said:?}");
        assert!(said.err.contains(told), "{variable}={text}: {}", said.err);
        assert!(!said.err.contains("geheim"), "{}", said.err);
    }
    let both = [("CHAIRSIDE_CALCOM_API_KEY", "k"), ("CHAIRSIDE_CALCOM_API_KEY_FILE", "several")];
    assert!(place.run(&["check-config"], &both).err.contains("are both set"));
    for (argument, told) in [
        ("poll.every_seconds", "has no value"),
        ("poll.every=1", "poll.every is not known"),
        ("calcom.api_key=geheim", "is a secret"),
        ("poll.every_seconds=x", "--set: poll.every_seconds must be a whole number"),
    ] {
        let said = place.run(&["check-config", "--set", argument], &[]);
        assert!(said.code == Some(1) && said.err.contains(told), "{argument}: {said:?}");
        assert!(!said.err.contains("geheim"), "{}", said.err);
    }
    // What the file names, what a container host sets and what is nothing of ours is no fault.
    place.write(
        "appliance.toml",
        &SMALLEST.replace("\"cal_secret_k\"", "\"env:CHAIRSIDE_OWN_NAME\""),
    );
    let said = place.run(
        &["check-config"],
        &[
            ("CHAIRSIDE_OWN_NAME", "k"),
            ("CHAIRSIDE_PORT_8080_TCP", "tcp://x"),
            ("CHAIRSIDE_SERVICE_HOST", "x"),
        ],
    );
    assert_eq!(said.code, Some(0), "{said:?}");
}
