//! A sentence in both languages.

use crate::domain::language::Language;

/// The same in German and in English.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Words {
    pub de: &'static str,
    pub en: &'static str,
}

impl Words {
    pub fn in_language(self, language: Language) -> &'static str {
        language.pick(self.de, self.en)
    }
}

/// Short for a table.
pub(crate) const fn words(de: &'static str, en: &'static str) -> Words {
    Words { de, en }
}
