//! The scanner: from tokens to the atoms of a time expression. At every place the first rule that fits takes what it
//! can; the rules for whole expressions come before those for single words.

use crate::domain::speech::reading::PartOfDay;
use crate::domain::speech::time::atoms::clock;
use crate::domain::speech::time::atoms::count::{Count, count, is_counting};
use crate::domain::speech::time::atoms::date;
use crate::domain::speech::time::atoms::day;
use crate::domain::speech::time::atoms::expr::{Atom, Bound, DayExpr, PartExpr, Piece, Trouble};
use crate::domain::speech::time::atoms::length;
use crate::domain::speech::time::atoms::machine;
use crate::domain::speech::time::atoms::single::single;
use crate::domain::speech::time::atoms::view::{Found, View};
use crate::domain::speech::time::words::phrase::phrase;
use crate::domain::speech::time::words::token::{Kind, Said};
use crate::domain::speech::time::words::word::{Third, Unit, Word};
use crate::domain::speech::time::words::words_phrase::Phrase;

/// All that stands in a text, in order; every token is in one piece.
pub(crate) fn scan(said: &Said) -> Vec<Piece> {
    let view = View(&said.tokens);
    let mut pieces = Vec::new();
    let mut at = 0;
    while at < said.tokens.len() {
        let found = expression(view, at);
        let next = found.next.max(at + 1);
        pieces.push(Piece { atom: found.first, tokens: at..next });
        if let Some(second) = found.second {
            pieces.push(Piece { atom: second, tokens: at..next });
        }
        at = next;
    }
    pieces
}

fn expression(view: View, at: usize) -> Found {
    let found = negative(view, at)
        .or_else(|| of_phrase(view, at))
        .or_else(|| machine::machine(view, at))
        .or_else(|| clock::fractions(view, at))
        .or_else(|| date::date(view, at))
        .or_else(|| clock::clock(view, at))
        .or_else(|| day::day(view, at))
        .or_else(|| part_of_day(view, at))
        .or_else(|| numbers(view, at))
        .or_else(|| counted(view, at));
    found.unwrap_or_else(|| Found { first: single(view, at), second: None, next: at + 1 })
}

/// `-1` is what programs write for "none"; it is neither the first nor one o'clock. Behind something else a dash is `bis`.
fn negative(view: View, at: usize) -> Option<Found> {
    let begins = at == 0 || matches!(view.kind(at - 1), Some(Kind::Mark(',' | ':' | ';' | '(')));
    let is_negative = begins
        && view.is_mark(at, '-')
        && view.is_glued(at + 1)
        && matches!(view.kind(at + 1), Some(Kind::Number { .. }));
    if is_negative { Found::one(Atom::Trouble(Trouble::Unclear), at + 2) } else { None }
}

fn of_phrase(view: View, at: usize) -> Option<Found> {
    let (means, length) = phrase(view.0.get(at..)?)?;
    let next = at + length;
    let atom = match means {
        // Read by the rules for days, which know what may stand around it.
        Phrase::Holiday(_) => return None,
        Phrase::AsEarlyAsPossible => Atom::AsEarlyAsPossible,
        Phrase::AsLateAsPossible => Atom::AsLateAsPossible,
        Phrase::AnyTime => Atom::AnyTime,
        Phrase::Nothing => Atom::Filler,
        // `Ich habe am Freitag nichts vor`.
        Phrase::NotBefore if has_no_plans(view, at, next) => Atom::Filler,
        Phrase::NotBefore => Atom::Bound(Bound::From),
        Phrase::NotAfter => Atom::Bound(Bound::To),
        Phrase::LaterThan => Atom::Bound(Bound::After),
        Phrase::EarlierThan => Atom::Bound(Bound::Before),
        Phrase::AtTheEarliest => Atom::LooseBound { bound: Bound::From, is_behind: true },
        Phrase::AtTheLatest => Atom::LooseBound { bound: Bound::To, is_behind: true },
        Phrase::Earliest => Atom::LooseBound { bound: Bound::From, is_behind: false },
        Phrase::Latest => Atom::LooseBound { bound: Bound::To, is_behind: false },
        Phrase::OrLater => Atom::BackBound(Bound::From),
        Phrase::OrEarlier => Atom::BackBound(Bound::To),
        Phrase::OrSo => Atom::BackAbout,
        Phrase::About => Atom::About,
        Phrase::Prefer => Atom::Prefer,
        Phrase::Correction => {
            Atom::Correction { is_strong: ["nein", "nee", "no"].contains(&view.key(at)) }
        }
        Phrase::Wait if is_wait(view, at, next) => Atom::Correction { is_strong: false },
        Phrase::Wait => Atom::Filler,
        Phrase::Instead => Atom::Instead,
        Phrase::Workdays => Atom::Day(DayExpr::Workdays),
        Phrase::IfPossible => Atom::IfPossible,
        Phrase::Not => Atom::Not,
        Phrase::SummerTime => Atom::Season { is_summer: true },
        Phrase::WinterTime => Atom::Season { is_summer: false },
        Phrase::Vague => Atom::Vague { is_relative: false },
        Phrase::Relative => Atom::Vague { is_relative: true },
    };
    Found::one(atom, next)
}

