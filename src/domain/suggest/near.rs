//! Damaged names: whom a person would still recognise though `suggest_name` finds no name that fits.
//!
//! Word by word, in any order: every word of the host's name must be a word of the staff member's or look like a slip of one,
//! first name and family name both. So `Jmaes Feast` is James Feast, and `v. Stein, Katharina` Katharina von Stein.
//! What keeps people apart elsewhere keeps them apart here: a known first name is never a slip of another one
//! (Christian is not Christina), and in words of two or three letters a slip counts only beside a family name without any.
//! Whatever comes out is weak.

use crate::domain::people::given::{are_akin, is_known};
use crate::domain::suggest::name::is_particle;
use crate::domain::suggest::near_word::{Hit, PARTICLE_COST, SLIP_LETTERS_MIN, hit};
use crate::domain::suggest::slip::{Slip, Slipped, slip};
use crate::domain::suggest::words::{Name, Reading, Word};

/// The most a damaged name is worth, in per cent; below what makes a suggestion more than weak.
const NEAR_PERCENT_MAX: u8 = 40;
/// Taken off that, in hundredths of a per cent for each unit of cost.
const OFF_PER_COST_HUNDREDTHS: u16 = 70;
/// Costs above which the name is not recognised.
const COST_MAX: u8 = 40;
/// What a lone name with a slip is worth, in per cent.
const LONE_PERCENT: u8 = 14;
/// Letters of a lone name that bears a slip.
const LONE_LETTERS_MIN: usize = 5;
/// Letters of a whole name whose words were torn apart or run together.
const TORN_LETTERS_MIN: usize = 6;
/// The same with a slip besides.
const TORN_SLIP_LETTERS_MIN: usize = 8;

/// A letter more or less, in UTF-8.
const LETTER_BYTES_MAX: usize = 4;

/// A second first name, half of a family name: words that only one of the two names has.
const LEFT_COST: u8 = 6;
const TORN_COST: u8 = 6;

/// A name that looks like a damaged one of the staff member's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Near {
    /// How well it fits, 1 to `NEAR_PERCENT_MAX`.
    pub(crate) percent: u8,
    /// What happened to it and where; at least one thing did.
    pub(crate) slips: Vec<(Slipped, Slip)>,
}

impl Near {
    fn new(cost: u8, mut slips: Vec<(Slipped, Slip)>) -> Option<Near> {
        slips.sort_unstable();
        slips.dedup();
        let off = u16::from(cost).saturating_mul(OFF_PER_COST_HUNDREDTHS) / 100;
        let percent = u16::from(NEAR_PERCENT_MAX).saturating_sub(off);
        let is_near = cost <= COST_MAX && !slips.is_empty();
        is_near.then(|| Near { percent: u8::try_from(percent).unwrap_or(0), slips })
    }
}

/// The nearest of all readings; `None` if no reader would see the name in it, or if there is no slip in it.
pub(crate) fn near(host: &[Name], staff: &[Name]) -> Option<Near> {
    let mut best: Option<Near> = None;
    let mut offer = |found: Option<Near>| {
        if found.as_ref().map(|near| near.percent) > best.as_ref().map(|near| near.percent) {
            best = found;
        }
    };
    for own in staff {
        let readings = own.readings();
        for name in host {
            let words: Vec<&Word> = name.words().collect();
            match words.as_slice() {
                [word] => offer(lone(word, own)),
                _ => readings.iter().for_each(|reading| offer(whole(&words, reading))),
            }
        }
        let all: Vec<&Word> = host.iter().flat_map(Name::words).collect();
        readings.iter().for_each(|reading| offer(torn(&all, reading)));
    }
    best
}

/// Whether some name of the host has no word but the staff member's and slips of those.
pub(crate) fn explains(staff: &[Name], host: &[Name]) -> bool {
    let is_own = |word: &Word| {
        let hits = |own: &Word| {
            hit(word, own, Slipped::Given).is_some() || hit(word, own, Slipped::Family).is_some()
        };
        is_particle(word) || staff.iter().flat_map(Name::words).any(hits)
    };
    host.iter().any(|name| name.words().count() > 1 && name.words().all(is_own))
}

/// A word of the host's name that is, or looks like, a word of the staff member's.
struct Pair {
    /// Place in the host's words.
    at: usize,
    /// Place in the staff member's name, first names first.
    to: usize,
    part: Slipped,
    hit: Hit,
}

