//! The backups there are, and a button that makes one: for the owner.

use crate::domain::Result;
use crate::domain::backup::keep::Why;
use crate::domain::help::code::Code;
use crate::http::page::base::ask::{Ask, go};
use crate::http::page::base::form::Form;
use crate::http::page::base::frame::Page;
use crate::http::page::base::{frame, when};
use crate::ops::shelf;
use crate::ops::shelf::ShelvedView;
use crate::server::message::Response;
use maud::{Markup, html};

/// Where the page is.
pub(crate) const BACKUPS: &str = "/backups";
/// How many are shown.
const SHOWN_MAX: usize = 60;

/// `GET /backups`.
pub(crate) fn show(ask: &Ask) -> Result<Response> {
    page(ask, None)
}

/// `POST /backups`: makes one now.
pub(crate) fn make(ask: &Ask, _: &Form) -> Result<Response> {
    match ask.app.work.back_up_now() {
        Ok(made) => {
            log::info!("page: {} made the backup {}", ask.known.user.name, made.file.display());
            Ok(go(BACKUPS))
        }
        Err(error) => {
            log::error!("page: a backup failed: {}", Code::from(&error).ends(&error.for_log()));
            let answer = page(ask, Some(&error.to_string()))?;
            Ok(Response { status: 409, ..answer })
        }
    }
}

fn page(ask: &Ask, fault: Option<&str>) -> Result<Response> {
    let desk = ask.desk();
    let all = shelf::list(&desk.salon.config, None)?;
    let title = ask.pick("Sicherungen", "Backups");
    let body = html! {
        div .head { h1 { (title) } }
        @if let Some(fault) = fault {
            p .fault role="alert" { (ask.pick("Die Sicherung ist misslungen: ", "The backup failed: ")) (fault) }
        }
        p .lead {
            (ask.pick(
                "Jede Sicherung wird gelesen und geprüft, bevor sie hier steht. Zurückgespielt wird sie mit dem Befehl chairside restore.",
                "Each backup is read and checked before it stands here. It is put back by the command chairside restore.",
            )) " "
            (ask.pick("Sie liegen in ", "They lie in ")) code { (all.folder.display().to_string()) } "."
        }
        form .panel method="post" action=(BACKUPS) {
            (ask.token().field())
            button .primary { (ask.pick("Jetzt sichern", "Back up now")) }
        }
        @if all.backups.is_empty() {
            p .soft { (ask.pick("Es gibt noch keine.", "There is none yet.")) }
        } @else {
            ul .panel .lines { @for one in all.backups.iter().take(SHOWN_MAX) { (row(ask, one)) } }
        }
    };
    frame::of(ask, Page { title: title.to_owned(), at: "/settings", body, ..Page::default() })
}

fn row(ask: &Ask, one: &ShelvedView) -> Markup {
    let desk = ask.desk();
    let (today, _) = desk.salon.zone.local(desk.now());
    let why = match one.why {
        Why::Scheduled => ask.pick("von selbst", "by itself"),
        Why::ByHand => ask.pick("von Hand", "by hand"),
        Why::BeforeUpgrade => ask.pick("vor einer neuen Version", "before a new version"),
    };
    let kilobytes = one.bytes.div_ceil(1024);
    html! {
        li {
            span { b { (when::at(&one.made_at, today, ask.language)) } " · " (why) " · " (kilobytes) " kB" }
            @match &one.fault {
                Some(fault) => span .fault { (ask.pick("nicht vollständig: ", "not whole: ")) (fault) },
                None => span .soft { (one.file.file_name().unwrap_or_default().to_string_lossy()) },
            }
        }
    }
}
