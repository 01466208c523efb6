//! axe-core on every page.

use crate::demo::Demo;
use crate::list;
use crate::look;
use crate::support::browser::Browser;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// A telephone and a screen: between them nothing else is shown.
const WIDTHS: [u32; 2] = [390, 1280];

/// Every rule it has, those it only recommends too; and what it cannot settle by itself.
const RUN: &str = include_str!("axe.js");

/// Runs it; what it found.
pub fn run(demo: &Demo, script: &Path) -> Vec<String> {
    let axe = fs::read_to_string(script).unwrap();
    let (mut faults, mut pages, mut focused) = (list::missing(), 0, 0);
    let (mut rules, mut left) = (BTreeSet::new(), BTreeSet::new());
    look::every(demo, &mut |look| {
        look.browser.script(&axe);
        // A key was the last thing pressed: the focus is to be seen only then.
        look.browser.press_tab();
        for width in WIDTHS {
            look.widen(width);
            let found = look.browser.script_later(RUN);
            faults.extend(
                words(&found["violations"]).map(|one| format!("{}: {one}", look.name(width))),
            );
            rules.extend(words(&found["passed"]));
            left.extend(words(&found["left"]));
            focused += found["focused"].as_u64().unwrap();
            pages += 1;
        }
    });
    println!(
        "{} violations on {} pages, each in two languages, light and dark, {} and {} pixels wide: {pages} runs, \
         {} rules applied, the focus looked at on {focused} controls",
        faults.len(),
        list::PAGES.len(),
        WIDTHS[0],
        WIDTHS[1],
        rules.len(),
    );
    for one in &left {
        println!("left to a person: {one}");
    }
    faults
}

fn words(list: &Value) -> impl Iterator<Item = String> {
    let words = list.as_array().cloned().unwrap_or_default();
    words.into_iter().map(|word| word.as_str().unwrap_or_default().to_owned())
}
