//! The settings of Cal.com, and of who else asks.

use crate::config::{AttendeeMode, Config};
use crate::domain::language::Language;
use crate::frontdesk::settings::section::{SectionView, SettingView};
use crate::frontdesk::settings::shown::{Teller, server_of};

/// `[calcom]`, `[retell]`, `[web_api]`, `[poll]`, `[record]`.
pub(super) fn sections(config: &Config, language: Language) -> Vec<SectionView> {
    let tell = Teller(language);
    let mut settings = reached(config, tell);
    settings.extend(told(config, tell));
    vec![
        SectionView { name: "calcom", title: "Cal.com", settings },
        SectionView {
            name: "poll",
            title: language.pick("Nachsehen bei Cal.com", "Looking at Cal.com"),
            settings: vec![
                tell.one(
                    "every_seconds",
                    config.poll.every_seconds,
                    "So oft wird gefragt, was sich geändert hat; 0: nie",
                    "How often it is asked what has changed; 0: never",
                ),
                tell.one(
                    "overlap_seconds",
                    config.poll.overlap_seconds,
                    "So weit reicht jede Frage hinter die letzte zurück",
                    "So far each question reaches back over the last one",
                ),
            ],
        },
        SectionView {
            name: "retell",
            title: language.pick("Telefon", "Telephone"),
            settings: vec![tell.one(
                "api_keys",
                &config.retell.api_keys,
                "Die Schlüssel, an denen Anrufe von Retell erkannt werden",
                "The keys by which calls of Retell are known",
            )],
        },
        agent(config, tell),
        SectionView {
            name: "web_api",
            title: language.pick("Webseite", "Website"),
            settings: vec![tell.one(
                "tokens",
                &config.web_api.tokens,
                "Die Schlüssel, mit denen eure Webseite bucht",
                "The keys with which your website books",
            )],
        },
        SectionView {
            name: "record",
            title: language.pick("Aufzeichnen", "Recording"),
            settings: vec![
                tell.one(
                    "dir",
                    &config.record.dir,
                    "Wohin Tage aufgezeichnet werden; ohne Ordner keine",
                    "Where days are recorded; without a folder none are",
                ),
                tell.one(
                    "personal",
                    config.record.personal,
                    "Namen und Nummern bleiben darin stehen",
                    "Names and numbers stay in them",
                ),
            ],
        },
    ]
}

/// How Cal.com is reached.
fn reached(config: &Config, tell: Teller) -> Vec<SettingView> {
    let calcom = &config.calcom;
    let version = |key: &'static str, value: &String| {
        tell.one(key, value, "Fassung der Schnittstelle", "Version of the interface")
    };
    vec![
        tell.one("base_url", server_of(&calcom.base_url), "Wo Cal.com ist", "Where Cal.com is"),
        tell.one("api_key", &calcom.api_key, "Der Schlüssel dort", "The key there"),
        tell.one(
            "webhook_secrets",
            &calcom.webhook_secrets,
            "Woran Hinweise von dort erkannt werden",
            "By which hints from there are known",
        ),
        version("bookings_version", &calcom.bookings_version),
        version("slots_version", &calcom.slots_version),
        version("event_types_version", &calcom.event_types_version),
        tell.one(
            "connect_timeout_seconds",
            calcom.connect_timeout_seconds,
            "So lange darf die Verbindung brauchen",
            "So long a connection may take",
        ),
        tell.one(
            "total_timeout_seconds",
            calcom.total_timeout_seconds,
            "So lange darf eine Antwort brauchen",
            "So long an answer may take",
        ),
        tell.one(
            "requests_per_minute",
            calcom.requests_per_minute,
            "Höchstens so viele Anfragen in der Minute; 0: beliebig viele",
            "At most so many requests a minute; 0: any number",
        ),
    ]
}

/// What Cal.com is told, and where in it things are.
fn told(config: &Config, tell: Teller) -> Vec<SettingView> {
    let calcom = &config.calcom;
    let attendee = match calcom.attendee {
        AttendeeMode::Artificial => {
            tell.0.pick("durch eine Adresse von hier", "by an address of ours")
        }
        AttendeeMode::Customer => {
            tell.0.pick("durch ihre eigene Adresse", "by the customer's own address")
        }
    };
    vec![
        tell.one(
            "attendee",
            attendee,
            "Wie Cal.com eine Kundin kennt",
            "As whom Cal.com knows a customer",
        ),
        tell.one(
            "attendee_domain",
            &calcom.attendee_domain,
            "Worauf unsere Adressen enden",
            "What our addresses end with",
        ),
        tell.one("team_ids", &calcom.team_ids, "Die Teams dort", "The teams there"),
        tell.one(
            "organization_id",
            &calcom.organization_id,
            "Die Organisation dort",
            "The organisation there",
        ),
        tell.one(
            "event_type_team_id",
            &calcom.event_type_team_id,
            "Das Team, in dem Termintypen gemacht werden",
            "The team in which event types are made",
        ),
        tell.one(
            "sync_every_hours",
            calcom.sync_every_hours,
            "So oft werden Konten und Termintypen verglichen; 0: nie von selbst",
            "How often accounts and event types are compared; 0: never by itself",
        ),
        tell.one(
            "send_phone",
            calcom.send_phone,
            "Cal.com erfährt die Telefonnummer",
            "Cal.com is told the telephone number",
        ),
    ]
}

/// `[retell_agent]`.
fn agent(config: &Config, tell: Teller) -> SectionView {
    let agent = &config.retell_agent;
    SectionView {
        name: "retell_agent",
        title: tell.0.pick("Sprachassistent", "Voice agent"),
        settings: vec![
            tell.one(
                "api_key",
                &agent.api_key,
                "Der Schlüssel, der ihn bei Retell ändern darf; ohne ihn gilt der erste von oben",
                "The key that may change it at Retell; without it the first of those above counts",
            ),
            tell.one("base_url", server_of(&agent.base_url), "Wo Retell ist", "Where Retell is"),
            tell.one(
                "agent_id",
                &agent.agent_id,
                "Welcher es ist, wenn es ihn schon gab",
                "Which one it is, if there was one",
            ),
            tell.one(
                "voice_id",
                &agent.voice_id,
                "Mit welcher Stimme er spricht",
                "With which voice it speaks",
            ),
            tell.one(
                "model",
                &agent.model,
                "Welches Sprachmodell dahinter steht",
                "Which language model is behind it",
            ),
            tell.one(
                "number",
                &agent.number,
                "Welche Nummer er beantwortet",
                "Which number it answers",
            ),
            tell.one(
                "transfer_number",
                &agent.transfer_number,
                "Wohin verbunden wird, wer einen Menschen will; ohne sie wird ein Rückruf notiert",
                "Where callers are put through who want a human; without it a call-back is noted",
            ),
            tell.one(
                "keep_transcripts",
                agent.keep_transcripts,
                "Ob Retell aufhebt, was gesagt wurde",
                "Whether Retell keeps what was said",
            ),
        ],
    }
}
