//! The demo's salon, invented: what `appliance.toml` says of it, and what its Cal.com holds. The two do not quite
//! fit, as in life: one person has two accounts there, one is known by name only, one has left, and one account
//! could be either of two people.

use crate::config::Config;
use crate::demo::clock::DayClock;
use crate::sandbox::stand_in::{
    DEMO_API_KEY, Sandbox, SandboxEventType, SandboxKind, SandboxOptions, SandboxTeam, SandboxUser,
    WebhookMode, WorkingHours,
};
use std::io;
use std::path::Path;
use std::sync::Arc;
use time::macros::datetime;
use time::{Duration, OffsetDateTime, Weekday};

/// Tuesday, 8 o'clock in Berlin. In December its clock is an hour ahead of UTC.
pub(crate) const DAY_START: OffsetDateTime = datetime!(2026-12-01 7:00 UTC);
/// Signs what the voice agent sends.
pub(crate) const RETELL_KEY: &str = "key_demo_retell";
/// For `/api/v2`.
pub(crate) const WEB_TOKEN: &str = "demo-web-token";
/// Signs what Cal.com sends.
const WEBHOOK_SECRET: &str = "demo-webhook-secret";

/// How the salon is described to people, in one line.
pub(crate) const IN_A_LINE: &str =
    "Salon Lockenpracht: two branches, five people, eight services; Tuesday, 1 December 2026";

/// Jürgen's account in the salon's name.
const JUERGEN: i64 = 2101;
/// Jürgen's own account.
const JUERGEN_PRIVATE: i64 = 2102;
/// Ida of the branch Nord.
const IDA_NORD: i64 = 2201;
/// Ida of the branch Süd.
pub(crate) const IDA_SUED: i64 = 2202;
/// A person called Ida, under an unknown address.
const IDA_UNCLEAR: i64 = 2203;
/// Käthe, who gave Cal.com an address the salon does not know.
const KAETHE: i64 = 2301;
/// Björn has left; the account has not.
const BJOERN: i64 = 2401;

/// The event type that only Cal.com's own page knows.
pub(crate) const FIRST_TALK: i64 = 599;
/// Ida's cut in the branch Süd, which Retell's own booking tool is set to.
pub(crate) const CUT_IDA_SUED: i64 = 503;

const TEAM: i64 = 4101;
const SLOT_INTERVAL_MINUTES: u32 = 15;
/// What comes behind a pause begins when the pause is over, on no quarter of an hour.
const PART_INTERVAL_MINUTES: u32 = 5;

/// What Cal.com has for the parts of a colouring: name, slug, minutes.
const COLOUR_PARTS: [(&str, &str, u32); 3] = [
    ("Farbe auftragen", "farbe", 30),
    ("Auswaschen", "auswaschen", 15),
    ("Trocknen", "trocknen", 30),
];

/// The people, the services, and which event type is whose. Ports and paths are put before it.
const ROSTER: &str = r#"
[[branches]]
key = "nord"
name = "Nord"
address = "Lockengasse 7, 10115 Berlin"
phone = "030 23125 101"
[[branches]]
key = "sued"
name = "Süd"
address = "Kammweg 12, 12043 Berlin"
phone = "030 23125 102"

[[staff]]
key = "juergen"
name = "Jürgen Weiß"
emails = ["juergen@salon-lockenpracht.example", "j.weiss@familie-weiss.example"]
branch = "nord"
[[staff]]
key = "ida-nord"
name = "Ida Böhm"
emails = ["ida.nord@salon-lockenpracht.example"]
branch = "nord"
[[staff]]
key = "ida-sued"
name = "Ida Böhm"
emails = ["ida.sued@salon-lockenpracht.example"]
branch = "sued"
[[staff]]
key = "kaethe"
name = "Käthe Schön"
emails = ["kaethe@salon-lockenpracht.example"]
branch = "sued"
[[staff]]
key = "bjoern"
name = "Björn Köhler"
emails = ["bjoern@salon-lockenpracht.example"]
branch = "sued"
active = false

