//! Which branch a caller means: by its key, its name, or a word that it alone bears.

use crate::domain::calendar::opening::Opening;
use crate::domain::ids::BranchId;
use crate::domain::language::Language;
use crate::domain::speech::reading::Word;
use crate::domain::text::fold::fold_word;
use std::ops::Range;
use time::Date;

/// At most so many names are read out.
const NAMES_TOLD_MAX: usize = 4;
/// Words looked at; no caller says more about a branch.
const WORDS_MAX: usize = 400;

/// A branch as callers know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub id: BranchId,
    /// Short, stable name.
    pub key: String,
    /// As spoken.
    pub name: String,
    /// When it is open.
    pub opening: Opening,
}

/// The hours of one branch; where none is meant, of all of them: open when one is, shut on the days when all are.
pub fn opening(places: &[Place], meant: Option<BranchId>) -> Opening {
    let is_meant = |place: &&Place| meant.is_none_or(|id| id == place.id);
    let meant: Vec<&Opening> = places.iter().filter(is_meant).map(|place| &place.opening).collect();
    let is_shut = |day: &&Date| meant.iter().all(|one| one.closures.contains(day));
    let closures = meant.first().map(|first| first.closures.iter().filter(is_shut).copied());
    let closures = closures.map(Iterator::collect).unwrap_or_default();
    // One that is as open as Cal.com says may be open at any time.
    let is_known = meant.iter().all(|one| !one.hours.is_empty());
    let hours = meant.iter().filter(|_| is_known).flat_map(|one| one.hours.iter().copied());
    Opening { hours: hours.collect(), closures }
}

/// What was heard about a branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// The place among those there are.
    One(usize),
    /// Whichever.
    Any,
    /// A question back, whole.
    Ask(String),
    Nothing,
}

/// What a branch is called in general; it stands beside its name.
const KINDS: [&str; 14] = [
    "filiale",
    "filialen",
    "salon",
    "standort",
    "zweigstelle",
    "geschaeft",
    "laden",
    "studio",
    "branch",
    "location",
    "shop",
    "store",
    "place",
    "haus",
];
/// What may stand before it and says nothing.
const FILLERS: [&str; 26] = [
    "in", "im", "am", "an", "auf", "bei", "beim", "zu", "zum", "zur", "nach", "der", "die", "das",
    "dem", "den", "ihr", "ihre", "ihrer", "ihrem", "eure", "eurer", "at", "the", "your", "bitte",
];
/// Of these one must stand before a name that is said without its kind.
const INTO: [&str; 10] = ["in", "im", "am", "an", "auf", "beim", "zum", "zur", "at", "nach"];
/// Whichever is meant.
const ANY: [&str; 8] =
    ["egal", "beliebig", "irgendeine", "irgendeiner", "jede", "any", "either", "whichever"];

/// A branch with its names as words.
struct Known {
    key: Vec<String>,
    name: Vec<String>,
    /// Words that no other branch bears.
    own: Vec<String>,
}

/// Finds the branch that an argument of its own names. A question where there is none of that name, or several.
pub fn find(places: &[Place], said: &str, language: Language) -> Heard {
    among(&known(places), places, &words(said), language)
}

/// Finds a branch in the words of a sentence, and the places of the words that name it. A word counts only where it stands
/// as a place does: beside "Filiale", or behind "in"; never one that says when: "in der Mitte der Woche".
pub fn hear_in_words(
    places: &[Place],
    sentence: &[Word],
    language: Language,
) -> (Heard, Range<usize>) {
    let known = known(places);
    let fold =
        |word: &Word| if word.is_spent() { String::new() } else { words(&word.said).join(" ") };
    let folded: Vec<String> = sentence.iter().take(WORDS_MAX).map(fold).collect();
    for (at, word) in folded.iter().enumerate() {
        let bare = without_kind(word);
        let said = folded.get(at..).unwrap_or_default();
        let length = known.iter().map(|one| length_at(one, said, bare)).max().unwrap_or(0);
        if length == 0 {
            continue;
        }
        let (from, beside) = before(&folded, at);
        let end = at.saturating_add(length);
        let behind = folded.get(end).is_some_and(|next| KINDS.contains(&next.as_str()));
        if !(beside || behind || bare != word) {
            continue;
        }
        let heard = among(&known, places, folded.get(at..end).unwrap_or_default(), language);
        return (heard, from..end.saturating_add(usize::from(behind)));
    }
    (Heard::Nothing, 0..0)
}

