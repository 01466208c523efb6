//! `chairside … | head`: a reader that has seen enough closes the pipe.

use std::panic;
use std::process;

/// What `println!` panics with; the standard library offers no other way to tell.
const CANNOT_PRINT: &str = "failed printing to stdout";
/// What shells make of a program that a closed pipe ended: 128 and the number of SIGPIPE.
const EXIT_CODE: i32 = 141;

/// From now on a command that nobody reads any more ends in silence. Not for programs that go on working: those must
/// not end because somebody closed their console.
pub(super) fn end_in_silence() {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |panicked| {
        let message = panicked.payload().downcast_ref::<String>();
        if message.is_some_and(|message| message.starts_with(CANNOT_PRINT)) {
            process::exit(EXIT_CODE);
        }
        usual(panicked);
    }));
}
