//! Who drives which saga: the sweep and a request must never drive one twice at a time.

use std::collections::HashSet;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Instant;

/// The sagas being driven in this process. After a crash it is empty, which is right: none is driven.
#[derive(Default)]
pub struct Claims {
    held: Mutex<HashSet<String>>,
    freed: Condvar,
}

/// The right to drive one saga; dropping it gives the right back.
pub struct Claim<'a> {
    claims: &'a Claims,
    id: String,
}

impl Claims {
    /// The right to drive this saga, unless it is taken.
    pub fn take(&self, id: &str) -> Option<Claim<'_>> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.insert(id.to_owned()).then(|| Claim { claims: self, id: id.to_owned() })
    }

    /// Waits for the right, until the deadline.
    pub fn wait(&self, id: &str, deadline: Instant) -> Option<Claim<'_>> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if held.insert(id.to_owned()) {
                return Some(Claim { claims: self, id: id.to_owned() });
            }
            let left = deadline.checked_duration_since(Instant::now())?;
            held = self.freed.wait_timeout(held, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// How many sagas are being driven now.
    pub fn count(&self) -> usize {
        self.held.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

impl Claim<'_> {
    pub(crate) fn id(&self) -> &str {
        &self.id
    }
}

impl Drop for Claim<'_> {
    fn drop(&mut self) {
        let mut held = self.claims.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.remove(&self.id);
        drop(held);
        self.claims.freed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn one_drives_and_the_next_waits_for_it() {
        let claims = Claims::default();
        let first = claims.take("a").expect("free");
        assert!(claims.take("a").is_none());
        assert!(claims.take("b").is_some(), "another saga is another claim");
        assert!(claims.wait("a", Instant::now()).is_none(), "the deadline has come");
        std::thread::scope(|scope| {
            let waiting = scope
                .spawn(|| claims.wait("a", Instant::now() + Duration::from_secs(60)).is_some());
            drop(first);
            assert!(waiting.join().expect("no panic"));
        });
        assert_eq!(claims.count(), 0);
    }
}
