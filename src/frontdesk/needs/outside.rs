//! What is wrong with what comes from outside and with what stands there: messages that could not be worked on, and
//! event types that Cal.com has otherwise.

use crate::domain::language::Language;
use crate::frontdesk::event::list::EventLine;
use crate::frontdesk::event::words;
use crate::frontdesk::needs::act::{Act, Button};
use crate::frontdesk::needs::view::{NeedKind, NeedView};
use crate::store::service::event_map_sync::OutOfStep;

/// Dead messages with a card of their own; the rest shares one.
pub(crate) const DEAD_SHOWN_MAX: u32 = 5;

/// A card for each of the newest dead messages, and one for the rest, if there are more.
pub(crate) fn of_dead(dead: &[EventLine], language: Language) -> Vec<NeedView> {
    let most = usize::try_from(DEAD_SHOWN_MAX).unwrap_or(usize::MAX);
    let (shown, rest) = dead.split_at(dead.len().min(most));
    let one = |line: &EventLine| {
        let from = words::channel(language, line.channel);
        let mut told = vec![format!("{from}: {}", line.event)];
        told.extend(line.reason.clone());
        NeedView {
            kind: NeedKind::DeadEvent,
            title: language
                .pick(
                    "Etwas kam an und wurde nicht verarbeitet.",
                    "Something came in and was not processed.",
                )
                .to_owned(),
            told,
            since: Some(line.received_at.clone()),
            appointments: Vec::new(),
            buttons: vec![Button::new(
                Act::LookAtEvent { event: line.event_id },
                language.pick("Nochmals versuchen", "Try again"),
            )],
        }
    };
    let more = (!rest.is_empty()).then(|| NeedView {
        kind: NeedKind::DeadEvent,
        title: language
            .pick(
                "Es gibt noch mehr, was nicht verarbeitet wurde.",
                "There is more that was not processed.",
            )
            .to_owned(),
        told: Vec::new(),
        since: None,
        appointments: Vec::new(),
        buttons: vec![Button::new(
            Act::LookAtDeadEvents,
            language.pick("Alle ansehen", "Look at all"),
        )],
    });
    shown.iter().map(one).chain(more).collect()
}

/// A service with event types that are not as they should be.
pub(crate) fn of_drift(one: &OutOfStep, language: Language) -> NeedView {
    let (name, differ, failed) = (&one.name, one.differ, one.failed);
    let mut told = Vec::new();
    match differ {
        0 => {}
        1 => told.push(
            language
                .pick(
                    "Ein Termintyp ist dort anders als hier.",
                    "One event type is otherwise there.",
                )
                .to_owned(),
        ),
        _ => told.push(language.pick(
            format!("{differ} Termintypen sind dort anders als hier."),
            format!("{differ} event types are otherwise there."),
        )),
    }
    match failed {
        0 => {}
        1 => told.push(
            language
                .pick("Einer lässt sich dort nicht einrichten.", "One cannot be set up there.")
                .to_owned(),
        ),
        _ => told.push(language.pick(
            format!("{failed} lassen sich dort nicht einrichten."),
            format!("{failed} cannot be set up there."),
        )),
    }
    NeedView {
        kind: NeedKind::Drift,
        title: language.pick(
            format!("{name} steht bei Cal.com nicht so, wie es sein soll."),
            format!("{name} does not stand at Cal.com as it should."),
        ),
        told,
        since: None,
        appointments: Vec::new(),
        buttons: vec![Button::new(
            Act::LookAtService { service: one.service.clone() },
            language.pick("Vergleichen", "Compare"),
        )],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::local_time::LocalTime;
    use crate::domain::calendar::zone::Zone;
    use time::macros::datetime;

    fn dead(event_id: i64) -> EventLine {
        let zone = Zone::parse("Europe/Berlin").unwrap();
        EventLine {
            event_id,
            received_at: LocalTime::of(&zone, datetime!(2026-11-23 08:00 UTC)),
            channel: "calcom_webhook",
            event: "BOOKING_CREATED".to_owned(),
            subject: None,
            state: "dead",
            attempts: 4,
            reason: Some("Cal.com has no such booking".to_owned()),
            next_try_at: None,
            finished_at: None,
            replay_of: None,
            replayed_as: None,
            replay_state: None,
        }
    }

    #[test]
    fn each_dead_message_has_its_button_and_many_share_one() {
        let few: Vec<EventLine> = (1..=5).map(dead).collect();
        let needs = of_dead(&few, Language::De);
        assert_eq!(needs.len(), 5);
        assert_eq!(needs[4].buttons[0].act, Act::LookAtEvent { event: 5 });
        assert_eq!(
            needs[0].told,
            ["Hinweis von Cal.com: BOOKING_CREATED", "Cal.com has no such booking"]
        );
        let many: Vec<EventLine> = (1..=300).map(dead).collect();
        let needs = of_dead(&many, Language::En);
        assert_eq!(needs.len(), 6);
        assert_eq!(needs[5].buttons[0].act, Act::LookAtDeadEvents);
        assert!(of_dead(&[], Language::De).is_empty());
    }

    #[test]
    fn a_service_out_of_step_says_how() {
        let one = |differ, failed| {
            let one =
                OutOfStep { service: "welle".to_owned(), name: "Welle".to_owned(), differ, failed };
            of_drift(&one, Language::De)
        };
        assert_eq!(one(1, 0).told, ["Ein Termintyp ist dort anders als hier."]);
        assert_eq!(
            one(3, 2).told,
            ["3 Termintypen sind dort anders als hier.", "2 lassen sich dort nicht einrichten."]
        );
        assert_eq!(one(0, 1).told, ["Einer lässt sich dort nicht einrichten."]);
        assert_eq!(one(0, 1).buttons[0].act, Act::LookAtService { service: "welle".to_owned() });
    }
}
