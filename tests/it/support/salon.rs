//! The test salon: its people and event types at the sandbox, and its `appliance.toml`.

use crate::support::harness::{
    BEARD_JUERGEN, COLOUR_EMMA, COLOUR_JUERGEN, CUT_EMMA, CUT_JUERGEN, CUT_POOL, HOST_EMMA,
    HOST_JUERGEN, RETELL_KEY, WEB_TOKEN, WEBHOOK_SECRET,
};
use chairside::sandbox::stand_in::{
    Sandbox, SandboxEventType, SandboxKind, SandboxTeam, SandboxUser,
};

/// The composite service of the test salon, `ansatzfarbe`: its event types from the first of each person's five on,
/// with what is held in its pause.
const COLOUR_SEGMENTS: [(&str, &str, u32); 5] = [
    ("A", "Farbe auftragen", 30),
    ("B", "Waschen", 15),
    ("C", "Schneiden", 30),
    ("D", "Föhnen", 30),
    ("A+", "Einwirkzeit", 45),
];

pub fn furnish(sandbox: &Sandbox) {
    sandbox.add_user(SandboxUser::new(HOST_EMMA, "Emma Vogel", "emma@salon.example", "emma"));
    sandbox.add_user(SandboxUser::new(HOST_JUERGEN, "Juergen Weiss", "jw@privat.example", "jw"));
    sandbox.add_team(SandboxTeam {
        id: 90,
        name: "Salon Probe".into(),
        slug: "salon-probe".into(),
        members: vec![HOST_EMMA, HOST_JUERGEN],
    });
    let personal = |id, title: &str, slug: &str, minutes, host| SandboxEventType {
        id: Some(id),
        slot_interval_minutes: Some(15),
        ..SandboxEventType::personal(title, slug, minutes, host)
    };
    sandbox.add_event_type(personal(CUT_EMMA, "Schnitt Emma", "schnitt-emma", 45, HOST_EMMA));
    sandbox.add_event_type(personal(
        CUT_JUERGEN,
        "Schnitt Jürgen",
        "schnitt-juergen",
        45,
        HOST_JUERGEN,
    ));
    sandbox.add_event_type(personal(
        BEARD_JUERGEN,
        "Bart Jürgen",
        "bart-juergen",
        15,
        HOST_JUERGEN,
    ));
    sandbox.add_event_type(SandboxEventType {
        id: Some(CUT_POOL),
        slot_interval_minutes: Some(15),
        ..SandboxEventType::team(
            "Schnitt",
            "schnitt",
            45,
            90,
            SandboxKind::RoundRobin,
            &[HOST_EMMA, HOST_JUERGEN],
        )
    });
    for (first, host, whose) in
        [(COLOUR_EMMA, HOST_EMMA, "Emma"), (COLOUR_JUERGEN, HOST_JUERGEN, "Jürgen")]
    {
        for (place, (key, name, minutes)) in (0_i64..).zip(COLOUR_SEGMENTS) {
            let slug = format!("farbe-{}-{first}", key.to_lowercase().replace('+', "-pause"));
            let title = format!("{name} {whose}");
            sandbox.add_event_type(personal(first + place, &title, &slug, minutes, host));
        }
    }
    sandbox.subscribe("http://127.0.0.1:9/api/calcom/webhook", Some(WEBHOOK_SECRET));
}

/// `appliance.toml` of the test salon.
pub fn config_text(base_url: &str, database: &std::path::Path, extra: &str) -> String {
    let mut colour = String::new();
    for (first, staff) in [(COLOUR_EMMA, "emma"), (COLOUR_JUERGEN, "juergen")] {
        for (place, (key, _, _)) in (0_i64..).zip(COLOUR_SEGMENTS) {
            let id = first + place;
            colour += &format!("  {{ id = {id}, staff = \"{staff}\", segment = \"{key}\" }},\n");
        }
    }
    format!(
        r#"
{extra}
[company]
key = "probe"
name = "Salon Probe"
[server]
listen = "127.0.0.1:0"
[database]
path = {database:?}
[calcom]
base_url = "{base_url}"
api_key = "cal_sandbox_demo"
webhook_secrets = ["{WEBHOOK_SECRET}"]
attendee_domain = "visits.example"
requests_per_minute = 0
[retell]
api_keys = ["{RETELL_KEY}"]
[web_api]
tokens = ["{WEB_TOKEN}"]
[poll]
every_seconds = 0
[[branches]]
key = "mitte"
name = "Probe Mitte"
[[staff]]
key = "emma"
name = "Emma Vogel"
emails = ["emma@salon.example"]
branch = "mitte"
[[staff]]
key = "juergen"
name = "Jürgen Weiß"
emails = ["juergen@salon.example"]
branch = "mitte"
[[staff]]
key = "paula"
name = "Paula Ehemals"
branch = "mitte"
active = false
[[services]]
key = "schnitt"
name = "Haarschnitt"
aliases = ["Schneiden", "Herrenschnitt"]
duration_minutes = 45
event_types = [
  {{ id = {CUT_EMMA}, staff = "emma" }},
  {{ id = {CUT_JUERGEN}, staff = "juergen" }},
  {{ id = {CUT_POOL}, branch = "mitte" }},
]
[[services]]
key = "bart"
name = "Bartpflege"
duration_minutes = 15
event_types = [{{ id = {BEARD_JUERGEN}, staff = "juergen" }}]
[[services]]
key = "ansatzfarbe"
name = "Ansatzfärbung"
aliases = ["Ansatz färben", "Farbe"]
pause_policy = "free"
segments = [
  {{ name = "Farbe auftragen", minutes = 30, pause_after = 45 }},
  {{ name = "Waschen", minutes = 15 }},
  {{ name = "Schneiden", minutes = 30 }},
  {{ name = "Föhnen", minutes = 30 }},
]
event_types = [
{colour}]
"#
    )
}
