//! Coming in: the right password, a wrong one, too many; the cookies; and where it leads on to.

use crate::page::people::{PASSWORD, first_owner, is_in, log_in};
use crate::support::harness::{Setup, TestApp};
use crate::support::raw;
use crate::support::visitor::{Seen, Visitor};
use time::Duration;

/// What is the same for whoever is not let in.
fn without_what_was_typed(seen: &Seen, name: &str) -> String {
    let token = &seen.form("/login").fields["token"];
    seen.html.replace(token.as_str(), "").replace(name, "")
}

#[test]
fn the_right_password_lets_in_and_a_wrong_one_tells_nothing() {
    let app = TestApp::start();
    first_owner(&app);
    let mut visitor = Visitor::stranger(&app);
    let wrong = log_in(&mut visitor, "/login", "nadine", "falsch geraten");
    let nobody = log_in(&mut visitor, "/login", "niemand", "falsch geraten");
    let empty = log_in(&mut visitor, "/login", "nadine", "");
    for seen in [&wrong, &nobody, &empty] {
        assert_eq!(seen.status, 401, "{}", seen.html);
        assert!(seen.text().contains("Name oder Passwort stimmt nicht."), "{}", seen.text());
        assert!(!seen.html.contains("geraten"), "{}", seen.html);
        assert_eq!(seen.form("/login").fields["password"], "");
    }
    assert_eq!(wrong.form("/login").fields["name"], "nadine", "what was typed is kept");
    let told = without_what_was_typed(&wrong, "nadine");
    assert_eq!(told, without_what_was_typed(&nobody, "niemand"), "who is called so is not told");
    assert!(!is_in(&mut visitor));
    let seen = log_in(&mut visitor, "/login", " NADINE ", PASSWORD);
    assert_eq!((seen.status, seen.location.as_str()), (303, "/"), "{}", seen.html);
    assert!(is_in(&mut visitor));
}

#[test]
fn after_five_wrong_ones_the_name_waits_and_no_other_does() {
    let app = TestApp::start();
    first_owner(&app);
    let mut visitor = Visitor::stranger(&app);
    for _ in 0..5 {
        assert_eq!(log_in(&mut visitor, "/login", "nadine", "falsch geraten").status, 401);
    }
    // From anywhere, and the right one too: otherwise it could be guessed.
    let mut other = Visitor::stranger(&app);
    let seen = log_in(&mut other, "/login", "Nadine", PASSWORD);
    assert_eq!((seen.status, seen.header("retry-after")), (429, "16"), "{}", seen.html);
    assert!(seen.text().contains("in 16 Sekunden"), "{}", seen.text());
    assert!(!is_in(&mut other));
    assert_eq!(log_in(&mut visitor, "/login", "niemand", PASSWORD).status, 401);
    app.clock.forward(Duration::seconds(16));
    assert_eq!(log_in(&mut visitor, "/login", "nadine", "falsch geraten").status, 401);
    let seen = log_in(&mut other, "/login", "Nadine", PASSWORD);
    assert_eq!((seen.status, seen.header("retry-after")), (429, "31"), "it doubles");
    app.clock.forward(Duration::seconds(31));
    assert_eq!(log_in(&mut other, "/login", "Nadine", PASSWORD).status, 303);
    // The right one has forgiven the wrong ones.
    assert_eq!(log_in(&mut visitor, "/login", "nadine", "falsch geraten").status, 401);
    assert_eq!(log_in(&mut visitor, "/login", "nadine", PASSWORD).status, 303);
}

