//! What is proposed where somebody is ill, and who else could, in words.

use crate::frontdesk::sick::view::{ProposalView, SickPartView};
use crate::http::page::base::ask::Ask;
use crate::http::page::base::when;
use maud::{Markup, html};
use time::Date;

/// What it could be instead, in words.
pub(crate) fn offer(ask: &Ask, one: &ProposalView, today: Date) -> String {
    let mut names: Vec<&str> = one.parts.iter().map(|part| part.staff.as_str()).collect();
    names.dedup();
    let names = names.join(ask.pick(" und ", " and "));
    let at = match one.keeps_hour {
        true => ask.pick("gleiche Zeit", "same time").to_owned(),
        false => when::at(&one.start, today, ask.language),
    };
    format!("{at} {} {names}", ask.pick("bei", "with"))
}

/// Who else does such a part.
pub(crate) fn who(ask: &Ask, part: &SickPartView) -> Markup {
    html! {
        b { (part.key) @if !part.name.is_empty() { " " (part.name) } } " "
        (part.start.clock()) "–" (part.end.clock()) ": "
        @for (place, one) in part.who.iter().enumerate() {
            @if place > 0 { "; " }
            (one.staff) @if let Some(why) = &one.why_not { span .soft { " " (why) } }
        }
        @if part.who.is_empty() { (ask.pick("niemand sonst macht das", "nobody else does this")) }
    }
}
