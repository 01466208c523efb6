//! `config`: what is in force and who said it, and every key that there is.

use crate::cli::console::given::ConfigArguments;
use crate::cli::console::outcome::{Outcome, misconfigured};
use crate::cli::console::print::{Text, print_in};
use crate::cli::console::table;
use crate::config::{Config, Given};
use crate::domain::language::Language;
use crate::frontdesk::settings::all::{Keys, Settings};
use std::process::ExitCode;

/// What is asked.
#[derive(clap::Subcommand)]
pub(crate) enum Command {
    /// Every value that is in force and where it was said. Secrets are set or not, and never shown.
    Show {
        #[command(flatten)]
        config: ConfigArguments,
        /// Prints JSON instead of a table.
        #[arg(long)]
        json: bool,
    },
    /// Every key with its variable of the environment, its default and what it is. Reads no file.
    Keys {
        /// Prints JSON instead of a table.
        #[arg(long)]
        json: bool,
    },
}

/// Answers.
pub fn run(command: &Command) -> Outcome {
    match command {
        Command::Show { config, json } => {
            let config = Config::load_to_show(Given::from(config)).map_err(misconfigured)?;
            let language = match config.company.language.as_str() {
                "de" => Language::De,
                _ => Language::En,
            };
            print_in(&Settings::of(&config, language), *json, language)?;
        }
        Command::Keys { json } => print_in(&Keys::of(Language::En)?, *json, Language::En)?,
    }
    Ok(ExitCode::SUCCESS)
}

impl Text for Settings {
    fn text(&self, _: Language) -> String {
        let sections = self.sections.iter().flat_map(|section| {
            section
                .settings
                .iter()
                .map(|one| vec![one.path(section.name), one.value.clone(), one.source.clone()])
        });
        let salon = self.salon.iter().map(|one| {
            vec![format!("[[{}]]", one.name), one.count.to_string(), one.source.clone()]
        });
        let rows: Vec<Vec<String>> = sections.chain(salon).collect();
        table::render(&["key", "value", "from"], &rows)
    }
}

impl Text for Keys {
    fn text(&self, _: Language) -> String {
        let rows: Vec<Vec<String>> = self
            .keys
            .iter()
            .map(|one| {
                vec![one.key.clone(), one.variable.clone(), one.default.clone(), one.means.clone()]
            })
            .collect();
        let mut text = table::render(&["key", "variable", "default", "what it is"], &rows);
        text.push_str(
            "\nA secret's variable with _FILE behind it names a file in which it stands, as its key with _file does in \
             appliance.toml.\n[[branches]], [[staff]] and [[services]] are explained in the file that `chairside init` writes.\n",
        );
        text
    }
}
