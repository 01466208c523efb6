//! `chairside sandbox calcom`: the Cal.com stand-in by itself, with a small invented salon in it; `chairside sandbox sms`:
//! the stand-in of gateways for text messages; `chairside sandbox retell`: that of Retell's management API.

use crate::cli::console::outcome::Outcome;
use crate::sandbox::retell::fault::{RETELL_FAULT_NAMES, RetellFault};
use crate::sandbox::retell::service::{DEMO_RETELL_KEY, RetellSandbox};
use crate::sandbox::sms::gateway::SmsGateway;
use crate::sandbox::stand_in::{
    RATE_LIMIT_PER_MINUTE, Sandbox, SandboxEventType, SandboxKind, SandboxOptions, SandboxTeam,
    SandboxUser,
};
use clap::Subcommand;
use serde_json::json;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use std::env;
use std::io;
use std::io::Write;
use std::process::ExitCode;

/// The environment's name for what signs webhooks.
const WEBHOOK_SECRET: &str = "CHAIRSIDE_SANDBOX_WEBHOOK_SECRET";
const TEAM: i64 = 4101;
/// The number that the stand-in of Retell has; nobody's.
const RETELL_NUMBER: &str = "+493023125199";
const SLOT_INTERVAL_MINUTES: u32 = 15;

/// Id, name, address, username. The first one owns the key.
const STAFF: [(i64, &str, &str, &str); 4] = [
    (2101, "Käthe Schönfeld", "kaethe@salon-lockenpracht.example", "kaethe"),
    (2102, "Jörg Müller", "joerg@salon-lockenpracht.example", "joerg"),
    (2103, "Ayşe Özgür", "ayse@salon-lockenpracht.example", "ayse"),
    (2104, "Lena Groß", "lena@salon-lockenpracht.example", "lena"),
];

/// Key of service and segment, title, minutes, and the staff who can do it.
const SEGMENTS: [(&str, &str, u32, &[i64]); 5] = [
    ("schnitt-a", "Haarschnitt", 45, &[2101, 2102, 2103, 2104]),
    ("faerben-a", "Färbung auftragen", 60, &[2101, 2103]),
    ("faerben-b", "Farbe ausspülen und föhnen", 45, &[2101, 2103, 2104]),
    ("dauerwelle-a", "Dauerwelle wickeln", 50, &[2101, 2102]),
    ("bart-a", "Bart schneiden", 20, &[2102]),
];

/// Whom it stands in for.
#[derive(Subcommand)]
pub enum Service {
    /// Cal.com, with a small invented salon in it.
    #[command(after_help = crate::sandbox::stand_in::help())]
    Calcom {
        /// Address and port; port 0 takes a free one.
        #[arg(long, default_value = "127.0.0.1:0")]
        listen: String,
        /// Where webhooks go.
        #[arg(long)]
        webhook_url: Option<String>,
        /// What signs them, or CHAIRSIDE_SANDBOX_WEBHOOK_SECRET in the environment; without it they are not signed.
        #[arg(long)]
        webhook_secret: Option<String>,
    },
    /// Retell's management API, with one number in it and nothing else.
    Retell {
        /// Address and port; port 0 takes a free one.
        #[arg(long, default_value = "127.0.0.1:0")]
        listen: String,
        /// Lets this go wrong with every call.
        #[arg(long, value_parser = RETELL_FAULT_NAMES)]
        fault: Option<String>,
    },
    /// Gateways for text messages, in the shapes of seven.io, Twilio and a template.
    Sms {
        /// Address and port; port 0 takes a free one.
        #[arg(long, default_value = "127.0.0.1:0")]
        listen: String,
    },
}

/// Starts one, and ends when it is told to.
pub(crate) fn start(service: Service) -> Outcome {
    let (listen, ended) = match service {
        Service::Calcom { listen, webhook_url, webhook_secret } => {
            let options = options(&listen, webhook_secret);
            (listen, run(options, webhook_url.as_deref()))
        }
        Service::Retell { listen, fault } => {
            let ended = run_retell(&listen, fault.as_deref());
            (listen, ended)
        }
        Service::Sms { listen } => {
            let ended = run_sms(&listen);
            (listen, ended)
        }
    };
    ended.map_err(|error| format!("the sandbox cannot listen on {listen}: {error}"))?;
    Ok(ExitCode::SUCCESS)
}

/// The options of the started command: everything default, with Cal.com's own rate limit.
pub fn options(listen: &str, webhook_secret: Option<String>) -> SandboxOptions {
    SandboxOptions {
        listen: listen.to_owned(),
        webhook_secret: webhook_secret.or_else(|| env::var(WEBHOOK_SECRET).ok()),
        rate_limit_per_minute: Some(RATE_LIMIT_PER_MINUTE),
        ..SandboxOptions::default()
    }
}

