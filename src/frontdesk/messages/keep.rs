//! Keeping a message in the inbox: at once, beside the work it causes, or for later.

use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::logging::fact::Fact;
use crate::logging::request;
use crate::store::db::fault;
use crate::store::db::writer::Aside;
use crate::store::messages::inbox;
use crate::store::messages::inbox::{Message, State};

/// What became of a message that was kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kept {
    /// It is open: to be worked on.
    ForWork,
    /// There is nothing to do about it.
    Only,
}

/// Keeps a message and does not wait: `done` hears on the writer's thread when it is on disk. `Invalid` if it is, but
/// cannot be worked on.
pub(crate) fn later(
    desk: &Desk,
    message: Message,
    done: impl FnOnce(Result<Kept>) + Send + 'static,
) {
    let kept = match (&message.reason, message.state) {
        (Some(fault), _) => Err(Error::Invalid(fault.clone())),
        (None, State::Open) => Ok(Kept::ForWork),
        (None, State::Done | State::Dead) => Ok(Kept::Only),
    };
    let now = desk.now();
    desk.store.append_later(
        move |tx| {
            // From here on it goes by the number under which it is kept.
            request::rename(request::event(inbox::insert(tx, &message, now)?));
            Fact::new("kept")
                .with("channel", message.channel.as_str())
                .with("state", message.state.as_str())
                .tell();
            Ok(())
        },
        move |inserted| done(inserted.and(kept)),
    );
}

/// Keeps a message along with what comes of it, no later than that. What is given waits until it is on disk.
pub(crate) fn aside(desk: &Desk, message: Message) -> Aside<'_> {
    let now = desk.now();
    desk.store.append_aside(move |tx| inbox::insert(tx, &message, now).map(drop))
}

/// Waits for a message that was put aside. If it could not be kept, that is logged and no reason not to answer: what
/// was done was done, and what was found was found.
pub(crate) fn wait(aside: Aside<'_>, what: &str) {
    if let Err(error) = aside.wait() {
        fault::log_error(&format!("{what}: not kept"), &error);
    }
}
