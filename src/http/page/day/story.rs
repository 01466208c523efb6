//! One visit with its story, beside its day.

use crate::domain::Result;
use crate::domain::ids::AppointmentId;
use crate::domain::visit::booked::VisitStatus;
use crate::frontdesk::day::story;
use crate::frontdesk::day::story::StoryView;
use crate::frontdesk::host::visit_view::VisitPart;
use crate::frontdesk::needs::people;
use crate::http::page::base::ask::Ask;
use crate::http::page::base::{links, when};
use maud::{Markup, html};
use time::Date;
use uuid::Uuid;

/// The pane beside the day.
pub(crate) fn aside(ask: &Ask, id: AppointmentId) -> Result<Markup> {
    let desk = ask.desk();
    let (today, _) = desk.salon.zone.local(desk.now());
    let told = Story { ask, id, today, view: story::of(desk, id)? };
    let visit = &told.view.visit;
    let nameless = ask.pick("Ohne Namen", "No name").to_owned();
    let back = links::address(visit.start.day(), None);
    Ok(html! {
        aside #story .story aria-label=(ask.pick("Besuch", "Visit")) {
            a .close .button .small href=(back) aria-label=(ask.pick("Schließen", "Close")) { "×" }
            h2 { (visit.customer.clone().unwrap_or(nameless)) }
            (told.summary())
            (told.actions())
            (told.why())
            (told.pauses())
            (told.history())
            (told.change()?)
        }
    })
}

struct Story<'a> {
    ask: &'a Ask<'a>,
    id: AppointmentId,
    today: Date,
    view: StoryView,
}

