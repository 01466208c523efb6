//! Forms that are not as the page made them, or come when the session is another: one effect or none, a sentence, and
//! what was typed is kept.

use crate::page::people::{PASSWORD, first_owner, is_in, log_in};
use crate::page::table::example;
use crate::page::world;
use crate::page::world::{COLOUR, CUT, DAY, EMMA, NOBODYS};
use crate::support::harness::TestApp;
use crate::support::markup;
use crate::support::raw::Photograph;
use crate::support::visitor::{FORM, Form, Seen, Visitor};
use chairside::http::page::table::rows;
use serde_json::json;
use time::Duration;

fn token(visitor: &mut Visitor) -> String {
    visitor.open("/account").form("/logout").fields["token"].clone()
}

/// A sentence on a page of ours.
fn assert_told(what: &str, seen: &Seen) {
    assert!(seen.header("content-type").starts_with("text/html"), "{what}: {}", seen.html);
    let faults = markup::faults(&seen.html);
    assert!(faults.is_empty(), "{what}: {faults:?}");
}

/// Every address that changes something, with what is there.
fn addresses(app: &TestApp) -> Vec<String> {
    let changes = rows().iter().filter(|row| row.method == "POST" && !row.may().is_empty());
    changes.map(|row| example(app, row.path)).collect()
}

#[test]
fn what_is_no_form_of_ours_changes_nothing() {
    let app = world::salon();
    let mut owner = Visitor::of(&app, "owner");
    let token = token(&mut owner);
    let before = Photograph::of(&app);
    let long = "x".repeat(1024 * 1024);
    let many: String = (0..1_000).map(|n| format!("&f{n}=1")).collect();
    let json = json!({ "token": token, "name": "X" }).to_string();
    for address in addresses(&app) {
        for (what, kind, body, status) in [
            ("1 MB in a field", FORM, format!("token={token}&name={long}"), 400),
            ("1,000 fields", FORM, format!("token={token}{many}"), 400),
            ("broken UTF-8", FORM, format!("token={token}&name=%ff%fe&staff=emma"), 400),
            ("a broken name of a field", FORM, format!("token={token}&%c3=1"), 400),
            ("JSON", "application/json", json.clone(), 400),
            ("JSON that says it is a form", FORM, json.clone(), 403),
            ("text", "text/plain", format!("token={token}"), 400),
            ("nothing", FORM, String::new(), 403),
        ] {
            let seen = owner.post_bytes(&address, kind, body.as_bytes());
            assert_eq!(seen.status, status, "{address} {what}: {}", seen.text());
            assert_told(&format!("{address} {what}"), &seen);
        }
    }
    before.assert_unchanged(&app, "what is no form");
}

#[test]
fn a_form_without_its_fields_or_with_odd_ones_is_no_surprise() {
    let app = world::salon();
    let odd = [
        "",
        "\0",
        "\u{202e}",
        "'; DROP TABLE customers; --",
        "<script>alert(1)</script>",
        "-1",
        "9".repeat(40).as_str(),
        &"ü".repeat(400),
    ]
    .map(str::to_owned);
    for address in addresses(&app).into_iter().filter(|address| address != "/logout") {
        let mut owner = Visitor::of(&app, "owner");
        let token = token(&mut owner);
        let seen = owner.post(&address, &[("token", &token)]);
        assert!(
            [200, 303, 400, 404, 409].contains(&seen.status),
            "{address}: {} {}",
            seen.status,
            seen.html
        );
        for value in &odd {
            let names = [
                "name", "staff", "seen", "reason", "note", "pause", "back", "language", "day",
                "time", "to", "with", "once",
            ];
            let fields: Vec<(&str, &str)> = names
                .iter()
                .map(|name| (*name, value.as_str()))
                .chain([("token", token.as_str())])
                .collect();
            let seen = owner.post(&address, &fields);
            let short: String = value.chars().take(30).collect();
            assert!(
                [200, 303, 400, 404, 409].contains(&seen.status),
                "{address} {short:?}: {} {}",
                seen.status,
                seen.text()
            );
            assert!(!seen.html.contains("<script>alert"), "{address} {short:?}");
            if ![200, 303].contains(&seen.status) {
                assert_told(&address, &seen);
            }
        }
    }
    let page = Visitor::of(&app, "desk").open(&format!("/day/{DAY}?visit={CUT}"));
    assert!(!page.html.contains("<script>alert"), "{}", page.html);
    assert!(app.count("SELECT count(*) FROM customers") >= 3);
    app.settle();
}

