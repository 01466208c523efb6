//! What one clause of a sentence tells: a wish, or a circumstance of the caller's.

use crate::domain::speech::time::facts::clause::{ARTICLES, Clause, NOW, Opener, Row, SUBJECTS};
use crate::domain::speech::time::facts::told_words::{
    AM, ARRIVED, AWAY, BACK, BAD, BAD_TOO_MUCH, BE, BEFORE, BEHIND, CALLER, CHAIR, COME, COULD,
    DAY, DOES, DOES_ENGLISH, DONE, ELSEWHERE, FIRST, FRIENDS, GIVEN_UP, GOES, GOING, HERE, I,
    I_WANT, IN_REASONS, IS, LAST, LEAVES, MUST, NEARBY, NEED, NO_VISIT, NOT, OFF, OTHERS, PLACES,
    PREPOSITIONS, RATHER, RATHER_WANT, RELATIVE, SAY, SUGGESTED, THAN, THE, THEN, THEY, THEY_DO,
    THINGS, TIME, TO, TO_ME, TOO, TOO_MUCH, TOWN, USUALLY, VISITS, WANTED, WANTS, WAS, WILL, WISH,
};
use crate::domain::text::word_list::WordList;

/// How surely a clause tells a circumstance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sure {
    /// A word says so.
    Yes,
    /// What is told in it says so; where nothing else says when, it may.
    Likely,
}

/// One clause, asked what it tells.
pub(crate) struct Told<'a> {
    pub row: Row<'a>,
    pub clause: &'a Clause,
    /// Whether it holds anything of a day or a time.
    pub has_time: bool,
    pub has_day: bool,
    /// Whether the clause before it tells a circumstance.
    pub is_behind_aside: bool,
    /// Whether the clause behind it names a day.
    pub next_has_day: bool,
}

