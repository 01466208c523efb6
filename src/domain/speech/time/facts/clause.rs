//! A whole sentence cut into clauses: at its signs, at the words that begin a reason or a consequence, and behind the verb
//! that ends a German subordinate clause, as a transcript may hold no signs at all.

use crate::domain::speech::time::atoms::expr::{Atom, Piece};
use crate::domain::speech::time::words::odd;
use crate::domain::speech::time::words::token::{Kind, Said, Token};
use crate::domain::text::word_list::WordList;
use std::ops::Range;

/// What begins a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Opener {
    /// A sign, or nothing.
    Nothing,
    /// `aber`.
    But,
    /// `und`, before another verb.
    And,
    /// `weil`, `denn`, `because`: why, or what else is then.
    Reason,
    /// `wenn`, `if`: only what is told of the caller.
    If,
    /// `deshalb`, `therefore`: what was said before is the reason.
    Therefore,
    /// `also`, `so`: it may be.
    So,
}

/// A stretch of a sentence with one verb at most.
#[derive(Clone, Debug)]
pub(crate) struct Clause {
    pub opener: Opener,
    pub tokens: Range<usize>,
}

/// Behind these somebody's circumstances are told, wherever they stand.
static BECAUSE: WordList = WordList::of("weil because cos coz cuz obwohl although");
/// The same only before a subject: `da ich`, `since my`, `bevor ich`.
static BECAUSE_SOMEBODY: WordList = WordList::of(
    "da denn since as cause damit bevor ehe nachdem before after solange while sonst otherwise",
);
static BUT: WordList = WordList::of("aber but jedoch");
static BOUNDS: WordList = WordList::of("before after");
static IF: WordList = WordList::of("wenn falls if when sobald");
static THEREFORE: WordList = WordList::of(
    "deshalb deswegen darum drum daher weshalb weswegen therefore hence thus folglich",
);
/// Before `darum` it is what something is about.
static ABOUT: WordList = WordList::of("geht ginge bitte bitten kuemmern gehts");
/// Who tells of himself, or whose circumstances are told.
pub(crate) static SUBJECTS: WordList = WordList::of(
    "ich wir er mein meine meiner unser unsere ichs i im ive ill id we were weve he she they my our hes shes theyre",
);
/// Behind what is told, before when it is to be: `bis Mittwoch bin ich im Urlaub danach am Freitag`.
static AFTERWARDS: WordList = WordList::of("danach anschliessend afterwards");
/// Verbs of who tells of himself.
static OWN_VERBS: WordList =
    WordList::of("bin sind habe hab haben muss muessen arbeite am have im");
/// Must be done before or after: `ich muss um fünf meinen Sohn abholen`.
static MUST: WordList = WordList::of("muss muessen soll");
/// What ends such a clause.
static LAST_DOING: WordList = WordList::of(
    "abholen holen hinbringen bringen sein arbeiten fahren fliegen weg los fort gehen losfahren wegfahren",
);
/// Behind which a question begins.
static ASKS: WordList =
    WordList::of("geht ginge passt koennte kann haette haetten haben gibt waere");
/// Before what else may be somebody: `der Hund`, `the office`.
pub(crate) static ARTICLES: WordList = WordList::of("der die das the");
/// A verb behind `und`, of another clause.
static NEXT_VERBS: WordList = WordList::of(
    "ich wir i id im ive we da braeuchte brauche brauch moechte haette haett wuerde will muss bin habe hab hatte war sind need
    want would am have must danach vorher nachher davor dann then afterwards later koennte koennt kann could can",
);
/// A German subordinate clause ends with one of these.
static LAST_VERBS: WordList = WordList::of(
    "bin ist sind war waren habe hab hat haben hatte hatten muss muessen kann koennen soll sollen will wollen darf arbeite
    arbeitet arbeiten fahre faehrt fahren fliege fliegt komme kommt kommen gehe geht gehen abhole hole bringe",
);
/// A main clause begins so behind a subordinate one.
static ENGLISH_MAIN: WordList = WordList::of("i id we wed could can please lets ill");
static MAIN_VERBS: WordList = WordList::of(
    "braeuchte brauche moechte haette wuerde koennte kann geht ginge passt waere komme nehme will wollte",
);
static MAIN_SUBJECTS: WordList = WordList::of("ich wir es mir uns sie das");
/// Behind such a verb the clause goes on: `weil ich arbeiten muss bis vier`.
static GOES_ON: WordList = WordList::of("bis ab von um seit gegen und oder");
/// What is now is told beside what was.
pub(crate) static NOW: WordList = WordList::of("jetzt diesmal nun now");
/// `so` before them is no consequence.
static SO_MUCH: WordList = WordList::of(
    "much far many that early soon late long good kind sorry quickly as or um gegen viel was etwas",
);
/// And behind them.
static NO_SO: WordList = WordList::of("or and is not be think hope say just its it ever even");

/// What is asked of a row of tokens by place.
#[derive(Clone, Copy)]
pub(crate) struct Row<'a> {
    pub tokens: &'a [Token],
    pub is_english: bool,
}

impl<'a> Row<'a> {
    pub(crate) fn of(said: &'a Said) -> Row<'a> {
        Row { tokens: &said.tokens, is_english: odd::is_english(&said.tokens) }
    }

    pub(crate) fn key(&self, at: usize) -> &'a str {
        self.tokens.get(at).map_or("", |token| token.key.as_str())
    }

