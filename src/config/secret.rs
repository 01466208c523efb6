//! A secret: read from the file itself, from the environment or from a file of its own, and never printed.

use serde::Deserialize;
use std::path::Path;
use std::{env, fmt, fs};

/// A key or token. Its `Debug` shows stars.
#[derive(Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// A secret whose text is already known, for the demo and for tests.
    pub fn new(text: impl Into<String>) -> Secret {
        Secret(text.into())
    }

    /// The text itself, for the one place that sends or checks it.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether nothing is set.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Replaces `env:NAME` and `file:/path` by what they point at; a relative path begins at this folder, and the
    /// last newline of a file does not count.
    pub(crate) fn resolve(&mut self, key: &str, folder: &Path, problems: &mut Vec<String>) {
        let found = if let Some(name) = self.0.strip_prefix("env:") {
            env::var(name).map_err(|_| format!("{key}: the environment has no variable {name}"))
        } else if let Some(path) = self.0.strip_prefix("file:") {
            let path = folder.join(path);
            fs::read_to_string(&path)
                .map(|text| text.trim_end_matches(['\r', '\n']).to_owned())
                .map_err(|error| format!("{key}: cannot read {}: {error}", path.display()))
        } else {
            return;
        };
        match found {
            Ok(text) if text.is_empty() => {
                problems.push(format!("{key} points at an empty secret"))
            }
            Ok(text) => self.0 = text,
            Err(problem) => problems.push(problem),
        }
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_empty() { "(unset)" } else { "****" })
    }
}
