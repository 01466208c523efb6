//! The one reader of expressions of time: all arguments of a call together, against the day and the branch they are
//! said about.

use crate::domain::calendar::zone::{WallTime, Zone};
use crate::domain::speech::anchor::Anchor;
use crate::domain::speech::reading::{Field, Prefer, Reading, When, Word};
use crate::domain::speech::time::atoms::expr::{ClockExpr, DayExpr};
use crate::domain::speech::time::atoms::scan::scan;
use crate::domain::speech::time::facts::aside::{self, Heeded};
use crate::domain::speech::time::facts::besides;
use crate::domain::speech::time::facts::doubt::{Doubt, Why};
use crate::domain::speech::time::facts::fact::{Fact, Heard, Role, What};
use crate::domain::speech::time::facts::instead::put_instead;
use crate::domain::speech::time::facts::leftover;
use crate::domain::speech::time::facts::spared;
use crate::domain::speech::time::facts::statement::statements;
use crate::domain::speech::time::settle::ask::{About, ask};
use crate::domain::speech::time::settle::assume;
use crate::domain::speech::time::settle::change;
use crate::domain::speech::time::settle::days::{self, Wanted};
use crate::domain::speech::time::settle::hour::Hours;
use crate::domain::speech::time::settle::stated::{Doubted, Stated};
use crate::domain::speech::time::settle::times::{self, Window};
use crate::domain::speech::time::words::lexicon;
use crate::domain::speech::time::words::token::{Kind, Said, Token};
use time::{Date, Duration, PrimitiveDateTime, Time};

/// Characters of all that is read together; nobody says more about when.
pub const SAID_CHARS_MAX: usize = 2_000;

/// Reads what several arguments say together. Whatever is not certain is asked about; `when` then holds what was
/// understood all the same. Both languages are read.
pub fn read(said: &[(Field, &str)], anchor: &Anchor) -> Reading {
    let chars: usize =
        said.iter().map(|(_, text)| text.chars().take(SAID_CHARS_MAX + 1).count()).sum();
    if chars > SAID_CHARS_MAX {
        let doubt = Doubt::new(Why::TooLong, "");
        let question = ask(&doubt, About::Both, anchor);
        return Reading { ask: Some(question), ..Reading::default() };
    }
    let said = said.iter().filter(|(_, text)| !text.trim().is_empty());
    let mut texts: Vec<Text> = said.map(|(field, text)| Text::read(*field, text, anchor)).collect();
    let mut doubts: Vec<(Doubt, Field)> = Vec::new();
    for text in &texts {
        doubts.extend(text.doubts.iter().map(|doubt| (doubt.clone(), text.field)));
    }
    let (when, doubt) = together(&texts, anchor);
    doubts.extend(doubt);
    if doubts.is_empty() && is_day_missing(&texts, &when) {
        doubts.push((Doubt::new(Why::DayMissing, ""), Field::Date));
    }
    Reading {
        when,
        ask: doubts.first().map(|(doubt, field)| ask(doubt, about(*field), anchor)),
        words: texts.iter_mut().flat_map(|text| std::mem::take(&mut text.words)).collect(),
    }
}

fn about(field: Field) -> About {
    match field {
        Field::When | Field::Start => About::Both,
        Field::Date | Field::DateFrom | Field::DateTo => About::Day,
        Field::Time | Field::Earliest | Field::Latest => About::Time,
    }
}

/// One argument as it was read.
struct Text {
    field: Field,
    said: Said,
    heard: Heard,
    doubts: Vec<Doubt>,
    /// The zone that a program wrote behind an instant.
    zone: Option<Zone>,
    words: Vec<Word>,
}

