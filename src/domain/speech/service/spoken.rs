//! A text with its tokens, asked about what only its neighbours tell of a word: whether a number counts people, whether
//! a person is to come, whether a word is a salon's at all.

use super::kind::Kind;
use super::lexicon::Id;
use super::meaning::Stands;
use super::own::Atom;
use super::token::{Books, Token};
use super::words::{Before, Word};
use crate::domain::speech::function_words::{breaks_off, means_other};
use crate::domain::text::word_list::WordList;
use std::ops::Range;

/// Letters an unknown word needs to be a thing that somebody asks for.
const STRANGE_LETTERS_MIN: usize = 4;
/// How far before a person "für" may stand: `für meinen kleinen Sohn`.
const FOR_WORDS_MAX: usize = 3;
/// What says that somebody is meant who is to come.
const FOR: [&str; 3] = ["fuer", "fur", "for"];
/// The same behind a person: `mein Sohn braucht`.
static NEEDS: WordList = WordList::of(
    "braucht moechte will haette braeuchte soll muss needs wants would should has bekommt brauchen braeuchten
    moechten wollen sollen need want heisst called named benoetigt",
);

/// How far behind a person that may stand: `mein Sohn ist fünf und braucht`.
const NEEDS_WORDS_MAX: usize = 7;
/// That person once more: `meine Tochter ist sieben, sie braucht`.
const THEY: [&str; 7] = ["er", "sie", "der", "die", "he", "she", "they"];
/// Before what is not all of it: `nicht nur den Ansatz`.
const ONLY: [&str; 6] = ["nur", "bloss", "allein", "only", "just", "merely"];
/// Behind what is not wanted, before what is: `statt Strähnen lieber eine Dauerwelle`.
const RATHER: [&str; 9] =
    ["lieber", "eher", "nur", "bloss", "stattdessen", "rather", "just", "only", "instead"];
