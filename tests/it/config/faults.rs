//! A configuration with every kind of fault: all are told at once, each with its place and its mend, and nothing happens.

use crate::config::{Place, SMALLEST};
use serde_json::{Value, json};

/// Twenty kinds of faults, and where each is told.
const FAULTY: &str = r#"insecure = "no"
colour = "red"
[company]
name = "Salon Probe"
time_zone = "Berlin"
country_code = "Germany"
[server]
listen = "localhost:8080"
public_url = "https://me:geheim@salon.example"
[calcom]
api_key = 7
base_ulr = "https://api.cal.com"
requests_per_minute = -1
team_ids = [1, "zwei", 0]
attendee = "custommer"
base_url = "http://api.cal.com"
[boking]
horizon_days = 7
[booking]
quiet_seconds = 0
notice_minutes = 1.5
[alerts]
mail = ["nobody"]
[[branches]]
key = "mitte"
name = "Mitte"
hours = { monday = ["9-18"], montag = [] }
[[staff]]
key = "emma"
name = "Emma"
emails = ["emma"]
branch = "nord"
[[staff]]
key = "emma"
name = "Emma Zwei"
[[services]]
key = "bart"
name = "Bart"
duration_minutes = -15
"#;

const TOLD: &[(u64, &str, &str)] = &[
    (1, "insecure", "must be true or false"),
    (2, "colour", "is not known"),
    (3, "company.key", "is missing"),
    (5, "company.time_zone", "IANA"),
    (6, "company.country_code", "a plus and 1 to 3 digits"),
    (8, "server.listen", "an address and a port"),
    (9, "server.public_url", "a user or a password"),
    (11, "calcom.api_key", "must be a text in quotes, and is a number"),
    (12, "calcom.base_ulr", "is not known"),
    (13, "calcom.requests_per_minute", "not below 0, and is the number -1"),
    (14, "calcom.team_ids[1]", "must be a whole number"),
    (14, "calcom.team_ids[2]", "a number of Cal.com's"),
    (15, "calcom.attendee", "\"artificial\" or \"customer\""),
    (16, "calcom.base_url", "https://"),
    (17, "boking", "is not known"),
    (20, "booking.quiet_seconds", "1 to 3600"),
    (21, "booking.notice_minutes", "must be a whole number"),
    (23, "alerts.mail[0]", "is no address"),
    (27, "branches[0].hours", "HH:MM"),
    (27, "branches[0].hours.montag", "is not known"),
    (31, "staff[0].emails[0]", "is no e-mail address"),
    (32, "staff[0].branch", "there is no branch nord"),
    (34, "staff[1].key", "used twice"),
    (36, "services[0]", "must not be negative"),
];

#[test]
fn every_fault_is_told_at_once_with_its_line_and_mend() {
    let place = Place::new(FAULTY);
    let said = place.run(&["check-config", "--json"], &[]);
    assert_eq!(said.code, Some(1), "{said:?}");
    let told = said.json();
    assert_eq!(told["good"], json!(false));
    let faults = told["faults"].as_array().unwrap();
    for (line, key, word) in TOLD {
        let own: Vec<&Value> = faults.iter().filter(|fault| fault["key"] == *key).collect();
        let [fault] = own.as_slice() else {
            panic!("{key} is told {} times: {faults:#?}", own.len())
        };
        assert_eq!(fault["line"], json!(line), "{fault}");
        assert_eq!(fault["file"], json!(place.file()), "{fault}");
        assert!(fault["wrong"].as_str().unwrap().contains(word), "{fault}");
        assert!(!fault["mend"].as_str().unwrap().is_empty(), "{fault}");
    }
    assert_eq!(faults.len(), TOLD.len(), "and nothing else: {faults:#?}");

    let said = place.run(&["check-config"], &[]);
    assert_eq!((said.code, said.out.as_str()), (Some(1), ""));
    for (line, key, _) in TOLD {
        let start = format!("{}:{line}: ", place.file());
        assert!(said.err.lines().any(|told| told.starts_with(&start)), "{key}: {}", said.err);
    }
    for mend in [
        "Did you mean base_url?",
        "Did you mean booking?",
        "Did you mean Europe/Berlin?",
        "Did you mean \"customer\"?",
    ] {
        assert!(said.err.contains(mend), "{mend}: {}", said.err);
    }
    assert!(!said.err.contains("geheim"), "{}", said.err);
    // `serve` and the other commands say the same and leave nothing behind.
    for arguments in [&["serve"][..], &["mappings", "list"], &["config", "show"]] {
        let said = place.run(arguments, &[]);
        assert_eq!(said.code, Some(1), "{arguments:?}");
        assert!(said.err.contains("calcom.base_ulr is not known"), "{arguments:?}: {}", said.err);
    }
    assert_eq!(std::fs::read_dir(place.0.path()).unwrap().count(), 1);
}

