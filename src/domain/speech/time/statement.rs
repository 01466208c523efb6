//! From atoms to statements: bounds, wishes and negations find the day or the time that they belong to.

use crate::domain::speech::reading::{Field, Prefer};
use crate::domain::speech::time::doubt::{Puzzle, Why};
use crate::domain::speech::time::expr::{Atom, Bound, DayExpr, Piece, Trouble};
use crate::domain::speech::time::fact::{Fact, Heard, Role, What};
use crate::domain::speech::time::operand::{Context, Operand, operand};
use crate::domain::speech::time::pending::{Pending, joined, role};
use crate::domain::speech::time::range::{part_behind, range};
use std::ops::Range;

/// What the pieces of one text state, and for every piece whether it was used.
pub(super) fn statements(pieces: &[Piece], field: Field) -> (Heard, Vec<bool>) {
    let mut hearing = Hearing {
        pieces,
        field,
        heard: Heard::default(),
        used: vec![false; pieces.len()],
        pending: Pending::default(),
        clause: Clause::default(),
        corrected: None,
        last: None,
        is_now: false,
    };
    let mut at = 0;
    while at < pieces.len() {
        at = hearing.step(at).max(at + 1);
    }
    hearing.finish();
    (hearing.heard, hearing.used)
}

/// What was said since the last comma or full stop.
#[derive(Clone, Debug, Default)]
struct Clause {
    /// The first fact of it.
    facts: usize,
    /// A wish that no fact has taken yet.
    prefer: bool,
    /// The last wish was taken by a fact.
    is_preferred: bool,
    /// The piece of a negation that nothing has taken yet.
    not: Option<usize>,
    /// Something that is not about time was said since the negation.
    has_other: bool,
}

/// The end of the last fact, for what stands behind it.
#[derive(Clone, Copy, Debug)]
struct Last {
    next: usize,
    is_day: bool,
}

