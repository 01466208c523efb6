//! Operands: which pieces together name one day, one time or one part of the day. What a bare number is depends on
//! what stands before it and on the argument it stood in.

use crate::domain::speech::reading::Field;
use crate::domain::speech::time::atoms::expr::{
    Atom, ClockExpr, DayExpr, PartExpr, Piece, Span, Trouble,
};
use crate::domain::speech::time::atoms::face;
use time::Month;

/// Pieces that may stand between two expressions of one day.
const BETWEEN_DAYS_MAX: usize = 4;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Operand {
    Day(Vec<DayExpr>),
    Clock(ClockExpr),
    Part(PartExpr),
    FromNow(u32),
    /// It is an operand, and none that there is.
    Trouble(Trouble),
}

/// What stands before an operand.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Context {
    pub field: Field,
    /// `um`, `gegen`, `Punkt`: a time follows.
    pub is_clock: bool,
    /// `ab`, `bis`, `zwischen`.
    pub is_bound: bool,
    /// `am`, `den`: a day follows; surely for `am`.
    pub day_mark: Option<bool>,
    /// A day stands directly before.
    pub is_behind_day: bool,
    /// A day and `oder` stand directly before.
    pub is_other_day: bool,
    /// `in`: a length follows, not an hour.
    pub is_behind_in: bool,
    /// Words that are not about time stand in the text: a bare number may be theirs.
    pub has_other: bool,
}

impl Context {
    pub(crate) fn field_is_day(self) -> bool {
        matches!(self.field, Field::Date | Field::DateFrom | Field::DateTo)
    }

    fn is_time_field(self) -> bool {
        matches!(self.field, Field::Time | Field::Earliest | Field::Latest | Field::Start)
    }
}

/// The operand at a place, with the place of the first piece behind it.
pub(crate) fn operand(pieces: &[Piece], at: usize, context: Context) -> Option<(Operand, usize)> {
    let behind = pieces.get(at + 1).map(|piece| piece.atom);
    // `am 20., um zehn`
    let behind = match behind {
        Some(Atom::Comma) => pieces.get(at + 2).map(|piece| piece.atom).or(behind),
        _ => behind,
    };
    let one = |operand| Some((operand, at + 1));
    match pieces.get(at)?.atom {
        Atom::Day(first) => Some(day_group(pieces, first, at)),
        Atom::Clock(clock) => one(Operand::Clock(clock)),
        Atom::Part(part) => one(Operand::Part(part)),
        Atom::FromNow(minutes) => one(Operand::FromNow(minutes)),
        Atom::Ordinal { value, is_dotted, is_word } => {
            let is_timed = matches!(behind, Some(Atom::Clock(_) | Atom::At));
            if is_dotted && is_ordinal_clock(context) && (context.is_clock || !is_timed) {
                return one(time_of(face::of_number(value.into(), 1)));
            }
            is_day_ordinal(context, behind, is_dotted, is_word)
                .then(|| day_group(pieces, bare_day(value), at))
        }
        Atom::Number { value, digits } => {
            if is_clock_number(pieces, at, context, value, digits) {
                return one(time_of(face::of_number(value, digits)));
            }
            let day = u8::try_from(value).ok().filter(|_| (1..=2).contains(&digits))?;
            let is_marked = context.day_mark == Some(true);
            let is_bare = context.field_is_day() && !context.is_bound && !context.is_clock;
            let is_bare = is_bare && !context.is_behind_in && !context.has_other;
            let is_named = is_bare && !matches!(behind, Some(Atom::Other | Atom::RangeTo { .. }));
            (is_marked || is_named).then(|| day_group(pieces, bare_day(day), at))
        }
        // `3.13.` is no date, and hardly a time.
        Atom::Dotted { right, has_dot: true, .. }
            if right > 12 && right % 5 != 0 && !context.is_clock =>
        {
            one(Operand::Trouble(Trouble::NoSuchDay))
        }
        Atom::Dotted { left, right, has_minutes, .. } => {
            let is_clock = has_minutes
                && (right > 12
                    || right == 0
                    || context.is_clock
                    || context.is_time_field() && context.day_mark.is_none());
            if is_clock {
                return one(time_of(face::of_dotted(left, right)));
            }
            let is_dated = context.day_mark.is_some()
                || context.field_is_day()
                || matches!(behind, Some(Atom::Clock(_) | Atom::At | Atom::Part(_)));
            is_dated.then(|| match dotted_day(left, right) {
                Some(date) => day_group(pieces, date, at),
                None => (Operand::Trouble(Trouble::NoSuchDay), at + 1),
            })
        }
        _ => None,
    }
}

