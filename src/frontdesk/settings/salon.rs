//! The settings of the salon and of how it books.

use crate::config::Config;
use crate::domain::language::Language;
use crate::frontdesk::settings::section::SectionView;
use crate::frontdesk::settings::shown::{Teller, server_of};

/// `[company]` to `[database]`, `[booking]` to `[matching]`.
pub(super) fn sections(config: &Config, language: Language) -> Vec<SectionView> {
    let tell = Teller(language);
    vec![
        SectionView {
            name: "",
            title: language.pick("Das Ganze", "The whole"),
            settings: vec![tell.one(
                "insecure",
                config.insecure,
                "Zum Ausprobieren ohne Schlüssel, nur auf diesem Rechner",
                "For trying things out without keys, on this machine only",
            )],
        },
        company(config, tell),
        SectionView {
            name: "log",
            title: language.pick("Protokoll", "The log"),
            settings: vec![
                tell.one(
                    "level",
                    config.log.level.as_str(),
                    "Wie viel es schreibt",
                    "How much it tells",
                ),
                tell.one(
                    "format",
                    config.log.format.as_str(),
                    "Als Text oder als JSON",
                    "As text or as JSON",
                ),
            ],
        },
        server(config, tell),
        database(config, tell),
        booking(config, tell),
        SectionView {
            name: "pauses",
            title: language.pick("Pausen", "Pauses"),
            settings: vec![
                tell.one(
                    "settle_minutes",
                    config.pauses.settle_minutes,
                    "Nach der Arbeit vor der Pause, bis jemand anderes beginnen darf",
                    "After the work before a pause, until somebody else may begin",
                ),
                tell.one(
                    "return_minutes",
                    config.pauses.return_minutes,
                    "So lange vor der Arbeit nach der Pause ist, wer dazwischen kam, fertig",
                    "So long before the work after a pause whoever came in between is done",
                ),
            ],
        },
        SectionView {
            name: "matching",
            title: language.pick("Wer ist wer", "Who is who"),
            settings: vec![
                tell.one(
                    "enabled",
                    config.matching.enabled,
                    "Cal.com-Konten werden von selbst zugeordnet",
                    "Cal.com accounts are assigned by themselves",
                ),
                tell.one(
                    "threshold",
                    config.matching.threshold,
                    "Wie sicher es dafür sein muss, von 100",
                    "How sure it must be for that, of 100",
                ),
            ],
        },
    ]
}

fn company(config: &Config, tell: Teller) -> SectionView {
    let company = &config.company;
    SectionView {
        name: "company",
        title: tell.0.pick("Der Salon", "The salon"),
        settings: vec![
            tell.one(
                "key",
                &company.key,
                "Der kurze Name, der bleibt",
                "The short name that stays",
            ),
            tell.one("name", &company.name, "Wie Anrufende ihn hören", "As callers hear it"),
            tell.one("time_zone", &company.time_zone, "Die Uhr des Salons", "The salon's clock"),
            tell.one("language", &company.language, "Was Anrufende hören", "What callers hear"),
            tell.one(
                "country_code",
                &company.country_code,
                "Steht vor Telefonnummern ohne Land",
                "Stands before telephone numbers without a country",
            ),
            tell.one("address", &company.address, "Wo er ist", "Where it is"),
            tell.one("phone", &company.phone, "Wie man ihn anruft", "How it is called"),
        ],
    }
}

fn server(config: &Config, tell: Teller) -> SectionView {
    let server = &config.server;
    SectionView {
        name: "server",
        title: tell.0.pick("Dieses Programm", "This program"),
        settings: vec![
            tell.one("listen", &server.listen, "Wo es antwortet", "Where it answers"),
            tell.one(
                "waiting_workers",
                server.waiting_workers,
                "So viele Anfragen dürfen zugleich auf Cal.com warten",
                "So many requests may wait for Cal.com at a time",
            ),
            tell.one(
                "public_url",
                server_of(&server.public_url),
                "Wie es von außen heißt; damit tragen Nachrichten einen Link zum Termin",
                "What it is called from outside; with it messages carry a link to the visit",
            ),
        ],
    }
}

fn database(config: &Config, tell: Teller) -> SectionView {
    SectionView {
        name: "database",
        title: tell.0.pick("Wo alles steht", "Where everything is kept"),
        settings: vec![tell.one("path", &config.database.path, "Die Datei", "The file")],
    }
}

fn booking(config: &Config, tell: Teller) -> SectionView {
    let booking = &config.booking;
    SectionView {
        name: "booking",
        title: tell.0.pick("Buchen", "Booking"),
        settings: vec![
            tell.one(
                "answer_deadline_seconds",
                booking.answer_deadline_seconds,
                "Spätestens dann hört, wer anruft, eine Antwort",
                "By then a caller hears an answer",
            ),
            tell.one(
                "quiet_seconds",
                booking.quiet_seconds,
                "Erst nach so langer Stille gilt eine verlorene Buchung als nicht gemacht",
                "Only after so long a lost booking counts as not made",
            ),
            tell.one(
                "give_up_minutes",
                booking.give_up_minutes,
                "Danach wird eine unklare Buchung aufgegeben",
                "After this a booking that is not clear is given up",
            ),
            tell.one(
                "offer_lifetime_seconds",
                booking.offer_lifetime_seconds,
                "So lange gilt eine Zeit, die am Telefon angeboten wurde",
                "So long a time holds that was offered on the telephone",
            ),
            tell.one(
                "notice_minutes",
                booking.notice_minutes,
                "So kurzfristig wird noch gebucht",
                "Nothing sooner than this is booked",
            ),
            tell.one(
                "horizon_days",
                booking.horizon_days,
                "So weit voraus wird gebucht",
                "Nothing later than this is booked",
            ),
            tell.one(
                "change_until_hours",
                booking.change_until_hours,
                "So lange vorher ändert eine Kundin ihren Termin selbst",
                "Until so long before it a customer changes her visit herself",
            ),
            tell.one(
                "slots_kept_seconds",
                booking.slots_kept_seconds,
                "So lange gilt, was Cal.com über freie Zeiten sagte",
                "So long holds what Cal.com said of free times",
            ),
            tell.one(
                "prefetch_days",
                booking.prefetch_days,
                "So viele Tage voraus wird schon vorher gefragt, was frei ist",
                "So many days ahead it is asked beforehand what is free",
            ),
        ],
    }
}
