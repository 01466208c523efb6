//! Number words, German and English: cardinals for hours, minutes, days and lengths, ordinals for days of the month.

const GERMAN_UNDER_TWENTY: [&str; 20] = [
    "null",
    "eins",
    "zwei",
    "drei",
    "vier",
    "fünf",
    "sechs",
    "sieben",
    "acht",
    "neun",
    "zehn",
    "elf",
    "zwölf",
    "dreizehn",
    "vierzehn",
    "fünfzehn",
    "sechzehn",
    "siebzehn",
    "achtzehn",
    "neunzehn",
];
const GERMAN_TENS: [&str; 8] =
    ["zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig"];
const ENGLISH_UNDER_TWENTY: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const ENGLISH_TENS: [&str; 8] =
    ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const ENGLISH_ORDINALS: [&str; 20] = [
    "zeroth",
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
];
const GERMAN_ENDINGS: [&str; 5] = ["e", "en", "er", "es", "em"];
/// As they are heard and written otherwise.
const OTHER_CARDINALS: [(&str, u32); 18] = [
    ("dreie", 3),
    ("sechse", 6),
    ("neune", 9),
    ("zehne", 10),
    ("elfe", 11),
    ("zwölfe", 12),
    ("zwo", 2),
    ("fünfe", 5),
    ("viere", 4),
    ("sechszehn", 16),
    ("siebenzehn", 17),
    ("dreizig", 30),
    ("fuffzehn", 15),
    ("fuffzig", 50),
    ("fourty", 40),
    ("hundert", 100),
    ("hundred", 100),
    ("nought", 0),
];

/// Every cardinal in one word, with its number.
pub(crate) fn cardinals() -> Vec<(String, u32)> {
    let mut all: Vec<(String, u32)> = Vec::new();
    let named = |word: &str, number: u32| (word.to_owned(), number);
    for words in [GERMAN_UNDER_TWENTY, ENGLISH_UNDER_TWENTY] {
        all.extend(words.into_iter().zip(0..).map(|(word, number)| named(word, number)));
    }
    for (tens, number) in GERMAN_TENS.into_iter().zip((20..).step_by(10)) {
        all.push(named(tens, number));
        for (unit, ones) in units().zip(1..) {
            all.push((format!("{unit}und{tens}"), number + ones));
        }
    }
    for (tens, number) in ENGLISH_TENS.into_iter().zip((20..).step_by(10)) {
        all.push(named(tens, number));
        for (unit, ones) in ENGLISH_UNDER_TWENTY.into_iter().skip(1).take(9).zip(1..) {
            all.push((format!("{tens}{unit}"), number + ones));
        }
    }
    let under_hundred: Vec<(String, u32)> = all.clone();
    for (unit, ones) in GERMAN_UNDER_TWENTY.into_iter().zip(0..).skip(1).take(9) {
        all.push((format!("null{unit}"), ones));
    }
    for (unit, hundreds) in units().zip(1..) {
        all.push((format!("{unit}hundert"), hundreds * 100));
    }
    all.push(named("tausend", 1000));
    all.push(named("thousand", 1000));
    // Years: `zweitausendsiebenundzwanzig`.
    for (word, number) in under_hundred.into_iter().filter(|(_, number)| *number > 0) {
        all.push((format!("zweitausend{word}"), 2000 + number));
        all.push((format!("zweitausendund{word}"), 2000 + number));
    }
    all.extend(OTHER_CARDINALS.map(|(word, number)| named(word, number)));
    all
}

/// Every ordinal in one word, up to the 99th.
pub(crate) fn ordinals() -> Vec<(String, u8)> {
    let mut all: Vec<(String, u8)> = Vec::new();
    let mut german = |stem: String, number: u8| {
        all.extend(GERMAN_ENDINGS.map(|ending| (format!("{stem}{ending}"), number)));
    };
    for (word, number) in GERMAN_UNDER_TWENTY.into_iter().zip(0_u8..) {
        let stem = match number {
            1 => "erst".to_owned(),
            3 => "dritt".to_owned(),
            7 => "siebt".to_owned(),
            8 => "acht".to_owned(),
            _ => format!("{word}t"),
        };
        german(stem, number);
    }
    german("siebent".to_owned(), 7);
    for (tens, number) in GERMAN_TENS.into_iter().zip((20_u8..).step_by(10)) {
        german(format!("{tens}st"), number);
        for (unit, ones) in units().zip(1_u8..) {
            german(format!("{unit}und{tens}st"), number + ones);
        }
    }
    all.extend(ENGLISH_ORDINALS.into_iter().zip(0_u8..).map(|(word, n)| (word.to_owned(), n)));
    for (tens, number) in ENGLISH_TENS.into_iter().zip((20_u8..).step_by(10)) {
        let stem = tens.trim_end_matches('y');
        all.push((format!("{stem}ieth"), number));
        for (unit, ones) in ENGLISH_ORDINALS.into_iter().skip(1).take(9).zip(1_u8..) {
            all.push((format!("{tens}{unit}"), number + ones));
        }
    }
    all
}

/// The German units as they stand before `und` and `hundert`.
fn units() -> impl Iterator<Item = &'static str> {
    GERMAN_UNDER_TWENTY
        .into_iter()
        .skip(1)
        .take(9)
        .map(|unit| if unit == "eins" { "ein" } else { unit })
}

/// Whether a cardinal is of the German ones.
pub(crate) fn is_german(word: &str) -> bool {
    let is_plain = ENGLISH_UNDER_TWENTY.contains(&word) || ENGLISH_TENS.contains(&word);
    !is_plain && !word.contains(' ')
}

/// The value of the English tens, which a unit may follow in a word of its own: `twenty one`.
pub(crate) fn english_tens(word: &str) -> Option<u32> {
    let place = ENGLISH_TENS.iter().zip((20_u32..).step_by(10));
    place.into_iter().find_map(|(tens, number)| (*tens == word).then_some(number))
}

/// The value of an English unit that follows such a word: `one`, `first`.
pub(crate) fn english_unit(word: &str) -> Option<(u32, bool)> {
    let among = |words: [&'static str; 20], is_ordinal| {
        words
            .into_iter()
            .zip(0_u32..10)
            .skip(1)
            .find_map(move |(unit, number)| (unit == word).then_some((number, is_ordinal)))
    };
    among(ENGLISH_UNDER_TWENTY, false).or_else(|| among(ENGLISH_ORDINALS, true))
}