pub(crate) fn bare_day(day: u8) -> DayExpr {
    DayExpr::Date { day, month: None, year: None }
}

pub(crate) fn dotted_day(day: u8, month: u8) -> Option<DayExpr> {
    let month = Month::try_from(month).ok()?;
    Some(DayExpr::Date { day, month: Some(month), year: None })
}

pub(crate) fn time_of(atom: Atom) -> Operand {
    match atom {
        Atom::Clock(clock) => Operand::Clock(clock),
        Atom::Trouble(trouble) => Operand::Trouble(trouble),
        _ => Operand::Trouble(Trouble::Unclear),
    }
}

/// `um 3.` ends a sentence.
fn is_ordinal_clock(context: Context) -> bool {
    context.is_clock || context.is_time_field() && context.day_mark.is_none()
}

fn is_day_ordinal(context: Context, behind: Option<Atom>, is_dotted: bool, is_word: bool) -> bool {
    let is_thing = matches!(behind, Some(Atom::Other | Atom::Suspect));
    if matches!(behind, Some(Atom::Counted)) {
        return false;
    }
    // `fünften um zehn`
    let is_timed = matches!(behind, Some(Atom::Clock(_) | Atom::At | Atom::About));
    match context.day_mark {
        Some(true) => true,
        Some(false) => !is_thing || is_dotted,
        // `ab 3.`: the third, or three o'clock at the end of a sentence?
        None if is_dotted && !context.is_bound && is_timed => true,
        // `am 8. oder 9.`
        None if context.is_other_day => !is_thing,
        None if is_dotted => context.field_is_day() || context.is_behind_day,
        None if is_word => {
            (context.field_is_day() || context.is_behind_day || is_timed) && !is_thing
        }
        None => !is_thing,
    }
}

/// Whether a bare number is told by the clock.
fn is_clock_number(pieces: &[Piece], at: usize, context: Context, value: u32, digits: u8) -> bool {
    let behind = |places: usize| pieces.get(at + places).map(|piece| piece.atom);
    if (context.day_mark == Some(true) || context.is_behind_in) && !context.is_clock {
        return false;
    }
    let has_part = match behind(1) {
        Some(Atom::Part(_)) => true,
        // `3 in the afternoon`, `8 in der Früh`.
        Some(Atom::Filler | Atom::Pause | Atom::In | Atom::DayMark { .. } | Atom::On) => {
            let place = (2..=3).find(|n| !is_small_link(behind(*n)));
            place.is_some_and(|n| matches!(behind(n), Some(Atom::Part(_))))
        }
        Some(Atom::BackBound(_) | Atom::BackAbout | Atom::LooseBound { .. }) => true,
        _ => false,
    };
    if has_part && value <= 24 {
        return true;
    }
    if matches!(behind(1), Some(Atom::Counted | Atom::Vague { .. })) && !context.is_clock {
        return false;
    }
    if digits >= 3 && !context.is_clock && !context.is_time_field() {
        // `Anfang 2027` is no time of day.
        let is_year = (1990..2200).contains(&value);
        let is_time = digits == 4 && value % 100 < 60 && value < 2400 && !is_year;
        let is_end = matches!(behind(1), None | Some(Atom::Break));
        return is_time && (context.is_behind_day || context.is_bound || is_end);
    }
    // In an argument for times a number is an hour, unless it counts what follows.
    let is_named = context.is_time_field() && !context.has_other;
    context.is_clock || context.is_bound || is_named
}

fn is_small_link(atom: Option<Atom>) -> bool {
    matches!(atom, Some(Atom::Filler | Atom::Pause | Atom::In | Atom::DayMark { .. } | Atom::On))
}

/// What kind of statement about a day an expression is: of one kind there is one in a group.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Weekday,
    Date,
    FromToday,
    Later,
    Week,
    Month,
    Holiday,
    Third,
    Workdays,
    Year,
    Beside,
}

