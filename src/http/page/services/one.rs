//! One service: its time line, its pauses in plain words, and how it stands at Cal.com.

use crate::domain::Result;
use crate::domain::access::role::May;
use crate::domain::service::catalogue::PausePolicy;
use crate::frontdesk::event_type::state;
use crate::frontdesk::event_type::state::EventTypeState;
use crate::frontdesk::service::admin::is_of_the_file;
use crate::frontdesk::service::shown::ShownService;
use crate::frontdesk::service::{admin, overview, pauses, shown};
use crate::http::page::base::ask::Ask;
use crate::http::page::base::frame;
use crate::http::page::base::frame::Page;
use crate::http::page::services::names::{SERVICES, address, key, part};
use crate::http::page::services::{steps, timeline};
use crate::server::message::Response;
use maud::{Markup, html};

/// `GET /services/{key}`.
pub(crate) fn show(ask: &Ask) -> Result<Response> {
    let desk = ask.desk();
    let key = key(ask);
    let service = admin::service(desk, &key)?;
    let pauses = pauses::of(desk, &service, ask.language)?;
    let shown = shown::of(desk, service, ask.language);
    let states = state::of(desk, &key, ask.language)?;
    let names = overview::names(desk)?;
    let body = html! {
        (head(ask, &shown))
        @if ask.query("done") == "sync" {
            p .good role="status" { (ask.pick(
                "Abgeglichen. Was noch nicht in Ordnung ist, steht unten und wird weiter versucht.",
                "Brought in step. What is not in order yet stands below and is tried again.",
            )) }
        }
        @for fault in &shown.faults { p .fault { (ask.pick("So kann niemand sie machen: ", "It cannot be done: ")) (fault) } }
        section .panel aria-labelledby="course" {
            h2 #course { (ask.pick("Ablauf", "Course")) }
            (timeline::large(&shown.composition, ask.language))
            (legend(ask, &shown))
            (steps::list(ask, &shown, &pauses, &names))
        }
        (at_calcom(ask, &shown, &states))
        (facts(ask, &shown))
    };
    frame::of(ask, Page { title: shown.name.clone(), at: SERVICES, body, ..Page::default() })
}

fn head(ask: &Ask, shown: &ShownService) -> Markup {
    let here = address(&shown.key);
    html! {
        div .head {
            h1 { (shown.name) }
            p .sum { b { (shown.minutes) } " " (ask.pick("Minuten", "minutes")) b { (shown.segments.len()) } " "
                (if shown.segments.len() == 1 { ask.pick("Schritt", "step") } else { ask.pick("Schritte", "steps") }) }
            a .button href={ (here) "/rehearse" } { (ask.pick("Durchspielen", "Rehearse")) }
            @if ask.known.user.role.may(May::Own) && !is_of_the_file(&ask.app.desk, &shown.key) {
                a .button .primary href={ (here) "/edit" } { (ask.pick("Ändern", "Change")) }
            }
        }
    }
}

/// What the colours of the time line are.
fn legend(ask: &Ask, shown: &ShownService) -> Markup {
    let has_pause = shown.segments.iter().any(|one| one.pause_after > 0);
    let policy = shown.composition.policy;
    html! {
        p .legend {
            span { i .k-work {} (ask.pick("Arbeit", "work")) }
            @if has_pause { span { i class={ "k-" (policy.as_str()) } {} (ask.pick("Pause: ", "pause: ")) (policy.word(ask.language)) } }
            @if shown.buffer_minutes > 0 { span { i .k-buffer {} (ask.pick("Puffer", "buffer")) } }
        }
    }
}

fn at_calcom(ask: &Ask, shown: &ShownService, states: &[EventTypeState]) -> Markup {
    let here = address(&shown.key);
    let open = states.iter().any(|one| !one.state.is_good());
    html! {
        section .panel aria-labelledby="calcom" {
            h2 #calcom { (ask.pick("Bei Cal.com", "At Cal.com")) }
            @if states.is_empty() {
                p { (ask.pick("Es gibt noch nichts, womit gebucht werden könnte: niemand macht diese Leistung.", "There is nothing to book with yet: nobody does this service.")) }
            } @else {
                div .scroll tabindex="0" role="group" aria-labelledby="calcom" { table {
                    thead { tr {
                        th scope="col" { (ask.pick("Schritt", "Step")) }
                        th scope="col" { (ask.pick("Wer", "Who")) }
                        th scope="col" { (ask.pick("Stand", "State")) }
                        th scope="col" .n { (ask.pick("Termintyp", "Event type")) }
                    } }
                    tbody { @for one in states { (row(ask, shown, one)) } }
                } }
            }
            div .actions {
                @if ask.known.user.role.may(May::Own) {
                    form method="post" action={ (here) "/sync" } {
                        (ask.token().field())
                        button .primary[open] { (ask.pick("Jetzt abgleichen", "Bring in step now")) }
                    }
                }
                a .button href={ (here) "/drift" } { (ask.pick("Mit Cal.com vergleichen", "Compare with Cal.com")) }
            }
        }
    }
}

fn row(ask: &Ask, shown: &ShownService, one: &EventTypeState) -> Markup {
    html! {
        tr {
            th scope="row" { (part(ask, &shown.composition, &one.part)) }
            td { (one.who.as_deref().unwrap_or(ask.pick("wen Cal.com aussucht", "whom Cal.com chooses"))) }
            td .is-good[one.state.is_good()] .is-open[!one.state.is_good()] {
                (one.told)
                @if let Some(why) = &one.why { p .soft { (why) } }
            }
            td .n { @match one.event_type_id { Some(id) => (id), None => "–" } }
        }
    }
}

fn facts(ask: &Ask, shown: &ShownService) -> Markup {
    let is_in_file = is_of_the_file(&ask.app.desk, &shown.key);
    html! {
        section .panel aria-labelledby="facts" {
            h2 #facts { (ask.pick("Sonst", "Else")) }
            dl .facts {
                @if !shown.aliases.is_empty() { dt { (ask.pick("Auch genannt", "Also called")) } dd { (shown.aliases.join(", ")) } }
                dt { (ask.pick("Schlüssel", "Key")) } dd { (shown.key) }
                dt { (ask.pick("Gebucht wird", "Booked")) } dd { @match shown.booking_order {
                    "last_first" => (ask.pick("der letzte Schritt zuerst", "the last step first")),
                    _ => (ask.pick("der erste Schritt zuerst", "the first step first")),
                } }
                @for (name, policy) in &shown.own_policies {
                    dt { (name) } dd { (ask.pick("Pausen: ", "pauses: ")) (own_policy(ask, policy)) }
                }
                dt { (ask.pick("Fassung", "Revision")) } dd { (shown.revision) }
                dt { (ask.pick("Beschrieben", "Described")) } dd { @if is_in_file {
                    (ask.pick("in appliance.toml. Das gilt bei jedem Start, deshalb wird sie dort geändert und nicht hier.",
                        "in appliance.toml. That holds at every start, so it is changed there and not here."))
                } @else { (ask.pick("hier", "here")) } }
            }
        }
    }
}

fn own_policy(ask: &Ask, policy: &str) -> &'static str {
    PausePolicy::parse(policy).map_or("", |policy| policy.word(ask.language))
}
