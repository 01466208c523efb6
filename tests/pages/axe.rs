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

/// Every rule it has, those it only recommends too.
const RUN: &str = "
    const done = arguments[arguments.length - 1];
    axe.run(document).then(found => done({
        passed: found.passes.map(rule => rule.id),
        unsure: found.incomplete.map(rule => rule.id),
        violations: found.violations.map(rule => rule.id + ' (' + rule.impact + '): '
            + rule.nodes.map(node => node.target.join(' ') + ' ' + (node.any[0]?.message ?? '')).join('; ')),
    }), error => done({ passed: [], unsure: [], violations: [String(error)] }));";

/// Runs it; what it found.
pub fn run(demo: &Demo, script: &Path) -> Vec<String> {
    let axe = fs::read_to_string(script).unwrap();
    let (mut faults, mut pages) = (list::missing(), 0);
    let (mut rules, mut unsure) = (BTreeSet::new(), BTreeSet::new());
    look::every(demo, &mut |look| {
        look.browser.script(&axe);
        for width in WIDTHS {
            look.widen(width);
            let found = look.browser.script_later(RUN);
            faults.extend(
                words(&found["violations"]).map(|one| format!("{}: {one}", look.name(width))),
            );
            rules.extend(words(&found["passed"]));
            unsure.extend(words(&found["unsure"]));
            pages += 1;
        }
    });
    println!(
        "{} violations on {} pages, each in two languages, light and dark, {} and {} pixels wide: {pages} runs, \
         {} rules applied; left to a person: {}",
        faults.len(),
        list::PAGES.len(),
        WIDTHS[0],
        WIDTHS[1],
        rules.len(),
        if unsure.is_empty() {
            "none".to_owned()
        } else {
            unsure.into_iter().collect::<Vec<_>>().join(", ")
        },
    );
    faults
}

fn words(list: &Value) -> impl Iterator<Item = String> {
    let words = list.as_array().cloned().unwrap_or_default();
    words.into_iter().map(|word| word.as_str().unwrap_or_default().to_owned())
}
