//! What nobody should say: reading it ends soon, ends the same way each time, and never brings anything down.

use crate::domain::calendar::opening::{OpenHours, Opening};
use crate::domain::calendar::zone::Zone;
use crate::domain::language::Language;
use crate::domain::speech::anchor::Anchor;
use crate::domain::speech::reading::{Field, Reading};
use crate::domain::speech::{say, time as expression};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use std::time::{Duration, Instant};
use time::macros::{date, time};

/// As long as a text can be that a caller is given time for.
const CHARS: usize = 2_000;
/// In a test build, at the best of some tries, on a machine with much else to do; a hundredth of it is what it takes.
const READ_AT_MOST: Duration = Duration::from_secs(2);
const TRIES: usize = 5;

/// Words of both grammars, pieces of machine forms, and what has no place in either.
const PIECES: &str = "halb viertel dreiviertel um am ab bis vor nach zwischen und oder von vom zum gegen so nicht außer \
    nächste übernächste diese letzte Woche Monat Jahr Tag Tage Wochen Wochenende Anfang Mitte Ende Dienstag Freitag \
    Sonnabend morgen heute gestern übermorgen früh Vormittag nachmittags abends mittags Mitternacht Weihnachten \
    Silvester Ostern Januar Dezember drei vierzehn dreißig zwölften ersten Uhr Minuten lieber liebsten möglich wie \
    half past quarter to at from until between next last week tomorrow tonight noon pm am o'clock ish the of first \
    third thirty December Christmas preferably soon later in days ago 3 14 30 99 1430 2026 31.2. 3.12. 14:30 25:61 \
    2026-12-04 2026-12-04T10:00:00Z +02:00 [Europe/Berlin] 20261204 12/24/2026 -5 0 00 1e9 ½ ٣ ۱۴ １４ 三日 🦄 👩‍🦰 \
    e\u{301} \u{202e} \u{0} \u{feff} ß ẞ İ ... --- / : . , ; ( ) \" ' ; DROP TABLE ignore";

fn read(said: &[(Field, &str)], language: Language) -> Reading {
    let zone = Zone::parse("Europe/Berlin").unwrap();
    let hours = (2..7).map(|day| OpenHours::parse(day, "09:00", "18:00").unwrap());
    let opening = Opening { hours: hours.collect(), closures: Vec::new() };
    let now = time!(10:00);
    let anchor =
        Anchor { today: date!(2026 - 12 - 01), now, zone: &zone, opening: &opening, language };
    let reading = expression::read(said, &anchor);
    // What is understood, however odd, can be said.
    assert!(!say::when(&reading.when, &anchor).is_empty());
    reading
}

fn both(said: &[(Field, &str)]) -> [Reading; 2] {
    [Language::De, Language::En].map(|language| read(said, language))
}

/// The words of `PIECES` in any order, with or without what parts them.
fn splices(most: usize) -> impl Strategy<Value = String> {
    let pieces = select(PIECES.split_whitespace().collect::<Vec<_>>());
    let gaps = select(vec![" ", " ", " ", " ", "", ", ", "-", "\n"]);
    vec((pieces, gaps), 0..most).prop_map(|parts| {
        parts.into_iter().flat_map(|(piece, gap)| [piece, gap]).collect::<String>()
    })
}

fn fields() -> impl Strategy<Value = Field> {
    select(Field::ALL.to_vec())
}