impl Text {
    fn read(field: Field, text: &str, anchor: &Anchor) -> Text {
        let said = Said::new(text);
        let mut pieces = scan(&said);
        if field == Field::When {
            put_instead(&said, &mut pieces);
        }
        let asides = match field {
            Field::When => aside::asides(&said, &mut pieces),
            _ => Vec::new(),
        };
        let heeded = aside::heed(pieces, asides, |pieces| statements(pieces, field));
        let Heeded { pieces, asides, mut heard, used } = heeded;
        heard.is_any |= field != Field::When && heard.facts.is_empty() && is_any(&said);
        let has_time = !heard.facts.is_empty() || heard.wish.is_some() || heard.is_any;
        let mut puzzles = std::mem::take(&mut heard.puzzles);
        puzzles.extend(leftover::puzzles(&said, &pieces, &used, field, &heard, &asides));
        if field == Field::When {
            puzzles.extend(besides::puzzles(&said, &heard.facts, &asides));
        }
        puzzles.sort_by_key(|puzzle| puzzle.tokens.start);
        let has_said = !heard.facts.is_empty() || heard.wish.is_some();
        if puzzles.is_empty() && has_said && field != Field::When {
            puzzles.extend(leftover::unknown(&said, &pieces, &used));
        }
        let mut doubts: Vec<Doubt> = puzzles
            .into_iter()
            .map(|puzzle| Doubt::new(puzzle.why, said.words(puzzle.tokens)))
            .collect();
        if !has_time && doubts.is_empty() && field != Field::When {
            let why = match about(field) {
                About::Day => Why::NoDay,
                About::Time => Why::NoTime,
                About::Both => Why::NothingUnderstood,
            };
            doubts.push(Doubt::new(why, text));
        }
        heard.facts = heard.facts.into_iter().flat_map(|fact| anchored(fact, anchor)).collect();
        let words = match field {
            Field::When => spared::words(&said, &pieces, &used, &asides),
            _ => Vec::new(),
        };
        Text { field, said, heard, doubts, zone: named_zone(text), words }
    }
}

/// `[Europe/Berlin]`, as RFC 9557 has it.
fn named_zone(text: &str) -> Option<Zone> {
    let (name, _) = text.split_once('[')?.1.split_once(']')?;
    Zone::parse(name).ok()
}

/// In an argument of its own `egal` is about the time; in a whole sentence it may be of the stylist.
fn is_any(said: &Said) -> bool {
    const WORDS: [&str; 13] = [
        "egal",
        "any",
        "anything",
        "whatever",
        "flexibel",
        "flexible",
        "beliebig",
        "offen",
        "open",
        "ganztaegig",
        "tagsueber",
        "ganztags",
        "wurscht",
    ];
    let is_wish = |token: &Token| WORDS.contains(&token.key.as_str());
    let is_small = |token: &Token| lexicon::is_filler(&token.key) || token.kind != Kind::Other;
    said.tokens.iter().any(is_wish) && said.tokens.iter().all(|one| is_wish(one) || is_small(one))
}

/// `in einer Stunde` is a time today, or tomorrow after midnight.
fn anchored(fact: Fact, anchor: &Anchor) -> Vec<Fact> {
    let What::FromNow(minutes) = fact.what else { return vec![fact] };
    let now = PrimitiveDateTime::new(anchor.today, anchor.now);
    let then = now.checked_add(Duration::minutes(minutes.into())).unwrap_or(now);
    let days = (then.date() - anchor.today).whole_days();
    let minute = u16::from(then.hour()) * 60 + u16::from(then.minute());
    let clock = ClockExpr { is_about: true, ..ClockExpr::known(minute) };
    vec![
        Fact { what: What::Day(vec![DayExpr::FromToday(days)]), ..fact.clone() },
        Fact { what: What::Clock(clock), is_choice: false, ..fact },
    ]
}

