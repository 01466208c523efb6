//! Where changes wait for the writer's thread, and for how long.

use crate::store::db::job::Job;
use std::collections::VecDeque;
use std::mem;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// While the database is locked, so many changes are held here at most, beyond those in the channel.
const DRAWN_MAX: usize = 1024;

/// What came of waiting.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Heard {
    /// There is something to do.
    Work,
    /// Nothing came.
    Silence,
    /// Nothing will come any more.
    End,
}

/// Changes that go along with the next commit.
#[derive(Clone, Default)]
pub(crate) struct SetAside(Arc<Mutex<Vec<Job>>>);

impl SetAside {
    pub fn push(&self, job: Job) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(job);
    }

    /// All of them, in order; they are not there any more.
    pub fn take(&self) -> Vec<Job> {
        mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn is_empty(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }
}

pub(crate) struct Waiting {
    /// None wakes the thread for what was put aside.
    orders: Receiver<Option<Job>>,
    aside: SetAside,
    /// Taken out of the channel, and not begun.
    drawn: VecDeque<Job>,
}

impl Waiting {
    /// Those that come by these two ways.
    pub fn new(orders: Receiver<Option<Job>>, aside: SetAside) -> Waiting {
        Waiting { orders, aside, drawn: VecDeque::new() }
    }

    /// Waits until there is something to do, at most so long.
    pub fn wait(&mut self, patience: Duration) -> Heard {
        if !self.drawn.is_empty() {
            return Heard::Work;
        }
        match self.orders.recv_timeout(patience) {
            Ok(order) => {
                self.drawn.extend(order);
                if self.is_empty() { Heard::Silence } else { Heard::Work }
            }
            Err(RecvTimeoutError::Timeout) => Heard::Silence,
            Err(RecvTimeoutError::Disconnected) => Heard::End,
        }
    }

    /// The next change that waits already.
    pub fn next(&mut self) -> Option<Job> {
        self.drawn.pop_front().or_else(|| self.orders.try_iter().flatten().next())
    }

    /// Puts a change of our own aside: it goes along with this commit.
    pub fn put_aside(&self, job: Job) {
        self.aside.push(job);
    }

    /// What was put aside, in order; it is not there any more.
    pub fn aside(&self) -> Vec<Job> {
        self.aside.take()
    }

    /// Those that have waited so long; they are not there any more.
    pub fn late(&mut self, patience: Duration) -> Vec<Job> {
        let (late, on_time): (Vec<Job>, Vec<Job>) =
            self.all().into_iter().partition(|job| job.since.elapsed() >= patience);
        self.drawn = on_time.into();
        late
    }

    /// All of them; they are not there any more.
    pub fn all(&mut self) -> Vec<Job> {
        while self.drawn.len() < DRAWN_MAX
            && let Ok(order) = self.orders.try_recv()
        {
            self.drawn.extend(order);
        }
        mem::take(&mut self.drawn).into_iter().chain(self.aside()).collect()
    }

    /// Whether nothing waits, as far as was looked.
    pub fn is_empty(&self) -> bool {
        self.drawn.is_empty() && self.aside.is_empty()
    }
}

impl Drop for Waiting {
    /// Nobody comes for it any more, and those who wait must learn so.
    fn drop(&mut self) {
        drop(self.aside());
    }
}
