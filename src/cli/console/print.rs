//! How a command answers: one view, as text for people or as JSON for programs.

use crate::domain::language::Language;
use crate::frontdesk::Desk;
use serde::Serialize;
use serde_json::Value;
use std::path::Path;

/// How a view reads for people. What it is for programs its `Serialize` says.
pub(crate) trait Text {
    /// Whole lines, in one language.
    fn text(&self, language: Language) -> String;
}

/// Prints what a command shows, and which database that is from.
pub(crate) struct Printer {
    as_json: bool,
    language: Language,
    database: String,
    used: &'static str,
}

impl Printer {
    /// For the answers of this desk, whose database is used so. People are told at once which one it is.
    pub fn of(desk: &Desk, used: &'static str, as_json: bool) -> Printer {
        let language = desk.salon.language;
        Printer { language, ..Printer::of_file(&desk.salon.config.database.path, used, as_json) }
    }

    /// For the answers of a desk whose database was made of a recording.
    pub fn of_recording(desk: &Desk, recording: &Path, as_json: bool) -> Printer {
        let language = desk.salon.language;
        Printer { language, ..Printer::of_file(recording, "a recording", as_json) }
    }

    /// The same without a desk, in English.
    pub fn of_file(database: &Path, used: &'static str, as_json: bool) -> Printer {
        let database = database.display().to_string();
        if !as_json {
            say_database(&database, used);
        }
        Printer { as_json, language: Language::En, database, used }
    }

    /// Prints a view. JSON says in an object which database it is from; beside a list that stands on standard error.
    pub fn print(&self, view: &(impl Serialize + Text)) -> Result<(), String> {
        if !self.as_json {
            print!("{}", view.text(self.language));
            return Ok(());
        }
        let mut value = json(view)?;
        match &mut value {
            Value::Object(fields) => {
                fields.insert("database".to_owned(), Value::String(self.database.clone()));
            }
            _ => say_database(&self.database, self.used),
        }
        println!("{value}");
        Ok(())
    }
}

/// Which database it is, on standard error, so that a wrong folder is noticed.
pub(crate) fn say_database(database: &str, used: &str) {
    eprintln!("chairside: database {database} ({used})");
}

/// The same for what is from no database.
pub(crate) fn print(view: &(impl Serialize + Text), as_json: bool) -> Result<(), String> {
    print_in(view, as_json, Language::En)
}

/// The same in this language.
pub(crate) fn print_in(
    view: &(impl Serialize + Text),
    as_json: bool,
    language: Language,
) -> Result<(), String> {
    if as_json {
        println!("{}", json(view)?);
    } else {
        print!("{}", view.text(language));
    }
    Ok(())
}

/// Keys in the order of the alphabet.
fn json(view: &impl Serialize) -> Result<Value, String> {
    serde_json::to_value(view).map_err(|error| format!("this cannot be printed: {error}"))
}
