//! First names: which are short for which, and which are names at all.
//!
//! Each line of `akin.txt` is one person's name in its spellings, a colon, and what people so named are
//! called. Only with one of the spellings before the colon do two names belong together: `Chris` goes with
//! `Christian` and with `Christina`, and these two never with each other. Two known names that do not belong
//! together are two people, however alike they are written: that is what keeps `Jan` from `Jana`.

use crate::domain::text::fold::fold_word;
use crate::domain::text::letters::{bare, sound};
use std::collections::HashMap;
use std::iter;
use std::sync::LazyLock;

const AKIN: &str = include_str!("akin.txt");
/// Names without a line of their own, there to be known: two of them are two people.
const OTHERS: &str = include_str!("others.txt");

/// One line of `AKIN`, in `bare` form: the full name's spellings, and what it is shortened to.
struct Line {
    full: Vec<String>,
    short: Vec<String>,
}

static LINES: LazyLock<Vec<Line>> = LazyLock::new(|| {
    let names = |part: &str| part.split_whitespace().map(key).collect();
    let parts = AKIN.lines().filter_map(|line| line.split_once(':'));
    parts.map(|(full, short)| Line { full: names(full), short: names(short) }).collect()
});

/// Every first name in `bare` form, with the numbers of the lines it stands in: none for `OTHERS`.
static KNOWN: LazyLock<HashMap<String, Vec<usize>>> = LazyLock::new(|| {
    let mut known: HashMap<String, Vec<usize>> = HashMap::new();
    for (number, line) in LINES.iter().enumerate() {
        for name in line.full.iter().chain(&line.short) {
            known.entry(name.clone()).or_default().push(number);
        }
    }
    for name in OTHERS.split_whitespace() {
        known.entry(key(name)).or_default();
    }
    known
});

fn key(name: &str) -> String {
    bare(fold_word(name).as_str())
}

fn lines(name: &str) -> impl Iterator<Item = &'static Line> {
    let numbers = KNOWN.get(name).map(Vec::as_slice).unwrap_or_default();
    numbers.iter().filter_map(|number| LINES.get(*number))
}

/// Whether the tables know this first name. In `bare` form.
pub(crate) fn is_known(name: &str) -> bool {
    KNOWN.contains_key(name)
}

/// Whether one is short for the other, or both are spellings of one name. Two short forms are akin only if they
/// sound the same (`Conny`, `Conni`). Both in `bare` form.
pub(crate) fn are_akin(one: &str, other: &str) -> bool {
    let has = |names: &[String], name: &str| names.iter().any(|entry| entry == name);
    lines(one).any(|line| {
        let both_short = || has(&line.short, other) && sound(one) == sound(other);
        has(&line.full, other) || (has(&line.full, one) && has(&line.short, other)) || both_short()
    })
}

/// All that a person of this name may be called or spelt, the name itself first. In and out in `bare` form.
pub(crate) fn forms(name: &str) -> Vec<&str> {
    let all = lines(name).flat_map(|line| line.full.iter().chain(&line.short));
    let akin = all.map(String::as_str).filter(|form| *form != name && are_akin(name, form));
    iter::once(name).chain(akin).collect()
}

/// The spellings of a full name, itself first: a slip of the pen may be in any. In and out in `bare` form.
pub(crate) fn spellings(name: &str) -> Vec<&str> {
    let is_full = |line: &&Line| line.full.iter().any(|full| full == name);
    let all = lines(name).filter(is_full).flat_map(|line| &line.full).map(String::as_str);
    iter::once(name).chain(all.filter(|spelling| *spelling != name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_names_belong_to_their_full_ones() {
        for (one, other) in [
            ("Steffi", "Stefanie"),
            ("Conny", "Cornelia"),
            ("Conni", "Conny"),
            ("Uschi", "Ursula"),
            ("Hansi", "Johannes"),
            ("Gabi", "Gabriele"),
            ("Moni", "Monika"),
            ("Ali", "Alina"),
            ("Kasia", "Katarzyna"),
            ("Gosia", "Małgorzata"),
            ("Stephanie", "Stefanie"),
            ("Kuba", "Jakub"),
            ("Memo", "Mehmet"),
            ("Liz", "Elizabeth"),
        ] {
            assert!(are_akin(&key(one), &key(other)), "{one} {other}");
            assert!(are_akin(&key(other), &key(one)), "{other} {one}");
        }
    }

    #[test]
    fn names_alike_are_not_akin() {
        for (one, other) in [
            ("Christina", "Christian"),
            ("Christina", "Christine"),
            ("Jana", "Jan"),
            ("Marie", "Mario"),
            ("Maria", "Marie"),
            ("Stefan", "Steffen"),
            ("Andrea", "Andreas"),
            ("Michaela", "Michael"),
            ("Anna", "Lena"),
            ("Karl", "Heinz"),
            ("Steffi", "Steff"),
            ("Xhoni", "Toni"),
        ] {
            assert!(!are_akin(&key(one), &key(other)), "{one} {other}");
            assert!(!are_akin(&key(other), &key(one)), "{other} {one}");
        }
    }

    #[test]
    fn the_tables_are_well_formed() {
        for line in AKIN.lines() {
            assert_eq!(line.matches(':').count(), 1, "{line}");
            let mut names: Vec<&str> = line.split([':', ' ']).filter(|n| !n.is_empty()).collect();
            let all = names.len();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), all, "twice in {line}");
        }
        assert!(forms("stefanie").contains(&"steffi"));
        assert!(!forms("steffi").contains(&"steff"));
        assert!(spellings("stefanie").contains(&"stephanie"));
        assert_eq!(spellings("steffi"), ["steffi"]);
    }
}
