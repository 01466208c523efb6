//! What is said for a value, read again, gives the value: for values at random, and for sentences at random.

use crate::domain::calendar::opening::{OpenHours, Opening};
use crate::domain::calendar::zone::{WallTime, Zone};
use crate::domain::language::Language;
use crate::domain::speech::anchor::Anchor;
use crate::domain::speech::reading::{Field, PartOfDay, Prefer, Reading, When};
use crate::domain::speech::{say, time as expression};
use proptest::collection::{btree_set, vec};
use proptest::prelude::*;
use proptest::sample::select;
use time::macros::date;
use time::{Date, Duration, Time};

/// A thousand in each language.
const CASES: u32 = 2_000;
/// The furthest day that is said.
const DAYS_AHEAD_MAX: i64 = 700;
/// An ordinary Tuesday, a Sunday, the ends of a year and of February, the days beside the changes of the clock.
const TODAYS: [Date; 8] = [
    date!(2026 - 12 - 01),
    date!(2026 - 11 - 29),
    date!(2026 - 12 - 31),
    date!(2028 - 02 - 28),
    date!(2027 - 02 - 28),
    date!(2027 - 03 - 27),
    date!(2026 - 10 - 24),
    date!(2026 - 07 - 15),
];
const OPEN: [(&str, &str); 4] =
    [("09:00", "18:00"), ("07:00", "12:00"), ("10:00", "20:00"), ("06:30", "21:00")];

/// The parts that can be asked for. At night no salon is open: that is asked about.
const PARTS: [PartOfDay; 4] =
    [PartOfDay::Morning, PartOfDay::Noon, PartOfDay::Afternoon, PartOfDay::Evening];

/// Where and when something is said.
#[derive(Clone, Debug)]
struct Scene {
    today: Date,
    opening: Opening,
    zone: Zone,
    language: Language,
}

impl Scene {
    fn anchor(&self) -> Anchor<'_> {
        let Scene { today, opening, zone, language } = self;
        let now = Time::from_hms(8, 0, 0).unwrap();
        Anchor { today: *today, now, zone, opening, language: *language }
    }

    fn read(&self, said: &str) -> Reading {
        expression::read(&[(Field::When, said)], &self.anchor())
    }
}

fn scenes() -> impl Strategy<Value = Scene> {
    let languages = select(vec![Language::De, Language::En]);
    (select(TODAYS.to_vec()), select(OPEN.to_vec()), languages).prop_map(
        |(today, (opens, closes), language)| {
            let hours = (2..7).map(|day| OpenHours::parse(day, opens, closes).unwrap());
            let opening = Opening { hours: hours.collect(), closures: Vec::new() };
            Scene { today, opening, zone: Zone::parse("Europe/Berlin").unwrap(), language }
        },
    )
}

/// From one in the night on: that a salon is shut at midnight is said at once.
fn clock_times() -> impl Strategy<Value = Time> {
    (1_u8..24, prop_oneof![Just(0_u8), Just(30), 0_u8..60])
        .prop_map(|(hour, minute)| Time::from_hms(hour, minute, 0).unwrap())
}

/// Days as numbers from tomorrow on: none, one, a span, an open span, some.
fn days() -> impl Strategy<Value = (Option<i64>, Option<i64>, Vec<i64>)> {
    let near = 1..DAYS_AHEAD_MAX;
    prop_oneof![
        1 => Just((None, None, Vec::new())),
        3 => near.clone().prop_map(|day| (Some(day), Some(day), Vec::new())),
        2 => (near.clone(), 1..40_i64).prop_map(|(day, more)| (Some(day), Some(day + more), Vec::new())),
        1 => near.clone().prop_map(|day| (Some(day), None, Vec::new())),
        1 => near.clone().prop_map(|day| (None, Some(day), Vec::new())),
        2 => (near, btree_set(0..20_i64, 2..5)).prop_map(|(first, more)| {
            let days: Vec<i64> = more.into_iter().map(|day| first + day).collect();
            let (from, to) = (days[0], days[days.len() - 1]);
            // All of a span is a span.
            let is_span = to - from == days.len() as i64 - 1;
            (Some(from), Some(to), if is_span { Vec::new() } else { days })
        }),
    ]
}

