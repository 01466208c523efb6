//! Names as people damage them on the way into Cal.com: slips of the fingers, abbreviations, another order.
//!
//! A model to measure with, the same in every run. It knows nothing of how the program recognises anybody.

/// The rows of a German keyboard, each about half a key further to the right than the one above.
const ROWS: [&str; 3] = ["qwertzuiopü", "asdfghjklöä", "yxcvbnm"];
/// Letters that a slip may put anywhere.
const LETTERS: &str = "abcdefghijklmnopqrstuvwxyz";
/// Letters a word must have to be damaged: in shorter ones a slip leaves too little of it.
pub const DAMAGED_LETTERS_MIN: usize = 4;
/// Words before family names, and what people write for them.
const PARTICLES: [(&str, &str); 8] = [
    ("von", "v."),
    ("van", "v."),
    ("der", "d."),
    ("den", "d."),
    ("zur", "z."),
    ("de", "d."),
    ("da", "d."),
    ("el", "e."),
];

/// Chance from a seed, the same in every run.
pub struct Dice(u64);

impl Dice {
    /// Numbers of its own for each seed.
    pub fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    /// From 0 to below `sides`; 0 if there are none.
    pub fn below(&mut self, sides: usize) -> usize {
        // splitmix64
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let mixed = usize::try_from((mixed ^ (mixed >> 31)) >> 1).unwrap_or(0);
        mixed.checked_rem(sides).unwrap_or(0)
    }

    /// Once in `times`.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// One of them; the default of none.
    pub fn pick<T: Clone + Default>(&mut self, from: &[T]) -> T {
        from.get(self.below(from.len())).cloned().unwrap_or_default()
    }
}

/// What fingers do to a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Damage {
    /// Any letter too many, anywhere.
    Insert,
    /// A letter is missing.
    Drop,
    /// Two neighbouring letters changed places.
    Swap,
    /// Any other letter.
    Replace,
    /// The key beside the right one, instead of it.
    Neighbour,
    /// The key beside the right one, with it.
    Both,
}

/// All of them, equally often.
pub const DAMAGES: [Damage; 6] =
    [Damage::Insert, Damage::Drop, Damage::Swap, Damage::Replace, Damage::Neighbour, Damage::Both];

/// The word with one slip in it, at any place, the first letter as well. It may come out as it was.
pub fn damage(word: &str, kind: Damage, dice: &mut Dice) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let at = dice.below(letters.len());
    let Some(letter) = letters.get(at).copied() else { return word.to_owned() };
    let any = dice.pick(&LETTERS.chars().collect::<Vec<_>>());
    let beside = dice.pick(&beside(letter));
    match kind {
        Damage::Insert => letters.insert(dice.below(letters.len().saturating_add(1)), any),
        Damage::Drop => drop(letters.remove(at)),
        Damage::Swap => {
            let at = dice.below(letters.len().saturating_sub(1));
            if let Some([one, other]) = letters.get_mut(at..at.saturating_add(2)) {
                std::mem::swap(one, other);
            }
        }
        Damage::Replace => letters.splice(at..=at, [any]).for_each(drop),
        Damage::Neighbour => letters.splice(at..=at, [beside]).for_each(drop),
        Damage::Both => letters.insert(at, beside),
    }
    letters.into_iter().collect()
}

/// The keys beside a letter's; the letter itself if it has no key of its own.
fn beside(letter: char) -> Vec<char> {
    let letter = letter.to_lowercase().next().unwrap_or(letter);
    let keys: Vec<Vec<char>> = ROWS.iter().map(|row| row.chars().collect()).collect();
    let found = keys
        .iter()
        .enumerate()
        .find_map(|(row, keys)| Some((row, keys.iter().position(|key| *key == letter)?)));
    let Some((row, at)) = found else { return vec![letter] };
    let key = |row: Option<usize>, at: Option<usize>| keys.get(row?)?.get(at?).copied();
    let (above, below) = (row.checked_sub(1), row.checked_add(1));
    let (left, right) = (at.checked_sub(1), at.checked_add(1));
    let around = [
        key(Some(row), left),
        key(Some(row), right),
        key(above, Some(at)),
        key(above, right),
        key(below, Some(at)),
        key(below, left),
    ];
    around.into_iter().flatten().collect()
}

