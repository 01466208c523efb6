//! The questions back: which part was not understood, and two examples that fit.

use crate::domain::calendar::speak::{speak_date, speak_day, speak_time, weekday_name};
use crate::domain::language::Language;
use crate::domain::speech::anchor::Anchor;
use crate::domain::speech::reading::Ask;
use crate::domain::speech::time::atoms::expr::Trouble;
use crate::domain::speech::time::facts::doubt::{Doubt, Why};
use time::{Date, Duration, Month, Time};

/// Longer parts are cut before they are repeated.
const PART_CHARS_MAX: usize = 40;

/// What a question is for, and so which examples fit.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum About {
    Day,
    Time,
    Both,
}

/// The question that a doubt becomes.
pub(crate) fn ask(doubt: &Doubt, about: About, anchor: &Anchor) -> Ask {
    let part = doubt.part.as_deref().and_then(speakable);
    let question = match said_alone(doubt.why, anchor.language) {
        Some(sentence) => sentence,
        None => with_examples(doubt.why, part.as_deref(), about, anchor),
    };
    Ask { part, question }
}

/// A part as it may be repeated: short, one line, without signs that no voice says.
fn speakable(part: &str) -> Option<String> {
    let is_plain = |c: char| c.is_alphanumeric() || " -.,:/'’".contains(c);
    let mut line = String::new();
    for word in part.split_whitespace() {
        let chars = line.chars().count() + 1 + word.chars().count();
        if !line.is_empty() && chars > PART_CHARS_MAX {
            break;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    let plain = line.chars().all(is_plain) && line.chars().any(char::is_alphanumeric);
    plain.then(|| line.chars().take(PART_CHARS_MAX).collect())
}

/// Questions that name what may be meant and need no examples.
fn said_alone(why: Why, language: Language) -> Option<String> {
    let time = |time| speak_time(time, language);
    let day = |day| speak_day(day, language);
    let sentence = match why {
        Why::TwoTimes(one, other) => language.pick(
            format!("Meinen Sie {} oder {}?", time(one), time(other)),
            format!("Do you mean {} or {}?", time(one), time(other)),
        ),
        Why::TwoDays(one, other) => language.pick(
            format!("Meinen Sie {} oder {}?", day(one), day(other)),
            format!("Do you mean {} or {}?", day(one), day(other)),
        ),
        Why::NoSuchHour(before, after) => language.pick(
            format!(
                "Diese Uhrzeit gibt es an dem Tag nicht, weil die Uhren vorgestellt werden. \
                 Möglich sind {} oder {}.",
                time(before),
                time(after)
            ),
            format!(
                "This time does not exist on that day, because the clocks go forward. \
                 Possible are {} or {}.",
                time(before),
                time(after)
            ),
        ),
        Why::TwiceThatDay => language
            .pick(
                "Diese Uhrzeit gibt es an dem Tag zweimal, weil die Uhren zurückgestellt werden. \
                 Ist die Sommerzeit oder die Winterzeit gemeint?",
                "This time comes twice on that day, because the clocks go back. \
                 Is summer time or winter time meant?",
            )
            .to_owned(),
        Why::WrongWeekday { day, said } => {
            let date = speak_date(day.day(), day.month(), language);
            let is = weekday_name(day.weekday(), language);
            let said = weekday_name(said, language);
            language.pick(
                format!("Der {date} ist ein {is}, kein {said}. Welcher Tag ist gemeint?"),
                format!("{date} is a {is}, not a {said}. Which day is meant?"),
            )
        }
        Why::Trouble(Trouble::DayOrMonth { one, other, year: _ }) => {
            let months = Month::try_from(other).ok().zip(Month::try_from(one).ok());
            let (first, second) = months?;
            let (one, other) =
                (speak_date(one, first, language), speak_date(other, second, language));
            language.pick(
                format!("Meinen Sie den {one} oder den {other}?"),
                format!("Do you mean {one} or {other}?"),
            )
        }
        _ => return None,
    };
    Some(sentence)
}

fn with_examples(why: Why, part: Option<&str>, about: About, anchor: &Anchor) -> String {
    let (german, english) = complaint(why, part, about, anchor.language);
    let complaint = anchor.language.pick(german, english);
    let about = match why {
        Why::NoDay | Why::DayMissing | Why::DayIsPast(_) | Why::NoSuchDay { .. } => About::Day,
        Why::Trouble(Trouble::NoSuchDay | Trouble::Past | Trouble::TooFar) => About::Day,
        Why::NoTime | Why::TimeIsPast(_) => About::Time,
        Why::Trouble(Trouble::NoSuchTime | Trouble::Midnight | Trouble::HourMissing) => About::Time,
        _ => about,
    };
    let (first, second) = examples(about, anchor);
    match anchor.language {
        Language::De => format!("{complaint} Sagen Sie zum Beispiel {first} oder {second}."),
        Language::En => format!("{complaint} Please say, for example, {first} or {second}."),
    }
}

/// Two answers that would be understood, on days when the branch is open.
fn examples(about: About, anchor: &Anchor) -> (String, String) {
    let open = |day: &Date| anchor.opening.is_open_on(*day);
    let later = |days: i64| anchor.today.checked_add(Duration::days(days));
    let from = |days: i64| (days..days + 7).filter_map(later).find(open).or_else(|| later(days));
    let language = anchor.language;
    let soon = from(2).unwrap_or(anchor.today);
    let weekday = weekday_name(soon.weekday(), language);
    let day = from(9).unwrap_or(anchor.today);
    let date = speak_date(day.day(), day.month(), language);
    match about {
        About::Day => language.pick(
            (format!("am {weekday}"), format!("am {date}")),
            (format!("on {weekday}"), format!("on {date}")),
        ),
        About::Time => language.pick(
            ("um halb drei".to_owned(), "ab 16 Uhr".to_owned()),
            ("at half past two".to_owned(), "from 4 pm".to_owned()),
        ),
        About::Both => language.pick(
            (format!("am {weekday} um halb drei"), format!("am {date} nachmittags")),
            (format!("on {weekday} at half past two"), format!("on {date} in the afternoon")),
        ),
    }
}

/// What is wrong, in German and in English, with the part that it is about.
fn complaint(why: Why, part: Option<&str>, about: About, language: Language) -> (String, String) {
    let quoted = |german: &str, english: &str| match part {
        Some(part) => (
            german.replace("{}", &format!("„{part}“")),
            english.replace("{}", &format!("“{part}”")),
        ),
        None => unnamed(about),
    };
    let both = |german: &str, english: &str| (german.to_owned(), english.to_owned());
    match why {
        Why::Trouble(trouble) => trouble_said(trouble, &quoted),
        Why::NoDay => match part {
            Some(_) => {
                quoted("Den Tag {} habe ich nicht verstanden.", "I did not understand the day {}.")
            }
            None => both("Den Tag habe ich nicht verstanden.", "I did not understand the day."),
        },
        Why::NoTime => match part {
            Some(_) => quoted(
                "Die Uhrzeit {} habe ich nicht verstanden.",
                "I did not understand the time {}.",
            ),
            None => {
                both("Die Uhrzeit habe ich nicht verstanden.", "I did not understand the time.")
            }
        },
        Why::NothingUnderstood => {
            quoted("{} habe ich nicht verstanden.", "I did not understand {}.")
        }
        Why::DayMissing => {
            both("An welchem Tag möchten Sie kommen?", "On which day would you like to come?")
        }
        Why::Negated => quoted(
            "Was nicht geht, habe ich verstanden: {}. Wann passt es Ihnen denn?",
            "I understood what is not possible: {}. When would suit you?",
        ),
        Why::Vague => quoted("Bei {} weiß ich nicht, wann das ist.", "I do not know when {} is."),
        Why::IsEnd => quoted(
            "Bei {} habe ich verstanden, wann Sie fertig sein müssen. Wann möchten Sie kommen?",
            "From {} I understood when you have to be done. When would you like to come?",
        ),
        Why::Contradiction => quoted(
            "{} passt nicht zusammen. Wann möchten Sie kommen?",
            "{} does not go together. When would you like to come?",
        ),
        Why::Choice => quoted(
            "{} kann ich nicht zugleich suchen. Was ist Ihnen lieber?",
            "I cannot look for {} at once. Which do you prefer?",
        ),
        Why::Backwards => quoted(
            "Bei {} liegt das Ende vor dem Anfang. Von wann bis wann darf es sein?",
            "In {} the end is before the beginning. From when until when?",
        ),
        Why::NoSuchDay { day, month, year } => {
            let said = |language| speak_date(day, month, language);
            (
                format!("Den {} gibt es im Jahr {year} nicht.", said(Language::De)),
                format!("There is no {} in {year}.", said(Language::En)),
            )
        }
        Why::DayIsPast(day) => day_is_past(day),
        Why::TimeIsPast(time) => (
            format!("{} ist heute schon vorbei.", speak_time(time, Language::De)),
            format!("{} today is already over.", speak_time(time, Language::En)),
        ),
        Why::Dangling => quoted("Nach {} fehlt mir etwas.", "Something is missing behind {}."),
        Why::TooLong => both(
            "Das war zu lang für mich. Bitte sagen Sie nur, wann Sie kommen möchten.",
            "That was too long for me. Please say only when you would like to come.",
        ),
        Why::TwoTimes(..)
        | Why::TwoDays(..)
        | Why::WrongWeekday { .. }
        | Why::NoSuchHour(..)
        | Why::TwiceThatDay => {
            let sentence = said_alone(why, language).unwrap_or_default();
            (sentence.clone(), sentence)
        }
    }
}

fn day_is_past(day: Date) -> (String, String) {
    let said = |language| format!("{} {}", speak_day(day, language), day.year());
    (
        format!("{} ist schon vorbei. An welchem Tag möchten Sie kommen?", said(Language::De)),
        format!("{} is already over. On which day would you like to come?", said(Language::En)),
    )
}

fn trouble_said(
    trouble: Trouble,
    quoted: &dyn Fn(&str, &str) -> (String, String),
) -> (String, String) {
    match trouble {
        Trouble::HourMissing => {
            quoted("Bei {} fehlt mir die Stunde.", "In {} the hour is missing.")
        }
        Trouble::NoSuchTime => {
            quoted("Die Uhrzeit {} gibt es nicht.", "There is no such time of day as {}.")
        }
        Trouble::Midnight => {
            quoted("Um Mitternacht ist geschlossen ({}).", "At midnight we are closed ({}).")
        }
        Trouble::NoSuchDay => quoted("Den Tag {} gibt es nicht.", "There is no such day as {}."),
        Trouble::Past => quoted(
            "{} ist schon vorbei. An welchem Tag möchten Sie kommen?",
            "{} is already over. On which day would you like to come?",
        ),
        Trouble::TooFar => quoted("{} ist zu weit im Voraus.", "{} is too far ahead."),
        Trouble::Recurring => quoted(
            "Termine wie {} vereinbare ich nur einzeln. Wann soll der erste sein?",
            "I can only make appointments like {} one by one. When should the first one be?",
        ),
        Trouble::NextWeekend => quoted(
            "Bei {} bin ich nicht sicher, welches Wochenende Sie meinen.",
            "I am not sure which weekend you mean by {}.",
        ),
        Trouble::EightDays => quoted(
            "Bei {} bin ich nicht sicher, ob Sie heute in einer Woche meinen.",
            "I am not sure whether you mean a week from today by {}.",
        ),
        Trouble::Unreadable => quoted("{} kann ich nicht lesen.", "I cannot read {}."),
        Trouble::Unclear | Trouble::DayOrMonth { .. } => {
            quoted("{} habe ich nicht verstanden.", "I did not understand {}.")
        }
    }
}

/// Where the part cannot be repeated.
fn unnamed(about: About) -> (String, String) {
    let (german, english) = match about {
        About::Day => ("Den Tag habe ich nicht verstanden.", "I did not understand the day."),
        About::Time => ("Die Uhrzeit habe ich nicht verstanden.", "I did not understand the time."),
        About::Both => (
            "Wann Sie kommen möchten, habe ich nicht verstanden.",
            "I did not understand when you would like to come.",
        ),
    };
    (german.to_owned(), english.to_owned())
}

/// Whether two times are the same but for the half of the day.
pub(crate) fn halves(minute: u16) -> (Time, Time) {
    let at = |minute: u16| {
        let minute = minute % (24 * 60);
        let hour = u8::try_from(minute / 60).unwrap_or_default();
        let rest = u8::try_from(minute % 60).unwrap_or_default();
        Time::from_hms(hour, rest, 0).unwrap_or(Time::MIDNIGHT)
    };
    (at(minute), at(minute.saturating_add(12 * 60)))
}