#[test]
fn whatever_is_typed_at_the_login_is_only_text() {
    let app = TestApp::start();
    first_owner(&app);
    let mut visitor = Visitor::stranger(&app);
    let (long, megabyte) = ("x".repeat(5_000), "x".repeat(1024 * 1024));
    for (name, status) in [
        ("' OR 1=1 --", 401),
        ("nadine\0", 401),
        ("\"><script>alert(1)</script>", 401),
        ("<img src=x onerror=alert(1)>", 401),
        (&long, 401),
        (&megabyte, 400),
    ] {
        let seen = log_in(&mut visitor, "/login", name, PASSWORD);
        assert_eq!(seen.status, status, "{name:.40}: {}", seen.text());
        assert_told(&format!("{name:.40}"), &seen);
        assert!(!is_in(&mut visitor));
    }
    let token = visitor.open("/login").form("/login").fields["token"].clone();
    for body in [
        format!("token={token}"),
        format!("token={token}&name=nadine"),
        format!("token={token}&name=%ff&password=x"),
    ] {
        let seen = visitor.post_bytes("/login", FORM, body.as_bytes());
        assert!([400, 401].contains(&seen.status), "{body}: {}", seen.html);
    }
    for odd in [
        "/login?next=%ff",
        "/login?next=%00",
        "/login?%",
        "/login?next=%22%3E%3Cscript%3E",
        "/login?next=a&next=b",
    ] {
        let seen = visitor.open(odd);
        assert_told(odd, &seen);
        assert!(!seen.html.contains("<script>"), "{}", seen.html);
    }
}

/// The forms of a visit, filled.
fn rename(visitor: &mut Visitor, name: &str) -> Form {
    let form = visitor.open(&format!("/visits/{CUT}")).form(&format!("/visits/{CUT}/rename"));
    form.with("name", name)
}

#[test]
fn a_form_sent_twice_has_one_effect() {
    let app = world::salon();
    let mut desk = Visitor::of(&app, "desk");
    let queue = desk.open("/needs");
    let staff = |form: Form| form.with("staff", EMMA);
    let day = desk.open(&format!("/day/{DAY}?visit={COLOUR}"));
    let forms = [
        ("rename", rename(&mut desk, "Erika Neumann")),
        ("assign", staff(queue.form(&format!("/visits/{NOBODYS}/assign")))),
        ("called", queue.form("/callbacks/")),
        ("clear", queue.form("/warnings/")),
        ("seen", queue.form("/alarms/")),
        ("release", day.forms(&format!("/visits/{COLOUR}/release")).remove(0)),
    ];
    for (what, form) in forms {
        let before = Photograph::of(&app);
        let seen = desk.send(&form);
        assert_eq!(seen.status, 303, "{what}: {}", seen.text());
        app.settle();
        let after = Photograph::of(&app);
        assert_ne!(before, after, "{what}");
        let again = desk.send(&form);
        assert_eq!(
            (again.status, &again.location),
            (303, &seen.location),
            "{what}: {}",
            again.text()
        );
        app.settle();
        after.assert_unchanged(&app, &format!("{what} a second time"));
    }
}

/// Fills a form, lets the session end, sends it: what came back.
fn after_the_end(app: &TestApp, owner: &mut Visitor, name: &str) -> Seen {
    let form = rename(owner, name);
    app.clock.forward(Duration::hours(8));
    let seen = owner.send(&form);
    assert_eq!(seen.status, 401, "{}", seen.text());
    assert!(seen.text().contains("Was du eingegeben hast, ist noch da"), "{}", seen.text());
    seen
}

fn with_a_cut() -> (TestApp, Visitor) {
    let app = TestApp::start();
    let args = json!({ "service": "Haarschnitt", "staff": "Emma", "customer_name": "Erika Muster",
        "start": format!("{DAY}T10:00") });
    assert_eq!(app.ask("call-1", "book_appointment", args)["status"], "booked");
    app.settle();
    let owner = first_owner(&app);
    (app, owner)
}

