//! The small words of German and English: pronouns, prepositions, forms of to be and to have, adverbs that say little.
//! Folded. They are part of a sentence and of nobody's name, but for the particles of family names.

use crate::domain::text::word_list::{PhraseList, WordList};

static WORDS: WordList = WordList::of(
    "ich du er sie es wir ihr mich dich sich uns euch mir dir ihm ihn ihnen mein meine meinen meinem meiner meines dein
    deine deinen sein seine seinen unser unsere unseren unserer unserem euer eure eurer euren ihre ihren ihrem ihrer
    man jemand der die das dem den des ein eine einen einem einer eines dieser diese dieses diesen diesem welche
    welcher wer wen wem was wie wo wann warum ob dass weil wenn falls als denn und oder aber sondern doch in im an am
    auf aus bei beim zu zum zur mit nach vor von vom fuer ohne um durch gegen ueber unter zwischen seit bis wegen
    statt ab bin bist ist sind seid war waren waere waeren habe hab hast hat haben hatte hatten haette haetten gehabt
    werde wird werden wurde wurden wuerde kann koennen koennte koennten soll sollte muss muessen darf duerfte will
    wollte wollen moechte moechten mag geht ginge gehe gehen ging kommt komme kommen kam macht machen gemacht gibt
    gebe geben sagt sagen gesagt nehme nehmen nimmt bitte danke gern gerne ja nein nicht nie kein keine auch noch
    nochmal nochmals mal einmal wieder immer schon nur so also halt eben etwa sehr ganz gut da dort hier jetzt gleich
    gerade grad heute sonst dann vielleicht eigentlich einfach genau bevorzugt moeglich moeglichst moeglichkeit letzte
    letztes letzten letztem zuletzt vorher zuvor frueher damals i you he she it we they me him her us them my your his
    its our their this that these those the a who whom whose which what when where why how if because and or but than
    then as of at by for from into on onto to with without about after before since until is are were be been being
    have has had do does did done can could may might must shall should would id ive ill youd theyd shes hes thats
    theres whos lets get got see take make made go going come coming want wants wanted like likes need needs please
    thanks thank yes no not never again always usually just only too very well there here now still maybe perhaps
    really okay ok last time usual same other another possible available",
);
/// Of those, they stand within names too: `van der Berg`, `da Silva`, `bin Said`, `An`, `Will`, `May`.
static IN_NAMES: WordList = WordList::of(
    "und and der die das den des dem da do in im an am zu zum zur von vom bin as a i her his may will mag gut go so see
    you my ill ja no still well good come made bis ob",
);

/// Whether a folded word is one of them.
pub(crate) fn is_function_word(folded: &str) -> bool {
    WORDS.has(folded)
}

/// Whether a folded word is one of them, and stands in nobody's name.
pub(crate) fn is_of_no_name(folded: &str) -> bool {
    WORDS.has(folded) && !IN_NAMES.has(folded)
}

/// Whether two words take back what was said before them: `ich meine`, `I mean`.
pub(crate) fn means_other(words: &[&str], at: usize) -> bool {
    const TOGETHER: [[&str; 2]; 5] =
        [["ich", "meine"], ["ich", "meinte"], ["meine", "ich"], ["i", "mean"], ["i", "meant"]];
    let here = words.get(at..).unwrap_or_default();
    TOGETHER.iter().any(|pair| here.starts_with(pair))
}

/// Break off what was said, for something else in its stead.
static BREAKS_OFF: PhraseList = PhraseList::of(
    "hang on, hold on, warte, warten sie, moment, stopp, stop, make that, make it, sagen wir, no wait, wait, vertan, geirrt,
    versprochen, my mistake, misspoke",
);

/// Whether words break off what was said before them: `warte`, `hang on`, `make that`.
pub(crate) fn breaks_off(words: &[&str], at: usize) -> bool {
    let here = words.get(at..).unwrap_or_default();
    let before =
        at.checked_sub(1).and_then(|before| words.get(before)).copied().unwrap_or_default();
    let is_own = ["ich", "im", "cant", "to", "einen", "can", "kann", "i"].contains(&before);
    !is_own && BREAKS_OFF.all().iter().any(|phrase| here.starts_with(phrase))
}