/// The window of the day: nothing, a time, a bound, a part.
fn windows() -> impl Strategy<Value = When> {
    let exactly = |(at, about): (Time, bool)| When {
        from_time: Some(at),
        to_time: Some(at),
        exact: !about,
        about,
        ..When::default()
    };
    let window = |from, to| When { from_time: from, to_time: to, ..When::default() };
    prop_oneof![
        Just(When::default()),
        (clock_times(), any::<bool>()).prop_map(exactly),
        clock_times().prop_map(move |from| window(Some(from), None)),
        clock_times().prop_map(move |to| window(None, Some(to))),
        (clock_times(), clock_times()).prop_filter_map("not in order", move |(from, to)| {
            (from < to).then(|| window(Some(from), Some(to)))
        }),
        select(PARTS.to_vec()).prop_map(move |part| {
            let (from, to) = part.window();
            window(Some(from), Some(to))
        }),
    ]
}

/// A wish that fits what else is said.
fn with_prefer(when: When, kind: u8, at: Time, part: PartOfDay, place: usize) -> When {
    let is_point = when.exact || when.about;
    let has_window = when.from_time.is_some() || when.to_time.is_some();
    let prefer = match kind {
        1 if !is_point => Some(Prefer::Earliest),
        2 if !is_point => Some(Prefer::Latest),
        3 if !has_window => Some(Prefer::Time(at)),
        4 if !has_window => Some(Prefer::Part(part)),
        5 => match (when.from_day, when.to_day) {
            (Some(from), Some(to)) if from < to => {
                let mut days = when.only_days.clone();
                if days.is_empty() {
                    let all = (0..=(to - from).whole_days()).map(|day| from + Duration::days(day));
                    days = all.collect();
                }
                Some(Prefer::Day(days[place % days.len()]))
            }
            _ => None,
        },
        _ => None,
    };
    When { prefer, ..when }
}

fn values() -> impl Strategy<Value = (Scene, When)> {
    let parts = select(PARTS.to_vec());
    let wish = (0_u8..9, clock_times(), parts, 0_usize..50);
    (scenes(), days(), windows(), wish).prop_filter_map(
        "an hour that is missing or comes twice is asked about",
        |(scene, (from, to, only), window, (kind, at, part, place))| {
            let day = |number: i64| scene.today + Duration::days(number);
            let when = When {
                from_day: from.map(day),
                to_day: to.map(day),
                only_days: only.into_iter().map(day).collect(),
                ..window
            };
            let when = with_prefer(when, kind, at, part, place);
            let is_once = |time: Option<Time>| {
                let at = when.from_day.zip(time);
                let at = at.map(|(day, time)| scene.zone.instant(day, time));
                at.is_none_or(|wall| matches!(wall, WallTime::Exact(_)))
            };
            let is_plain = is_once(when.from_time) && is_once(when.to_time);
            is_plain.then_some((scene, when))
        },
    )
}

fn without_assumed(when: &When) -> When {
    When { assumed: Vec::new(), ..when.clone() }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(CASES))]

    #[test]
    fn a_value_that_is_said_is_read_as_that_value((scene, when) in values()) {
        let said = say::when(&when, &scene.anchor());
        let reading = scene.read(&said);
        prop_assert_eq!(&reading.ask, &None, "{}", said);
        prop_assert_eq!(without_assumed(&reading.when), when, "{}", said);
        let spared: Vec<&str> = reading.words.iter().filter(|word| !word.is_spent()).map(|word| word.said.as_str()).collect();
        prop_assert_eq!(spared, Vec::<&str>::new(), "{}", said);
    }

    /// Whatever a sentence is understood as.
    #[test]
    fn a_sentence_that_is_understood_is_said_back(
        (scene, words) in scenes().prop_flat_map(|scene| {
            let words = sentences(scene.language);
            (Just(scene), words)
        }),
    ) {
        let reading = scene.read(&words);
        if reading.ask.is_none() {
            let when = without_assumed(&reading.when);
            let said = say::when(&when, &scene.anchor());
            let again = scene.read(&said);
            prop_assert_eq!(&again.ask, &None, "{} -> {}", words, said);
            prop_assert_eq!(without_assumed(&again.when), when, "{} -> {}", words, said);
        }
    }
}