/// Starts the sandbox, puts the salon into it, says on standard output where and what it is, and serves
/// until SIGINT or SIGTERM. Webhooks go to `webhook_url`, signed with the options' secret.
pub fn run(options: SandboxOptions, webhook_url: Option<&str>) -> io::Result<()> {
    // Before the first line is printed, so that a signal right after it ends the program in good order.
    let mut signals = Signals::new([SIGINT, SIGTERM])?;
    let key = options.api_key.clone();
    let has_secret = options.webhook_secret.is_some();
    let mut sandbox = Sandbox::start(options)?;
    let event_types = furnish(&sandbox);
    if let Some(url) = webhook_url {
        sandbox.subscribe(url, None);
    }
    let mut out = io::stdout().lock();
    writeln!(out, "sandbox: {}  key {key}", sandbox.base_url())?;
    let count = event_types.len();
    writeln!(out, "team {TEAM} Salon Lockenpracht, {} staff, {count} event types:", STAFF.len())?;
    for (id, slug) in &event_types {
        let about = about(&sandbox, *id);
        writeln!(out, "  {id}  {slug}  {about}")?;
    }
    let told = match (webhook_url, has_secret) {
        (None, _) => "nowhere: --webhook-url says where".to_owned(),
        (Some(url), true) => format!("to {url}, signed"),
        (Some(url), false) => format!("to {url}, not signed: --webhook-secret says with what"),
    };
    writeln!(out, "webhooks go {told}")?;
    out.flush()?;
    signals.forever().next();
    sandbox.stop();
    Ok(())
}

/// `45 min  Käthe Schönfeld <kaethe@salon-lockenpracht.example>`; of a pool its size.
fn about(sandbox: &Sandbox, id: i64) -> String {
    let found = sandbox.event_types().into_iter().find(|one| one.id == Some(id));
    let Some(found) = found else { return String::new() };
    let owner = match found.hosts.as_slice() {
        [one] => STAFF.iter().find(|(id, ..)| *id == one.user_id),
        _ => None,
    };
    let who = match owner {
        Some((_, name, email, _)) => format!("{name} <{email}>"),
        None => format!("pool of {}", found.hosts.len()),
    };
    format!("{} min  {who}", found.minutes)
}

/// Starts the gateway, says on standard output under which addresses it stands in for whom, serves until SIGINT or SIGTERM,
/// and says then what it has taken.
pub fn run_sms(listen: &str) -> io::Result<()> {
    let mut signals = Signals::new([SIGINT, SIGTERM])?;
    let gateway = SmsGateway::start_at(listen)?;
    let mut out = io::stdout().lock();
    writeln!(out, "seven     {}", gateway.seven_url())?;
    writeln!(out, "twilio    {}", gateway.twilio_url())?;
    writeln!(out, "template  {}", gateway.plain_url())?;
    out.flush()?;
    signals.forever().next();
    for taken in gateway.taken() {
        writeln!(out, "{}  {}", taken.to, taken.text)?;
    }
    out.flush()
}

/// Starts the stand-in of Retell's management API with a number in it, says on standard output where it is and which key it
/// takes, and serves until SIGINT or SIGTERM.
pub fn run_retell(listen: &str, fault: Option<&str>) -> io::Result<()> {
    let mut signals = Signals::new([SIGINT, SIGTERM])?;
    let retell = RetellSandbox::start_at(listen)?;
    retell.add_number(RETELL_NUMBER);
    retell.always(fault.and_then(RetellFault::parse));
    let mut out = io::stdout().lock();
    writeln!(out, "sandbox: {}  key {DEMO_RETELL_KEY}", retell.base_url())?;
    writeln!(out, "number {RETELL_NUMBER}")?;
    out.flush()?;
    signals.forever().next();
    Ok(())
}

/// Puts the invented salon into a sandbox: a team of four, one event type per segment and staff member, and
/// one pool. Says the event types' ids and slugs.
pub fn furnish(sandbox: &Sandbox) -> Vec<(i64, String)> {
    for (id, name, email, username) in STAFF {
        sandbox.add_user(SandboxUser::new(id, name, email, username));
    }
    sandbox.add_team(SandboxTeam {
        id: TEAM,
        name: "Salon Lockenpracht".to_owned(),
        slug: "lockenpracht".to_owned(),
        members: STAFF.iter().map(|(id, ..)| *id).collect(),
    });
    let mut made = Vec::new();
    for (key, title, minutes, able) in SEGMENTS {
        for (id, name, _, username) in STAFF.iter().filter(|(id, ..)| able.contains(id)) {
            let title = format!("{title} ({name})");
            made.push(add(sandbox, &title, format!("{key}-{username}"), minutes, &[*id]));
        }
    }
    if let Some((key, title, minutes, able)) = SEGMENTS.first() {
        made.push(add(sandbox, title, format!("{key}-pool"), *minutes, able));
    }
    made
}

fn add(sandbox: &Sandbox, title: &str, slug: String, minutes: u32, hosts: &[i64]) -> (i64, String) {
    let kind = SandboxKind::RoundRobin;
    let mut event_type = SandboxEventType::team(title, &slug, minutes, TEAM, kind, hosts);
    event_type.hidden = true;
    event_type.slot_interval_minutes = Some(SLOT_INTERVAL_MINUTES);
    let address = "Lockenweg 7, 20095 Hamburg";
    event_type.locations = vec![json!({ "type": "address", "address": address, "public": true })];
    (sandbox.add_event_type(event_type), slug)
}
