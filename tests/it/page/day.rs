//! The day, and what is done from a visit.

use crate::support::visitor::{Visitor, page_app};
use chairside::domain::visit::booking::BookingStatus;
use serde_json::json;
use time::Duration;

#[test]
fn a_booked_visit_stands_in_its_day_with_its_story() {
    let app = page_app();
    let args = json!({ "service": "Haarschnitt", "staff": "Emma", "customer_name": "Erika Muster",
        "start": "2026-11-24T10:00" });
    let answer = app.ask("call-1", "book_appointment", args);
    assert_eq!(answer["status"], "booked", "{answer}");
    app.settle();
    let mut desk = Visitor::of(&app, "desk");
    let day = desk.open("/day/2026-11-24");
    assert!(day.text().contains("Erika Muster Haarschnitt 10:00–"), "{}", day.text());
    let story = desk.open("/visits/1");
    for sentence in [
        "Warum Emma",
        "Erika Muster",
        "Wollte buchen: gebucht Haarschnitt · 2026-11-24T10:00 · Emma",
        "Bei Cal.com gebucht",
    ] {
        assert!(story.text().contains(sentence), "{sentence}: {}", story.text());
    }
    let form = story.form("/visits/1/rename").with("name", "Erika Mustermann");
    let after = desk.send_and_see(&form);
    assert!(after.text().contains("Erika Mustermann"), "{}", after.text());
    assert_eq!(app.rows("SELECT name FROM customers"), ["Erika Mustermann"]);
}

/// From a free time: a service and a name, and it stands. The same form sent twice books once.
#[test]
fn the_desk_books_moves_and_cancels() {
    let app = page_app();
    let mut desk = Visitor::of(&app, "desk");
    let day = desk.open("/day/2026-11-24");
    let free =
        day.links("/book?").into_iter().find(|link| link.contains("time=10:00&staff=")).unwrap();
    let form = desk.open(&free).form("/book");
    let refused = desk.send(&form.clone().with("service", "schnitt"));
    assert_eq!(refused.status, 400);
    assert!(refused.text().contains("Für wen ist der Termin?"), "{}", refused.text());
    let staff = app.rows("SELECT id FROM staff WHERE name = 'Emma Vogel'").remove(0);
    let form = refused
        .form("/book")
        .with("service", "schnitt")
        .with("staff", &staff)
        .with("name", "Erika Muster")
        .with("phone", "030 23125 105");
    let booked = desk.send(&form);
    assert_eq!(
        (booked.status, booked.location.as_str()),
        (303, "/day/2026-11-24?visit=1#story"),
        "{}",
        booked.html
    );
    assert_eq!(desk.send(&form).location, booked.location, "a double click");
    assert_eq!(app.count("SELECT count(*) FROM appointments"), 1);
    // Going back to the form and typing something else is another order, not the first one again.
    let other = form
        .clone()
        .with("name", "Quirin Beispiel")
        .with("time", "12:00")
        .with("phone", "030 23125 106");
    let second = desk.send(&other);
    assert_eq!(
        (second.status, second.location.as_str()),
        (303, "/day/2026-11-24?visit=2#story"),
        "{}",
        second.html
    );
    assert_eq!(desk.send(&other).location, second.location);
    assert_eq!(app.count("SELECT count(*) FROM appointments"), 2);
    let gone = desk.open("/visits/2").form("/visits/2/cancel");
    desk.send_and_see(&gone);
    let story = desk.open("/visits/1");
    assert!(story.text().contains("Erika Muster Haarschnitt 10:00–10:45"), "{}", story.text());

    let week = desk.open("/week/2026-11-24").text();
    assert!(week.contains("10:00 Erika Muster Haarschnitt · Emma"), "{week}");
    let form = desk.open("/visits/1/move").form("/visits/1/move").with("time", "14:30");
    let moved = desk.send_and_see(&form);
    assert!(moved.text().contains("14:30–15:15"), "{}", moved.text());
    assert_eq!(desk.send(&form).status, 303, "a double click");

    let cancelled = desk.send_and_see(&moved.form("/visits/1/cancel"));
    assert!(cancelled.text().contains("Abgesagt."), "{}", cancelled.text());
    assert_eq!(app.rows("SELECT status FROM appointments WHERE id = 1"), ["cancelled"]);
    assert!(cancelled.forms("/visits/1/assign").is_empty(), "a cancelled one is given to nobody");
    // Who ordered each stands with the visit and in the trail, once for each that was opened.
    let name = app.rows("SELECT DISTINCT changed_by FROM calcom_host_mapping_audits").remove(0);
    let story = cancelled.text();
    for what in ["Buchung", "Verlegung", "Absage"] {
        let told = format!("{what} am Tresen aufgegeben von {name}");
        assert_eq!(story.matches(&told).count(), 1, "{told}: {story}");
    }
    let trail = app.rows(
        "SELECT new_values ->> 'ordered' || ' ' || coalesce(new_values ->> 'appointment_id', 'new')
         FROM calcom_host_mapping_audits WHERE new_values ->> 'ordered' IS NOT NULL ORDER BY id",
    );
    assert_eq!(trail, ["book new", "book new", "cancel 2", "move 1", "cancel 1"]);
    let trail = Visitor::of(&app, "owner").open("/audit").text();
    assert!(trail.contains("Termin 1: Verlegung am Tresen aufgegeben."), "{trail}");
    assert!(trail.contains("Buchung am Tresen aufgegeben: Haarschnitt."), "{trail}");
    assert_eq!(
        app.sandbox.bookings().iter().filter(|one| one.status == BookingStatus::Accepted).count(),
        0
    );
    app.settle();
}

