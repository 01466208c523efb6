//! How a command ends.

use crate::domain::Error;
use std::process::ExitCode;

/// What a command ends with: an exit code, or the sentence that says why it could not do its work.
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
    format!("{}{look}", error.for_log())
}
