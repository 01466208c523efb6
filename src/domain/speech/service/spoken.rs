//! A text with its tokens, asked about what only its neighbours tell of a word: whether a number counts people, whether
//! a person is to come, whether a word is a salon's at all.

use super::kind::Kind;
use super::lexicon::Id;
use super::meaning::Stands;
use super::own::Atom;
use super::token::{Books, Token};
use super::words::{Before, Word};
use std::ops::Range;

/// Letters an unknown word needs to be a thing that somebody asks for.
const STRANGE_LETTERS_MIN: usize = 4;
/// How far before a person "für" may stand: `für meinen kleinen Sohn`.
const FOR_WORDS_MAX: usize = 3;
/// What says that somebody is meant who is to come.
const FOR: [&str; 3] = ["fuer", "fur", "for"];
/// The same behind a person: `mein Sohn braucht`.
const NEEDS: [&str; 14] = [
    "braucht",
    "moechte",
    "will",
    "haette",
    "braeuchte",
    "soll",
    "muss",
    "needs",
    "wants",
    "would",
    "should",
    "has",
    "bekommt",
    "benoetigt",
];

/// The caller.
const ME: [&str; 6] = ["mich", "mir", "ich", "me", "myself", "i"];
/// What stands before the thing that something is done to: `cut my hedge`.
const MINE: [&str; 6] = ["my", "our", "the", "his", "her", "their"];

/// What stands between a stretch of a text and the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Joint {
    Start,
    Comma,
    And,
    With,
    But,
    Or,
}

/// A text and where it stands.
#[derive(Clone, Copy)]
pub(super) struct Spoken<'a> {
    pub(super) words: &'a [Word],
    pub(super) tokens: &'a [Token],
    pub(super) books: Books<'a>,
    pub(super) stands: Stands,
}

impl<'a> Spoken<'a> {
    /// The text between "und" and "und", commas and the like: what joins each stretch, and its tokens.
    pub(super) fn stretches(&self) -> Vec<(Joint, Range<usize>)> {
        let mut found = Vec::new();
        let mut joint = Joint::Start;
        let mut from = 0_usize;
        let mut end = |from: usize, at: usize, joint: Joint| {
            if from < at {
                found.push((joint, from..at));
            }
        };
        for (at, token) in self.tokens.iter().enumerate() {
            let sign = match self.words.get(token.from).map(|word| word.before) {
                Some(Before::Comma) => Some(Joint::Comma),
                Some(Before::And | Before::Slash) => Some(Joint::And),
                Some(Before::Nothing) | None => None,
            };
            if let Some(sign) = sign {
                end(from, at, joint);
                (joint, from) = (sign, at);
            }
            let word = match token.kind(self.books.lexicon) {
                Some(Kind::And) => Some(Joint::And),
                Some(Kind::With) => Some(Joint::With),
                Some(Kind::But) => Some(Joint::But),
                Some(Kind::Or) => Some(Joint::Or),
                _ => None,
            };
            if let Some(word) = word {
                end(from, at, joint);
                (joint, from) = (word, at.saturating_add(1));
            }
        }
        end(from, self.tokens.len(), joint);
        found
    }

    /// "Ich komme zu Fuß": what is said of other things more often is nothing of a salon's where nothing else is.
    pub(super) fn is_weak(&self, token: &Token, id: Id) -> bool {
        let is_weak = self.books.lexicon.concept(id).is_some_and(|concept| concept.weak);
        is_weak && self.stands == Stands::Sentence && token.atoms.len() == 1 && !self.tells()
    }

    /// Whether anything says plainly that it is about a service.
    pub(super) fn tells(&self) -> bool {
        let tells = |atom: &Atom| match atom {
            Atom::Concept(id) => {
                self.books.lexicon.concept(*id).is_some_and(|one| one.kind.tells() && !one.weak)
            }
            Atom::Own(_) => true,
        };
        self.tokens.iter().any(|token| token.atoms.len() > 1 || token.atoms.iter().any(tells))
    }

