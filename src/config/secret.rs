//! A secret: read from the file itself, from the environment or from a file of its own, and never printed.

use crate::config::source::fault::{Faults, shown};
use crate::config::source::fit::FILE_PREFIX;
use crate::config::source::layers::VARIABLE_MARK;
use serde::Deserialize;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::{env, fmt};

/// A file that holds secrets has at most so many bytes: what has more is something else.
const FILE_BYTES_MAX: u64 = 65_536;

/// A key or token. Its `Debug` shows stars.
#[derive(Clone, PartialEq, Eq, Default, Deserialize)]
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
    /// last newline of a file does not count. What cannot be had is told and is not set.
    pub(crate) fn resolve(&mut self, key: &str, folder: &Path, faults: &mut Faults) {
        let text = match self.found(key, folder, faults) {
            Some(text) if text.trim_end_matches(['\r', '\n']).contains('\n') => {
                faults.key(
                    key,
                    "points at several lines, and is one secret",
                    "Keep one line there",
                );
                String::new()
            }
            Some(text) => text.trim_end_matches(['\r', '\n']).to_owned(),
            None => String::new(),
        };
        self.0 = checked(text, key, faults);
    }

    /// What it points at, or itself.
    fn found(&self, key: &str, folder: &Path, faults: &mut Faults) -> Option<String> {
        let (text, place) = if let Some(name) = self.0.strip_prefix(VARIABLE_MARK) {
            let found = env::var(name).ok();
            if found.is_none() {
                let wrong = format!(": the environment has no variable {}", shown(name));
                faults.key(key, &wrong, "Set it for the service, or write the secret elsewhere");
            }
            (found?, format!("the variable {}", shown(name)))
        } else if let Some(path) = self.0.strip_prefix(FILE_PREFIX) {
            let path = folder.join(path);
            let found = read(&path);
            if let Err(why) = &found {
                let wrong = format!(": cannot read {}: {why}", path.display());
                faults.key(key, &wrong, "Make the file, readable for who runs this");
            }
            (found.ok()?, path.display().to_string())
        } else {
            return Some(self.0.clone());
        };
        if text.trim().is_empty() {
            let mend = format!("Write the secret into {place}");
            faults.key(key, "points at an empty secret", mend);
            return None;
        }
        Some(text)
    }
}

/// The same for a list. A file may hold several secrets, one a line.
pub(crate) fn resolve_all(list: &mut Vec<Secret>, key: &str, folder: &Path, faults: &mut Faults) {
    let mut resolved = Vec::new();
    for (at, secret) in list.iter().enumerate() {
        let own = format!("{key}[{at}]");
        if secret.is_empty() {
            resolved.push(Secret::default());
        }
        let text = secret.found(&own, folder, faults).unwrap_or_default();
        let lines = text.lines().filter(|line| !line.trim().is_empty());
        resolved.extend(lines.map(|line| Secret(checked(line.to_owned(), &own, faults))));
    }
    *list = resolved;
}

/// A secret with a blank at an end, or a control character, was copied wrongly: nobody would ever send it so.
fn checked(text: String, key: &str, faults: &mut Faults) -> String {
    if text.trim() != text || text.chars().any(char::is_control) {
        let wrong = "must neither begin or end with blanks nor hold control characters";
        faults.key(key, wrong, "Copy the secret again");
    }
    text
}

fn read(path: &Path) -> Result<String, String> {
    let file = File::open(path).map_err(|error| error.to_string())?;
    let mut bytes = Vec::new();
    file.take(FILE_BYTES_MAX.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|error| error.to_string())?;
    if u64::try_from(bytes.len()).map_or(true, |length| length > FILE_BYTES_MAX) {
        return Err(format!("it has more than {FILE_BYTES_MAX} bytes"));
    }
    String::from_utf8(bytes).map_err(|_| "it is no text in UTF-8".to_owned())
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_empty() { "(unset)" } else { "****" })
    }
}
