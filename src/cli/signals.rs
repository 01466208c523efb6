//! What ends or changes a program that goes on: signals, and the end of the first run.

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use std::io;
use std::sync::mpsc;
use std::sync::mpsc::{Receiver, Sender};
use std::thread;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    /// A signal came.
    Signal(i32),
    /// The salon is set up.
    SetUp,
}

/// From now on no signal is lost. Others tell what happens by the sender.
pub(crate) fn listen() -> io::Result<(Receiver<Event>, Sender<Event>)> {
    let mut signals = Signals::new([SIGHUP, SIGINT, SIGTERM])?;
    let (teller, events) = mpsc::channel();
    let own = teller.clone();
    let told = move || {
        for signal in signals.forever() {
            if own.send(Event::Signal(signal)).is_err() {
                return;
            }
        }
    };
    thread::Builder::new().name("signals".into()).spawn(told)?;
    Ok((events, teller))
}
