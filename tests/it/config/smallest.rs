//! Five lines are enough, and what they leave out is shut.

use crate::config::{Place, SMALLEST};
use crate::support::harness::{TestClock, agent, read};
use chairside::appliance::{Appliance, calcom_client_at};
use chairside::config::Config;
use chairside::server::serve::ServerOptions;
use time::macros::datetime;

#[test]
fn five_lines_are_enough_and_say_what_is_shut() {
    assert_eq!(SMALLEST.lines().count(), 5);
    let place = Place::new(SMALLEST);
    let said = place.run(&["check-config"], &[]);
    assert_eq!(said.code, Some(0), "{said:?}");
    for warning in [
        "warning: calcom.webhook_secrets is not set: Cal.com's webhooks are refused",
        "warning: retell.api_keys is not set: the voice agent's calls are refused",
        "warning: web_api.tokens is not set: the web API refuses everybody",
        "warning: calcom.attendee_domain is not set",
    ] {
        assert!(said.out.contains(warning), "{warning}: {}", said.out);
    }
    let told = place.run(&["check-config", "--json"], &[]).json();
    assert_eq!((&told["good"], told["faults"].as_array().unwrap().len()), (&true.into(), 0));
    assert!(told["warnings"].as_array().unwrap().len() >= 4, "{told}");
}

#[test]
fn without_any_file_variables_are_enough() {
    let place = Place::new("");
    std::fs::remove_file(place.at("appliance.toml")).unwrap();
    let variables = [
        ("CHAIRSIDE_COMPANY_KEY", "salon-probe"),
        ("CHAIRSIDE_COMPANY_NAME", "Salon Probe"),
        ("CHAIRSIDE_CALCOM_API_KEY", "cal_secret_k"),
    ];
    let said = place.run(&["check-config"], &variables);
    assert_eq!(said.code, Some(0), "{said:?}");
    let said = place.run(&["check-config"], variables.split_at(2).0);
    assert!(said.code == Some(1) && said.err.contains("calcom.api_key is not set"), "{said:?}");
}

/// A door whose secret is not set is open to nobody, whatever is shown at it.
#[test]
fn a_door_without_a_secret_is_shut() {
    let place = Place::new(SMALLEST);
    let text = format!(
        "{SMALLEST}base_url = \"http://127.0.0.1:9\"\n[server]\nlisten = \"127.0.0.1:0\"\n"
    );
    let mut config = Config::parse(&text).unwrap();
    config.database.path = place.at("test.db");
    let clock = TestClock::at(datetime!(2026-11-23 08:00 UTC)).clock();
    let calcom = calcom_client_at(&config, clock.clone()).unwrap();
    let appliance =
        Appliance::start_with(config, calcom, clock, ServerOptions::default(), false).unwrap();
    let url = |path: &str| format!("http://{}{path}", appliance.addr().unwrap());
    let post = |path: &str, header: &str, value: &str| {
        let request = agent().post(url(path)).header(header, value);
        read(request.content_type("application/json").send(b"{}".as_slice()).unwrap()).0
    };
    // Signed with nothing: HMAC with an empty key, as somebody could who hopes for an unset one.
    let empty = chairside::retell::signature::sign("", b"{}", 1_795_420_800_000);
    for value in ["", "x", empty.as_str()] {
        assert_eq!(post("/api/retell/function", "x-retell-signature", value), 401, "{value}");
        assert_eq!(post("/api/retell/webhook", "x-retell-signature", value), 401, "{value}");
        assert_eq!(post("/api/calcom/webhook", "x-cal-signature-256", value), 401, "{value}");
    }
    for value in ["Bearer ", "Bearer", "Bearer x", ""] {
        let request = agent().get(url("/api/v2/bookings/nobody")).header("authorization", value);
        assert_eq!(read(request.call().unwrap()).0, 401, "{value}");
        let request = agent().get(url("/metrics")).header("authorization", value);
        assert_eq!(request.call().unwrap().status().as_u16(), 401, "{value}");
    }
}
