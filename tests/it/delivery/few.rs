//! A few kills with every run of the tests; a thousand by `cargo test --test deliveries`.

use crate::delivery::receiver::Receiver;
use crate::delivery::run::Run;

/// Each line of the mail server three times, and each commit once on either side.
const MAIL_KILLS: usize = 42;
/// Under way, taken or not, and some commits.
const SMS_KILLS: usize = 12;

fn few(receiver: Receiver, kills: usize) {
    let mut run = Run::prepared(receiver, kills);
    for kill in 0..kills {
        run.kill(kill);
    }
    println!("{}", run.end());
}

#[test]
fn killed_at_every_line_and_commit_nothing_is_missing_and_only_what_was_under_way_comes_twice() {
    few(Receiver::mail(), MAIL_KILLS);
}

#[test]
fn the_same_with_text_messages() {
    few(Receiver::sms(), SMS_KILLS);
}
