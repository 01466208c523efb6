//! The form in which a service is described: all of it in one, so that each button sends all that was typed.

use crate::domain::Result;
use crate::domain::service::catalogue::{
    BookedAs, BookingOrder, Composition, PausePolicy, Performer, SegmentKey, ServiceSegment,
};
use crate::domain::service::check::SEGMENTS_MAX;
use crate::domain::service::draft_read::Field;
use crate::http::page::base::frame;
use crate::http::page::base::frame::Page;
use crate::http::page::services::editing::Editor;
use crate::http::page::services::names::{SERVICES, address};
use crate::http::page::services::{editor_step, timeline};
use crate::server::message::Response;
use maud::{Markup, html};

impl Editor<'_> {
    /// The page.
    pub fn page(&self, status: u16) -> Result<Response> {
        let ask = self.ask;
        let title = match self.of {
            Some(_) => ask.pick("Leistung ändern", "Change the service"),
            None => ask.pick("Neue Leistung", "New service"),
        };
        let body = html! {
            div .head { h1 { (title) } }
            (self.above)
            (self.form())
        };
        let page = Page { title: title.to_owned(), at: SERVICES, body, ..Page::default() };
        Ok(Response { status, ..frame::of(ask, page)? })
    }

    fn form(&self) -> Markup {
        let ask = self.ask;
        let (action, back) = match self.of {
            Some((key, _)) => (format!("{}/edit", address(key)), address(key)),
            None => (format!("{SERVICES}/new"), SERVICES.to_owned()),
        };
        let count = self.draft.steps.len();
        html! {
            form .editor method="post" action=(action) autocomplete="off" data-check="" {
                (ask.token().field())
                @if let Some((_, revision)) = self.of { input type="hidden" name="revision" value=(revision); }
                input type="hidden" name="steps" value=(count);
                // The first button is the one that Enter in a field presses: it saves nothing.
                button .skip name="do" value="check" tabindex="-1" { (ask.pick("Prüfen", "Check")) }
                (self.names())
                section .panel aria-label=(ask.pick("Ablauf", "Course")) {
                    div #live-bars { (self.bars()) }
                    (self.fault(Field::Steps))
                    ol .edit-steps { @for place in 0..count { li { (editor_step::step(self, place)) } } }
                    @if count < SEGMENTS_MAX {
                        p .actions { button name="do" value={ "add." (count) } { (ask.pick("Schritt anhängen", "Add a step")) } }
                    }
                }
                (self.rules())
                p .actions {
                    button .primary name="do" value="save" { (ask.pick("Speichern", "Save")) }
                    button name="do" value="check" { (ask.pick("Nur prüfen", "Only check")) }
                    a .button href=(back) { (ask.pick("Verwerfen", "Throw away")) }
                }
                p .hint { (ask.pick(
                    "Besuche, die schon gebucht sind, bleiben, wie sie sind.",
                    "Visits that are booked already stay as they are.",
                )) }
            }
        }
    }

    fn names(&self) -> Markup {
        let (ask, draft) = (self.ask, self.draft);
        html! {
            section .panel aria-label=(ask.pick("Name", "Name")) {
                div .fields {
                    div {
                        label for="name" { (ask.pick("Wie heißt sie?", "What is it called?")) }
                        input #name name="name" value=(draft.name) aria-describedby="f-name";
                        (self.fault(Field::Name))
                    }
                    div {
                        label for="aliases" { (ask.pick("Auch genannt (mit Komma getrennt)", "Also called (parted by commas)")) }
                        input #aliases name="aliases" value=(draft.aliases) aria-describedby="f-aliases";
                        (self.fault(Field::Aliases))
                    }
                }
                @if self.of.is_none() {
                    label for="key" { (ask.pick("Schlüssel (leer: aus dem Namen)", "Key (empty: made of the name)")) }
                    input #key .short name="key" value=(draft.key) aria-describedby="f-key";
                    (self.fault(Field::Key))
                }
            }
        }
    }

    /// What the pauses are for, what is kept free, and in which order it is booked.
    fn rules(&self) -> Markup {
        let (ask, draft) = (self.ask, self.draft);
        let language = ask.language;
        let policies =
            [PausePolicy::Free, PausePolicy::Flexible, PausePolicy::Blocked, PausePolicy::Never];
        html! {
            section .panel aria-label=(ask.pick("Pausen und Puffer", "Pauses and buffer")) {
                @if draft.is_composite() {
                    fieldset .choices aria-describedby="f-policy" {
                        legend { (ask.pick("Was geschieht in den Pausen?", "What happens in the pauses?")) }
                        @for policy in policies {
                            label { input type="radio" name="policy" value=(policy.as_str()) checked[draft.policy == policy.as_str()];
                                span { b { (policy.word(language)) } ": " (policy.meaning(language)) } }
                        }
                    }
                    (self.fault(Field::Policy))
                } @else { input type="hidden" name="policy" value=(draft.policy); }
                div .fields {
                    div {
                        label for="buffer" { (ask.pick("Danach frei halten (Minuten)", "Kept free behind it (minutes)")) }
                        input #buffer name="buffer" inputmode="numeric" value=(draft.buffer) aria-describedby="f-buffer";
                        (self.fault(Field::Buffer))
                    }
                    div {
                        label for="order" { (ask.pick("Reihenfolge beim Buchen", "Order of booking")) }
                        select #order name="order" aria-describedby="f-order" {
                            @for (order, told) in [
                                (BookingOrder::LastFirst, ask.pick("der letzte Schritt zuerst", "the last step first")),
                                (BookingOrder::FirstFirst, ask.pick("der erste Schritt zuerst", "the first step first")),
                            ] { option value=(order.as_str()) selected[draft.order == order.as_str()] { (told) } }
                        }
                        (self.fault(Field::Order))
                    }
                }
            }
        }
    }

    /// As it would be with what can be read by now.
    fn bars(&self) -> Markup {
        let read = |typed: &str| typed.trim().parse::<u32>().unwrap_or(0);
        let count = self.draft.steps.len();
        let segment = |place: usize| {
            let step = self.draft.steps.get(place)?;
            let is_last = place.saturating_add(1) == count;
            Some(ServiceSegment {
                key: SegmentKey::nth(place)?,
                name: step.name.clone(),
                minutes: read(&step.minutes),
                pause_after_minutes: if is_last { 0 } else { read(&step.pause) },
                performer: Performer::Same,
                booked_as: BookedAs::Staff,
            })
        };
        let composition = Composition {
            segments: (0..count).filter_map(segment).collect(),
            policy: PausePolicy::parse(&self.draft.policy).unwrap_or(PausePolicy::Never),
            buffer_minutes: read(&self.draft.buffer),
        };
        html! {
            (timeline::large(&composition, self.ask.language))
            p .soft { (self.ask.pick("Zusammen ", "Together ")) b { (composition.minutes()) " " (self.ask.pick("Minuten", "minutes")) } }
        }
    }
}
