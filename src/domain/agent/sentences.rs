//! Two texts compared sentence by sentence.

/// More pairs of sentences are not weighed against each other: then all of the one stands against all of the other.
const PAIRS_MAX: usize = 1_000_000;

/// What stands in the one text and what in its place in the other; nothing where it is only left out or added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    pub ours: Option<String>,
    pub theirs: Option<String>,
}

/// The sentences of a text, in order. A line ends a sentence, too.
pub(crate) fn sentences(text: &str) -> Vec<&str> {
    let mut all = Vec::new();
    for line in text.lines() {
        let mut rest = line.trim();
        while let Some(end) = end_of_first(rest) {
            let (sentence, after) = rest.split_at(end);
            all.push(sentence);
            rest = after.trim_start();
        }
        if !rest.is_empty() {
            all.push(rest);
        }
    }
    all
}

/// Behind the first full stop, question mark or exclamation mark that a blank follows and more text.
fn end_of_first(text: &str) -> Option<usize> {
    let mut letters = text.char_indices().peekable();
    while let Some((_, letter)) = letters.next() {
        let next = letters.peek().copied();
        if let (true, Some((at, next))) = (matches!(letter, '.' | '?' | '!'), next)
            && next.is_whitespace()
            && at > NUMBERING_BYTES_MAX
        {
            return Some(at);
        }
    }
    None
}

/// `1.` at the beginning of a line ends no sentence.
const NUMBERING_BYTES_MAX: usize = 3;

/// What differs, in the order of the texts.
pub(crate) fn changes(ours: &str, theirs: &str) -> Vec<Change> {
    let (ours, theirs) = (sentences(ours), sentences(theirs));
    let same = |(one, other): &(&&str, &&str)| one == other;
    let before = ours.iter().zip(&theirs).take_while(same).count();
    let rest = |all: &[&str]| -> Vec<String> {
        all.iter().skip(before).map(|sentence| (*sentence).to_owned()).collect()
    };
    let (mut ours, mut theirs) = (rest(&ours), rest(&theirs));
    while ours.last().is_some() && ours.last() == theirs.last() {
        ours.pop();
        theirs.pop();
    }
    if ours.len().saturating_mul(theirs.len()) > PAIRS_MAX {
        return paired(ours, theirs);
    }
    let kept = common(&ours, &theirs);
    let mut all = Vec::new();
    let (mut from, mut their_from) = (0, 0);
    for (at, their_at) in kept {
        let part =
            |all: &[String], from: usize, to: usize| all.get(from..to).unwrap_or_default().to_vec();
        all.extend(paired(part(&ours, from, at), part(&theirs, their_from, their_at)));
        (from, their_from) = (at.saturating_add(1), their_at.saturating_add(1));
    }
    let tail = |all: &[String], from: usize| all.get(from..).unwrap_or_default().to_vec();
    all.extend(paired(tail(&ours, from), tail(&theirs, their_from)));
    all
}

fn paired(ours: Vec<String>, theirs: Vec<String>) -> Vec<Change> {
    let count = ours.len().max(theirs.len());
    let (mut ours, mut theirs) = (ours.into_iter(), theirs.into_iter());
    (0..count).map(|_| Change { ours: ours.next(), theirs: theirs.next() }).collect()
}

/// The places of a longest common subsequence.
fn common(ours: &[String], theirs: &[String]) -> Vec<(usize, usize)> {
    // How long it is from each pair of places on; one row and one column more, which are 0.
    let width = theirs.len().saturating_add(1);
    let mut lengths = vec![0_u32; width.saturating_mul(ours.len().saturating_add(1))];
    let place = |at: usize, their_at: usize| at.saturating_mul(width).saturating_add(their_at);
    let read = |lengths: &[u32], at: usize, their_at: usize| {
        lengths.get(place(at, their_at)).copied().unwrap_or(0)
    };
    for (at, one) in ours.iter().enumerate().rev() {
        for (their_at, other) in theirs.iter().enumerate().rev() {
            let (next, their_next) = (at.saturating_add(1), their_at.saturating_add(1));
            let length = match one == other {
                true => read(&lengths, next, their_next).saturating_add(1),
                false => read(&lengths, next, their_at).max(read(&lengths, at, their_next)),
            };
            if let Some(cell) = lengths.get_mut(place(at, their_at)) {
                *cell = length;
            }
        }
    }
    let (mut at, mut their_at, mut kept) = (0, 0, Vec::new());
    while let (Some(one), Some(other)) = (ours.get(at), theirs.get(their_at)) {
        let (next, their_next) = (at.saturating_add(1), their_at.saturating_add(1));
        if one == other {
            kept.push((at, their_at));
            (at, their_at) = (next, their_next);
        } else if read(&lengths, next, their_at) >= read(&lengths, at, their_next) {
            at = next;
        } else {
            their_at = their_next;
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(ours: &str, theirs: &str) -> Vec<(Option<String>, Option<String>)> {
        changes(ours, theirs).into_iter().map(|change| (change.ours, change.theirs)).collect()
    }

    #[test]
    fn a_text_falls_into_its_sentences() {
        let text = "## Wer\nDu bist es. Frag: „Ja?“ Gut!\n\n1. Höre zu. Dann\n- `a`: um 10.30 Uhr.";
        let expected = [
            "## Wer",
            "Du bist es.",
            "Frag: „Ja?“ Gut!",
            "1. Höre zu.",
            "Dann",
            "- `a`: um 10.30 Uhr.",
        ];
        assert_eq!(sentences(text), expected);
        assert!(sentences(" \n ").is_empty());
    }

    #[test]
    fn only_what_differs_is_told_and_beside_what_stands_in_its_place() {
        let some = |text: &str| Some(text.to_owned());
        let ours = "One. Two. Three.\nFour.";
        assert!(shown(ours, ours).is_empty());
        assert!(shown(ours, "One.  Two.\nThree. Four.").is_empty(), "blanks and lines are nothing");
        for (theirs, expected) in [
            ("One. Too. Three. Four.", vec![(some("Two."), some("Too."))]),
            ("One. Three. Four.", vec![(some("Two."), None)]),
            ("One. Two. Three. Four. Five.", vec![(None, some("Five."))]),
            ("Zero. One. Two. Three. Four.", vec![(None, some("Zero."))]),
            (
                "One. 2. Three. 4.",
                vec![
                    (some("Two."), some("2. Three.")),
                    (some("Three."), None),
                    (some("Four."), some("4.")),
                ],
            ),
            (
                "",
                vec![
                    (some("One."), None),
                    (some("Two."), None),
                    (some("Three."), None),
                    (some("Four."), None),
                ],
            ),
        ] {
            let found = shown(ours, theirs);
            let lost: Vec<_> = found.iter().filter_map(|(one, _)| one.clone()).collect();
            let told: Vec<_> = expected.iter().filter_map(|(one, _)| one.clone()).collect();
            assert_eq!(lost, told, "{theirs}");
            if !theirs.contains("2.") {
                assert_eq!(found, expected, "{theirs}");
            }
        }
    }

    #[test]
    fn texts_without_end_are_compared_at_once() {
        let long = |word: &str| (0..20_000).map(|n| format!("{word}{n} x. ")).collect::<String>();
        assert_eq!(changes(&long("a"), &long("b")).len(), 20_000);
    }
}
