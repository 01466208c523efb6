//! The documentation is tried: every `chairside …` of a block ```sh in README.md and docs/ is run, in a salon in which there is
//! something to find, and has to end well.

mod blocks;
mod said;
mod world;

use crate::docs::blocks::{Line, lines};
use crate::docs::said::{NOT_RUN, why_not};
use crate::docs::world::World;
use std::collections::BTreeSet;

#[test]
fn every_command_of_the_documentation_runs_and_ends_well() {
    let mut world = World::open();
    let mut faults = Vec::new();
    let mut run = 0;
    for line in lines() {
        if why_not(&line.text).is_some() {
            continue;
        }
        run += 1;
        if let Err(told) = world.run(&line) {
            faults.push(format!("{}:{}: {}\n{told}", line.file, line.number, line.text));
        }
    }
    assert!(run > 100, "{run} commands were found");
    assert!(faults.is_empty(), "{} of {run} commands:\n{}", faults.len(), faults.join("\n"));
}

/// What is left out is left out for a reason that is still so: no entry without a line.
#[test]
fn nothing_is_excused_that_is_not_in_the_documentation() {
    let lines = lines();
    let used: BTreeSet<&str> =
        lines.iter().filter_map(|line| why_not(&line.text)).map(|excuse| excuse.begins).collect();
    for excuse in NOT_RUN {
        assert!(used.contains(excuse.begins), "no block has `{}`", excuse.begins);
        assert!(excuse.because.len() > 10, "{}", excuse.begins);
    }
}

/// Every command that there is stands in docs/commands.md.
#[test]
fn every_command_is_in_the_documentation() {
    let all: BTreeSet<String> = lines().iter().flat_map(Line::words).collect();
    let help = crate::help::run(&["--help"], &[]);
    let listed = help.out.split("Commands:\n").nth(1).unwrap();
    let names = listed.lines().take_while(|line| line.starts_with("  "));
    let names = names.filter_map(|line| line.split_whitespace().next());
    for name in names {
        assert!(all.contains(name), "no block of the documentation has `chairside {name}`");
    }
}
