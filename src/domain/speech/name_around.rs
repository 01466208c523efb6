//! What people say around their name: `Guten Tag, hier ist nochmal die Frau Muster, M-U-S-T-E-R`. The name alone is left.

use crate::domain::speech::function_words::is_of_no_name;
use crate::domain::speech::placeholder::is_title;
use crate::domain::text::fold::fold_word;
use crate::domain::text::word_list::{PhraseList, WordList};

/// Single letters in a row that spell a word.
const SPELLED_LETTERS_MIN: usize = 3;
/// Rounds in which something is taken away; nobody says more around a name.
const ROUNDS_MAX: usize = 8;

/// What leads to a name wherever it stands.
static STRONG_LEADS: PhraseList = PhraseList::of(
    "hier ist der, hier ist die, hier ist, ist fuer, termin fuer, is for, calling for, appointment for, bitte auf, name
    des kunden, full name, mein name ist, mein name waere, mein name lautet, der name ist, der name lautet, name ist,
    ich heisse, ich heiss, ich nenne mich, man nennt mich, hier spricht, auf den namen, auf namen, unter dem namen,
    unter namen, my name is, my names, the name is, the names, name is, call me, under the name of, in the name of",
);
/// Of those, the ones behind which nothing but a name is said, whatever else the word is: `Mein Name ist Montag`.
static NAME_LEADS: PhraseList = PhraseList::of(
    "mein name ist, mein name waere, mein name lautet, der name ist, der name lautet, ich heisse, ich heiss, ich nenne
    mich, man nennt mich, hier spricht, auf den namen, auf namen, unter dem namen, unter namen, my name is, my names,
    the name is, the names, call me, under the name of, in the name of",
);
/// What leads to a name at the start.
static LEADS: PhraseList = PhraseList::of(
    "mein name, ich bin der, ich bin die, ich bin, ich bins, hier ist der, hier ist die, hier ist, hier, das ist der,
    das ist die, das ist, das waere, es ist, auf die, auf den, auf, unter, fuer die, fuer den, fuer, this is, it is,
    its, i am, i'm, under the name, under, for, name, customer name, customername, kundenname, kunde, kundin,
    customer, caller, anrufer, anruferin, client, guest, patient, patientin",
);
/// What people say behind it.
static TAILS: PhraseList = PhraseList::of(
    "am telefon, eintragen, notieren, buchen, aufschreiben, ist mein name, ist der name, is my name, is the name,
    heisse ich, heiss ich, bin ich, mein name, am apparat, guten tag, guten morgen, guten abend, hallo, gruess gott,
    hello, bitte, danke, please, thanks, thank you, speaking, calling, und, and, oder, or",
);
/// The same, only behind two words or in small letters: somebody may be called so.
static TAILS_BEHIND_TWO: WordList = WordList::of("hier here");
/// Said before anything else. A comma parts it from what follows, or a lead.
static GREETINGS: WordList = WordList::of(
    "bitte please hallo hi hey hello servus moin ja nein yes no okay ok aeh aehm hm uh um well also genau gerne oh yeah",
);
/// Of those, nobody is called so.
static HESITATIONS: WordList = WordList::of("aeh aehm hm uh");
/// Greetings of two words.
static GREETING_PAIRS: PhraseList = PhraseList::of(
    "guten tag, guten morgen, guten abend, good morning, good afternoon, good evening, gruess gott",
);
/// Articles before a form of address.
static ARTICLES: WordList = WordList::of("der die den the");
/// Before whoever is somebody's daughter, son, wife.
static POSSESSIVES: WordList =
    WordList::of("mein meine meinen meinem meiner unser unsere unseren unserer my our");
/// Turn what is said round: nothing is cut where one stands.
static NEGATIONS: WordList = WordList::of("nicht not nie never kein keine keinen ohne without");
/// Before the person whom a customer goes to.
static OF_STAFF: WordList = WordList::of("bei beim mit with");
/// What a template puts in for a part of a name that it does not know. Capitalised they may be names.
static UNFILLED: WordList = WordList::of("null undefined none nan");

/// A word as said, and folded for being known.
pub(crate) struct Token {
    pub text: String,
    pub folded: String,
    /// Whether a sign behind it parts it from what follows.
    is_last: bool,
}

