//! The bounded queue before the workers that may wait, when a further worker is spawned, and the count of workers alive.

use std::collections::VecDeque;
use std::mem;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A queue that refuses what it cannot hold.
pub(crate) struct Queue<T> {
    state: Mutex<State<T>>,
    changed: Condvar,
    waiting_max: usize,
}

struct State<T> {
    items: VecDeque<T>,
    staff: Staffing,
    closed: bool,
}

/// The workers of a lane: how many wait for work, and how many there may be besides.
#[derive(Debug)]
pub(crate) struct Staffing {
    idle: usize,
    unspawned: usize,
}

impl Staffing {
    /// None waits yet, and so many may be spawned.
    pub(crate) fn new(unspawned: usize) -> Staffing {
        Staffing { idle: 0, unspawned }
    }

    /// A worker begins to wait.
    pub(crate) fn wait(&mut self) {
        self.idle = self.idle.saturating_add(1);
    }

    /// A worker waits no more.
    pub(crate) fn leave(&mut self) {
        self.idle = self.idle.saturating_sub(1);
    }

    /// A worker takes something up. True: first it spawns another, because none waits and there may be one more.
    pub(crate) fn spawns(&mut self) -> bool {
        let spawns = self.idle == 0 && self.unspawned > 0;
        self.unspawned = self.unspawned.saturating_sub(usize::from(spawns));
        spawns
    }

    /// A worker could not be spawned; the next one to find none waiting tries again.
    pub(crate) fn not_spawned(&mut self) {
        self.unspawned = self.unspawned.saturating_add(1);
    }
}

/// What a worker does next.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Next<T> {
    /// This.
    pub(crate) item: T,
    /// But first it spawns another worker.
    pub(crate) spawns: bool,
}

impl<T> Queue<T> {
    /// A queue for `waiting_max` items beyond those that a worker is about to take, one that is there or one of the
    /// `unspawned` ones that there may be besides.
    pub(crate) fn new(waiting_max: usize, unspawned: usize) -> Queue<T> {
        let staff = Staffing::new(unspawned);
        let state = State { items: VecDeque::new(), staff, closed: false };
        Queue { state: Mutex::new(state), changed: Condvar::new(), waiting_max }
    }

    /// Adds an item, or gives it back if the queue is full or closed.
    pub(crate) fn push(&self, item: T) -> Result<(), T> {
        let mut state = self.lock();
        let workers = state.staff.idle.saturating_add(state.staff.unspawned);
        if state.closed || state.items.len() >= self.waiting_max.saturating_add(workers) {
            return Err(item);
        }
        state.items.push_back(item);
        drop(state);
        self.changed.notify_one();
        Ok(())
    }

    /// Waits for the next item; `None` once the queue is closed.
    pub(crate) fn pop(&self) -> Option<Next<T>> {
        let mut state = self.lock();
        loop {
            if let Some(item) = state.items.pop_front() {
                return Some(Next { item, spawns: state.staff.spawns() });
            }
            if state.closed {
                return None;
            }
            state.staff.wait();
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
            state.staff.leave();
        }
    }

    /// A worker could not be spawned; the next one to find none waiting tries again.
    pub(crate) fn not_spawned(&self) {
        self.lock().staff.not_spawned();
    }

    /// Takes no more items and gives back those no worker has begun with.
    pub(crate) fn close(&self) -> VecDeque<T> {
        let mut state = self.lock();
        state.closed = true;
        self.changed.notify_all();
        mem::take(&mut state.items)
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Counts the workers alive.
#[derive(Clone, Default)]
pub(crate) struct WaitGroup(Arc<(Mutex<usize>, Condvar)>);

/// One worker alive, until this is dropped.
pub(crate) struct Alive(WaitGroup);

impl WaitGroup {
    /// One worker more.
    pub(crate) fn add(&self) -> Alive {
        *self.0.0.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        Alive(self.clone())
    }

    /// Waits until no worker is left, at most so long. Tells how many are left.
    pub(crate) fn wait(&self, patience: Duration) -> usize {
        let count = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.0.1.wait_timeout_while(count, patience, |count| *count > 0);
        *waited.unwrap_or_else(PoisonError::into_inner).0
    }
}

impl Drop for Alive {
    fn drop(&mut self) {
        let group = &self.0.0;
        let mut count = group.0.lock().unwrap_or_else(PoisonError::into_inner);
        *count = count.saturating_sub(1);
        group.1.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::{Next, Queue, WaitGroup};
    use std::thread;
    use std::time::Duration;

    #[test]
    fn a_full_queue_gives_the_item_back_and_a_closed_one_gives_all_back() {
        let queue = Queue::new(2, 0);
        assert_eq!([queue.push(1), queue.push(2), queue.push(3)], [Ok(()), Ok(()), Err(3)]);
        assert_eq!(queue.pop(), Some(Next { item: 1, spawns: false }));
        assert_eq!(queue.close(), [2]);
        assert_eq!((queue.push(4), queue.pop()), (Err(4), None));
    }

    #[test]
    fn idle_workers_make_room_even_before_they_wake() {
        let queue = Queue::new(0, 0);
        thread::scope(|scope| {
            let worker = scope.spawn(|| queue.pop());
            while queue.push(7).is_err() {
                thread::yield_now();
            }
            assert_eq!(worker.join().unwrap().unwrap().item, 7);
        });
        assert_eq!(queue.push(8), Err(8));
    }

    #[test]
    fn workers_that_may_be_spawned_make_room_and_each_is_spawned_once() {
        let queue = Queue::new(0, 2);
        assert_eq!([queue.push(1), queue.push(2), queue.push(3)], [Ok(()), Ok(()), Err(3)]);
        let spawns = |queue: &Queue<i32>| queue.pop().unwrap().spawns;
        assert!(spawns(&queue), "none waits");
        assert_eq!(queue.push(4), Err(4), "one may be spawned still, for 2");
        assert!(spawns(&queue));
        assert_eq!(queue.push(5), Err(5), "all are spawned, and at work");
        queue.not_spawned();
        assert_eq!(queue.push(6), Ok(()));
        assert!(spawns(&queue));
    }

    #[test]
    fn a_group_is_waited_for_until_its_last_worker_ends_or_the_bound() {
        let group = WaitGroup::default();
        let (one, two) = (group.add(), group.add());
        assert_eq!(group.wait(Duration::ZERO), 2);
        let worker = thread::spawn(move || drop((one, two)));
        assert_eq!(group.wait(Duration::from_secs(60)), 0);
        worker.join().unwrap();
    }
}
