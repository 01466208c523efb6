//! The names of a salon's people as callers may say them, and where they stand among words.

use crate::domain::ids::StaffId;
use crate::domain::people::staff::StaffMember;
use crate::domain::speech::person_words::person_words;
use crate::domain::speech::placeholder::is_title;
use crate::domain::text::fold::turn_round;

/// Which part of a name was said. The first of these that is found decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    Full,
    First,
    Last,
}

/// One person's names, folded.
pub(crate) struct Names<'a> {
    pub person: &'a StaffMember,
    forms: Vec<(Part, Vec<String>)>,
    /// Every word of the name, in order.
    pub words: Vec<String>,
}

impl<'a> Names<'a> {
    pub fn of(person: &'a StaffMember) -> Names<'a> {
        let turned = turn_round(&person.name).map(|(last, first)| format!("{first} {last}"));
        let name = turned.as_ref().unwrap_or(&person.name);
        // Blanks part names and hyphens do not: `Anna-Lena` is one first name.
        let group =
            |word: &str| person_words(word).into_iter().map(|word| word.folded).collect::<Vec<_>>();
        let mut groups: Vec<Vec<String>> = name.split_whitespace().map(group).collect();
        groups.retain(|group| !group.is_empty());
        let titles =
            groups.iter().take_while(|group| group.iter().all(|word| is_title(word))).count();
        if titles < groups.len() {
            groups.drain(..titles);
        }
        let rest = groups.len().saturating_sub(1);
        let part = |part: Option<&[Vec<String>]>| part.unwrap_or_default().concat();
        let (first, last) = (part(groups.get(..1)), part(groups.get(rest..)));
        let (firsts, lasts) = (part(groups.get(..rest)), part(groups.get(1..)));
        let words = groups.concat();
        let mut forms = vec![
            (Part::Full, words.clone()),
            // As it stands in lists: `Vogel Emma`.
            (Part::Full, [lasts.clone(), first.clone()].concat()),
            (Part::Full, [last.clone(), firsts.clone()].concat()),
            // Without what stands between: `Mia Kröger` for Mia Sophie Kröger.
            (Part::Full, [first.clone(), last.clone()].concat()),
            (Part::First, first),
            (Part::First, firsts),
            (Part::Last, last),
            (Part::Last, lasts),
        ];
        forms.retain(|(_, words)| !words.is_empty());
        Names { person, forms, words }
    }

    pub fn id(&self) -> &StaffId {
        &self.person.id
    }

    /// Whether one of the names begins with this letter.
    pub fn has_initial(&self, letter: &str) -> bool {
        self.words.iter().any(|word| word.starts_with(letter))
    }
}

/// A name among words: whose it may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// Its first word.
    pub at: usize,
    /// How many words it has.
    pub length: usize,
    pub part: Part,
    pub ids: Vec<StaffId>,
}

/// The longest name that begins at this word. With a form of address before it, a family name is as good as a first name:
/// `Herr Peter`.
pub(crate) fn name_at(
    words: &[&str],
    at: usize,
    people: &[Names<'_>],
    is_addressed: bool,
) -> Option<Found> {
    let rest = words.get(at..)?;
    let mut best: Option<Found> = None;
    for names in people {
        for (part, form) in &names.forms {
            let part = if is_addressed && *part == Part::Last { Part::First } else { *part };
            if !starts_with(rest, form) {
                continue;
            }
            let rank = |found: &Found| (std::cmp::Reverse(found.length), found.part);
            let found = Found { at, length: form.len(), part, ids: vec![names.id().clone()] };
            match &mut best {
                Some(best) if rank(best) == rank(&found) => {
                    if !best.ids.contains(names.id()) {
                        best.ids.push(names.id().clone());
                    }
                }
                Some(best) if rank(best) < rank(&found) => {}
                _ => best = Some(found),
            }
        }
    }
    best
}

fn starts_with(words: &[&str], form: &[String]) -> bool {
    form.len() <= words.len() && form.iter().zip(words).all(|(one, word)| one == word)
}
