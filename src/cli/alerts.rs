//! `alerts`: what is wrong with the whole, whom it is told, and when nobody wants to hear of it.

use crate::cli::console::arguments::Common;
use crate::cli::console::outcome::{Outcome, describe, misconfigured};
use crate::cli::console::print::Text;
use crate::cli::console::{desk, table};
use crate::config::Config;
use crate::domain::alarm::kind::{Kind, Level};
use crate::domain::language::Language;
use crate::frontdesk::alarm::view;
use crate::frontdesk::alarm::view::{AlarmView, AlertsView, ChannelView, MuteView};
use crate::frontdesk::decider::who;
use crate::store::alarm::mute::Mute;
use crate::store::alarm::{episode, mute, notice};
use crate::work::lane::trial;
use clap::{Args, Subcommand};
use serde::Serialize;
use std::process::ExitCode;
use time::Duration;

/// What is done with the alarms.
#[derive(Subcommand)]
pub enum Command {
    /// Lists what is wrong, of what nobody is told, and how the channels are.
    List {
        /// Also what is over.
        #[arg(long)]
        all: bool,
    },
    /// Sends a trial by every channel, now, and tells how that went.
    Test,
    /// Somebody has seen it: no reminders until it is over or worse.
    Ack {
        /// Which one, as it stands in the list.
        kind: String,
        /// Who.
        #[arg(long)]
        by: String,
    },
    /// Nobody is told of it for a while, or for good; it is listed all the same.
    Mute(MuteArguments),
}

/// What is muted, and for how long.
#[derive(Args)]
pub struct MuteArguments {
    /// Which one, as it stands in the list.
    kind: String,
    /// For so many hours.
    #[arg(long, conflicts_with_all = ["for_good", "off"], value_parser = clap::value_parser!(u32).range(1..=8784))]
    hours: Option<u32>,
    /// Until it is taken back.
    #[arg(long, conflicts_with = "off")]
    for_good: bool,
    /// Takes it back.
    #[arg(long)]
    off: bool,
    /// Who says so.
    #[arg(long)]
    by: String,
}