fn sort(expr: DayExpr) -> Sort {
    match expr {
        DayExpr::Weekday(..) | DayExpr::NthWeekday(..) => Sort::Weekday,
        DayExpr::Date { .. } => Sort::Date,
        DayExpr::FromToday(_) => Sort::FromToday,
        DayExpr::Later(_) | DayExpr::LaterThan(_) => Sort::Later,
        DayExpr::Span(Span::Week(_) | Span::WeekOf | Span::CalendarWeek(_) | Span::Weekend(_)) => {
            Sort::Week
        }
        DayExpr::Span(Span::Month(_) | Span::MonthOf(..) | Span::MonthFromNow(_)) => Sort::Month,
        DayExpr::Span(Span::Holiday(_) | Span::Within(_)) => Sort::Holiday,
        DayExpr::Third(_) => Sort::Third,
        DayExpr::Workdays => Sort::Workdays,
        DayExpr::Year(_) | DayExpr::YearFromNow(_) => Sort::Year,
        DayExpr::Beside { .. } => Sort::Beside,
    }
}

/// All expressions from a place on that describe the same day: `Freitag, den 4. Dezember`, `nächste Woche am Dienstag`.
fn day_group(pieces: &[Piece], first: DayExpr, at: usize) -> (Operand, usize) {
    let mut group = vec![first];
    let mut next = at + 1;
    loop {
        let mut place = next;
        let (mut has_comma, mut has_mark) = (false, false);
        while let Some(piece) = pieces.get(place).filter(|_| place < next + BETWEEN_DAYS_MAX) {
            match piece.atom {
                Atom::Comma if !has_comma => has_comma = true,
                Atom::DayMark { .. } => has_mark = true,
                Atom::Filler if has_comma => break,
                Atom::On | Atom::In | Atom::Filler | Atom::Pause => {}
                // `vom` in `die Woche vom 7.`
                Atom::RangeFrom { .. } if group.contains(&DayExpr::Span(Span::WeekOf)) => {}
                _ => break,
            }
            place += 1;
        }
        let expr = match pieces.get(place).map(|piece| piece.atom) {
            Some(Atom::Day(expr)) => expr,
            Some(Atom::Ordinal { value, is_word, .. }) => {
                let is_led = has_mark || has_comma || is_word;
                let is_led = is_led || group.contains(&DayExpr::Span(Span::WeekOf));
                if !is_led {
                    break;
                }
                bare_day(value)
            }
            Some(Atom::Number { value, digits: 1..=2 }) if has_mark && value <= 31 => {
                bare_day(u8::try_from(value).unwrap_or_default())
            }
            Some(Atom::Dotted { left, right, .. })
                if is_only_weekday(&group) && (has_mark || has_comma || right <= 12) =>
            {
                match dotted_day(left, right) {
                    Some(date) if right != 0 => date,
                    _ => break,
                }
            }
            _ => break,
        };
        if !fits(&group, expr, has_comma) {
            break;
        }
        group.push(expr);
        next = place + 1;
    }
    (Operand::Day(group), next)
}

fn is_only_weekday(group: &[DayExpr]) -> bool {
    matches!(group, [DayExpr::Weekday(..)])
}

/// Whether an expression can describe the same day as those before it.
fn fits(group: &[DayExpr], expr: DayExpr, has_comma: bool) -> bool {
    let new = sort(expr);
    group.iter().all(|known| {
        let old = sort(*known);
        let has_month = |expr: &DayExpr| matches!(expr, DayExpr::Date { month: Some(_), .. });
        let is_pair = |one, other| (old, new) == (one, other) || (new, old) == (one, other);
        let is_twice = old == new
            || is_pair(Sort::Date, Sort::Month) && (has_month(known) || has_month(&expr))
            || old == Sort::Beside
            || new == Sort::Beside
            || is_pair(Sort::Later, Sort::Week)
            || is_pair(Sort::Later, Sort::Month)
            || is_pair(Sort::Holiday, Sort::Later);
        let is_comma_pair = is_pair(Sort::Weekday, Sort::Date)
            || is_pair(Sort::FromToday, Sort::Weekday)
            || is_pair(Sort::FromToday, Sort::Date)
            || (old, new) == (Sort::Weekday, Sort::Week)
            || is_pair(Sort::Month, Sort::Date)
            || is_pair(Sort::Holiday, Sort::Weekday)
            || is_pair(Sort::Holiday, Sort::Date)
            || new == Sort::Year;
        !is_twice && (!has_comma || is_comma_pair)
    })
}