impl Token {
    fn of(text: &str) -> Token {
        let plain = text.trim_matches(|c: char| !c.is_alphanumeric());
        let folded = fold_word(&plain.replace('\u{2019}', "'")).as_str().to_owned();
        // `it's`, `name's` and `customer_name`, but `I'm` is not `im`.
        let folded = if folded == "i'm" { folded } else { folded.replace(['\'', '_'], "") };
        Token { text: text.to_owned(), folded, is_last: text.ends_with([',', ';', ':', '.', '!']) }
    }

    pub fn is_capital(&self) -> bool {
        self.text.chars().find(|c| c.is_alphanumeric()).is_some_and(char::is_uppercase)
    }

    pub fn is_lower(&self) -> bool {
        self.text.chars().find(|c| c.is_alphanumeric()).is_some_and(char::is_lowercase)
    }

    /// Whether it is a small word that stands in nobody's name.
    pub fn is_of_sentence(&self) -> bool {
        (is_of_no_name(&self.folded) && !self.is_capital())
            || matches!(self.text.as_str(), "I" | "I'm" | "I'd")
    }

    /// The word that it spells, as `M-U-S-T-E-R` does.
    fn spelled(&self) -> Option<String> {
        let letters: Vec<&str> = self.folded.split(' ').collect();
        let is_spelled = letters.len() >= SPELLED_LETTERS_MIN
            && letters.iter().all(|letter| letter.chars().count() == 1);
        is_spelled.then(|| letters.concat())
    }

    fn is_single_letter(&self) -> bool {
        self.folded.chars().count() == 1 && !self.text.ends_with('.')
    }
}

pub(crate) fn tokens(said: &str) -> Vec<Token> {
    said.replace(':', ": ").split_whitespace().map(Token::of).collect()
}

/// Whether a word is spelled in it.
pub(crate) fn is_spelled(tokens: &[Token]) -> bool {
    let in_row = |row: &[Token]| row.iter().all(Token::is_single_letter);
    tokens.iter().any(|token| token.spelled().is_some())
        || tokens.windows(SPELLED_LETTERS_MIN).any(in_row)
}

/// What is left of what was said. Something always is, if it is no name.
pub(crate) struct Alone {
    pub name: String,
    /// Whether small words had to go: only with a capital letter is what is left a name then.
    pub is_of_sentence: bool,
    /// Whether what led to it says that it is a name.
    pub is_led: bool,
}

/// The name without what people say around it.
pub(crate) fn name_alone(said: &str) -> Alone {
    let mut words = tokens(said);
    let is_led = (0..words.len())
        .any(|at| words.get(at..).is_some_and(|rest| begins(rest, &NAME_LEADS).is_some()));
    // First what stands before the name, so that what follows it is told from that.
    until_unchanged(&mut words, &[strip_greeting, strip_lead, strip_relative]);
    let length = words.len();
    until_unchanged(&mut words, &[strip_small, strip_greeting, strip_lead, strip_relative]);
    let was_small = words.len() < length;
    until_unchanged(&mut words, &[strip_tail]);
    let length = words.len();
    strip_sentence(&mut words);
    let is_of_sentence = was_small || words.len() < length;
    until_unchanged(&mut words, &[strip_tail, strip_unfilled, strip_spelling]);
    let text: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    let text = text.join(" ");
    let name = text.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '"' && c != '(');
    Alone { name: name.to_owned(), is_of_sentence, is_led }
}

fn until_unchanged(words: &mut Vec<Token>, strips: &[fn(&mut Vec<Token>)]) {
    for _ in 0..ROUNDS_MAX {
        let before = words.len();
        strips.iter().for_each(|strip| strip(words));
        if words.len() == before {
            break;
        }
    }
}

fn strip_greeting(words: &mut Vec<Token>) {
    let is_greeting = |at: usize| words.get(at).is_some_and(|word| GREETINGS.has(&word.folded));
    let is_pair = begins(words, &GREETING_PAIRS).is_some();
    let length = if is_pair { 2 } else { usize::from(is_greeting(0)) };
    let Some(last) = length.checked_sub(1) else { return };
    let rest = words.get(length..).unwrap_or_default();
    let is_parted =
        words.get(last).is_some_and(|word| word.is_last || HESITATIONS.has(&word.folded));
    if !rest.is_empty() && (is_pair || is_parted || lead(rest).is_some() || is_greeting(length)) {
        words.drain(..length);
    }
}