/// Takes back what was said before.
const CORRECTS: [&str; 6] = ["nein", "nee", "quatsch", "vielmehr", "nope", "scratch"];
/// Behind `nicht`, of what was wanted before.
const MORE: [&str; 3] = ["mehr", "more", "anymore"];
/// Of all there is.
const ALL: [&str; 4] = ["anything", "everything", "alles", "all"];
const TOGETHER: [&str; 3] = ["zusammen", "gemeinsam", "together"];
/// Whose somebody is that comes along.
const OWN: [&str; 6] = ["meine", "meiner", "meinem", "meinen", "mein", "my"];
/// The caller.
const ME: [&str; 6] = ["mich", "mir", "ich", "me", "myself", "i"];
/// What leads to the thing that something is done to: `Färben der Wimpern`.
const LEADS: [&str; 18] = [
    "der", "die", "das", "den", "des", "dem", "meine", "meinen", "meiner", "meines", "von", "vom",
    "am", "of", "my", "the", "our", "an",
];
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

    /// "Zwei Haarschnitte" and "Haarschnitt für zwei" are two visits; "zwei Stunden", "um drei" and "der ist sieben" are
    /// not.
    pub(super) fn counts(&self, at: usize) -> bool {
        let next = self.kind(at.saturating_add(1));
        let is_for = at.checked_sub(1).and_then(|at| self.tokens.get(at));
        let is_for = is_for.is_some_and(|token| FOR.contains(&self.plain(token)));
        match self.stands {
            Stands::Sentence => {
                next == Some(Kind::Persons) || next != Some(Kind::Measure) && self.counts_next(at)
            }
            Stands::Argument | Stands::List => {
                next != Some(Kind::Measure) && (is_for || self.counts_next(at))
            }
        }
    }

    /// Whether what a number counts stands behind it: a service, people, or `mal`.
    fn counts_next(&self, at: usize) -> bool {
        let behind = [at.saturating_add(1), at.saturating_add(2)];
        let what = |at: &usize| {
            let token = self.tokens.get(*at)?;
            let is_beside = self.words.get(token.from)?.before == Before::Nothing;
            is_beside.then_some(&token.atoms)
        };
        let tells =
            |atom: &Atom| match atom {
                Atom::Concept(id) => self.books.lexicon.kind(*id).is_some_and(|kind| {
                    kind.tells() || matches!(kind, Kind::Person | Kind::Persons)
                }),
                Atom::Own(_) => true,
            };
        let before = at.checked_sub(1).and_then(|at| self.kind(at));
        before != Some(Kind::Place)
            && behind.iter().map_while(what).any(|atoms| atoms.iter().any(tells))
    }

    /// "Personen" without a number are several all the same; "eine Person" is one.
    pub(super) fn are_several(&self, at: usize, token: &Token) -> bool {
        let number = at.checked_sub(1).and_then(|before| self.kind(before));
        self.plain(token) != "person" || number == Some(Kind::Number)
    }

    /// Whether somebody is to come, or is only mentioned: "mein Mann fährt mich".
    pub(super) fn is_to_come(&self, at: usize) -> bool {
        self.stands != Stands::Sentence || self.is_come_for(at) || self.needs(at)
    }

    /// Whether the word before says who it is as well.
    pub(super) fn is_same_person(&self, at: usize) -> bool {
        at.checked_sub(1).is_some_and(|before| self.kind(before) == Some(Kind::Person))
    }

    /// "Für meinen Mann und meinen Sohn": what leads to the one leads to the other.
    fn is_come_for(&self, at: usize) -> bool {
        let mut from = at;
        loop {
            let before = from.saturating_sub(FOR_WORDS_MAX)..from;
            let before = self.tokens.get(before).unwrap_or_default();
            if before.iter().any(|token| FOR.contains(&self.plain(token))) {
                return true;
            }
            let steps = [1, 2].into_iter().filter_map(|step| from.checked_sub(step));
            let and = steps.into_iter().find(|at| self.kind(*at) == Some(Kind::And));
            let one = and.and_then(|and| and.checked_sub(1));
            match one.filter(|one| self.kind(*one) == Some(Kind::Person)) {
                Some(one) => from = one,
                None => return false,
            }
        }
    }

    /// "Mein Sohn braucht", "mein Sohn ist fünf und braucht", "meine Tochter ist sieben, sie braucht".
    fn needs(&self, at: usize) -> bool {
        let behind = self.tokens.iter().skip(at.saturating_add(1)).take(NEEDS_WORDS_MAX);
        for (step, token) in behind.enumerate() {
            let plain = self.plain(token);
            // "Emma, meine Tochter, braucht".
            if step == 0 && NEEDS.has(plain) {
                return true;
            }
            let is_parted =
                self.words.get(token.from).is_some_and(|word| word.before == Before::Comma);
            if ME.contains(&plain) || is_parted && !THEY.contains(&plain) {
                return false;
            }
            if NEEDS.has(plain) {
                return true;
            }
        }
        false
    }

    /// Whether what is denied here is that something is all: "nicht nur den Ansatz".
    pub(super) fn goes_beyond(&self, at: usize) -> bool {
        let next = self.tokens.get(at.saturating_add(1));
        next.is_some_and(|next| ONLY.contains(&self.plain(next)) && self.is_beside(next))
    }

    /// Whether what follows is wanted, where what came before was not.
    pub(super) fn is_rather(&self, token: &Token) -> bool {
        RATHER.contains(&self.plain(token))
    }

    /// "Anything but a perm".
    pub(super) fn excepts(&self, range: &Range<usize>) -> bool {
        let plain = |back: usize| {
            let at = range.start.checked_sub(back)?;
            self.tokens.get(at).map(|token| self.plain(token))
        };
        plain(1) == Some("but") && plain(2).is_some_and(|word| ALL.contains(&word))
    }

    /// Whether a stretch takes back what was said before it and something else is said in its stead: "Haarschnitt, nein,
    /// Dauerwelle".
    pub(super) fn corrects(&self, range: &Range<usize>) -> bool {
        let own = self.tokens.get(range.clone()).unwrap_or_default();
        let plain: Vec<&str> = own.iter().map(|token| self.plain(token)).collect();
        let is_small = |token: &&Token| !token.atoms.iter().any(|atom| self.says(atom));
        let small = own.iter().take_while(is_small).count();
        let small = plain.get(..small).unwrap_or_default();
        let takes_back = small.iter().any(|word| CORRECTS.contains(word))
            || (0..small.len()).any(|at| means_other(small, at) || breaks_off(small, at))
            || plain == ["no"];
        if !takes_back {
            return false;
        }
        let joined = [Some(Kind::And), Some(Kind::With), Some(Kind::Or)];
        let behind = range.start..self.tokens.len();
        let denies = behind.clone().any(|at| {
            let is_it = range.contains(&at) && plain == ["no"];
            matches!(self.kind(at), Some(Kind::Not | Kind::NotBehind)) && !is_it
        });
        let first = behind.into_iter().find(|at| {
            let atoms = self.tokens.get(*at).map(|token| token.atoms.as_slice());
            joined.contains(&self.kind(*at))
                || atoms.is_some_and(|atoms| atoms.iter().any(|atom| self.says(atom)))
        });
        !denies && first.is_some_and(|at| !joined.contains(&self.kind(at)))
    }

    /// Whether it is something that is done, or done to.
    fn says(&self, atom: &Atom) -> bool {
        match atom {
            Atom::Concept(id) => matches!(
                self.books.lexicon.kind(*id),
                Some(Kind::Act | Kind::Side | Kind::Object | Kind::Zone)
            ),
            Atom::Own(_) => true,
        }
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
        // "Mit meiner Freundin zusammen."
        let is_together = self.tokens.iter().any(|token| TOGETHER.contains(&self.plain(token)));
        let is_mine = |at: usize| {
            let whose = self.tokens.get(at).is_some_and(|token| OWN.contains(&self.plain(token)));
            let behind = [at.saturating_add(1), at.saturating_add(2)];
            whose && behind.iter().any(|at| is_person(*at) || self.unknown(*at).is_some())
        };
        if is_together && (0..self.tokens.len()).any(is_mine) {
            return true;
        }
        let ands = (1..self.tokens.len()).filter(|at| kinds(*at) == Some(Kind::And));
        ands.into_iter().any(|at| {
            let (before, next) = (at.saturating_sub(1), at.saturating_add(1));
            // "Me and my husband" may have a word between.
            let behind = [next, next.saturating_add(1)];
            is_person(before) && behind.iter().any(|at| is_caller(*at))
                || is_caller(before) && behind.iter().any(|at| is_person(*at))
        })
    }

    /// "Für mich einen Haarschnitt, und für meinen Mann auch": whether it is said that it is for the caller.
    pub(super) fn is_for_caller(&self) -> bool {
        self.tokens.windows(2).any(|pair| match pair {
            [lead, me] => {
                FOR.contains(&self.plain(lead))
                    && ME.contains(&self.plain(me))
                    && self.is_beside(me)
            }
            _ => false,
        })
    }

    /// Whether nothing parts it from the word before.
    fn is_beside(&self, token: &Token) -> bool {
        self.words.get(token.from).is_some_and(|word| word.before == Before::Nothing)
    }

    /// Whether it leads to the thing that something is done to.
    pub(super) fn leads(&self, token: &Token) -> bool {
        LEADS.contains(&self.plain(token))
    }

    /// "Nicht vor zehn", "nicht bei Jürgen": no service is refused.
    pub(super) fn is_about_when(&self, at: usize) -> bool {
        let next = at.saturating_add(1);
        let is_more = self.tokens.get(next).is_some_and(|next| MORE.contains(&self.plain(next)));
        // "Strähnen will ich nicht mehr."
        self.kind(if is_more { next.saturating_add(1) } else { next }) == Some(Kind::Place)
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
