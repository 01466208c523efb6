//! The bounded queue before the workers that wait, and the count of workers alive.

use std::collections::VecDeque;
use std::mem;
use std::sync::Arc;
use std::sync::Condvar;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
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
    closed: bool,
}

impl<T> Queue<T> {
    /// A queue for `waiting_max` items beyond those an idle worker is about to take.
    pub fn new(waiting_max: usize) -> Queue<T> {
        let state = State { items: VecDeque::new(), idle: 0, closed: false };
        Queue { state: Mutex::new(state), changed: Condvar::new(), waiting_max }
    }

    /// Adds an item, or gives it back if the queue is full or closed.
    pub fn push(&self, item: T) -> Result<(), T> {
        let mut state = self.lock();
        if state.closed || state.items.len() >= self.waiting_max.saturating_add(state.idle) {
            return Err(item);
        }
        state.items.push_back(item);
        drop(state);
        self.changed.notify_one();
        Ok(())
    }

    /// Waits for the next item; `None` once the queue is closed.
    pub fn pop(&self) -> Option<T> {
        let mut state = self.lock();
        loop {
            if let Some(item) = state.items.pop_front() {
                return Some(item);
            }
            if state.closed {
                return None;
            }
            state.idle += 1;
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
            state.idle = state.idle.saturating_sub(1);
        }
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
    use super::Crew;
    use super::Queue;
    use std::thread;
    use std::time::Duration;

    #[test]
    fn a_full_queue_gives_the_item_back_and_a_closed_one_gives_all_back() {
        let queue = Queue::new(2);
        assert_eq!([queue.push(1), queue.push(2), queue.push(3)], [Ok(()), Ok(()), Err(3)]);
        assert_eq!(queue.pop(), Some(1));
        assert_eq!(queue.close(), [2]);
        assert_eq!((queue.push(4), queue.pop()), (Err(4), None));
    }

    #[test]
    fn idle_workers_make_room_even_before_they_wake() {
        let queue = Queue::new(0);
        thread::scope(|scope| {
            let worker = scope.spawn(|| queue.pop());
            while queue.push(7).is_err() {
                thread::yield_now();
            }
            assert_eq!(worker.join().unwrap(), Some(7));
        });
        assert_eq!(queue.push(8), Err(8));
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