    pub(super) fn plain(&self, token: &Token) -> &'a str {
        self.words.get(token.from).map_or("", |word| word.plain.as_str())
    }

    fn kind(&self, at: usize) -> Option<Kind> {
        self.tokens.get(at)?.kind(self.books.lexicon)
    }

    /// "Zwei Haarschnitte" is two visits, "zwei Stunden" and "acht Jahre" are not.
    pub(super) fn counts(&self, at: usize) -> bool {
        let next = self.kind(at.saturating_add(1));
        match self.stands {
            Stands::Sentence => next == Some(Kind::Persons),
            Stands::Argument | Stands::List => next != Some(Kind::Measure),
        }
    }

    /// "Personen" without a number are several all the same; "eine Person" is one.
    pub(super) fn are_several(&self, at: usize, token: &Token) -> bool {
        let number = at.checked_sub(1).and_then(|before| self.kind(before));
        self.plain(token) != "person" || number == Some(Kind::Number)
    }

    /// Whether somebody is to come, or is only mentioned: "mein Mann fährt mich".
    pub(super) fn is_to_come(&self, at: usize) -> bool {
        let before = at.saturating_sub(FOR_WORDS_MAX)..at;
        let before = self.tokens.get(before).unwrap_or_default();
        let is_for = before.iter().any(|token| FOR.contains(&self.plain(token)));
        let next = self.tokens.get(at.saturating_add(1)).map(|token| self.plain(token));
        let needs = next.is_some_and(|next| NEEDS.contains(&next));
        self.stands != Stands::Sentence || is_for || needs
    }

    /// "Haarschnitt Herr" is for men; "Herr Muster" is somebody.
    pub(super) fn title_tells(&self, at: usize) -> bool {
        let next = self.tokens.get(at.saturating_add(1));
        match self.stands {
            Stands::List => true,
            Stands::Argument => !next.is_some_and(|next| next.atoms.is_empty()),
            Stands::Sentence => false,
        }
    }

    /// "Meinen Mann und mich": whether a person and the caller are joined.
    pub(super) fn joins_caller(&self) -> bool {
        let kinds = |at: usize| self.kind(at);
        let is_caller =
            |at: usize| self.tokens.get(at).is_some_and(|token| ME.contains(&self.plain(token)));
        let is_person =
            |at: usize| matches!(kinds(at), Some(Kind::Person | Kind::Adult | Kind::People));
        let ands = (1..self.tokens.len()).filter(|at| kinds(*at) == Some(Kind::And));
        ands.into_iter().any(|at| {
            let (before, next) = (at.saturating_sub(1), at.saturating_add(1));
            // "Me and my husband" may have a word between.
            let behind = [next, next.saturating_add(1)];
            is_person(before) && behind.iter().any(|at| is_caller(*at))
                || is_caller(before) && behind.iter().any(|at| is_person(*at))
        })
    }

    /// "Nicht vor zehn", "nicht bei Jürgen": no service is refused.
    pub(super) fn is_about_when(&self, at: usize) -> bool {
        self.kind(at.saturating_add(1)) == Some(Kind::Place)
    }

    /// "Hecke schneiden", "cut my hedge": the words of what no salon does anything to. `at` is the act.
    pub(super) fn strange_object(&self, at: usize) -> Vec<usize> {
        if self.stands != Stands::Argument {
            return Vec::new();
        }
        let before = at.checked_sub(1).and_then(|at| self.unknown(at)).filter(|token| {
            let act = self.words.get(token.from.saturating_add(1));
            let is_beside = act.is_some_and(|word| word.before == Before::Nothing);
            // "Bei der Emma schneiden", "Frau Muster schneiden".
            let leads = [at.checked_sub(2), at.checked_sub(3)].into_iter().flatten();
            let is_named = leads
                .into_iter()
                .any(|at| matches!(self.kind(at), Some(Kind::Place | Kind::Title | Kind::With)));
            is_beside && !is_named
        });
        let next = self.tokens.get(at.saturating_add(1)).map(|token| self.plain(token));
        let is_somebodys = next.is_some_and(|next| MINE.contains(&next));
        let behind = self.unknown(at.saturating_add(2)).filter(|_| is_somebodys);
        before.or(behind).into_iter().flat_map(Token::places).collect()
    }

    /// The words of something that is asked for, too, and that nobody here knows.
    pub(super) fn strange(&self, range: Range<usize>) -> Vec<usize> {
        range.filter_map(|at| self.unknown(at)).flat_map(Token::places).collect()
    }

    /// A word that names nothing here and may name something elsewhere.
    fn unknown(&self, at: usize) -> Option<&'a Token> {
        let token = self.tokens.get(at)?;
        let is_unknown = token.atoms.is_empty() && self.plain(token).len() >= STRANGE_LETTERS_MIN;
        is_unknown.then_some(token)
    }
}