[[services]]
key = "haarschnitt"
name = "Haarschnitt"
aliases = ["Schneiden", "Damenschnitt"]
duration_minutes = 45
event_types = [
  { id = 501, staff = "juergen" },
  { id = 502, staff = "ida-nord" },
  { id = 503, staff = "ida-sued" },
  { id = 504, staff = "kaethe" },
]
[[services]]
key = "herrenschnitt"
name = "Herrenschnitt"
duration_minutes = 30
event_types = [{ id = 511, staff = "juergen" }]
[[services]]
key = "faerben"
name = "Färben"
aliases = ["Farbe", "Strähnen"]
duration_minutes = 90
event_types = [{ id = 521, staff = "ida-nord" }, { id = 522, staff = "ida-sued" }]
[[services]]
key = "ansatz"
name = "Ansatzfärbung"
aliases = ["Ansatz färben"]
pause_policy = "free"
segments = [
  { name = "Farbe auftragen", minutes = 30, pause_after = 50 },
  { name = "Auswaschen", minutes = 15 },
  { name = "Trocknen", minutes = 30 },
]
event_types = [
  { id = 571, staff = "ida-nord", segment = "A" },
  { id = 572, staff = "ida-nord", segment = "B" },
  { id = 573, staff = "ida-nord", segment = "C" },
  { id = 574, staff = "ida-sued", segment = "A" },
  { id = 575, staff = "ida-sued", segment = "B" },
  { id = 576, staff = "ida-sued", segment = "C" },
]
[[services]]
key = "foehnen"
name = "Waschen und Föhnen"
aliases = ["Föhnen"]
duration_minutes = 30
event_types = [{ id = 531, staff = "juergen" }, { id = 532, branch = "nord" }]
[[services]]
key = "bart"
name = "Bartpflege"
duration_minutes = 15
event_types = [{ id = 541, branch = "sued" }]
[[services]]
key = "braut"
name = "Brautfrisur"
duration_minutes = 60
event_types = [{ id = 551 }]
[[services]]
key = "verlaengerung"
name = "Haarverlängerung"
aliases = ["Extensions"]
duration_minutes = 120
event_types = [{ id = 561, branch = "nord" }]
"#;

/// The checked configuration.
pub(crate) fn config(calcom_url: &str, listen: &str, database: &Path) -> Result<Config, String> {
    let config = Config::parse(&config_text(calcom_url, listen, database))?;
    Ok(Config { is_demo: true, ..config })
}

/// The same as it is written into a file. `listen` is an address with a port; port 0 takes a free one.
pub(crate) fn config_text(calcom_url: &str, listen: &str, database: &Path) -> String {
    let head = format!(
        r#"
[company]
key = "lockenpracht"
name = "Salon Lockenpracht"
address = "Lockengasse 7, 10115 Berlin"
phone = "030 23125 100"
[server]
listen = "{listen}"
[database]
path = {database:?}
[calcom]
base_url = "{calcom_url}"
api_key = "{DEMO_API_KEY}"
webhook_secrets = ["{WEBHOOK_SECRET}"]
attendee_domain = "visits.salon-lockenpracht.example"
team_ids = [{TEAM}]
# Whose account is whose shows in the calls of the day; `hosts sync` reads the lists of the team.
sync_every_hours = 0
# The stand-in has no limit, and a day is played in seconds.
requests_per_minute = 0
[retell]
api_keys = ["{RETELL_KEY}"]
[web_api]
tokens = ["{WEB_TOKEN}"]
[booking]
# Shorter than in life, where a caller waits longer and Cal.com may write later.
answer_deadline_seconds = 3
quiet_seconds = 30
[mail]
# Into the folder "messages" beside the database, as .eml files; text messages likewise, as .sms files.
transport = "folder"
from = "Salon Lockenpracht <termine@salon-lockenpracht.example>"
[alerts]
mail = ["leitung@salon-lockenpracht.example"]
"#
    );
    format!("{head}{ROSTER}")
}

/// Cal.com as this salon has set it up, on the demo's clock. Webhooks are signed and held back.
pub(crate) fn sandbox(clock: &Arc<DayClock>) -> io::Result<Sandbox> {
    let sandbox = Sandbox::start(SandboxOptions {
        clock: clock.shared(),
        webhook_secret: Some(WEBHOOK_SECRET.to_owned()),
        webhooks: WebhookMode::Hold,
        ..SandboxOptions::default()
    })?;
    people(&sandbox);
    event_types(&sandbox);
    // Jürgen is away on Saturday, which only the calendar at Cal.com knows.
    let saturday = datetime!(2026-12-04 23:00 UTC);
    sandbox.add_busy(JUERGEN, saturday, saturday.saturating_add(Duration::days(1)));
    Ok(sandbox)
}

