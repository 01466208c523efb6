//! What a voice model writes where a customer's name belongs and none was said: `Unbekannt`, `Kunde`, `[name]`, `ja`.

use crate::domain::speech::absent::is_absent;
use crate::domain::speech::person_words::person_words;
use crate::domain::text::word_list::WordList;

/// Words of such a name; a longer one is none.
const WORDS_MAX: usize = 8;
/// Digits behind one, as in `Kunde 1`. Strangers in recordings are called `Kundin 512345`, and that is a name.
const NUMBER_DIGITS_MAX: usize = 4;
/// The same letter so many times is no name.
const SAME_LETTER_MIN: usize = 3;
/// What somebody is, or where a name goes. Folded.
static ROLES: WordList = WordList::of(
    "weiblich weibliche weiblicher maennlich maennliche maennlicher male female stimme voice true false pending asdf
    montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag monday tuesday wednesday thursday friday
    saturday sunday walkin walk laufkundschaft privat eingeben eintragen einfuegen angeben folgt kunde kunden kundin
    kundinnen gast gaeste anrufer anruferin anrufende anrufender anrufenden person jemand jemanden niemand niemanden
    keiner customer customers client guest caller user nutzer nutzerin benutzer benutzerin visitor besucher besucherin
    patient patientin neukunde neukundin stammkunde stammkundin bestandskunde bestandskundin somebody someone nobody
    anybody anyone anonymous anonym anonyme anonymer test tester testkunde testkundin testname testperson testuser
    dummy placeholder platzhalter name names namen vorname nachname familienname surname firstname lastname fullname
    first last full vollstaendiger voller kundenname customername callername clientname username guestname xx",
);
/// What somebody answers, or says instead of a name.
static ANSWERS: WordList = WordList::of(
    "ahnung idea ja nein okay ok yes yeah no yep yup nope jo jep nee doch gut good genau richtig stimmt korrekt correct
    right sure klar natuerlich hallo hello hi hey danke thanks bitte please ich me mich mir myself selbst i er sie he
    she selbe gleiche gleicher gleichen derselbe dieselbe same before immer always vorher usual egal irgendwer
    irgendjemand whoever",
);
/// Whose somebody is, alone or with a possessive. Behind a title it is a family name.
static RELATIVES: WordList = WordList::of(
    "sohn tochter kind kinder mama papa mutti vati mutter vater oma opa freund freundin bruder schwester nachbar
    nachbarin son daughter child kids mum mom dad mother father grandma grandpa friend boyfriend girlfriend brother
    sister wife husband ehemann ehefrau partner partnerin",
);
/// Endings of a role: `Laufkunde`.
const ROLE_ENDINGS: [&str; 2] = ["kunde", "kundin"];
/// Answers that are family names too, behind a title.
static NAMES_BEHIND_TITLES: WordList =
    WordList::of("montag freitag samstag sonntag gut klar richtig good right immer doch hey");
/// Says nothing by itself.
static FILLERS: WordList = WordList::of(
    "keine keinen vor der die das des dem den ein eine einer eines einen am im the a an of und and oder or von vom mein
    meine meinen meiner meinem mir walk in ihr ihre your my neuer neue neuen new here hier insert enter wie as letztes
    mal time so unbekannt unbekannte unbekannter unknown bekannter null none phone telefon ist is bin heisse lautet
    mann dame man woman lady gentleman",
);
/// Of those, they name somebody where an article stands with them, and are family names else.
static PEOPLE: WordList = WordList::of("mann dame man woman lady gentleman");
/// Before a name, and no name alone.
static TITLES: WordList = WordList::of(
    "frau fr herr herrn hr fraeulein mr mrs ms miss mister madam maam sir dr doktor prof professor familie fam",
);

/// Whether a folded word is a title or a form of address.
pub(crate) fn is_title(folded: &str) -> bool {
    TITLES.has(folded)
}

