//! What single words and signs are where no rule for a whole expression took them.

use crate::domain::speech::time::atoms::expr::{Atom, Bound, Trouble};
use crate::domain::speech::time::atoms::view::View;
use crate::domain::speech::time::words::lexicon;
use crate::domain::speech::time::words::near;
use crate::domain::speech::time::words::number;
use crate::domain::speech::time::words::token::Kind;
use crate::domain::speech::time::words::word::{Unit, Word};

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

/// What a token is that no rule took.
pub(crate) fn single(view: View, at: usize) -> Atom {
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
        // `Is Emma around on Friday`.
        Some(Kind::Word(Word::About))
            if key == "around"
                && (view.kind(at + 1).is_none()
                    || matches!(view.kind(at + 1), Some(Kind::Mark(_)))
                    || matches!(view.key(at + 1), "on" | "in" | "tomorrow" | "today" | "for")) =>
        {
            Atom::Filler
        }
        // `Tuesday, no, Wednesday`.
        Some(Kind::Word(Word::Except)) if key == "no" && view.is_mark(at + 1, ',') => {
            Atom::Correction { is_strong: true }
        }
        // `Dienstag diese Woche oder nächste`: its noun stood before.
        Some(Kind::Word(Word::Next | Word::AfterNext | Word::Last)) => {
            Atom::Vague { is_relative: is_clause_end(view, at + 1) }
        }
        // `spätestens aber um elf`
        Some(Kind::Word(Word::But)) if is_of_bound(view, at) => Atom::Pause,
        Some(Kind::Word(word)) => of_word(word, key).unwrap_or_else(unknown),
        Some(Kind::Unreadable) => Atom::Trouble(Trouble::Unreadable),
        Some(Kind::Number { .. }) => Atom::Counted,
        _ => unknown(),
    }
}

/// Whether the word before one bounds what follows.
fn is_of_bound(view: View, at: usize) -> bool {
    let is_bound = |word| {
        matches!(word, Word::Earliest | Word::Latest | Word::From | Word::Until | Word::Prefer)
    };
    view.word_before(at).is_some_and(is_bound)
        || ["allerspaetestens", "allerfruehestens"].contains(&view.key_before(at))
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
