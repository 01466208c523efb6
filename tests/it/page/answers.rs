//! What every answer says to the browser, refusals too, and what no page has in it. Of a row that is added the answers
//! are looked at by themselves.

use crate::page::table::{ROLES, example, token};
use crate::page::world;
use crate::support::harness::TestApp;
use crate::support::markup;
use crate::support::raw;
use crate::support::visitor::{Seen, Visitor};
use chairside::http::page::table::rows;

/// Looks at every page as everybody, in both languages.
fn every_page(app: &TestApp, look: &mut dyn FnMut(&str, &Seen)) {
    for language in ["de", "en"] {
        let mut visitors = vec![Visitor::stranger(app)];
        for role in ROLES {
            let mut visitor = Visitor::of(app, role);
            let token = token(&mut visitor);
            visitor.post("/language", &[("token", &token), ("language", language)]);
            visitors.push(visitor);
        }
        for visitor in &mut visitors {
            visitor.headers = vec![("accept-language".into(), language.into())];
            for row in rows().iter().filter(|row| row.method == "GET") {
                let address = example(app, row.path);
                let seen = visitor.get(&address);
                look(&format!("{language} {address}"), &seen);
                if seen.location.starts_with("/day/") || seen.location == "/today" {
                    let next = seen.location.split('#').next().unwrap();
                    look(&format!("{language} {next}"), &visitor.get(next));
                }
            }
        }
    }
}

#[test]
fn every_page_is_there_for_the_owner() {
    let app = world::salon();
    let mut owner = Visitor::of(&app, "owner");
    for row in rows().iter().filter(|row| row.method == "GET" && !row.may().is_empty()) {
        let address = example(&app, row.path);
        let seen = owner.get(&address);
        assert!([200, 303].contains(&seen.status), "{address} needs an example: {}", seen.html);
    }
}

fn is_page(seen: &Seen) -> bool {
    seen.header("content-type").starts_with("text/html")
}

#[test]
fn no_page_has_a_script_or_a_style_in_itself_and_every_control_has_a_name() {
    let app = world::salon();
    let mut pages = 0;
    every_page(&app, &mut |address, seen| {
        if is_page(seen) {
            pages += 1;
            let faults = markup::faults(&seen.html);
            assert!(faults.is_empty(), "{address}: {faults:?}\n{}", seen.html);
        }
    });
    assert!(pages > 40, "{pages}");
}

/// What an answer must say; `keeps` if browsers may keep it.
fn is_strict(what: &str, keeps: bool, header: &dyn Fn(&str) -> String) {
    let policy = header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'"), "{what}: {policy:?}");
    for weak in ["unsafe", "*", "http:", "https:", "data:", "blob:", "strict-dynamic"] {
        assert!(!policy.contains(weak), "{what}: {policy}");
    }
    assert!(policy.contains("frame-ancestors 'none'"), "{what}: {policy}");
    assert_eq!(header("x-content-type-options"), "nosniff", "{what}");
    assert_eq!(header("referrer-policy"), "no-referrer", "{what}");
    assert_eq!(
        header("cache-control") == "no-store",
        !keeps,
        "{what}: {}",
        header("cache-control")
    );
}

#[test]
fn every_answer_is_strict() {
    let app = world::salon();
    let mut kept = 0;
    every_page(&app, &mut |address, seen| {
        // Only what is the same for everybody is kept, and it sets no cookie.
        let asset = ["/style.css", "/page.js", "/icon/"];
        let keeps = seen.status == 200 && asset.iter().any(|path| address.contains(path));
        kept += usize::from(keeps);
        assert!(!keeps || seen.header("set-cookie").is_empty(), "{address}");
        is_strict(address, keeps, &|name| seen.header(name).to_owned());
    });
    assert!(kept >= 3 * 4 * 2, "{kept}");
}

#[test]
fn every_refusal_is_strict_too() {
    let app = world::salon();
    let mut owner = Visitor::of(&app, "owner");
    let token = token(&mut owner);
    let long = "x".repeat(70_000);
    let mut stranger = Visitor::stranger(&app);
    let answers = [
        (404, owner.get("/nowhere")),
        (404, owner.get("/visits/999")),
        (404, owner.get("/day/yesterday")),
        (404, stranger.get("/setup/x")),
        (404, stranger.get("/icon/x")),
        (405, owner.get("/logout")),
        (401, stranger.post("/logout", &[])),
        (403, owner.post("/logout", &[])),
        (400, owner.post("/language", &[("token", &token), ("language", &long)])),
        (303, owner.post("/language", &[("token", &token), ("language", "de")])),
        (404, owner.post("/sagas/1/burn", &[("token", &token)])),
    ];
    for (status, seen) in answers {
        assert_eq!(seen.status, status, "{}", seen.html);
        is_strict(&status.to_string(), false, &|name| seen.header(name).to_owned());
        if is_page(&seen) {
            let faults = markup::faults(&seen.html);
            assert!(faults.is_empty(), "{faults:?}\n{}", seen.html);
        }
    }
    // The gate's own, and what programs hear.
    let many: Vec<(String, String)> = (0..80).map(|n| (format!("X-{n}"), "1".to_owned())).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let (body, target) = (vec![b'x'; 3 * 1024 * 1024], format!("/{}", "x".repeat(9_000)));
    for (status, method, path, headers, body) in [
        (404, "GET", "/nowhere", &[][..], &[][..]),
        (405, "GET", "/logout", &[], &[]),
        (401, "POST", "/api/retell/function", &[], b"{}"),
        (401, "GET", "/api/v2/bookings/x", &[], &[]),
        (404, "GET", "/v/none", &[], &[]),
        (200, "GET", "/healthz", &[], &[]),
        (413, "POST", "/login", &[], &body),
        (414, "GET", &target, &[], &[]),
        (431, "GET", "/today", &many, &[]),
        (505, "GET", "/to day", &[], &[]),
        (400, "POST", "/login", &[("Content-Length", "7")], b"x"),
    ] {
        let reply = raw::send(app.addr(), method, path, headers, body);
        assert_eq!(reply.status, status, "{method} {path:.40}: {}", reply.head);
        is_strict(&format!("{method} {path:.40}"), false, &|name| {
            reply.header(name).unwrap_or_default().to_owned()
        });
    }
}
