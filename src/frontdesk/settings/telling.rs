//! The settings of what customers and the salon are told.

use crate::config::{Config, HookShape, MailSecurity, MailWay, Prefer, SmsWay};
use crate::domain::language::Language;
use crate::domain::retention::kind::Kind;
use crate::frontdesk::settings::section::SectionView;
use crate::frontdesk::settings::shown::{Teller, server_of};

/// `[messages]` to `[sms]`, `[alerts]`, `[backup]`, `[retention]`, `[metrics]`.
pub(super) fn sections(config: &Config, language: Language) -> Vec<SectionView> {
    let tell = Teller(language);
    vec![
        messages(config, tell),
        mail(config, tell),
        sms(config, tell),
        alerts(config, tell),
        backup(config, tell),
        retention(config, tell),
        SectionView {
            name: "metrics",
            title: language.pick("Messwerte", "Metrics"),
            settings: vec![
                tell.one(
                    "listen",
                    &config.metrics.listen,
                    "Eine eigene Adresse",
                    "An address of their own",
                ),
                tell.one(
                    "token",
                    &config.metrics.token,
                    "Wer sie abholt, zeigt ihn",
                    "Who reads them shows it",
                ),
            ],
        },
    ]
}

fn backup(config: &Config, tell: Teller) -> SectionView {
    let backup = &config.backup;
    SectionView {
        name: "backup",
        title: tell.0.pick("Sicherungen", "Backups"),
        settings: vec![
            tell.one("daily", backup.daily, "Jede Nacht von selbst", "Every night by itself"),
            tell.one("at", &backup.at, "Um wie viel Uhr", "At what time"),
            tell.one(
                "dir",
                &backup.dir,
                "Wohin; ohne Namen in den Ordner backups neben der Datenbank",
                "Where to; without a name into the folder backups beside the database",
            ),
            tell.one(
                "keep_days",
                backup.keep_days,
                "Die neueste von so vielen Tagen bleibt",
                "The newest of each of so many days is kept",
            ),
            tell.one(
                "keep_weeks",
                backup.keep_weeks,
                "Und die neueste von so vielen Wochen",
                "And the newest of each of so many weeks",
            ),
        ],
    }
}

fn retention(config: &Config, tell: Teller) -> SectionView {
    let retention = &config.retention;
    let mut settings = vec![
        tell.one("nightly", retention.nightly, "Jede Nacht von selbst", "Every night by itself"),
        tell.one("at", &retention.at, "Um wie viel Uhr", "At what time"),
    ];
    settings.extend(Kind::ALL.into_iter().map(|kind| {
        let (german, english) = (kind.told(Language::De), kind.told(Language::En));
        tell.one(kind.key(), retention.said(kind), german, english)
    }));
    SectionView {
        name: "retention",
        title: tell.0.pick("Wie lange etwas bleibt", "How long what is kept"),
        settings,
    }
}

fn messages(config: &Config, tell: Teller) -> SectionView {
    let messages = &config.messages;
    let prefer = match messages.prefer {
        Prefer::Mail => tell.0.pick("E-Mail, sonst SMS", "e-mail, else a text message"),
        Prefer::Sms => tell.0.pick("SMS, sonst E-Mail", "a text message, else e-mail"),
        Prefer::MailOnly => tell.0.pick("nur E-Mail", "e-mail only"),
        Prefer::SmsOnly => tell.0.pick("nur SMS", "text messages only"),
    };
    SectionView {
        name: "messages",
        title: tell.0.pick("Nachrichten an Kundinnen", "Messages to customers"),
        settings: vec![
            tell.one("confirmed", messages.confirmed, "Wenn gebucht ist", "When a visit is booked"),
            tell.one("moved", messages.moved, "Wenn verschoben ist", "When it is moved"),
            tell.one("cancelled", messages.cancelled, "Wenn abgesagt ist", "When it is off"),
            tell.one(
                "reminder_hours",
                messages.reminder_hours,
                "So lange vorher wird erinnert; 0: nie",
                "So long before it she is reminded; 0: never",
            ),
            tell.one("prefer", prefer, "Auf welchem Weg", "Which way"),
            tell.one(
                "sms_to_unknown_numbers",
                messages.sms_to_unknown_numbers,
                "SMS auch an Nummern, die vielleicht keine Handys sind",
                "Text messages to numbers as well that may be no mobiles",
            ),
            tell.one(
                "give_up_hours",
                messages.give_up_hours,
                "So lange wird es versucht",
                "So long it is tried",
            ),
            tell.one(
                "folder",
                &messages.folder,
                "Wo Nachrichten liegen, die niemand verschickt; ohne Namen neben der Datenbank",
                "Where messages lie that nobody sends; without a name beside the database",
            ),
        ],
    }
}

