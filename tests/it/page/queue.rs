//! What needs a person.

use crate::support::visitor::{Visitor, page_app};

#[test]
fn an_empty_queue_says_so() {
    let app = page_app();
    let mut desk = Visitor::of(&app, "desk");
    let page = desk.open("/needs");
    assert!(page.text().contains("Gerade nichts"), "{}", page.text());
}
