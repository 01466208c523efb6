//! Whom a caller means in a whole sentence, among the words that say nothing about time: `bei der Emma, Ansatz färben und
//! schneiden`. The caller's own name in it is nobody's wish, and a word that may be something else is asked about.

use crate::domain::people::given::is_known;
use crate::domain::people::staff::{StaffMember, TenantContext};
use crate::domain::speech::anybody::{is_anybody, is_of_anybody, is_personal};
use crate::domain::speech::person_words::PersonWord;
use crate::domain::speech::reading::Word;
use crate::domain::speech::staff::around::{Lead, OWN_BEHIND, Sentence};
use crate::domain::speech::staff::hear::{Heard, People};
use crate::domain::speech::staff::names::{Found, Part, name_at};
use crate::domain::speech::staff::near::nearest;
use crate::domain::speech::staff::words::{FOR, LEADS, Small, corrects, denies, is_article, small};
use crate::domain::text::letters::bare;
use crate::domain::text::word_list::WordList;

/// Words that together say that it may be anybody.
const ANYBODY_WORDS_MAX: usize = 7;
/// Words that are names and other things: a colour, a month, a cut. Only with something that leads to a person are they
/// a person's.
static ORDINARY: WordList = WordList::of(
    "rosa rose viola olive amber ginger mai april juni juli august june may will mark jung lang kurz klein gross braun
    schwarz weiss rot roth grau blond gold koch schneider schneiden schnitt faerben farbe waschen foehnen toenen
    toenung straehnen bob pony locke locken bart spitzen ansatz dauerwelle glatt welle kind kinder damen herren vogel
    winter sommer sonntag freitag morgen abend tag stern brown black white gray grey long short cut colour color wash
    fade tint",
);
/// Of those, the ones that are done, behind a name as well: `Jürgen Bart schneiden`.
static DONE: WordList = WordList::of(
    "schneiden schnitt faerben farbe waschen foehnen toenen toenung straehnen bart spitzen ansatz dauerwelle haare",
);
/// Before `Person` it is counted: `eine Person, egal wann`.
static PERSON: WordList = WordList::of("person");
static COUNTS: WordList =
    WordList::of("eine einer ein one a pro per jede jeder fuer for 1 zwei two 2 drei three 3");
/// Beside words for anybody, and said with them.
static WITH_ANYBODY: WordList = WordList::of(
    "bei mir ist is es das ganz voellig auch immer wirklich gerade bitte mich mit von with by fine recht",
);
/// Beside a name, and said with it.
static WITH_NAME: WordList =
    WordList::of("am liebsten gern gerne wieder nur lieber bitte vorzugsweise unbedingt und oder");

/// Words between what takes back and the name in its stead.
const CORRECTION_WORDS_MAX: usize = 6;
/// Of those, no small words elsewhere.
static CORRECTING: WordList =
    WordList::of("hang hold on wait warte warten stopp stop moment no nein nee make that it halt");
/// Stands for all that takes back who was named before.
const TAKES_BACK: &str = "nein";
/// Before a name, of who is asked after: `is Lena free`, `hat die Emma Zeit`.
static ASKED: WordList = WordList::of("is ist hat has does waere haette");
/// Behind it.
static FREE: WordList = WordList::of(
    "free frei available zeit da around working in there verfuegbar anwesend noch was",
);
/// Before a name, of who can do it: `can Lena do my hair`, `kann Emma mir`.
static CAN: WordList = WordList::of("can could kann koennte does macht would wuerde");
/// Behind it, of whom it is done to.
static TO_ME: WordList = WordList::of("mir mich me my us uns meine meinen");
/// Words behind a name that are looked at.
const BEHIND_MAX: usize = 6;
/// A wish for a person within a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InRest {
    /// Whom it means.
    pub heard: Heard,
    /// The places of the words that say so.
    pub used: Vec<usize>,
}

