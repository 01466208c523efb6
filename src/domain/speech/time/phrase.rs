//! Phrases: several words that mean something together, which the words do not mean one by one.
//!
//! A pattern is a row of words. `a|b` is either, `stem*` is any word that begins so, `(a)` may be missing.

use crate::domain::speech::time::holiday::Holiday;
use crate::domain::speech::time::lexicon::spellings;
use crate::domain::speech::time::token::Token;
use crate::domain::speech::time::words_day::HOLIDAY_PHRASES;
use std::collections::HashMap;
use std::sync::LazyLock;

/// What a phrase means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phrase {
    AsEarlyAsPossible,
    AsLateAsPossible,
    /// Any time is welcome.
    AnyTime,
    /// A greeting, a turn of speech.
    Nothing,
    /// `nicht vor`: the bound is itself allowed.
    NotBefore,
    NotAfter,
    /// `später als`.
    LaterThan,
    EarlierThan,
    /// Before or behind what it bounds.
    AtTheEarliest,
    AtTheLatest,
    /// Behind what it bounds.
    OrLater,
    OrEarlier,
    /// Behind what it blurs.
    OrSo,
    /// Before what it blurs.
    About,
    Prefer,
    Correction,
    /// `statt`: what follows is not meant.
    Instead,
    /// Monday to Friday.
    Workdays,
    DayAfterTomorrow,
    Holiday(Holiday),
    /// About time, but of no day or hour that could be known here.
    Vague,
}

