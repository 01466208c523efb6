//! The questions: which part, and two examples that fit.

use crate::domain::language::Language;
use crate::domain::speech::reading::Field;
use crate::domain::speech::time::SAID_CHARS_MAX;
use crate::domain::speech::time::said_tests::{reading, salon};

fn question(field: Field, said: &str, language: Language) -> String {
    let found = reading(&[(field, said)], &salon(), language);
    found.ask.unwrap_or_else(|| panic!("{said:?} is not asked about")).question
}

#[test]
fn a_question_names_the_part_and_two_examples() {
    let days = "Sagen Sie zum Beispiel am Donnerstag oder am 10. Dezember.";
    let times = "Sagen Sie zum Beispiel um halb drei oder ab 16 Uhr.";
    for (field, said, sentence) in [
        (Field::Date, "bald", format!("Bei „bald“ weiß ich nicht, wann das ist. {days}")),
        (
            Field::Date,
            "Haarschnitt",
            format!("Den Tag „Haarschnitt“ habe ich nicht verstanden. {days}"),
        ),
        (Field::Date, "31.2.2027", format!("Den 31. Februar gibt es im Jahr 2027 nicht. {days}")),
        (Field::Date, "1.13.2027", format!("Den Tag „1.13.2027“ gibt es nicht. {days}")),
        (
            Field::Date,
            "gestern",
            format!(
                "Montag, 30. November 2026 ist schon vorbei. An welchem Tag möchten Sie kommen? {days}"
            ),
        ),
        (Field::Date, "am Morgen", format!("An welchem Tag möchten Sie kommen? {days}")),
        (Field::Date, "in 400 Wochen", format!("„in 400 Wochen“ ist zu weit im Voraus. {days}")),
        (Field::Time, "halb", format!("Bei „halb“ fehlt mir die Stunde. {times}")),
        (Field::Time, "um 25 Uhr", format!("Die Uhrzeit „um 25 Uhr“ gibt es nicht. {times}")),
        (
            Field::Time,
            "zwei Personen",
            format!("„zwei Personen“ habe ich nicht verstanden. {times}"),
        ),
        (
            Field::Time,
            "zwischen 5 und 3",
            format!(
                "Bei „5 und 3“ liegt das Ende vor dem Anfang. Von wann bis wann darf es sein? {times}"
            ),
        ),
        (Field::Time, "um acht", "Meinen Sie 8 Uhr oder 20 Uhr?".to_owned()),
        (
            Field::Date,
            "Dienstag, 4. Dezember",
            "Der 4. Dezember ist ein Freitag, kein Dienstag. Welcher Tag ist gemeint?".to_owned(),
        ),
        (Field::Date, "12/04/2026", "Meinen Sie den 12. April oder den 4. Dezember?".to_owned()),
        (
            Field::When,
            "Freitag, nein",
            "„nein“ habe ich nicht verstanden. Sagen Sie zum Beispiel am Donnerstag um halb drei \
             oder am 10. Dezember nachmittags."
                .to_owned(),
        ),
    ] {
        assert_eq!(question(field, said, Language::De), sentence, "{said:?}");
    }
}

#[test]
fn questions_are_asked_in_the_callers_language() {
    for (field, said, sentence) in [
        (
            Field::Time,
            "half past",
            "In “half past” the hour is missing. Please say, for example, at half past two or \
             from 4 pm.",
        ),
        (
            Field::Date,
            "Monday, 24 December",
            "24 December is a Thursday, not a Monday. Which day is meant?",
        ),
        (
            Field::Date,
            "yesterday",
            "Monday, 30 November 2026 is already over. On which day would you like to come? Please \
             say, for example, on Thursday or on 10 December.",
        ),
        (Field::Time, "at eight", "Do you mean 8:00 or 20:00?"),
    ] {
        assert_eq!(question(field, said, Language::En), sentence, "{said:?}");
    }
}

#[test]
fn what_cannot_be_said_aloud_is_not_repeated() {
    for said in ["<script>alert()</script>", "{\"a\":[]}", "🕒🕒", "\u{202e}gnihton", "???"] {
        let sentence = question(Field::Date, said, Language::De);
        assert!(sentence.starts_with("Den Tag habe ich nicht verstanden."), "{sentence}");
    }
    let long = question(Field::Date, &"bla ".repeat(100), Language::De);
    assert!(long.chars().count() < 160, "{long}");
}

#[test]
fn a_text_that_is_too_long_is_refused() {
    let long = "Dienstag ".repeat(1 + SAID_CHARS_MAX / 9);
    let sentence = question(Field::When, &long, Language::De);
    assert!(sentence.starts_with("Das war zu lang für mich."), "{sentence}");
    let both = "x".repeat(SAID_CHARS_MAX / 2 + 1);
    let found = reading(&[(Field::When, &both), (Field::Time, &both)], &salon(), Language::De);
    assert!(found.ask.is_some_and(|ask| ask.question.contains("zu lang")));
}
