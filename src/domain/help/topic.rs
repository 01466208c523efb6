//! What is told of a code.

use crate::domain::help::code::Code;
use crate::domain::language::Language;

/// A code with its word and its texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Topic {
    /// Its number.
    pub code: Code,
    /// Its word in answers, lists and figures, such as `key_refused`. Several codes may have the same.
    pub word: &'static str,
    german: Texts,
    english: Texts,
}

/// The texts in one language; whole sentences but for the title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Texts {
    /// In a few words.
    pub title: &'static str,
    /// What it means.
    pub means: &'static str,
    /// Where to look, with the commands that show it.
    pub look: &'static str,
    /// What to do.
    pub mend: &'static str,
}

impl Topic {
    /// The texts in this language.
    pub fn texts(&self, language: Language) -> Texts {
        language.pick(self.german, self.english)
    }
}

/// A row of the table: the texts are title, meaning, where to look, what to do.
pub(crate) const fn topic(
    number: u16,
    word: &'static str,
    german: [&'static str; 4],
    english: [&'static str; 4],
) -> Topic {
    Topic { code: Code::of(number), word, german: texts(german), english: texts(english) }
}

const fn texts([title, means, look, mend]: [&'static str; 4]) -> Texts {
    Texts { title, means, look, mend }
}
