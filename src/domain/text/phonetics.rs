//! The Cologne phonetics (Postel, 1969): words that German ears hear alike have the same code.

/// The code of a word of plain letters, see `letters::bare`; other letters say nothing.
pub(crate) fn cologne(bare: &str) -> String {
    let letters: Vec<char> =
        bare.chars().filter(char::is_ascii_alphabetic).map(|c| c.to_ascii_lowercase()).collect();
    let mut codes = String::with_capacity(letters.len());
    let mut before = None;
    for (at, letter) in letters.iter().enumerate() {
        let after = letters.get(at.saturating_add(1)).copied();
        for code in code(*letter, before, after).chars() {
            // The same sound twice is heard once; vowels part sounds and are left out afterwards.
            if !codes.ends_with(code) {
                codes.push(code);
            }
        }
        before = Some(*letter);
    }
    let mut digits = codes.chars();
    let first = digits.next();
    first.into_iter().chain(digits.filter(|code| *code != '0')).collect()
}

fn code(letter: char, before: Option<char>, after: Option<char>) -> &'static str {
    let is =
        |neighbour: Option<char>, letters: &str| neighbour.is_some_and(|one| letters.contains(one));
    match letter {
        'a' | 'e' | 'i' | 'j' | 'o' | 'u' | 'y' => "0",
        'b' => "1",
        'p' if is(after, "h") => "3",
        'p' => "1",
        'd' | 't' if is(after, "csz") => "8",
        'd' | 't' => "2",
        'f' | 'v' | 'w' => "3",
        'g' | 'k' | 'q' => "4",
        'c' if before.is_none() => {
            if is(after, "ahkloqrux") {
                "4"
            } else {
                "8"
            }
        }
        'c' if is(before, "sz") => "8",
        'c' => {
            if is(after, "ahkoqux") {
                "4"
            } else {
                "8"
            }
        }
        'x' if is(before, "ckq") => "8",
        'x' => "48",
        'l' => "5",
        'm' | 'n' => "6",
        'r' => "7",
        's' | 'z' => "8",
        // `h` is not heard.
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_sound_alike_have_one_code() {
        for (word, code_expected) in [
            ("mullerludenscheidt", "65752682"),
            ("wikipedia", "3412"),
            ("breschnew", "17863"),
            ("emma", "06"),
            ("katharina", "4276"),
            ("jurgen", "0746"),
            ("", ""),
            ("h", ""),
        ] {
            assert_eq!(cologne(word), code_expected, "{word}");
        }
        for (one, other) in [
            ("meier", "mayr"),
            ("katharina", "katherina"),
            ("ema", "emma"),
            ("philipp", "filip"),
            ("schmidt", "schmitt"),
            ("christina", "kristina"),
        ] {
            assert_eq!(cologne(one), cologne(other), "{one} {other}");
        }
        assert_ne!(cologne("lena"), cologne("lara"));
    }
}
