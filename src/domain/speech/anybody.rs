//! That it may be anybody: `egal wer`, `wer gerade frei ist`, `keine Präferenz`, `I don't mind`, `you choose`.

use crate::domain::text::word_list::{PhraseList, WordList};

/// Says it by itself, folded.
static ANYBODY: WordList = WordList::of(
    "unwichtig irrelevant either egal wurscht wurst wuascht schnuppe schnurz einerlei gleichgueltig beliebig beliebige
    beliebiger beliebigen jeder jede jeden jedem jemand jemanden jemandem alle anyone anybody any whoever whomever
    whichever whatever someone somebody everybody everyone flexibel flexible zufaellig random offen open niemand
    niemanden niemandem keiner keine keinen keinem nobody noone none nein nee no nope team easy mitarbeiter personal
    staff stylist hairdresser employee employees",
);
/// Of those, the ones that mean the person, not the day or the hour.
static PERSONAL: WordList = WordList::of(
    "anyone anybody whoever whomever someone somebody jemand jemanden jemandem stylist hairdresser mitarbeiter
    mitarbeiterin friseur friseurin stylistin person stylists hairdressers wer wem wen who whom niemand niemanden nobody",
);
/// Of those, whoever it is, where it is said that they are welcome.
static EVERYBODY: WordList = WordList::of("jeder jede alle");
static WELCOME: WordList = WordList::of("recht lieb willkommen");
/// Endings and beginnings of words that say it: `schnurzegal`, `irgendwen`.
const EGAL: &str = "egal";
const IRGEND: &str = "irgend";
/// The hour, the day or the thing, which is not meant here.
static NOT_PERSONS: WordList = WordList::of("irgendwann irgendwie irgendwas irgendwo irgendwohin");
/// Denies a wish.
static NOT: WordList = WordList::of(
    "nicht nichts no not kein keine keinen keinem keiner keinerlei niemand niemanden niemandem none nobody noone dont
    doesnt isnt havent hasnt without ohne never",
);
/// The wish that is denied.
static PREFERENCE: WordList = WordList::of(
    "gewuenscht relevant pref prefs mitarbeiterwunsch friseurwunsch favoriten praeferenz praeferenzen vorliebe
    vorlieben wunsch wuensche bestimmt bestimmte bestimmter bestimmten bestimmtes bestimmtem besondere besonderen
    besonderer besonderes spezielle speziellen spezieller spezielles konkrete konkreten festgelegt particular special
    specific fussed preference preferences prefer preferred favourite favorite favorit matter matters mind care bothered
    fussy picky choosy important wichtig rolle unterschied drauf darauf difference entscheidend angabe angaben
    bevorzugt bevorzuge bevorzugte",
);
/// Who is meant where somebody is only described by being free.
static WHO: WordList = WordList::of(
    "wer wen wem who whom naechste naechster naechsten naechstes erste erster ersten erstes next first zuerst derjenige
    diejenige jemand einer einem one gerade grad earliest soonest",
);
static FREE: WordList = WordList::of(
    "wollen moechten meinen frei freie freier freien free available verfuegbar verfuegbare verfuegbarer verfuegbaren da
    zeit kann dran passt kommt koennte moechte will",
);
/// The choice is left to the salon.
static DELEGATE: WordList = WordList::of(
    "entscheiden entscheidet entscheide aussuchen suchen waehlen wahl choose choice pick decide ueberraschen
    ueberrascht surprise ueberlasse ueberlassen",
);
static SALON: WordList = WordList::of("sie ihr ihnen euch ihre eure you your yours me mich up");
/// Words that say it together: the same to me, up to you.
static TOGETHER: PhraseList = PhraseList::of(
    "weiss nicht, dont know, keine ahnung, no idea, all same, alles eins, up you, mir gleich, gleich wer, gleich bei
    wem, gleich wem, gleich wen, ganz gleich, mir recht, wie wollen, wie moechten, wie meinen, wie passt, wer immer,
    available, wem immer, wen immer, einer ihnen, eine ihnen, one you, einer euch, eine euch, all good, all fine",
);
/// Says nothing by itself.
static FILLERS: WordList = WordList::of(
    "know idea r als naechstes termin termine vollkommen absolut echt makes make specific spezieller n fuer stylistin
    alles eins bin weiss ahnung da mir mich ich wir uns es das dass is ist sei waere sind eigentlich ganz voellig
    total komplett wirklich halt eben ja yes doch also aeh aehm hm uh um well oh ok okay auch was bei beim zu zum zur
    von vom mit macht machen mach schneidet schneiden hat haben habe mitarbeiterin friseur friseurin person personen
    kollege kollegin kollegen bitte danke sehr gern gerne der die den dem ein eine einen spielt an ob am schnellsten
    ehesten besten beste bester hauptsache nur schon so gibt gebe dann aus wollen moechten meinen wie recht gleich
    immer und aber oder namen name wuensche it its that thats to i im with cuts cut does do did my hair by just really
    the at all a please thanks thank sees see have has got be are will can could would there here time or and but else
    in of for them fine good same works work gut ill take who's whos stylists working arbeitet barber hairdressers
    welche welcher welches welchem welchen which duerfen duerft what about around else's festgelegt soll sollte darf kein any long as",
);