#[test]
fn nobody_is_sent_elsewhere() {
    let app = TestApp::start();
    first_owner(&app);
    let encoded = |text: &str| {
        percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
    };
    for (next, location) in [
        ("/needs", "/needs"),
        ("/day/2026-11-24?visit=1", "/day/2026-11-24?visit=1"),
        ("//evil.example", "/"),
        ("///evil.example", "/"),
        ("/\\evil.example", "/"),
        ("\\\\evil.example", "/"),
        ("https://evil.example/today", "/"),
        ("https:evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("/today\r\nSet-Cookie: chairside=x", "/"),
        ("/\t/evil.example", "/"),
        (" //evil.example", "/"),
        ("/login", "/"),
        ("/logout", "/"),
        ("/nowhere", "/"),
        ("/today@evil.example", "/"),
        ("", "/"),
    ] {
        let mut visitor = Visitor::stranger(&app);
        let address = format!("/login?next={}", encoded(next));
        let seen = log_in(&mut visitor, &address, "nadine", PASSWORD);
        assert_eq!((seen.status, seen.location.as_str()), (303, location), "{next:?}");
        assert_eq!(seen.headers.iter().filter(|(name, _)| name == "set-cookie").count(), 2);
    }
    // Where one was is where it goes on to.
    let mut visitor = Visitor::stranger(&app);
    let seen = visitor.get("/day/2026-11-24?visit=1");
    assert_eq!(seen.status, 303);
    let seen = log_in(&mut visitor, &seen.location, "nadine", PASSWORD);
    assert_eq!(seen.location, "/day/2026-11-24?visit=1");
}

fn session_cookie(seen: &Seen) -> String {
    let all = seen.headers.iter().filter(|(name, _)| name == "set-cookie");
    let mut own = all.filter(|(_, value)| value.split('=').next().unwrap().ends_with("chairside"));
    let (_, value) = own.next().unwrap_or_else(|| panic!("{:?}", seen.headers));
    assert!(own.next().is_none());
    value.clone()
}

#[test]
fn the_cookie_is_for_this_host_alone_and_secure_behind_tls() {
    let app = TestApp::start();
    first_owner(&app);
    let mut plain = Visitor::stranger(&app);
    let cookie = session_cookie(&log_in(&mut plain, "/login", "nadine", PASSWORD));
    let (value, rest) = cookie.split_once(';').unwrap();
    assert!(value.starts_with("chairside=") && value.len() > 40, "{value}");
    assert_eq!(rest, " Path=/; HttpOnly; SameSite=Strict");
    let mut behind = Visitor::stranger(&app);
    behind.headers.push(("x-forwarded-proto".into(), "https".into()));
    let cookie = session_cookie(&log_in(&mut behind, "/login", "nadine", PASSWORD));
    let (value, rest) = cookie.split_once(';').unwrap();
    assert!(value.starts_with("__Host-chairside="), "{value}");
    assert_eq!(rest, " Path=/; HttpOnly; SameSite=Strict; Secure");
    assert!(is_in(&mut behind));
    // Over TLS a cookie without the prefix counts for nothing: another host of the domain could have set it.
    let value = behind.cookies.remove("__Host-chairside").unwrap();
    behind.cookies.insert("chairside".into(), value.clone());
    assert!(!is_in(&mut behind));
    // Nor does one that comes twice.
    behind.cookies.clear();
    let twice = format!("__Host-chairside={value}; __Host-chairside={value}");
    let headers = [("Cookie", twice.as_str()), ("Accept", "text/html")];
    assert_eq!(raw::send(app.addr(), "GET", "/account", &headers, b"").status, 303);
    let once = [("Cookie", twice.split(';').next().unwrap()), ("Accept", "text/html")];
    assert_eq!(raw::send(app.addr(), "GET", "/account", &once, b"").status, 200);
}

#[test]
fn at_the_public_address_the_cookie_is_secure_and_its_forms_are_ours() {
    let change = |config: &mut chairside::config::Config| {
        config.server.public_url = "https://salon.example".into();
    };
    let app = TestApp::start_with(&Setup { change, ..Setup::default() });
    let reply = raw::send(app.addr(), "GET", "/login", &[("Accept", "text/html")], b"");
    let cookie = reply.header("set-cookie").unwrap();
    assert!(
        cookie.starts_with("__Host-chairside-form=") && cookie.ends_with("; Secure"),
        "{cookie}"
    );
    let cookie = cookie.split(';').next().unwrap();
    let (_, token) = reply.body.split_once("name=\"token\" value=\"").unwrap();
    let body = format!("token={}&name=nadine&password=falsch", token.split('"').next().unwrap());
    for (origin, status) in
        [("https://salon.example", 401), ("https://salon.example.evil.example", 403)]
    {
        let headers = [
            ("Cookie", cookie),
            ("Origin", origin),
            ("Content-Type", "application/x-www-form-urlencoded"),
        ];
        let reply = raw::send(app.addr(), "POST", "/login", &headers, body.as_bytes());
        assert_eq!(reply.status, status, "{origin} {}", reply.body);
    }
}

#[test]
fn one_click_is_the_demos_alone() {
    let app = TestApp::start();
    let mut visitor = Visitor::stranger(&app);
    let login = visitor.open("/login");
    assert!(!login.html.contains("/demo/"), "{}", login.html);
    let token = &login.form("/login").fields["token"];
    for role in ["owner", "desk", "agency"] {
        let seen = visitor.post(&format!("/demo/{role}"), &[("token", token)]);
        assert_eq!(seen.status, 404, "{role}: {}", seen.html);
    }
    assert_eq!(app.count("SELECT count(*) FROM users"), 0);
    assert_eq!(app.count("SELECT count(*) FROM sessions"), 0);
}
