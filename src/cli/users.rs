//! `users`: who may come in to the salon's page.

use crate::cli::console::arguments::Common;
use crate::cli::console::outcome::{Outcome, describe};
use crate::cli::console::print::Text;
use crate::cli::console::{desk, table};
use crate::domain::access::role::Role;
use crate::domain::language::Language;
use crate::frontdesk::access::login::role_word;
use crate::frontdesk::access::setup::LINK_MINUTES;
use crate::frontdesk::access::users;
use crate::frontdesk::access::users::{LinkView, UserView};
use clap::Subcommand;
use serde::Serialize;
use std::process::ExitCode;

/// What is done with the users.
#[derive(Subcommand)]
pub enum Command {
    /// Lists who may come in.
    List,
    /// Makes a user, and prints the link by which the password is chosen.
    Add {
        /// What is typed to come in.
        name: String,
        /// owner may do everything, desk the day's work, agency sees no customer.
        #[arg(long)]
        role: String,
    },
    /// Takes the password away, ends the user's sessions, and prints a link for another password.
    Reset {
        /// The user.
        name: String,
    },
}

pub fn run(common: &Common, command: &Command) -> Outcome {
    match command {
        Command::List => {
            let (desk, printer) = desk::look(common)?;
            printer.print(&Users { users: users::list(&desk).map_err(describe)? })?;
        }
        Command::Add { name, role } => {
            let role = Role::parse(role).ok_or_else(|| {
                format!("there is no role {}; there are owner, desk and agency", desk::echo(role))
            })?;
            let (desk, printer) = desk::change(common)?;
            printer.print(&users::add(&desk, name, role).map_err(describe)?)?;
        }
        Command::Reset { name } => {
            let (desk, printer) = desk::change(common)?;
            printer.print(&users::reset(&desk, name).map_err(describe)?)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The list.
#[derive(Serialize)]
#[serde(transparent)]
struct Users {
    users: Vec<UserView>,
}

impl Text for Users {
    fn text(&self, language: Language) -> String {
        if self.users.is_empty() {
            return language.pick("Noch niemand.\n", "Nobody yet.\n").to_owned();
        }
        let row = |one: &UserView| {
            let password = match one.has_password {
                true => language.pick("ja", "yes"),
                false => language.pick("noch keines", "none yet"),
            };
            let role = role_word(one.role, language);
            vec![one.name.clone(), role.to_owned(), password.to_owned(), one.made_at.to_string()]
        };
        let head = language
            .pick(["Name", "Rolle", "Passwort", "angelegt"], ["name", "role", "password", "made"]);
        table::render(&head, &self.users.iter().map(row).collect::<Vec<_>>())
    }
}

impl Text for LinkView {
    fn text(&self, language: Language) -> String {
        let (name, link) = (&self.user.name, &self.link);
        language.pick(
            format!(
                "{name} wählt hier ein Passwort, einmal und in {LINK_MINUTES} Minuten:\n{link}\n"
            ),
            format!(
                "{name} chooses a password here, once and within {LINK_MINUTES} minutes:\n{link}\n"
            ),
        )
    }
}
