//! From atoms to statements: bounds, wishes and negations find the day or the time that they belong to.

use crate::domain::speech::reading::{Field, Prefer};
use crate::domain::speech::time::atoms::expr::{Atom, Bound, ClockExpr, PartExpr, Piece, Trouble};
use crate::domain::speech::time::facts::doubt::Why;
use crate::domain::speech::time::facts::fact::{Fact, Heard, Role, What};
use crate::domain::speech::time::facts::ledger::Ledger;
use crate::domain::speech::time::facts::operand::{Context, Operand, operand};
use crate::domain::speech::time::facts::pending::{Clause, Pending, role};
use crate::domain::speech::time::facts::range::{part_behind, range};
use crate::domain::speech::time::facts::row::{
    is_begun, is_led_from, is_listed, is_open_behind, tokens,
};
use crate::domain::speech::time::words::word::Third;
use std::mem::discriminant;
use std::ops::Range;

/// What the pieces of one text state, and for every piece whether it was used.
pub(crate) fn statements(pieces: &[Piece], field: Field) -> (Heard, Vec<bool>) {
    let mut hearing = Hearing {
        pieces,
        field,
        ledger: Ledger::default(),
        used: vec![false; pieces.len()],
        pending: Pending::default(),
        clause: Clause::default(),
        half: None,
        is_now: false,
        has_other: pieces.iter().any(|piece| matches!(piece.atom, Atom::Other | Atom::Suspect)),
    };
    let mut at = 0;
    while at < pieces.len() {
        at = hearing.step(at).max(at + 1);
    }
    hearing.finish();
    (hearing.ledger.heard, hearing.used)
}

struct Hearing<'a> {
    pieces: &'a [Piece],
    field: Field,
    ledger: Ledger,
    used: Vec<bool>,
    pending: Pending,
    clause: Clause,
    /// `late`: of a part of the day that follows.
    half: Option<(Third, usize)>,
    is_now: bool,
    has_other: bool,
}