impl<'a> Told<'a> {
    fn keys(&self) -> impl Iterator<Item = &'a str> {
        let row = self.row;
        self.clause.tokens.clone().map(move |at| row.key(at))
    }

    fn has(&self, words: &WordList) -> bool {
        self.keys().any(|key| words.has(key))
    }

    /// Whether a word of the one list stands right before one of the other.
    fn has_pair(&self, first: &WordList, next: &WordList) -> bool {
        let mut places = self.clause.tokens.clone();
        places.any(|at| first.has(self.row.key(at)) && next.has(self.row.key(at + 1)))
    }

    /// Whether a clause holds a word that compares with a time.
    pub(crate) fn is_relative(row: Row, clause: &Clause) -> bool {
        clause.tokens.clone().any(|at| {
            let (key, next) = (row.key(at), row.key(at + 1));
            let is_last = at + 1 == clause.tokens.end;
            // `before nine` and `früher als neun` are bounds.
            let is_bare = is_last || !PREPOSITIONS.has(key) || BEHIND.has(next);
            RELATIVE.has(key) && is_bare && !THAN.has(next)
        })
    }

    pub(crate) fn is_denied(&self) -> bool {
        self.has(&NOT)
    }

    /// Whether something is wished for in it, or said to be possible.
    fn wishes(&self, is_reason: bool) -> bool {
        let is_excused = self.clause.opener == Opener::Reason || self.is_denied();
        let is_elsewhere = !self.has(&HERE);
        let has_own = is_elsewhere && (self.has(&DOES) || is_reason);
        let is_duty = self.has_pair(&NEED, &TO) && self.has(&AWAY);
        let is_wish = |key: &str| {
            WISH.has(key)
                && !(is_duty && NEED.has(key))
                && !(is_excused && IN_REASONS.has(key))
                && !(has_own && THINGS.has(key))
                && !(is_reason && GOES.has(key) && self.has(&OTHERS))
                || !self.row.is_english && WILL.has(key)
                || COME.has(key) && !self.has(&ELSEWHERE)
        };
        self.keys().any(is_wish)
    }

    fn is_english(&self) -> bool {
        self.row.is_english || self.has(&I)
    }

    /// `Ich bin am Donnerstag in der Stadt`: that it may be then.
    fn is_near(&self) -> bool {
        let last = self.clause.tokens.end.checked_sub(1).map_or("", |at| self.row.key(at));
        let is_here = last == "da" && self.has(&AM) && !self.has(&ELSEWHERE) && !self.is_denied();
        is_here || self.has(&NEARBY) || self.has_pair(&THE, &TOWN) || self.has_pair(&DAY, &OFF)
    }

    /// `Um fünf muss ich beim Arzt sein`, `at five I have training`: that the caller is somewhere else.
    fn is_elsewhere(&self) -> bool {
        let does = self.has(&DOES) || self.is_english() && self.has(&DOES_ENGLISH);
        let does = does || self.has_pair(&NEED, &TO);
        let is_other_visit =
            self.keys().any(|key| key.ends_with("termin") && key != "termin" && !WISH.has(key));
        let must_be =
            self.has(&MUST) && self.has(&BE) || self.has_pair(&NEED, &TO) && self.has(&AWAY);
        self.is_of_caller()
            && does
            && !self.has(&CHAIR)
            && (self.has(&PLACES) || is_other_visit || must_be)
    }

    /// `Der Bus ist um zehn da`: whether it tells when somebody or something else is there.
    fn is_arrival(&self, next: Option<&Clause>) -> bool {
        let first = self.row.key(self.clause.tokens.start);
        let is_other = THEY.has(first) || ARTICLES.has(first) || OTHERS.has(first);
        let is_there = is_other && self.has(&IS) && self.has(&ARRIVED);
        is_there && self.has_time && !self.is_of_caller() && next.is_some()
    }

    /// `A friend of mine goes to Emma, but I'd like Lena`.
    fn is_of_friend(&self, next: Option<&Clause>) -> bool {
        let Some(next) = next.filter(|next| next.opener == Opener::But) else { return false };
        let wants = |words: &WordList| next.tokens.clone().any(|at| words.has(self.row.key(at)));
        self.has(&FRIENDS)
            && self.has(&VISITS)
            && !self.is_of_caller()
            && !self.has(&WANTS)
            && wants(&I_WANT)
            && wants(&RATHER_WANT)
    }

    /// `Mein Mann meinte erst Samstag`, before `aber`.
    pub(crate) fn is_suggested(&self) -> bool {
        self.has(&SUGGESTED) && !self.is_of_caller() && !self.asks()
    }

    /// Whether its day is that of the next clause too, and its time is not: `ich habe am Mittwoch um neun Zahnarzt, also um
    /// elf`, `I have yoga at nine on Wednesday so could I come at eleven that day`.
    pub(crate) fn lends_day(
        &self,
        next: Option<&Clause>,
        has_clock: bool,
        next_has_clock: bool,
    ) -> bool {
        let Some(next) = next.filter(|_| self.has_day && has_clock && !self.next_has_day) else {
            return false;
        };
        let is_led = matches!(next.opener, Opener::Therefore | Opener::So);
        let is_then =
            next.opener == Opener::And && next.tokens.clone().any(|at| THEN.has(self.row.key(at)));
        let is_back = next.tokens.clone().any(|at| BACK.has(self.row.key(at)));
        (is_led && (next_has_clock || is_back) || is_then && next_has_clock)
            && (self.is_departure() || (self.does() || self.is_elsewhere()) && !self.asks())
    }

    /// `Mein Zug geht um vier`.
    fn is_departure(&self) -> bool {
        self.has(&PLACES) && self.has(&OTHERS) && self.has(&LEAVES)
    }

    /// `Ich muss am Freitag zum Färben`: whether it may be of the visit, where nothing else is.
    pub(crate) fn may_wish(&self) -> bool {
        self.has(&MUST) && !self.is_elsewhere()
    }

    /// Whether what the caller does in it is never a visit: `am Freitag um drei heirate ich`.
    pub(crate) fn is_other(&self) -> bool {
        self.has(&NO_VISIT) || self.has(&THEY_DO)
    }

    /// `Ich habe am Donnerstag Geburtstag, deshalb da um zehn`: whether the next clause is of the same day.
    fn is_meant_by(&self, next: Option<&Clause>) -> bool {
        let Some(next) = next.filter(|_| self.has_day && !self.next_has_day) else { return false };
        next.tokens.clone().any(|at| BACK.has(self.row.key(at)))
    }

    /// Whether it says in so many words what is wanted.
    fn asks(&self) -> bool {
        self.has(&WANTS) || self.has(&COULD)
    }

    /// Whether it tells of something that is then: `vier ist Flöte`, `Dienstag hab ich Yoga`.
    pub(crate) fn is_told(&self) -> bool {
        (self.has(&IS) || self.does() || self.is_bad()) && !self.has(&WISH)
    }

    /// Who it is about.
    fn is_of_somebody(&self) -> bool {
        self.has(&SUBJECTS)
    }

    /// Whether it is the caller who does something in it.
    fn is_of_caller(&self) -> bool {
        self.has(&CALLER)
    }

    /// Whether the caller, or somebody of his, does something in it.
    fn does(&self) -> bool {
        let first = self.clause.tokens.start;
        let is_other = self.has(&ARTICLES) && !SUBJECTS.has(self.row.key(first));
        let comes = self.has(&COME) && self.has(&ELSEWHERE);
        let does = self.has(&DOES) || self.has(&THEY_DO) || comes;
        let does = does || self.is_english() && self.has(&DOES_ENGLISH);
        self.is_of_somebody() && does || is_other && self.has(&THEY_DO)
    }

    /// `früher schaffe ich es nicht`, `vorher bin ich im Urlaub`, `I have yoga then`.
    fn compares(&self) -> bool {
        Told::is_relative(self.row, self.clause)
            && (self.is_of_somebody() || self.has(&IS) || self.is_denied())
    }

    /// `Dienstag ist blöd`, `am 2. August ist zu`, `bei Jürgen geht es mir immer zu schnell`.
    fn is_bad(&self) -> bool {
        let last = self.clause.tokens.end.checked_sub(1).map_or("", |at| self.row.key(at));
        let is_shut = last == "zu" && self.has(&IS);
        let is_bad = self.has(&BAD) || self.has_pair(&TOO_MUCH, &BAD_TOO_MUCH) || is_shut;
        is_bad && !self.is_denied() && !self.has(&WANTS)
    }

    /// `Emma hat mir letztes Mal die Haare geschnitten`.
    pub(crate) fn is_past(&self) -> bool {
        let is_last = self.has_pair(&LAST, &TIME) || self.has(&BEFORE);
        let was = self.has(&WAS);
        !self.has(&WANTS)
            && (was && is_last || (was || self.is_english()) && self.has(&DONE) && self.has(&TO_ME))
    }

    /// `Emma war super, aber diesmal …`, `normally I see Emma but …`: `next` tells what is to be now.
    fn is_before_now(&self, next: Option<&Clause>) -> bool {
        let Some(next) = next.filter(|next| matches!(next.opener, Opener::But | Opener::Nothing))
        else {
            return false;
        };
        let keys = || next.tokens.clone().map(|at| self.row.key(at));
        let is_this_time =
            self.row.key(next.tokens.start) == "this" || keys().any(|key| key == "dieses");
        let is_now =
            keys().any(|key| NOW.has(key)) || is_this_time && keys().any(|key| TIME.has(key));
        let is_usual = self.has(&USUALLY);
        is_usual && next.opener == Opener::But || is_now && (is_usual || self.has(&WAS))
    }

    /// `Dienstag hatte ich überlegt`, `I was going to say Thursday`, `erst wollte ich zu Emma`.
    pub(crate) fn is_given_up(&self) -> bool {
        let says = self.has_pair(&GOING, &TO) || self.has(&WANTED);
        self.has(&WAS) && self.has(&GIVEN_UP)
            || self.has(&WANTED) && self.has(&FIRST)
            || says && self.has(&SAY)
    }

    /// `da hab ich Yoga`: it is then.
    pub(crate) fn is_then(&self) -> bool {
        self.has(&THEN)
    }

    /// Whether a clause says what is to be instead.
    pub(crate) fn is_rather(row: Row, clause: &Clause) -> bool {
        matches!(clause.opener, Opener::So | Opener::Therefore)
            || clause.tokens.clone().take(3).any(|at| RATHER.has(row.key(at)))
    }

    /// `Mittwoch auch`.
    pub(crate) fn is_too(&self) -> bool {
        const WORDS_MAX: usize = 4;
        self.clause.tokens.len() <= WORDS_MAX && self.has(&TOO)
    }

    /// Whether the next clause says what that somebody needs: `mein Sohn hat Locken, er braucht …`.
    pub(crate) fn goes_on(&self, next: Option<&Clause>) -> bool {
        let Some(next) = next.filter(|_| !self.is_of_caller()) else { return false };
        let first = self.row.key(next.tokens.start);
        let second = self.row.key(next.tokens.start + 1);
        next.opener == Opener::And && !CALLER.has(second)
            || next.opener == Opener::Nothing && THEY.has(first)
    }

    /// Whether it tells a circumstance. `next` is the clause behind it.
    pub(crate) fn sure(&self, next: Option<&Clause>) -> Option<Sure> {
        if self.is_bad() {
            return Some(Sure::Yes);
        }
        let opener = next.map(|next| next.opener);
        let is_led = opener == Some(Opener::Therefore);
        let is_so = opener == Some(Opener::So)
            && (self.does() || self.is_of_somebody() || self.has_day && self.has(&IS));
        let is_behind = matches!(opener, Some(Opener::But | Opener::So | Opener::Nothing));
        // Of a time `aber` tells what is in its stead.
        if is_behind && self.is_given_up() {
            return (!self.has_time).then_some(Sure::Likely);
        }
        if self.is_past() || self.is_before_now(next) && !self.has(&WANTS) {
            return Some(Sure::Likely);
        }
        if self.is_of_friend(next) || self.is_arrival(next) {
            return Some(Sure::Likely);
        }
        if self.is_near() || (is_led || is_so) && self.is_meant_by(next) {
            return None;
        }
        if self.clause.opener == Opener::Nothing
            && self.has_time
            && self.is_elsewhere()
            && !self.asks()
        {
            return Some(Sure::Yes);
        }
        if self.wishes(is_led || is_so) {
            return None;
        }
        match self.clause.opener {
            Opener::Reason => Some(Sure::Yes),
            _ if is_led || is_so => Some(Sure::Yes),
            // What follows from a reason is what is wished for.
            Opener::Therefore => None,
            Opener::So if self.is_behind_aside => None,
            _ if !self.has_time => None,
            Opener::If => self.does().then_some(Sure::Likely),
            _ => {
                let is_usual = self.has(&USUALLY) && self.has(&IS) && self.has_day;
                (self.does() || self.compares() || is_usual).then_some(Sure::Likely)
            }
        }
    }
}
