//! `chairside … | head`: a reader that has seen enough closes the pipe.

use std::panic;
use std::process;

/// What `println!` panics with; the standard library offers no other way to tell.
const CANNOT_PRINT: &str = "failed printing to stdout";
/// What shells make of a program that a closed pipe ended: 128 and the number of SIGPIPE.
const EXIT_CODE: i32 = 141;

/// How it ends then for the reason that is meant here.
const NOBODY_READS: &str = "Broken pipe";

/// From now on a command that nobody reads any more ends in silence, and one whose output cannot be written for another
/// reason with a sentence. Not for programs that go on working: those must not end because somebody closed their console.
pub(crate) fn end_in_silence() {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |panicked| {
        let message = panicked.payload().downcast_ref::<String>();
        match message.and_then(|message| message.strip_prefix(CANNOT_PRINT)) {
            Some(why) if why.contains(NOBODY_READS) => process::exit(EXIT_CODE),
            Some(why) => {
                eprintln!("chairside: cannot print{why}");
                process::exit(1);
            }
            None => usual(panicked),
        }
    }));
}