    fn before(&self, at: usize) -> &'a str {
        at.checked_sub(1).map_or("", |at| self.key(at))
    }

    /// `Ich komme aber erst um drei`, `da arbeite ich aber bis drei`: whether an `aber` stands within a clause.
    fn is_within(&self, at: usize) -> bool {
        let is_verb = |back: usize| {
            at.checked_sub(back).is_some_and(|before| LAST_VERBS.has(self.key(before)))
        };
        let is_behind = is_verb(1) || is_verb(2) && SUBJECTS.has(self.before(at));
        is_behind && !SUBJECTS.has(self.key(at + 1))
    }

    /// Whether a main clause begins behind a subordinate one: `da der Kurs bis drei dauert könnte ich`, `since my shift ends
    /// at two I could`.
    fn begins_main(&self, at: usize) -> bool {
        let (key, next) = (self.key(at), self.key(at + 1));
        self.is_english && ENGLISH_MAIN.has(key) || MAIN_VERBS.has(key) && MAIN_SUBJECTS.has(next)
    }

    /// Whether the caller's own verb stands shortly before a place.
    fn is_behind_verb(&self, at: usize) -> bool {
        const BEHIND_MAX: usize = 6;
        (at.saturating_sub(BEHIND_MAX)..at).any(|before| {
            OWN_VERBS.has(self.key(before))
                && (SUBJECTS.has(self.key(before + 1)) || SUBJECTS.has(self.before(before)))
        })
    }

    /// Whether what must be done ends before a place, and a question begins there: `ich muss um fünf meinen Sohn abholen geht
    /// Dienstag`.
    fn is_behind_duty(&self, from: usize, at: usize) -> bool {
        LAST_DOING.has(self.before(at))
            && ASKS.has(self.key(at))
            && (from..at).any(|before| MUST.has(self.key(before)))
    }

    /// What kind of clause begins with a word; `begins` says whether a sign stands before it.
    fn opener(&self, at: usize, begins: bool) -> Option<Opener> {
        let (key, next) = (self.key(at), self.key(at + 1));
        let is_name = |at: usize| self.tokens.get(at).is_some_and(|next| next.kind == Kind::Other);
        let is_named = is_name(at + 1) || ARTICLES.has(next) && is_name(at + 2);
        // `before the third`, `after New Year`.
        let is_named = begins && is_named && !BOUNDS.has(key);
        let is_somebody = SUBJECTS.has(next) || is_named;
        let opener = match key {
            _ if BECAUSE.has(key) => Opener::Reason,
            "so" if next == "that" => Opener::Reason,
            "as" if ["as", "soon", "same", "early", "late", "long", "well"]
                .contains(&self.before(at)) =>
            {
                return None;
            }
            // `Wann haben Sie denn`, `was ist denn`.
            "denn" if !begins && !["ich", "wir", "mein", "meine"].contains(&next) => return None,
            _ if BECAUSE_SOMEBODY.has(key) && is_somebody => Opener::Reason,
            _ if IF.has(key) && SUBJECTS.has(next) => Opener::If,
            "that" | "thats" if next == "why" => Opener::Therefore,
            "which" if ["means", "meant"].contains(&next) => Opener::Therefore,
            "which" if next == "is" && self.key(at + 2) == "why" => Opener::Therefore,
            _ if AFTERWARDS.has(key)
                && !begins
                && !["und", "and", "oder", "or"].contains(&self.before(at))
                && self.is_behind_verb(at) =>
            {
                Opener::Nothing
            }
            _ if THEREFORE.has(key) && !ABOUT.has(self.before(at)) => Opener::Therefore,
            "also" if !self.is_english => Opener::So,
            "so" if self.is_english && !SO_MUCH.has(next) && !NO_SO.has(self.before(at)) => {
                Opener::So
            }
            _ if NOW.has(key) && !begins => Opener::Nothing,
            "und" | "and" if NEXT_VERBS.has(next) => Opener::And,
            _ => return None,
        };
        Some(opener)
    }
}

/// The clauses of a sentence, in order; signs belong to none.
pub(crate) fn clauses(row: Row, pieces: &[Piece]) -> Vec<Clause> {
    let mut is_sign = vec![false; row.tokens.len()];
    let parts =
        |piece: &&Piece| matches!(piece.atom, Atom::Comma | Atom::Break | Atom::Correction { .. });
    for piece in pieces.iter().filter(parts) {
        for sign in is_sign.iter_mut().take(piece.tokens.end).skip(piece.tokens.start) {
            *sign = true;
        }
    }
    let mut found: Vec<Clause> = Vec::new();
    let (mut opener, mut from) = (Opener::Nothing, 0_usize);
    let mut end = |opener: Opener, tokens: Range<usize>| {
        if !tokens.is_empty() {
            found.push(Clause { opener, tokens });
        }
    };
    for at in 0..row.tokens.len() {
        if is_sign.get(at) == Some(&true) {
            let is_but = BUT.has(row.key(at));
            if is_but && at > from && row.is_within(at) {
                continue;
            }
            end(opener, from..at);
            (opener, from) = (if is_but { Opener::But } else { Opener::Nothing }, at + 1);
            continue;
        }
        if let Some(next) = row.opener(at, at == from) {
            end(opener, from..at);
            (opener, from) = (next, at);
            continue;
        }
        if at > from && row.is_behind_duty(from, at) {
            end(opener, from..at);
            (opener, from) = (Opener::Nothing, at);
            continue;
        }
        let is_sub = matches!(opener, Opener::Reason | Opener::If) && at >= from + 3;
        if is_sub && row.begins_main(at) {
            end(opener, from..at);
            (opener, from) = (Opener::Nothing, at);
            continue;
        }
        if is_sub && LAST_VERBS.has(row.key(at)) && !GOES_ON.has(row.key(at + 1)) {
            end(opener, from..at + 1);
            (opener, from) = (Opener::Nothing, at + 1);
        }
    }
    end(opener, from..row.tokens.len());
    found
}