/// All words of one name against first and family name of another.
fn whole(host: &[&Word], staff: &Reading<'_>) -> Option<Near> {
    let given = staff.given.iter().map(|word| (Slipped::Given, *word));
    let family = staff.family.iter().map(|word| (Slipped::Family, *word));
    // Most people of a roster are of quite another family, and looked at no further.
    let is_family = |word: &&Word| {
        let counts = |own: &&Word| hit(word, own, Slipped::Family).is_some_and(|hit| hit.counts);
        staff.family.iter().any(counts)
    };
    if !host.iter().any(is_family) {
        return None;
    }
    let own: Vec<(Slipped, &Word)> = given.chain(family).collect();
    let pairs = pairs(host, &own);
    if !are_believable(&pairs) {
        return None;
    }
    let mut cost = pairs.iter().fold(0_u8, |sum, pair| sum.saturating_add(pair.hit.cost));
    let slips: Vec<(Slipped, Slip)> =
        pairs.iter().filter_map(|pair| Some((pair.part, pair.hit.slip?))).collect();
    for (at, word) in host.iter().enumerate() {
        if pairs.iter().all(|pair| pair.at != at) {
            cost = cost.saturating_add(left_of_host(word)?);
        }
    }
    for (to, (_, word)) in own.iter().enumerate() {
        if pairs.iter().all(|pair| pair.to != to) {
            cost = cost.saturating_add(if is_particle(word) { PARTICLE_COST } else { LEFT_COST });
        }
    }
    Near::new(cost, slips)
}

/// Whether first and family name are both there, and a slip in a short word has a whole name beside it.
fn are_believable(pairs: &[Pair]) -> bool {
    let of = |part: Slipped| pairs.iter().filter(move |pair| pair.part == part && pair.hit.counts);
    let is_whole = |part: Slipped| {
        let mut all = of(part).map(|pair| &pair.hit);
        all.all(|hit| hit.slip.is_none())
    };
    let bears = |part: Slipped, other: Slipped| {
        of(part).next().is_some() && (is_whole(other) || of(part).all(|pair| !pair.hit.is_faint))
    };
    bears(Slipped::Given, Slipped::Family) && bears(Slipped::Family, Slipped::Given)
}

/// What a word of the host's name costs that is none of the staff member's. `None` if it names another person.
fn left_of_host(word: &Word) -> Option<u8> {
    match word {
        _ if is_particle(word) => Some(PARTICLE_COST),
        _ if word.is_short => Some(LEFT_COST),
        _ if is_known(&word.bare) => None,
        _ => Some(LEFT_COST.saturating_mul(2)),
    }
}

/// Pairs the words, the cheapest first.
fn pairs(host: &[&Word], own: &[(Slipped, &Word)]) -> Vec<Pair> {
    let mut found: Vec<Pair> = Vec::new();
    for (at, word) in host.iter().enumerate() {
        for (to, (part, name_word)) in own.iter().enumerate() {
            let hit = hit(word, name_word, *part);
            found.extend(hit.map(|hit| Pair { at, to, part: *part, hit }));
        }
    }
    found.sort_by_key(|pair| (pair.hit.cost, pair.at, pair.to));
    let mut taken: Vec<Pair> = Vec::new();
    for pair in found {
        if taken.iter().all(|other| other.at != pair.at && other.to != pair.to) {
            taken.push(pair);
        }
    }
    taken
}

/// A lone name with a slip, against any word of the staff member's.
fn lone(word: &Word, name: &Name) -> Option<Near> {
    let words: Vec<&Word> = name.words().collect();
    let is_alone = words.len() == 1;
    let letters_min = if is_alone { SLIP_LETTERS_MIN } else { LONE_LETTERS_MIN };
    let found = words.iter().enumerate().filter_map(|(at, own)| {
        let is_last = at.checked_add(1) == Some(words.len());
        let part = if is_last && !is_alone { Slipped::Family } else { Slipped::Given };
        let is_long = own.typed.chars().count() >= letters_min;
        let hit = hit(word, own, part).filter(|hit| is_long && hit.counts)?;
        let slip = hit.slip.filter(|slip| !matches!(slip, Slip::Several | Slip::Short))?;
        Some((hit.cost, part, slip))
    });
    let (_, part, slip) = found.min_by_key(|(cost, _, _)| *cost)?;
    Some(Near { percent: LONE_PERCENT, slips: vec![(part, slip)] })
}

/// The same letters, or all but one, parted into other words: `Len aHerrmann`, `LenaHerrmnn`.
fn torn(host: &[&Word], staff: &Reading<'_>) -> Option<Near> {
    let own: Vec<&Word> = staff.given.iter().chain(&staff.family).copied().collect();
    let bytes = |words: &[&Word]| words.iter().map(|word| word.bare.len()).sum::<usize>();
    if bytes(host).abs_diff(bytes(&own)) > LETTER_BYTES_MAX {
        return None;
    }
    let is_own = |word: &&&Word| own.iter().any(|one| one.bare == word.bare);
    if host.iter().filter(is_own).count() == host.len() {
        return None;
    }
    let written = joined(host);
    let letters = written.chars().count();
    let meant = joined(&staff.given) + &joined(&staff.family);
    let turned = joined(&staff.family) + &joined(&staff.given);
    // One word alone is also looked at as a handle, and would be counted twice.
    let is_same = (written == meant || written == turned) && host.len() > 1;
    if is_same && letters >= TORN_LETTERS_MIN {
        return Near::new(TORN_COST, vec![(Slipped::Whole, Slip::Torn)]);
    }
    let names_another = |word: &&Word| {
        let called = |one: &&Word| one.bare == word.bare || are_akin(&one.bare, &word.bare);
        is_known(&word.bare) && !own.iter().any(called)
    };
    if letters < TORN_SLIP_LETTERS_MIN || host.len() == own.len() || host.iter().any(names_another)
    {
        return None;
    }
    let slips = [slip(&written, &meant, 1), slip(&written, &turned, 1)];
    let (slip, cost) = slips.into_iter().flatten().min_by_key(|(_, cost)| *cost)?;
    let slips = vec![(Slipped::Whole, slip), (Slipped::Whole, Slip::Torn)];
    Near::new(cost.saturating_add(TORN_COST), slips)
}

