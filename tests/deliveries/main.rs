//! A thousand SIGKILLs between deciding to send and having sent: `cargo test --test deliveries`; `-- 5000` for so many.

// Ends at the first thing that is not as it should be; what is shared with the other tests is not used whole.
#![allow(
    dead_code,
    unused_imports,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

#[path = "../it/delivery/mod.rs"]
mod delivery;
#[path = "../it/support/mod.rs"]
mod support;

use crate::delivery::receiver::Receiver;
use crate::delivery::run::Run;
use std::time::Instant;

const KILLS: usize = 1_000;
/// Of so many kills one is while text messages are sent.
const MAIL_TO_SMS: usize = 5;
const TOLD_EVERY: usize = 100;

fn main() {
    let kills: usize =
        std::env::args().nth(1).and_then(|number| number.parse().ok()).unwrap_or(KILLS);
    let sms = kills / MAIL_TO_SMS;
    run(Receiver::mail(), kills - sms);
    run(Receiver::sms(), sms);
}

fn run(receiver: Receiver, kills: usize) {
    let begun = Instant::now();
    let mut run = Run::prepared(receiver, kills);
    for kill in 0..kills {
        run.kill(kill);
        if (kill + 1) % TOLD_EVERY == 0 {
            println!("{} kills, {:.0?}", kill + 1, begun.elapsed());
        }
    }
    println!("{}, {:.0?}", run.end(), begun.elapsed());
}
