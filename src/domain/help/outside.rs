//! E07..: how calls of Cal.com and of Retell's management end that do not go well.

use crate::domain::help::topic::{Topic, topic};

/// By number.
pub(super) const TOPICS: &[Topic] = &[
    topic(
        701,
        "calcom_not_sent",
        [
            "Die Frage ging nicht zu Cal.com hinaus",
            "Keine Verbindung, oder Cal.com bat zu warten. Sicher ist: dort ist nichts geschehen.",
            "`chairside doctor` prüft Namen, TLS und Schlüssel; `chairside status` die letzte Antwort.",
            "Nichts: es wird von selbst wieder versucht. Bleibt es so, das Netz des Rechners ansehen.",
        ],
        [
            "The question did not go out to Cal.com",
            "No connection, or Cal.com asked to wait. It is sure that nothing happened there.",
            "`chairside doctor` tries name, TLS and key; `chairside status` shows the last answer.",
            "Nothing: it is tried again by itself. If it stays so, look at this machine's network.",
        ],
    ),
    topic(
        702,
        "calcom_unknown",
        [
            "Von Cal.com kam keine lesbare Antwort",
            "Die Frage ging hinaus; ob etwas geschah, ist nicht bekannt. Vor jedem neuen Versuch wird nachgesehen.",
            "`chairside sagas list` nennt, was offen ist; Cal.coms Störungen stehen auf seiner Statusseite.",
            "Nichts: es klärt sich von selbst. Was zu lange offen bleibt, meldet der Alarm visit_stuck.",
        ],
        [
            "No readable answer came from Cal.com",
            "The question went out; whether anything happened is not known. Before each new try it is looked up.",
            "`chairside sagas list` names what is open; Cal.com's troubles are on its status page.",
            "Nothing: it settles by itself. What stays open for too long is the alarm visit_stuck.",
        ],
    ),
    topic(
        711,
        "retell_key_refused",
        [
            "Retell nimmt den Schlüssel nicht",
            "Der Schlüssel in retell_agent.api_key gilt nicht, oder darf das nicht.",
            "`chairside config show` zeigt, woher er kommt.",
            "Bei Retell unter API Keys einen neuen machen und setzen; `chairside retell push` noch einmal.",
        ],
        [
            "Retell does not take the key",
            "The key in retell_agent.api_key is not taken, or may not do this.",
            "`chairside config show` shows where it comes from.",
            "Make a new one at Retell under API Keys and set it; `chairside retell push` again.",
        ],
    ),
    topic(
        712,
        "retell_unpaid",
        [
            "Bei Retell ist nicht bezahlt",
            "Retell antwortet mit 402: das Guthaben ist verbraucht, oder es fehlt eine Karte. Auch Anrufe werden dann nicht angenommen.",
            "Bei Retell unter Billing.",
            "Dort aufladen; dann `chairside retell push` noch einmal.",
        ],
        [
            "Retell is not paid",
            "Retell answers 402: the balance is used up, or there is no card. Calls are not taken then either.",
            "At Retell under Billing.",
            "Pay there; then `chairside retell push` again.",
        ],
    ),
    topic(
        713,
        "retell_not_found",
        [
            "Retell kennt das nicht",
            "Den Agenten, das Modell oder die Nummer gibt es dort nicht, oder nicht für diesen Schlüssel.",
            "`chairside retell diff` nennt, was es dort gibt.",
            "retell_agent.agent_id und die Nummer prüfen; der Schlüssel muss aus demselben Workspace sein.",
        ],
        [
            "Retell does not know that",
            "The agent, the model or the number is not there, or not for this key.",
            "`chairside retell diff` tells what is there.",
            "Check retell_agent.agent_id and the number; the key has to be of the same workspace.",
        ],
    ),
    topic(
        714,
        "retell_refused",
        [
            "Retell lehnt etwas ab",
            "Ein Feld gefällt Retell nicht, etwa eine Stimme, die es nicht gibt. Der Satz davor nennt Retells Worte.",
            "`chairside retell push --dry-run` zeigt, was geschickt würde.",
            "Den genannten Schlüssel unter [retell_agent] ändern und noch einmal.",
        ],
        [
            "Retell refuses something",
            "Retell does not like a field, such as a voice that does not exist. The sentence before it has Retell's words.",
            "`chairside retell push --dry-run` shows what would be sent.",
            "Change the key that is named under [retell_agent] and try again.",
        ],
    ),
    topic(
        715,
        "retell_too_many",
        [
            "Zu viele Anfragen an Retell",
            "Retell bittet zu warten.",
            "Der Satz davor nennt die Sekunden, wenn Retell sie sagt.",
            "Warten, dann `chairside retell push` noch einmal: es macht dort weiter, wo es aufhörte.",
        ],
        [
            "Too many requests to Retell",
            "Retell asks to wait.",
            "The sentence before it tells the seconds if Retell says them.",
            "Wait, then `chairside retell push` again: it goes on where it stopped.",
        ],
    ),
    topic(
        716,
        "retell_broken",
        [
            "Retell hat eine Störung",
            "Retell antwortet mit einem eigenen Fehler; ob etwas geschah, ist nicht bekannt.",
            "Retells Statusseite; `chairside retell diff`, sobald es wieder antwortet.",
            "Später `chairside retell push` noch einmal: was schon richtig ist, bleibt.",
        ],
        [
            "Retell has a trouble of its own",
            "Retell answers with a fault of its own; whether anything happened is not known.",
            "Retell's status page; `chairside retell diff` once it answers again.",
            "Later `chairside retell push` again: what is right already stays.",
        ],
    ),
    topic(
        717,
        "retell_no_answer",
        [
            "Retell antwortet nicht",
            "Keine oder nur eine halbe Antwort; ob etwas geschah, ist nicht bekannt.",
            "Das Netz des Rechners: `chairside doctor` prüft auch andere Wege hinaus.",
            "`chairside retell push` noch einmal: was schon richtig ist, bleibt.",
        ],
        [
            "Retell does not answer",
            "No answer or half of one; whether anything happened is not known.",
            "This machine's network: `chairside doctor` tries other ways out, too.",
            "`chairside retell push` again: what is right already stays.",
        ],
    ),
    topic(
        718,
        "retell_odd",
        [
            "Eine Antwort, die nicht von Retell ist",
            "Unter retell_agent.base_url antwortet etwas anderes, etwa ein Proxy oder eine Anmeldeseite.",
            "`chairside config show` zeigt retell_agent.base_url.",
            "Den Schlüssel weglassen, wenn es Retells eigener Dienst sein soll.",
        ],
        [
            "An answer that is not Retell's",
            "Something else answers at retell_agent.base_url, such as a proxy or a login page.",
            "`chairside config show` shows retell_agent.base_url.",
            "Leave the key out if it shall be Retell's own service.",
        ],
    ),
];