impl Story<'_> {
    fn summary(&self) -> Markup {
        let (ask, visit) = (self.ask, &self.view.visit);
        html! {
            p .lead {
                @if let Some(service) = &visit.service { (service) br; }
                (when::day(visit.start.day(), self.today, ask.language)) ", "
                (visit.start.clock()) (ask.pick(" bis ", " to ")) (visit.end.clock())
                @if let Some(staff) = &visit.staff { (ask.pick(" bei ", " with ")) b { (staff) } }
            }
            @if visit.stands != VisitStatus::Confirmed {
                p .fault { (status_word(visit.stands, ask)) }
            }
            @if let Some(saga) = visit.saga {
                p .fault { @if saga == "stuck" {
                    (ask.pick("Hier hängt etwas: siehe „Zu tun“.", "Something is stuck here: see “Needs me”."))
                } @else { (ask.pick("Wird gerade bei Cal.com eingetragen.", "Is being written at Cal.com.")) } }
            }
            @if let Some(mark) = &visit.no_show {
                p .fault { (ask.pick("Nicht gekommen", "Did not come")) " (" (mark.by) ", " (when::at(&mark.at, self.today, ask.language)) ")" }
            }
            @if visit.customer_no_shows > 0 {
                p .soft { (ask.pick("Bisher nicht gekommen: ", "Did not come so far: ")) (visit.customer_no_shows) " ×" }
            }
            @if let Some(phone) = &visit.phone { p { a href={ "tel:" (phone) } { (phone) } } }
        }
    }

    fn actions(&self) -> Markup {
        let (ask, visit) = (self.ask, &self.view.visit);
        let has_begun = visit.start.instant() <= ask.app.desk.now();
        html! {
            @if visit.stands == VisitStatus::Confirmed {
                div .actions {
                    a .button .primary[!has_begun && visit.staff.is_some()] href={ "/visits/" (self.id) "/move" } { (ask.pick("Verlegen", "Move")) }
                    @if has_begun { (self.no_show()) }
                    (self.cancel())
                }
            }
        }
    }

    /// Whether the customer came.
    fn no_show(&self) -> Markup {
        let (ask, is_marked) = (self.ask, self.view.visit.no_show.is_some());
        html! {
            form method="post" action={ "/visits/" (self.id) "/no-show" } {
                (ask.token().field())
                @if is_marked { input type="hidden" name="came" value="yes"; }
                button { @if is_marked { (ask.pick("Ist doch gekommen", "Came after all")) } @else { (ask.pick("Nicht gekommen", "Did not come")) } }
            }
        }
    }

    fn cancel(&self) -> Markup {
        let ask = self.ask;
        html! {
            details .inline {
                summary .button { (ask.pick("Absagen", "Cancel")) }
                form method="post" action={ "/visits/" (self.id) "/cancel" } {
                    (ask.token().field())
                    input type="hidden" name="once" value=(Uuid::new_v4());
                    p { (ask.pick("Die Kundin erfährt davon.", "The customer is told.")) }
                    button .primary { (ask.pick("Ja, absagen", "Yes, cancel it")) }
                }
            }
        }
    }

    fn why(&self) -> Markup {
        let (ask, visit) = (self.ask, &self.view.visit);
        let mut told: Vec<(&str, &str)> = Vec::new();
        for part in visit.parts.iter().filter(|part| part.kind == "work") {
            let sentence = part.why.as_deref().or(part.decided.as_deref()).unwrap_or_default();
            if !sentence.is_empty() && !told.iter().any(|(_, known)| *known == sentence) {
                told.push((part.name.as_str(), sentence));
            }
        }
        let is_met = visit.preferred_staff.is_some() && visit.preferred_staff == visit.staff;
        html! {
            h3 { @match &visit.staff {
                Some(staff) => { (ask.pick("Warum ", "Why ")) (staff) "?" }
                None => (ask.pick("Warum niemand?", "Why nobody?")),
            } }
            @for (part, sentence) in &told {
                p { @if told.len() > 1 && !part.is_empty() { b { (part) ": " } } (sentence) }
            }
            @if let Some(wanted) = visit.preferred_staff.as_ref().filter(|_| visit.stands != VisitStatus::Cancelled) {
                p { (ask.pick("Gewünscht war ", "Asked for was ")) (wanted) ": " b {
                    (if is_met { ask.pick("erfüllt", "met") } else { ask.pick("nicht erfüllt", "not met") })
                } }
            }
        }
    }

    fn pauses(&self) -> Markup {
        let ask = self.ask;
        html! {
            @for pause in &self.view.pauses {
                h3 { (ask.pick("Pause ", "Pause ")) (pause.start.clock()) (ask.pick(" bis ", " to ")) (pause.end.clock()) }
                @match (&pause.held_as, &pause.usable) {
                    (Some(key), _) => {
                        p { (ask.pick("Für den Besuch gehalten.", "Held for the visit.")) }
                        @if pause.policy == Some("flexible") {
                            form .actions method="post" action={ "/visits/" (self.id) "/release" } {
                                (ask.token().field())
                                input type="hidden" name="pause" value=(key);
                                button { (ask.pick("Freigeben", "Release")) }
                            }
                        }
                    }
                    (None, Some(usable)) if !usable.is_empty() => p {
                        (ask.pick("Für andere offen: ", "Open to others: "))
                        @for (place, one) in usable.iter().enumerate() {
                            @if place > 0 { ", " }
                            (one.start.clock()) "–" (one.end.clock())
                        }
                    },
                    _ => p { (ask.pick("Belegt.", "Taken.")) },
                }
            }
        }
    }

    fn history(&self) -> Markup {
        let ask = self.ask;
        html! {
            @if !self.view.history.is_empty() {
                h3 { (ask.pick("Was geschah", "What happened")) }
                ol .log {
                    @for one in &self.view.history {
                        li {
                            time { (when::at(&one.at, self.today, ask.language)) } (one.told)
                            @if !one.words.is_empty() { q { (one.words) } }
                        }
                    }
                }
            }
        }
    }

    /// Who else could do it, and another name.
    fn change(&self) -> Result<Markup> {
        let (ask, visit) = (self.ask, &self.view.visit);
        let people = people::of_visit(ask.desk(), self.id)?;
        let now: Option<&VisitPart> = visit.parts.iter().find(|part| part.kind == "work");
        let now = now.and_then(|part| part.staff_id.clone());
        let stands = !matches!(visit.stands, VisitStatus::Cancelled | VisitStatus::Rejected);
        Ok(html! {
            @if stands { details open[now.is_none()] {
                summary { (if now.is_none() { ask.pick("Wer macht es?", "Who does it?") } else { ask.pick("Andere Person", "Another person") }) }
                form method="post" action={ "/visits/" (self.id) "/assign" } {
                    (ask.token().field())
                    input type="hidden" name="seen" value=(now.as_ref().map(ToString::to_string).unwrap_or_default());
                    label for="staff" { (ask.pick("Wer macht es?", "Who does it?")) }
                    select #staff name="staff" required {
                        @if now.is_none() { option value="" { "–" } }
                        @for one in &people {
                            option value=(one.staff_id) selected[Some(&one.staff_id) == now.as_ref()] { (one.label(ask.language)) }
                        }
                    }
                    button .primary { (ask.pick("Zuordnen", "Assign")) }
                }
            } }
            @if visit.customer.is_some() {
                details {
                    summary { (ask.pick("Name berichtigen", "Correct the name")) }
                    form method="post" action={ "/visits/" (self.id) "/rename" } {
                        (ask.token().field())
                        label for="customer" { (ask.pick("Name der Kundin", "Name of the customer")) }
                        input #customer name="name" value=(visit.customer.clone().unwrap_or_default()) required;
                        button .primary { (ask.pick("Speichern", "Save")) }
                    }
                }
            }
        })
    }
}

fn status_word(status: VisitStatus, ask: &Ask) -> &'static str {
    match status {
        VisitStatus::Cancelled => ask.pick("Abgesagt.", "Cancelled."),
        VisitStatus::Rejected => ask.pick("Abgelehnt.", "Rejected."),
        VisitStatus::Requested => {
            ask.pick("Angefragt: noch nicht bestätigt.", "Requested: not confirmed yet.")
        }
        _ => ask.pick("Noch nicht ganz eingetragen.", "Not fully written yet."),
    }
}
