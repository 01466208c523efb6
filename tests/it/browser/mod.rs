//! The salon's page in a real browser, each story with its script and without.
//!
//! A story is told by [`both`]: a salon with something of each kind ([`crate::page::world`]), somebody logged in by one
//! click, and a browser.

mod coming_in;
mod day;
mod queue;
mod scripts;

use crate::page::world;
use crate::support::browser::{Browser, Scripts};
use crate::support::harness::TestApp;

/// Tells a story twice: with the page's script and without it.
pub fn both(role: &str, story: impl Fn(&Browser, &TestApp)) {
    for scripts in [Scripts::On, Scripts::Off] {
        let app = world::salon();
        let browser = Browser::at(&format!("http://{}", app.addr()), scripts);
        browser.open("/login");
        browser.press(&format!("form[action='/demo/{role}'] button"));
        story(&browser, &app);
        drop(browser);
        app.settle();
    }
}
