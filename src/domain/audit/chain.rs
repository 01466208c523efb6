//! The words of the audit trail, and the chain that binds its rows.

use crate::domain::digest::hex;
use crate::domain::language::Language;
use crate::domain::stored::stored_enum;
use hmac::digest::Digest;
use sha2::Sha256;

stored_enum! {
    /// What was done to a mapping.
    pub enum Action {
        /// A person made it.
        Created = "created",
        /// Something about it changed.
        Updated = "updated",
        /// It was switched off. Rows are never deleted.
        Deleted = "deleted",
        /// A strategy made it.
        AutoMatched = "auto_matched",
        /// A person put it in another's place.
        ManualOverride = "manual_override",
    }
}

impl Action {
    /// For people.
    pub fn told(self, language: Language) -> &'static str {
        match self {
            Action::Created => language.pick("neu", "new"),
            Action::Updated => language.pick("geändert", "changed"),
            Action::Deleted => {
                language.pick("ausgeschaltet oder gelöscht", "switched off or erased")
            }
            Action::AutoMatched => language.pick("von selbst erkannt", "recognised by a rule"),
            Action::ManualOverride => language.pick("von Hand geändert", "changed by hand"),
        }
    }
}

/// The hash before the first row.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// What a row's hash covers, in this order.
#[derive(Clone, Copy, Debug)]
pub struct Link<'a> {
    /// The row before this one, or `GENESIS`.
    pub prev_hash: &'a str,
    /// Gap-free, from 1.
    pub seq: i64,
    /// Which mapping, if it is about one.
    pub mapping_id: Option<i64>,
    /// `Action` as text.
    pub action: &'a str,
    /// JSON text as stored.
    pub old_values: Option<&'a str>,
    /// JSON text as stored.
    pub new_values: Option<&'a str>,
    /// Who.
    pub changed_by: &'a str,
    /// When, as stored.
    pub changed_at: &'a str,
    /// Why.
    pub reason: &'a str,
}

impl Link<'_> {
    /// SHA-256 in hex over every field with its length before it, so that no two rows read alike.
    pub fn hash(&self) -> String {
        let mut sha = Sha256::new();
        let seq = self.seq.to_string();
        let mapping_id = self.mapping_id.map(|id| id.to_string());
        for field in [
            Some(self.prev_hash),
            Some(&seq),
            mapping_id.as_deref(),
            Some(self.action),
            self.old_values,
            self.new_values,
            Some(self.changed_by),
            Some(self.changed_at),
            Some(self.reason),
        ] {
            match field {
                Some(text) => {
                    sha.update(format!("{}:", text.len()));
                    sha.update(text);
                }
                None => sha.update("-:"),
            }
        }
        hex(&sha.finalize())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moving_a_character_between_fields_changes_the_hash() {
        let link = Link {
            prev_hash: GENESIS,
            seq: 1,
            mapping_id: Some(7),
            action: "created",
            old_values: None,
            new_values: Some("{}"),
            changed_by: "desk",
            changed_at: "2026-10-01T08:00:00Z",
            reason: "by hand",
        };
        let whole = link.hash();
        assert_eq!(whole.len(), 64);
        assert_eq!(whole, link.hash());
        let others = [
            Link { changed_by: "des", changed_at: "k2026-10-01T08:00:00Z", ..link },
            Link { old_values: Some(""), ..link },
            Link { old_values: Some("{}"), new_values: None, ..link },
            Link { seq: 2, ..link },
            Link { reason: "by hand ", ..link },
        ];
        for other in others {
            assert_ne!(other.hash(), whole, "{other:?}");
        }
    }
}
