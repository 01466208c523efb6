//! Every kind of message in both languages, as it has been looked at once: `fixtures/messages`. With `UPDATE_GOLDEN=1` they are
//! written anew, to be looked at again.

use crate::domain::calendar::zone::Zone;
use crate::domain::message::facts::{SalonFacts, StepFacts, VisitFacts};
use crate::domain::message::ics::{Event, Method};
use crate::domain::message::kind::Kind;
use crate::domain::message::next::{Next, Told, next};
use crate::domain::message::{gsm, ics, letter, sms};
use crate::domain::visit::booked::VisitStatus;
use std::fs;
use std::path::Path;
use time::macros::datetime;
use time::{Duration, OffsetDateTime};

/// Sunday, half past one in Berlin, half an hour before the clock is put forward.
const START: OffsetDateTime = datetime!(2027-03-28 0:30 UTC);
const LINK: &str = "https://termine.salon-beispiel.example/v/AbCdEfGhIjKlMnOpQrStUv";

fn berlin() -> Zone {
    Zone::parse("Europe/Berlin").unwrap()
}

fn step(name: &str, from: i64, minutes: i64, staff: &str) -> StepFacts {
    let starts_at = START + Duration::minutes(from);
    StepFacts {
        name: name.into(),
        starts_at,
        ends_at: starts_at + Duration::minutes(minutes),
        staff: Some(staff.into()),
    }
}

fn facts(language: &str) -> VisitFacts {
    VisitFacts {
        visit_ref: "0199aa00bb11cc22dd33ee44ff556677".into(),
        starts_at: START,
        ends_at: START + Duration::minutes(135),
        before: None,
        service: "Ansatzfärbung, Waschen; Föhnen".into(),
        staff: Some("Jürgen Weiß".into()),
        steps: vec![
            step("Ansatz färben", 0, 30, "Jürgen Weiß"),
            step("Waschen", 60, 15, "Jürgen Weiß"),
            step("Schneiden", 75, 30, "Zoë Müller-Lüdenscheidt"),
            step("Föhnen", 105, 30, "Jürgen Weiß"),
        ],
        customer: "Frau Ünlü \"Zoë\" & Söhne <3".into(),
        salon: SalonFacts {
            name: "Salon Schöner".into(),
            address: "Große Straße 1, 10115 Berlin".into(),
            phone: "030 23125 100".into(),
        },
        language: language.into(),
        zone: "Europe/Berlin".into(),
    }
}

fn simple(language: &str) -> VisitFacts {
    let starts_at = datetime!(2026-12-01 9:00 UTC);
    VisitFacts {
        starts_at,
        ends_at: starts_at + Duration::minutes(45),
        service: "Haarschnitt".into(),
        steps: Vec::new(),
        ..facts(language)
    }
}

fn object(kind: Kind, facts: &VisitFacts, sequence: u32) -> String {
    let event = Event {
        method: Method::of(kind),
        is_off: kind == Kind::Cancelled,
        sequence,
        written_at: datetime!(2026-11-23 8:00 UTC),
        domain: "visits.salon-beispiel.example",
        organizer: ("Salon Schöner", "termine@salon-beispiel.example"),
        attendee: Some("uenlue@kundin.example"),
        link: Some(LINK),
    };
    ics::write(&event, facts, &berlin())
}

fn golden(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/messages").join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(kept, text, "{name}");
}

#[test]
fn each_kind_reads_as_it_was_looked_at() {
    for (language, tongue) in [("de", "german"), ("en", "english")] {
        let moved = {
            let by = Duration::days(2);
            let mut facts = facts(language);
            facts.before = Some(facts.starts_at);
            (facts.starts_at, facts.ends_at) = (facts.starts_at + by, facts.ends_at + by);
            for step in &mut facts.steps {
                (step.starts_at, step.ends_at) = (step.starts_at + by, step.ends_at + by);
            }
            facts
        };
        let all = [
            ("confirmed", Kind::Confirmed, facts(language), 0),
            ("moved", Kind::Moved, moved.clone(), 1),
            ("cancelled", Kind::Cancelled, moved, 2),
            ("simple", Kind::Confirmed, simple(language), 0),
            ("reminder", Kind::Reminder, simple(language), 0),
        ];
        for (name, kind, facts, sequence) in all {
            let written = letter::write(kind, &facts, &berlin(), Some(LINK));
            golden(
                &format!("{tongue}/{name}.txt"),
                &format!("{}\n\n{}", written.subject, written.text),
            );
            golden(&format!("{tongue}/{name}.html"), &written.html);
            golden(&format!("{tongue}/{name}.ics"), &object(kind, &facts, sequence));
            let text = sms::write(kind, &facts, &berlin(), Some(LINK));
            assert!(gsm::parts(&text) <= 2, "{text}");
            golden(&format!("{tongue}/{name}.sms"), &format!("{text}\n"));
        }
    }
}

