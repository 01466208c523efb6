//! What the salon sells, seen and changed on the page.

use crate::support::harness::{Setup, TestApp};
use crate::support::visitor::{Form, Visitor, page_app};

/// The form of a colouring with a pause, for Emma and Jürgen.
fn colouring(owner: &mut Visitor) -> Form {
    let form = owner.open("/services/new?from=colour-cut").form("/services/new");
    let mut form = form.with("name", "Neue Farbe").with("do", "save");
    for step in 0..4 {
        for who in ["emma", "juergen"] {
            form = form.with(&format!("s{step}.does.{who}"), "1");
        }
    }
    form
}

fn described(app: &TestApp, key: &str) -> Vec<String> {
    app.rows(&format!(
        "SELECT g.segment_key || ' ' || g.name || ' ' || g.duration_minutes || '+' || g.pause_after_minutes
         FROM service_segments g JOIN services s ON s.id = g.service_id WHERE s.key = '{key}' ORDER BY g.segment_key"
    ))
}

#[test]
fn everybody_sees_the_services_and_only_the_owner_changes_them() {
    let app = page_app();
    for role in ["owner", "desk", "agency"] {
        let mut visitor = Visitor::of(&app, role);
        let list = visitor.open("/services");
        for text in
            ["Ansatzfärbung", "150 Min.", "1 Pause, 45 Min.: frei", "Emma Vogel, Jürgen Weiß"]
        {
            assert!(list.text().contains(text), "{role} {text}: {}", list.text());
        }
        assert_eq!(list.html.contains("/services/new"), role == "owner");
        let one = visitor.open("/services/ansatzfarbe");
        for text in [
            "in der Pause können andere gebucht werden, 40 von 45 Minuten",
            "Jürgen: längstens passt Bartpflege (15 Min.)",
            "Emma: nichts ist kurz genug",
            "in Ordnung, euer eigener",
            "in appliance.toml. Das gilt bei jedem Start",
        ] {
            assert!(one.text().contains(text), "{role} {text}: {}", one.text());
        }
        assert!(one.html.len() < 100_000);
        let may = if role == "owner" { 200 } else { 403 };
        assert_eq!(visitor.get("/services/new").status, may);
        assert_eq!(visitor.get("/services/ansatzfarbe/edit").status, may);
        let file = visitor.get("/services.csv");
        assert!(file.html.contains("ansatzfarbe,Ansatzfärbung,150,0,"), "{}", file.html);
        assert_eq!(visitor.get("/services/keine").status, 404);
    }
}

#[test]
fn a_new_service_is_made_from_a_template_and_changed_step_by_step() {
    let app = page_app();
    let mut owner = Visitor::of(&app, "owner");
    let form = colouring(&mut owner);
    let made = owner.send(&form);
    assert_eq!(
        (made.status, made.location.as_str()),
        (303, "/services/neue-farbe"),
        "{}",
        made.html
    );
    assert_eq!(owner.send(&form).location, made.location, "a double click");
    assert_eq!(app.count("SELECT count(*) FROM services WHERE key = 'neue-farbe'"), 1);
    assert_eq!(
        described(&app, "neue-farbe"),
        ["A Ansatz färben 30+30", "B Auswaschen 15+0", "C Schneiden 30+15", "D Föhnen 30+0"]
    );

    let edit = "/services/neue-farbe/edit";
    let form = owner.open(edit).form(edit).with("s2.name", "Spitzen <b>schneiden</b>");
    let up = owner.send(&form.clone().with("do", "up.2"));
    assert_eq!(up.status, 200);
    assert!(!up.html.contains("<b>schneiden"), "what was typed is text");
    let form = up.form(edit);
    assert_eq!(form.fields["s1.name"], "Spitzen <b>schneiden</b>", "what was typed goes with it");
    assert_eq!(form.fields["s1.was"], "C");
    let added = owner.send(&form.with("do", "add.0"));
    let form = added.form(edit);
    assert_eq!((form.fields["steps"].as_str(), form.fields["s1.name"].as_str()), ("5", ""));
    assert_eq!(form.fields["s1.does.emma"], "1", "who does the one before does the new one");
    let removed = owner.send(&form.with("do", "remove.3"));
    let form = removed.form(edit).with("s1.name", "Glossing").with("s1.minutes", "12");
    assert_eq!(
        app.count("SELECT revision FROM services WHERE key = 'neue-farbe'"),
        1,
        "nothing saved yet"
    );
    let form = form.without("s0.does.juergen").with("s0.own.emma", "40").with("do", "save");
    let saved = owner.send_and_see(&form);
    assert!(saved.text().contains("Emma Vogel (40 Min.)"), "{}", saved.text());
    assert_eq!(owner.send(&form).status, 303, "a double click");
    assert_eq!(app.count("SELECT revision FROM services WHERE key = 'neue-farbe'"), 2);
    assert_eq!(
        described(&app, "neue-farbe"),
        [
            "A Ansatz färben 30+30",
            "B Glossing 12+0",
            "C Spitzen <b>schneiden</b> 30+15",
            "D Föhnen 30+0"
        ]
    );
}

