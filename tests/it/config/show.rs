//! What is in force, and every key that there is.

use crate::config::{Place, SMALLEST};
use serde_json::json;

#[test]
fn no_secret_is_shown_wherever_it_was_said() {
    let text = format!(
        "{SMALLEST}webhook_secrets = [\"geheim-hook\"]\n[retell]\napi_keys = [\"geheim-retell\"]\n[mail]\ntransport = \
         \"smtp\"\nhost = \"mail.example\"\nfrom = \"a@salon.example\"\nuser = \"u\"\npassword = \"geheim-mail\"\n[alerts]\nhook_url = \
         \"https://ntfy.example/geheim-topic\"\n[sms]\ntransport = \"template\"\nurl = \
         \"https://gateway.example/geheim-path\"\nbody = \"{{text}} geheim-body\"\nheaders = {{ authorization = \"geheim-header\" }}\n"
    );
    let place = Place::new(&text);
    let variables = [("CHAIRSIDE_WEB_API_TOKENS", "geheim-token-of-the-web")];
    for arguments in [&["config", "show"][..], &["config", "show", "--json"]] {
        let said = place.run(arguments, &variables);
        assert_eq!(said.code, Some(0), "{said:?}");
        for told in [&said.out, &said.err] {
            assert!(!told.contains("geheim") && !told.contains("cal_secret_k"), "{told}");
        }
    }
    let said = place.run(&["config", "show"], &variables);
    let line = |key: &str| {
        let line = said.out.lines().find(|line| line.starts_with(&format!("{key} ")));
        line.unwrap_or_else(|| panic!("{key}: {}", said.out))
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(
        line("calcom.webhook_secrets"),
        format!("calcom.webhook_secrets gesetzt (1) {}:6", place.file())
    );
    assert_eq!(line("web_api.tokens"), "web_api.tokens gesetzt (1) CHAIRSIDE_WEB_API_TOKENS");
    assert_eq!(line("booking.horizon_days"), "booking.horizon_days 365 Tage default");
}

#[test]
fn a_secret_that_cannot_be_had_is_not_set() {
    let place = Place::new(&SMALLEST.replace("\"cal_secret_k\"", "\"env:CHAIRSIDE_NOT_THERE\""));
    let said = place.run(&["config", "show", "--json"], &[]).json();
    let calcom =
        said["sections"].as_array().unwrap().iter().find(|one| one["name"] == "calcom").unwrap();
    let key =
        calcom["settings"].as_array().unwrap().iter().find(|one| one["key"] == "api_key").unwrap();
    assert_eq!(key["value"], json!("nicht gesetzt"));
}

#[test]
fn every_key_is_explained_without_a_file() {
    let place = Place::new("");
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_chairside"));
    command.args(["config", "keys", "--json"]).current_dir(place.0.path());
    let said = crate::support::program::said(command.output().unwrap());
    assert_eq!(said.code, Some(0), "{said:?}");
    let told = said.json();
    let keys = told["keys"].as_array().unwrap();
    let one = keys.iter().find(|one| one["key"] == "poll.every_seconds").unwrap();
    assert_eq!(one["variable"], json!("CHAIRSIDE_POLL_EVERY_SECONDS"));
    assert_eq!(one["default"], json!("60 seconds"));
    for arguments in [&["serve", "--help"][..], &["check-config", "--help"]] {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_chairside"));
        let said = crate::support::program::said(command.args(arguments).output().unwrap());
        for text in ["CHAIRSIDE_SECTION_KEY", "chairside config keys", "CREDENTIALS_DIRECTORY"] {
            assert!(said.out.contains(text), "{text}: {}", said.out);
        }
    }
}