/// Half of the sentences at random have a meaning that can be acted upon; else the test above tests little.
#[test]
fn most_sentences_at_random_are_understood() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    for language in [Language::De, Language::En] {
        let hours = (2..7).map(|day| OpenHours::parse(day, "09:00", "18:00").unwrap());
        let opening = Opening { hours: hours.collect(), closures: Vec::new() };
        let zone = Zone::parse("Europe/Berlin").unwrap();
        let scene = Scene { today: TODAYS[0], opening, zone, language };
        let mut asked = Vec::new();
        for _ in 0..500 {
            let words = sentences(language).new_tree(&mut runner).unwrap().current();
            if scene.read(&words).ask.is_some() {
                asked.push(words);
            }
        }
        assert!(asked.len() <= 150, "{} of 500 are asked about, so {:?}", asked.len(), &asked[..9]);
    }
}

const GERMAN_DAYS: &str = "am Dienstag|nächste Woche Dienstag|heute|morgen|übermorgen|am 3.|am 15. Januar|\
    am dritten Zwölften|in zwei Wochen|heute in 14 Tagen|übernächsten Freitag|nächste Woche|\
    diese Woche|am Wochenende|Mitte Januar|Anfang März|Ende Februar|vom 3. bis 5. Dezember|\
    ab Donnerstag|bis Samstag|ab dem 10. Dezember|nach Weihnachten|vor Weihnachten|Silvester|\
    Dienstag oder Donnerstag|nächste Woche Mittwoch oder Freitag|von Mittwoch bis Freitag|\
    im Februar|am 7.9.|am ersten Mai|nächsten Monat|Freitag in drei Wochen|";
const GERMAN_TIMES: &str = "um halb drei|um viertel nach zwei|dreiviertel drei|um 14 Uhr 30|gegen vier|\
    so um zehn|ab 17 Uhr|nach drei|bis fünf|spätestens um 12|zwischen 10 und 12|am Vormittag|\
    nachmittags|abends|mittags|vormittags ab zehn|nachmittags bis 16 Uhr|um zehn vor vier|\
    kurz nach elf|um 9 Uhr morgens|um 7 Uhr abends|um 15:20|von zwei bis vier|früh||";
const GERMAN_WISHES: &str = "so früh wie möglich|am liebsten Freitag|am liebsten vormittags|\
    möglichst spät||||";
const ENGLISH_DAYS: &str = "on Tuesday|next week Tuesday|today|tomorrow|the day after tomorrow|on the 3rd|\
    on January 15th|in two weeks|in a fortnight|the Friday after next|next week|this week|\
    this weekend|mid January|early March|at the end of February|from 3 to 5 December|\
    from Thursday|until Saturday|after Christmas|before Christmas|on New Year's Eve|\
    Tuesday or Thursday|next week Wednesday or Friday|from Wednesday to Friday|in February|\
    on 7 September|on the first of May|next month|";
const ENGLISH_TIMES: &str = "at half past two|at a quarter past two|at quarter to three|at 2:30 pm|around four|\
    about ten|after 5 pm|from three|until five|no later than 12|between 10 and 12|in the morning|\
    in the afternoon|in the evening|at noon|at lunchtime|at 9 am|at 7 in the evening|at 15:20|\
    from two to four||";
const ENGLISH_WISHES: &str =
    "as early as possible|preferably on Friday|preferably in the morning|as late as possible||||";

/// A day, a time and a wish in any order, each of which may be missing.
fn sentences(language: Language) -> impl Strategy<Value = String> {
    let lists = match language {
        Language::De => [GERMAN_DAYS, GERMAN_TIMES, GERMAN_WISHES],
        Language::En => [ENGLISH_DAYS, ENGLISH_TIMES, ENGLISH_WISHES],
    };
    let one_of = |list: &'static str| select(list.split('|').map(str::trim).collect::<Vec<_>>());
    let [days, times, wishes] = lists.map(one_of);
    (days, times, wishes, vec(any::<bool>(), 2)).prop_map(|(day, time, wish, turns)| {
        let [first, second] = if turns[0] { [time, day] } else { [day, time] };
        let parts = if turns[1] { [wish, first, second] } else { [first, second, wish] };
        let said = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
        said.join(", ")
    })
}
