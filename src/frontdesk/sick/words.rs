//! What is said of a colleague's absence, German or English.

use crate::domain::calendar::local_time::LocalTime;
use crate::domain::language::Language;
use crate::domain::visit::refusal::Reason;
use crate::frontdesk::sick::affected::WhyNot;
use crate::frontdesk::sick::propose::Nothing;

pub(crate) fn why_not(why: WhyNot, language: Language) -> &'static str {
    match why {
        WhyNot::NoEventType => language.pick("hat keinen Event-Type", "has no event type"),
        WhyNot::NoMapping => {
            language.pick("ist bei Cal.com niemandem zugeordnet", "is mapped to no Cal.com user")
        }
        WhyNot::Absent => language.pick("ist auch nicht da", "is away too"),
        WhyNot::Closed => language.pick("hat dann geschlossen", "is closed then"),
        WhyNot::Taken => language.pick("ist dann belegt", "is busy then"),
    }
}

/// A word for programs.
pub(crate) fn reason_of_nothing(nothing: Nothing) -> &'static str {
    match nothing {
        Nothing::NotMovable => "not_movable",
        Nothing::Begun => "begun",
        Nothing::NoneFree => "none_free",
        Nothing::NotKnown => "not_known",
    }
}

pub(crate) fn why_nothing(nothing: Nothing, language: Language) -> &'static str {
    match nothing {
        Nothing::NotMovable => language.pick(
            "nicht bestätigt oder ohne Buchung bei Cal.com: nur von Hand",
            "not confirmed or without a booking at Cal.com: only by hand",
        ),
        Nothing::Begun => language.pick("hat schon begonnen", "has begun already"),
        Nothing::NoneFree => language.pick(
            "niemand ist zu dieser Zeit oder in ihrer Nähe frei",
            "nobody is free at that time or near it",
        ),
        Nothing::NotKnown => language.pick(
            "Cal.com antwortet nicht: was frei ist, ist nicht bekannt",
            "Cal.com does not answer: what is free is not known",
        ),
    }
}

/// `same time with Jürgen Weiß`, or `2026-12-02 10:00 with Emma Vogel`.
pub(crate) fn proposal(
    start: &LocalTime,
    names: &[&str],
    keeps_hour: bool,
    language: Language,
) -> String {
    let with = language.pick("bei", "with");
    let names = names.join(language.pick(" und ", " and "));
    match keeps_hour {
        true => format!("{} {with} {names}", language.pick("gleiche Zeit", "same time")),
        false => format!("{start} {with} {names}"),
    }
}

pub(crate) fn to_offer(told: &[&str], language: Language) -> String {
    if told.is_empty() {
        return language.pick("neuen Termin suchen", "look for another time").to_owned();
    }
    told.join(language.pick(", oder ", ", or "))
}

pub(crate) fn ordered(language: Language) -> &'static str {
    language.pick(
        "aufgeschrieben: das laufende `serve` bucht bei Cal.com um; verlegt ist erst, was `appointments show` so zeigt",
        "written down: the running `serve` moves it at Cal.com; it is moved only when `appointments show` says so",
    )
}

pub(crate) fn moved(start: &LocalTime, staff: &str, language: Language) -> String {
    language.pick(
        format!("verlegt, Cal.com bestätigt: {start} bei {staff}"),
        format!("moved, Cal.com confirms: {start} with {staff}"),
    )
}

pub(crate) fn not_known_yet(language: Language) -> &'static str {
    language.pick(
        "noch nicht gewiss: Cal.com hat nicht geantwortet, es wird von selbst geklärt",
        "not known yet: Cal.com has not answered, it is settled by itself",
    )
}

pub(crate) fn not_moved(reason: Reason, language: Language) -> String {
    match reason.is_for_the_caller() {
        true => language
            .pick(
                "nicht verlegt: dann ist nicht mehr frei",
                "not moved: it is not free any more then",
            )
            .to_owned(),
        false => language.pick(
            format!("nicht verlegt: Cal.com lehnt es ab ({})", reason.as_str()),
            format!("not moved: Cal.com refuses it ({})", reason.as_str()),
        ),
    }
}

pub(crate) fn not_proposed(language: Language) -> &'static str {
    language.pick(
        "nicht verlegt: das steht nicht (mehr) zur Wahl",
        "not moved: that is not (or no longer) among the proposals",
    )
}

pub(crate) fn not_affected(language: Language) -> &'static str {
    language.pick(
        "nicht verlegt: dieser Termin fällt nicht (mehr) in die Abwesenheit",
        "not moved: this appointment does not (or no longer) fall into the absence",
    )
}

pub(crate) fn off_since(language: Language) -> &'static str {
    language.pick("nicht verlegt: der Termin ist abgesagt", "not moved: the appointment is off")
}
