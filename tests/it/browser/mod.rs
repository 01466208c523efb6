//! The salon's page in a real browser, each story with its script and without.
//!
//! A story is told by [`both`]: a salon with something of each kind ([`crate::page::world`]), somebody logged in by one
//! click, and a browser.

mod coming_in;
mod customer;
mod day;
mod event;
mod first_run;
mod mapping;
mod queue;
mod scripts;
mod service;
mod sick;

use crate::page::world;
use crate::support::browser::{Browser, Kept, Scripts};
use crate::support::harness::TestApp;

/// Tells a story twice: with the page's script and without it.
pub fn both(role: &str, story: impl Fn(&Browser, &TestApp)) {
    both_at(world::salon, Some(role), story);
}

/// The same in another salon; without a role nobody is logged in.
pub fn both_at(
    salon: impl Fn() -> TestApp,
    role: Option<&str>,
    story: impl Fn(&Browser, &TestApp),
) {
    let _kept = Kept::on();
    for scripts in [Scripts::On, Scripts::Off] {
        let app = salon();
        let browser = Browser::at(&format!("http://{}", app.addr()), scripts);
        if let Some(role) = role {
            browser.open("/login");
            browser.press(&format!("form[action='/demo/{role}'] button"));
        }
        story(&browser, &app);
        drop(browser);
        app.settle();
    }
}
