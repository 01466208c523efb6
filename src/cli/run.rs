//! The arguments become a command, and its result an exit code.

use crate::cli::console::arguments::Common;
use crate::cli::console::closed_pipe;
use crate::cli::console::given;
use crate::cli::console::outcome;
use crate::cli::console::outcome::Outcome;
use crate::cli::{
    absences, alerts, appointments, audit, backfill, backup, callbacks, check_config, completions,
    config, customers, doctor, event_types, events, healthcheck, help, hosts, init, man, mappings,
    messages, pauses, quality, replay, restore, retell, retention, sagas, sandbox, serve, services,
    staff, status, suggestions, support_bundle, understand, users, version, warnings,
};
use crate::demo;
use clap::{CommandFactory, Parser, Subcommand};
use signal_hook::consts::signal::SIGXFSZ;
use signal_hook::flag;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::{env, iter};

/// What stands below the list of commands.
const CODES_HELP: &str = "\
Errors, refusals and alarms have a code: `chairside help E0412` explains one, `chairside help` lists them.";

/// Gives a hair salon's voice agent its hands: finds times, books at Cal.com, knows who got each booking.
#[derive(Parser)]
#[command(name = "chairside", version, after_help = CODES_HELP)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Runs the appliance until it is told to stop. In a folder without a configuration it first asks for one, in a browser.
    #[command(after_help = given::HELP)]
    Serve {
        #[command(flatten)]
        arguments: serve::Arguments,
    },
    /// Plays a whole day of a salon, with a built-in Cal.com: no account, no network. What customers are told lies in a
    /// folder.
    Demo {
        /// Ends after the day instead of going on listening; the folder of messages stays.
        #[arg(long)]
        once: bool,
        /// Prints one JSON object and nothing else, and ends; the folder of messages stays.
        #[arg(long)]
        json: bool,
    },
    /// Reads the configuration and tells every fault in it.
    #[command(after_help = given::HELP)]
    CheckConfig {
        #[command(flatten)]
        arguments: check_config::Arguments,
    },
    /// What is in force and where it was said; every key that there is.
    Config {
        #[command(subcommand)]
        command: config::Command,
    },
    /// Writes a commented appliance.toml for this salon; asks what is not said. Never writes over a file.
    Init {
        #[command(flatten)]
        arguments: init::Arguments,
    },
    /// Backs the database up while it is served, and looks the backup through.
    Backup {
        #[command(flatten)]
        common: Common,
        #[command(flatten)]
        arguments: backup::Arguments,
    },
    /// Puts a backup in the place of the data, which is kept. Not while it is served.
    Restore {
        #[command(flatten)]
        common: Common,
        /// The backup, with its manifest beside it.
        file: PathBuf,
    },
    /// How long what is kept, and what of it would go now; with `run` it goes.
    Retention {
        #[command(flatten)]
        common: Common,
        #[command(subcommand)]
        command: Option<retention::Command>,
    },
    /// Which Chairside this is, and which version of the database it knows.
    Version {
        /// Prints JSON.
        #[arg(long)]
        json: bool,
    },
    /// Looks at everything that has to work: database, disk, Cal.com, webhooks, mail, the way from outside. Says what to
    /// do where something does not. Exit code 1 if anything has to be mended.
    Doctor {
        #[command(flatten)]
        common: Common,
        #[command(flatten)]
        arguments: doctor::Arguments,
    },
    /// Puts what somebody who helps needs to see into one zip file, without customers and keys.
    SupportBundle {
        #[command(flatten)]
        common: Common,
        #[command(flatten)]
        arguments: support_bundle::Arguments,
    },
    /// Whether everything works, on one screen, with or without a running `serve`. Exit code 1 if not.
    Status {
        #[command(flatten)]
        common: Common,
    },
    /// Asks the running `serve` whether it is ready, for containers. Exit code 0 or 1.
    Healthcheck {
        #[command(flatten)]
        common: Common,
        /// Asks at this address instead of where the database says that it is served.
        #[arg(long)]
        url: Option<String>,
    },
    /// Which host is which staff member, why, and how to correct it.
    Mappings {
        #[command(flatten)]
        common: Common,
        #[command(subcommand)]
        command: mappings::command::Command,
    },
    /// Whom the hosts without a mapping might be, and what a person makes of it.
    Suggestions {
        #[command(flatten)]
        common: Common,
        #[command(subcommand)]
        command: suggestions::command::Command,
    },
    /// What is in the diary; with --unassigned what no staff member does, why, and what to do.
    Appointments {
        #[command(flatten)]
        common: Common,
        #[command(subcommand)]
        command: appointments::command::Command,
    },
    /// Cal.com's users as seen in bookings and member lists.
    Hosts {
        #[command(flatten)]
        common: Common,
        #[command(subcommand)]
        command: hosts::Command,
    },
    /// The event types at Cal.com that book the services' segments.
    EventTypes {
        #[command(flatten)]
        common: Common,
        #[command(subcommand)]
        command: event_types::command::Command,
    },
    /// What came in: look, see what it led to, have it worked on again.
    Events {
        #[command(flatten)]
        common: Common,
        #[command(subcommand)]
        command: events::command::Command,
    },
    /// Visits that are not settled: look, try again, take what stands, call it off.
    Sagas {
        #[command(flatten)]
        common: Common,
        #[command(subcommand)]
        command: sagas::command::Command,
    },
    /// The pauses of visits that stand: held for whom, what others may use; release one.
    Pauses {
        #[command(flatten)]
        common: Common,
        #[command(subcommand)]
        command: pauses::Command,
    },
    /// Whom the salon should call back, and about what.
    Callbacks {
        #[command(flatten)]
        common: Common,
        #[command(subcommand)]
        command: callbacks::Command,
    },
    /// What customers are told: list, try the ways, send one again.
    Messages {
        #[command(flatten)]
        common: Common,
        #[command(subcommand)]
        command: messages::command::Command,
    },
    /// The customers: find, show, correct, merge two, hand out what is kept, forget.
    Customers {
        #[command(flatten)]
        common: Common,
        #[command(subcommand)]
        command: customers::command::Command,
    },
    /// What a person of the salon should look at.
    Warnings {
        #[command(flatten)]
        common: Common,
        #[command(subcommand)]
        command: warnings::Command,
    },
    /// Who may come in to the salon's page.
    Users {
        #[command(flatten)]
        common: Common,
        #[command(subcommand)]
        command: users::Command,
    },
    /// What is wrong with the whole: list, try the channels, silence.
    Alerts {
        #[command(flatten)]
        common: Common,
        #[command(subcommand)]
        command: alerts::Command,
    },
    /// How well staff and hosts are known: rates with verdicts, a bar per day, saved questions.
    Quality {
        #[command(flatten)]
        common: Common,
        #[command(flatten)]
        arguments: quality::command::Arguments,
        #[command(subcommand)]
        question: Option<quality::command::Question>,
    },
    /// The people of the salon.
    Staff {
        #[command(flatten)]
        common: Common,
        #[command(subcommand)]
        command: staff::Command,
    },
    /// What the salon sells: segments, pauses, who does what; to describe, change and rehearse.
    Services {
        #[command(flatten)]
        common: Common,
        #[command(subcommand)]
        command: services::command::Command,
    },
    /// Who is not there, and when.
    Absences {
        #[command(flatten)]
        common: Common,
        #[command(subcommand)]
        command: absences::Command,
    },
    /// The audit trail of the mappings.
    Audit {
        #[command(flatten)]
        common: Common,
        #[command(subcommand)]
        command: audit::Command,
    },
    /// Fills in staff member and host where they are missing.
    Backfill {
        #[command(flatten)]
        common: Common,
        #[command(flatten)]
        arguments: backfill::Arguments,
    },
    /// Replays recorded days offline and shows what Chairside makes of them.
    Replay {
        /// A recording, or a folder of them: `*.jsonl`, in the order of their names.
        path: PathBuf,
        /// Decides each recorded decision again and shows what differs. The salon's database is only read.
        #[arg(long, value_enum)]
        against: Option<replay::command::Against>,
        /// The configuration of the salon whose today it is; only for --against.
        #[arg(long, default_value = "appliance.toml")]
        config: PathBuf,
        /// One JSON object instead of tables.
        #[arg(long)]
        json: bool,
    },
    /// The voice agent at Retell: show it, bring it there, compare.
    Retell {
        #[command(flatten)]
        common: Common,
        #[command(subcommand)]
        command: retell::command::Command,
    },
    /// What a caller's words are understood as: when, what, with whom, what would be asked.
    Understand {
        #[command(flatten)]
        arguments: understand::command::Arguments,
    },
    /// Starts a stand-in for an outside service.
    Sandbox {
        #[command(subcommand)]
        service: sandbox::Service,
    },
    /// The completions of a shell for these commands: bash, zsh, fish and others. Prints them.
    Completions {
        /// Which shell.
        shell: clap_complete::Shell,
    },
    /// The manual: prints chairside(1), or writes a page for each command.
    Man {
        /// A folder that is there, for the pages of all commands.
        folder: Option<PathBuf>,
    },
}