#[test]
fn what_is_no_toml_is_told_with_its_line_and_the_rest_is_looked_at() {
    for (text, line, others) in [
        ("[company\nkey = \"a\"\n", 1, 0),
        ("[company]\nkey = \"salon\nname = \"S\"\n", 2, 0),
        ("[company]\nkey = \"salon\"\nname = Salon\n[calcom]\napi_key = \"k\"\n", 3, 0),
        (
            "[company]\nkey = \"salon\"\nkey = \"salon\"\nname = \"S\"\n[calcom]\napi_key = \"k\"\n",
            3,
            0,
        ),
        (
            "[company]\nkey = \"salon\"\nname = = \"S\"\n[calcom]\napi_key = \"k\"\nbase_ulr = \"x\"\n",
            3,
            1,
        ),
        ("\u{0}", 1, 0),
    ] {
        let place = Place::new(text);
        let said = place.run(&["check-config", "--json"], &[]);
        assert_eq!(said.code, Some(1), "{text}: {said:?}");
        let told = said.json();
        let faults = told["faults"].as_array().unwrap();
        let syntax: Vec<&Value> = faults
            .iter()
            .filter(|fault| fault["wrong"].as_str().unwrap().contains("TOML"))
            .collect();
        assert_eq!(syntax[0]["line"], json!(line), "{text}: {told}");
        let unknown =
            faults.iter().filter(|fault| fault["wrong"].as_str().unwrap().contains("not known"));
        assert_eq!(unknown.count(), others, "{text}: {told}");
        let missing =
            faults.iter().filter(|fault| fault["wrong"].as_str().unwrap().contains("is missing"));
        assert_eq!(missing.count(), 0, "what may stand in the torn part is not missing: {told}");
    }
}

/// What is no configuration at all, or one that nobody could have meant.
#[test]
fn hostile_files_end_with_a_sentence() {
    let place = Place::new("");
    let said = place.run(&["check-config"], &[]);
    for key in ["company.key is missing", "company.name is missing", "calcom.api_key is not set"] {
        assert!(said.err.contains(key), "{key}: {}", said.err);
    }
    std::fs::write(place.at("appliance.toml"), [0xff, 0xfe, b'a']).unwrap();
    assert!(place.run(&["check-config"], &[]).err.contains("UTF-8"));
    place.write("appliance.toml", &"#".repeat(5 << 20));
    assert!(place.run(&["check-config"], &[]).err.contains("more than"));
    // Thousands of faults end after some, and quickly.
    let many: String = (0..20_000).map(|at| format!("[[staff]]\nk{at} = 1\n")).collect();
    place.write("appliance.toml", &format!("{SMALLEST}{many}"));
    let said = place.run(&["check-config"], &[]);
    assert_eq!(said.code, Some(1));
    assert!(said.err.lines().count() < 300 && said.err.len() < 100_000, "{}", said.err.len());
    // Nothing in a sentence steers the terminal.
    place.write(
        "appliance.toml",
        &format!("{SMALLEST}\"\\u001b[2J\" = \"\\u001b[2J\"\nattendee = \"\\u001b[2J\"\n"),
    );
    let said = place.run(&["check-config"], &[]);
    assert!(!said.err.contains('\u{1b}') && said.err.contains("\\u{1b}"), "{}", said.err);
    std::fs::remove_file(place.at("appliance.toml")).unwrap();
    std::fs::create_dir(place.at("appliance.toml")).unwrap();
    let said = place.run(&["check-config"], &[]);
    assert!(said.code == Some(1) && said.err.contains("cannot read"), "{said:?}");
    std::fs::remove_dir(place.at("appliance.toml")).unwrap();
    let said = place.run(&["check-config"], &[]);
    assert!(said.err.contains("cannot read") && said.err.contains("chairside init"), "{said:?}");
}

/// One wrong value each, with a word of its mend.
#[test]
fn values_are_checked_for_sense() {
    for (line, key, mend) in [
        ("company.country_code = \"0049\"", "company.country_code", "Write \"+49\""),
        ("company.language = \"deutsch\"", "company.language", "deutsch"),
        ("company.time_zone = \"Europe/Berln\"", "company.time_zone", "Europe/Berlin"),
        ("server.listen = \"8080\"", "server.listen", "127.0.0.1:8080"),
        ("server.public_url = \"https://salon.example/\"", "server.public_url", "last /"),
        ("calcom.base_url = \"https://\"", "calcom.base_url", "name"),
        ("calcom.bookings_version = \"latest\"", "calcom.bookings_version", "leave it out"),
        ("calcom.attendee_domain = \"@salon.example\"", "calcom.attendee_domain", "without @"),
        ("calcom.webhook_secrets = [\"\"]", "calcom.webhook_secrets[0]", "leave it out"),
        ("calcom.webhook_secrets = \"one\"", "calcom.webhook_secrets", "[\"…\"]"),
        ("web_api.tokens = [\" token\"]", "web_api.tokens[0]", "Copy"),
        ("mail.reply_to = \"Salon\"", "mail.reply_to", "one address"),
        ("sms = 5", "sms", "{ … }"),
        ("staff = [1]", "staff[0]", "{ … }"),
        ("alerts.quiet_hours = \"nachts\"", "alerts.quiet_hours", "four digits"),
        ("matching.threshold = 999", "matching.threshold", "smaller"),
        ("matching.threshold = 101", "matching.threshold", "101"),
        ("poll.every_seconds = 1979-05-27", "poll.every_seconds", "a number"),
        ("pauses.settle_minutes = 99999999999999999999", "pauses.settle_minutes", "smaller"),
        ("database.path = \"nowhere/salon.db\"", "database.path", "mkdir"),
    ] {
        let place = Place::new(&format!(
            "{line}\n{}",
            SMALLEST
                .replace("[company]\nkey", "company.key")
                .replace("\nname", "\ncompany.name")
                .replace("[calcom]\napi_key", "calcom.api_key")
        ));
        let said = place.run(&["check-config", "--json"], &[]);
        let told = said.json();
        let faults = told["faults"].as_array().unwrap();
        assert_eq!(faults.len(), 1, "{line}: {told}");
        assert_eq!(faults[0]["key"], json!(key), "{line}");
        assert_eq!(faults[0]["line"], json!(1), "{line}: {told}");
        assert!(faults[0]["mend"].as_str().unwrap().contains(mend), "{line}: {told}");
    }
}