#[test]
fn a_fold_falls_on_an_umlaut_and_leaves_it_whole() {
    let object = object(Kind::Confirmed, &facts("de"), 0);
    assert!(object.split("\r\n").all(|line| line.len() <= 75));
    // A line of 74 octets before a letter of two: the fold would have been within it.
    let would_be_cut = object.split("\r\n").collect::<Vec<_>>();
    let would_be_cut = would_be_cut.windows(2).any(|pair| {
        let next = pair[1].strip_prefix(' ').and_then(|rest| rest.chars().next());
        pair[0].len() == 74 && next.is_some_and(|letter| letter.len_utf8() == 2)
    });
    assert!(would_be_cut, "{object}");
}

#[test]
fn nothing_in_a_name_leaves_its_place() {
    let mut odd = simple("de");
    odd.customer = "A\r\nBCC: x@x.example\r\n\r\n<script>\"".into();
    odd.service = "x\nEND:VEVENT\r\nBEGIN:VEVENT;,\\".into();
    odd.salon.name = "😀".repeat(300);
    let written = letter::write(Kind::Confirmed, &odd, &berlin(), Some("https://x.example/\"><b>"));
    assert!(!written.html.contains("<script>") && !written.html.contains("<b>"));
    assert!(!written.text.contains('\r'));
    let object = object(Kind::Confirmed, &odd, 0);
    assert_eq!(object.matches("\r\nBEGIN:VEVENT\r\n").count(), 1);
    assert_eq!(object.matches("\r\nEND:VEVENT\r\n").count(), 1);
    assert!(!object.contains("\r\nBCC"));
    let text = sms::write(Kind::Confirmed, &odd, &berlin(), None);
    assert!(gsm::parts(&text) <= 2 && !text.contains(['\r', '\n']), "{text}");
}

#[test]
fn a_text_message_leaves_out_what_is_least_needed() {
    let all = simple("de");
    let text = |facts: &VisitFacts| sms::write(Kind::Confirmed, facts, &berlin(), Some(LINK));
    assert!(text(&all).contains("Große Straße") && text(&all).contains(LINK));
    let long = VisitFacts {
        salon: SalonFacts { address: "x".repeat(250), ..all.salon.clone() },
        ..all.clone()
    };
    assert!(!text(&long).contains("xxx") && text(&long).contains("bei Jürgen Weiß"));
    let nobody = VisitFacts { staff: Some("李小龙".into()), ..all.clone() };
    assert!(text(&nobody).contains("Haarschnitt") && !text(&nobody).contains("李"));
    assert!(gsm::in_alphabet(&text(&nobody)).is_some(), "the cheap alphabet is kept");
    let cyrillic = VisitFacts {
        salon: SalonFacts { name: "Салон Красота".into(), ..all.salon.clone() },
        ..all
    };
    let text = text(&cyrillic);
    assert!(text.starts_with("Салон Красота") && gsm::parts(&text) <= 2, "{text}");
}

#[test]
fn what_is_told_next() {
    use Kind::{Cancelled, Confirmed, Moved};
    use VisitStatus as S;
    let (now, later) = (simple("de"), {
        let mut later = simple("de");
        later.starts_at += Duration::HOUR;
        later.ends_at += Duration::HOUR;
        later
    });
    let other_hands = VisitFacts { staff: Some("Emma".into()), ..now.clone() };
    let new = |kind, revision| Next::New { kind, revision };
    // What was told last, whether it has left, how the visit stands, what follows.
    type Case<'a> = (Option<(Kind, u32, bool)>, VisitStatus, &'a VisitFacts, Next);
    let cases: [Case; 20] = [
        (None, S::Confirmed, &now, new(Confirmed, 0)),
        (None, S::Requested, &now, Next::Nothing),
        (None, S::Pending, &now, Next::Nothing),
        (None, S::Cancelled, &now, Next::Nothing),
        (None, S::Rejected, &now, Next::Nothing),
        (Some((Confirmed, 0, true)), S::Confirmed, &now, Next::Nothing),
        (Some((Confirmed, 0, true)), S::Confirmed, &later, Next::Refresh),
        (Some((Confirmed, 0, true)), S::Confirmed, &other_hands, Next::Refresh),
        (Some((Confirmed, 0, true)), S::Cancelled, &now, new(Cancelled, 1)),
        (Some((Confirmed, 0, false)), S::Confirmed, &now, Next::Nothing),
        (Some((Confirmed, 0, false)), S::Confirmed, &other_hands, Next::Nothing),
        (Some((Confirmed, 0, false)), S::Confirmed, &later, new(Moved, 1)),
        (Some((Confirmed, 0, false)), S::Pending, &later, Next::Nothing),
        (Some((Moved, 1, true)), S::Confirmed, &later, Next::Refresh),
        (Some((Moved, 1, false)), S::Confirmed, &later, new(Moved, 2)),
        (Some((Moved, 1, false)), S::Rejected, &now, new(Cancelled, 2)),
        (Some((Cancelled, 2, false)), S::Cancelled, &later, Next::Nothing),
        (Some((Cancelled, 2, true)), S::Confirmed, &now, new(Confirmed, 3)),
        (Some((Cancelled, 2, false)), S::Confirmed, &now, new(Confirmed, 3)),
        (Some((Cancelled, 2, false)), S::Requested, &now, Next::Nothing),
    ];
    for (last, status, facts, expected) in cases {
        let told = last.map(|(kind, revision, is_untouched)| Told {
            kind,
            revision,
            facts: &now,
            is_untouched,
        });
        assert_eq!(next(told, status, facts), expected, "{last:?} {status:?}");
    }
}