pub fn run(common: &Common, command: &Command) -> Outcome {
    match command {
        Command::List { all } => {
            let (desk, printer) = desk::look(common)?;
            printer.print(&view::of(&desk, *all).map_err(describe)?)?;
        }
        Command::Test => {
            desk::log_warnings();
            let config = Config::load_for_alerts(common).map_err(misconfigured)?;
            let tried = trial::send(config).map_err(describe)?;
            let all_went = tried.iter().all(|one| one.error.is_none());
            crate::cli::console::print::print(&Tried { tried }, common.json)?;
            if !all_went {
                return Ok(ExitCode::FAILURE);
            }
        }
        Command::Ack { kind, by } => {
            let (kind, by) = (parse(kind)?, who(by).map_err(describe)?);
            let (desk, printer) = desk::change(common)?;
            let (company, now) = (desk.salon.company, desk.now());
            let acked = desk.store.write(move |tx| episode::ack(tx, company, kind, &by, now));
            if !acked.map_err(describe)? {
                return Err(format!("there is no alarm {} now", kind.as_str()));
            }
            printer.print(&Done { done: true, kind: kind.as_str() })?;
        }
        Command::Mute(arguments) => set_mute(common, arguments)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn set_mute(common: &Common, arguments: &MuteArguments) -> Result<(), String> {
    let (kind, by) = (parse(&arguments.kind)?, who(&arguments.by).map_err(describe)?);
    if arguments.hours.is_none() && !arguments.for_good && !arguments.off {
        return Err("say for how long: --hours N, --for-good, or --off to take it back".into());
    }
    let (desk, printer) = desk::change(common)?;
    let (company, now) = (desk.salon.company, desk.now());
    let hours = arguments.hours.map(|hours| Duration::hours(hours.into()));
    let (off, until) = (arguments.off, hours.map(|hours| now.saturating_add(hours)));
    let was = desk.store.write(move |tx| match off {
        true => mute::lift(tx, company, kind),
        false => {
            mute::set(tx, company, &Mute { kind, until, by }, now)?;
            notice::drop_waiting(tx, company, kind, now)?;
            episode::untold(tx, company, kind)?;
            Ok(true)
        }
    });
    if !was.map_err(describe)? {
        return Err(format!("{} is not muted", kind.as_str()));
    }
    printer.print(&Done { done: true, kind: kind.as_str() })
}

fn parse(said: &str) -> Result<Kind, String> {
    Kind::parse(said).ok_or_else(|| {
        format!("there is no alarm {}; there are {}", desk::echo(said), view::kinds())
    })
}

#[derive(Serialize)]
struct Done {
    done: bool,
    kind: &'static str,
}

impl Text for Done {
    fn text(&self, language: Language) -> String {
        format!("{}: {}\n", self.kind, language.pick("erledigt", "done"))
    }
}

#[derive(Serialize)]
#[serde(transparent)]
struct Tried {
    tried: Vec<trial::Tried>,
}

impl Text for Tried {
    fn text(&self, _: Language) -> String {
        if self.tried.is_empty() {
            return "no channel is configured in [alerts]: only the log is told\n".into();
        }
        let line = |one: &trial::Tried| {
            let via = one.via.as_ref().map_or_else(String::new, |via| format!(" ({via})"));
            match &one.error {
                None => format!("{}{via}: sent\n", one.channel),
                Some(why) => format!("{}{via}: NOT sent: {why}\n", one.channel),
            }
        };
        self.tried.iter().map(line).collect()
    }
}

impl Text for AlertsView {
    fn text(&self, language: Language) -> String {
        let mut text = alarms(&self.alarms, language);
        for one in &self.muted {
            text.push_str(&muted(one, language));
        }
        for one in &self.channels {
            text.push_str(&channel(one, language));
        }
        text
    }
}

fn alarms(all: &[AlarmView], language: Language) -> String {
    if all.is_empty() {
        return language.pick("Kein Alarm.\n", "No alarm.\n").to_owned();
    }
    let row = |one: &AlarmView| {
        let level = match one.level {
            Level::Alarm => language.pick("Alarm", "alarm"),
            Level::Warn => language.pick("Warnung", "warning"),
        };
        vec![
            one.kind.to_owned(),
            level.to_owned(),
            one.began_at.to_string(),
            table::or_dash(one.told_at.as_ref()),
            table::or_dash(one.acked_by.as_ref()),
            table::or_dash(one.cleared_at.as_ref()),
            one.message.clone(),
        ]
    };
    let rows: Vec<Vec<String>> = all.iter().map(row).collect();
    let head = language.pick(
        ["Art", "", "seit", "gemeldet", "gesehen", "vorbei", "was"],
        ["kind", "", "since", "told", "seen by", "over", "what"],
    );
    table::render(&head, &rows)
}

fn muted(one: &MuteView, language: Language) -> String {
    let (kind, by) = (one.kind, &one.by);
    match &one.until {
        Some(until) => language.pick(
            format!("Stumm bis {until}: {kind} ({by})\n"),
            format!("Muted until {until}: {kind} ({by})\n"),
        ),
        None => language.pick(
            format!("Stumm für immer: {kind} ({by})\n"),
            format!("Muted for good: {kind} ({by})\n"),
        ),
    }
}

fn channel(one: &ChannelView, language: Language) -> String {
    let ChannelView { channel, waiting, given_up, last_error } = one;
    let why = last_error.as_ref().map_or_else(String::new, |why| format!(" ({why})"));
    language.pick(
        format!("Kanal {channel}: {waiting} warten, {given_up} aufgegeben{why}\n"),
        format!("Channel {channel}: {waiting} waiting, {given_up} given up{why}\n"),
    )
}
