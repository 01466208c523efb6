//! What a caller says, whole: when, what, with whom and where, out of the arguments of a function and out of what a
//! sentence about the time says besides.
//!
//! An argument of its own counts more than the sentence, which is searched only for what has none. What was not said at
//! all is no question here: whoever needs it asks for it.

use crate::domain::ids::{BranchId, CompanyId, StaffId};
use crate::domain::people::staff::{StaffMember, TenantContext};
use crate::domain::speech::anchor::Anchor;
use crate::domain::speech::branch::Place;
use crate::domain::speech::reading::{Ask, Field, When};
use crate::domain::speech::staff_question::question;
use crate::domain::speech::staff_rest::{InRest, hear_in_rest};
use crate::domain::speech::{branch, service, staff, time};

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
    let (branch, rest) = match said.branch {
        Some(text) => (branch::find(house.branches, text, language), reading.rest.clone()),
        None => branch::hear_in_rest(house.branches, &reading.rest, language),
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
    let (staff, rest) = match said.staff {
        Some(text) => (Some(staff::hear(text, house.roster, context)), rest),
        None => staff_in(rest, house, context),
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
        None => service::find_in_rest(house.services, &rest, language),
    };
    match service {
        service::Heard::One { index, .. } => understood.service = Some(index),
        service::Heard::Ask(question) => asks.service = Some(whole(question)),
        service::Heard::Nothing => {}
    }
    asks.when = reading.ask.take();
    Understood { when: reading.when, asks: asks.in_order(), ..understood }
}

/// Whom the rest of a sentence wishes for, and the words that are left.
fn staff_in(
    rest: Vec<String>,
    house: &House,
    context: TenantContext,
) -> (Option<staff::Heard>, Vec<String>) {
    let Some(InRest { heard, used }) = hear_in_rest(&rest, house.roster, context) else {
        return (None, rest);
    };
    let left = rest.into_iter().enumerate().filter(|(at, _)| !used.contains(at));
    (Some(heard), left.map(|(_, word)| word).collect())
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