/// A part of a name with one slip in one of its words that are long enough; `None` if none is, or nothing changed.
pub fn damage_part(part: &str, dice: &mut Dice) -> Option<String> {
    let words: Vec<&str> = part.split(' ').flat_map(|word| word.split_inclusive('-')).collect();
    let is_long = |word: &&str| letters(word) >= DAMAGED_LETTERS_MIN;
    let long: Vec<&str> = words.iter().copied().filter(is_long).collect();
    let word = dice.pick(&long);
    let kind = DAMAGES.get(dice.below(DAMAGES.len())).copied()?;
    let bare = word.trim_end_matches('-');
    let damaged = damage(bare, kind, dice);
    let is_same = damaged.to_lowercase() == bare.to_lowercase();
    (!word.is_empty() && !is_same).then(|| part.replacen(bare, &damaged, 1))
}

fn letters(word: &str) -> usize {
    word.chars().filter(|letter| letter.is_alphabetic()).count()
}

/// The family name with its particles abbreviated, some or all; `None` if it has none.
pub fn abbreviate(family: &str, dice: &mut Dice) -> Option<String> {
    let short = |word: &str| PARTICLES.iter().find(|(long, _)| *long == word.to_lowercase());
    let words: Vec<&str> = family.split(' ').collect();
    let particles = words.iter().filter(|word| short(word).is_some()).count();
    // `van d. Berg` keeps the first.
    let kept = usize::from(particles > 1 && dice.once_in(2));
    let mut seen = 0_usize;
    let told = words.iter().map(|word| match short(word) {
        Some((_, short)) => {
            seen = seen.saturating_add(1);
            if seen > kept { (*short).to_owned() } else { (*word).to_owned() }
        }
        None => (*word).to_owned(),
    });
    let told = told.collect::<Vec<_>>().join(" ");
    (particles > 0).then_some(told)
}

/// `K.` for `Katharina`.
pub fn initial(given: &str) -> String {
    given.chars().take(1).chain(['.']).collect()
}

/// First and last name in one of the orders in which people write them: mostly plain, sometimes turned round.
pub fn ordered(given: &str, family: &str, dice: &mut Dice) -> String {
    match dice.below(10) {
        0..=6 => format!("{given} {family}"),
        7 | 8 => format!("{family}, {given}"),
        _ => format!("{family} {given}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_has_one_slip() {
        let mut dice = Dice::new(7);
        for kind in DAMAGES {
            for _ in 0..200 {
                let damaged = damage("herrmann", kind, &mut dice);
                assert!(strsim::osa_distance(&damaged, "herrmann") <= 1, "{kind:?} {damaged}");
            }
        }
        assert_eq!(damage("", Damage::Drop, &mut dice), "");
    }

    #[test]
    fn neighbours_are_those_of_a_german_keyboard() {
        let sorted = |letter| {
            let mut keys = beside(letter);
            keys.sort_unstable();
            keys.into_iter().collect::<String>()
        };
        assert_eq!(sorted('z'), "ghtu");
        assert_eq!(sorted('y'), "asx");
        assert_eq!(sorted('Ö'), "lpäü");
        assert_eq!(sorted('ş'), "ş");
    }

    #[test]
    fn only_long_words_are_damaged() {
        let mut dice = Dice::new(7);
        assert_eq!(damage_part("Mia", &mut dice), None);
        for _ in 0..100 {
            let damaged = damage_part("van der Meer", &mut dice);
            assert!(damaged.is_none_or(|name| name.starts_with("van der ")));
        }
        assert_eq!(abbreviate("von Stein", &mut dice).as_deref(), Some("v. Stein"));
        assert_eq!(abbreviate("Stein", &mut dice), None);
        assert_eq!(initial("Özge"), "Ö.");
    }
}