fn people(sandbox: &Sandbox) {
    let salon = |id, name: &str, who: &str| {
        let address = format!("{who}@salon-lockenpracht.example");
        sandbox.add_user(SandboxUser::new(id, name, &address, &who.replace('.', "-")));
    };
    salon(JUERGEN, "Jürgen Weiß", "juergen");
    salon(IDA_NORD, "Ida Böhm", "ida.nord");
    salon(IDA_SUED, "Ida Böhm", "ida.sued");
    salon(BJOERN, "Björn Köhler", "bjoern");
    let private = |id, name: &str, address: &str, username: &str| {
        SandboxUser::new(id, name, address, username)
    };
    sandbox.add_user(private(
        JUERGEN_PRIVATE,
        "J. Weiß",
        "j.weiss@familie-weiss.example",
        "jweiss",
    ));
    sandbox.add_user(private(IDA_UNCLEAR, "Ida Boehm", "ida.b@irgendwo.example", "ida-b"));
    // On Fridays only. The name is written as another keyboard writes it.
    sandbox.add_user(SandboxUser {
        working_hours: WorkingHours::salon()
            .into_iter()
            .map(|hours| WorkingHours { weekdays: vec![Weekday::Friday], ..hours })
            .collect(),
        ..private(KAETHE, "Schoen, Kaethe", "kaethe@familie-schoen.example", "kaethe")
    });
    sandbox.add_team(SandboxTeam {
        id: TEAM,
        name: "Salon Lockenpracht".to_owned(),
        slug: "lockenpracht".to_owned(),
        members: vec![JUERGEN, IDA_NORD, IDA_SUED, KAETHE, BJOERN],
    });
}

fn event_types(sandbox: &Sandbox) {
    let every = |interval, id, title: &str, slug: &str, minutes, hosts: &[i64]| {
        sandbox.add_event_type(SandboxEventType {
            id: Some(id),
            hidden: id != FIRST_TALK,
            slot_interval_minutes: Some(interval),
            ..SandboxEventType::team(title, slug, minutes, TEAM, SandboxKind::RoundRobin, hosts)
        });
    };
    let add = |id, title: &str, slug: &str, minutes, hosts: &[i64]| {
        every(SLOT_INTERVAL_MINUTES, id, title, slug, minutes, hosts);
    };
    add(501, "Haarschnitt (Jürgen)", "haarschnitt-juergen", 45, &[JUERGEN]);
    add(502, "Haarschnitt (Ida, Nord)", "haarschnitt-ida-nord", 45, &[IDA_NORD]);
    add(CUT_IDA_SUED, "Haarschnitt (Ida, Süd)", "haarschnitt-ida-sued", 45, &[IDA_SUED]);
    add(504, "Haarschnitt (Käthe)", "haarschnitt-kaethe", 45, &[KAETHE]);
    add(511, "Herrenschnitt", "herrenschnitt", 30, &[JUERGEN_PRIVATE]);
    add(521, "Färben (Ida, Nord)", "faerben-ida-nord", 90, &[IDA_NORD]);
    add(522, "Färben (Ida, Süd)", "faerben-ida-sued", 90, &[IDA_SUED]);
    for (first, branch, host) in [(571_i64, "Nord", IDA_NORD), (574, "Süd", IDA_SUED)] {
        for (place, (name, slug, minutes)) in (0_i64..).zip(COLOUR_PARTS) {
            let title = format!("{name} (Ida, {branch})");
            let (id, slug) = (first.saturating_add(place), format!("{slug}-{host}"));
            every(PART_INTERVAL_MINUTES, id, &title, &slug, minutes, &[host]);
        }
    }
    add(531, "Waschen und Föhnen (Jürgen)", "foehnen-juergen", 30, &[JUERGEN]);
    add(532, "Waschen und Föhnen (Nord)", "foehnen-nord", 30, &[JUERGEN, IDA_NORD]);
    // Cal.com does not know that Björn has left.
    add(541, "Bartpflege (Süd)", "bart-sued", 15, &[BJOERN, IDA_SUED]);
    add(551, "Brautfrisur", "brautfrisur", 60, &[IDA_UNCLEAR]);
    // Its bookings name Cal.com's placeholder for a user it no longer has.
    add(561, "Haarverlängerung", "verlaengerung-fault-unknown-host", 120, &[IDA_NORD]);
    add(FIRST_TALK, "Kennenlernen", "kennenlernen", 15, &[IDA_SUED]);
}