fn mail(config: &Config, tell: Teller) -> SectionView {
    let mail = &config.mail;
    let way = match mail.transport {
        MailWay::Folder => tell.0.pick("in einen Ordner", "into a folder"),
        MailWay::Smtp => tell.0.pick("verschickt", "sent"),
        MailWay::Off => tell.0.pick("gar nicht", "not at all"),
    };
    let security = match mail.security {
        MailSecurity::Tls => tell.0.pick("TLS von Anfang an", "TLS from the start"),
        MailSecurity::StartTls => "STARTTLS",
        MailSecurity::None => {
            tell.0.pick("keine, nur auf diesem Rechner", "none, on this machine only")
        }
    };
    SectionView {
        name: "mail",
        title: tell.0.pick("E-Mail", "E-mail"),
        settings: vec![
            tell.one("transport", way, "Wie sie geht", "How it goes"),
            tell.one("from", &mail.from, "Von wem", "From whom"),
            tell.one("reply_to", &mail.reply_to, "Wohin Antworten gehen", "Where answers go"),
            tell.one("host", &mail.host, "Der Mailserver", "The mail server"),
            tell.one(
                "port",
                mail.port,
                "Sein Anschluss; 0: der übliche",
                "Its port; 0: the usual one",
            ),
            tell.one(
                "security",
                security,
                "Wie die Verbindung gesichert ist",
                "How the connection is secured",
            ),
            tell.one("user", &mail.user, "Der Name dort", "The name there"),
            tell.one("password", &mail.password, "Das Passwort dort", "The password there"),
            tell.one("ca_file", &mail.ca_file, "Eigene Zertifikate", "Certificates of your own"),
            tell.one(
                "step_timeout_seconds",
                mail.step_timeout_seconds,
                "Geduld für jede Antwort",
                "Patience for each answer",
            ),
            tell.one(
                "total_timeout_seconds",
                mail.total_timeout_seconds,
                "Geduld für eine ganze Mail",
                "Patience for a whole mail",
            ),
        ],
    }
}

fn sms(config: &Config, tell: Teller) -> SectionView {
    let sms = &config.sms;
    let way = match sms.transport {
        SmsWay::Folder => tell.0.pick("in einen Ordner", "into a folder"),
        SmsWay::Seven => "seven.io",
        SmsWay::Twilio => "Twilio",
        SmsWay::Template => tell.0.pick("durch einen eigenen Dienst", "by a service of your own"),
        SmsWay::Off => tell.0.pick("gar nicht", "not at all"),
    };
    let headers: Vec<String> = sms.headers.keys().cloned().collect();
    // It may hold a key.
    let body = match sms.body.is_empty() {
        true => "",
        false => tell.0.pick("gesetzt", "set"),
    };
    SectionView {
        name: "sms",
        title: "SMS",
        settings: vec![
            tell.one("transport", way, "Wie sie gehen", "How they go"),
            tell.one(
                "url",
                server_of(&sms.url),
                "Der Dienst; leer: der übliche",
                "The service; empty: the usual one",
            ),
            tell.one("api_key", &sms.api_key, "Der Schlüssel dort", "The key there"),
            tell.one("account", &sms.account, "Das Konto dort", "The account there"),
            tell.one("from", &sms.from, "Von wem", "From whom"),
            tell.one("headers", &headers, "Was mitgeschickt wird", "What is sent along"),
            tell.one("content_type", &sms.content_type, "In welcher Form", "In which form"),
            tell.one("body", body, "Der Text der Anfrage", "The text of the request"),
            tell.one(
                "connect_timeout_seconds",
                sms.connect_timeout_seconds,
                "So lange darf die Verbindung brauchen",
                "So long a connection may take",
            ),
            tell.one(
                "total_timeout_seconds",
                sms.total_timeout_seconds,
                "So lange darf eine Antwort brauchen",
                "So long an answer may take",
            ),
        ],
    }
}

fn alerts(config: &Config, tell: Teller) -> SectionView {
    let alerts = &config.alerts;
    let shape = match alerts.hook_shape {
        HookShape::Ntfy => "ntfy",
        HookShape::Gotify => "Gotify",
    };
    SectionView {
        name: "alerts",
        title: tell.0.pick("Wenn etwas nicht stimmt", "When something is wrong"),
        settings: vec![
            tell.one(
                "least",
                &alerts.least,
                "Ab wann jemand Bescheid bekommt",
                "From when on somebody is told",
            ),
            tell.one(
                "remind_hours",
                alerts.remind_hours,
                "Danach wird noch einmal erinnert",
                "After this it is told again",
            ),
            tell.one(
                "quiet_hours",
                &alerts.quiet_hours,
                "Wann niemand gestört wird",
                "When nobody is disturbed",
            ),
            tell.one("mail", &alerts.mail, "Wer eine E-Mail bekommt", "Who gets an e-mail"),
            tell.one(
                "hook_url",
                &alerts.hook_url,
                "Eine Meldung aufs Handy",
                "A notice to a mobile",
            ),
            tell.one("hook_shape", shape, "Durch welchen Dienst", "By which service"),
            tell.one("hook_token", &alerts.hook_token, "Der Schlüssel dafür", "The key for it"),
            tell.one(
                "heartbeat_url",
                &alerts.heartbeat_url,
                "Wer merkt, dass es still wird",
                "Who notices silence",
            ),
            tell.one(
                "heartbeat_minutes",
                alerts.heartbeat_minutes,
                "Wie oft es sich dort meldet",
                "How often it reports there",
            ),
            tell.one(
                "backup_ping_url",
                &alerts.backup_ping_url,
                "Wer hört, dass die nächtliche Sicherung lief",
                "Who hears that the nightly backup ran",
            ),
            tell.one(
                "timeout_seconds",
                alerts.timeout_seconds,
                "So lange dürfen sie brauchen",
                "So long they may take",
            ),
            tell.one(
                "backup_dir",
                &alerts.backup_dir,
                "Wo Sicherungen liegen",
                "Where backups lie",
            ),
            tell.one(
                "backup_hours",
                alerts.backup_hours,
                "So alt darf die neueste sein",
                "How old the newest may be",
            ),
        ],
    }
}