/// Runs the command that the arguments name. A failure is one sentence on standard error and exit code 1.
pub fn main() -> ExitCode {
    let mut said = env::args_os();
    // clap has a `help` of its own, in each group of commands. It knows no codes: the first one is ours.
    if said.nth(1).is_some_and(|word| word == "help") {
        closed_pipe::end_in_silence();
        let arguments =
            help::Arguments::parse_from(iter::once("chairside help".into()).chain(said));
        return ended(help::run(&arguments, Arguments::command()));
    }
    let arguments = Arguments::parse();
    // With a handler of ours a file that may not grow any more is an error like a full disk, and not the end.
    let kept = flag::register(SIGXFSZ, Arc::default());
    kept.map(drop).unwrap_or_else(|error| eprintln!("chairside: SIGXFSZ ends this: {error}"));
    if !matches!(arguments.command, Command::Serve { .. }) {
        closed_pipe::end_in_silence();
    }
    let outcome: Outcome = match arguments.command {
        Command::Serve { arguments } => serve::run(&arguments),
        Command::Demo { once, json } => demo::show::run(demo::show::Options { once, json }),
        Command::CheckConfig { arguments } => check_config::run(&arguments),
        Command::Config { command } => config::run(&command),
        Command::Init { arguments } => init::run(&arguments),
        Command::Backup { common, arguments } => backup::run(&common, &arguments),
        Command::Restore { common, file } => restore::run(&common, &file),
        Command::Retention { common, command } => retention::run(&common, command.as_ref()),
        Command::Version { json } => version::run(json),
        Command::Doctor { common, arguments } => doctor::run(&common, &arguments),
        Command::SupportBundle { common, arguments } => support_bundle::run(&common, &arguments),
        Command::Status { common } => status::run(&common),
        Command::Healthcheck { common, url } => healthcheck::run(&common, url.as_deref()),
        Command::Mappings { common, command } => mappings::command::run(&common, command),
        Command::Suggestions { common, command } => suggestions::command::run(&common, command),
        Command::Appointments { common, command } => appointments::command::run(&common, command),
        Command::Hosts { common, command } => hosts::run(&common, command),
        Command::EventTypes { common, command } => event_types::command::run(&common, command),
        Command::Events { common, command } => events::command::run(&common, command),
        Command::Sagas { common, command } => sagas::command::run(&common, command),
        Command::Pauses { common, command } => pauses::run(&common, command),
        Command::Callbacks { common, command } => callbacks::run(&common, &command),
        Command::Messages { common, command } => messages::command::run(&common, command),
        Command::Customers { common, command } => customers::command::run(&common, command),
        Command::Warnings { common, command } => warnings::run(&common, &command),
        Command::Users { common, command } => users::run(&common, &command),
        Command::Alerts { common, command } => alerts::run(&common, &command),
        Command::Quality { common, arguments, question } => {
            quality::command::run(&common, &arguments, question.as_ref())
        }
        Command::Staff { common, command } => staff::run(&common, command),
        Command::Services { common, command } => services::command::run(&common, command),
        Command::Absences { common, command } => absences::run(&common, command),
        Command::Audit { common, command } => audit::run(&common, command),
        Command::Backfill { common, arguments } => backfill::run(&common, &arguments),
        Command::Replay { path, against, config, json } => {
            replay::command::run(&path, against.map(|against| (against, config.as_path())), json)
        }
        Command::Retell { common, command } => retell::command::run(&common, &command),
        Command::Understand { arguments } => understand::command::run(&arguments),
        Command::Sandbox { service } => sandbox::start(service),
        Command::Completions { shell } => completions::run(shell, Arguments::command()),
        Command::Man { folder } => {
            let ours = help::Arguments::command().name("help");
            let program = Arguments::command().disable_help_subcommand(true).subcommand(ours);
            man::run(folder.as_deref(), program)
        }
    };
    ended(outcome)
}

fn ended(outcome: Outcome) -> ExitCode {
    match outcome {
        Ok(code) => code,
        Err(sentence) => {
            eprintln!("{}", outcome::told(&sentence));
            ExitCode::FAILURE
        }
    }
}