/// Whether `nichts vor` says that the caller is free: nothing that it bounds stands behind it.
fn has_no_plans(view: View, at: usize, next: usize) -> bool {
    let is_nothing = ["nichts", "nix"].contains(&view.key(at)) && view.key(next - 1) == "vor";
    is_nothing
        && matches!(
            view.kind(next),
            None | Some(Kind::Mark(_) | Kind::Other)
                | Some(Kind::Word(
                    Word::Am
                        | Word::On
                        | Word::And
                        | Word::Filler
                        | Word::FromToday(_)
                        | Word::Morgen
                ))
        )
}

/// Whether `Moment`, `warte`, `stopp` break off what was said: `ich warte`, `bus stop` do not, and behind it nothing comes to
/// what was said before, as in `Moment, Mittwoch ginge auch`.
fn is_wait(view: View, at: usize, next: usize) -> bool {
    /// Words of what follows that are looked at.
    const BEHIND_MAX: usize = 8;
    const WAITS: [&str; 17] = [
        "ich", "i", "wir", "we", "kann", "can", "cant", "could", "will", "to", "not", "nicht",
        "bus", "dont", "ill", "muss", "im",
    ];
    const TOO: [&str; 10] =
        ["auch", "too", "also", "either", "oder", "or", "und", "and", "genauso", "ebenso"];
    let is_open = |at: &usize| !matches!(view.kind(*at), None | Some(Kind::Mark('.' | '!' | '?')));
    let behind = (next..next + BEHIND_MAX).take_while(is_open);
    !WAITS.contains(&view.key_before(at))
        && !behind.skip(1).any(|at| TOO.contains(&view.key(at)) && view.key(next) != "also")
        && !TOO.contains(&view.key(next))
}

/// `nachmittags`, `früh am Morgen`, `am späten Nachmittag`, `in der Früh`.
fn part_of_day(view: View, at: usize) -> Option<Found> {
    let word = view.word(at)?;
    let whole = |part, next| Found::one(Atom::Part(PartExpr { part, third: None }), next);
    if let Word::Part(part) = word {
        return whole(part, at + 1);
    }
    let is_before = word == Word::Before || word == Word::After;
    if is_before && view.key(at + 1) == "mittag" {
        // `Freitag vor mittag` is a forenoon with a blank in it.
        let is_beside_day = matches!(
            view.word_before(at),
            Some(Word::Am | Word::Weekday(_) | Word::FromToday(_) | Word::Morgen)
        );
        let part = if word == Word::Before { PartOfDay::Morning } else { PartOfDay::Afternoon };
        return is_beside_day.then(|| whole(part, at + 2)).flatten();
    }
    if word == Word::Before && view.is_glued_mark(at + 1, '-') {
        // `vor- oder nachmittags`.
        let is_pair = matches!(view.word(at + 2), Some(Word::Or | Word::And))
            && view.is(at + 3, Word::Part(PartOfDay::Afternoon));
        return is_pair.then(|| whole(PartOfDay::Morning, at + 2)).flatten();
    }
    let third = match word {
        Word::Early | Word::Earlier => Third::Beginning,
        Word::Late | Word::Later => Third::End,
        _ => return None,
    };
    let place = view.skip(at + 1, &[Word::Am, Word::In, Word::On, Word::Article]);
    match view.word(place) {
        Some(Word::Part(part)) => {
            Found::one(Atom::Part(PartExpr { part, third: Some(third) }), place + 1)
        }
        Some(Word::Morgen) if place > at + 1 || view.key(at) != "frueh" => {
            let part = PartOfDay::Morning;
            Found::one(Atom::Part(PartExpr { part, third: Some(third) }), place + 1)
        }
        _ if word == Word::Early && is_early_day(view, at) => whole(PartOfDay::Morning, at + 1),
        _ if matches!(word, Word::Early | Word::Late) => Found::one(Atom::Half(third), at + 1),
        _ => Found::one(Atom::Vague { is_relative: true }, at + 1),
    }
}

/// Whether `früh` stands for the morning: beside a day or a time, in `in der Früh`, or alone.
fn is_early_day(view: View, at: usize) -> bool {
    // `Freitag ganz früh`
    let is_strong = ["ganz", "sehr", "recht", "schon"].contains(&view.key_before(at));
    let before = at.checked_sub(if is_strong { 2 } else { 1 });
    let is_behind = match before.and_then(|before| view.kind(before)) {
        None => view.kind(at + 1).is_none(),
        Some(Kind::Word(word)) => matches!(
            word,
            Word::FromToday(_)
                | Word::Morgen
                | Word::Weekday(_)
                | Word::ShortWeekday(_)
                | Word::Month(_)
                | Word::Clock
                | Word::Article
                | Word::Unit(Unit::Week)
                | Word::Holiday(_)
        ),
        Some(Kind::Number { .. } | Kind::Ordinal(_)) => true,
        Some(Kind::Mark(sign)) => sign == ',' || sign == '.' && view.is_glued(at - 1),
        _ => false,
    };
    let place = view.skip(at + 1, &[Word::Am, Word::On, Word::Article]);
    if is_part_ahead(view, place) {
        return false;
    }
    let is_before = matches!(
        view.word(place),
        Some(Word::Weekday(_) | Word::FromToday(_) | Word::At | Word::From | Word::About)
    ) || view.number(place).is_some();
    is_behind || is_before
}

