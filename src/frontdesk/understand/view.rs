//! What a caller's words are understood as, for people and programs.

use crate::domain::language::Language;
use crate::domain::speech::absent::is_absent;
use crate::domain::speech::anchor::Anchor;
use crate::domain::speech::reading::{Field, When};
use crate::domain::speech::say;
use crate::domain::speech::sentence::{House, Said, understand};
use crate::domain::speech::service::Named;
use crate::domain::speech::written::Written;
use crate::frontdesk::understand::salon::{COMPANY, Service, WordsSalon};
use serde::Serialize;
use time::{Date, Time};

/// When it is said: the day and the time on the salon's clock.
#[derive(Clone, Copy, Debug)]
pub struct Now {
    pub today: Date,
    pub now: Time,
}

/// What was understood, what was assumed, what would be asked. What is `null` was not said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UnderstoodView {
    /// The words, as they were given.
    pub said: String,
    pub when: WhenView,
    /// The same as a caller hears it; empty where nothing was said about it.
    pub spoken: String,
    /// As the salon calls it.
    pub service: Option<String>,
    pub service_key: Option<String>,
    /// The name.
    pub staff: Option<String>,
    /// It was said that anybody will do.
    pub anybody: bool,
    /// As the salon calls it.
    pub branch: Option<String>,
    /// The question that comes back instead of an answer.
    pub ask: Option<String>,
    /// The words that it is about.
    pub unclear: Option<String>,
    /// Whose services and people these are.
    pub salon: String,
}

/// When a caller would like to come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WhenView {
    #[serde(flatten)]
    pub written: Written,
    /// What was not said but taken to be meant, a sentence each.
    pub assumed: Vec<String>,
}

/// Reads words that stand in these fields.
pub fn of(
    salon: &WordsSalon,
    said: &[(Field, &str)],
    at: Now,
    language: Language,
) -> UnderstoodView {
    let (zone, opening) = (&salon.zone, &salon.opening);
    let anchor = Anchor { today: at.today, now: at.now, zone, opening, language };
    let services: Vec<Named> = salon.services.iter().map(Service::named).collect();
    let house = House {
        services: &services,
        roster: &salon.roster,
        branches: &salon.branches,
        company: COMPANY,
    };
    // As the desk does with every argument.
    let times: Vec<(Field, &str)> =
        said.iter().filter(|(_, text)| !is_absent(text)).copied().collect();
    let heard = understand(&Said { times: &times, ..Said::default() }, &house, &anchor);
    let service = heard.service.and_then(|at| salon.services.get(at));
    let staff = heard.staff.as_ref();
    let staff = staff.and_then(|id| salon.roster.iter().find(|one| one.id == *id));
    let branch = heard.branch.and_then(|id| salon.branches.iter().find(|one| one.id == id));
    let ask = heard.asks.first().map(|question| &question.ask);
    let is_said = heard.when != When::default();
    let words: Vec<&str> = said.iter().map(|(_, text)| *text).collect();
    UnderstoodView {
        said: words.join(" | "),
        spoken: if is_said { say::when(&heard.when, &anchor) } else { String::new() },
        when: WhenView { written: Written::of(&heard.when), assumed: heard.when.assumed.clone() },
        service: service.map(|one| one.name.clone()),
        service_key: service.map(|one| one.key.clone()),
        staff: staff.map(|one| one.name.clone()),
        anybody: heard.anybody,
        branch: branch.map(|one| one.name.clone()),
        ask: ask.map(|ask| ask.question.clone()),
        unclear: ask.and_then(|ask| ask.part.clone()),
        salon: salon.name.clone(),
    }
}
