//! `help`: a command, a code, or what there is.

use crate::cli::console::desk::echo;
use crate::cli::console::outcome::{Outcome, told};
use crate::cli::console::print::{Text, print_in};
use crate::domain::help::topics;
use crate::domain::language::Language;
use crate::frontdesk::help::{FamilyView, TopicView, families};
use clap::Command;
use serde::Serialize;
use std::env;
use std::process::ExitCode;

/// As clap ends where the arguments make no sense.
const NOT_KNOWN_EXIT_CODE: u8 = 2;
/// What tells a terminal's language, the strongest first.
const LOCALE_VARIABLES: [&str; 3] = ["LC_ALL", "LC_MESSAGES", "LANG"];

/// The arguments.
#[derive(clap::Parser)]
#[command(about = "Explains a command, or the code of an error, a refusal or an alarm.")]
pub(crate) struct Arguments {
    /// A code such as E0412, its word, or a command such as `mappings set`. Without it all commands and all codes.
    topic: Vec<String>,
    /// Which language codes are explained in, de or en; without it the terminal's.
    #[arg(long, value_parser = ["de", "en"])]
    language: Option<String>,
    /// Prints JSON; of codes alone.
    #[arg(long)]
    json: bool,
}

/// Explains it; `program` is every command there is.
pub(crate) fn run(arguments: &Arguments, mut program: Command) -> Outcome {
    let language = language(arguments);
    if arguments.topic.is_empty() {
        if !arguments.json {
            println!("{}", program.render_long_help());
        }
        print_in(&All { families: families(language) }, arguments.json, language)?;
        return Ok(ExitCode::SUCCESS);
    }
    let said = arguments.topic.join(" ");
    let found = topics::find(&said);
    if !found.is_empty() {
        let topics = found.into_iter().map(|topic| TopicView::of(topic, language)).collect();
        print_in(&Found { topics }, arguments.json, language)?;
        return Ok(ExitCode::SUCCESS);
    }
    // Only a built command knows how it is called as a part of the whole.
    program.build();
    if let Some(mut command) = command(&program, &arguments.topic) {
        println!("{}", command.render_long_help());
        return Ok(ExitCode::SUCCESS);
    }
    eprintln!("{}", told(&not_known(&said, &program)));
    Ok(ExitCode::from(NOT_KNOWN_EXIT_CODE))
}

fn command(program: &Command, names: &[String]) -> Option<Command> {
    let mut command = program;
    for name in names {
        command = command.find_subcommand(name)?;
    }
    Some(command.clone())
}

fn not_known(said: &str, program: &Command) -> String {
    let mut nearest = topics::nearest(said);
    let like =
        |name: &str| strsim::normalized_damerau_levenshtein(said, name) >= topics::LIKE_ENOUGH;
    let commands = program.get_subcommands().map(Command::get_name).filter(|name| like(name));
    nearest.extend(commands.map(str::to_owned));
    let meant = match nearest.as_slice() {
        [] => "`chairside help` lists the commands and the codes".to_owned(),
        names => format!("did you mean {}?", names.join(" or ")),
    };
    format!("there is no command, code or word {}; {meant}", echo(said))
}

fn language(arguments: &Arguments) -> Language {
    let said = arguments.language.clone();
    let locale = || LOCALE_VARIABLES.into_iter().filter_map(|name| env::var(name).ok());
    let said = said.or_else(|| locale().find(|value| !value.is_empty()));
    said.and_then(|said| Language::parse(&said)).unwrap_or(Language::En)
}

#[derive(Serialize)]
#[serde(transparent)]
struct Found {
    topics: Vec<TopicView>,
}

impl Text for Found {
    fn text(&self, language: Language) -> String {
        let one = |topic: &TopicView| {
            let TopicView { code, word, title, means, look, mend } = topic;
            let head = format!("{code} {word}: {title}\n\n{means}\n\n");
            head + &language.pick(
                format!("Nachsehen: {look}\nTun:       {mend}\n"),
                format!("Look:      {look}\nDo:        {mend}\n"),
            )
        };
        self.topics.iter().map(one).collect::<Vec<_>>().join("\n")
    }
}

#[derive(Serialize)]
#[serde(transparent)]
struct All {
    families: Vec<FamilyView>,
}

impl Text for All {
    fn text(&self, language: Language) -> String {
        let mut text = language
            .pick(
                "`chairside help E0412` erklärt einen Code:\n",
                "`chairside help E0412` explains a code:\n",
            )
            .to_owned();
        for family in &self.families {
            text += &format!("\n{}:\n", family.about);
            for topic in &family.codes {
                text += &format!("  {}  {:<22}  {}\n", topic.code, topic.word, topic.title);
            }
        }
        text
    }
}