/// Whether a part of the day follows the day at a place: `early Friday morning`.
fn is_part_ahead(view: View, at: usize) -> bool {
    let is_day = matches!(view.word(at), Some(Word::Weekday(_) | Word::FromToday(_)));
    is_day && matches!(view.word(at + 1), Some(Word::Part(_)))
}

/// Numbers that only what stands around them explains.
fn numbers(view: View, at: usize) -> Option<Found> {
    match view.kind(at)? {
        // `am dritten Haarschnitt`; but `das zweite Kind`.
        Kind::Ordinal(_) if view.is(at + 1, Word::Counted) && view.key_before(at) != "am" => {
            Found::one(Atom::Counted, at + 2)
        }
        Kind::Ordinal(value) => {
            let is_word = view.key(at).bytes().all(|letter| !letter.is_ascii_digit());
            Found::one(Atom::Ordinal { value, is_dotted: false, is_word }, at + 1)
        }
        Kind::Unreadable => Found::one(Atom::Trouble(Trouble::Unreadable), at + 1),
        Kind::Number { value, digits } => {
            if is_counting(view, at + 1) {
                return None;
            }
            if view.key(at) == "one" && is_somebody(view.key_before(at)) {
                return Found::one(Atom::Filler, at + 1);
            }
            let small = u8::try_from(value).ok().filter(|_| (1..=2).contains(&digits));
            match small {
                Some(left) if view.is_glued_mark(at + 1, '.') => match view.glued_digits(at + 2, 2)
                {
                    Some((right, digits)) => {
                        let right = u8::try_from(right).unwrap_or(u8::MAX);
                        let (has_minutes, has_dot) = (digits == 2, view.is_glued_mark(at + 3, '.'));
                        let dotted = Atom::Dotted { left, right, has_minutes, has_dot };
                        Found::one(dotted, at + 3)
                    }
                    None => {
                        let ordinal =
                            Atom::Ordinal { value: left, is_dotted: true, is_word: false };
                        Found::one(ordinal, at + 2)
                    }
                },
                // `14,30`; but `3,12` lists two.
                Some(left) if is_comma_time(view, at + 1) => {
                    let (right, _) = view.glued_digits(at + 2, 2)?;
                    let right = u8::try_from(right).unwrap_or(u8::MAX);
                    let dotted = Atom::Dotted { left, right, has_minutes: true, has_dot: false };
                    Found::one(dotted, at + 3)
                }
                _ => Found::one(Atom::Number { value, digits }, at + 1),
            }
        }
        _ => None,
    }
}

/// `my little one`, `this one`: whether what stands before `one` says that it is no number.
fn is_somebody(before: &str) -> bool {
    const BEFORE: [&str; 18] = [
        "little", "this", "that", "which", "any", "no", "every", "each", "other", "another",
        "young", "small", "old", "new", "same", "good", "quick", "big",
    ];
    BEFORE.contains(&before)
}

/// Whether a comma and minutes stand at a place, and nothing that they are a price of.
fn is_comma_time(view: View, at: usize) -> bool {
    let minute = view.glued_digits(at + 1, 2).filter(|_| view.is_glued_mark(at, ','));
    minute.is_some_and(|(minute, digits)| digits == 2 && (minute > 12 || minute == 0))
        && !is_counting(view, at + 2)
        && !view.is_glued_mark(at + 2, ',')
}

/// `zwei Personen`, `eine Stunde`, `zwei Wochen`.
fn counted(view: View, at: usize) -> Option<Found> {
    if let Some((_, next)) = length::half_hours(view, at) {
        return Found::one(Atom::Counted, next);
    }
    view.count(at)?;
    let is_number = view.number(at).is_some();
    match (view.word(at + 1)?, count(view, at + 1)?) {
        (Word::Counted, _) if !is_number => None,
        (Word::Counted, Count::Time) => None,
        (Word::Counted, Count::Unclear) => Found::one(Atom::Trouble(Trouble::Unclear), at + 2),
        (Word::Counted, Count::Sure) => Found::one(Atom::Counted, at + 2),
        (Word::Unit(Unit::Day), _) if !is_number => None,
        (Word::Unit(Unit::Hour | Unit::Minute) | Word::HalfLong, _) => {
            Found::one(Atom::Counted, at + 2)
        }
        (Word::Unit(_), _) => Found::one(Atom::Vague { is_relative: false }, at + 2),
        _ => None,
    }
}