/// Who stands to choose from for a visit: whom its branch admits, and what stands against each then.
#[test]
fn who_may_get_a_visit_is_told_with_what_stands_against_it() {
    let app = page_app();
    let book = |caller: &str, staff: &str, time: &str| {
        let args = json!({ "service": "schnitt", "staff": staff, "customer_name": "Sabine Beispiel",
            "start": format!("2026-11-24T{time}") });
        let answer = app.function(caller, Some("+493023125105"), "book_appointment", args);
        assert_eq!(answer["status"], "booked", "{answer}");
    };
    book("call-1", "Emma", "10:00");
    let mut desk = Visitor::of(&app, "desk");
    let among = |desk: &mut Visitor| {
        let html = desk.open("/visits/1").html;
        let (_, rest) = html.split_once("<select id=\"staff\" name=\"staff\"").unwrap();
        rest.split_once("</select>").unwrap().0.to_owned()
    };
    let free = among(&mut desk);
    assert!(free.contains(">Jürgen Weiß</option>") && !free.contains(" – "), "{free}");
    app.rows(
        "INSERT INTO absences (company_id, staff_id, starts_at, ends_at, reason, created_by, created_at)
         SELECT company_id, id, '2026-11-24T09:30:00Z', '2026-11-24T12:00:00Z', 'krank', 'desk', '2026-11-23T08:00:00Z'
         FROM staff WHERE key = 'juergen' RETURNING id",
    );
    let ill = among(&mut desk);
    assert!(ill.contains(">Jürgen Weiß – nicht da</option>"), "{ill}");
    app.rows("DELETE FROM absences RETURNING id");
    book("call-2", "Jürgen", "10:30");
    let busy = among(&mut desk);
    assert!(busy.contains(">Jürgen Weiß – hat da schon jemanden</option>"), "{busy}");
    app.rows(
        "INSERT INTO branches (company_id, key, name, created_at) VALUES (1, 'nord', 'Nord', '2026-11-23T08:00:00Z') RETURNING id",
    );
    app.rows("UPDATE staff SET branch_id = (SELECT id FROM branches WHERE key = 'nord') WHERE key = 'juergen' RETURNING id");
    let elsewhere = among(&mut desk);
    assert!(!elsewhere.contains("Jürgen") && elsewhere.contains("Emma"), "{elsewhere}");
    app.settle();
}

/// Into the pause of a colouring, which is free for others.
#[test]
fn the_desk_books_into_a_pause() {
    let app = page_app();
    let args = json!({ "service": "ansatzfarbe", "staff": "Jürgen", "customer_name": "Sabine Beispiel",
        "start": "2026-11-24T10:00" });
    let answer = app.ask("call-1", "book_appointment", args);
    assert_eq!(answer["status"], "booked", "{answer}");
    app.settle();
    let mut desk = Visitor::of(&app, "desk");
    let day = desk.open("/day/2026-11-24");
    assert!(day.text().contains("Min. frei"), "{}", day.text());
    let pause = day.links("/book?").into_iter().find(|link| link.contains("time=10:30")).unwrap();
    let form = desk.open(&pause).form("/book");
    let form = form.with("service", "bart").with("name", "Tim Vorlage");
    let booked = desk.send_and_see(&form);
    assert!(booked.text().contains("Tim Vorlage"), "{}", booked.text());
    app.settle();
    // What is left of it is shown when it is over, and leads nowhere.
    let into_a_minute = |desk: &mut Visitor| {
        let links = desk.open("/day/2026-11-24").links("/book?");
        links.iter().filter(|link| link.contains("&time=")).count()
    };
    assert!(into_a_minute(&mut desk) > 0, "the rest of the day");
    app.clock.forward(Duration::hours(40));
    let mut later = Visitor::of(&app, "desk");
    assert_eq!(into_a_minute(&mut later), 0);
}

