//! `hosts list` and `hosts sync`.

use crate::cli::console::arguments::Common;
use crate::cli::console::outcome::{Outcome, describe};
use crate::cli::console::print::Text;
use crate::cli::console::{desk, table};
use crate::cli::left;
use crate::domain::Result;
use crate::domain::language::Language;
use crate::frontdesk::Desk;
use crate::frontdesk::host::host_view::{ChangeView, HostView, KnownHostView, SyncView};
use crate::frontdesk::host::{appointment_view, host_view, sync, unassigned};
use clap::Subcommand;
use std::process::ExitCode;
use std::time::Duration;

/// How long one page of a member list may take.
const PAGE_PATIENCE_SECONDS: u64 = 30;

/// What is done with the hosts.
#[derive(Subcommand)]
pub enum Command {
    /// Lists every Cal.com user ever seen, and which staff member that is.
    List,
    /// Reads Cal.com's member lists and refreshes what is known.
    Sync {
        /// Tells the differences and writes nothing.
        #[arg(long)]
        dry_run: bool,
    },
}

pub fn run(common: &Common, command: Command) -> Outcome {
    match command {
        Command::List => {
            let (desk, printer) = desk::look(common)?;
            printer.print(&host_view::list(&desk).map_err(describe)?)?;
        }
        Command::Sync { dry_run } => {
            let (desk, printer) = if dry_run {
                desk::try_out_asking(common, u32::MAX)?
            } else {
                desk::ask(common, u32::MAX)?
            };
            printer.print(&synced(&desk, dry_run).map_err(describe)?)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn synced(desk: &Desk, dry_run: bool) -> Result<SyncView> {
    let patience = Duration::from_secs(PAGE_PATIENCE_SECONDS);
    let report = sync::hosts(desk, dry_run, patience)?;
    let mut left = Vec::new();
    for (id, _) in report.mapped.iter().filter(|_| !dry_run) {
        left.extend(unassigned::host_stands(desk, *id)?.left);
    }
    let left = left.into_iter().map(|one| appointment_view::line(desk, one)).collect();
    host_view::synced(desk, &report, left, dry_run)
}

impl Text for Vec<KnownHostView> {
    fn text(&self, _: Language) -> String {
        let row = |known: &KnownHostView| {
            vec![
                known.host.id.to_string(),
                table::or_dash(known.host.name.as_ref()),
                known.host.emails.join(", "),
                table::or_dash(known.staff.as_ref()),
                known.first_seen.clone(),
                known.vanished.as_ref().map_or_else(String::new, |at| format!("vanished {at}")),
            ]
        };
        let rows: Vec<Vec<String>> = self.iter().map(row).collect();
        table::render(&["host", "name", "e-mail", "staff member", "first seen", ""], &rows)
    }
}

/// In the salon's language, as the reasons of what is left are.
impl Text for SyncView {
    fn text(&self, language: Language) -> String {
        let mut lines: Vec<String> =
            self.changes.iter().map(|change| change_line(change, language)).collect();
        let [word, is] = language.pick(["zugeordnet  ", "ist"], ["mapped   ", "is"]);
        let mapped = self.mapped.iter();
        lines.extend(mapped.map(|one| format!("= {word} {} {is} {}", one.host, one.staff)));
        if self.unreadable > 0 {
            let unread = language.pick(
                "Einträge sind nicht lesbar: niemand gilt als verschwunden",
                "entries cannot be read: no host counts as vanished",
            );
            lines.push(format!("{} {unread}", self.unreadable));
        }
        let would = match (self.dry_run, language) {
            (false, _) => "",
            (true, Language::De) => " (Probelauf: nichts geschrieben)",
            (true, Language::En) => " (dry run: nothing written)",
        };
        let (listed, changes, mapped, redecided) =
            (self.listed, self.changes.len(), self.mapped.len(), self.redecided);
        lines.push(match language {
            Language::De => format!(
                "{listed} in den Listen, {changes} Unterschiede, {mapped} zugeordnet, {redecided} Termine neu \
                 entschieden{would}"
            ),
            Language::En => format!(
                "{listed} listed, {changes} differences, {mapped} mapped, {redecided} appointments decided \
                 again{would}"
            ),
        });
        lines.extend(left::lines(&self.unassigned, language));
        if !self.is_matching {
            lines.push(
                language
                    .pick(
                        "keine Regel ordnet jemanden zu, solange matching.enabled in appliance.toml false ist",
                        "no host is mapped by a rule while matching.enabled is false in appliance.toml",
                    )
                    .to_owned(),
            );
        }
        if self.waiting > 0 {
            let waiting = language.pick(
                "Hosts sind noch niemandem zugeordnet: chairside suggestions list",
                "hosts are not mapped to a staff member yet: chairside suggestions list",
            );
            lines.push(format!("{} {waiting}", self.waiting));
        }
        lines.join("\n") + "\n"
    }
}

fn change_line(change: &ChangeView, language: Language) -> String {
    let who = |host: &HostView| {
        let name = host.name.as_deref().unwrap_or(language.pick("(ohne Namen)", "(no name)"));
        format!("{} {name} <{}>", host.id, host.emails.join(", "))
    };
    let [new, changed, vanished, returned] = language.pick(
        ["+ neu         ", "~ geändert    ", "- verschwunden", "+ zurück      "],
        ["+ new      ", "~ changed  ", "- vanished ", "+ returned "],
    );
    match change {
        ChangeView::New { host } => format!("{new} {}", who(host)),
        ChangeView::Changed { before, after, fields } => {
            format!("{changed} {} -> {} ({})", who(before), who(after), fields.join(", "))
        }
        ChangeView::Vanished { host } => format!("{vanished} {}", who(host)),
        ChangeView::Returned { host } => format!("{returned} {}", who(host)),
    }
}
