//! Ids that a voice model says again: in quotes, in capitals, as a number with a fraction, with a label before them.

use crate::domain::ids::OFFER_ID_CHARS;
use crate::domain::text::word_list::WordList;
use unicode_normalization::UnicodeNormalization;

/// An id is shorter, whatever is written around it.
const ID_CHARS_MAX: usize = 200;
/// What an id may be called, in front of it.
static LABELS: WordList = WordList::of(
    "id ids nr no nummer number num ref referenz reference kennung key termin termins terminnummer terminnr terminid
    appointment appointmentid appt apt booking bookingid buchung buchungsnummer buchungsnr buchungsid visit offer
    offers offerid angebot angebote angebots angebotsnummer angebotsid slot slots slotid option zeit",
);
/// What may stand before a label.
static ARTICLES: WordList = WordList::of("der die das den dem the mein meine meinen my");
/// What may stand behind one.
static IS: WordList = WordList::of("is ist lautet");
/// Signs around an id.
const SIGNS: &str = "\"'`´‘’‚“”„«»‹›()[]<>{}#:=-_.,/|*№°";

/// A piece of what was said: letters or digits.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Word(String),
    Digits(String),
}

/// The one number that is said, as `3`, `"3.0"`, `#3`, `Termin 3`, `appointment_id: 3`. `None` where none is, or two
/// are, or it counts something (`der 3.`, `3. Termin`).
pub fn number(said: &str) -> Option<i64> {
    let (pieces, gaps) = pieces(said)?;
    let digits = pieces.iter().position(|piece| matches!(piece, Piece::Digits(_)))?;
    let (labels, rest) = pieces.split_at_checked(digits)?;
    let number = match rest {
        [Piece::Digits(number)] => number,
        [Piece::Digits(number), Piece::Digits(zeros)] => {
            let point = gaps.get(digits.saturating_add(1))?;
            // Three zeros may part thousands.
            let is_fraction = zeros.bytes().all(|byte| byte == b'0') && zeros.len() != 3;
            if !is_fraction || !matches!(point.as_str(), "." | ",") {
                return None;
            }
            number
        }
        _ => return None,
    };
    let mut noun = false;
    for (at, label) in labels.iter().enumerate() {
        let Piece::Word(word) = label else { return None };
        match word.as_str() {
            word if LABELS.has(word) => noun = true,
            word if at == 0 && ARTICLES.has(word) => {}
            word if noun && IS.has(word) => {}
            _ => return None,
        }
    }
    let is_negative = labels.is_empty() && gaps.first().is_some_and(|gap| gap.contains('-'));
    if is_negative || (!labels.is_empty() && !noun) {
        return None;
    }
    number.parse().ok()
}

/// The offer's id that is said, as we give it out. What holds none, or two, comes back trimmed, and is nobody's.
pub fn offer(said: &str) -> String {
    offer_id(said).unwrap_or_else(|| said.trim().chars().take(ID_CHARS_MAX).collect())
}

fn offer_id(said: &str) -> Option<String> {
    if said.chars().count() > ID_CHARS_MAX {
        return None;
    }
    let lower = said.nfkc().collect::<String>().to_lowercase();
    let parts =
        lower.split(|letter: char| !letter.is_alphanumeric()).filter(|part| !part.is_empty());
    let mut bare: Vec<&str> =
        parts.filter(|part| !LABELS.has(part) && !ARTICLES.has(part) && !IS.has(part)).collect();
    bare.dedup();
    let ids: Vec<&str> = bare.iter().copied().filter_map(unlabelled).collect();
    match ids.as_slice() {
        [id] => Some((*id).to_owned()),
        [] => Some(bare.concat()).filter(|whole| is_offer_id(whole)),
        _ => None,
    }
}

/// The id in `ab12cd34ef`, or behind a label that it is written together with.
fn unlabelled(part: &str) -> Option<&str> {
    if is_offer_id(part) {
        return Some(part);
    }
    let at = part.len().checked_sub(OFFER_ID_CHARS)?;
    let (label, rest) = part.split_at_checked(at)?;
    (LABELS.has(label) && is_offer_id(rest)).then_some(rest)
}

