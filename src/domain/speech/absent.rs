//! Values that say that there is none: `null`, `n/a`, `keine Angabe`, `not provided`. A voice model fills every argument
//! that it is told to fill, also where the caller has said nothing.

use crate::domain::speech::person_words::person_words;
use crate::domain::text::word_list::WordList;

/// Words of such a value; longer ones say something.
const WORDS_MAX: usize = 8;
/// Say it alone, folded.
static NOTHING: WordList = WordList::of(
    "null nil none nan na undefined undefiniert unspecified unset unknown unbekannt unbekannte unbekannter unbekanntes
    unnamed unbenannt namenlos unavailable undisclosed unclear unklar empty blank void missing leer leerer leeres
    fehlt fehlend absent keine keines keins nichts nothing notset string optional tbd tba nonetype",
);
/// Deny what stands beside them.
static NOT: WordList = WordList::of(
    "no not nicht kein keine keinen keinem keinerlei ohne without never didnt doesnt dont wasnt isnt hasnt havent cant
    none nothing nichts",
);
/// What is denied: that it was said, is known, or is wanted.
static SAID: WordList = WordList::of(
    "erfragt give gave angabe angaben angegeben info infos information informationen wert value data daten name namen
    nummer number id kennung auswahl ausgewaehlt gewaehlt selection selected choice chosen antwort answer response
    eingabe eingegeben input entry entered eintrag gegeben given provided provide specified specify stated state
    mentioned mention available verfuegbar applicable anwendbar zutreffend known know bekannt genannt gesagt say said
    told tell vorhanden gesetzt set supplied found gefunden gefragt asked disclosed erwaehnt definiert defined
    festgelegt verstanden understood ausgefuellt praeferenz praeferenzen preference preferences vorliebe vorlieben
    wunsch wuensche gewuenscht requested wish idea ahnung weiss bestimmte bestimmter bestimmten bestimmtes particular
    specific specification branch filiale offer angebot date datum time",
);
/// Says nothing by itself.
static FILLER: WordList = WordList::of(
    "their his her noch yet bisher so far by the user caller customer kunde kunden kundin client guest gast anrufer
    anruferin vom von der die das dem den wurde worden wird ist was were is have has hat haben habe been did does do
    be any at all in es er sie he she they i ich an a or oder and und field this text person",
);
/// Abbreviations, letter by letter: not available, keine Angabe, ohne Angabe, nomen nescio, not known.
const LETTERS: [[&str; 2]; 5] = [["n", "a"], ["k", "a"], ["o", "a"], ["n", "n"], ["n", "k"]];

/// Whether this says that there is no value, in whatever words, quotes or brackets. `niemand` and `keiner` are not among
/// them: only where a person is asked for do they mean nobody in particular.
pub fn is_absent(said: &str) -> bool {
    let words = person_words(said);
    let words: Vec<&str> = words.iter().map(|word| word.folded.as_str()).collect();
    if words.is_empty() {
        return said.chars().all(says_nothing);
    }
    let abbreviates =
        |pair: &[&str]| matches!(pair, [one, other] if LETTERS.contains(&[*one, *other]));
    if words.len() <= WORDS_MAX && words.chunks(2).all(abbreviates) {
        return true;
    }
    let any = |list: &WordList| words.iter().any(|word| list.has(word));
    let only = |word: &&str| [&NOTHING, &NOT, &SAID, &FILLER].iter().any(|list| list.has(word));
    words.len() <= WORDS_MAX
        && words.iter().all(only)
        && (any(&NOTHING) || (any(&NOT) && any(&SAID)))
}

/// Blanks, dashes, dots, quotes and brackets. A question mark asks something, and a picture is no word but means one.
fn says_nothing(letter: char) -> bool {
    letter.is_whitespace()
        || letter.is_control()
        || (letter.is_ascii_punctuation() && !"?#%$&+@".contains(letter))
        || matches!(letter, '\u{2010}'..='\u{2015}' | '\u{2018}'..='\u{201f}' | '\u{2026}' | '\u{2212}' | '«' | '»')
        || matches!(letter, '\u{2039}' | '\u{203a}' | '\u{200b}' | '\u{feff}' | '\u{b7}' | '\u{b4}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_that_is_none() {
        for said in [
            "",
            " ",
            "-",
            "—",
            "--",
            "...",
            "…",
            "\"\"",
            "''",
            "[]",
            "{}",
            "()",
            "[ ]",
            "<>",
            "_",
            ".",
            "null",
            "NULL",
            "Null",
            "\"null\"",
            "'None'",
            "[null]",
            "(none)",
            "<undefined>",
            "{nil}",
            "NaN",
            "n/a",
            "N/A",
            "N/A N/A",
            "N.A.",
            "n. a.",
            "na",
            "k.A.",
            "k. A.",
            "N.N.",
            "unbekannt",
            "Unbekannt",
            "UNKNOWN",
            "unknown name",
            "Name unbekannt",
            "unbekannter Kunde",
            "keine Angabe",
            "keine Angaben",
            "Keine",
            "nicht angegeben",
            "wurde nicht genannt",
            "noch nicht bekannt",
            "not provided",
            "Not Specified",
            "not mentioned by caller",
            "no name provided",
            "no preference",
            "keine Präferenz",
            "didn't say",
            "the user did not say",
            "nothing",
            "nichts",
            "leer",
            "empty string",
            "undefined | null",
            "null, null",
            "string",
            "weiß ich nicht",
            "keine Ahnung",
            "kein Name",
            "not applicable",
            "TBD",
            "none given",
            "ohne Angabe",
            "not set",
            "not_set",
        ] {
            assert!(is_absent(said), "{said:?}");
        }
    }

    #[test]
    fn a_value_that_says_something() {
        for said in [
            "?",
            "??",
            "0",
            "💇",
            "Emma",
            "niemand",
            "keiner",
            "egal",
            "Nilgün",
            "Nullmeier",
            "Kein Problem",
            "Peter Unbekannt",
            "nicht bei Emma",
            "keine Strähnen",
            "ohne Waschen",
            "nein",
            "ja",
            "no",
            "kein",
            "name",
            "3",
            "morgen",
            "nicht morgen",
            "never mind Emma",
            "Leer am Donnerstag",
            "the customer",
            "Gast",
            "not before ten",
            "keine Zeit am Montag",
            "unbekannt null keine Angabe nichts leer none nil na tbd",
            "{{name}}",
            "[name]",
            "&",
            "+",
            "#",
        ] {
            assert!(!is_absent(said), "{said:?}");
        }
        assert!(!is_absent(&"null ".repeat(1_000)));
        assert!(!is_absent(&"x".repeat(100_000)));
    }
}
