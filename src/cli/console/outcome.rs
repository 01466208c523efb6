//! How a command ends.

use crate::domain::Error;
use crate::domain::help::code::Code;
use crate::domain::help::topics;
use std::process::ExitCode;

/// What a command ends with: an exit code, or the sentence that says why it could not do its work. The sentence may end
/// with its code (`[E0102]`); one without is given [`topics::COMMAND`] where it is printed.
pub(crate) type Outcome = Result<ExitCode, String>;

/// People get the sentence, with where to look; the cause of a surprise too, because they are the operator here.
pub(crate) fn describe(error: Error) -> String {
    let look = match error {
        Error::NotFound("host") => {
            ": it was never seen; `chairside hosts sync` reads Cal.com's lists, `chairside hosts list` tells who is known"
        }
        Error::NotFound("mapping") => "; `chairside mappings list` tells which there are",
        Error::NotFound("appointment") => {
            "; `chairside appointments list --all` tells which there are"
        }
        Error::NotFound("event") => "; `chairside events list` tells which there are",
        Error::NotFound("held pause") => {
            ": nothing is held there that is to come; `chairside pauses list` tells what is"
        }
        _ => "",
    };
    Code::from(&error).ends(&format!("{}{look}", error.for_log()))
}

/// What is wrong with the configuration, with the code of that.
pub(crate) fn misconfigured(sentence: String) -> String {
    topics::CONFIGURATION.ends(&sentence)
}

/// How a failure stands on standard error.
pub(crate) fn told(sentence: &str) -> String {
    format!("chairside: {}", topics::COMMAND.ends(sentence))
}
