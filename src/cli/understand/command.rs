//! `understand`: what a caller's words are understood as, with a configuration or without one.

use crate::cli::console::outcome::{Outcome, describe, misconfigured};
use crate::cli::console::print;
use crate::cli::understand::judge;
use crate::cli::understand::judge::Show;
use crate::config::Config;
use crate::domain::language::Language;
use crate::domain::speech::reading::Field;
use crate::domain::speech::shop;
use crate::frontdesk::system_clock;
use crate::frontdesk::understand::salon::WordsSalon;
use crate::frontdesk::understand::view::{Now, UnderstoodView};
use crate::frontdesk::understand::{example, salon, view};
use clap::Args;
use std::io::{BufRead, stdin};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use time::PrimitiveDateTime;
use time::macros::format_description;

/// The name of standard input.
const STDIN: &str = "-";

/// What is said, and against which salon it is read.
#[derive(Args)]
pub struct Arguments {
    /// What a caller says; `-` reads it from standard input, one a line.
    #[arg(required_unless_present = "judge", conflicts_with = "judge")]
    words: Vec<String>,
    /// When it is said, on the salon's clock: 2026-12-01T10:00. Without it: now.
    #[arg(long, conflicts_with = "judge")]
    now: Option<String>,
    /// The argument of a function in which it stands. Said as often as there are WORDS it tells them apart, in order.
    #[arg(long, value_parser = field, conflicts_with = "judge")]
    field: Vec<Field>,
    /// The language of what is assumed and asked; without it the salon's.
    #[arg(long, value_parser = language, conflicts_with = "judge")]
    lang: Option<Language>,
    /// When the shop is open from Tuesday to Saturday: 9-18, 8:30-20. Without it the salon's hours.
    #[arg(long, value_name = "HOURS", conflicts_with = "judge")]
    open: Option<String>,
    /// The configuration whose services, people and branches count; without it those of an invented salon.
    #[arg(long, conflicts_with = "judge")]
    config: Option<PathBuf>,
    /// Measures how well words are understood on labelled sets, those of the program or of a file; ends with 1 if a
    /// target is missed.
    #[arg(long, value_name = "FILE", num_args = 0..=1)]
    judge: Option<Option<PathBuf>>,
    /// With --judge: lists the cases that came out so, with what was understood.
    #[arg(long, requires = "judge")]
    show: Option<Show>,
    /// Prints JSON: one object a line.
    #[arg(long)]
    json: bool,
}

/// The error is for clap.
fn field(said: &str) -> Result<Field, String> {
    let names = || Field::ALL.map(Field::as_str).join(", ");
    Field::parse(said).ok_or_else(|| format!("one of {}", names()))
}

/// The error is for clap.
fn language(said: &str) -> Result<Language, String> {
    Language::parse(said).ok_or_else(|| "de or en".to_owned())
}

pub fn run(arguments: &Arguments) -> Outcome {
    if let Some(file) = &arguments.judge {
        return judge::run(file.as_deref(), arguments.show, arguments.json);
    }
    let salon = salon_of(arguments)?;
    let at = now(arguments.now.as_deref(), &salon)?;
    let language = arguments.lang.unwrap_or(salon.language);
    let tell =
        |said: &[(Field, &str)]| tell(&view::of(&salon, said, at, language), arguments, language);
    let fields = &arguments.field;
    if arguments.words == [STDIN] {
        let field = fields.first().copied().unwrap_or(Field::When);
        for line in stdin().lock().lines() {
            let line = line.map_err(|error| format!("standard input: {error}"))?;
            if !line.trim().is_empty() {
                tell(&[(field, line.trim())])?;
            }
        }
        return Ok(ExitCode::SUCCESS);
    }
    // Words without quotation marks are one expression.
    let whole = arguments.words.join(" ");
    match fields.as_slice() {
        [] => tell(&[(Field::When, &whole)])?,
        [field] => tell(&[(*field, &whole)])?,
        fields if fields.len() == arguments.words.len() => {
            let words = arguments.words.iter().map(String::as_str);
            tell(&fields.iter().copied().zip(words).collect::<Vec<_>>())?;
        }
        fields => {
            let (said, words) = (fields.len(), arguments.words.len());
            return Err(format!("--field is said {said} times for {words} expressions"));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn tell(view: &UnderstoodView, arguments: &Arguments, language: Language) -> Result<(), String> {
    print::print_in(view, arguments.json, language)
}

/// The salon of the configuration, or the invented one; people are told which.
fn salon_of(arguments: &Arguments) -> Result<WordsSalon, String> {
    let salon = match &arguments.config {
        Some(path) => configured(path)?,
        None => example::salon().map_err(describe)?,
    };
    let salon = match &arguments.open {
        Some(hours) => salon.open_at(&shop::open(hours).map_err(describe)?),
        None => salon,
    };
    if !arguments.json {
        let invented = if arguments.config.is_none() { " (invented: no --config)" } else { "" };
        eprintln!("chairside: {}{invented}", salon.name);
    }
    Ok(salon)
}

fn configured(path: &Path) -> Result<WordsSalon, String> {
    let config = Config::load_offline(path).map_err(misconfigured)?;
    salon::of_config(&config).map_err(describe)
}

fn now(said: Option<&str>, salon: &WordsSalon) -> Result<Now, String> {
    let Some(said) = said else {
        let (today, now) = salon.zone.local(system_clock()());
        return Ok(Now { today, now });
    };
    let format = format_description!("[year]-[month]-[day]T[hour]:[minute]");
    let at = PrimitiveDateTime::parse(said, format);
    let at = at.map_err(|_| "--now is written like 2026-12-01T10:00".to_owned())?;
    Ok(Now { today: at.date(), now: at.time() })
}
