//! The table of routes, each row tried: who may not come in changes nothing and sees nothing. A row that is added is tried
//! by itself.

use crate::page::world;
use crate::page::world::{COLOUR, CUT, DAY, EMMA, NOBODYS};
use crate::support::harness::TestApp;
use crate::support::raw;
use crate::support::raw::Photograph;
use crate::support::visitor::{Seen, Visitor};
use chairside::http::page::table::{Row, rows};
use std::collections::BTreeMap;

pub const ROLES: [&str; 3] = ["owner", "desk", "agency"];

/// Who may do what; written here once more, so that the table alone cannot change it.
fn may(role: &str, what: &str) -> bool {
    match what {
        "everything" => true,
        "customers" => role != "agency",
        "own" => role == "owner",
        other => panic!("who may {other}?"),
    }
}

/// Fields that one of the forms understands: a request with these is a good one, if only it may.
const FIELDS: &[(&str, &str)] = &[
    ("language", "en"),
    ("name", "Erika Neumann"),
    ("note", "erreicht"),
    ("reason", "so it is"),
    ("staff", EMMA),
];

/// The address of a row with something that is there in the place of each `{…}`.
pub fn example(app: &TestApp, path: &str) -> String {
    if let Some(rest) = path.strip_prefix("/v/{token}") {
        return world::own_page(app) + rest;
    }
    let first = |sql: &str| app.rows(sql).into_iter().next().unwrap_or("1".to_owned());
    let parts = path.split('/').scan("", |before, part| {
        let given = match (*before, part) {
            (_, "{day}") => DAY.to_owned(),
            (_, "{kind}") => "calcom_unreachable".to_owned(),
            (_, "{fate}") => "retry".to_owned(),
            (_, "{role}") => "owner".to_owned(),
            (_, "{link}") => "0".repeat(64),
            ("users", "{name}") => "desk".to_owned(),
            ("visits", "{id}") if path.ends_with("release") => COLOUR.to_string(),
            ("visits", "{id}") if path.ends_with("assign") => NOBODYS.to_string(),
            ("visits", "{id}") => CUT.to_string(),
            ("messages", "{id}") => first("SELECT id FROM outbox LIMIT 1"),
            ("hosts", "{id}") => {
                first("SELECT host_id FROM calcom_hosts ORDER BY host_id DESC LIMIT 1")
            }
            ("events", "{id}") => first("SELECT id FROM inbox LIMIT 1"),
            ("services", part) if part.starts_with('{') => "schnitt".to_owned(),
            ("staff", part) if part.starts_with('{') => EMMA.to_owned(),
            (_, part) if part.starts_with('{') => "1".to_owned(),
            (_, part) => part.to_owned(),
        };
        *before = part;
        Some(given)
    });
    let address = parts.collect::<Vec<_>>().join("/");
    // What is asked about another.
    match path {
        "/sick.csv" => format!("{address}?staff={EMMA}&day={DAY}"),
        _ if path.ends_with("/merge") => address + "?with=2",
        _ => address,
    }
}

fn changes() -> impl Iterator<Item = &'static Row> {
    rows().iter().filter(|row| row.method == "POST")
}

fn of_roles() -> impl Iterator<Item = &'static Row> {
    changes().filter(|row| !row.may().is_empty())
}

/// The token that a form of this user carries.
pub fn token(visitor: &mut Visitor) -> String {
    visitor.open("/account").form("/logout").fields["token"].clone()
}

fn with_token(token: &str) -> Vec<(&str, &str)> {
    FIELDS.iter().copied().chain([("token", token)]).collect()
}