/// Finds the person, if one is meant, in the words of a sentence.
pub fn hear_in_rest(
    words: &[Word],
    roster: &[StaffMember],
    context: TenantContext,
) -> Option<InRest> {
    let sentence = Sentence::of(words);
    let people = People::of(roster, context);
    sentence.person(&people).or_else(|| sentence.anybody())
}

impl Sentence {
    fn person(&self, people: &People<'_>) -> Option<InRest> {
        let folded: Vec<&str> = self.folded.iter().map(String::as_str).collect();
        let mut used = vec![false; folded.len()];
        let mut is_doubtful = false;
        let mut at = 0;
        while at < folded.len() {
            let lead = self.lead(at);
            let is_addressed = lead == Lead::Address;
            // "Ich weiß" names nobody, and "Herrn Weiß" does.
            let is_name = |word: &str| is_addressed || small(word).is_none();
            let counts = |found: &Found| found.length > 1 || is_name(self.word(found.at));
            let named = name_at(&folded, at, &people.here, is_addressed)
                .or_else(|| name_at(&folded, at, &people.elsewhere, is_addressed))
                .filter(counts);
            let length = named.as_ref().map_or(1, |found| found.length.max(1));
            let end = at.saturating_add(length);
            let (is_meant, doubt) = match named {
                // Somebody may be called August; where that said when, nobody was named.
                _ if (at..end).all(|at| self.is_spent(at)) => (false, false),
                _ if self.is_relatives(at, end) => (false, false),
                Some(found) => {
                    let goes_on = self.is_other(&found, people);
                    let (is_meant, doubt) = self.is_meant(&found, lead);
                    let doubt = doubt || self.is_behind_relative(at);
                    (is_meant, doubt || goes_on || self.is_judged(end, people))
                }
                None => (self.is_somebody(at, lead, people), false),
            };
            if is_meant {
                self.mark(&mut used, at, length);
                is_doubtful |= doubt;
            }
            at = at.saturating_add(length);
        }
        if !used.iter().any(|used| *used) {
            return None;
        }
        self.fill(&mut used);
        let heard = people.hear(&self.cluster(&used));
        let heard = match heard {
            Heard::One(id) if is_doubtful => Heard::Near(vec![id]),
            Heard::Several(ids) | Heard::AnyOf(ids) if is_doubtful => Heard::Near(ids),
            heard => heard,
        };
        Some(InRest { heard, used: self.places(&used) })
    }

    /// Whether a name goes on as nobody's does who is called so: `Emma Weiß`, where Emma is Vogel and Weiß is Jürgen.
    fn is_other(&self, found: &Found, people: &People<'_>) -> bool {
        let end = found.at.saturating_add(found.length);
        let is_parted =
            end.checked_sub(1).and_then(|at| self.words.get(at)).is_none_or(|one| one.is_last);
        let next = self.words.get(end).filter(|next| next.is_capital() && !self.is_spent(end));
        let is_name = |next: &PersonWord| {
            let mut all = people.here.iter().chain(&people.elsewhere);
            all.any(|one| one.words.last() == Some(&next.folded))
        };
        !is_parted && next.is_some_and(is_name)
    }

    /// Whether something is denied of a name that is not known for certain: `Emma hat mir nicht zugesagt`. `Bei Emma nicht
    /// vor zehn` and `nicht so kurz` are of something else.
    fn is_judged(&self, end: usize, people: &People<'_>) -> bool {
        let is_named = |at: &usize| {
            people.here.iter().any(|one| one.words.iter().any(|own| own == self.word(*at)))
        };
        let mut behind = self
            .clause(end)
            .skip_while(|at| !denies(self.word(*at)) && small(self.word(*at)).is_some());
        let is_denied = behind.next().is_some_and(|at| denies(self.word(at)));
        let told: Vec<usize> = behind.filter(|at| small(self.word(*at)).is_none()).collect();
        let is_other =
            |at: &usize| self.is_spent(*at) || ORDINARY.has(self.word(*at)) || is_named(at);
        is_denied && !told.is_empty() && !told.iter().any(is_other)
    }

