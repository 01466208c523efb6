//! What it costs to read an expression of time.
//!
//! `cargo bench --bench understand` reads machine forms, phrases, whole sentences and long texts, and prints for each the
//! median, and what it is of the floor: folding the same text, without which nothing can be read. Whatever a caller says in
//! one breath must be read within 0.2 ms.

// A benchmark ends at the first thing that is not as it should be.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use chairside::domain::calendar::opening::{OpenHours, Opening};
use chairside::domain::calendar::zone::Zone;
use chairside::domain::language::Language;
use chairside::domain::people::person::fold_word;
use chairside::domain::speech::anchor::Anchor;
use chairside::domain::speech::reading::Field;
use chairside::domain::speech::{say, time as expression};
use std::hint::black_box;
use std::process::ExitCode;
use std::time::{Duration, Instant};
use time::macros::{date, time};

/// What reading may take of what a caller says in one breath.
const READ_MS_MAX: f64 = 0.2;
/// One breath; longer texts are measured, but have no mark.
const BREATH_CHARS: usize = 200;
/// Readings in a round: one alone is too short for the clock.
const AT_ONCE: u32 = 50;
const ROUNDS: usize = 201;
const WARM_UP: usize = 20;
/// A text as long as an argument can be.
const LONG_CHARS: usize = 2_000;

const SAID: [&[(Field, &str)]; 12] = [
    &[(Field::Date, "2026-12-10")],
    &[(Field::Start, "2026-12-10T14:00:00+01:00")],
    &[(Field::Time, "halb drei")],
    &[(Field::Date, "nächste Woche Dienstag"), (Field::Time, "viertel nach zwei")],
    &[
        (Field::DateFrom, "3. Dezember"),
        (Field::DateTo, "5. Dezember"),
        (Field::Earliest, "17 Uhr"),
    ],
    &[(Field::When, "vom dritten bis zum fünften Zwölften zwischen zehn und halb zwölf")],
    &[(Field::When, "nächste Woche Mittwoch oder Freitag, am liebsten vormittags")],
    &[(Field::When, "so früh wie möglich nach Weihnachten")],
    &[(Field::When, "next week, preferably Tuesday, at around half past two in the afternoon")],
    &[(
        Field::When,
        "also ich könnte nächste Woche Dienstag so gegen halb drei bei der Emma, Ansatz färben und schneiden",
    )],
    &[(
        Field::When,
        "ja hallo, Müller hier, ähm, ich bräuchte mal wieder einen Termin zum Haareschneiden, ginge das vielleicht am Freitag, dem 11., um Viertel nach neun, oder ist da schon alles voll bei Ihnen?",
    )],
    &[(Field::Time, "wie letztes Mal")],
];

fn main() -> ExitCode {
    let zone = Zone::parse("Europe/Berlin").unwrap();
    let hours = (2..7).map(|day| OpenHours::parse(day, "09:00", "18:00").unwrap());
    let opening = Opening { hours: hours.collect(), closures: Vec::new() };
    let (today, now) = (date!(2026 - 12 - 01), time!(10:00));
    let anchor = Anchor { today, now, zone: &zone, opening: &opening, language: Language::De };
    let long = "also ich könnte nächste Woche Dienstag so gegen halb drei, aber ";
    let long: String = long.chars().cycle().take(LONG_CHARS).collect();
    let long = [(Field::When, long.as_str())];
    let cases: Vec<&[(Field, &str)]> = SAID.into_iter().chain([long.as_slice()]).collect();

    println!("Reading an expression of time; median of {ROUNDS} times {AT_ONCE}:\n");
    println!("| said | characters | read | floor | read to floor | said back |");
    println!("|---|---|---|---|---|---|");
    let rows = measure(&cases, &anchor);
    let mut slowest = Duration::ZERO;
    for (said, [read, floor, back]) in cases.iter().zip(&rows) {
        let length: usize = said.iter().map(|(_, text)| text.chars().count()).sum();
        let to_floor = read.as_secs_f64() / floor.as_secs_f64();
        let label: String = said[0].1.chars().take(40).collect();
        println!("| {label} | {length} | {read:.2?} | {floor:.2?} | {to_floor:.1} | {back:.2?} |");
        if length <= BREATH_CHARS {
            slowest = slowest.max(*read);
        }
    }
    let within = slowest.as_secs_f64() * 1e3 <= READ_MS_MAX;
    let verdict = if within { "yes" } else { "**no**" };
    println!("\nThe slowest of one breath: {slowest:.2?}, at most {READ_MS_MAX} ms: {verdict}");
    if within { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Medians of reading, of the floor and of saying back, in turns, so that a busy moment of the machine meets all.
fn measure(cases: &[&[(Field, &str)]], anchor: &Anchor) -> Vec<[Duration; 3]> {
    let mut times = vec![[(); 3].map(|()| Vec::<Duration>::new()); cases.len()];
    for round in 0..WARM_UP + ROUNDS {
        for (said, times) in cases.iter().zip(&mut times) {
            let when = expression::read(said, anchor).when;
            let took = [
                each(|| drop(black_box(expression::read(black_box(said), anchor)))),
                each(|| {
                    for (_, text) in black_box(said).iter() {
                        black_box(fold_word(text));
                    }
                }),
                each(|| drop(black_box(say::when(black_box(&when), anchor)))),
            ];
            if round >= WARM_UP {
                times.iter_mut().zip(took).for_each(|(times, took)| times.push(took));
            }
        }
    }
    times.into_iter().map(|times| times.map(median)).collect()
}

/// One of `AT_ONCE`.
fn each(mut work: impl FnMut()) -> Duration {
    let begun = Instant::now();
    (0..AT_ONCE).for_each(|_| work());
    begun.elapsed() / AT_ONCE
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