#[test]
fn faults_stand_at_their_fields_and_nothing_is_saved() {
    let app = page_app();
    let mut owner = Visitor::of(&app, "owner");
    let good = colouring(&mut owner);
    let services = app.count("SELECT count(*) FROM services");
    let long = "ü".repeat(500);
    for (field, typed, told) in [
        ("name", "", "der Name ist leer"),
        ("name", long.as_str(), "höchstens 60"),
        ("key", "zwei worte", "der Schlüssel muss"),
        ("key", "new", "Dieser Schlüssel ist vergeben."),
        ("s0.minutes", "-5", "Möglich sind 1 bis 1440 Minuten."),
        ("s0.minutes", "99999999999999999999999999999999999999999999", "Möglich sind 1 bis 1440"),
        ("s1.minutes", "", "Wie viele Minuten?"),
        ("s1.minutes", "1' OR '1'='1", "Bitte ganze Minuten"),
        ("s0.pause", "2000", "Möglich sind 0 bis 1440 Minuten."),
        ("s3.name", "  ", "Der Name fehlt."),
        ("s3.name", "a\u{202e}b", "Steuerzeichen"),
        ("policy", "", "Bitte eines auswählen."),
        ("policy", "never", "die Regel „keine Pausen“"),
        ("buffer", "9999", "Möglich sind 0 bis 240 Minuten."),
        ("s0.own.emma", "0", "Möglich sind 1 bis 1440 Minuten."),
        ("steps", "30", "30 Segmente, höchstens 10"),
        ("steps", "0", "kein Segment"),
        ("steps", "viele", "kein Segment"),
    ] {
        let seen = owner.send(&good.clone().with(field, typed));
        assert_eq!(seen.status, 400, "{field} {typed}: {}", seen.text());
        assert!(seen.text().contains(told), "{field} {typed}: {}", seen.text());
        assert!(seen.html.len() < 100_000, "{field}: {}", seen.html.len());
    }
    // A pool cannot be held; nobody does it; no one person does all of it.
    let pool = good.clone().with("policy", "blocked").with("s0.booked", "pool");
    assert!(owner.send(&pool).text().contains("niemand weiß vorher, wer es ist"));
    let nobody = good.clone().without("s1.does.emma").without("s1.does.juergen");
    assert!(owner.send(&nobody).text().contains("das kann niemand, der hier arbeitet"));
    let parted = good.clone().without("s1.does.emma").without("s2.does.juergen");
    assert!(owner.send(&parted).text().contains("niemand kann alle Schritte"));
    let mut bare = good.clone();
    bare.fields.retain(|name, _| name == "token" || name == "do");
    assert_eq!(owner.send(&bare).status, 400, "no field at all");
    let taken = owner.send(&good.clone().with("key", "schnitt"));
    assert_eq!(taken.status, 409);
    assert!(taken.text().contains("appliance.toml"), "{}", taken.text());
    assert_eq!(app.count("SELECT count(*) FROM services"), services);
    // Only checked, and told that it would do.
    let checked = owner.send(&good.clone().with("do", "check"));
    assert!(checked.text().contains("So geht es. Gespeichert ist es noch nicht."));
    assert_eq!(app.count("SELECT count(*) FROM services"), services);
    assert_eq!(owner.send(&good).status, 303);
    let other = owner.send(&good.with("s0.minutes", "35"));
    assert_eq!(other.status, 409, "the key is another's now");
    assert!(other.text().contains("es gibt schon eine Leistung neue-farbe"), "{}", other.text());
}

