//! Whom a caller means: `die Emma`, `zum Jürgen`, `bei Frau Weiß`, `Emma oder Lena`, `egal wer`. A name that is only nearly
//! somebody's is asked about.

use crate::domain::ids::StaffId;
use crate::domain::people::staff::{StaffMember, TenantContext, Unusable};
use crate::domain::speech::absent::is_absent;
use crate::domain::speech::anybody::is_anybody;
use crate::domain::speech::person_words::{PersonWord, person_words};
use crate::domain::speech::staff::names::{Names, name_at};
use crate::domain::speech::staff::near::nearest;
use crate::domain::speech::staff::phrase::{Named, Phrase};
use crate::domain::speech::staff::words::{Small, small};

/// Longer texts name nobody.
const SAID_CHARS_MAX: usize = 300;
/// Markup and templates name nobody either, whatever stands in them.
const MARKUP: [char; 4] = ['<', '>', '{', '}'];
/// People who are asked about at once.
const ASKED_MAX: usize = 4;

/// Whom a caller means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// It may be anybody, or nobody was named.
    Anybody,
    /// Exactly this person.
    One(StaffId),
    /// Several people are called so; which of them must be asked.
    Several(Vec<StaffId>),
    /// Any of these would do: `Emma oder Lena`.
    AnyOf(Vec<StaffId>),
    /// Nobody is called so, and these nearly. Asked, never taken.
    Near(Vec<StaffId>),
    /// Anybody but these.
    Not(Vec<StaffId>),
    /// These are called so, and work at other branches than the one that is meant.
    Elsewhere(Vec<StaffId>),
    /// No one who works here.
    Nobody {
        /// The full names that exist, in the roster's order: what the agent can offer instead.
        known: Vec<String>,
    },
}

/// Finds whom a caller means, among those the context admits: by full name, else by first name, else by last name; folded,
/// so that `juergen` finds `Jürgen`. The first of these that finds a staff member decides.
pub fn hear(said: &str, roster: &[StaffMember], context: TenantContext) -> Heard {
    let people = People::of(roster, context);
    let is_markup = said.contains(MARKUP) && !is_absent(said);
    if is_markup || said.chars().count() > SAID_CHARS_MAX {
        return people.nobody();
    }
    let words = person_words(said);
    let folded: Vec<&str> = words.iter().map(|word| word.folded.as_str()).collect();
    let is_called_so = || people.called_wholly(&words).is_some();
    if (is_absent(said) || is_anybody(&folded)) && !is_called_so() {
        return Heard::Anybody;
    }
    people.hear(&words)
}

/// The salon's people, as far as they may be meant.
pub(crate) struct People<'a> {
    pub here: Vec<Names<'a>>,
    pub elsewhere: Vec<Names<'a>>,
}

impl<'a> People<'a> {
    pub fn of(roster: &'a [StaffMember], context: TenantContext) -> People<'a> {
        let admitted = |wanted: Result<(), Unusable>| {
            let all = roster.iter().filter(move |staff| context.admits(staff) == wanted);
            all.map(Names::of).collect()
        };
        People { here: admitted(Ok(())), elsewhere: admitted(Err(Unusable::OtherBranch)) }
    }

    pub fn nobody(&self) -> Heard {
        Heard::Nobody { known: self.here.iter().map(|names| names.person.name.clone()).collect() }
    }

    /// Those whose name is all that is said but for what leads to it. Nothing that leads to a name is stripped if a name
    /// begins with it (`Bei Li`).
    fn called_wholly(&self, words: &[PersonWord]) -> Option<Vec<StaffId>> {
        let folded: Vec<&str> = words.iter().map(|word| word.folded.as_str()).collect();
        let mut is_addressed = false;
        for (at, word) in folded.iter().enumerate() {
            let found = name_at(&folded, at, &self.here, is_addressed);
            if let Some(found) =
                found.filter(|found| found.at.saturating_add(found.length) == folded.len())
            {
                return Some(found.ids);
            }
            match small(word) {
                Some(Small::Title) => is_addressed = true,
                Some(Small::Filler) => is_addressed = false,
                Some(Small::Between | Small::Not) | None => return None,
            }
        }
        None
    }

    /// Whom these words mean, where they do not mean anybody.
    pub fn hear(&self, words: &[PersonWord]) -> Heard {
        if let Some(ids) = self.called_wholly(words) {
            return one_or_several(ids);
        }
        let named = Phrase::of(words, &self.here, &self.elsewhere).named();
        if named.wished.is_empty() {
            return self.without_wish(named);
        }
        let left: Vec<&str> = named.left.iter().map(String::as_str).collect();
        let union = distinct(named.wished.concat());
        let common: Vec<StaffId> = union
            .iter()
            .filter(|id| named.wished.iter().all(|ids| ids.contains(id)))
            .cloned()
            .collect();
        if let [initial] = left.as_slice()
            && initial.chars().count() == 1
        {
            // `Emma V.`
            let of = |id: &StaffId| {
                self.here.iter().any(|one| one.id() == id && one.has_initial(initial))
            };
            let with_initial: Vec<StaffId> = common.iter().filter(|id| of(id)).cloned().collect();
            if !with_initial.is_empty() {
                return one_or_several(with_initial);
            }
        }
        match (left.is_empty(), common.is_empty()) {
            (false, _) => self.near(&named, union),
            (true, false) if named.is_reluctant => self.near(&named, common),
            (true, false) => one_or_several(common),
            (true, true) if named.is_choice => Heard::AnyOf(union),
            (true, true) => self.near(&named, union),
        }
    }

    fn without_wish(&self, named: Named) -> Heard {
        if !named.refused.is_empty() {
            return Heard::Not(distinct(named.refused));
        }
        if !named.away.is_empty() {
            return Heard::Elsewhere(distinct(named.away));
        }
        self.near(&named, Vec::new())
    }

    /// Those whom the words nearly name, else those whom they name among other things.
    fn near(&self, named: &Named, also: Vec<StaffId>) -> Heard {
        let content: Vec<&str> = named.content.iter().map(String::as_str).collect();
        let ids = Some(nearest(&content, &self.here)).filter(|ids| !ids.is_empty()).unwrap_or(also);
        if ids.is_empty() || ids.len() > ASKED_MAX { self.nobody() } else { Heard::Near(ids) }
    }
}

fn one_or_several(ids: Vec<StaffId>) -> Heard {
    match ids.as_slice() {
        [one] => Heard::One(one.clone()),
        _ => Heard::Several(ids),
    }
}

fn distinct(ids: Vec<StaffId>) -> Vec<StaffId> {
    let mut seen: Vec<StaffId> = Vec::new();
    for id in ids {
        if !seen.contains(&id) {
            seen.push(id);
        }
    }
    seen
}
