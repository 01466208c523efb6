//! What of the documentation is not run, and why. The list is closed: everything else is run.

/// A command that begins so, and why it is not run here.
pub struct Excuse {
    pub begins: &'static str,
    pub because: &'static str,
}

const fn excuse(begins: &'static str, because: &'static str) -> Excuse {
    Excuse { begins, because }
}

pub const NOT_RUN: &[Excuse] = &[
    excuse("chairside serve", "does not end; the tests of the whole program start it"),
    excuse("chairside demo", "a whole day; tests/it/house/demo.rs"),
    excuse("chairside sandbox", "does not end; tests/it/sandbox"),
    excuse(
        "chairside suggestions judge",
        "minutes in a build for tests, whose targets src/judge has itself",
    ),
    excuse(
        "chairside understand --judge",
        "minutes in a build for tests, whose targets src/judge has itself",
    ),
    excuse("chairside restore", "not while it is served; tests/it/ops"),
];

/// Why this line is not run, if it is not.
pub fn why_not(line: &str) -> Option<&'static Excuse> {
    NOT_RUN.iter().find(|excuse| {
        let rest = line.strip_prefix(excuse.begins);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    })
}