    /// Whether a name in the sentence is a wish, and whether that is in doubt.
    fn is_meant(&self, found: &Found, lead: Lead) -> (bool, bool) {
        let end = found.at.saturating_add(found.length);
        if lead == Lead::Own || self.begins(end, &OWN_BEHIND) {
            return (false, false);
        }
        let word = self.words.get(found.at);
        let is_ordinary = found.length == 1 && ORDINARY.has(self.word(found.at));
        let is_capital = word.is_some_and(PersonWord::is_capital);
        let is_parted = end
            .checked_sub(1)
            .and_then(|last| self.words.get(last))
            .is_none_or(|last| last.is_last);
        // `Emma Schmidt` may be the caller.
        let goes_on = !is_parted
            && !self.is_spent(end)
            && self.words.get(end).is_some_and(|next| {
                next.is_capital() && small(&next.folded).is_none() && !DONE.has(&next.folded)
            });
        match lead {
            Lead::At | Lead::Address => (true, false),
            Lead::Other if is_ordinary => (is_capital, true),
            Lead::Other => (true, false),
            Lead::For => (true, true),
            Lead::Own => (false, false),
            Lead::Nothing if is_ordinary => (is_capital, true),
            Lead::Nothing => {
                (found.part != Part::Last || is_capital, found.part == Part::Last || goes_on)
            }
        }
    }

    /// Whether a word that is nobody's name is meant for one.
    fn is_somebody(&self, at: usize, lead: Lead, people: &People<'_>) -> bool {
        let word = self.word(at);
        if small(word).is_some()
            || ORDINARY.has(word)
            || self.begins(at.saturating_add(1), &OWN_BEHIND)
        {
            return false;
        }
        let is_capital = self.words.get(at).is_some_and(PersonWord::is_capital);
        let is_near = || !nearest(&[word], &people.here).is_empty();
        match lead {
            _ if self.exception(at).is_some() => is_near(),
            Lead::Address => true,
            Lead::At => is_known(&bare(word)) || is_near(),
            Lead::Other => is_known(&bare(word)) || (is_capital && is_near()),
            // `Ayse, Dienstag um elf`
            Lead::Nothing if self.is_asked_for(at) => is_near(),
            Lead::Nothing => is_capital && self.stands_alone(at) && is_near(),
            Lead::For | Lead::Own => false,
        }
    }

    /// `Is Lena free on Friday`, `kann die Emma mir die Haare schneiden`: whether what stands around a word says that it is
    /// somebody who works here.
    fn is_asked_for(&self, at: usize) -> bool {
        let leads = (0..at).rev().find(|at| !is_article(self.word(*at)));
        let lead = leads.map_or("", |at| self.word(at));
        let mut behind = (at.saturating_add(1)..self.words.len()).take(BEHIND_MAX);
        if ASKED.has(lead) {
            return behind.any(|at| FREE.has(self.word(at)));
        }
        CAN.has(lead) && behind.any(|at| TO_ME.has(self.word(at)))
    }

    /// Marks a name, and what is said with it: what leads to it, and what denies or excepts it.
    fn mark(&self, used: &mut [bool], at: usize, length: usize) {
        let mut from = at;
        while let Some(previous) = from.checked_sub(1) {
            let word = self.word(previous);
            let belongs = small(word) == Some(Small::Title)
                || denies(word)
                || is_article(word)
                || LEADS.has(word)
                || FOR.has(word)
                || WITH_NAME.has(word);
            let is_parted = self.words.get(previous).is_some_and(|word| word.is_last);
            if !belongs || (is_parted && small(word) != Some(Small::Not)) {
                break;
            }
            from = previous;
        }
        let end = at.saturating_add(length);
        let denial = self.denial(at, end);
        let from = from.min(denial.unwrap_or(from)).min(self.exception(at).unwrap_or(from));
        let end = denial.map_or(end, |denial| end.max(denial.saturating_add(1)));
        used.iter_mut().take(end).skip(from).for_each(|used| *used = true);
    }

