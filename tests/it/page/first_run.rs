//! The first owner, and links by which a password is chosen.

use crate::page::people;
use crate::page::people::{Folder, PASSWORD, choose, first_link, is_in};
use crate::support::harness::TestApp;
use crate::support::raw::Photograph;
use crate::support::visitor::Visitor;
use std::sync::Barrier;
use std::thread;
use time::Duration;

#[test]
fn serve_prints_a_link_until_somebody_has_a_password() {
    let folder = Folder::new();
    let mut program = folder.serve();
    let line = program.line();
    let (told, link) = line.trim().split_once(": http").unwrap();
    assert!(told.contains("nobody has a password yet") && told.contains("15 minutes"), "{line}");
    let link = format!("http{link}");
    let path = link.strip_prefix(&program.url).unwrap();
    let mut visitor = Visitor::at(&program.url);
    let seen = choose(&mut visitor, path, "Nadine", PASSWORD);
    assert_eq!((seen.status, seen.location.as_str()), (303, "/"), "{}", seen.html);
    assert!(visitor.open("/").text().contains("nadine · Inhaberin"));
    assert_eq!(program.end(), "");
    // From now on there is none, and the password is known.
    let program = folder.serve();
    let mut visitor = Visitor::at(&program.url);
    let seen = people::log_in(&mut visitor, "/login", "Nadine", PASSWORD);
    assert_eq!(seen.status, 303, "{}", seen.html);
    assert_eq!(program.end(), "");
}

#[test]
fn a_link_is_good_for_a_quarter_of_an_hour() {
    let app = TestApp::start();
    let link = first_link(&app);
    let mut visitor = Visitor::stranger(&app);
    app.clock.forward(Duration::seconds(15 * 60 - 1));
    let form =
        visitor.open(&link).form("/setup/").with("name", "Nadine").with("password", PASSWORD);
    app.clock.forward(Duration::seconds(1));
    assert_eq!(visitor.get(&link).status, 404);
    assert_eq!(visitor.send(&form).status, 404);
    assert_eq!(app.count("SELECT count(*) FROM users"), 0);
    // Another one takes its place, and the place of those before it.
    let (second, third) = (first_link(&app), first_link(&app));
    assert_eq!((visitor.get(&second).status, visitor.get(&third).status), (404, 200));
}

#[test]
fn a_link_is_good_once() {
    let app = TestApp::start();
    let link = first_link(&app);
    let mut visitor = Visitor::stranger(&app);
    let form =
        visitor.open(&link).form("/setup/").with("name", "Nadine").with("password", PASSWORD);
    assert_eq!(visitor.send(&form).status, 303);
    let mut other = Visitor::stranger(&app);
    assert_eq!(other.get(&link).status, 404);
    let token = other.open("/login").form("/login").fields["token"].clone();
    let fields = [("token", token.as_str()), ("name", "Zoe"), ("password", "ein anderer satz")];
    assert_eq!(other.post(&link, &fields).status, 404);
    assert_eq!(app.rows("SELECT name || ' ' || role FROM users"), ["nadine owner"]);
    assert!(!is_in(&mut other) && is_in(&mut visitor));
}

#[test]
fn of_two_at_once_one_is_the_owner() {
    let app = TestApp::start();
    let link = first_link(&app);
    let start = Barrier::new(2);
    let statuses = thread::scope(|scope| {
        let choosing = ["Nadine", "Zoe"].map(|name| {
            let (app, link, start) = (&app, &link, &start);
            scope.spawn(move || {
                let mut visitor = Visitor::stranger(app);
                let form = visitor.open(link).form("/setup/");
                start.wait();
                visitor.send(&form.with("name", name).with("password", PASSWORD)).status
            })
        });
        let mut statuses = choosing.map(|one| one.join().unwrap());
        statuses.sort_unstable();
        statuses
    });
    assert_eq!(statuses, [303, 404]);
    assert_eq!(app.count("SELECT count(*) FROM users"), 1);
    assert_eq!(app.count("SELECT count(*) FROM sessions"), 1);
}

#[test]
fn what_cannot_be_a_name_or_a_password_is_told_and_the_link_stays_good() {
    let app = TestApp::start();
    let link = first_link(&app);
    let mut visitor = Visitor::stranger(&app);
    let before = Photograph::of(&app);
    let (long, longer) = ("x".repeat(41), "x".repeat(201));
    for (name, password, told) in [
        ("", PASSWORD, "Ein Name hat 2 bis 40"),
        ("n", PASSWORD, "Ein Name hat 2 bis 40"),
        (&long, PASSWORD, "Ein Name hat 2 bis 40"),
        ("<script>", PASSWORD, "Ein Name hat 2 bis 40"),
        ("x'; DROP TABLE users", PASSWORD, "Ein Name hat 2 bis 40"),
        ("na\0dine", PASSWORD, "Ein Name hat 2 bis 40"),
        ("Nadine", "", "Mindestens 10 Zeichen"),
        ("Nadine", "kurz", "Mindestens 10 Zeichen"),
        ("Nadine", "NADINE 12345", "Mindestens 10 Zeichen"),
        ("Nadine", &longer, "Mindestens 10 Zeichen"),
    ] {
        let seen = choose(&mut visitor, &link, name, password);
        assert_eq!(seen.status, 400, "{name:?}: {}", seen.html);
        assert!(seen.text().contains(told), "{name:?}: {}", seen.text());
        let form = seen.form("/setup/");
        assert_eq!(form.fields["name"], name, "what was typed is kept");
        assert_eq!(form.fields["password"], "", "but no password");
        assert!(!seen.html.contains("<script>"), "{}", seen.html);
    }
    before.assert_unchanged(&app, "what cannot be chosen");
    assert_eq!(choose(&mut visitor, &link, "Nadine", PASSWORD).status, 303);
}

#[test]
fn what_is_no_link_is_no_page() {
    let app = TestApp::start();
    let link = first_link(&app);
    let mut visitor = Visitor::stranger(&app);
    let upper = link.to_uppercase().replace("/SETUP/", "/setup/");
    for odd in ["/setup/x", "/setup/%00", "/setup/%3Cb%3E", &link[..link.len() - 1], &upper] {
        let seen = visitor.get(odd);
        assert_eq!(seen.status, 404, "{odd}: {}", seen.html);
    }
    assert_eq!(visitor.get(&link).status, 200);
}
