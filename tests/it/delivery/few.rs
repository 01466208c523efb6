//! A few kills with every run of the tests; a thousand by `cargo test --test deliveries`.

use crate::delivery::run::Run;

/// Each line of the mail server three times, and each commit once on either side.
const KILLS: usize = 42;

#[test]
fn killed_at_every_line_and_commit_nothing_is_missing_and_only_what_was_under_way_comes_twice() {
    let mut run = Run::prepared(KILLS);
    for kill in 0..KILLS {
        run.kill(kill);
    }
    run.end();
}