const PHRASES: &[(Phrase, &[&str])] = &[
    (
        Phrase::AsEarlyAsPossible,
        &[
            "so früh|bald|schnell|zeitig|zeitnah wie|als (nur) möglich",
            "so früh|bald|schnell|zeitig (wie) es geht",
            "so früh|bald|schnell|zeitig wie es (nur) geht",
            "so früh|bald|schnell|zeitig wies geht",
            "sobald wie|als möglich",
            "sobald es geht",
            "möglichst früh|bald|schnell|zeitig|zeitnah",
            "schnellstmöglich*|baldmöglich*|frühestmöglich*|ehestmöglich*|ehebaldig* (termin|zeitpunkt)",
            "schnellstens|baldigst|ehestens",
            "nächstmöglich*|nächstbest* (frei|freie|freien|freier|freies) (termin|termins|zeitpunkt)",
            "nächste|nächster|nächsten (frei|freie|freien|freier|freies|verfügbar*|möglich*) termin|terminmöglichkeit",
            "nächste|nächster|nächsten frei|freie|freien|freier|freies|verfügbar*|möglich*",
            "erste|erster|ersten|erstes frei|freie|freien|freier|freies|verfügbar*|möglich* (termin|slot|platz)",
            "erste|erster|ersten beste|bester|besten (termin)",
            "früheste|frühesten|frühester|frühestes|frühestem (frei|freie|freien|freier|freies|möglich*|verfügbar*) (termin|zeitpunkt)",
            "was als erstes|nächstes frei (ist|wird)",
            "als erstes frei",
            "am frühesten|schnellsten",
            "as soon|early|quickly as possible",
            "as soon|early|quickly as you|we can",
            "asap",
            "next available|free|open|possible (appointment|slot|time|one)",
            "first available|free|open (appointment|slot|time|one)",
            "soonest (possible|available|appointment|slot) (you) (have|can)",
            "earliest possible|available|convenience (appointment|slot|time)",
            "earliest appointment|slot|time",
            "earliest you|that (have|can|there) (is|do)",
            "first thing",
            "straight|right away",
        ],
    ),
    (
        Phrase::AsLateAsPossible,
        &[
            "so spät wie|als (nur) möglich",
            "so spät (wie) es geht",
            "so spät wie es (nur) geht",
            "möglichst spät",
            "am spätesten",
            "spätestmöglich* (termin|zeitpunkt)",
            "letzte|letzter|letzten (frei|freie|freien|freier|freies|möglich*) termin",
            "letzte|letzter|letzten frei|freie|freien|freier|freies|möglich*",
            "as late as possible",
            "as late as you|we can",
            "latest possible|available (appointment|slot|time)",
            "latest appointment|slot",
            "last (available|free|possible) appointment|slot",
        ],
    ),
    (
        Phrase::AnyTime,
        &[
            "egal wann",
            "egal zu welcher zeit|uhrzeit",
            "egal (an) welcher|welchem|welchen tag|wochentag",
            "wann auch|immer (immer)",
            "wann ist (mir) egal",
            "zu jeder zeit|uhrzeit|tageszeit",
            "zeit|uhrzeit|tag|datum|zeitpunkt|termin (ist|wäre) (mir) (völlig|ganz) egal|wurst|wurscht",
            "zeitlich (bin) (ich) egal|flexibel|offen|ungebunden",
            "irgend wann",
            "irgendein|irgendeinen|irgendeinem tag",
            "den ganzen tag (über)",
            "ganzen tag",
            "jeden|jeder|jedem tag",
            "every day",
            "all day (long)",
            "any time (of) (the) (day)",
            "any day|date (of) (the) (week)",
            "some time",
            "at some point",
            "no matter when",
            "doesnt|dont matter|mind when",
            "whenever suits|works",
            "at your convenience",
        ],
    ),
    (
        Phrase::Nothing,
        &[
            "guten|schönen|gutn morgen|tag|abend|nachmittag (zusammen|noch|auch)",
            "good morning|afternoon|evening|day",
            "nice|lovely|great day|evening|weekend",
            "just|one|a second|moment|minute|sec",
            "mein*|unser* nächste|nächster|nächsten|letzte|letzter|letzten|bisherig* termin",
            "my|our next|last appointment|visit",
            "zum|beim ersten|zweiten|dritten|letzten|nächsten mal",
            "das erste|zweite|letzte|nächste mal",
            "for the first|second time",
            "first|last|next|second|this time",
            "so was|etwas|eine|einen",
            "so gut|weit|lange|that|far|much|many|sorry",
            "auf jeden|alle fall|fälle",
            "warum|why nicht|not",
            "nicht wahr|mehr|so (wichtig|schlimm|genau|dringend)",
            "nicht|not nur|only",
            "keine ahnung|eile|umstände|sorge",
            "kein|no problem|stress|ding|worries|rush|hurry",
            "if not|nicht too (much) (trouble)",
            "ob|wenn sie nicht|es nicht",
            "ab und zu",
            "von mir aus",
            "nach wie vor",
            "nach möglichkeit|hause|absprache|vereinbarung|wunsch",
            "vor ort|allem|mir",
            "bis dann|bald|gleich|dahin",
            "see you then|soon|later",
            "by the way",
            "by|on (the) phone",
            "of course",
            "to be|have|get|book|come|make|see|do|go",
            "at all",
            "am telefon|apparat|stück|handy",
            "im moment|prinzip|grunde|augenblick",
            "zu|in zukunft",
            "im laufe|verlauf (von)",
            "in the course of",
            "if not possible",
            "an und für sich",
            "um ehrlich zu sein",
            "um einen|eine|den|das",
        ],
    ),
    (
        Phrase::NotBefore,
        &[
            "nicht|nich|net|nie (schon) vor",
            "nicht|nich|net (schon) früher|eher als|wie",
            "not|never|dont (any) before",
            "not|no earlier|sooner than",
            "cant|cannot (do|make|come) (it) before",
        ],
    ),
    (
        Phrase::NotAfter,
        &[
            "nicht|nich|net|nie nach",
            "nicht|nich|net später|länger als|wie",
            "not|never|dont (any) after",
            "not|no later than",
            "cant|cannot (do|make|come) (it) after",
        ],
    ),
    (Phrase::LaterThan, &["später als", "later than"]),
    (Phrase::EarlierThan, &["früher|eher als", "earlier|sooner than"]),
    (
        Phrase::AtTheEarliest,
        &["at the (very) earliest", "allerfrühestens", "frühestens (erst) ab|um"],
    ),
    (
        Phrase::AtTheLatest,
        &[
            "at the (very) latest",
            "allerspätestens",
            "bis|by (aller) (zum) spätestens|latest (um|bis)",
            "spätestens bis|um",
        ],
    ),
    (
        Phrase::OrLater,
        &[
            "oder|und (auch) (gerne|gern|noch) (etwas) später|danach|spaeter",
            "or|and later|after|afterwards|beyond",
            "and on|onwards",
        ],
    ),
    (
        Phrase::OrEarlier,
        &[
            "oder (auch) (gerne|gern|noch) (etwas) früher|davor|vorher|eher",
            "or earlier|before|sooner",
        ],
    ),
    (
        Phrase::OrSo,
        &[
            "oder so (was) (in) (der) (dreh)",
            "or so",
            "or thereabouts",
            "plus minus",
            "give or take",
        ],
    ),
    (
        Phrase::About,
        &["(so) in etwa", "(so) um die", "some time around", "somewhere|anywhere around"],
    ),
    (
        Phrase::Prefer,
        &[
            "am liebsten|besten|ehesten|allerliebsten",
            "would|id|we'd prefer|rather",
            "i|we prefer",
            "best of all",
        ],
    ),
    (
        Phrase::Correction,
        &[
            "ich|i meine|meinte|mein|mean|meant",
            "no wait|sorry|actually",
            "wait no",
            "oh|sorry|actually|ach|äh|ähm|halt|moment|uh|um no|nein|nee|ne",
            "nein (doch) (lieber) (besser)",
            "doch lieber|besser|eher",
            "oder doch (lieber|besser|eher)",
            "besser|anders gesagt",
            "scratch|make that",
            "or rather",
            "verzeihung|entschuldigung nein",
        ],
    ),
    (
        Phrase::Instead,
        &["anstelle|anstatt|statt (von|am|an|um) (den|dem|der)", "instead|rather of|than (on|at)"],
    ),
    (
        Phrase::Workdays,
        &[
            "unter der woche",
            "an|on einem|a|einen|nem wochentag|werktag|weekday",
            "wochentags|werktags",
            "on weekdays",
            "during the week",
        ],
    ),
    (
        Phrase::Vague,
        &[
            "nach|vor|before|after (der|dem) (meiner|meinem|my|the|of) arbeit|work|schule|school|schicht|dienst|job|uni|kindergarten|kita|feierabend",
            "am selben|gleichen tag|abend",
            "same day",
            "ein paar tage|wochen|monate|stunden|tagen|monaten",
            "(a) few days|weeks|months|hours|minutes",
            "der|den|am nächste|nächsten|folgenden tag",
            "bank|public holiday",
            "zu früh|spät",
            "too early|late",
            "(the) other day",
            "anderen|anderer|anderes tag|mal",
        ],
    ),
];