#[test]
fn the_second_of_two_is_shown_both_and_a_deleted_one_can_be_made_anew() {
    let app = page_app();
    let mut owner = Visitor::of(&app, "owner");
    let form = colouring(&mut owner);
    owner.send_and_see(&form);
    let edit = "/services/neue-farbe/edit";
    let first = owner.open(edit).form(edit).with("do", "save").with("name", "Farbe von Nadine");
    let second = first.clone().with("name", "Farbe von Olga").with("s0.minutes", "33");
    assert_eq!(owner.send(&first).status, 303);
    let clash = owner.send(&second);
    assert_eq!(clash.status, 409);
    for text in
        ["inzwischen geändert", "Farbe von Nadine", "Farbe von Olga", "Ansatz färben, 33 Min."]
    {
        assert!(clash.text().contains(text), "{text}: {}", clash.text());
    }
    assert_eq!(
        app.rows("SELECT name FROM services WHERE key = 'neue-farbe'"),
        ["Farbe von Nadine"]
    );
    let again = clash.form(edit).with("do", "save");
    assert_eq!(owner.send(&again).status, 303, "saved over what was seen");
    assert_eq!(app.rows("SELECT name FROM services WHERE key = 'neue-farbe'"), ["Farbe von Olga"]);
    assert_eq!(owner.send(&again.clone().with("revision", "drei").with("buffer", "5")).status, 409);

    let connection = rusqlite::Connection::open(app.database()).unwrap();
    connection.execute_batch(
        "DELETE FROM calcom_event_map WHERE service_id = (SELECT id FROM services WHERE key = 'neue-farbe');
         DELETE FROM service_staff WHERE service_id = (SELECT id FROM services WHERE key = 'neue-farbe');
         DELETE FROM service_segments WHERE service_id = (SELECT id FROM services WHERE key = 'neue-farbe');
         DELETE FROM services WHERE key = 'neue-farbe'",
    ).unwrap();
    drop(connection);
    let gone = owner.send(&again.with("name", "Farbe von Ida"));
    assert_eq!(gone.status, 404);
    assert!(gone.text().contains("Diese Leistung gibt es nicht mehr"), "{}", gone.text());
    let anew = gone.form("/services/new").with("do", "save");
    assert_eq!(owner.send(&anew).location, "/services/neue-farbe");
    assert_eq!(app.rows("SELECT name FROM services WHERE key = 'neue-farbe'"), ["Farbe von Ida"]);
}

#[test]
fn what_the_file_describes_is_changed_there() {
    let app = page_app();
    let mut owner = Visitor::of(&app, "owner");
    let page = owner.open("/services/schnitt/edit");
    assert!(
        page.text().contains("Beim nächsten Start würde die Datei wieder gelten"),
        "{}",
        page.text()
    );
    let token =
        owner.open("/services/new?from=plain").form("/services/new").fields["token"].clone();
    let fields = [("token", token.as_str()), ("do", "save"), ("name", "x"), ("revision", "1")];
    assert_eq!(owner.post("/services/schnitt/edit", &fields).status, 409);
    assert_eq!(app.rows("SELECT name FROM services WHERE key = 'schnitt'"), ["Haarschnitt"]);
}

#[test]
fn english_is_spoken_too() {
    let setup = Setup {
        extra: String::new(),
        change: |config| {
            config.is_demo = true;
            config.company.language = "en".into();
        },
    };
    let app = TestApp::start_with(&setup);
    let mut owner = Visitor::of(&app, "owner");
    let one = owner.open("/services/ansatzfarbe");
    for text in ["others can be booked in the pause", "in order, your own", "At Cal.com"] {
        assert!(one.text().contains(text), "{text}: {}", one.text());
    }
    let form = owner.open("/services/new?from=plain").form("/services/new");
    let refused = owner.send(&form.with("do", "save").with("s0.minutes", "0"));
    assert!(refused.text().contains("Possible are 1 to 1440 minutes."), "{}", refused.text());
}