struct Hearing<'a> {
    pieces: &'a [Piece],
    field: Field,
    heard: Heard,
    used: Vec<bool>,
    pending: Pending,
    clause: Clause,
    /// Facts before this one are replaced: of days, of times.
    corrected: Option<(usize, bool, bool)>,
    last: Option<Last>,
    is_now: bool,
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
            Atom::Trouble(trouble) => self.trouble(trouble, at),
            Atom::Comma => self.comma(at),
            Atom::Break => self.end_clause(at),
            Atom::Other | Atom::Suspect | Atom::Counted | Atom::Vague => {
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
        let pending = &mut self.pending;
        if !matches!(atom, Atom::Filler | Atom::Pause) {
            pending.since.get_or_insert(at);
        }
        match atom {
            Atom::At => pending.is_at = true,
            Atom::About => pending.is_about = true,
            Atom::So => pending.is_so = true,
            Atom::Sharp => pending.is_sharp = true,
            Atom::DayMark { is_sure } => {
                pending.day_mark = Some(is_sure || pending.day_mark == Some(true));
            }
            Atom::Bound(bound) => pending.bound = Some(bound),
            Atom::LooseBound(bound) => {
                pending.bound = Some(bound);
                pending.loose = Some(at);
            }
            Atom::Between => {
                pending.is_between = true;
                pending.since = Some(at);
            }
            Atom::RangeFrom { is_english } => {
                pending.range = Some(is_english);
                // `die Woche vom`: a day follows.
                pending.day_mark.get_or_insert(false);
            }
            Atom::RangeTo { is_bound: true } => pending.bound = Some(Bound::To),
            Atom::BackBound(bound) => self.bound_behind(bound, at),
            Atom::BackAbout => self.blur(at),
            Atom::Prefer => {
                self.clause.prefer = true;
                self.clause.is_preferred = false;
            }
            Atom::Not => {
                self.clause.not = Some(at);
                self.clause.has_other = false;
            }
            Atom::Correction => self.correct(),
            Atom::Instead => pending.is_instead = true,
            Atom::Onto => pending.is_onto = true,
            Atom::Or => pending.is_choice = self.last.is_some_and(|last| last.next == at),
            Atom::And => {
                let last = self.last.filter(|last| last.next == at && last.is_day);
                pending.is_choice = last.is_some();
            }
            Atom::On | Atom::Onwards => self.open_end(at),
            Atom::AsEarlyAsPossible => self.heard.wish = Some(Prefer::Earliest),
            Atom::AsLateAsPossible => self.heard.wish = Some(Prefer::Latest),
            Atom::AnyTime => self.heard.is_any = true,
            Atom::Now => self.is_now = true,
            Atom::Filler => self.stop_waiting(),
            _ => {}
        }
        // Small words between an operand and what stands behind it.
        if matches!(atom, Atom::Filler | Atom::Pause | Atom::DayMark { .. } | Atom::On)
            && let Some(last) = self.last.as_mut().filter(|last| last.next == at)
        {
            last.next = at + 1;
        }
    }

    /// A verb or a noun has come: `ich frage nach, ob` bounds nothing. What has no other meaning goes on waiting.
    fn stop_waiting(&mut self) {
        let pending = std::mem::take(&mut self.pending);
        let loose = pending.loose.is_some();
        self.pending = Pending {
            bound: pending.bound.filter(|_| loose),
            loose: pending.loose,
            since: pending.since.filter(|_| loose),
            is_choice: pending.is_choice,
            is_instead: pending.is_instead,
            is_onto: pending.is_onto,
            ..Pending::default()
        };
    }

    fn context(&self, at: usize) -> Context {
        Context {
            field: self.field,
            is_clock: self.pending.is_clock(),
            is_bound: self.pending.is_bound(),
            day_mark: self.pending.day_mark,
            is_behind_day: self.last.is_some_and(|last| last.is_day && last.next == at),
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
        let bound = self.pending.bound;
        let what = match operand {
            Operand::Day(group) => What::Day(group),
            Operand::Part(part) => What::Part(part),
            Operand::FromNow(minutes) => What::FromNow(minutes),
            Operand::Trouble(trouble) => {
                self.trouble(trouble, at);
                self.take(at..next);
                return next;
            }
            Operand::Clock(clock) => return self.clock(clock, at, next),
        };
        if self.pending.is_between {
            self.puzzle(Why::Dangling, self.pending.start(at)..next);
        }
        let is_day = what.is_day();
        let role = self.role_of(&what, at, next);
        self.put(what, role, at, next);
        self.after_fact(at, next, bound.filter(|_| is_day));
        next
    }

    fn clock(
        &mut self,
        clock: crate::domain::speech::time::expr::ClockExpr,
        at: usize,
        next: usize,
    ) -> usize {
        let mut clock = clock;
        let mut next = next;
        let (pending, carried) = (&self.pending, self.pending.carried);
        clock.is_about |= pending.is_about || pending.is_so;
        if pending.is_between {
            self.puzzle(Why::Dangling, self.pending.start(at)..next);
        }
        let bound = self.pending.bound.or(carried.filter(|_| !self.pending.is_at));
        let mut role = bound.map_or(Role::At, role);
        if self.pending.range == Some(true) || self.is_open_behind(next) {
            role = Role::From;
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
        if role == Role::At && self.clause.prefer {
            role = Role::Prefer;
        }
        self.put(What::Clock(clock), role, at, next);
        self.after_fact(at, next, None);
        next
    }

    /// Whether `an`, `on` stands behind a place and nothing that it belongs to.
    fn is_open_behind(&self, next: usize) -> bool {
        let atom = |at: usize| self.pieces.get(at).map(|piece| piece.atom);
        let is_from = self.pending.range.is_some();
        match atom(next) {
            Some(Atom::Onwards) => true,
            Some(Atom::On | Atom::Bound(Bound::From)) if is_from => !matches!(
                atom(next + 1),
                Some(Atom::Day(_) | Atom::DayMark { .. } | Atom::Ordinal { .. })
            ),
            _ => false,
        }
    }

    fn role_of(&self, what: &What, _at: usize, next: usize) -> Role {
        let pending = &self.pending;
        if pending.range == Some(true) || self.is_open_behind(next) {
            return Role::From;
        }
        match (pending.bound, what) {
            (Some(bound), _) => role(bound),
            (None, What::FromNow(_)) => Role::At,
            (None, _) if self.clause.prefer => Role::Prefer,
            (None, _) => Role::At,
        }
    }

    /// States a fact, unless it is denied.
    fn put(&mut self, what: What, role: Role, at: usize, next: usize) {
        let tokens = self.tokens(at..next);
        if let Some(not) = self.clause.not.take() {
            self.puzzle(Why::Negated, not..next);
            return;
        }
        if self.pending.is_instead {
            return;
        }
        let is_day = what.is_day();
        self.replace(is_day);
        let is_choice = self.pending.is_choice;
        if is_choice && !self.is_choice_of(&what) {
            let first = self.heard.facts.last().map_or(tokens.clone(), |fact| fact.tokens.clone());
            let tokens = joined(&first, &tokens);
            self.heard.puzzles.push(Puzzle { why: Why::Choice, tokens });
        }
        if role == Role::Prefer {
            self.clause.is_preferred = true;
        }
        self.heard.facts.push(Fact { what, role, is_choice, tokens });
    }

    /// Whether the fact before can stand beside this one as a choice.
    fn is_choice_of(&self, what: &What) -> bool {
        let before = self.heard.facts.last().map(|fact| &fact.what);
        match (before, what) {
            (Some(What::Day(_) | What::Days { .. }), What::Day(_) | What::Days { .. }) => true,
            (Some(What::Part(_)), What::Part(_)) => true,
            _ => false,
        }
    }

    /// After a correction the first new day replaces the days before it, the first new time the times.
    fn replace(&mut self, is_day: bool) {
        let is_moved = self.pending.is_onto;
        if is_moved {
            self.heard.facts.retain(|fact| fact.what.is_day() != is_day);
            return;
        }
        let Some((until, days, times)) = self.corrected else { return };
        let is_due = if is_day { days } else { times };
        if !is_due {
            return;
        }
        let mut nth = 0;
        self.heard.facts.retain(|fact| {
            nth += 1;
            nth > until || fact.what.is_day() != is_day
        });
        let until = until.min(self.heard.facts.len());
        self.corrected = Some(if is_day { (until, false, times) } else { (until, days, false) });
    }

    fn correct(&mut self) {
        let facts = self.heard.facts.len();
        if facts > 0 {
            self.corrected = Some((facts, true, true));
        }
        self.pending = Pending::default();
    }

    fn after_fact(&mut self, at: usize, next: usize, carried: Option<Bound>) {
        self.take(at..next);
        let is_day = self.heard.facts.last().is_some_and(|fact| fact.what.is_day());
        self.last = Some(Last { next, is_day });
        self.pending = Pending { carried, ..Pending::default() };
    }

    /// A bound behind what it bounds: `drei oder später`.
    fn bound_behind(&mut self, bound: Bound, at: usize) {
        let is_behind = self.last.is_some_and(|last| last.next == at);
        match self.heard.facts.last_mut().filter(|_| is_behind) {
            Some(fact) => fact.role = role(bound),
            None => self.puzzle(Why::Vague, at..at + 1),
        }
    }

    /// `drei Uhr rum`.
    fn blur(&mut self, at: usize) {
        let is_behind = self.last.is_some_and(|last| last.next == at);
        if let Some(Fact { what: What::Clock(clock), .. }) =
            self.heard.facts.last_mut().filter(|_| is_behind)
        {
            clock.is_about = true;
        }
    }

    /// `ab Montag aufwärts`, `from Monday on`: known already where the operand was read.
    fn open_end(&mut self, at: usize) {
        let is_behind = self.last.is_some_and(|last| last.next == at);
        let is_onwards = self.pieces.get(at).is_some_and(|piece| piece.atom == Atom::Onwards);
        if is_behind
            && is_onwards
            && let Some(fact) = self.heard.facts.last_mut()
            && fact.role == Role::At
        {
            fact.role = Role::From;
        }
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
        // `ab, äh, drei`; but `ich frage nach, haben Sie`.
        let is_pause = self.pieces.get(at + 1).is_some_and(|piece| piece.atom == Atom::Pause);
        if !is_pause {
            self.stop_waiting();
        }
        self.pending.is_choice = false;
        // `Montag, Dienstag oder Mittwoch`: a list, as the `oder` further on tells.
        let is_weekday = |place: usize| {
            let atom = self.pieces.get(place).map(|piece| piece.atom);
            matches!(atom, Some(Atom::Day(DayExpr::Weekday(..) | DayExpr::FromToday(_))))
        };
        let behind = self.last.filter(|last| last.next == at).map(|_| at.saturating_sub(1));
        if behind.is_some_and(is_weekday) && is_weekday(at + 1) {
            let rest = self.pieces.iter().skip(at + 2).take(4);
            let has_or = rest
                .take_while(|piece| !matches!(piece.atom, Atom::Break | Atom::Clock(_)))
                .any(|piece| matches!(piece.atom, Atom::Or | Atom::And));
            self.pending.is_choice = has_or;
        }
        self.clause = Clause { facts: self.heard.facts.len(), ..Clause::default() };
    }

    fn end_clause(&mut self, at: usize) {
        self.settle_clause(at);
        self.pending = Pending::default();
        self.clause = Clause { facts: self.heard.facts.len(), ..Clause::default() };
    }

    /// What waited for a fact in this clause and found none belongs to those before it.
    fn settle_clause(&mut self, at: usize) {
        let first = self.clause.facts;
        let has_facts = self.heard.facts.len() > first;
        if let Some(loose) = self.pending.loose
            && let Some(bound) = self.pending.bound
            && self.last.is_some_and(|last| last.next == loose)
            && let Some(fact) = self.heard.facts.last_mut()
        {
            fact.role = role(bound);
            self.pending = Pending::default();
        }
        if self.clause.prefer && !self.clause.is_preferred {
            let facts = self.heard.facts.iter_mut().skip(first);
            facts.filter(|fact| fact.role == Role::At).for_each(|fact| fact.role = Role::Prefer);
        }
        if let Some(not) = self.clause.not.take()
            && has_facts
            && !self.clause.has_other
        {
            let start = self.heard.facts.get(first).map(|fact| fact.tokens.clone());
            let end = self.tokens(not..at);
            let tokens = start.map_or(end.clone(), |start| joined(&start, &end));
            self.heard.puzzles.push(Puzzle { why: Why::Negated, tokens });
        }
    }

    fn finish(&mut self) {
        let end = self.pieces.len();
        self.settle_clause(end);
        let waits = self.pending.is_between || self.pending.bound.is_some();
        // `ab`, `zwischen zehn und`. A whole sentence may end so: „Ich sage ab“.
        if self.pending.is_between || (waits && self.field != Field::When) {
            let start = self.pending.start(end.saturating_sub(1));
            self.puzzle(Why::Dangling, start..end);
        }
        if let Some((until, true, true)) = self.corrected
            && self.heard.facts.len() <= until
            && let Some(last) = end.checked_sub(1)
        {
            self.puzzle(Why::Trouble(Trouble::Unclear), last..end);
        }
        if self.is_now && self.heard.facts.is_empty() && self.heard.wish.is_none() {
            self.heard.wish = Some(Prefer::Earliest);
        }
    }

    fn puzzle(&mut self, why: Why, pieces: Range<usize>) {
        let tokens = self.tokens(pieces);
        self.heard.puzzles.push(Puzzle { why, tokens });
    }

    fn tokens(&self, pieces: Range<usize>) -> Range<usize> {
        let among = self.pieces.get(pieces).unwrap_or_default();
        match (among.first(), among.last()) {
            (Some(first), Some(last)) => first.tokens.start..last.tokens.end,
            _ => 0..0,
        }
    }

    fn take(&mut self, pieces: Range<usize>) {
        for used in self.used.iter_mut().take(pieces.end).skip(pieces.start) {
            *used = true;
        }
    }
}