    /// Marks what stands between two names and is only small words.
    fn fill(&self, used: &mut [bool]) {
        let mut last: Option<usize> = None;
        for at in 0..used.len() {
            if used.get(at).copied() != Some(true) {
                continue;
            }
            let from = last.map_or(at, |last| last.saturating_add(1));
            if (from..at).all(|between| small(self.word(between)).is_some()) {
                used.iter_mut().take(at).skip(from).for_each(|used| *used = true);
            }
            last = Some(at);
        }
    }

    /// The places of words that take back who was named before, right before another name: `zu Emma am Dienstag, nein warte, zu
    /// Lena`.
    fn corrections(&self, used: &[bool]) -> Vec<usize> {
        let folded: Vec<&str> = self.folded.iter().map(String::as_str).collect();
        let is_used = |at: usize| used.get(at).copied().unwrap_or(false);
        let is_small = |at: &usize| {
            let word = self.word(*at);
            !is_used(*at)
                && !self.is_spent(*at)
                && (small(word).is_some() || CORRECTING.has(word))
                && !matches!(small(word), Some(Small::Between))
        };
        let begins = |at: &usize| is_used(*at) && !is_used(at.saturating_sub(1));
        let correction = |at: usize| {
            let before = (0..at).rev().take_while(is_small).take(CORRECTION_WORDS_MAX);
            before.into_iter().find(|at| corrects(&folded, *at))
        };
        (1..used.len()).filter(begins).filter_map(correction).collect()
    }

    /// The words that are used. What stood between them parts them.
    fn cluster(&self, used: &[bool]) -> Vec<PersonWord> {
        let is_used = |at: usize| used.get(at).copied().unwrap_or(false);
        let corrections = self.corrections(used);
        let word = |(at, word): (usize, &PersonWord)| {
            if corrections.contains(&at) {
                let folded = TAKES_BACK.to_owned();
                return Some(PersonWord { is_last: true, folded, ..word.clone() });
            }
            let parted = !is_used(at.saturating_add(1));
            is_used(at).then(|| PersonWord { is_last: word.is_last || parted, ..word.clone() })
        };
        self.words.iter().enumerate().filter_map(word).collect()
    }

    fn places(&self, used: &[bool]) -> Vec<usize> {
        let mut places: Vec<usize> = self
            .origin
            .iter()
            .zip(used)
            .filter(|(_, used)| **used)
            .map(|(origin, _)| *origin)
            .collect();
        places.dedup();
        places
    }

    fn anybody(&self) -> Option<InRest> {
        let folded: Vec<&str> = self.folded.iter().map(String::as_str).collect();
        let belongs: Vec<bool> = folded.iter().map(|word| is_of_anybody(word)).collect();
        let windows = (1..=ANYBODY_WORDS_MAX)
            .flat_map(|length| (0..folded.len()).map(move |at| (at, length)));
        let says_so = |(at, length): &(usize, usize)| {
            let end = at.saturating_add(*length);
            let is_counted = |at: usize| {
                let before = at.checked_sub(1).map_or("", |before| self.word(before));
                PERSON.has(self.word(at)) && COUNTS.has(before)
            };
            if (*at..end).any(is_counted) {
                return false;
            }
            let is_run = belongs.get(*at..end).is_some_and(|run| run.iter().all(|one| *one));
            is_run
                && folded.get(*at..end).is_some_and(|words| is_personal(words) && is_anybody(words))
        };
        let (mut from, length) = { windows }.find(says_so)?;
        let mut end = from.saturating_add(length);
        while end < folded.len() && WITH_ANYBODY.has(self.word(end)) {
            end = end.saturating_add(1);
        }
        while let Some(previous) = from.checked_sub(1).filter(|at| WITH_ANYBODY.has(self.word(*at)))
        {
            from = previous;
        }
        let used: Vec<bool> = (0..folded.len()).map(|at| (from..end).contains(&at)).collect();
        Some(InRest { heard: Heard::Anybody, used: self.places(&used) })
    }
}