fn joined(words: &[&Word]) -> String {
    words.iter().map(|word| word.bare.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::suggest::words::names;

    fn found(host: &str, staff: &str) -> Option<Near> {
        near(&names(host), &names(staff))
    }

    #[test]
    fn a_person_would_still_recognise_them() {
        use Slip::*;
        use Slipped::*;
        for (host, staff, slips) in [
            ("ena Herrmann", "Lena Herrmann", vec![(Given, Missing)]),
            ("Jmaes Feast", "James Feast", vec![(Given, Swapped)]),
            ("zicole Wolf", "Nicole Wolf", vec![(Given, Other)]),
            ("v. Stein, Katharina", "Katharina von Stein", vec![(Family, Short)]),
            (
                "v. Stien, Kahtarina",
                "Katharina von Stein",
                vec![(Given, Swapped), (Family, Swapped), (Family, Short)],
            ),
            ("Sanne van d. Brg", "Sanne van den Berg", vec![(Family, Missing), (Family, Short)]),
            ("K. vno Stein", "Katharina von Stein", vec![(Given, Short), (Family, Short)]),
            ("K. Ohlsdrof", "Kirsten Ohlsdorf", vec![(Given, Short), (Family, Swapped)]),
            ("van den Berg L.", "Linh van den Berg", vec![(Given, Short)]),
            ("Eöif Kaülan", "Elif Kaplan", vec![(Given, Other), (Family, Other)]),
            ("Hermrann Lnea", "Lena Herrmann", vec![(Given, Swapped), (Family, Swapped)]),
            ("Mua Fischer", "Mia Fischer", vec![(Given, Other)]),
            ("Boo Quandt", "Bo Quandt", vec![(Given, Extra)]),
            ("Anna-Lna Roth", "Anna-Lena Roth", vec![(Given, Missing)]),
            ("Smauel Ohm", "Samuel Ohm", vec![(Given, Swapped)]),
            ("Ida Strau", "Ida Strauß", vec![(Family, Missing)]),
            ("Setffi Ohlsdorf", "Stefanie Ohlsdorf", vec![(Given, Swapped)]),
            ("Len aHerrmann", "Lena Herrmann", vec![(Whole, Torn)]),
            ("LenaHerrmnn", "Lena Herrmann", vec![(Whole, Missing), (Whole, Torn)]),
            ("Kahtarina", "Katharina von Stein", vec![(Given, Swapped)]),
        ] {
            let near = found(host, staff).unwrap_or_else(|| panic!("{host} {staff}"));
            assert_eq!(near.slips, slips, "{host} {staff}");
            assert!((1..=NEAR_PERCENT_MAX).contains(&near.percent), "{host} {staff}");
        }
    }

    #[test]
    fn nobody_would() {
        for (host, staff) in [
            ("Lena Herrmann", "Lena Herrmann"),
            ("Herrmann, Lena", "Lena Herrmann"),
            ("Christian Vogel", "Christina Vogel"),
            ("Lina Herrmann", "Lena Herrmann"),
            ("Anna-Maria Roth", "Anna-Lena Roth"),
            ("Mua Fsicher", "Mia Fischer"),
            ("Bi Quandt", "Bo Quandt"),
            ("Xy Quandt", "Bo Quandt"),
            ("Bo Fisch", "Bo Wolf"),
            ("Jmaes Feast", "Jane Feast"),
            ("Jmaes Feast", "James Ohlsdorf"),
            ("Jmaes", "Anna Feast"),
            ("J.", "James Feast"),
            ("Platz drei", "Anna Roth"),
            ("", "Anna Roth"),
        ] {
            assert_eq!(found(host, staff), None, "{host} {staff}");
        }
    }

    #[test]
    fn the_nearer_is_worth_more() {
        let percent = |host: &str, staff: &str| found(host, staff).map_or(0, |near| near.percent);
        let one = percent("Jmaes Feast", "James Feast");
        let both = percent("Jmaes Faest", "James Feast");
        let lone = percent("Jmaes", "James Feast");
        assert!(one > both && both > lone && lone > 0, "{one} {both} {lone}");
        assert!(percent("Stefnie Ohm", "Stefanie Ohm") > percent("Stefnie Ohm", "Steffi Ohm"));
    }
}
