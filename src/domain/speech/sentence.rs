//! What a caller says, whole: when, what, with whom and where, out of the arguments of a function and out of what a
//! sentence about the time says besides.
//!
//! An argument of its own counts more than the sentence, which is searched only for what has none. What was not said at
//! all is no question here: whoever needs it asks for it.

use crate::domain::ids::{BranchId, CompanyId, StaffId};
use crate::domain::language::Language;
use crate::domain::people::staff::{StaffMember, TenantContext};
use crate::domain::speech::anchor::Anchor;
use crate::domain::speech::branch::Place;
use crate::domain::speech::function_words::is_function_word;
use crate::domain::speech::reading::{Ask, Field, When, Word};
use crate::domain::speech::staff::question::question;
use crate::domain::speech::staff::rest::{InRest, hear_in_rest};
use crate::domain::speech::staff::words::LEADS;
use crate::domain::speech::{branch, service, staff, time};
use crate::domain::text::fold::fold_word;
use crate::domain::text::word_list::WordList;

/// Stands where an aside stood.
const ASIDE: &str = ",";
/// Say that it is to be as it was.
static AGAIN: WordList = WordList::of("wieder again derselben demselben dieselbe same");
/// Mean whoever was named, where nobody is named behind them: `bei ihr`, and not `bei der Emma`.
static WHO_WAS_NAMED: WordList = WordList::of("ihr ihm ihn der dem him her");
/// Words of a sentence that are looked at for people and branches.
const WORDS_MAX: usize = 400;
/// A longer name is not said again.
const REPEATED_CHARS_MAX: usize = 40;
/// Words of it.
const REPEATED_WORDS_MAX: usize = 4;

/// Words as they stood in the arguments; absent values are left out before.
#[derive(Clone, Copy, Debug, Default)]
pub struct Said<'a> {
    /// `Field::When` may hold a whole sentence.
    pub times: &'a [(Field, &'a str)],
    pub service: Option<&'a str>,
    pub staff: Option<&'a str>,
    pub branch: Option<&'a str>,
}

/// What a salon has, against which words are read.
#[derive(Clone, Copy, Debug)]
pub struct House<'a> {
    pub services: &'a [service::Named<'a>],
    pub roster: &'a [StaffMember],
    pub branches: &'a [Place],
    pub company: CompanyId,
}

/// What a question is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    Service,
    Branch,
    Staff,
    When,
}

/// A question that must be answered before anything is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    pub about: About,
    pub ask: Ask,
}

/// What was understood. What is `None` was not said, or is asked about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Understood {
    pub when: When,
    /// The place among the services.
    pub service: Option<usize>,
    pub staff: Option<StaffId>,
    /// It was said that anybody will do.
    pub anybody: bool,
    pub branch: Option<BranchId>,
    /// In the order in which they are to be asked.
    pub asks: Vec<Question>,
}

/// Reads all of it. The hours are the anchor's, unless a branch is named: then its own.
pub fn understand(said: &Said, house: &House, anchor: &Anchor) -> Understood {
    let language = anchor.language;
    let mut reading = time::read(said.times, anchor);
    let mut words = std::mem::take(&mut reading.words);
    words.truncate(WORDS_MAX);
    let (branch, of_branch) = match said.branch {
        Some(text) => (branch::find(house.branches, text, language), 0..0),
        None => branch::hear_in_words(house.branches, &words, language),
    };
    let mut understood = Understood::default();
    let mut asks = Asks::default();
    match branch {
        branch::Heard::One(at) => {
            let place = house.branches.get(at);
            understood.branch = place.map(|place| place.id);
            if let Some(place) = place.filter(|place| place.opening != *anchor.opening) {
                reading = time::read(said.times, &Anchor { opening: &place.opening, ..*anchor });
            }
        }
        branch::Heard::Ask(question) => asks.branch = Some(whole(question)),
        branch::Heard::Any | branch::Heard::Nothing => {}
    }
    let context = TenantContext { company: house.company, branch: understood.branch };
    let (staff, of_staff) = match said.staff {
        Some(text) => (Some(staff::hear(text, house.roster, context)), Vec::new()),
        None => staff_in(&words, house, context, language),
    };
    let repeated = said.staff.and_then(repeatable);
    match staff {
        Some(staff::Heard::Anybody) => understood.anybody = true,
        Some(staff::Heard::One(id)) => understood.staff = Some(id),
        Some(other) => {
            let repeated = repeated.as_deref();
            let question = question(&other, repeated, house.roster, house.branches, language);
            asks.staff = question.map(whole);
        }
        None => {}
    }
    let service = match said.service {
        Some(text) => service::find(house.services, text, language),
        None => {
            let is_other = |at: usize| of_branch.contains(&at) || of_staff.contains(&at);
            service_in(&words, house.services, is_other, language)
        }
    };
    match service {
        service::Heard::One { index, .. } => understood.service = Some(index),
        service::Heard::Ask(question) => asks.service = Some(whole(question)),
        service::Heard::Nothing => {}
    }
    asks.when = reading.ask.take();
    Understood { when: reading.when, asks: asks.in_order(), ..understood }
}