#[test]
fn who_may_not_changes_nothing() {
    let app = world::salon();
    let mut by_role: BTreeMap<&str, (Visitor, String)> = BTreeMap::new();
    for role in ROLES {
        let mut visitor = Visitor::of(&app, role);
        let token = token(&mut visitor);
        by_role.insert(role, (visitor, token));
    }
    // The same owner at another browser.
    let another = token(&mut Visitor::of(&app, "owner"));
    let before = Photograph::of(&app);
    for row in of_roles() {
        let address = example(&app, row.path);
        let refused = |what: &str, wanted: u16, seen: Seen| {
            assert_eq!(seen.status, wanted, "{address} {what}: {}", seen.html);
            assert!(!seen.header("set-cookie").contains("chairside="), "{address} {what}");
        };
        let (owner, own) = by_role.get_mut("owner").unwrap();
        let all = with_token(own);
        refused("without a session", 401, Visitor::stranger(&app).post(&address, &all));
        refused("without a token", 403, owner.post(&address, FIELDS));
        refused("with an empty token", 403, owner.post(&address, &with_token("")));
        refused("with another session's token", 403, owner.post(&address, &with_token(&another)));
        refused("with half a token", 403, owner.post(&address, &with_token(&own[..32])));
        for (name, value) in [
            ("origin", "https://evil.example"),
            ("origin", "http://127.0.0.1"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
        ] {
            owner.headers = vec![(name.to_owned(), value.to_owned())];
            refused(&format!("{name}: {value}"), 403, owner.post(&address, &all));
        }
        owner.headers.clear();
        let query = format!("{address}?token={own}&staff={EMMA}&name=Erika+Neumann&language=en");
        let is_shown = rows().iter().any(|one| one.method == "GET" && one.path == row.path);
        if !is_shown {
            refused("by GET", 405, owner.get(&query));
        }
        for role in ROLES.into_iter().filter(|role| !may(role, row.may())) {
            let (visitor, token) = by_role.get_mut(role).unwrap();
            refused(role, 403, visitor.post(&address, &with_token(token)));
        }
        before.assert_unchanged(&app, &address);
    }
}

/// Without this the test before would hold for requests that nobody could make.
#[test]
fn who_may_is_let_in_with_the_same_request() {
    let app = world::salon();
    let mut done = Vec::new();
    for row in of_roles() {
        let address = example(&app, row.path);
        for role in ROLES.into_iter().filter(|role| may(role, row.may())) {
            let mut visitor = Visitor::of(&app, role);
            let token = token(&mut visitor);
            let before = Photograph::of(&app);
            let seen = visitor.post(&address, &with_token(&token));
            assert!(
                ![401, 403, 405, 500].contains(&seen.status),
                "{role} {address}: {}",
                seen.html
            );
            match Photograph::of(&app) != before {
                true => done.push(row.path.to_owned()),
                false => done.push(format!("{address}: {} {}", seen.status, seen.text())),
            }
        }
    }
    app.settle();
    for path in [
        "/logout",
        "/language",
        "/visits/{id}/assign",
        "/visits/{id}/rename",
        "/visits/{id}/release",
        "/callbacks/{id}/done",
        "/warnings/{id}/clear",
        "/alarms/{kind}/seen",
    ] {
        assert!(done.iter().any(|one| one == path), "{path} changed nothing: {done:#?}");
    }
}

#[test]
fn a_strangers_form_comes_from_the_page_it_stands_in() {
    let app = world::salon();
    let before = Photograph::of(&app);
    for row in changes().filter(|row| row.may().is_empty()) {
        let address = example(&app, row.path);
        let mut visitor = Visitor::stranger(&app);
        let token = visitor.open("/login").form("/login").fields["token"].clone();
        let others = Visitor::stranger(&app).open("/login").form("/login").fields["token"].clone();
        let refused = |what: &str, seen: Seen| {
            assert_eq!(seen.status, 403, "{address} {what}: {}", seen.html);
            assert!(!seen.header("set-cookie").contains("chairside="), "{address} {what}");
        };
        refused("without cookie", Visitor::stranger(&app).post(&address, &with_token(&token)));
        refused("without token", visitor.post(&address, FIELDS));
        refused("with another's token", visitor.post(&address, &with_token(&others)));
        for (name, value) in [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")]
        {
            visitor.headers = vec![(name.to_owned(), value.to_owned())];
            refused(name, visitor.post(&address, &with_token(&token)));
        }
    }
    before.assert_unchanged(&app, "a stranger");
}

#[test]
fn other_methods_change_nothing() {
    let app = world::salon();
    let mut owner = Visitor::of(&app, "owner");
    let token = token(&mut owner);
    let cookie = format!("__Host-chairside={}", owner.cookies["chairside"]);
    let body = format!("token={token}&staff={EMMA}&name=Erika+Neumann&language=en");
    let before = Photograph::of(&app);
    for row in of_roles() {
        let address = example(&app, row.path);
        let headers = [
            ("Cookie", cookie.as_str()),
            ("Content-Type", "application/x-www-form-urlencoded"),
            ("Accept", "text/html"),
        ];
        for method in ["HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "post"] {
            let reply = raw::send(app.addr(), method, &address, &headers, body.as_bytes());
            // HEAD is GET without the body, where there is a page to be got.
            let is_page = method == "HEAD" && [200, 303].contains(&reply.status);
            let is_refused = [400, 405, 501].contains(&reply.status);
            assert!(is_page || is_refused, "{method} {address}: {}", reply.head);
        }
    }
    before.assert_unchanged(&app, "another method");
}

#[test]
fn what_shows_customers_is_not_for_the_agency() {
    let app = world::salon();
    let mut agency = Visitor::of(&app, "agency");
    for row in rows().iter().filter(|row| row.method == "GET" && !row.may().is_empty()) {
        let address = example(&app, row.path);
        let seen =
            if may("agency", row.may()) { agency.open(&address) } else { agency.get(&address) };
        assert_eq!(seen.status == 403, !may("agency", row.may()), "{address}: {}", seen.html);
        for data in world::OF_CUSTOMERS {
            assert!(
                !seen.html.contains(data),
                "{address} tells the agency of {data}: {}",
                seen.html
            );
        }
    }
    // They are there for whom they are meant.
    let seen = Visitor::of(&app, "desk").open(&format!("/day/{DAY}"));
    for name in ["Erika", "Kim Muster", "Ada Anders"] {
        assert!(seen.html.contains(name), "{}", seen.html);
    }
}

#[test]
fn who_is_not_logged_in_sees_nothing_of_the_salon() {
    let app = world::salon();
    let mut stranger = Visitor::stranger(&app);
    for row in rows().iter().filter(|row| row.method == "GET" && !row.may().is_empty()) {
        let address = example(&app, row.path);
        let seen = stranger.get(&format!("{address}?day=1"));
        assert_eq!(seen.status, 303, "{address}");
        assert!(seen.location.starts_with("/login"), "{address} {}", seen.location);
        assert_eq!(seen.html, "", "{address}");
    }
}
