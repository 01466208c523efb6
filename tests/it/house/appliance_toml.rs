//! The shipped `appliance.toml`: it is good, it names every key, and every key has its comment.

use chairside::config::Config;
use std::fs;

const TEXT: &str = include_str!("../../../appliance.toml");

/// With the secrets it points at put in.
fn filled() -> String {
    TEXT.lines().map(|line| if line.contains("\"env:") { line.replace("env:", "secret-") } else { line.into() } + "\n").collect()
}

#[test]
fn it_is_good_as_it_is() {
    let config = Config::parse(&filled()).unwrap();
    assert_eq!(config.company.time_zone, "Europe/Berlin");
    assert_eq!(config.staff[0].emails, ["emma@salon-beispiel.example"]);
}

#[test]
fn without_its_secrets_every_missing_one_is_named_at_once() {
    let faults = Config::parse(TEXT).unwrap_err();
    for name in ["CALCOM_API_KEY", "CALCOM_WEBHOOK_SECRET", "RETELL_API_KEY", "CHAIRSIDE_WEB_TOKEN"]
    {
        assert!(faults.contains(name), "{name} is missing in: {faults}");
    }
}

#[test]
fn what_is_commented_out_is_good_too() {
    let (before, after) = TEXT.split_once("# [[services]]").unwrap();
    let before = before.replace("# hours = ", "hours = ").replace("# closed = ", "closed = ");
    let before = before.replace("# pause_policy = ", "pause_policy = ");
    let after: String = after
        .lines()
        .map(|line| format!("{}\n", line.strip_prefix("# ").unwrap_or(line)))
        .collect();
    let text = format!("{before}[[services]]{after}").replace("env:", "secret-");
    let config = Config::parse(&text).unwrap();
    let described = config.services[1].describe().unwrap();
    assert_eq!((described.composition.minutes(), described.performers.len()), (105, 3));
    assert_eq!(described.performers[0].minutes, Some(40));
    assert_eq!(config.branches[0].hours.as_ref().unwrap().week().unwrap().len(), 6);
    assert_eq!(config.staff[0].policy().unwrap().as_str(), "free");
}

#[test]
fn every_key_of_the_salon_is_there() {
    let mut keys = 0;
    for file in ["roster.rs", "roster_service.rs", "roster_hours.rs"] {
        let path = format!("{}/src/config/{file}", env!("CARGO_MANIFEST_DIR"));
        let source = fs::read_to_string(path).unwrap();
        let entries = source.split("pub struct ").skip(1);
        let entries =
            entries.filter(|text| text.split_whitespace().next().unwrap().ends_with("Entry"));
        for entry in entries {
            let (fields, _) = entry.split_once("\n}").unwrap();
            for field in fields.lines().filter_map(|line| line.trim().strip_prefix("pub ")) {
                let (name, _) = field.split_once(':').unwrap();
                assert!(TEXT.contains(&format!("{name} = ")), "{name} is not in appliance.toml");
                keys += 1;
            }
        }
    }
    assert!(keys > 30, "the entries were not read: {keys}");
}

#[test]
fn every_key_is_there_and_has_its_comment() {
    let read = |name: &str| {
        fs::read_to_string(format!("{}/src/config/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
    };
    let sections = ["sections.rs", "alerts.rs", "metrics.rs"].map(read).join("\n");
    let fields =
        sections.lines().filter_map(|line| line.trim().strip_prefix("pub ")).filter_map(|line| {
            let (name, kind) = line.split_once(':')?;
            (!kind.starts_with(':') && !name.contains(['(', ' '])).then(|| name.to_owned())
        });
    let mut keys = 0;
    for field in fields {
        assert!(
            TEXT.lines()
                .any(|line| line.trim_start_matches("# ").starts_with(&format!("{field} = "))),
            "{field} is not in appliance.toml"
        );
        keys += 1;
    }
    assert!(keys > 20, "the sections were not read: {keys}");
    let lines: Vec<&str> = TEXT.lines().collect();
    for (number, line) in lines.iter().enumerate() {
        let is_key = line.contains(" = ") && !line.starts_with('#') && !line.starts_with(' ');
        let section_start = ["key = ", "name = "].iter().any(|start| line.starts_with(start));
        let mut before = lines[..number].iter().rev();
        let told =
            before.find(|line| line.starts_with('#') || line.is_empty() || line.starts_with('['));
        assert!(
            !is_key || section_start || told.is_some_and(|line| line.starts_with('#')),
            "line {}: {line} has no comment",
            number + 1
        );
    }
}