/// What all arguments say together, and the doubt that keeps them from it.
fn together(texts: &[Text], anchor: &Anchor) -> (When, Option<(Doubt, Field)>) {
    let all: Vec<(&Text, &Fact)> = texts
        .iter()
        .flat_map(|text| text.heard.facts.iter().map(move |fact| (text, fact)))
        .collect();
    let stated = |is_day: bool| -> Vec<Stated> {
        all.iter()
            .enumerate()
            .filter(|(_, (_, fact))| fact.what.is_day() == is_day)
            .map(|(number, (text, fact))| Stated { fact, field: text.field, number })
            .collect()
    };
    let doubt = |(why, numbers): Doubted| {
        let facts: Vec<(&Text, &Fact)> =
            numbers.iter().filter_map(|number| all.get(*number)).copied().collect();
        let field = facts.first().map_or(Field::When, |(text, _)| text.field);
        (Doubt::new(why, &quoted(&facts)), field)
    };
    let mut first_doubt = None;
    let days = days::combine(&stated(true), anchor).unwrap_or_else(|doubted| {
        first_doubt = Some(doubt(doubted));
        Wanted::default()
    });
    let hours = Hours::on(anchor, &named_days(&days));
    let window = times::combine(&stated(false), &hours).unwrap_or_else(|doubted| {
        first_doubt.get_or_insert_with(|| doubt(doubted));
        Window::default()
    });
    let wish = texts.iter().find_map(|text| text.heard.wish);
    let is_summer = texts.iter().find_map(|text| text.heard.is_summer);
    let zone = texts.iter().find_map(|text| text.zone.as_ref());
    let mut when = whole(&days, window, wish, zone, anchor);
    // `Am liebsten Donnerstag`: where it is all that is possible, nothing is liked better.
    let is_only = when.prefer == when.from_day.map(Prefer::Day) && when.from_day == when.to_day;
    if is_only {
        when.prefer = None;
    }
    let twice = change::offset(&when, is_summer, anchor);
    when.offset_minutes = when.offset_minutes.or(twice);
    if first_doubt.is_none()
        && let Some(past) = past_today(&when, anchor)
    {
        let times: Vec<(&Text, &Fact)> =
            all.iter().filter(|(_, fact)| !fact.what.is_day()).copied().collect();
        let field = times.first().map_or(Field::When, |(text, _)| text.field);
        first_doubt = Some((Doubt::new(Why::TimeIsPast(past), &quoted(&times)), field));
    }
    if first_doubt.is_none()
        && let Some(why) = change::doubt(&when, anchor)
    {
        let times: Vec<(&Text, &Fact)> = all.clone();
        first_doubt = Some((Doubt::new(why, &quoted(&times)), Field::Time));
    }
    (when, first_doubt)
}

/// The words of some facts: of one text from the first to the last, of several one after the other.
fn quoted(facts: &[(&Text, &Fact)]) -> String {
    let mut parts: Vec<(&Text, std::ops::Range<usize>)> = Vec::new();
    for (text, fact) in facts {
        match parts.iter_mut().find(|(known, _)| std::ptr::eq(*known, *text)) {
            Some((_, tokens)) => {
                tokens.start = tokens.start.min(fact.tokens.start);
                tokens.end = tokens.end.max(fact.tokens.end);
            }
            None => parts.push((text, fact.tokens.clone())),
        }
    }
    let words: Vec<&str> =
        parts.into_iter().map(|(text, tokens)| text.said.words(tokens)).collect();
    words.join(" / ")
}

/// The days whose opening hours count.
fn named_days(days: &Wanted) -> Vec<Date> {
    if !days.only.is_empty() {
        return days.only.clone();
    }
    match (days.from, days.to) {
        (Some(from), Some(to)) if to >= from => days::span_days(from, to),
        _ => Vec::new(),
    }
}