fn strip_lead(words: &mut Vec<Token>) {
    let strong = |at: usize| Some(at.saturating_add(begins(words.get(at..)?, &STRONG_LEADS)?));
    if let Some(end) = (0..words.len()).find_map(strong).or_else(|| lead(words)) {
        words.drain(..end);
        return;
    }
    // `die Frau Muster`, `der Kim`.
    let is_article = match words.as_slice() {
        [article, title, _, ..] if is_title(&title.folded) => ARTICLES.has(&article.folded),
        [article, name, ..] => {
            ARTICLES.has(&article.folded) && article.is_lower() && name.is_capital()
        }
        _ => false,
    };
    if is_article {
        words.drain(..1);
    }
}

/// How many words lead to the name; something must follow.
fn lead(words: &[Token]) -> Option<usize> {
    // `Kunde, Peter` is called so, and `Kundin 512345` as a whole.
    let is_family_name = words.first().is_some_and(|word| word.text.ends_with(','));
    let is_stranger =
        matches!(words, [_, number] if number.folded.bytes().all(|byte| byte.is_ascii_digit()));
    let length = begins(words, &LEADS).filter(|_| !is_stranger)?;
    (length > 1 || !is_family_name).then_some(length)
}

/// The length of the longest of these phrases that the words begin with; something must follow.
fn begins(words: &[Token], phrases: &PhraseList) -> Option<usize> {
    let fits = |phrase: &&Vec<&str>| {
        phrase.len() < words.len()
            && phrase.iter().zip(words).all(|(one, word)| *one == word.folded)
    };
    phrases.all().iter().filter(fits).map(Vec::len).max()
}

/// `meine Tochter Lotte`.
fn strip_relative(words: &mut Vec<Token>) {
    let is_relative = matches!(words.as_slice(), [mine, relative, _, ..]
        if POSSESSIVES.has(&mine.folded) && !relative.is_last && relative.folded != "name");
    if is_relative {
        words.drain(..2);
    }
}

/// `nochmal Kim Muster`: one small word, where nothing else leads on.
fn strip_small(words: &mut Vec<Token>) {
    let [first, _, ..] = words.as_slice() else { return };
    let is_small =
        first.is_of_sentence() && !POSSESSIVES.has(&first.folded) && !OF_STAFF.has(&first.folded);
    let is_turned = words.iter().any(|word| NEGATIONS.has(&word.folded));
    if is_small && !is_turned && lead(words).is_none() {
        words.drain(..1);
    }
}

/// `Kim Muster mit M`, `Kim Muster und möchte einen Termin`: what begins with a small word is said about the name.
fn strip_sentence(words: &mut Vec<Token>) {
    let is_turned = words.iter().any(|word| NEGATIONS.has(&word.folded));
    let from = words.iter().position(Token::is_of_sentence);
    if let Some(from) = from.filter(|from| *from > 0 && !is_turned) {
        words.truncate(from);
    }
}

fn strip_tail(words: &mut Vec<Token>) {
    let fits = |tail: &&Vec<&str>| {
        let from = words.len().checked_sub(tail.len()).filter(|from| *from > 0);
        let end = from.and_then(|from| words.get(from..)).unwrap_or_default();
        !end.is_empty() && tail.iter().zip(end).all(|(one, word)| *one == word.folded)
    };
    let found = TAILS.all().iter().filter(fits).map(Vec::len).max();
    let is_here = match words.as_slice() {
        [.., last] if !TAILS_BEHIND_TWO.has(&last.folded) => false,
        [first, last] => first.is_capital() && !last.is_capital(),
        words => words.len() > 2,
    };
    let length = found.unwrap_or(usize::from(is_here));
    words.truncate(words.len().saturating_sub(length));
}

/// `Kim null`.
fn strip_unfilled(words: &mut Vec<Token>) {
    let is_unfilled = |word: &Token| UNFILLED.has(&word.folded) && !word.is_capital();
    if !words.iter().all(is_unfilled) {
        words.retain(|word| !is_unfilled(word));
    }
}

/// A name that is spelled besides.
fn strip_spelling(words: &mut Vec<Token>) {
    let known: Vec<String> = words.iter().map(|word| word.folded.clone()).collect();
    let is_known = |spelled: &String| known.contains(spelled);
    words.retain(|word| !word.spelled().as_ref().is_some_and(is_known));
    let letters = words.iter().rev().take_while(|word| word.is_single_letter()).count();
    let from = words.len().saturating_sub(letters);
    let spelled: String = words.iter().skip(from).map(|word| word.folded.as_str()).collect();
    if letters >= SPELLED_LETTERS_MIN && is_known(&spelled) {
        words.truncate(from);
    }
}
