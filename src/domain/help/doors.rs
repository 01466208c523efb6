//! E06..: why a request is not let in, or finds nothing.

use crate::domain::help::topic::{Topic, topic};

/// By number.
pub(super) const TOPICS: &[Topic] = &[
    topic(
        601,
        "no_time",
        [
            "Unsere Uhr steht vor 1970",
            "Ohne Uhr lässt sich keine Unterschrift von Retell prüfen.",
            "`timedatectl` zeigt die Uhr des Rechners.",
            "Die Uhr stellen; `timedatectl set-ntp true`.",
        ],
        [
            "Our clock is before 1970",
            "Without a clock no signature of Retell's can be checked.",
            "`timedatectl` shows this machine's clock.",
            "Set the clock; `timedatectl set-ntp true`.",
        ],
    ),
    topic(
        602,
        "retell_no_key",
        [
            "Kein Schlüssel von Retell eingerichtet",
            "Ohne Schlüssel wird jeder Aufruf der Telefonstimme abgelehnt.",
            "`chairside config show` zeigt retell.api_keys; `chairside doctor` prüft den Weg.",
            "Den Schlüssel von Retell (den mit dem Zeichen webhook) in retell.api_keys setzen.",
        ],
        [
            "No key of Retell's is configured",
            "Without a key every call of the voice agent is refused.",
            "`chairside config show` shows retell.api_keys; `chairside doctor` tries the way.",
            "Set Retell's key (the one with the webhook badge) in retell.api_keys.",
        ],
    ),
    topic(
        603,
        "retell_missing",
        [
            "Ein Aufruf ohne Unterschrift",
            "Jemand rief eine Adresse für Retell ohne dessen Unterschrift auf: ein Fremder, oder ein Proxy, der Kopfzeilen wegnimmt.",
            "Das Protokoll zählt sie; `chairside doctor` schickt einen unterschriebenen Aufruf über die öffentliche Adresse.",
            "Sieht man es bei echten Anrufen, muss der Proxy X-Retell-Signature durchlassen.",
        ],
        [
            "A call without a signature",
            "Somebody called an address for Retell without its signature: a stranger, or a proxy that takes headers away.",
            "The log counts them; `chairside doctor` sends a signed call by the public address.",
            "If it happens with real calls, the proxy has to hand on X-Retell-Signature.",
        ],
    ),
    topic(
        604,
        "retell_repeated",
        [
            "Eine Unterschrift kam mehrfach",
            "Die Kopfzeile X-Retell-Signature stand mehr als einmal im Aufruf.",
            "Die Einstellungen des Proxys; das Protokoll zählt solche Aufrufe.",
            "Der Proxy darf die Kopfzeile durchlassen, aber nicht noch einmal setzen.",
        ],
        [
            "A signature came more than once",
            "The header X-Retell-Signature stood more than once in the call.",
            "The proxy's settings; the log counts such calls.",
            "The proxy may hand the header on, but not set it again.",
        ],
    ),
    topic(
        605,
        "retell_malformed",
        [
            "Eine Unterschrift ist keine",
            "Die Kopfzeile X-Retell-Signature hat nicht die Form von Retells Unterschrift.",
            "Das Protokoll zählt sie. Bei echten Anrufen: hat Retell die Form geändert?",
            "Meist war es ein Fremder: nichts. Sonst melden.",
        ],
        [
            "A signature is none",
            "The header X-Retell-Signature has not the shape of Retell's signature.",
            "The log counts them. With real calls: has Retell changed the shape?",
            "Mostly it was a stranger: nothing. Else report it.",
        ],
    ),
    topic(
        606,
        "retell_mismatch",
        [
            "Die Unterschrift ist nicht von unserem Schlüssel",
            "Retell unterschreibt mit einem anderen Schlüssel als dem hier, oder ein Proxy hat den Rumpf verändert.",
            "`chairside doctor` schickt einen unterschriebenen Aufruf über die öffentliche Adresse: kommt er durch, ist es der Schlüssel.",
            "In retell.api_keys den Schlüssel setzen, den Retell als webhook kennzeichnet; `systemctl reload chairside` genügt.",
        ],
        [
            "The signature is not by our key",
            "Retell signs with another key than the one here, or a proxy has changed the body.",
            "`chairside doctor` sends a signed call by the public address: if it gets through it is the key.",
            "Set in retell.api_keys the key that Retell marks as webhook; `systemctl reload chairside` is enough.",
        ],
    ),
    topic(
        607,
        "retell_too_old",
        [
            "Richtig unterschrieben, aber zu alt",
            "Der Aufruf ist älter als fünf Minuten: eine Kopie, oder unsere Uhr geht vor.",
            "`chairside doctor` misst die Uhr; `timedatectl` zeigt, ob sie gestellt wird.",
            "Die Uhr stellen.",
        ],
        [
            "Rightly signed, but too old",
            "The call is older than five minutes: a copy, or our clock is ahead.",
            "`chairside doctor` measures the clock; `timedatectl` shows whether it is set.",
            "Set the clock.",
        ],
    ),
    topic(
        608,
        "retell_too_new",
        [
            "Richtig unterschrieben, aber aus der Zukunft",
            "Der Aufruf liegt mehr als fünf Minuten voraus: unsere Uhr geht nach.",
            "`chairside doctor` misst die Uhr; `timedatectl` zeigt, ob sie gestellt wird.",
            "Die Uhr stellen.",
        ],
        [
            "Rightly signed, but in the future",
            "The call lies more than five minutes ahead: our clock is behind.",
            "`chairside doctor` measures the clock; `timedatectl` shows whether it is set.",
            "Set the clock.",
        ],
    ),
    topic(
        609,
        "calcom_signature",
        [
            "Ein Webhook von Cal.com ohne richtige Unterschrift",
            "Er kam ohne Geheimnis, mit einem anderen, oder nicht von Cal.com. Er wird nicht angenommen; das Nachfragen holt, was er sagte.",
            "`chairside doctor` zeigt die Webhooks bei Cal.com; `chairside config show`, ob calcom.webhook_secrets gesetzt ist.",
            "Bei Cal.com am Webhook dasselbe Geheimnis setzen wie in calcom.webhook_secrets.",
        ],
        [
            "A webhook of Cal.com's without a right signature",
            "It came without a secret, with another one, or not from Cal.com. It is not taken; the poll finds what it told.",
            "`chairside doctor` shows the webhooks at Cal.com; `chairside config show` whether calcom.webhook_secrets is set.",
            "Set at Cal.com, at the webhook, the same secret as in calcom.webhook_secrets.",
        ],
    ),
    topic(
        610,
        "token",
        [
            "Ohne gültiges Token",
            "Die Web-Schnittstelle und /metrics verlangen `Authorization: Bearer …` mit einem Token aus der Konfiguration.",
            "`chairside config show` zeigt, ob web_api.tokens oder metrics.token gesetzt sind.",
            "Das Token beim Aufrufer setzen; ein neues gilt nach `systemctl reload chairside`.",
        ],
        [
            "Without a valid token",
            "The web API and /metrics demand `Authorization: Bearer …` with a token of the configuration.",
            "`chairside config show` shows whether web_api.tokens or metrics.token are set.",
            "Set the token at the caller; a new one counts after `systemctl reload chairside`.",
        ],
    ),
    topic(
        611,
        "no_address",
        [
            "Die Adresse gibt es nicht",
            "Unter diesem Pfad ist nichts.",
            "Den Pfad im Aufruf, bei Retell oder Cal.com mit dem in der Anleitung vergleichen.",
            "Die Adresse berichtigen. Ein Proxy nimmt nur den Pfad weg, der in server.public_url steht, und fügt keinen hinzu.",
        ],
        [
            "There is no such address",
            "Nothing is at this path.",
            "Compare the path in the call, at Retell or at Cal.com with the one in the documentation.",
            "Correct the address. A proxy takes away the path of server.public_url alone, and adds none.",
        ],
    ),
    topic(
        612,
        "no_method",
        [
            "Die Adresse kennt diese Methode nicht",
            "Zum Beispiel GET, wo POST erwartet wird; im Browser ist das bei Adressen für Maschinen immer so.",
            "Die Kopfzeile Allow der Antwort nennt, was geht.",
            "Mit der richtigen Methode aufrufen.",
        ],
        [
            "This address does not know that method",
            "For example GET where POST is expected; in a browser that is always so at addresses for machines.",
            "The header Allow of the answer tells what can be.",
            "Call it with the right method.",
        ],
    ),
    topic(
        613,
        "may_not",
        [
            "Die Rolle erlaubt es nicht",
            "Auf der Seite darf der Empfang nicht alles, was der Inhaber darf, und die Agentur sieht keine Kunden.",
            "`chairside users list` nennt die Rollen.",
            "Wer mehr dürfen soll, bekommt vom Inhaber eine andere Rolle.",
        ],
        [
            "The role does not allow it",
            "On the page the desk may not do all that the owner may, and the agency sees no customers.",
            "`chairside users list` tells the roles.",
            "Who shall do more gets another role from the owner.",
        ],
    ),
    topic(
        614,
        "stale",
        [
            "Die Seite war zu alt",
            "Das Formular gehörte zu einer früheren Anmeldung.",
            "Oben rechts steht, wer angemeldet ist.",
            "Die Seite neu laden und noch einmal. Geändert wurde nichts.",
        ],
        [
            "The page was too old",
            "The form belonged to an earlier login.",
            "At the top right stands who is logged in.",
            "Load the page again and try once more. Nothing was changed.",
        ],
    ),
    topic(
        615,
        "elsewhere",
        [
            "Das Formular kam von woanders",
            "Der Browser sagt, dass das Formular nicht auf dieser Seite stand; oder ein Proxy gibt Host oder X-Forwarded-Proto nicht weiter.",
            "`chairside config show` zeigt server.public_url; die Adresse im Browser muss dieselbe sein.",
            "Der Proxy muss Host und X-Forwarded-Proto weitergeben, und server.public_url muss stimmen.",
        ],
        [
            "The form came from elsewhere",
            "The browser says that the form did not stand on this page; or a proxy does not hand on Host or X-Forwarded-Proto.",
            "`chairside config show` shows server.public_url; the address in the browser has to be the same.",
            "The proxy has to hand on Host and X-Forwarded-Proto, and server.public_url has to be right.",
        ],
    ),
];
