//! The shipped `appliance.toml`: it is good, it names every key, and every key has its comment.

use chairside::config::{
    AlertsConfig, Config, MailConfig, MessagesConfig, MetricsConfig, SmsConfig,
};
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

/// The sections about sending, with every key that is commented out, for each way of sending.
#[test]
fn what_is_commented_out_about_sending_is_good_too() {
    let is_key = |line: &str| {
        let (key, _) = line.split_once(" = ").unwrap_or_default();
        !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
    };
    let (before, rest) = TEXT.split_once("\n[messages]\n").unwrap();
    let (sending, after) = rest.split_once("\n# The salon.").unwrap();
    let mut taken = 0;
    let mut bare = |line: &str| match line.strip_prefix("# ").filter(|line| is_key(line)) {
        Some(key) => {
            taken += 1;
            format!("{key}\n")
        }
        None => format!("{line}\n"),
    };
    let sending: String = sending.lines().map(&mut bare).collect();
    assert!(taken >= 18, "the keys were not read: {taken}");
    let text = format!("{before}\n[messages]\n{sending}\n# The salon.{after}")
        .replace("env:CHAIRSIDE_HOOK_URL", "https://ntfy.example/salon")
        .replace("env:CHAIRSIDE_HEARTBEAT_URL", "https://hc.example/1")
        .replace("env:CHAIRSIDE_BACKUP_PING_URL", "https://hc.example/2")
        .replace("env:", "secret-");
    for sms in ["seven", "twilio", "template"] {
        let text = text.replace(
            "transport = \"folder\"\n# The gateway",
            &format!("transport = \"{sms}\"\n# The gateway"),
        );
        let text = text.replace("transport = \"folder\"", "transport = \"smtp\"");
        let config = Config::parse(&text).unwrap_or_else(|faults| panic!("{sms}: {faults}"));
        assert_eq!(config.mail.host, "mail.salon-beispiel.example");
        assert!(config.sms.is_gateway(), "{sms}");
        assert_eq!(config.alerts.quiet_hours.as_deref(), Some("21:00-07:30"));
    }
}

/// What stands there is what holds without it.
#[test]
fn what_it_says_about_sending_is_the_default() {
    let config = Config::parse(&filled()).unwrap();
    let same = |shown: String, default: String| assert_eq!(shown, default);
    same(format!("{:?}", config.messages), format!("{:?}", MessagesConfig::default()));
    same(format!("{:?}", config.mail), format!("{:?}", MailConfig::default()));
    same(format!("{:?}", config.sms), format!("{:?}", SmsConfig::default()));
    same(format!("{:?}", config.alerts), format!("{:?}", AlertsConfig::default()));
    same(format!("{:?}", config.metrics), format!("{:?}", MetricsConfig::default()));
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

/// The sections with the keys of their struct: every `…Config` of `src/config`.
#[test]
fn every_key_is_in_its_section() {
    let folder = format!("{}/src/config", env!("CARGO_MANIFEST_DIR"));
    let (mut sections, mut keys) = (0, 0);
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        if path.is_dir() {
            continue;
        }
        let source = fs::read_to_string(path).unwrap();
        for part in source.split("pub struct ").skip(1) {
            let (head, fields) = part.split_once(" {").unwrap_or((part, ""));
            let Some(name) = head.strip_suffix("Config").filter(|name| !name.is_empty()) else {
                continue;
            };
            let named = match name {
                "WebApi" => "web_api".to_owned(),
                "RetellAgent" => "retell_agent".to_owned(),
                name => name.to_lowercase(),
            };
            let (_, section) = TEXT
                .split_once(&format!("\n[{named}]\n"))
                .unwrap_or_else(|| panic!("[{named}] is not in appliance.toml"));
            let section = section.split("\n[").next().unwrap();
            sections += 1;
            let (fields, _) = fields.split_once("\n}").unwrap();
            for field in fields.lines().filter_map(|line| line.trim().strip_prefix("pub ")) {
                let (key, kind) = field.split_once(':').unwrap();
                // A section within it, which has its own turn.
                if kind.ends_with("Config,") {
                    continue;
                }
                let start = format!("{key} = ");
                let mut lines = section.lines().map(|line| line.trim_start_matches("# "));
                assert!(lines.any(|line| line.starts_with(&start)), "[{named}] lacks {key}");
                keys += 1;
            }
        }
    }
    assert!(sections >= 16 && keys >= 80, "not read: {sections} sections, {keys} keys");
}

#[test]
fn every_key_has_its_comment() {
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
