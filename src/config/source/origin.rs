//! Where a value of the configuration was said.

use std::collections::BTreeMap;

/// Where a value was said, the weakest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// Nowhere: the program's own.
    #[default]
    Default,
    /// In the file, at this line; the first is 1.
    File(usize),
    /// A credential of the service manager, by its name.
    Credential(String),
    /// A variable of the environment, by its name.
    Variable(String),
    /// An argument of the command, `--set`.
    Argument,
}

impl Origin {
    /// In words, for example `appliance.toml:12` or `CHAIRSIDE_MAIL_HOST`.
    pub fn shown(&self, file: &str) -> String {
        match self {
            Origin::Default => "default".to_owned(),
            Origin::File(line) if file.is_empty() => format!("line {line}"),
            Origin::File(line) => format!("{file}:{line}"),
            Origin::Credential(name) => format!("credential {name}"),
            Origin::Variable(name) => name.clone(),
            Origin::Argument => "--set".to_owned(),
        }
    }

    /// What kind of source it is, in one word.
    pub fn kind(&self) -> &'static str {
        match self {
            Origin::Default => "default",
            Origin::File(_) => "file",
            Origin::Credential(_) => "credential",
            Origin::Variable(_) => "environment",
            Origin::Argument => "argument",
        }
    }

    /// Its line, if it is in the file.
    pub fn line(&self) -> Option<usize> {
        match self {
            Origin::File(line) => Some(*line),
            _ => None,
        }
    }
}

/// Where every value was said that was said at all, by its path: `mail.host`, `staff[2].key`.
#[derive(Clone, Debug, Default)]
pub struct Origins(pub(super) BTreeMap<String, Origin>);

impl Origins {
    /// Where this very value was said.
    pub fn of(&self, path: &str) -> Origin {
        self.0.get(path).cloned().unwrap_or_default()
    }

    /// The same, or where what it would stand in was said.
    pub fn near(&self, path: &str) -> Origin {
        let mut path = path;
        loop {
            if let Some(origin) = self.0.get(path) {
                return origin.clone();
            }
            match path.rfind(['.', '[']).and_then(|end| path.get(..end)) {
                Some(shorter) => path = shorter,
                None => return Origin::Default,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Origin, Origins};

    #[test]
    fn what_was_not_said_is_looked_for_where_it_would_stand() {
        let said = [("mail", Origin::File(3)), ("staff[1].key", Origin::File(9))];
        let origins = Origins(said.map(|(path, origin)| (path.to_owned(), origin)).into());
        assert_eq!(origins.near("mail.host"), Origin::File(3));
        assert_eq!(origins.of("mail.host"), Origin::Default);
        assert_eq!(origins.near("staff[1].key"), Origin::File(9));
        assert_eq!(origins.near("staff[1].name"), Origin::Default);
        assert_eq!(origins.near("sms.from"), Origin::Default);
    }
}
