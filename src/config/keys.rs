//! Every key that there is, as the structs have it: for files, variables, arguments and help.

use crate::config::source::shape;
use crate::config::source::shape::Shape;
use crate::config::source::trace;
use crate::config::whole::Config;
use std::sync::OnceLock;

/// A key of the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct KeyName {
    /// `mail.host`.
    pub path: String,
    /// The variable of the environment that sets it.
    pub variable: String,
    /// Whether it is a secret: then `…_file` and `…_FILE` set it too, and credentials, and no argument does.
    pub is_secret: bool,
}

/// The shape of the whole.
pub(super) fn shape() -> Result<Shape, String> {
    static SHAPE: OnceLock<Result<Shape, String>> = OnceLock::new();
    SHAPE.get_or_init(trace::shape::<Config>).clone()
}

/// Every key below the top, in the structs' order.
pub(crate) fn all() -> Vec<KeyName> {
    let Ok(whole) = shape() else { return Vec::new() };
    let name = |key: &shape::Key<'_>| KeyName {
        path: key.path(),
        variable: key.variable(),
        is_secret: key.field.shape.is_secret(),
    };
    shape::keys(&whole).iter().map(name).collect()
}

#[cfg(test)]
mod tests {
    use super::all;
    use std::collections::BTreeSet;

    #[test]
    fn every_key_has_a_variable_of_its_own() {
        let keys = all();
        assert!(keys.len() >= 90, "{}", keys.len());
        let variables: BTreeSet<&str> = keys.iter().map(|key| key.variable.as_str()).collect();
        assert_eq!(variables.len(), keys.len());
        let of = |path: &str| keys.iter().find(|key| key.path == path).unwrap();
        assert_eq!(of("calcom.base_url").variable, "CHAIRSIDE_CALCOM_BASE_URL");
        assert_eq!(of("insecure").variable, "CHAIRSIDE_INSECURE");
        assert!(of("calcom.webhook_secrets").is_secret && !of("mail.host").is_secret);
        // No secret's variable for a file is another key's.
        for key in keys.iter().filter(|key| key.is_secret) {
            assert!(!variables.contains(format!("{}_FILE", key.variable).as_str()), "{key:?}");
        }
    }
}
