//! Below a path of its own, behind a proxy that takes the path away: every address in every page leads there.

use crate::page::people::{PASSWORD, first_owner, log_in};
use crate::support::harness::{Setup, TestApp};
use crate::support::visitor::{Seen, Visitor};
use std::collections::BTreeSet;

const PATH: &str = "/buch";

fn salon() -> TestApp {
    let change = |config: &mut chairside::config::Config| {
        config.server.public_url = format!("https://salon.example{PATH}");
    };
    TestApp::start_with(&Setup { change, ..Setup::default() })
}

/// Where everything in a page leads that leads anywhere here.
fn addresses(seen: &Seen) -> Vec<String> {
    let attributes = ["href=\"", "action=\"", "src=\""];
    let values = attributes.iter().flat_map(|begins| seen.html.split(begins).skip(1));
    let values = values.filter_map(|rest| rest.split('"').next());
    values.filter(|value| value.starts_with('/')).map(|value| value.replace("&amp;", "&")).collect()
}

#[test]
fn every_address_is_below_it_and_leads_on() {
    let app = salon();
    first_owner(&app);
    let mut visitor = Visitor::stranger(&app);
    visitor.headers =
        vec![("host".into(), "salon.example".into()), ("x-forwarded-proto".into(), "https".into())];
    visitor.below = PATH;
    assert_eq!(
        visitor.get("/buch/day/2026-11-24").location,
        "/buch/login?next=%2Fday%2F2026%2D11%2D24"
    );
    let form = visitor.open("/buch/login?next=%2Fday%2F2026%2D11%2D24").form("/buch/login");
    let seen = visitor.send(&form.with("name", "nadine").with("password", PASSWORD));
    assert_eq!(
        (seen.status, seen.location.as_str()),
        (303, "/buch/day/2026-11-24"),
        "{}",
        seen.html
    );
    assert!(visitor.cookies.contains_key("__Host-chairside"), "{:?}", visitor.cookies);
    let (mut waiting, mut known) = (vec!["/buch/".to_owned()], BTreeSet::new());
    while let Some(path) = waiting.pop() {
        let seen = visitor.open(&path);
        for address in addresses(&seen) {
            assert!(address.starts_with("/buch/"), "{path}: {address}");
            let page = address.split(['#', '?']).next().unwrap_or_default().to_owned();
            // The calendar has no end.
            let is_one_more_day = page.starts_with("/buch/day/") || page.starts_with("/buch/week/");
            let leads_out = seen.html.contains(&format!("action=\"{address}\""));
            if !is_one_more_day && !leads_out && known.insert(page.clone()) {
                waiting.push(page);
            }
        }
    }
    assert!(known.len() > 15, "{known:?}");
    // A form of it is taken, and another site's is not.
    let account = visitor.get("/buch/account");
    let form =
        account.forms("/buch/").into_iter().find(|form| form.action == "/buch/logout").unwrap();
    visitor.headers.push(("origin".into(), "https://elsewhere.example".into()));
    assert_eq!(visitor.send(&form).status, 403);
    visitor.headers.pop();
    visitor.headers.push(("origin".into(), "https://salon.example".into()));
    let seen = visitor.send(&form);
    assert_eq!((seen.status, seen.location.as_str()), (303, "/buch/login"), "{}", seen.html);
}

#[test]
fn who_comes_to_us_directly_finds_it_at_the_root() {
    let app = salon();
    first_owner(&app);
    let mut visitor = Visitor::stranger(&app);
    let seen = log_in(&mut visitor, "/login", "nadine", PASSWORD);
    assert_eq!((seen.status, seen.location.as_str()), (303, "/"), "{}", seen.html);
    let seen = visitor.open("/");
    assert!(addresses(&seen).iter().all(|address| !address.starts_with(PATH)), "{}", seen.html);
}
