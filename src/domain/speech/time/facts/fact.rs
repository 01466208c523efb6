//! What a text states about time, sentence by sentence, before it is anchored.

use crate::domain::speech::reading::Prefer;
use crate::domain::speech::time::atoms::expr::{ClockExpr, DayExpr, PartExpr, Span};
use crate::domain::speech::time::facts::doubt::Puzzle;
use crate::domain::speech::time::facts::parts::is_frame;
use std::ops::Range;

/// One statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fact {
    pub what: What,
    pub role: Role,
    /// Said as an alternative to the fact of the same kind before it.
    pub is_choice: bool,
    pub tokens: Range<usize>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// Expressions that describe the same day, or the same span.
    Day(Vec<DayExpr>),
    /// From one to the other; with `is_between` the holidays at the ends are left out.
    Days {
        from: Vec<DayExpr>,
        to: Vec<DayExpr>,
        is_between: bool,
    },
    Clock(ClockExpr),
    Clocks {
        from: ClockExpr,
        to: ClockExpr,
    },
    Part(PartExpr),
    /// Minutes from now.
    FromNow(u32),
}

/// What a fact does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// It is that day, that time.
    At,
    /// It begins then, or later.
    From,
    /// As `From`, but a day itself is not allowed.
    After,
    To,
    Before,
    Prefer,
    /// It is not that day.
    Not,
}

impl What {
    /// Whether it is of a span, which has no edges to be blurred: `etwa Mitte Januar`.
    pub(crate) fn is_span_alone(&self) -> bool {
        let is_wide =
            |expr: &DayExpr| is_frame(expr) && !matches!(expr, DayExpr::Span(Span::Holiday(_)));
        matches!(self, What::Day(exprs) if exprs.iter().all(is_wide))
    }

    /// Whether both name a time, or both a day, and not a span that the other may be in.
    pub(crate) fn is_like(&self, other: &What) -> bool {
        let is_span = match self {
            What::Day(exprs) => exprs.iter().all(is_frame),
            What::Days { .. } => true,
            _ => false,
        };
        self.is_day() == other.is_day() && !is_span
    }

    pub(crate) fn is_day(&self) -> bool {
        matches!(self, What::Day(_) | What::Days { .. })
    }
}

/// All that one text states.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Heard {
    pub facts: Vec<Fact>,
    /// In the order in which they were met.
    pub puzzles: Vec<Puzzle>,
    /// `so früh wie möglich`, `so spät wie möglich`.
    pub wish: Option<Prefer>,
    /// `jederzeit`.
    pub is_any: bool,
    /// `Sommerzeit`, `Winterzeit`.
    pub is_summer: Option<bool>,
}
