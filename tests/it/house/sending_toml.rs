//! `[messages]`, `[mail]`, `[sms]`, and with whom Cal.com knows a customer: what is refused and in which words; and what a
//! salon that has set nothing up gets.

use crate::support::harness::{TestClock, agent, config_text, read};
use crate::support::program;
use chairside::appliance::{Appliance, calcom_client_at};
use chairside::config::{AttendeeMode, Config, MailWay, Prefer, SmsWay};
use chairside::sandbox::stand_in::{
    DEMO_API_KEY, Sandbox, SandboxEventType, SandboxOptions, SandboxUser,
};
use chairside::server::serve::ServerOptions;
use serde_json::json;
use std::fs;
use std::path::Path;
use time::macros::datetime;

const SHIPPED: &str = include_str!("../../../appliance.toml");

fn parse(section: &str) -> Result<Config, String> {
    Config::parse(&config_text("http://127.0.0.1:9", Path::new("x.db"), section))
}

const SMTP: &str =
    "[mail]\ntransport = \"smtp\"\nhost = \"mail.example\"\nfrom = \"a@salon.example\"\n";
const TWILIO: &str =
    "[sms]\ntransport = \"twilio\"\naccount = \"AC1\"\napi_key = \"k\"\nfrom = \"+491\"\n";
const TEMPLATE: &str =
    "[sms]\ntransport = \"template\"\nurl = \"https://gateway.example\"\nbody = \"{to}{text}\"\n";

#[test]
fn what_cannot_be_is_refused_in_words_that_name_the_key() {
    for (section, told) in [
        ("[messages]\nreminder_hours = 337".to_owned(), "messages.reminder_hours must be 0 to 336"),
        ("[messages]\ngive_up_hours = 0".to_owned(), "messages.give_up_hours must be 1 to 336"),
        ("[messages]\nfolder = \"\"".to_owned(), "messages.folder must not be empty"),
        (
            "[messages]\nprefer = \"pigeon\"".to_owned(),
            "messages.prefer must be \"mail\", \"sms\", \"mail_only\" or \"sms_only\", and is the text \"pigeon\"",
        ),
        ("[messages]\nconfirm = true".to_owned(), "messages.confirm is not known"),
        (SMTP.replace("mail.example", ""), "mail.host must be the mail server's name"),
        (SMTP.replace("mail.example", "smtp://x"), "mail.host must be the mail server's name"),
        (SMTP.replace("a@salon.example", ""), "mail.from must be set where mail goes to a server"),
        (SMTP.replace("a@salon.example", "Salon"), "mail.from must be like"),
        (format!("{SMTP}reply_to = \"nobody\""), "mail.reply_to must be an address"),
        (format!("{SMTP}security = \"none\""), "mail.security = \"none\" is allowed on a loopback"),
        (format!("{SMTP}user = \"u\""), "mail.password is not set, and mail.user is"),
        (format!("{SMTP}step_timeout_seconds = 0"), "mail.step_timeout_seconds must be 1 to 120"),
        (format!("{SMTP}total_timeout_seconds = 0"), "mail.total_timeout_seconds must be 1 to 300"),
        (
            format!("{SMTP}port = 65536"),
            "mail.port must be a whole number from 0 to 65535, and is the number 65536",
        ),
        (TWILIO.replace("AC1", ""), "sms.account must be Twilio's account"),
        (TWILIO.replace("\"+491\"", "\"\""), "sms.from must be set: Twilio wants a sender"),
        (TWILIO.replace("\"k\"", "\"\""), "sms.api_key is not set: the gateway would refuse"),
        (TEMPLATE.replace("https", "http"), "sms.url must start with https://"),
        (TEMPLATE.replace("https://gateway.example", ""), "sms.url must start with https://"),
        (TEMPLATE.replace("{text}", ""), "sms.body must hold {text}"),
        (format!("{TEMPLATE}connect_timeout_seconds = 0"), "sms.connect_timeout_seconds must be"),
        (format!("{TEMPLATE}total_timeout_seconds = 999"), "sms.total_timeout_seconds must be"),
        ("[sms]\ntransport = \"fax\"".to_owned(), "and is the text \"fax\""),
        (
            "[alerts]\nmail = [\"a@salon.example\"]\n[mail]\ntransport = \"off\"".to_owned(),
            "alerts.mail is set, and mail.transport is \"off\": no letter would leave",
        ),
        (
            "[metrics]\nlisten = \"127.0.0.1\"".to_owned(),
            "metrics.listen must be an address and a port",
        ),
    ] {
        let faults = parse(&section).expect_err(&section);
        assert!(faults.contains(told), "{section}\n{faults}");
    }
    for good in [
        SMTP.to_owned(),
        TWILIO.to_owned(),
        TEMPLATE.to_owned(),
        format!("{SMTP}security = \"none\"").replace("mail.example", "127.0.0.1"),
        TEMPLATE.replace("https://gateway.example", "http://127.0.0.1:9/x"),
    ] {
        assert!(parse(&good).is_ok(), "{good}");
    }
}

