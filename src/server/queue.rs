//! The bounded queue before the workers of a lane, who are hired as they are needed, and the count of workers alive.

use std::collections::VecDeque;
use std::mem;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A queue that refuses what it cannot hold.
pub struct Queue<T> {
    state: Mutex<State<T>>,
    changed: Condvar,
    waiting_max: usize,
}

struct State<T> {
    items: VecDeque<T>,
    idle: usize,
    /// Workers there may be and are not yet.
    unhired: usize,
    closed: bool,
}

/// What a worker does next.
#[derive(Debug, PartialEq, Eq)]
pub struct Next<T> {
    /// This.
    pub item: T,
    /// But first it hires another worker: nobody else waits, and there may be one more.
    pub hires: bool,
}

impl<T> Queue<T> {
    /// A queue for `waiting_max` items beyond those that a worker is about to take, one who is there or one of the
    /// `unhired` ones that there may be besides.
    pub fn new(waiting_max: usize, unhired: usize) -> Queue<T> {
        let state = State { items: VecDeque::new(), idle: 0, unhired, closed: false };
        Queue { state: Mutex::new(state), changed: Condvar::new(), waiting_max }
    }

    /// Adds an item, or gives it back if the queue is full or closed.
    pub fn push(&self, item: T) -> Result<(), T> {
        let mut state = self.lock();
        let workers = state.idle.saturating_add(state.unhired);
        if state.closed || state.items.len() >= self.waiting_max.saturating_add(workers) {
            return Err(item);
        }
        state.items.push_back(item);
        drop(state);
        self.changed.notify_one();
        Ok(())
    }

    /// Waits for the next item; `None` once the queue is closed.
    pub fn pop(&self) -> Option<Next<T>> {
        let mut state = self.lock();
        loop {
            if let Some(item) = state.items.pop_front() {
                let hires = state.idle == 0 && state.unhired > 0;
                state.unhired = state.unhired.saturating_sub(usize::from(hires));
                return Some(Next { item, hires });
            }
            if state.closed {
                return None;
            }
            state.idle += 1;
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
            state.idle = state.idle.saturating_sub(1);
        }
    }

    /// A worker could not be hired; the next one to find nobody waiting tries again.
    pub fn not_hired(&self) {
        let mut state = self.lock();
        state.unhired = state.unhired.saturating_add(1);
    }

    /// Takes no more items and gives back those nobody has begun with.
    pub fn close(&self) -> VecDeque<T> {
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
pub struct Crew(Arc<(Mutex<usize>, Condvar)>);

/// A worker's membership; it ends when this is dropped.
pub struct Member(Crew);

impl Crew {
    /// One worker more.
    pub fn join(&self) -> Member {
        *self.0.0.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        Member(self.clone())
    }

    /// Waits until no worker is left, at most so long. Tells how many are left.
    pub fn wait(&self, patience: Duration) -> usize {
        let count = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.0.1.wait_timeout_while(count, patience, |count| *count > 0);
        *waited.unwrap_or_else(PoisonError::into_inner).0
    }
}

impl Drop for Member {
    fn drop(&mut self) {
        let crew = &self.0.0;
        let mut count = crew.0.lock().unwrap_or_else(PoisonError::into_inner);
        *count = count.saturating_sub(1);
        crew.1.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::{Crew, Next, Queue};
    use std::thread;
    use std::time::Duration;

    #[test]
    fn a_full_queue_gives_the_item_back_and_a_closed_one_gives_all_back() {
        let queue = Queue::new(2, 0);
        assert_eq!([queue.push(1), queue.push(2), queue.push(3)], [Ok(()), Ok(()), Err(3)]);
        assert_eq!(queue.pop(), Some(Next { item: 1, hires: false }));
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
    fn workers_who_may_be_hired_make_room_and_each_is_hired_once() {
        let queue = Queue::new(0, 2);
        assert_eq!([queue.push(1), queue.push(2), queue.push(3)], [Ok(()), Ok(()), Err(3)]);
        let hires = |queue: &Queue<i32>| queue.pop().unwrap().hires;
        assert!(hires(&queue), "nobody waits");
        assert_eq!(queue.push(4), Err(4), "one may be hired still, for 2");
        assert!(hires(&queue));
        assert_eq!(queue.push(5), Err(5), "all are hired, and at work");
        queue.not_hired();
        assert_eq!(queue.push(6), Ok(()));
        assert!(hires(&queue));
    }

    #[test]
    fn a_crew_is_waited_for_until_its_last_member_or_the_bound() {
        let crew = Crew::default();
        let (one, two) = (crew.join(), crew.join());
        assert_eq!(crew.wait(Duration::ZERO), 2);
        let worker = thread::spawn(move || drop((one, two)));
        assert_eq!(crew.wait(Duration::from_secs(60)), 0);
        worker.join().unwrap();
    }
}