impl Hearing<'_> {
    /// Takes the piece at a place, and those that belong to it.
    fn step(&mut self, at: usize) -> usize {
        let Some(piece) = self.pieces.get(at) else { return at };
        match piece.atom {
            Atom::Day(_)
            | Atom::Clock(_)
            | Atom::Part(_)
            | Atom::FromNow(_)
            | Atom::Number { .. }
            | Atom::Ordinal { .. }
            | Atom::Dotted { .. } => return self.operand(at),
            Atom::Half(third) => self.half = Some((third, at)),
            Atom::Trouble(trouble) => self.trouble(trouble, at),
            Atom::Comma => self.comma(at),
            Atom::Break => self.end_clause(at),
            Atom::Other | Atom::Suspect | Atom::Counted | Atom::Vague { .. } => {
                self.clause.has_other = true;
                self.pending = Pending::default();
                return at + 1;
            }
            atom => self.mark(atom, at),
        }
        self.take(at..at + 1);
        at + 1
    }

    /// Words that wait for an operand, or that belong to one before them.
    fn mark(&mut self, atom: Atom, at: usize) {
        if let Atom::Bound(_) = atom {
            self.settle_loose();
        }
        if let Atom::LooseBound { bound, is_behind: true } = atom
            && self.ledger.bound_behind(bound, at)
        {
            return;
        }
        if self.pending.wait(atom, at) {
            return;
        }
        match atom {
            Atom::BackBound(bound) if self.ledger.bound_behind(bound, at) => {}
            Atom::BackBound(_) => self.puzzle(Why::Vague, at..at + 1),
            Atom::BackAbout if self.ledger.blur(at) || !self.ledger.is_behind_day(at) => {}
            Atom::BackAbout => self.puzzle(Why::Vague, at.saturating_sub(1)..at + 1),
            Atom::Onwards => self.ledger.open_end(at),
            Atom::Prefer => self.clause.prefer(),
            Atom::IfPossible => self.clause.if_possible = true,
            Atom::Not => {
                self.clause.not = Some(at);
                self.clause.has_other = false;
            }
            Atom::Correction { is_strong } => self.correct(is_strong),
            Atom::Onto => self.correct(false),
            Atom::Or => self.pending.is_choice = self.ledger.is_behind(at),
            Atom::And => self.pending.is_choice = self.ledger.is_behind_day(at),
            Atom::AsEarlyAsPossible => self.ledger.heard.wish = Some(Prefer::Earliest),
            Atom::AsLateAsPossible => self.ledger.heard.wish = Some(Prefer::Latest),
            Atom::AnyTime => self.ledger.heard.is_any = true,
            Atom::Now => self.is_now = true,
            Atom::Season { is_summer } => self.ledger.heard.is_summer = Some(is_summer),
            Atom::Than => self.pending.is_instead = self.ledger.is_behind(at),
            Atom::Filler => self.pending.stop(),
            _ => {}
        }
        // Small words between an operand and what stands behind it.
        if matches!(atom, Atom::Filler | Atom::Pause | Atom::On) {
            self.ledger.step_over(at);
        }
    }

    fn correct(&mut self, is_strong: bool) {
        let is_time = self.ledger.correct(is_strong);
        // `nicht diese, sondern nächste Woche`
        self.clause.deny_nothing();
        self.pending = Pending { is_corrected_time: is_time, ..Pending::default() };
    }

    fn context(&self, at: usize) -> Context {
        // `um vier oder fünf`
        let is_other_time = self.pending.is_choice && self.ledger.last.is_some_and(|l| !l.is_day);
        let is_other_day = self.pending.is_choice && self.ledger.last.is_some_and(|l| l.is_day);
        let is_other_time = is_other_time || self.pending.is_corrected_time;
        Context {
            field: self.field,
            is_clock: self.pending.is_clock() || is_other_time,
            is_bound: self.pending.is_bound(),
            day_mark: self.pending.day_mark,
            is_behind_day: self.ledger.is_behind_day(at),
            is_other_day,
            is_behind_in: self.pending.is_in,
            has_other: self.has_other,
        }
    }

    /// A day, a time or a number.
    fn operand(&mut self, at: usize) -> usize {
        let context = self.context(at);
        if let Some((whats, next)) = range(self.pieces, at, &self.pending, context) {
            for what in whats {
                self.put(what, Role::At, at, next);
            }
            self.after_fact(at, next, None);
            return next;
        }
        let Some((operand, next)) = operand(self.pieces, at, context) else {
            self.clause.has_other = true;
            self.pending = Pending::default();
            return at + 1;
        };
        if self.pending.is_between {
            self.puzzle(Why::Dangling, self.pending.start(at)..next);
        }
        // `von zehn bis`, and no other end.
        let behind = self.pieces.get(next).map(|piece| piece.atom);
        if self.pending.range.is_some() && matches!(behind, Some(Atom::RangeTo { .. })) {
            self.puzzle(Why::Dangling, self.pending.start(at)..next + 1);
        }
        let bound = self.pending.bound;
        let what = match operand {
            Operand::Day(group) => What::Day(group),
            Operand::Part(part) => {
                let half = self.half.take().map(|(third, _)| third);
                What::Part(PartExpr { third: part.third.or(half), ..part })
            }
            Operand::FromNow(minutes) => What::FromNow(minutes),
            Operand::Trouble(trouble) => {
                self.trouble(trouble, at);
                self.take(at..next);
                return next;
            }
            Operand::Clock(clock) => return self.clock(clock, at, next),
        };
        let is_day = what.is_day();
        // `um den 10. herum` is said of a day: it would have to be asked how far around.
        if is_day && self.pending.is_about && !what.is_span_alone() {
            self.puzzle(Why::Vague, self.pending.start(at)..next);
        }
        let is_from = self.is_from(next);
        let role = match (bound, &what) {
            _ if is_from => Role::From,
            (Some(bound), _) => role(bound),
            (None, What::FromNow(_)) => Role::At,
            (None, _) if self.clause.prefer => Role::Prefer,
            (None, _) => Role::At,
        };
        self.put(what, role, at, next);
        self.after_fact(at, next, bound.filter(|_| is_day));
        next
    }

    fn clock(&mut self, clock: ClockExpr, at: usize, next: usize) -> usize {
        let mut clock = clock;
        let mut next = next;
        clock.is_about |= self.pending.is_about;
        // `ab Freitag 14 Uhr`; but `ab Freitag um 14 Uhr` is at two each day.
        let own = self.pending.is_at || self.pending.is_about;
        let carried = self.pending.carried.filter(|_| !own);
        let mut role = self.pending.bound.or(carried).map_or(Role::At, role);
        if self.is_from(next) {
            role = Role::From;
        }
        if role == Role::At && self.clause.prefer {
            role = Role::Prefer;
        }
        // Beside a bound a part of the day only says which half of the day is meant.
        if let Some((part, behind)) = part_behind(self.pieces, next) {
            match clock.in_part(part.part) {
                Some(known) => clock = known,
                None => self.puzzle(Why::Contradiction, at..behind),
            }
            if role != Role::At {
                next = behind;
            }
        }
        self.put(What::Clock(clock), role, at, next);
        self.after_fact(at, next, None);
        next
    }

    /// `from Friday`, `von Freitag an`.
    fn is_from(&self, next: usize) -> bool {
        let is_from = self.pending.range.is_some();
        self.pending.range == Some(true) || is_open_behind(self.pieces, next, is_from)
    }

    /// States a fact, unless it is denied.
    fn put(&mut self, what: What, role: Role, at: usize, next: usize) {
        let not = self.clause.not;
        let role = match self.is_denied(&what, at, next) {
            Some(true) => Role::Not,
            Some(false) => return,
            None => role,
        };
        if self.pending.is_instead {
            return;
        }
        if role == Role::Prefer {
            self.clause.is_preferred = true;
        }
        let start = if role == Role::Not { not.unwrap_or(at) } else { at };
        let tokens = tokens(self.pieces, start..next);
        self.ledger.add(Fact { what, role, is_choice: self.pending.is_choice, tokens });
    }

    /// Whether a statement is denied: a day may be left out of a span, of a time it is asked what is possible.
    fn is_denied(&mut self, what: &What, at: usize, next: usize) -> Option<bool> {
        let not = self.clause.not.take();
        if not.is_none() && !self.clause.is_denied {
            return None;
        }
        let is_alone = not.is_none() && !self.pending.is_choice && !self.pending.is_bound();
        if is_alone && !what.is_day() {
            // `nicht um zehn um elf`; but `nicht morgens um neun`, `nicht am Freitag um neun`.
            let last = self.ledger.heard.facts.last();
            let is_another =
                last.is_some_and(|last| discriminant(&last.what) == discriminant(what));
            if is_another {
                self.clause.deny_nothing();
            }
            return (!is_another).then_some(true);
        }
        let is_joined = self.pending.is_choice && self.clause.is_denied;
        let is_one = matches!(what, What::Day(_) | What::Clock(_) | What::Part(_));
        // `zehn Uhr geht nicht elf Uhr geht`: which of the two?
        let mut of_clause = self.ledger.heard.facts.iter().skip(self.clause.facts);
        let has_other = of_clause.any(|fact| fact.role != Role::Not && fact.what.is_like(what));
        let has_other = has_other && !self.pending.is_choice;
        // `wenn das nicht geht um vier`
        let is_led = not.is_none_or(|not| is_led_from(self.pieces, not, at));
        let is_plain = is_one && !self.pending.is_bound() && !has_other;
        let is_plain = is_plain && (!matches!(what, What::Clock(_)) || is_led);
        if is_plain && (not.is_some() || is_joined) {
            self.clause.is_denied = true;
            return Some(true);
        }
        self.puzzle(Why::Negated, not.unwrap_or(at)..next);
        Some(false)
    }

    fn after_fact(&mut self, at: usize, next: usize, carried: Option<Bound>) {
        self.take(at..next);
        self.ledger.end_at(next);
        self.pending = Pending { carried, ..Pending::default() };
    }

    fn trouble(&mut self, trouble: Trouble, at: usize) {
        let behind = self.pieces.get(at + 1).map(|piece| piece.atom);
        // `halb lang`: of the hair, in a whole sentence.
        let is_other = trouble == Trouble::HourMissing
            && self.field == Field::When
            && matches!(behind, Some(Atom::Other));
        if !is_other {
            self.puzzle(Why::Trouble(trouble), self.pending.start(at)..at + 1);
        }
        self.pending = Pending::default();
    }

    fn comma(&mut self, at: usize) {
        self.settle_clause(at);
        let behind = self.pieces.get(at + 1).map(|piece| piece.atom);
        // `ab, vielleicht, drei`; but `ich frage nach, haben Sie`.
        if behind != Some(Atom::Pause) {
            self.pending.stop();
        }
        // `Dienstag, oder Mittwoch`
        if behind == Some(Atom::Or) {
            self.ledger.step_over(at);
        }
        self.pending.is_choice = self.ledger.is_behind_day(at) && is_listed(self.pieces, at);
        if !self.pending.is_choice {
            self.clause = Clause::from(self.ledger.heard.facts.len());
        }
    }

    fn end_clause(&mut self, at: usize) {
        self.settle_clause(at);
        self.pending = Pending::default();
        self.clause = Clause::from(self.ledger.heard.facts.len());
    }

    /// `Donnerstag spätestens`: the bound belongs to what stands before it.
    fn settle_loose(&mut self) {
        if let (Some(loose), Some(bound)) = (self.pending.loose, self.pending.bound)
            && self.ledger.bound_behind(bound, loose)
        {
            self.pending = Pending::default();
        }
    }

    /// What waited for a fact in this clause and found none belongs to those before it.
    fn settle_clause(&mut self, at: usize) {
        let first = self.clause.facts;
        self.settle_loose();
        if self.clause.is_liked_behind() {
            self.ledger.prefer_from(first);
        }
        let has_facts = self.ledger.heard.facts.len() > first;
        if let Some(not) = self.clause.not.take()
            && has_facts
            && !self.clause.has_other
        {
            self.ledger.deny_from(first, tokens(self.pieces, not..at));
        }
    }

    fn finish(&mut self) {
        let end = self.pieces.len();
        self.settle_clause(end);
        let waits = self.pending.is_between || self.pending.bound.is_some();
        let last = self.ledger.last.map(|last| last.next);
        // `ab`, `zwischen zehn und`, `Freitag um`. A whole sentence may end so: „Ich sage ab“.
        let is_begun = (waits || self.pending.is_at) && is_begun(self.pieces, last);
        if self.pending.is_between || (waits && self.field != Field::When) || is_begun {
            let start = self.pending.start(end.saturating_sub(1));
            self.puzzle(Why::Dangling, start..end);
        }
        if self.ledger.is_taken_back
            && let Some(last) = end.checked_sub(1)
        {
            self.puzzle(Why::Trouble(Trouble::Unclear), last..end);
        }
        // `late on Friday`
        if let Some((_, at)) = self.half {
            self.puzzle(Why::Vague, at..at + 1);
        }
        let heard = &mut self.ledger.heard;
        if self.is_now && heard.facts.is_empty() && heard.wish.is_none() {
            heard.wish = Some(Prefer::Earliest);
        }
    }

    fn puzzle(&mut self, why: Why, pieces: Range<usize>) {
        let tokens = tokens(self.pieces, pieces);
        self.ledger.puzzle(why, tokens);
    }

    fn take(&mut self, pieces: Range<usize>) {
        for used in self.used.iter_mut().take(pieces.end).skip(pieces.start) {
            *used = true;
        }
    }
}