/// A person mends all faults at once.
#[test]
fn all_faults_of_all_sections_are_told_together() {
    let sections = format!(
        "[messages]\ngive_up_hours = 0\n{}{}[metrics]\nlisten = \"nine\"\n[alerts]\nleast = \"loud\"\n",
        SMTP.replace("mail.example", ""),
        TWILIO.replace("AC1", "")
    );
    let faults = parse(&sections).unwrap_err();
    for key in
        ["messages.give_up_hours", "mail.host", "sms.account", "metrics.listen", "alerts.least"]
    {
        assert!(faults.lines().any(|line| line.starts_with(key)), "{key}: {faults}");
    }
}

#[test]
fn a_certificate_that_is_not_there_is_told_before_anything_is_served() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("appliance.toml");
    let check = |ca: &str| {
        let section = format!("{SMTP}ca_file = \"{ca}\"\n");
        let text = config_text("http://127.0.0.1:9", &dir.path().join("x.db"), &section);
        fs::write(&path, text).unwrap();
        program::run(&path, &["check-config"])
    };
    let missing = check("nowhere.pem");
    assert_eq!(missing.code, Some(1), "{missing:?}");
    assert!(missing.err.contains("mail.ca_file: "), "{missing:?}");
    fs::write(dir.path().join("no.pem"), "nothing").unwrap();
    let broken = check("no.pem");
    assert_eq!(broken.code, Some(1), "{broken:?}");
    assert!(broken.err.contains("mail.ca_file holds no certificate"), "{broken:?}");
}

#[test]
fn the_metrics_do_not_take_the_servers_address() {
    let faults = |listen: &str| {
        let text = SHIPPED.replace("env:", "secret-");
        let text = text.replace("# listen = \"127.0.0.1:9187\"", &format!("listen = \"{listen}\""));
        Config::parse(&text).map(|config| config.metrics.listen)
    };
    assert_eq!(faults("127.0.0.1:9187").unwrap().as_deref(), Some("127.0.0.1:9187"));
    let told = faults("127.0.0.1:8080").unwrap_err();
    assert!(
        told.starts_with("metrics.listen must be another address than server.listen"),
        "{told}"
    );
}

/// The shipped file with its secrets put in: nothing is sent to anybody, and that is said.
#[test]
fn a_fresh_install_writes_its_messages_into_a_folder_and_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let clock = TestClock::at(datetime!(2026-11-30 08:00 UTC));
    let sandbox =
        Sandbox::start(SandboxOptions { clock: clock.clock(), ..SandboxOptions::default() })
            .unwrap();
    let emma = SandboxUser::new(7001, "Emma Vogel", "emma@salon-beispiel.example", "emma");
    sandbox.add_user(emma);
    let cut = SandboxEventType::personal("Haarschnitt", "haarschnitt", 45, 7001);
    sandbox.add_event_type(SandboxEventType { id: Some(1001), ..cut });
    let text = SHIPPED
        .replace("env:CALCOM_API_KEY", DEMO_API_KEY)
        .replace("env:", "secret-")
        .replace("https://api.cal.com", &sandbox.base_url())
        .replace("127.0.0.1:8080", "127.0.0.1:0");
    let path = dir.path().join("appliance.toml");
    fs::write(&path, text).unwrap();
    let config = Config::load(&path).unwrap();
    assert_eq!((config.mail.transport, config.sms.transport), (MailWay::Folder, SmsWay::Folder));
    assert_eq!(config.messages.prefer, Prefer::Mail);
    assert_eq!(config.calcom.attendee, AttendeeMode::Artificial);
    assert_eq!(config.messages.reminder_hours, 0, "reminders are off");
    let token = config.web_api.tokens[0].reveal().to_owned();
    let calcom = calcom_client_at(&config, clock.clock()).unwrap();
    let options = ServerOptions::default();
    let appliance = Appliance::start_with(config, calcom, clock.clock(), options, false).unwrap();
    appliance.work.poll_now().unwrap();
    let order = json!({ "request_id": "first", "service": "haarschnitt", "start": "2026-12-01T10:00",
        "customer": { "name": "Zoë Beispiel", "email": "zoe@kundin.example" } });
    let request = agent().post(format!("http://{}/api/v2/bookings", appliance.addr().unwrap()));
    let request = request.header("authorization", format!("Bearer {token}"));
    let (status, answer) = read(request.send(order.to_string().as_bytes()).unwrap());
    assert_eq!(status, 201, "{answer}");
    assert_eq!(appliance.work.deliver(), 1);
    let folder = dir.path().join("messages");
    let names: Vec<_> = fs::read_dir(&folder).unwrap().map(|one| one.unwrap().path()).collect();
    let [letter] = names.as_slice() else { panic!("{names:?}") };
    assert_eq!(letter.extension().unwrap(), "eml");
    let letter = fs::read_to_string(letter).unwrap();
    let from = "<termine@visits.salon-beispiel.example>";
    assert!(letter.contains(from) && letter.contains("zoe@kundin.example"), "{letter}");
    drop(appliance);
    let checked = program::run(&path, &["check-config"]);
    assert_eq!(checked.code, Some(0), "{checked:?}");
    for warning in [
        "warning: mail.transport = \"folder\": mail to customers is only written into ",
        "warning: sms.transport = \"folder\": text messages to customers are only written into ",
        "warning: [alerts] names nobody: what goes wrong is told to the log alone",
    ] {
        assert!(checked.out.contains(warning), "{warning} is not in {}", checked.out);
    }
    assert!(checked.out.contains(folder.to_str().unwrap()), "{}", checked.out);
}
