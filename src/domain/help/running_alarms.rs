//! E052. and E053.: alarms about how the appliance runs.

use crate::domain::help::topic::{Topic, topic};

/// By number.
pub(super) const TOPICS: &[Topic] = &[
    topic(
        521,
        "inbox_dead",
        [
            "Eine empfangene Nachricht lässt sich nicht verarbeiten",
            "Ein Webhook kam an und ließ sich nach allen Versuchen nicht verwerten.",
            "`chairside events list --state dead`, dann `chairside events show` mit der Nummer: die Versuche und ihre Ursachen.",
            "Ursache beheben, dann `chairside events replay --dead --by NAME`. Buchungen holt das Nachfragen bei Cal.com auch so.",
        ],
        [
            "A message that was received cannot be worked on",
            "A webhook came and could not be used after all tries.",
            "`chairside events list --state dead`, then `chairside events show` with the number: the tries and their causes.",
            "Mend the cause, then `chairside events replay --dead --by NAME`. Bookings are found by the poll anyway.",
        ],
    ),
    topic(
        522,
        "inbox_late",
        [
            "Empfangene Nachrichten warten",
            "Seit einer Viertelstunde wird nicht verarbeitet, was ankommt.",
            "`chairside status` zeigt die Schlange; `chairside doctor`, ob Datenbank und Cal.com antworten.",
            "Meist antwortet Cal.com nicht; dann holt es sich ein. Sonst `chairside serve` neu starten.",
        ],
        [
            "Messages received wait",
            "For a quarter of an hour what comes in has not been worked on.",
            "`chairside status` shows the queue; `chairside doctor` whether database and Cal.com answer.",
            "Mostly Cal.com does not answer; then it catches up. Else start `chairside serve` again.",
        ],
    ),
    topic(
        523,
        "visit_stuck",
        [
            "Ein Besuch klärt sich nicht von selbst",
            "Ein Teil ist gebucht, ein anderer nicht, oder Cal.com sagt nicht, wie es steht.",
            "`chairside sagas list`, dann `chairside sagas show`: die Schritte und was bei Cal.com steht.",
            "`chairside sagas retry`, `chairside sagas adopt` oder `chairside sagas cancel`; und den Kunden anrufen.",
        ],
        [
            "A visit is not settled by itself",
            "One part is booked and another is not, or Cal.com does not say how it stands.",
            "`chairside sagas list`, then `chairside sagas show`: the steps and what stands at Cal.com.",
            "`chairside sagas retry`, `chairside sagas adopt` or `chairside sagas cancel`; and call the customer.",
        ],
    ),
    topic(
        524,
        "outbox_failing",
        [
            "Nachrichten an Kunden gehen nicht hinaus",
            "Mails oder SMS werden nicht angenommen, oder nicht abgeholt.",
            "`chairside messages list --open` nennt jede mit ihrer Ursache; `chairside doctor` prüft Anmeldung und Guthaben.",
            "Zugang unter [mail] oder [sms] berichtigen, `chairside messages test` an sich selbst, dann `chairside messages resend`.",
        ],
        [
            "Messages to customers do not go out",
            "Mails or text messages are not taken, or not fetched.",
            "`chairside messages list --open` names each with its cause; `chairside doctor` tries login and balance.",
            "Correct the access under [mail] or [sms], `chairside messages test` to yourself, then `chairside messages resend`.",
        ],
    ),
    topic(
        525,
        "calcom_unreachable",
        [
            "Cal.com antwortet nicht",
            "Mehrere Fragen über Minuten blieben ohne Antwort. Am Telefon wird gesagt, dass gerade nicht gebucht werden kann.",
            "`chairside doctor` prüft Namen, TLS und Schlüssel; Cal.coms eigene Störungen stehen auf seiner Statusseite.",
            "Ist das Netz des Rechners gut, bleibt nur warten: was offen ist, wird von selbst nachgeholt.",
        ],
        [
            "Cal.com does not answer",
            "Several questions over minutes stayed without an answer. Callers are told that nothing can be booked right now.",
            "`chairside doctor` tries name, TLS and key; troubles of Cal.com's own are on its status page.",
            "If this machine's network is good there is only waiting: what is open is made up for by itself.",
        ],
    ),
    topic(
        526,
        "key_refused",
        [
            "Cal.com lehnt alles ab",
            "Der Schlüssel gilt nicht, darf nicht buchen, oder die Adresse ist keine von Cal.com. Es wird nichts gebucht.",
            "`chairside warnings list` nennt den Grund; `chairside doctor` prüft ihn.",
            "Je nach Grund: siehe E0412, E0413 oder E0415.",
        ],
        [
            "Cal.com refuses everything",
            "The key is not taken, may not book, or the address is none of Cal.com's. Nothing is booked.",
            "`chairside warnings list` names the reason; `chairside doctor` tries it.",
            "By the reason: see E0412, E0413 or E0415.",
        ],
    ),
    topic(
        527,
        "event_type_gone",
        [
            "Ein Ereignistyp fehlt bei Cal.com",
            "Was er bucht, wird am Telefon nicht mehr angeboten.",
            "`chairside warnings list` und `chairside event-types drift`.",
            "Dasselbe wie bei E0414.",
        ],
        [
            "An event type is missing at Cal.com",
            "What it books is not offered on the telephone any more.",
            "`chairside warnings list` and `chairside event-types drift`.",
            "The same as for E0414.",
        ],
    ),
    topic(
        528,
        "webhooks_silent",
        [
            "Cal.coms Webhooks schweigen",
            "Buchungen änderten sich, und nur das Nachfragen hat sie gefunden: bis zu einer Minute später.",
            "`chairside doctor` zeigt, welche Webhooks bei Cal.com stehen und ob sie hierher führen.",
            "`chairside doctor --fix` legt fehlende an. Der Webhook eines Benutzers gilt nicht für die Ereignistypen eines Teams.",
        ],
        [
            "Cal.com's webhooks are silent",
            "Bookings changed, and only the poll found them: up to a minute later.",
            "`chairside doctor` shows which webhooks there are at Cal.com and whether they lead here.",
            "`chairside doctor --fix` makes the missing ones. A user's webhook does not fire for a team's event types.",
        ],
    ),
    topic(
        529,
        "sync_overdue",
        [
            "Der Abgleich mit Cal.com gelingt nicht",
            "Mitglieder, Ereignistypen oder Buchungen wurden lange nicht mit Erfolg verglichen.",
            "`chairside hosts sync --dry-run` und `chairside doctor` sagen, woran es liegt.",
            "Meist fehlt dem Schlüssel ein Recht, oder eine Nummer unter calcom.team_ids stimmt nicht.",
        ],
        [
            "Comparing with Cal.com does not succeed",
            "Members, event types or bookings have not been compared with success for long.",
            "`chairside hosts sync --dry-run` and `chairside doctor` say why.",
            "Mostly the key lacks a right, or a number in calcom.team_ids is wrong.",
        ],
    ),
    topic(
        530,
        "backup_overdue",
        [
            "Es gibt keine neue Sicherung",
            "Die nächtliche Sicherung misslingt, oder seit mehr als einer Nacht gab es keine.",
            "`chairside backup list` zeigt, was da ist; das Protokoll, warum es misslang.",
            "`chairside backup` macht sofort eine und sagt, woran es fehlt: meist an Platz oder am Ordner.",
        ],
        [
            "There is no new backup",
            "The nightly backup fails, or there was none for more than a night.",
            "`chairside backup list` shows what there is; the log why it failed.",
            "`chairside backup` makes one at once and says what is missing: mostly room, or the folder.",
        ],
    ),
    topic(
        531,
        "disk_nearly_full",
        [
            "Die Platte ist fast voll",
            "Auf der Platte der Datenbank ist wenig Platz. Ist keiner mehr da, wird nichts gebucht.",
            "`df -h` im Ordner der Datenbank; `chairside backup list` zeigt, was Sicherungen belegen.",
            "Platz schaffen; Sicherungen auf eine andere Platte legen ([backup] dir).",
        ],
        [
            "The disk is nearly full",
            "Little room is left on the database's disk. With none left nothing is booked.",
            "`df -h` in the database's folder; `chairside backup list` shows what backups take.",
            "Make room; put backups on another disk ([backup] dir).",
        ],
    ),
    topic(
        532,
        "clock_off",
        [
            "Die Uhr geht falsch",
            "Unsere Uhr und die von Cal.com gehen um mehr als eine Minute auseinander: Unterschriften können abgelehnt werden.",
            "`timedatectl` zeigt, ob die Uhr gestellt wird; `chairside doctor` misst den Unterschied.",
            "`timedatectl set-ntp true`, oder chrony einrichten.",
        ],
        [
            "The clock is off",
            "Our clock and Cal.com's differ by more than a minute: signatures may be refused.",
            "`timedatectl` shows whether the clock is set; `chairside doctor` measures the difference.",
            "`timedatectl set-ntp true`, or set up chrony.",
        ],
    ),
    topic(
        533,
        "database",
        [
            "Die Datenbank nimmt nichts an",
            "Es wird nichts gebucht, bis sie wieder schreibt.",
            "`chairside status` und `/readyz` nennen die Art; das Protokoll die Ursache.",
            "Je nach Art: siehe E0301 bis E0306.",
        ],
        [
            "The database takes nothing",
            "Nothing is booked until it writes again.",
            "`chairside status` and `/readyz` name the kind; the log the cause.",
            "By the kind: see E0301 to E0306.",
        ],
    ),
];