#[test]
fn a_move_that_was_taken_back_before_it_was_told_is_told_to_nobody() {
    let (now, hour) = (simple("de"), Duration::HOUR);
    let moved = VisitFacts {
        starts_at: now.starts_at + hour,
        ends_at: now.ends_at + hour,
        before: Some(now.starts_at),
        ..now.clone()
    };
    let told =
        |is_untouched| Some(Told { kind: Kind::Moved, revision: 1, facts: &moved, is_untouched });
    let next = |is_untouched| next(told(is_untouched), VisitStatus::Confirmed, &now);
    assert_eq!(next(true), Next::Withdraw);
    assert_eq!(next(false), Next::New { kind: Kind::Moved, revision: 2 });
}

#[test]
fn an_hour_that_comes_twice_is_told_without_doubt() {
    // The clock goes back from three to two on 31 October 2027.
    for (starts_at, told) in [
        (datetime!(2027-10-31 0:30 UTC), "DTSTART;TZID=Europe/Berlin:20271031T023000\r\n"),
        (datetime!(2027-10-31 1:30 UTC), "DTSTART:20271031T013000Z\r\n"),
        (datetime!(2027-10-31 2:30 UTC), "DTSTART;TZID=Europe/Berlin:20271031T033000\r\n"),
    ] {
        let facts = VisitFacts { starts_at, ends_at: starts_at + Duration::HOUR, ..simple("de") };
        let object = object(Kind::Confirmed, &facts, 0);
        assert!(object.contains(told), "{told}: {object}");
    }
}

#[test]
fn zones_without_a_yearly_rule_are_told_change_by_change() {
    for (zone, at, holds, lacks) in [
        (
            "Europe/Berlin",
            datetime!(2026-12-01 9:00 UTC),
            "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
            "19700101",
        ),
        ("America/New_York", datetime!(2026-12-01 9:00 UTC), "BYMONTH=11;BYDAY=1SU", "19700101"),
        ("Asia/Tokyo", datetime!(2026-12-01 9:00 UTC), "TZOFFSETTO:+0900", "RRULE"),
        // Summer time but for Ramadan: no rule of the calendar.
        (
            "Africa/Casablanca",
            datetime!(2026-12-01 9:00 UTC),
            "BEGIN:STANDARD\r\nDTSTART:19700101T000000",
            "RRULE",
        ),
    ] {
        let facts = VisitFacts {
            starts_at: at,
            ends_at: at + Duration::HOUR,
            zone: zone.into(),
            ..simple("en")
        };
        let event = Event {
            method: Method::Publish,
            is_off: false,
            sequence: 0,
            written_at: at,
            domain: "x.example",
            organizer: ("", ""),
            attendee: None,
            link: None,
        };
        let object = ics::write(&event, &facts, &Zone::parse(zone).unwrap());
        assert!(object.contains(holds), "{zone}: {object}");
        assert!(!object.contains(lacks), "{zone}: {object}");
    }
    let utc = Zone::parse("UTC").unwrap();
    let event = Event {
        method: Method::Publish,
        is_off: false,
        sequence: 0,
        written_at: START,
        domain: "x.example",
        organizer: ("", ""),
        attendee: None,
        link: None,
    };
    let object = ics::write(&event, &simple("en"), &utc);
    assert!(object.contains("DTSTART:20261201T090000Z") && !object.contains("VTIMEZONE"));
}