/// What is understood makes sense, whatever was said.
fn check(reading: &Reading) -> Result<(), TestCaseError> {
    let when = &reading.when;
    prop_assert!(!(when.exact && when.about));
    if when.exact || when.about {
        prop_assert!(when.from_time.is_some() && when.from_time == when.to_time);
    }
    prop_assert!(when.only_days.windows(2).all(|pair| pair[0] < pair[1]), "{:?}", when.only_days);
    if let (Some(first), Some(last)) = (when.only_days.first(), when.only_days.last()) {
        prop_assert_eq!((when.from_day, when.to_day), (Some(*first), Some(*last)));
    }
    if reading.ask.is_none() {
        if let (Some(from), Some(to)) = (when.from_day, when.to_day) {
            prop_assert!(from <= to);
        }
        let days = [when.from_day, when.to_day].into_iter().flatten();
        for day in days {
            prop_assert!((2000..2200).contains(&day.year()), "{}", day);
        }
    }
    if let Some(ask) = &reading.ask {
        prop_assert!(!ask.question.is_empty());
        // It is said on the telephone, so a long text is not said back whole.
        prop_assert!(ask.question.chars().count() < 400, "{}", ask.question);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn splices_of_the_grammar_make_sense_or_are_asked_about(
        text in splices(14), field in fields(),
    ) {
        for reading in both(&[(field, &text)]) {
            check(&reading)?;
        }
    }

    #[test]
    fn several_fields_of_anything_make_sense_or_are_asked_about(
        said in vec((fields(), prop_oneof![splices(5), any::<String>()]), 0..6),
    ) {
        let said: Vec<(Field, &str)> =
            said.iter().map(|(field, text)| (*field, text.as_str())).collect();
        for (once, again) in both(&said).iter().zip(&both(&said)) {
            check(once)?;
            prop_assert_eq!(once, again);
        }
    }

    #[test]
    fn anything_in_an_argument_but_time_is_asked_about(text in "[ăđħŋœþ🦄ありが]{1,40}", field in fields()) {
        for reading in both(&[(field, &text)]) {
            check(&reading)?;
            let nothing = reading.when == Default::default();
            prop_assert!(nothing, "{:?}", reading.when);
            prop_assert!(field == Field::When || reading.ask.is_some());
        }
    }
}

/// The longest texts there are, each of which could lead a reader that tries again into doing so without end.
#[test]
fn reading_ends_soon_whatever_is_said() {
    let again = |piece: &str| piece.chars().cycle().take(CHARS).collect::<String>();
    let texts = [
        again("a"),
        again("1"),
        again("halb "),
        again("viertel nach "),
        again("nächste Woche "),
        again("zwischen 3 und "),
        again("Dienstag oder "),
        again("3. bis 5. Dezember, "),
        again("so früh wie "),
        again("half past "),
        again("2026-12-04T10:00:00"),
        again("einundzwanzig"),
        again("dreiundzwanzigtausend"),
        again("🦄"),
        again("👩‍👩‍👧 um ٣ Uhr "),
        again("am 3. am 4. um 5 um 6 "),
        again("e\u{301}\u{302}\u{303}"),
        again("ﷺ"),
        again("ähm also "),
        again("-"),
        again("."),
        again(" "),
        again("\u{0}"),
        again("in zwei Wochen nach Weihnachten am Tag vor "),
        "(".repeat(CHARS),
    ];
    for text in &texts {
        for field in Field::ALL {
            let tries = (0..TRIES).map(|_| {
                let begun = Instant::now();
                for reading in both(&[(field, text)]) {
                    check(&reading).unwrap();
                }
                begun.elapsed()
            });
            // The first that is soon enough will do.
            let mut tries = tries.skip_while(|took| *took > READ_AT_MOST);
            assert!(tries.next().is_some(), "{field:?} {text:.40}");
        }
    }
    // All fields at once, each as long as that.
    let said: Vec<(Field, &str)> =
        Field::ALL.into_iter().zip(texts.iter().map(String::as_str)).collect();
    for reading in both(&said) {
        assert!(reading.ask.is_some());
    }
}

/// A wish at the end of a long tale is either heard or asked about; nothing else is made of the tale.
#[test]
fn a_long_tale_is_not_taken_for_a_time() {
    let tale = "ich war ja schon öfter bei Ihnen und fand es immer schön ".repeat(30);
    for (wish, day) in [("", None), ("also am Freitag um zehn", Some(date!(2026 - 12 - 04)))] {
        let said = format!("{tale}{wish}");
        for reading in both(&[(Field::When, &said)]) {
            if reading.ask.is_none() {
                assert_eq!(reading.when.from_day, day);
            }
        }
    }
}