fn is_offer_id(text: &str) -> bool {
    text.len() == OFFER_ID_CHARS && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Words and numbers in order, and what stands before each; `None` if there is any other sign.
fn pieces(said: &str) -> Option<(Vec<Piece>, Vec<String>)> {
    if said.chars().count() > ID_CHARS_MAX {
        return None;
    }
    let (mut pieces, mut gaps): (Vec<Piece>, Vec<String>) = (Vec::new(), Vec::new());
    let mut gap = Some(String::new());
    for letter in said.trim().nfkc().collect::<String>().to_lowercase().chars() {
        match (letter, pieces.last_mut()) {
            ('0'..='9', Some(Piece::Digits(digits))) if gap.is_none() => digits.push(letter),
            (letter, Some(Piece::Word(word))) if gap.is_none() && letter.is_alphabetic() => {
                word.push(letter)
            }
            ('0'..='9', _) => {
                gaps.push(gap.take().unwrap_or_default());
                pieces.push(Piece::Digits(letter.to_string()));
            }
            (letter, _) if letter.is_alphabetic() => {
                gaps.push(gap.take().unwrap_or_default());
                pieces.push(Piece::Word(letter.to_string()));
            }
            (letter, _) if letter.is_whitespace() || SIGNS.contains(letter) => {
                gap.get_or_insert_default().push(letter);
            }
            _ => return None,
        }
    }
    Some((pieces, gaps))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_found_in_what_stands_around_it() {
        for (said, expected) in [
            ("3", Some(3)),
            (" 3 ", Some(3)),
            ("\"3\"", Some(3)),
            ("„3“", Some(3)),
            ("3.0", Some(3)),
            ("3,0", Some(3)),
            ("12.00", Some(12)),
            ("3.", Some(3)),
            ("#3", Some(3)),
            ("# 3", Some(3)),
            ("Nr. 3", Some(3)),
            ("Termin 3", Some(3)),
            ("TERMIN NR. 3", Some(3)),
            ("appointment_id: 3", Some(3)),
            ("appointment-3", Some(3)),
            ("appointment_id=\"3.0\"", Some(3)),
            ("Termin-ID 41", Some(41)),
            ("der Termin 3", Some(3)),
            ("die ID ist 3", Some(3)),
            ("termin3", Some(3)),
            ("[3]", Some(3)),
            ("007", Some(7)),
            ("１２", Some(12)),
            ("3 oder 4", None),
            ("3, 4", None),
            ("3.5", None),
            ("1.000", None),
            ("3:00", None),
            ("-3", None),
            ("+3", None),
            ("der 3.", None),
            ("3. Termin", None),
            ("der dritte", None),
            ("Termin am 3.", None),
            ("Termin 3 um 10", None),
            ("Emma 3", None),
            ("", None),
            ("Termin", None),
            ("99999999999999999999999", None),
            ("٣", None),
            ("3 €", None),
        ] {
            assert_eq!(number(said), expected, "{said:?}");
        }
        assert_eq!(number(&"3".repeat(100_000)), None);
    }

    #[test]
    fn an_offer_is_found_in_what_stands_around_it() {
        for said in [
            "ab12cd34ef",
            "AB12CD34EF",
            " \"ab12cd34ef\" ",
            "offer_AB12CD34EF",
            "offer-id: ab12cd34ef",
            "Angebot ab12cd34ef",
            "das Angebot Ab12Cd34Ef",
            "offer_id=ab12cd34ef",
            "#ab12cd34ef",
            "ab12 cd34 ef",
            "AB-12-CD-34-EF",
            "offerab12cd34ef",
            "{\"offer_id\": \"ab12cd34ef\"}",
            "ab12cd34ef (ab12cd34ef)",
        ] {
            assert_eq!(offer(said), "ab12cd34ef", "{said:?}");
        }
        assert_eq!(offer("1234567890.0"), "1234567890");
        for said in [
            "1",
            "invented",
            "<script>",
            "' OR 1=1 --",
            "ab12cd34e",
            "ab12cd34ef ab12cd34ee",
            "Angebot 1",
        ] {
            assert_eq!(offer(said), said);
        }
        assert_eq!(offer(&"x".repeat(10_000)).len(), ID_CHARS_MAX);
    }
}
