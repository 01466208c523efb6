//! The steps of a service as a list: who does what for how long, and what the pauses are for.

use crate::domain::ids::StaffId;
use crate::domain::text::capital::capital;
use crate::frontdesk::service::pauses::PauseView;
use crate::frontdesk::service::shown::{ShownPerformer, ShownSegment, ShownService};
use crate::http::page::base::ask::Ask;
use crate::http::page::base::when;
use maud::{Markup, html};
use std::collections::BTreeMap;

/// Steps and pauses, in order.
pub(crate) fn list(
    ask: &Ask,
    service: &ShownService,
    pauses: &[PauseView],
    names: &BTreeMap<StaffId, String>,
) -> Markup {
    let mut from = 0_u32;
    let mut span = |minutes: u32| {
        let until = from.saturating_add(minutes);
        let said = format!("{}–{}", clock(from), clock(until));
        from = until;
        said
    };
    html! {
        ol .steps {
            @for segment in &service.segments {
                li {
                    span .key aria-hidden="true" { (segment.key) }
                    div {
                        h3 { (segment.name) " " small { (minutes(ask, segment.minutes)) " · " (span(segment.minutes)) } }
                        p { (who(ask, segment, names)) }
                        @if segment.performer == "any" { p .soft { (ask.pick("Darf auch jemand anders machen.", "May be handed over to somebody else.")) } }
                        @if segment.booked_as == "pool" { p .soft { (ask.pick("Cal.com sucht jemanden aus.", "Cal.com chooses somebody.")) } }
                    }
                }
                @if segment.pause_after > 0 {
                    li .pause {
                        span .key aria-hidden="true" { "–" }
                        div {
                            h3 { (ask.pick("Pause", "Pause")) " " small { (minutes(ask, segment.pause_after)) " · " (span(segment.pause_after)) } }
                            @for pause in pauses.iter().filter(|pause| pause.after == segment.key) {
                                p { (capital(&pause.told)) "." }
                                @for fit in &pause.fits { p .soft { (fit) } }
                            }
                        }
                    }
                }
            }
            @if service.buffer_minutes > 0 {
                li .pause {
                    span .key aria-hidden="true" { "–" }
                    div {
                        h3 { (ask.pick("Puffer", "Buffer")) " " small { (minutes(ask, service.buffer_minutes)) } }
                        p { (ask.pick("Bleibt nach dem Besuch frei.", "Kept free behind the visit.")) }
                    }
                }
            }
        }
    }
}

fn clock(minutes: u32) -> String {
    when::minute(u16::try_from(minutes).unwrap_or(u16::MAX))
}

fn minutes(ask: &Ask, minutes: u32) -> String {
    format!("{minutes} {}", ask.pick("Min.", "min"))
}

/// `Emma Vogel (40 Min.), Jürgen Weiß`.
fn who(ask: &Ask, segment: &ShownSegment, names: &BTreeMap<StaffId, String>) -> String {
    let name = |one: &ShownPerformer| {
        let full = one.staff_id.as_ref().and_then(|id| names.get(id));
        let name = full.or(one.name.as_ref()).unwrap_or(&one.key);
        let left = match one.active {
            Some(true) => "",
            _ => ask.pick(" (nicht mehr da)", " (has left)"),
        };
        let own = one.minutes.map(|own| format!(" ({})", minutes(ask, own)));
        format!("{name}{}{left}", own.unwrap_or_default())
    };
    let names: Vec<String> = segment.staff.iter().map(name).collect();
    match (names.is_empty(), segment.is_pooled) {
        (true, true) => ask.pick("wen Cal.com aussucht", "whom Cal.com chooses").to_owned(),
        (true, false) => ask.pick("niemand", "nobody").to_owned(),
        (false, _) => names.join(", "),
    }
}