/// Whether this is no name of a person but stands where one was expected, in whatever quotes or brackets. Only a name as a
/// whole can be: `Peter Gast` is called so.
pub fn is_placeholder(name: &str) -> bool {
    let all = person_words(name);
    let words: Vec<&str> = all.iter().map(|word| word.folded.as_str()).collect();
    if is_absent(name) || !words.iter().any(|word| word.chars().any(char::is_alphabetic)) {
        return true;
    }
    let behind_title: Vec<&str> = words.iter().copied().skip_while(|word| is_title(word)).collect();
    if behind_title.is_empty() {
        return true;
    }
    if behind_title.len() < words.len() {
        let is_name =
            |word: &&str| NAMES_BEHIND_TITLES.has(word) || PEOPLE.has(word) || RELATIVES.has(word);
        return (is_nothing(&behind_title) || is_absent(&behind_title.join(" ")))
            && !behind_title.iter().all(is_name);
    }
    is_nothing(&words)
}

/// Whether it is a family name where a name was said, though it stands in a name's place as well: `Montag`, `Gut`.
pub(crate) fn is_family_name(name: &str) -> bool {
    let words = person_words(name);
    let is_name = |word: &str| NAMES_BEHIND_TITLES.has(word) || PEOPLE.has(word);
    !words.is_empty() && words.iter().all(|word| is_name(&word.folded) && word.is_capital())
}

/// Whether these words say who somebody is or what somebody answers, and no name.
fn is_nothing(words: &[&str]) -> bool {
    let is_number = |word: &str| {
        word.len() <= NUMBER_DIGITS_MAX && word.bytes().all(|byte| byte.is_ascii_digit())
    };
    let says_so = |word: &&str| {
        is_role(word) || ANSWERS.has(word) || RELATIVES.has(word) || is_one_letter(word)
    };
    let fills = |word: &&str| FILLERS.has(word) || is_title(word) || is_number(word);
    let describes = words.len() > 1
        && words.iter().any(|word| PEOPLE.has(word))
        && words.iter().all(|word| FILLERS.has(word));
    words.len() <= WORDS_MAX
        && words.iter().all(|word| says_so(word) || fills(word))
        && (words.iter().any(says_so) || describes)
}

fn is_role(word: &str) -> bool {
    ROLES.has(word) || ROLE_ENDINGS.iter().any(|ending| word.ends_with(ending))
}

/// `xxx`, `aaaa`.
fn is_one_letter(word: &str) -> bool {
    let first = word.chars().next();
    word.chars().count() >= SAME_LETTER_MIN && word.chars().all(|letter| Some(letter) == first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_where_a_name_belongs() {
        for name in [
            "Unbekannt",
            "null",
            "Kunde",
            "KUNDIN",
            "Gast",
            "Anrufer",
            "der Anrufer",
            "the caller",
            "[name]",
            "<customer_name>",
            "{{name}}",
            "%NAME%",
            "keine Angabe",
            "ja",
            "Nein",
            "okay",
            "test",
            "Test Kunde",
            "Herr",
            "Frau",
            "Frau Dr.",
            "customer",
            "guest",
            "Anonymous",
            "Kunde 1",
            "unbekannter Anrufer",
            "Frau Unbekannt",
            "Frau Ja",
            "Herr Kunde",
            "Frau N.N.",
            "Vorname Nachname",
            "first_name last_name",
            "Your Name",
            "Ihr Name",
            "Name des Kunden",
            "ich",
            "ich selbst",
            "wie immer",
            "same as before",
            "der gleiche wie letztes Mal",
            "xxx",
            "XXXX",
            "12",
            "0171 3920012",
            "...",
            "",
            "💇",
            "eine Dame",
            "the lady",
            "neue Kundin",
            "Neukunde",
            "customer name",
            "egal",
            "niemand",
            "Mr. Unknown",
        ] {
            assert!(is_placeholder(name), "{name:?}");
        }
    }

    #[test]
    fn people_are_called_so() {
        for name in [
            "Kim Muster",
            "Peter Gast",
            "Anna Kunde",
            "Lara Gut",
            "Frau Gut",
            "Herr Mann",
            "Frau Klar",
            "Mann",
            "An",
            "Le An",
            "Ja Hyun Park",
            "Kundin 512345",
            "Max Mustermann",
            "John Doe",
            "Zoë Beispiel",
            "Herr Unger",
            "Frau Dr. Muster",
            "Familie Muster",
            "Jo Muster",
            "Unbekannter Peter",
            "李小龙",
            "Nil Aydın",
            "Morgen",
        ] {
            assert!(!is_placeholder(name), "{name:?}");
        }
    }
}
