//! The scanner: from tokens to the atoms of a time expression. At every place the first rule that fits takes what it
//! can; the rules for whole expressions come before those for single words.

use crate::domain::speech::reading::PartOfDay;
use crate::domain::speech::time::expr::{Atom, Bound, DayExpr, PartExpr, Piece, Trouble};
use crate::domain::speech::time::phrase::phrase;
use crate::domain::speech::time::token::{Kind, Said};
use crate::domain::speech::time::view::{Found, View};
use crate::domain::speech::time::word::{Third, Unit, Word};
use crate::domain::speech::time::words_phrase::Phrase;
use crate::domain::speech::time::count::{Count, count, is_counting};
use crate::domain::speech::time::{clock, date, day, length, lexicon, machine, near, number};

/// Words that say nothing and may stand between a bound and what it bounds: `ab vielleicht drei`.
const PAUSES: [&str; 17] = [
    "maximal",
    "hoechstens",
    "mindestens",
    "allerhoechstens",
    "max",
    "vielleicht",
    "eventuell",
    "schon",
    "erst",
    "noch",
    "auch",
    "maybe",
    "perhaps",
    "like",
    "say",
    "well",
    "also",
];

/// All that stands in a text, in order; every token is in one piece.
pub(super) fn scan(said: &Said) -> Vec<Piece> {
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

/// What a token is that no rule took.
fn single(view: View, at: usize) -> Atom {
    let key = view.key(at);
    let unknown = || {
        if lexicon::is_filler(key) {
            Atom::Filler
        } else if near::is_suspect(key) {
            Atom::Suspect
        } else {
            Atom::Other
        }
    };
    match view.kind(at) {
        Some(Kind::Mark(sign)) => of_mark(view, at, sign),
        Some(Kind::Word(Word::So)) if is_blurring(view, at) => Atom::About,
        Some(Kind::Word(Word::So)) => Atom::Pause,
        // `Tuesday, no, Wednesday`.
        Some(Kind::Word(Word::Except)) if key == "no" && view.is_mark(at + 1, ',') => {
            Atom::Correction { is_strong: true }
        }
        // `Dienstag diese Woche oder nächste`: its noun stood before.
        Some(Kind::Word(Word::Next | Word::AfterNext | Word::Last)) => {
            Atom::Vague { is_relative: is_clause_end(view, at + 1) }
        }
        Some(Kind::Word(word)) => of_word(word, key).unwrap_or_else(unknown),
        Some(Kind::Unreadable) => Atom::Trouble(Trouble::Unreadable),
        Some(Kind::Number { .. }) => Atom::Counted,
        _ => unknown(),
    }
}

/// Whether nothing of a clause is left at a place.
fn is_clause_end(view: View, at: usize) -> bool {
    match view.kind(at) {
        None => true,
        Some(Kind::Mark(sign)) => [',', '.', ';', '!', '?'].contains(&sign),
        Some(_) => false,
    }
}

/// `so um drei`, `so vierzehn Uhr`: about; English `so at three` says nothing.
fn is_blurring(view: View, at: usize) -> bool {
    if ["um", "gegen"].contains(&view.key(at + 1)) {
        return true;
    }
    let is_german = |place: usize| {
        let is_number = view.number(place).is_some_and(|(_, digits)| digits == 0);
        ["uhr", "halb", "viertel", "dreiviertel"].contains(&view.key(place))
            || is_number && number::is_german(view.key(place))
    };
    (1..=2).any(|ahead| is_german(at + ahead)) && !matches!(view.word(at + 1), Some(Word::At))
}

fn of_mark(view: View, at: usize, sign: char) -> Atom {
    match sign {
        ',' => Atom::Comma,
        // `ca.`
        '.' if view.is_glued(at) && view.word_before(at) == Some(Word::About) => Atom::Pause,
        '.' | ';' | '!' | '?' | ':' => Atom::Break,
        '-' => Atom::RangeTo { is_bound: false },
        // `2026-12-03/2026-12-05`.
        '/' if view.number(at + 1).is_some_and(|(_, digits)| digits >= 4) => {
            Atom::RangeTo { is_bound: false }
        }
        '/' => Atom::Or,
        '~' | '≈' => Atom::About,
        // Of `½`.
        '\u{2044}' => Atom::Trouble(Trouble::Unreadable),
        '&' => Atom::And,
        '@' => Atom::At,
        _ => Atom::Filler,
    }
}

/// What a word is on its own; `None` for one that says nothing about time here.
fn of_word(word: Word, key: &str) -> Option<Atom> {
    let atom = match word {
        Word::At => Atom::At,
        Word::About => Atom::About,
        Word::Thereabouts => Atom::BackAbout,
        Word::Sharp => Atom::Sharp,
        Word::From => Atom::Bound(Bound::From),
        Word::FromEnglish => Atom::RangeFrom { is_english: true, is_of_day: false },
        Word::Von => Atom::RangeFrom { is_english: false, is_of_day: key == "vom" },
        Word::Before => Atom::Bound(Bound::Before),
        Word::After | Word::Past => Atom::Bound(Bound::After),
        Word::By => Atom::Bound(Bound::To),
        Word::To | Word::Through => Atom::RangeTo { is_bound: false },
        Word::Until => Atom::RangeTo { is_bound: true },
        Word::Earliest => Atom::LooseBound { bound: Bound::From, is_behind: false },
        Word::Latest => Atom::LooseBound { bound: Bound::To, is_behind: false },
        Word::Between => Atom::Between,
        Word::And => Atom::And,
        Word::Or => Atom::Or,
        Word::But => Atom::Break,
        Word::Am | Word::Zu => Atom::DayMark { is_sure: true },
        Word::Article => Atom::DayMark { is_sure: key == "dem" || key == "den" },
        Word::On => Atom::On,
        Word::Onto => Atom::Onto,
        Word::Onwards => Atom::Onwards,
        Word::Prefer => Atom::Prefer,
        Word::Not | Word::Except => Atom::Not,
        Word::Correction => Atom::Correction { is_strong: true },
        Word::Instead => Atom::Instead,
        Word::Than => Atom::Than,
        Word::AnyTime => Atom::AnyTime,
        Word::Now => Atom::Now,
        Word::SummerTime => Atom::Season { is_summer: true },
        Word::WinterTime => Atom::Season { is_summer: false },
        Word::Vague | Word::Pm => Atom::Vague { is_relative: false },
        Word::Relative => Atom::Vague { is_relative: true },
        Word::Unit(Unit::Day | Unit::Hour | Unit::Minute) => Atom::Filler,
        Word::Unit(_) => Atom::Vague { is_relative: false },
        Word::HalfPast => Atom::Trouble(Trouble::HourMissing),
        Word::In if key == "in" => Atom::In,
        Word::Ish => Atom::BackAbout,
        Word::One | Word::Hesitation | Word::In | Word::Of | Word::Over | Word::This => Atom::Pause,
        Word::Filler if PAUSES.contains(&key) => Atom::Pause,
        Word::Filler
        | Word::Within
        | Word::For
        | Word::Clock
        | Word::Every
        | Word::Ago
        | Word::May => Atom::Filler,
        Word::Counted
        | Word::Shortly
        | Word::HalfLong
        | Word::Third(_)
        | Word::Weekday(_)
        | Word::ShortWeekday(_)
        | Word::Month(_)
        | Word::CalendarWeek => return None,
        _ => Atom::Other,
    };
    Some(atom)
}
