//! E050. to E051.: alarms about how well staff and hosts are known.

use crate::domain::help::topic::{Topic, topic};

/// By number.
pub(super) const TOPICS: &[Topic] = &[
    topic(
        501,
        "staff_assignment",
        [
            "Zu viele Termine ohne Mitarbeiter",
            "Bei weniger Buchungen als vorgesehen ist bekannt, wer sie macht.",
            "`chairside appointments list --unassigned` nennt jeden Termin, warum, und den Befehl, der hilft.",
            "Die Hosts zuordnen: `chairside suggestions list`, sonst `chairside mappings set`.",
        ],
        [
            "Too many appointments without a staff member",
            "For fewer bookings than intended it is known who does them.",
            "`chairside appointments list --unassigned` names each appointment, why, and the command that helps.",
            "Map the hosts: `chairside suggestions list`, else `chairside mappings set`.",
        ],
    ),
    topic(
        502,
        "host_extraction",
        [
            "Cal.com nennt bei Buchungen keinen Host",
            "Aus zu vielen Buchungen ließ sich nicht lesen, bei wem sie stehen.",
            "`chairside quality` zeigt den Verlauf; `chairside backfill --dry-run`, was sich nachtragen ließe.",
            "`chairside backfill` trägt nach. Bleibt es so, hat Cal.com seine Antworten geändert: melden.",
        ],
        [
            "Cal.com names no host for bookings",
            "From too many bookings it could not be read with whom they are.",
            "`chairside quality` shows the course; `chairside backfill --dry-run` what could be filled in.",
            "`chairside backfill` fills in. If it stays so, Cal.com has changed its answers: report it.",
        ],
    ),
    topic(
        503,
        "matched_by_email",
        [
            "Wenige Hosts an der Adresse erkannt",
            "Weniger Hosts als erwartet haben bei Cal.com eine E-Mail-Adresse, die hier bekannt ist.",
            "`chairside hosts list` zeigt, wer woran erkannt wurde.",
            "Die Adressen von Cal.com unter [[staff]] als emails eintragen.",
        ],
        [
            "Few hosts recognised by address",
            "Fewer hosts than expected have an e-mail address at Cal.com that is known here.",
            "`chairside hosts list` shows who was recognised by what.",
            "Enter the addresses of Cal.com under [[staff]] as emails.",
        ],
    ),
    topic(
        504,
        "matched_by_name",
        [
            "Viele Hosts nur am Namen erkannt",
            "Mehr Hosts als vorgesehen wurden am Namen erkannt, was weniger sicher ist als eine Adresse.",
            "`chairside mappings list` nennt die Herkunft jeder Zuordnung.",
            "Die Adressen von Cal.com unter [[staff]] als emails eintragen.",
        ],
        [
            "Many hosts recognised by name alone",
            "More hosts than intended were recognised by name, which is less sure than an address.",
            "`chairside mappings list` names the source of every mapping.",
            "Enter the addresses of Cal.com under [[staff]] as emails.",
        ],
    ),
    topic(
        505,
        "failed",
        [
            "Für zu viele Hosts findet sich niemand",
            "Wer bei Cal.com Buchungen hat, ist hier niemandem zugeordnet.",
            "`chairside suggestions list` nennt jeden, was auf ihn wartet, und wer er sein könnte.",
            "Vorschläge annehmen oder ablehnen; wer neu ist, kommt in die Liste der Mitarbeiter.",
        ],
        [
            "For too many hosts nobody is found",
            "Who has bookings at Cal.com is mapped to nobody here.",
            "`chairside suggestions list` names each, what waits for them, and who they might be.",
            "Accept or reject suggestions; who is new goes into the staff list.",
        ],
    ),
    topic(
        506,
        "automatic_mappings",
        [
            "Viele Zuordnungen von Hand",
            "Mehr Zuordnungen als vorgesehen mussten Menschen machen.",
            "`chairside mappings list` nennt sie; `chairside quality mappings` zählt sie.",
            "Adressen unter [[staff]] eintragen, damit neue Hosts von selbst erkannt werden.",
        ],
        [
            "Many mappings by hand",
            "More mappings than intended had to be made by people.",
            "`chairside mappings list` names them; `chairside quality mappings` counts them.",
            "Enter addresses under [[staff]], so that new hosts are recognised by themselves.",
        ],
    ),
    topic(
        507,
        "manual_intervention",
        [
            "Viele Termine von Hand berichtigt",
            "Bei mehr Terminen als vorgesehen musste ein Mensch sagen, wer sie macht.",
            "`chairside audit list` zeigt, wer was warum geändert hat.",
            "Die Zuordnung des Hosts berichtigen statt einzelne Termine: `chairside mappings set`.",
        ],
        [
            "Many appointments corrected by hand",
            "For more appointments than intended a person had to say who does them.",
            "`chairside audit list` shows who changed what, and why.",
            "Correct the host's mapping instead of single appointments: `chairside mappings set`.",
        ],
    ),
    topic(
        508,
        "calcom_data",
        [
            "Von Buchungen ist nicht bekannt, wie sie stehen",
            "Für zu viele Termine hat Cal.com nicht bestätigt, was aus ihnen wurde.",
            "`chairside sagas list` nennt die offenen; `chairside doctor`, ob Cal.com antwortet.",
            "Meist klärt es sich, sobald Cal.com antwortet; sonst `chairside sagas retry`.",
        ],
        [
            "It is not known how bookings stand",
            "For too many appointments Cal.com has not confirmed what became of them.",
            "`chairside sagas list` names the open ones; `chairside doctor` whether Cal.com answers.",
            "Mostly it settles once Cal.com answers; else `chairside sagas retry`.",
        ],
    ),
    topic(
        509,
        "day_at_zero",
        [
            "Ein Tag ganz ohne Zuordnung",
            "Keine Buchung der letzten 24 Stunden hat einen Mitarbeiter, oder keine einen Host: etwas ist im Ganzen entzwei.",
            "`chairside appointments list --unassigned` und `chairside events list --state dead`.",
            "`chairside doctor` ansehen; dann `chairside backfill`, das nachträgt.",
        ],
        [
            "A day without any assignment",
            "No booking of the last 24 hours has a staff member, or none a host: something is broken as a whole.",
            "`chairside appointments list --unassigned` and `chairside events list --state dead`.",
            "Look at `chairside doctor`; then `chairside backfill`, which fills in.",
        ],
    ),
    topic(
        510,
        "without_host",
        [
            "Viele Termine ohne Host",
            "Mehrere Termine eines Tages haben keinen Host.",
            "`chairside backfill --dry-run` zeigt, was Cal.com inzwischen dazu sagt.",
            "`chairside backfill` trägt nach.",
        ],
        [
            "Many appointments without a host",
            "Several appointments of one day have no host.",
            "`chairside backfill --dry-run` shows what Cal.com says of them by now.",
            "`chairside backfill` fills in.",
        ],
    ),
    topic(
        511,
        "unmapped_staff",
        [
            "Mitarbeiter ohne Konto bei Cal.com",
            "Wer gebucht werden kann, aber bei Cal.com nicht erkannt ist, dessen Buchungen hätten keinen Mitarbeiter.",
            "`chairside staff list` nennt sie; `chairside hosts sync --dry-run`, wen Cal.com kennt.",
            "Adresse unter [[staff]] eintragen oder `chairside mappings set`.",
        ],
        [
            "Staff without an account at Cal.com",
            "Who can be booked and is not recognised at Cal.com, their bookings would have no staff member.",
            "`chairside staff list` names them; `chairside hosts sync --dry-run` whom Cal.com knows.",
            "Enter the address under [[staff]], or `chairside mappings set`.",
        ],
    ),
];