#[test]
fn who_did_not_come_is_marked_and_may_have_come_after_all() {
    let app = page_app();
    let args = json!({ "service": "Haarschnitt", "staff": "Emma", "customer_name": "Erika Muster",
        "start": "2026-11-24T10:00" });
    app.ask("call-1", "book_appointment", args);
    app.settle();
    let mut desk = Visitor::of(&app, "desk");
    assert!(desk.open("/visits/1").forms("/visits/1/no-show").is_empty(), "not before it begins");
    app.clock.forward(Duration::hours(26));
    let mut desk = Visitor::of(&app, "desk");
    let mark = desk.open("/visits/1").form("/visits/1/no-show");
    let marked = desk.send_and_see(&mark);
    assert!(marked.text().contains("Nicht gekommen (desk,"), "{}", marked.text());
    assert_eq!(desk.send(&mark).status, 303, "a double click");
    let log = desk.open("/audit").text();
    assert!(log.contains("Termin 1: Die Kundin ist nicht gekommen."), "{log}");
    let back = desk.send_and_see(&marked.form("/visits/1/no-show"));
    assert!(!back.text().contains("Nicht gekommen (desk,"), "{}", back.text());
    assert_eq!(app.rows("SELECT count(*) FROM appointments WHERE no_show_at IS NOT NULL"), ["0"]);
}

/// Her child's name is the child's: the mother keeps hers.
#[test]
fn a_childs_name_is_corrected_on_its_visit_alone() {
    let app = page_app();
    let book = |call: &str, name: &str, start: &str| {
        let args = json!({ "service": "Haarschnitt", "staff": "Emma", "customer_name": name, "start": start });
        let answer = app.ask(call, "book_appointment", args);
        assert_eq!(answer["status"], "booked", "{answer}");
        app.settle();
    };
    book("call-1", "Erika Muster", "2026-11-24T10:00");
    book("call-2", "Mia Musster", "2026-11-24T14:00");
    let mut desk = Visitor::of(&app, "desk");
    let rename = desk.open("/visits/2").form("/visits/2/rename").with("name", "Mia Muster");
    let after = desk.send_and_see(&rename);
    assert!(after.text().contains("Mia Muster"), "{}", after.text());
    assert_eq!(desk.send(&rename).status, 303, "a double click");
    assert_eq!(app.rows("SELECT name FROM customers"), ["Erika Muster"]);
    let of = |id: i64| {
        app.rows(&format!("SELECT metadata ->> 'attendee_name' FROM appointments WHERE id = {id}"))
    };
    assert_eq!((of(1), of(2)), (vec!["Erika Muster".to_owned()], vec!["Mia Muster".to_owned()]));
    let log = Visitor::of(&app, "owner").open("/audit").text();
    assert!(log.contains("Termin 2: Name berichtigt."), "{log}");
}

#[test]
fn odd_days_are_told_and_break_nothing() {
    let app = page_app();
    let mut desk = Visitor::of(&app, "desk");
    for day in [
        "9999-12-31",
        "0000-01-01",
        "2026-02-29",
        "2026-12-1",
        "-0001-01-01",
        "+12026-01-01",
        "heute",
        "2026-W49-2",
        "%00",
    ] {
        for page in ["day", "week"] {
            let seen = desk.get(&format!("/{page}/{day}"));
            assert!([200, 404].contains(&seen.status), "{page} {day}: {}", seen.status);
            assert!(seen.html.contains("<h1"), "{page} {day}");
        }
    }
    assert_eq!(desk.get("/day/2026-02-29").status, 404);
    assert_eq!(desk.get("/day/2026-12-01?visit=99999").status, 404);
    for query in
        ["day=x&time=y", "day=2026-12-01&time=25:99&staff=%3Cb%3E&free=-3", "free=99999999999999"]
    {
        assert_eq!(desk.get(&format!("/book?{query}")).status, 200, "{query}");
    }
}
