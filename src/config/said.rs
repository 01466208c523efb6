//! What was said of every key, to be compared with what is said later.

use std::fmt;
use toml::{Table, Value};

/// What was said of every key. It may hold secrets, so its `Debug` tells nothing.
#[derive(Clone, Default)]
pub(crate) struct Said(pub(super) Table);

impl fmt::Debug for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(said)")
    }
}

impl Said {
    /// What was said of a key, `mail.host` for example.
    pub fn of(&self, path: &str) -> Option<&Value> {
        match path.split_once('.') {
            Some((section, key)) => self.0.get(section)?.get(key),
            None => self.0.get(path),
        }
    }
}