struct Pattern {
    elements: Vec<Element>,
    means: Phrase,
}

struct Element {
    /// With a mark whether the word only begins so.
    words: Vec<(String, bool)>,
    is_optional: bool,
}

/// Letters by which patterns are found.
const HEAD_LETTERS: usize = 2;

/// All patterns by the first letters of the words they may begin with.
static PATTERNS: LazyLock<HashMap<String, Vec<Pattern>>> = LazyLock::new(|| {
    let mut patterns: HashMap<String, Vec<Pattern>> = HashMap::new();
    let plain = PHRASES.iter().flat_map(|(means, all)| all.iter().map(|text| (*means, *text)));
    let holidays = HOLIDAY_PHRASES.iter().map(|(text, holiday)| (Phrase::Holiday(*holiday), *text));
    for (means, text) in plain.chain(holidays) {
        let mut heads: Vec<String> = Vec::new();
        for element in compile(text) {
            heads.extend(element.words.iter().map(|(word, _)| head(word).to_owned()));
            if !element.is_optional {
                break;
            }
        }
        heads.sort_unstable();
        heads.dedup();
        for head in heads {
            let pattern = Pattern { elements: compile(text), means };
            patterns.entry(head).or_default().push(pattern);
        }
    }
    patterns
});

fn head(word: &str) -> &str {
    word.get(..HEAD_LETTERS).unwrap_or(word)
}

fn compile(text: &str) -> Vec<Element> {
    let element = |text: &str| {
        let inner = text.strip_prefix('(').and_then(|text| text.strip_suffix(')'));
        let words = inner.unwrap_or(text).split('|').flat_map(|word| {
            let (stem, is_stem) = word.strip_suffix('*').map_or((word, false), |stem| (stem, true));
            spellings(stem).map(move |spelling| (spelling, is_stem))
        });
        Element { words: words.collect(), is_optional: inner.is_some() }
    };
    text.split_whitespace().map(element).collect()
}

/// The longest phrase at a place, with the number of tokens it takes.
pub(super) fn phrase(tokens: &[Token]) -> Option<(Phrase, usize)> {
    let first = tokens.first()?;
    let patterns = PATTERNS.get(head(&first.key))?;
    let lengths = patterns.iter().filter_map(|pattern| {
        let length = matched(&pattern.elements, tokens)?;
        (length > 0).then_some((pattern.means, length))
    });
    lengths.max_by_key(|(_, length)| *length)
}

/// How many tokens a pattern takes; of an optional word the longer way is tried first.
fn matched(elements: &[Element], tokens: &[Token]) -> Option<usize> {
    let Some((element, others)) = elements.split_first() else { return Some(0) };
    let taken = tokens.split_first().and_then(|(token, behind)| {
        let fits = element.words.iter().any(|(word, is_stem)| {
            if *is_stem { token.key.starts_with(word.as_str()) } else { token.key == *word }
        });
        fits.then(|| matched(others, behind)).flatten().map(|length| length + 1)
    });
    match (taken, element.is_optional) {
        (Some(length), _) => Some(length),
        (None, true) => matched(others, tokens),
        (None, false) => None,
    }
}
