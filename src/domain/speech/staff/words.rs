//! The small words that stand with a staff member's name, folded.

use crate::domain::speech::anybody::is_of_anybody;
use crate::domain::speech::function_words::{breaks_off, is_function_word, means_other};
use crate::domain::speech::placeholder::is_title;
use crate::domain::text::word_list::WordList;

/// Lead to a name: `bei der Emma`, `with Emma`.
pub(crate) static LEADS: WordList =
    WordList::of("bei beim zu zum zur mit von vom with by to see from at");
/// The person for whom something is, not the one who does it.
pub(crate) static FOR: WordList = WordList::of("fuer for");
/// Stand between those and the name.
static ARTICLES: WordList = WordList::of(
    "der die das den dem des the unser unsere unserer unserem unseren euer eure eurer eurem euren ihr ihre ihrer ihrem
    ihren meine meiner meinem meinen my our your lieben netten jungen alten",
);
/// What somebody is at the salon.
static JOBS: WordList = WordList::of(
    "chef chefin meister meisterin inhaber inhaberin friseur friseurin friseurmeister friseurmeisterin stylist
    stylistin kollege kollegin kollegen mitarbeiter mitarbeiterin azubi lehrling auszubildende auszubildenden owner
    boss manager hairdresser barber coloristin colorist stammfriseur stammfriseurin",
);
/// Endings of such a word: `Wunschfriseurin`.
const JOB_ENDINGS: [&str; 4] = ["friseur", "friseurin", "stylist", "stylistin"];
/// Around a wish, and no part of it.
static POLITE: WordList = WordList::of(
    "geh komm geschnitten letztens a an name namens heisst heissen called named bitte gern gerne danke lieb lieber
    liebsten liebste am wieder immer moeglich moeglichst geht ginge gehts es nur ausschliesslich unbedingt
    vorzugsweise bevorzugt eventuell vielleicht besten moechte moechten wollte wuerde haette ich wir hingehen gehen
    gehe kommen buchen termin einen ein eine wuensche wunsch sie er ist war ja nein yes no ok okay also aeh aehm hm uh
    um well please thanks thank you prefer preferably preferred id love would like want only again possible possibly
    ideally book appointment was it its is i im be my if letztes mal zuletzt wie last time as always usual diesmal
    genau exactly anderes andere anderer anderem anderen else in do get have had hatte hab habe dran auch noch gut
    great just hair haare cut done so da dann rather doch even both entweder either beide beiden dafuer waere schoen
    super toll nice good wer ob mehr anymore longer mag moegen leiden quatsch sorry entschuldigung vielmehr actually
    wait moment ach oh hin mean meant
    meinte gefallen gefaellt zufrieden happy",
);
/// Part one wish from the next.
static BETWEEN: WordList = WordList::of(
    "oder or und and sondern sonst ansonsten notfalls aber wenn falls otherwise but als than statt anstatt anstelle
    instead bzw beziehungsweise",
);
/// Of those, the ones behind which stands who is not meant.
static RATHER_THAN: WordList = WordList::of("als than statt anstatt anstelle instead");
/// Of those, the ones that put one in the place of another.
static CONTRAST: WordList =
    WordList::of("sondern but lieber rather statt anstatt anstelle instead als than");
/// Take back who was named before.
static CORRECTS: WordList =
    WordList::of("nein nee quatsch vielmehr no nope sorry entschuldigung wait");
/// Say whom it is to be, where somebody was refused before.
static WISHES: WordList = WordList::of(
    "haette moechte lieber nehme nehm rather id want like love prefer stattdessen instead",
);
/// Join one to another that was refused.
static JOINS: WordList = WordList::of("oder or und and noch nor");
static CONDITION: WordList = WordList::of("wenn falls if");
static NOT: WordList = WordList::of(
    "nicht not ohne without ausser except dont doesnt isnt wasnt didnt wont wouldnt cant cannot nichts kein keine keinen keinem keiner keinesfalls nie niemals never weder
    neither nor auf fall",
);

/// What a small word does; `None` for words that mean something themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Small {
    Title,
    Filler,
    Between,
    Not,
}

pub(crate) fn small(word: &str) -> Option<Small> {
    match word {
        _ if BETWEEN.has(word) => Some(Small::Between),
        _ if NOT.has(word) => Some(Small::Not),
        _ if is_title(word) => Some(Small::Title),
        _ if LEADS.has(word)
            || is_article(word)
            || POLITE.has(word)
            || is_function_word(word)
            || FOR.has(word) =>
        {
            Some(Small::Filler)
        }
        // A single letter may be an initial.
        _ if is_job(word) || (is_of_anybody(word) && word.len() > 1) => Some(Small::Filler),
        _ => None,
    }
}

/// `Stylistin`, `Wunschfriseurin`.
fn is_job(word: &str) -> bool {
    JOBS.has(word) || JOB_ENDINGS.iter().any(|ending| word.ends_with(ending))
}

pub(crate) fn is_article(word: &str) -> bool {
    ARTICLES.has(word)
}

/// Whether it denies by itself: `auf` and `Fall` only belong to `auf keinen Fall`.
pub(crate) fn denies(word: &str) -> bool {
    NOT.has(word) && !["auf", "fall"].contains(&word)
}

/// Whether who was named before the word at this place is taken back: `nein`, `ich meine`.
pub(crate) fn corrects(words: &[&str], at: usize) -> bool {
    let here = words.get(at..).unwrap_or_default();
    here.first().is_some_and(|word| CORRECTS.has(word))
        || means_other(words, at)
        || breaks_off(words, at)
}

pub(crate) fn is_rather_than(word: &str) -> bool {
    RATHER_THAN.has(word)
}

pub(crate) fn is_contrast(word: &str) -> bool {
    CONTRAST.has(word)
}

/// Whether it says whom it is to be.
pub(crate) fn wishes(word: &str) -> bool {
    WISHES.has(word)
}

/// Whether what follows is refused as well.
pub(crate) fn joins(word: &str) -> bool {
    JOINS.has(word)
}

pub(crate) fn is_condition(word: &str) -> bool {
    CONDITION.has(word)
}
