//! Where changes wait for the writer's thread, and for how long.

use crate::store::db::writer::Job;
use std::collections::VecDeque;
use std::mem;
use std::sync::mpsc::RecvTimeoutError;
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::Duration;

/// While the database is locked, so many changes are held here at most, beyond those in the channel.
const DRAWN_MAX: usize = 1024;

/// What the thread is woken for.
pub(crate) enum Order {
    /// This change, and what waits.
    Run(Job),
    /// What was put aside.
    Aside,
}

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

/// Changes that wait.
pub(crate) struct Waiting {
    orders: mpsc::Receiver<Order>,
    aside: Arc<Mutex<Vec<Job>>>,
    /// Taken out of the channel, and not begun.
    drawn: VecDeque<Job>,
    /// What was put aside is waited for: it goes before whatever is asked for after that.
    only_aside: bool,
}

impl Waiting {
    /// Those that come by these two ways.
    pub fn new(orders: mpsc::Receiver<Order>, aside: Arc<Mutex<Vec<Job>>>) -> Waiting {
        Waiting { orders, aside, drawn: VecDeque::new(), only_aside: false }
    }

    /// Waits until there is something to do, at most so long.
    pub fn wait(&mut self, patience: Duration) -> Heard {
        self.only_aside = false;
        if !self.drawn.is_empty() {
            return Heard::Work;
        }
        match self.orders.recv_timeout(patience) {
            Ok(order) => {
                self.only_aside = matches!(order, Order::Aside);
                self.drawn.extend(job_of(order));
                if self.is_empty() { Heard::Silence } else { Heard::Work }
            }
            Err(RecvTimeoutError::Timeout) => Heard::Silence,
            Err(RecvTimeoutError::Disconnected) => Heard::End,
        }
    }

    /// The next change that waits already. What is put aside goes into this commit anyway.
    pub fn next(&mut self) -> Option<Job> {
        if self.only_aside {
            return None;
        }
        self.drawn.pop_front().or_else(|| self.orders.try_iter().find_map(job_of))
    }

    /// What was put aside, in order; it is not there any more.
    pub fn aside(&self) -> Vec<Job> {
        taken(&self.aside)
    }

    /// Puts a change of our own aside: it goes along with this commit.
    pub fn put_aside(&self, job: Job) {
        self.aside.lock().unwrap_or_else(PoisonError::into_inner).push(job);
    }

    /// Puts changes that were not begun back before all others.
    pub fn put_back(&mut self, jobs: impl IntoIterator<Item = Job, IntoIter: DoubleEndedIterator>) {
        jobs.into_iter().rev().for_each(|job| self.drawn.push_front(job));
    }

    /// Those that have waited so long; they are not there any more.
    pub fn late(&mut self, patience: Duration) -> Vec<Job> {
        self.draw_in();
        let is_late = |job: &Job| job.since.elapsed() >= patience;
        let (mut late, on_time): (Vec<Job>, Vec<Job>) =
            mem::take(&mut self.drawn).into_iter().partition(is_late);
        self.drawn = on_time.into();
        let mut aside = self.aside.lock().unwrap_or_else(PoisonError::into_inner);
        late.extend(aside.extract_if(.., |job| is_late(job)));
        late
    }

    /// All of them; they are not there any more.
    pub fn all(&mut self) -> Vec<Job> {
        self.draw_in();
        mem::take(&mut self.drawn).into_iter().chain(self.aside()).collect()
    }

    /// Whether nothing waits, as far as was looked.
    pub fn is_empty(&self) -> bool {
        self.drawn.is_empty()
            && self.aside.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }

    fn draw_in(&mut self) {
        while self.drawn.len() < DRAWN_MAX
            && let Ok(order) = self.orders.try_recv()
        {
            self.drawn.extend(job_of(order));
        }
    }
}

impl Drop for Waiting {
    /// Nobody comes for it any more, and whoever waits must learn so.
    fn drop(&mut self) {
        drop(self.aside());
    }
}

fn job_of(order: Order) -> Option<Job> {
    match order {
        Order::Run(job) => Some(job),
        Order::Aside => None,
    }
}

/// What was put aside; it is not there any more.
pub(crate) fn taken(aside: &Mutex<Vec<Job>>) -> Vec<Job> {
    mem::take(&mut *aside.lock().unwrap_or_else(PoisonError::into_inner))
}