fn whole(
    days: &Wanted,
    window: Window,
    wish: Option<Prefer>,
    zone: Option<&Zone>,
    anchor: &Anchor,
) -> When {
    let mut assumed = assume::assumptions(days, &window, anchor);
    let mut window = window;
    let mut prefer = wish;
    if days.prefer.is_some() || days.are_liked {
        // One thing can be liked best; what else was said of it holds.
        match window.prefer.take() {
            Some(Prefer::Part(part)) => {
                let (from, to) = part.window();
                let minute = |time: Time| u16::from(time.hour()) * 60 + u16::from(time.minute());
                window.from = window.from.or(Some(minute(from)));
                window.to = window.to.or(Some(minute(to)));
            }
            Some(Prefer::Time(time)) => {
                let minute = u16::from(time.hour()) * 60 + u16::from(time.minute());
                (window.from, window.to, window.is_exact) = (Some(minute), Some(minute), true);
            }
            _ => {}
        }
        prefer = prefer.or(days.prefer.map(Prefer::Day));
    }
    let prefer = prefer.or(window.prefer);
    let offset_minutes = offset(days, &window, zone, anchor, &mut assumed);
    When {
        from_day: days.from,
        to_day: days.to,
        only_days: days.only.clone(),
        from_time: window.from.map(times::time),
        to_time: window.to.map(times::time),
        exact: window.is_exact,
        about: window.is_about,
        prefer,
        offset_minutes,
        assumed,
    }
}

/// The offset that was said with an instant, or that of the zone beside it, where the time comes twice. One that does
/// not hold then was guessed.
fn offset(
    days: &Wanted,
    window: &Window,
    zone: Option<&Zone>,
    anchor: &Anchor,
    assumed: &mut Vec<String>,
) -> Option<i16> {
    let time = window.from.map(times::time)?;
    let day = days.from.filter(|day| days.to == Some(*day))?;
    let of_zone = |zone: &Zone| match zone.instant(day, time) {
        WallTime::Exact(instant) => Some(zone.offset_at(instant).whole_minutes()),
        WallTime::Fold { .. } | WallTime::Gap { .. } => None,
    };
    let said = window.offset.or_else(|| zone.and_then(of_zone))?;
    let is_at = |instant| {
        let offset = anchor.zone.offset_at(instant).whole_minutes();
        offset == said
    };
    let holds = match anchor.zone.instant(day, time) {
        WallTime::Exact(instant) => is_at(instant),
        WallTime::Fold { first, second } => {
            if is_at(first) || is_at(second) {
                return Some(said);
            }
            false
        }
        // There is no such time: that is asked about when it is settled.
        WallTime::Gap { .. } => true,
    };
    if !holds {
        assumed.push(assume::offset(said, time, anchor.language));
    }
    None
}

/// A time of today that is over.
fn past_today(when: &When, anchor: &Anchor) -> Option<Time> {
    let is_today = when.from_day == Some(anchor.today) && when.to_day == Some(anchor.today);
    when.to_time.filter(|last| is_today && *last < anchor.now)
}

/// Whether a time stands where a day was asked for, and no day anywhere; or only the other end of a span has one.
fn is_day_missing(texts: &[Text], when: &When) -> bool {
    let has_day = when.from_day.is_some() || when.to_day.is_some();
    let has_time = |text: &Text| {
        text.heard.facts.iter().any(|fact| !fact.what.is_day() && fact.role != Role::Prefer)
    };
    let names_day = |text: &Text| text.heard.facts.iter().any(|fact| fact.what.is_day());
    let is_open = texts.iter().any(|text| text.heard.is_any || text.heard.wish.is_some());
    let is_end = |text: &&Text| matches!(text.field, Field::DateFrom | Field::DateTo);
    let is_day = |text: &&Text| text.field == Field::Date || is_end(text);
    let ends: Vec<&Text> = texts.iter().filter(is_end).collect();
    let is_end_missing = ends.iter().any(|text| has_time(text) && !names_day(text))
        && ends.iter().any(|text| names_day(text));
    let is_missing = !has_day && !is_open && texts.iter().filter(is_day).any(has_time);
    is_missing || is_end_missing
}