/// Whom a sentence wishes for, and the places of the words that say so. The whole of it is looked at: "Herr Vogel hier"
/// is somebody else than "bei Frau Vogel".
fn staff_in(
    words: &[Word],
    house: &House,
    context: TenantContext,
    language: Language,
) -> (Option<staff::Heard>, Vec<usize>) {
    let Some(InRest { heard, used }) = person_in(words, house, context) else {
        return (None, Vec::new());
    };
    let goes_on = || {
        let last = used.last().copied().unwrap_or_default();
        let next = words.get(last.saturating_add(1));
        let is_beside =
            words.get(last).is_some_and(|word| word.said.ends_with(char::is_alphanumeric));
        next.is_some_and(|next| is_beside && is_surname(next, house, language))
    };
    let heard = match heard {
        staff::Heard::One(id) if goes_on() => staff::Heard::Near(vec![id]),
        heard => heard,
    };
    (Some(heard), used)
}

/// Whom a sentence wishes for, besides its asides. Who is named in those alone was there before: only `wieder` and `bei
/// ihr` say that it is to be so again.
fn person_in(words: &[Word], house: &House, context: TenantContext) -> Option<InRest> {
    let hear = |words: &[Word]| hear_in_rest(words, house.roster, context);
    if !words.iter().any(|word| word.is_aside) {
        return hear(words);
    }
    let wish = |word: &Word| match word.is_aside {
        true => Word { said: ASIDE.to_owned(), left: ASIDE.to_owned(), is_aside: true },
        false => word.clone(),
    };
    let besides: Vec<Word> = words.iter().map(wish).collect();
    if let Some(found) = hear(&besides) {
        return Some(found);
    }
    match hear(words) {
        Some(InRest { heard: staff::Heard::One(id), used }) if !is_again(words) => {
            Some(InRest { heard: staff::Heard::Near(vec![id]), used })
        }
        // The plumber's name is nothing to ask about.
        Some(InRest { heard: staff::Heard::Nobody { .. }, .. }) => None,
        all => all,
    }
}

/// Whether the wish itself says that it is to be with whom an aside names.
fn is_again(words: &[Word]) -> bool {
    let key =
        |word: &Word| fold_word(word.said.trim_matches(|letter: char| !letter.is_alphanumeric()));
    let ends = |word: &Word| {
        word.is_aside
            || word.is_spent()
            || key(word).as_str().is_empty()
            || is_function_word(key(word).as_str())
    };
    words.iter().enumerate().filter(|(_, word)| !word.is_aside).any(|(at, word)| {
        let own = key(word);
        let is_led = || {
            let before = at.checked_sub(1).and_then(|before| words.get(before));
            before.is_some_and(|before| LEADS.has(key(before).as_str()))
        };
        let is_alone = || words.get(at.saturating_add(1)).is_none_or(ends);
        AGAIN.has(own.as_str()) || WHO_WAS_NAMED.has(own.as_str()) && is_led() && is_alone()
    })
}

/// The service that a sentence asks for, besides its asides. One that is named in those alone is asked about.
fn service_in(
    words: &[Word],
    services: &[service::Named],
    is_other: impl Fn(usize) -> bool,
    language: Language,
) -> service::Heard {
    let is_aside = |at: usize| words.get(at).is_some_and(|word| word.is_aside);
    let besides = left(words, |at| is_other(at) || is_aside(at));
    match service::find_in_rest(services, &besides, language) {
        service::Heard::Nothing if words.iter().any(|word| word.is_aside) => {
            match service::find_in_rest(services, &left(words, is_other), language) {
                service::Heard::One { index, .. } => service::doubted(services, index, language),
                heard => heard,
            }
        }
        heard => heard,
    }
}

/// Whether a word behind a name may belong to it: `bei Emma Müller`, where Emma is called otherwise.
fn is_surname(word: &Word, house: &House, language: Language) -> bool {
    let bare = word.said.trim_matches(|letter: char| !letter.is_alphanumeric());
    bare.starts_with(char::is_uppercase)
        && !word.is_spent()
        && !is_function_word(fold_word(bare).as_str())
        && service::names_nothing(house.services, bare, language)
}

/// The words that may be of a service. Where another stood, its signs part what is beside it.
fn left(words: &[Word], is_other: impl Fn(usize) -> bool) -> Vec<String> {
    let signs = |word: &Word| match word.is_aside {
        true => ASIDE.to_owned(),
        false => word.left.replace(char::is_alphanumeric, ""),
    };
    let words = words.iter().enumerate();
    let left = words.map(|(at, word)| if is_other(at) { signs(word) } else { word.left.clone() });
    left.filter(|word| !word.is_empty()).collect()
}

/// A name as it may be said again: a few words of letters, whatever was put into the argument.
fn repeatable(said: &str) -> Option<String> {
    let plain = |letter: char| letter.is_alphabetic() || [' ', '-', '.', '\''].contains(&letter);
    let words: Vec<&str> = said.split_whitespace().collect();
    let is_short = said.chars().count() <= REPEATED_CHARS_MAX && words.len() <= REPEATED_WORDS_MAX;
    let is_name = is_short && said.chars().all(plain) && said.chars().any(char::is_alphabetic);
    is_name.then(|| words.join(" "))
}

/// What is asked, by what it is about.
#[derive(Default)]
struct Asks {
    service: Option<Ask>,
    branch: Option<Ask>,
    staff: Option<Ask>,
    when: Option<Ask>,
}

impl Asks {
    /// What is wanted comes before who and where, and when it may be comes last: it depends on them.
    fn in_order(self) -> Vec<Question> {
        let all = [
            (About::Service, self.service),
            (About::Branch, self.branch),
            (About::Staff, self.staff),
            (About::When, self.when),
        ];
        all.into_iter().filter_map(|(about, ask)| Some(Question { about, ask: ask? })).collect()
    }
}

/// A question about no word in particular.
fn whole(question: String) -> Ask {
    Ask { part: None, question }
}