/// Whether a folded word belongs to saying that it may be anybody.
pub(crate) fn is_of_anybody(word: &str) -> bool {
    let lists = [&NOT, &PREFERENCE, &WHO, &FREE, &DELEGATE, &SALON, &FILLERS];
    says_it(word) || lists.iter().any(|list| list.has(word))
}

/// Whether these words, folded, say that it may be anybody, and nothing else.
pub(crate) fn is_anybody(words: &[&str]) -> bool {
    let any = |list: &WordList| words.iter().any(|word| list.has(word));
    let together = |group: &Vec<&str>| group.iter().all(|one| words.contains(one));
    let denies = any(&NOT) && any(&PREFERENCE);
    let describes = any(&WHO) && any(&FREE);
    let delegates = any(&DELEGATE) && (any(&SALON) || words.len() == 1);
    let says = words.iter().any(|word| says_it(word));
    (says || denies || describes || delegates || TOGETHER.all().iter().any(together))
        && words.iter().all(|word| is_of_anybody(word))
}

/// Whether such words mean a person, also within a sentence about other things.
pub(crate) fn is_personal(words: &[&str]) -> bool {
    let irgend = |word: &&str| word.starts_with(IRGEND) && !NOT_PERSONS.has(word);
    let everybody = words.iter().position(|word| EVERYBODY.has(word));
    let welcome = words.iter().rposition(|word| WELCOME.has(word));
    // `Mir ist jeder recht`.
    let is_welcome = everybody.zip(welcome).is_some_and(|(who, welcome)| who < welcome);
    is_welcome || words.iter().any(|word| PERSONAL.has(word) || irgend(word))
}

fn says_it(word: &str) -> bool {
    ANYBODY.has(word)
        || word.ends_with(EGAL)
        || (word.starts_with(IRGEND) && !NOT_PERSONS.has(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::speech::person_words::person_words;

    fn said(text: &str) -> bool {
        let words = person_words(text);
        is_anybody(&words.iter().map(|word| word.folded.as_str()).collect::<Vec<_>>())
    }

    #[test]
    fn it_may_be_anybody() {
        for text in [
            "egal",
            "Egal wer",
            "ist mir egal",
            "mir ist das wirklich ganz egal",
            "völlig schnurzegal",
            "wurscht",
            "is mir wurscht",
            "das ist mir gleich",
            "ganz gleich wer",
            "irgendwer",
            "irgendjemand",
            "bei irgendwem",
            "irgendeine Mitarbeiterin",
            "wer frei ist",
            "wer gerade frei ist",
            "wer Zeit hat",
            "bei wem gerade frei ist",
            "der nächste freie Friseur",
            "wer am schnellsten kann",
            "wer zuerst dran ist",
            "keine Präferenz",
            "ich habe keine Präferenz",
            "keine bestimmte",
            "niemand bestimmtes",
            "kein bestimmter Friseur",
            "kein Wunsch",
            "spielt keine Rolle",
            "das macht keinen Unterschied",
            "nicht wichtig",
            "kommt nicht drauf an",
            "niemand",
            "keiner",
            "nein",
            "nein danke",
            "jeder ist mir recht",
            "ist mir recht",
            "Sie entscheiden",
            "suchen Sie aus",
            "überraschen Sie mich",
            "wie Sie wollen",
            "wer auch immer",
            "anyone",
            "anyone is fine",
            "anybody will do",
            "whoever is free",
            "whoever's available",
            "any stylist",
            "no preference",
            "I have no preference",
            "doesn't matter",
            "it doesn't matter who",
            "I don't mind",
            "I don't care who",
            "nobody in particular",
            "no one in particular",
            "first available",
            "next available",
            "up to you",
            "you choose",
            "your choice",
            "I'm easy",
            "all the same to me",
            "someone",
            "not fussy",
            "no",
            "Team",
            "alle sind gut",
            "beliebig",
            "flexibel",
            "Mitarbeiter",
            "who is free",
            "I'm flexible",
            "surprise me",
        ] {
            assert!(said(text), "{text:?}");
        }
    }

    #[test]
    fn it_may_not() {
        for text in [
            "Emma",
            "ja",
            "bitte",
            "bei",
            "die",
            "wie immer",
            "die gleiche wie immer",
            "eine Frau",
            "ein Mann",
            "jemand mit Erfahrung mit Locken",
            "nicht Emma",
            "egal wann",
            "irgendwann",
            "die Chefin",
            "recht kurz",
            "gleich",
            "morgen",
            "wer",
            "frei",
            "a woman please",
            "the owner",
            "same as last time",
            "3",
            "",
        ] {
            assert!(!said(text), "{text:?}");
        }
    }
}
