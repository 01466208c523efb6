//! E04..: why something was not booked, moved or called off.

use crate::domain::help::topic::{Topic, topic};

/// By number.
pub(super) const TOPICS: &[Topic] = &[
    topic(
        401,
        "taken",
        [
            "Die Zeit hat schon jemand",
            "Eine andere Buchung hat diese Minuten, hier oder bei Cal.com. Dem Anrufer wird eine andere Zeit gesagt.",
            "`chairside appointments list --day today` zeigt, wer kommt; was nur in einem verbundenen Kalender steht, zeigt Cal.com.",
            "Nichts. Kommt es auffällig oft, ist ein fremder Kalender mit Cal.com verbunden, der zu viel sperrt.",
        ],
        [
            "Somebody has that time already",
            "Another booking has these minutes, here or at Cal.com. The caller is told another time.",
            "`chairside appointments list --day today` shows who comes; what stands in a connected calendar alone is seen at Cal.com.",
            "Nothing. If it comes often, a calendar that blocks too much is connected at Cal.com.",
        ],
    ),
    topic(
        402,
        "closed",
        [
            "Der Salon ist dann zu",
            "Die Zeit liegt außerhalb der Öffnungszeiten oder an einem Feiertag.",
            "`chairside config show` zeigt die Öffnungszeiten und Feiertage jeder Filiale.",
            "Stimmen sie nicht, unter [[branches]] ändern und neu starten.",
        ],
        [
            "The salon is shut then",
            "The time lies outside the opening hours or on a bank holiday.",
            "`chairside config show` shows the opening hours and bank holidays of every branch.",
            "If they are wrong, change them under [[branches]] and start again.",
        ],
    ),
    topic(
        403,
        "absent",
        [
            "Die Mitarbeiterin ist dann nicht da",
            "Für die Zeit steht eine Abwesenheit in den Büchern.",
            "`chairside absences list` nennt, wer wann fehlt.",
            "Stimmt sie nicht mehr, wegnehmen: `chairside absences remove`.",
        ],
        [
            "The staff member is not there then",
            "An absence stands in the books for that time.",
            "`chairside absences list` tells who is away when.",
            "If it is not so any more, take it off: `chairside absences remove`.",
        ],
    ),
    topic(
        404,
        "too_soon",
        [
            "Zu kurzfristig",
            "Der Ereignistyp bei Cal.com verlangt mehr Vorlauf (minimum notice), oder die Zeit ist schon vorbei.",
            "Bei Cal.com am Ereignistyp unter Limits; `chairside event-types list` nennt seine Nummer.",
            "Den Vorlauf bei Cal.com verkürzen, wenn so kurzfristig gebucht werden soll.",
        ],
        [
            "Too short a notice",
            "The event type at Cal.com demands more notice (minimum notice), or the time is past.",
            "At Cal.com, at the event type under Limits; `chairside event-types list` tells its number.",
            "Shorten the notice at Cal.com if so short a notice shall do.",
        ],
    ),
    topic(
        405,
        "out_of_bounds",
        [
            "Außerhalb dessen, was buchbar ist",
            "Der Ereignistyp bei Cal.com nimmt Buchungen nur in einem Zeitraum oder in einem Raster, und die Zeit liegt nicht darin.",
            "Bei Cal.com am Ereignistyp unter Limits und unter Availability.",
            "Dort ändern, wenn die Zeit buchbar sein soll.",
        ],
        [
            "Outside of what may be booked",
            "The event type at Cal.com takes bookings only within a period or a grid, and the time is not in it.",
            "At Cal.com, at the event type under Limits and under Availability.",
            "Change it there if the time shall be bookable.",
        ],
    ),
    topic(
        406,
        "phone_refused",
        [
            "Cal.com nimmt die Telefonnummer nicht",
            "Der Ereignistyp prüft Telefonnummern strenger, als der Anrufer eine hat.",
            "`chairside callbacks list` nennt den Anrufer; die Einstellung steht bei Cal.com unter Booking questions.",
            "Den Anrufer zurückrufen. Die Frage nach der Nummer bei Cal.com freiwillig machen.",
        ],
        [
            "Cal.com does not take the phone number",
            "The event type is stricter about numbers than the caller's number is good.",
            "`chairside callbacks list` names the caller; the setting is at Cal.com under Booking questions.",
            "Call back. Make the question for the number optional at Cal.com.",
        ],
    ),
    topic(
        407,
        "email_refused",
        [
            "Cal.com nimmt die E-Mail-Adresse nicht",
            "Die Adresse, unter der Chairside bucht, wird abgelehnt: ihre Domain, oder eine Sperre bei Cal.com.",
            "`chairside config show` zeigt calcom.attendee_domain; `chairside callbacks list` den Anrufer.",
            "calcom.attendee_domain auf eine Domain setzen, die dem Salon gehört; Sperrlisten bei Cal.com ansehen.",
        ],
        [
            "Cal.com does not take the e-mail address",
            "The address under which Chairside books is refused: its domain, or a block at Cal.com.",
            "`chairside config show` shows calcom.attendee_domain; `chairside callbacks list` the caller.",
            "Set calcom.attendee_domain to a domain that the salon owns; look at the block lists at Cal.com.",
        ],
    ),
    topic(
        408,
        "field_required",
        [
            "Cal.com verlangt eine Antwort, die niemand gibt",
            "Der Ereignistyp hat eine Pflichtfrage, die am Telefon nicht gestellt wird.",
            "Bei Cal.com am Ereignistyp unter Booking questions; `chairside warnings list` nennt den Ereignistyp.",
            "Die Frage freiwillig machen oder wegnehmen, und die Vermerke in `chairside callbacks list` abarbeiten.",
        ],
        [
            "Cal.com demands an answer that nobody gives",
            "The event type has a required question that is not asked on the telephone.",
            "At Cal.com, at the event type under Booking questions; `chairside warnings list` names the event type.",
            "Make the question optional or remove it, and work off the notes in `chairside callbacks list`.",
        ],
    ),
    topic(
        409,
        "limit_reached",
        [
            "Eine Grenze bei Cal.com ist erreicht",
            "Der Ereignistyp erlaubt nicht mehr Buchungen am Tag, in der Woche, oder für denselben Bucher.",
            "Bei Cal.com am Ereignistyp unter Limits.",
            "Die Grenze dort erhöhen oder abschalten.",
        ],
        [
            "A limit at Cal.com is reached",
            "The event type allows no more bookings a day, a week, or for the same booker.",
            "At Cal.com, at the event type under Limits.",
            "Raise the limit there, or switch it off.",
        ],
    ),
    topic(
        410,
        "move_disabled",
        [
            "Verschieben ist bei Cal.com abgeschaltet",
            "Buchungen dieses Ereignistyps dürfen nicht verschoben werden.",
            "Bei Cal.com am Ereignistyp unter Advanced, Disable rescheduling.",
            "Dort einschalten, sonst muss jeder Anrufer zurückgerufen werden: `chairside callbacks list`.",
        ],
        [
            "Moving is switched off at Cal.com",
            "Bookings of this event type may not be rescheduled.",
            "At Cal.com, at the event type under Advanced, Disable rescheduling.",
            "Allow it there, else each caller has to be called back: `chairside callbacks list`.",
        ],
    ),
    topic(
        411,
        "cancel_disabled",
        [
            "Absagen ist bei Cal.com abgeschaltet",
            "Buchungen dieses Ereignistyps dürfen nicht abgesagt werden.",
            "Bei Cal.com am Ereignistyp unter Advanced, Disable cancelling.",
            "Dort einschalten, sonst muss jeder Anrufer zurückgerufen werden: `chairside callbacks list`.",
        ],
        [
            "Cancelling is switched off at Cal.com",
            "Bookings of this event type may not be cancelled.",
            "At Cal.com, at the event type under Advanced, Disable cancelling.",
            "Allow it there, else each caller has to be called back: `chairside callbacks list`.",
        ],
    ),
    topic(
        412,
        "key_refused",
        [
            "Cal.com nimmt unseren Schlüssel nicht",
            "Der Schlüssel ist abgelaufen, gelöscht oder falsch abgeschrieben. Es wird nichts mehr gebucht, bis er stimmt.",
            "`chairside doctor` zeigt es in der Zeile des Schlüssels; `chairside config show`, woher er kommt.",
            "Bei Cal.com unter Settings, Developer, API keys einen neuen machen, in calcom.api_key setzen, neu starten.",
        ],
        [
            "Cal.com does not take our key",
            "The key has expired, was deleted or is written wrongly. Nothing is booked until it is right.",
            "`chairside doctor` shows it in the key's line; `chairside config show` where it comes from.",
            "Make a new one at Cal.com under Settings, Developer, API keys, set it as calcom.api_key, start again.",
        ],
    ),
    topic(
        413,
        "no_right",
        [
            "Der Schlüssel darf das nicht",
            "Er gehört jemandem, der diesen Ereignistyp nicht buchen, verschieben oder absagen darf.",
            "`chairside doctor` zeigt, was er darf; `chairside warnings list`, bei welchem Ereignistyp es war.",
            "Den Schlüssel eines Inhabers oder Administrators des Teams nehmen.",
        ],
        [
            "The key may not do this",
            "It belongs to somebody who may not book, move or cancel this event type.",
            "`chairside doctor` shows what it may do; `chairside warnings list` at which event type it was.",
            "Take the key of an owner or administrator of the team.",
        ],
    ),
    topic(
        414,
        "event_type_gone",
        [
            "Den Ereignistyp gibt es nicht mehr",
            "Bei Cal.com wurde er gelöscht, versteckt, oder niemand macht ihn mehr. Er wird nicht mehr angeboten.",
            "`chairside event-types list` und `chairside event-types drift` zeigen, welcher fehlt.",
            "`chairside event-types sync` macht ihn neu, wenn er von Chairside ist; sonst eine andere Nummer in appliance.toml setzen.",
        ],
        [
            "The event type is gone",
            "It was deleted or hidden at Cal.com, or has no host any more. It is not offered any more.",
            "`chairside event-types list` and `chairside event-types drift` show which is missing.",
            "`chairside event-types sync` makes it anew if it is Chairside's; else set another number in appliance.toml.",
        ],
    ),
    topic(
        415,
        "wrong_version",
        [
            "Cal.com kennt die Adresse nicht",
            "Unter calcom.base_url antwortet etwas anderes als Cal.coms API v2.",
            "`chairside config show` zeigt calcom.base_url; `chairside doctor`, was dort antwortet.",
            "Bei Cal.coms eigenem Dienst den Schlüssel weglassen; bei einem eigenen Server die Adresse seiner API setzen.",
        ],
        [
            "Cal.com does not know the address",
            "Something else than Cal.com's API v2 answers at calcom.base_url.",
            "`chairside config show` shows calcom.base_url; `chairside doctor` what answers there.",
            "Leave the key out for Cal.com's own service; set the address of its API for a server of your own.",
        ],
    ),
    topic(
        416,
        "booking_gone",
        [
            "Cal.com kennt die Buchung nicht",
            "Sie wurde dort gelöscht, oder ein anderes Konto hat sie gemacht.",
            "`chairside appointments list --all` und dann `chairside appointments show` mit der Nummer des Termins.",
            "Beim Kunden nachfragen, ob er kommt, und den Termin hier absagen oder neu buchen.",
        ],
        [
            "Cal.com does not know the booking",
            "It was deleted there, or another account made it.",
            "`chairside appointments list --all` and then `chairside appointments show` with the appointment's number.",
            "Ask the customer whether she comes, and cancel the appointment here or book it anew.",
        ],
    ),
    topic(
        417,
        "called_off",
        [
            "Inzwischen abgesagt",
            "Die Buchung kam zustande und wurde danach abgesagt, meist bei Cal.com.",
            "`chairside appointments show` mit der Nummer des Termins nennt, wer es wann war.",
            "Nichts, wenn es so gewollt war; sonst neu buchen.",
        ],
        [
            "Called off meanwhile",
            "The booking came about and was called off since, mostly at Cal.com.",
            "`chairside appointments show` with the appointment's number tells who did it and when.",
            "Nothing if it was meant; else book it anew.",
        ],
    ),
    topic(
        418,
        "moved_elsewhere",
        [
            "Inzwischen verschoben",
            "Die Buchung wurde woanders verschoben, während jemand sie hier verschieben oder absagen wollte.",
            "`chairside appointments show` mit der Nummer des Termins nennt die neue Zeit.",
            "Mit der neuen Zeit noch einmal versuchen.",
        ],
        [
            "Moved meanwhile",
            "The booking was moved elsewhere while somebody wanted to move or cancel it here.",
            "`chairside appointments show` with the appointment's number tells the new time.",
            "Try again with the new time.",
        ],
    ),
    topic(
        419,
        "pool_unfit",
        [
            "Cal.com hat jemanden gewählt, der es nicht kann",
            "Ein Ereignistyp mit mehreren Hosts gab die Buchung jemandem, der diese Leistung oder Zeit nicht macht; sie wurde zurückgenommen.",
            "`chairside event-types list` nennt die Ereignistypen einer Filiale; `chairside services list`, wer was macht.",
            "Bei Cal.com nur die zu Hosts machen, die alles davon können; oder je Person einen Ereignistyp.",
        ],
        [
            "Cal.com chose somebody who cannot do it",
            "An event type with several hosts gave the booking to somebody who does not do this service or time; it was taken back.",
            "`chairside event-types list` names a branch's event types; `chairside services list` who does what.",
            "Make hosts at Cal.com only of those who can do all of it; or an event type for each person.",
        ],
    ),
    topic(
        420,
        "given_up",
        [
            "Aufgegeben",
            "Cal.com sagte so lange nicht, was aus einer Buchung wurde, dass der Versuch aufgegeben ist; dort war keine Spur von ihr.",
            "`chairside callbacks list` nennt den Anrufer; `chairside sagas list`, was noch offen ist.",
            "Zurückrufen und neu buchen.",
        ],
        [
            "Given up",
            "For so long Cal.com did not say what became of a booking that the try was given up; there was no trace of it there.",
            "`chairside callbacks list` names the caller; `chairside sagas list` what is open still.",
            "Call back and book anew.",
        ],
    ),
    topic(
        421,
        "asked_for",
        [
            "Der Anrufer will zurückgerufen werden",
            "Niemand hat etwas abgelehnt: es ist ein Wunsch.",
            "`chairside callbacks list` nennt Nummer und Anliegen.",
            "Zurückrufen, dann `chairside callbacks done`.",
        ],
        [
            "The caller wants to be called back",
            "Nothing was refused: it is a wish.",
            "`chairside callbacks list` tells number and matter.",
            "Call back, then `chairside callbacks done`.",
        ],
    ),
    topic(
        422,
        "refused",
        [
            "Cal.com lehnt ab, ohne dass wir wissen, warum",
            "Die Ablehnung passt zu keinem bekannten Grund. Ihr Wortlaut steht im Protokoll.",
            "`chairside warnings list`, und im Protokoll die Zeilen mit `refused`.",
            "Den Wortlaut bei Cal.com nachschlagen; der Anrufer steht in `chairside callbacks list`.",
        ],
        [
            "Cal.com refuses, and we do not know why",
            "The refusal fits no known reason. Its words are in the log.",
            "`chairside warnings list`, and in the log the lines with `refused`.",
            "Look its words up at Cal.com; the caller is in `chairside callbacks list`.",
        ],
    ),
];