fn name(app: &TestApp) -> String {
    app.rows("SELECT name FROM customers").remove(0)
}

#[test]
fn what_was_typed_when_the_session_ended_can_be_sent_after_the_login() {
    let (app, mut owner) = with_a_cut();
    let typed = "Erika Müller-O'Hara";
    let asked = after_the_end(&app, &mut owner, typed);
    // A wrong password does not lose it.
    let form = asked.form("/login").with("name", "nadine");
    let wrong = owner.send(&form.clone().with("password", "falsch geraten"));
    assert_eq!(wrong.status, 401);
    let form = wrong.form("/login").with("name", "nadine").with("password", PASSWORD);
    let kept = owner.send(&form);
    assert_eq!(kept.status, 200, "{}", kept.html);
    assert!(
        kept.text().contains("Noch nicht abgeschickt") && kept.text().contains(typed),
        "{}",
        kept.text()
    );
    assert_eq!(name(&app), "Erika Muster", "nothing is sent by itself");
    assert!(is_in(&mut owner));
    let seen = owner.send(&kept.form(&format!("/visits/{CUT}/rename")));
    assert_eq!(seen.status, 303, "{}", seen.text());
    assert_eq!(name(&app), typed);
}

#[test]
fn a_kept_form_is_none_of_another_site() {
    let (app, mut owner) = with_a_cut();
    let asked = after_the_end(&app, &mut owner, "Erika Neumann");
    for path in ["https://evil.example/", "//evil.example", "/login", "/today", "/nowhere"] {
        let mut visitor = Visitor::stranger(&app);
        let own = visitor.open("/login").form("/login");
        let form = asked.form("/login").with("kept_path", path).with("name", "nadine");
        let form = form.with("token", &own.fields["token"]).with("password", PASSWORD);
        let seen = visitor.send(&form);
        assert_eq!((seen.status, seen.location.as_str()), (303, "/"), "{path}: {}", seen.html);
    }
}

#[test]
fn no_password_is_kept_in_a_page() {
    let (app, mut owner) = with_a_cut();
    app.clock.forward(Duration::hours(8));
    let fields = [
        ("name", "X"),
        ("password", "ganz geheim"),
        ("token", "abc"),
        ("old_password", "auch geheim"),
    ];
    let seen = owner.post(&format!("/visits/{CUT}/rename"), &fields);
    assert_eq!(seen.status, 401);
    assert!(!seen.html.contains("geheim") && !seen.html.contains("abc\""), "{}", seen.html);
}

#[test]
fn a_form_of_the_session_before_can_be_sent_once_more() {
    let (app, mut owner) = with_a_cut();
    let form = rename(&mut owner, "Erika Neumann");
    let logout = owner.open("/account").form("/logout");
    owner.send(&logout);
    log_in(&mut owner, "/login", "nadine", PASSWORD);
    // The back button, and the old form once more.
    let seen = owner.send(&form);
    assert_eq!(seen.status, 403);
    assert!(
        seen.text().contains("Noch nicht abgeschickt") && seen.text().contains("Erika Neumann"),
        "{}",
        seen.text()
    );
    assert_eq!(name(&app), "Erika Muster");
    let seen = owner.send(&seen.form(&form.action));
    assert_eq!(seen.status, 303, "{}", seen.text());
    assert_eq!(name(&app), "Erika Neumann");
}

#[test]
fn a_field_that_is_too_long_is_told_in_the_askers_language() {
    let app = world::salon();
    let mut desk = Visitor::of(&app, "desk");
    let token = token(&mut desk);
    let long = "x".repeat(1024 * 1024);
    for (language, told) in [("de", "mehr Text"), ("en", "more text")] {
        desk.post("/language", &[("token", &token), ("language", language)]);
        let seen =
            desk.post(&format!("/visits/{CUT}/rename"), &[("token", &token), ("name", &long)]);
        assert!(seen.status == 400 && seen.text().contains(told), "{}", seen.text());
    }
}
