//! Recording: what comes in and what Cal.com answers, as it happens, in the form that `replay` reads.
//!
//! Whatever is to be recorded goes into a bounded queue; one thread takes the customers out of it and writes it down. A
//! recording that cannot be written is a loss that is counted and logged, never a fault of a request.

use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::recording::handle::{Event, RecorderHandle};
use crate::recording::writer::Writer;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::thread;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How often the database is looked at for what people decided while nothing else happens.
const FOLLOW_EVERY: Duration = Duration::from_millis(500);
/// How long the last lines may take when the program ends.
const STOP_PATIENCE: Duration = Duration::from_secs(5);

/// The thread that writes. Dropping it writes what waits, within some seconds, and ends it.
pub struct Recorder {
    handle: RecorderHandle,
    thread: Option<JoinHandle<()>>,
}

impl Recorder {
    /// Records what this desk asks Cal.com, and what its handle is given, from now on; `None` if the salon does not
    /// want it. A folder that cannot be written to is logged, and is no error.
    pub fn start(desk: &Arc<Desk>) -> Result<Option<Recorder>> {
        Recorder::begin(desk, false)
    }

    /// The same for a command that may run beside a `serve`, into the same files.
    pub fn start_beside(desk: &Arc<Desk>) -> Result<Option<Recorder>> {
        Recorder::begin(desk, true)
    }

    fn begin(desk: &Arc<Desk>, beside: bool) -> Result<Option<Recorder>> {
        let Some(dir) = &desk.salon.config.record.dir else { return Ok(None) };
        let (handle, events) = RecorderHandle::new(desk.clock.clone());
        let mut writer = Writer::new(desk.clone(), handle.clone(), dir);
        // Before anything comes in, so that what stands now is recorded as what stood before.
        writer.begin(beside);
        let listener = handle.clone();
        desk.calcom.add_listener(Arc::new(move |exchange| listener.exchange(exchange)));
        let losses = handle.clone();
        let thread = thread::Builder::new()
            .name("record".into())
            .spawn(move || write_down(&events, &losses, &mut writer))
            .map_err(Error::internal)?;
        Ok(Some(Recorder { handle, thread: Some(thread) }))
    }

    /// For those that have something to record.
    pub fn handle(&self) -> RecorderHandle {
        self.handle.clone()
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        let until = Instant::now() + STOP_PATIENCE;
        self.handle.stop(until);
        let Some(thread) = self.thread.take() else { return };
        while !thread.is_finished() && Instant::now() < until {
            thread::sleep(Duration::from_millis(5));
        }
        if !thread.is_finished() {
            log::error!("recording: the last lines could not be written in time");
        } else if thread.join().is_err() {
            log::error!("recording: the thread that writes panicked");
        }
    }
}

fn write_down(events: &Receiver<Event>, handle: &RecorderHandle, writer: &mut Writer) {
    loop {
        match events.recv_timeout(FOLLOW_EVERY) {
            Ok(Event::Stop) | Err(RecvTimeoutError::Disconnected) => break,
            Ok(event) => {
                handle.taken(&event);
                writer.write(event);
            }
            Err(RecvTimeoutError::Timeout) => writer.idle(),
        }
    }
    writer.end();
}