fn known(places: &[Place]) -> Vec<Known> {
    let names: Vec<Vec<String>> = places.iter().map(|place| words(&place.name)).collect();
    let with_key = places.iter().zip(&names).enumerate();
    with_key
        .map(|(at, (place, name))| {
            let key = words(&place.key);
            let is_shared = |word: &String| {
                names.iter().enumerate().any(|(other, name)| other != at && name.contains(word))
            };
            let says_little =
                |word: &String| KINDS.contains(&word.as_str()) || FILLERS.contains(&word.as_str());
            let own = name.iter().chain(&key).filter(|word| !is_shared(word) && !says_little(word));
            Known { own: own.cloned().collect(), name: name.clone(), key }
        })
        .collect()
}

fn among(known: &[Known], places: &[Place], said: &[String], language: Language) -> Heard {
    let named: Vec<&str> =
        said.iter().map(String::as_str).filter(|word| !FILLERS.contains(word)).collect();
    let bare: Vec<&str> =
        named.iter().filter(|word| !KINDS.contains(word)).map(|word| without_kind(word)).collect();
    let found = |is_so: &dyn Fn(&Known) -> bool| -> Vec<usize> {
        known.iter().enumerate().filter(|(_, one)| is_so(one)).map(|(at, _)| at).collect()
    };
    let mut found_so = found(&|one| one.name == named || one.key == named);
    if found_so.is_empty() && !bare.is_empty() {
        let has = |words: &[String], word: &str| words.iter().any(|own| own == word);
        found_so = found(&|one| {
            bare.iter().any(|word| has(&one.own, word))
                && bare.iter().all(|word| has(&one.own, word) || has(&one.name, word))
        });
    }
    match found_so.as_slice() {
        [one] => Heard::One(*one),
        // "Ihr Salon" says no more than nothing.
        [] if bare.is_empty() => Heard::Nothing,
        [] if bare.iter().any(|word| ANY.contains(word)) => Heard::Any,
        several => Heard::Ask(which(places, several, language)),
    }
}

/// How many of the words are a branch: its whole name, or one word of its own.
fn length_at(one: &Known, said: &[String], bare: &str) -> usize {
    let fits = |own: &Vec<String>| {
        let same = said.iter().zip(own).take_while(|(said, own)| said == own).count();
        if same == own.len() { same } else { 0 }
    };
    let word = usize::from(one.own.iter().any(|own| own == bare));
    fits(&one.name).max(fits(&one.key)).max(word)
}

/// Where the words that belong to a name begin before it, and whether they make a place of it.
fn before(folded: &[String], at: usize) -> (usize, bool) {
    let (mut from, mut beside) = (at, false);
    while let Some(word) = from.checked_sub(1).and_then(|place| folded.get(place)) {
        let is_kind = KINDS.contains(&word.as_str());
        if !is_kind && !FILLERS.contains(&word.as_str()) {
            break;
        }
        beside |= is_kind || INTO.contains(&word.as_str());
        from = from.saturating_sub(1);
    }
    (from, beside)
}

/// `suedfiliale` as `sued`.
fn without_kind(word: &str) -> &str {
    let bare = KINDS.iter().find_map(|kind| word.strip_suffix(kind));
    bare.filter(|bare| bare.chars().count() > 2).unwrap_or(word)
}

fn words(text: &str) -> Vec<String> {
    let letters = |c: char| if c.is_alphanumeric() { c } else { ' ' };
    let plain: String = fold_word(text).as_str().chars().map(letters).collect();
    plain.split_whitespace().take(WORDS_MAX).map(str::to_owned).collect()
}

