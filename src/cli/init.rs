//! `init`: a commented appliance.toml for a new salon.

use crate::cli::console::desk::echo;
use crate::cli::console::outcome::Outcome;
use crate::config::template::NewSalon;
use crate::config::written::{Unwritten, write_new};
use crate::domain::service::draft::key_of;
use std::io::{BufRead, IsTerminal, Write, stderr, stdin};
use std::path::PathBuf;
use std::process::ExitCode;

/// So often a question is asked again.
const ASKED_MAX: usize = 5;

/// The arguments.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The file to write.
    #[arg(long, default_value = "appliance.toml")]
    config: PathBuf,
    /// The salon's name, as callers hear it. What is not said is asked on the console.
    #[arg(long)]
    name: Option<String>,
    /// Its short name that stays: letters, digits, hyphens. Without it one is made of the name.
    #[arg(long)]
    key: Option<String>,
    /// Its time zone.
    #[arg(long)]
    time_zone: Option<String>,
    /// What callers hear: de or en.
    #[arg(long)]
    language: Option<String>,
    /// What stands before phone numbers without a country code.
    #[arg(long)]
    country_code: Option<String>,
    /// Its branch, as callers hear it.
    #[arg(long)]
    branch: Option<String>,
    /// A file in which Cal.com's API key stands.
    #[arg(long)]
    api_key_file: Option<String>,
}

/// Asks, and writes.
pub fn run(arguments: &Arguments) -> Outcome {
    let path = &arguments.config;
    // Before anybody is asked.
    if path.symlink_metadata().is_ok() {
        return Err(Unwritten::IsThere(path.clone()).to_string());
    }
    let salon = known(arguments)?;
    let faults = salon.faults();
    if !faults.is_empty() {
        return Err(faults.join("\n"));
    }
    write_new(path, &salon.file()).map_err(|error| error.to_string())?;
    println!("{} is written: {}.", path.display(), salon.name);
    if salon.api_key_file.is_none() {
        println!("Next: Cal.com's API key, as api_key or api_key_file in [calcom].");
    }
    println!("Then `chairside check-config` tells what is missing, and `chairside serve` starts.");
    Ok(ExitCode::SUCCESS)
}

/// What was said, and what is answered where somebody can be asked.
fn known(arguments: &Arguments) -> Result<NewSalon, String> {
    let can_ask = stdin().is_terminal();
    let mut salon = NewSalon {
        key: "salon".into(),
        name: "Salon".into(),
        time_zone: "Europe/Berlin".into(),
        language: "de".into(),
        country_code: "+49".into(),
        api_key_file: arguments.api_key_file.clone(),
        ..NewSalon::default()
    };
    let question = |said: &Option<String>, what: &'static str, usual: &str| Question {
        said: said.clone(),
        what,
        usual: usual.to_owned(),
        can_ask,
    };
    let asked = question(&arguments.name, "The salon's name, as callers hear it", "");
    asked.put(&mut salon, |salon, text| salon.name = text)?;
    let made = key_of(&salon.name);
    let asked =
        question(&arguments.key, "Its short name that stays (letters, digits, hyphens)", &made);
    asked.put(&mut salon, |salon, text| salon.key = text)?;
    let asked = question(&arguments.time_zone, "Its time zone", "Europe/Berlin");
    asked.put(&mut salon, |salon, text| salon.time_zone = text)?;
    let asked = question(&arguments.language, "What callers hear, de or en", "de");
    asked.put(&mut salon, |salon, text| salon.language = text)?;
    let asked = question(&arguments.country_code, "The country code of its phone numbers", "+49");
    asked.put(&mut salon, |salon, text| salon.country_code = text)?;
    let usual = salon.name.clone();
    let asked = question(&arguments.branch, "Its branch, as callers hear it", &usual);
    asked.put(&mut salon, |salon, text| {
        salon.branch = Some((key_of(&text), text));
    })?;
    Ok(salon)
}

/// Something that must be known.
struct Question {
    said: Option<String>,
    what: &'static str,
    /// What an empty answer means; where nobody can be asked it holds. Empty if there is no such thing.
    usual: String,
    can_ask: bool,
}

impl Question {
    /// Takes what was said, or the answer; an answer that is not good is asked for again.
    fn put(self, salon: &mut NewSalon, take: impl Fn(&mut NewSalon, String)) -> Result<(), String> {
        if let Some(said) = self.said {
            take(salon, said);
            return Ok(());
        }
        if !self.can_ask {
            if self.usual.is_empty() {
                return Err("say --name: nobody can be asked here".into());
            }
            take(salon, self.usual);
            return Ok(());
        }
        for _ in 0..ASKED_MAX {
            let answer = self.answer()?;
            if answer.is_empty() {
                continue;
            }
            let mut tried = salon.clone();
            take(&mut tried, answer);
            let faults = tried.faults();
            if faults.is_empty() {
                *salon = tried;
                return Ok(());
            }
            faults.iter().for_each(|fault| eprintln!("{fault}"));
        }
        Err(format!("no answer to: {}", self.what))
    }

    fn answer(&self) -> Result<String, String> {
        match self.usual.as_str() {
            "" => eprint!("{}: ", self.what),
            usual => eprint!("{} [{}]: ", self.what, echo(usual)),
        }
        stderr().flush().ok();
        let mut line = String::new();
        let read = stdin().lock().read_line(&mut line).map_err(|error| error.to_string())?;
        if read == 0 {
            return Err("the answers ended; nothing was written".into());
        }
        let line = line.trim();
        Ok(if line.is_empty() { self.usual.clone() } else { line.to_owned() })
    }
}