/// Asks which one; among these, or among all.
fn which(places: &[Place], among: &[usize], language: Language) -> String {
    let is_meant = |at: usize| among.is_empty() || among.contains(&at);
    let meant = places.iter().enumerate().filter(|(at, _)| is_meant(*at));
    let names: Vec<&str> =
        meant.map(|(_, place)| place.name.as_str()).take(NAMES_TOLD_MAX).collect();
    match (language, among.is_empty()) {
        (Language::De, true) => {
            format!("Welche Filiale meinen Sie? Wir haben: {}.", names.join(", "))
        }
        (Language::En, true) => {
            format!("Which branch do you mean? We have: {}.", names.join(", "))
        }
        (Language::De, false) => format!("Meinen Sie {}?", names.join(" oder ")),
        (Language::En, false) => format!("Do you mean {}?", names.join(" or ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::speech::shop;
    use time::macros::date;

    fn places(names: &[(&str, &str)]) -> Vec<Place> {
        let place = |(id, (key, name)): (i64, &(&str, &str))| Place {
            id: BranchId(id),
            key: (*key).to_owned(),
            name: (*name).to_owned(),
            opening: Opening::default(),
        };
        (1..).zip(names).map(place).collect()
    }

    fn two() -> Vec<Place> {
        places(&[("nord", "Salon Probe Nord"), ("sued", "Salon Probe Süd")])
    }

    #[test]
    fn an_argument_names_a_branch_by_what_it_alone_bears() {
        for (said, heard) in [
            ("nord", Heard::One(0)),
            ("Salon Probe Süd", Heard::One(1)),
            ("in der Filiale Süd", Heard::One(1)),
            ("Südfiliale", Heard::One(1)),
            ("Probe Nord", Heard::One(0)),
            ("egal welche", Heard::Any),
            ("in Ihrem Salon", Heard::Nothing),
            ("", Heard::Nothing),
            ("💇", Heard::Nothing),
        ] {
            assert_eq!(find(&two(), said, Language::De), heard, "{said}");
        }
        for asked in ["Ost", "Probe", "Salon Probe", "Nord oder Süd"] {
            let Heard::Ask(question) = find(&two(), asked, Language::De) else { panic!("{asked}") };
            assert!(question.contains("Nord") && question.contains("Süd"), "{question}");
        }
        let many: Vec<(&str, &str)> =
            vec![("a", "A"), ("b", "B"), ("c", "C"), ("d", "D"), ("e", "E")];
        let Heard::Ask(question) = find(&places(&many), "z", Language::En) else { panic!() };
        assert_eq!(question, "Which branch do you mean? We have: A, B, C, D.");
    }

    #[test]
    fn the_hours_of_all_are_those_of_any() {
        let mut places = two();
        places[0].opening = shop::open("9-18").unwrap();
        places[1].opening = shop::open("12-20").unwrap();
        let shut = [date!(2026 - 12 - 25), date!(2026 - 12 - 26)];
        places[0].opening.closures = shut.to_vec();
        places[1].opening.closures = shut[..1].to_vec();
        let all = opening(&places, None);
        assert_eq!((all.hours.len(), all.closures), (10, shut[..1].to_vec()));
        assert_eq!(opening(&places, Some(BranchId(2))), places[1].opening);
        places[0].opening.hours.clear();
        let unknown = Opening { hours: Vec::new(), closures: shut[..1].to_vec() };
        assert_eq!(opening(&places, None), unknown);
        assert_eq!(opening(&[], None), Opening::default());
    }

    #[test]
    fn in_a_sentence_a_word_counts_where_a_place_stands() {
        // What stands in brackets says when.
        for (said, heard, named) in [
            ("bei Emma in der Filiale Süd bitte", Heard::One(1), "in der Filiale Süd"),
            ("färben in Nord", Heard::One(0), "in Nord"),
            ("färben, Nord", Heard::Nothing, ""),
            ("bei Frau Nord", Heard::Nothing, ""),
            ("in der Nordfiliale färben", Heard::One(0), "in der Nordfiliale"),
            ("im Salon Probe Süd schneiden", Heard::One(1), "im Salon Probe Süd"),
            ("in der Filiale Nord in der [Woche]", Heard::One(0), "in der Filiale Nord"),
            ("[in] [Nord] [Woche] färben", Heard::Nothing, ""),
            ("schneiden", Heard::Nothing, ""),
        ] {
            let word = |said: &str| {
                let bare = said.trim_matches(['[', ']']);
                let left = if bare == said { bare } else { "" };
                Word { said: bare.to_owned(), left: left.to_owned(), ..Word::default() }
            };
            let sentence: Vec<Word> = said.split(' ').map(word).collect();
            let (found, at) = hear_in_words(&two(), &sentence, Language::De);
            let of: Vec<&str> = sentence[at].iter().map(|word| word.said.as_str()).collect();
            assert_eq!((found, of.join(" ")), (heard, named.to_owned()), "{said}");
        }
    }
}
