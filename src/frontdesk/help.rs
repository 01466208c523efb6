//! What is told of a code, or of all of them.

use crate::domain::help::topic::Topic;
use crate::domain::help::topics::{FAMILIES, Family};
use crate::domain::language::Language;
use serde::Serialize;

/// A code, explained.
#[derive(Debug, Serialize)]
pub struct TopicView {
    /// `E0412`.
    pub code: String,
    /// Its word in answers and lists.
    pub word: &'static str,
    /// In a few words.
    pub title: &'static str,
    /// What it means.
    pub means: &'static str,
    /// Where to look.
    pub look: &'static str,
    /// What to do.
    pub mend: &'static str,
}

/// Every code, by what it is about.
#[derive(Debug, Serialize)]
pub struct FamilyView {
    /// What its codes have in common.
    pub about: &'static str,
    /// By number.
    pub codes: Vec<TopicView>,
}

impl TopicView {
    /// In this language.
    pub fn of(topic: &Topic, language: Language) -> TopicView {
        let texts = topic.texts(language);
        TopicView {
            code: topic.code.to_string(),
            word: topic.word,
            title: texts.title,
            means: texts.means,
            look: texts.look,
            mend: texts.mend,
        }
    }
}

/// All of them in this language.
pub fn families(language: Language) -> Vec<FamilyView> {
    let family = |family: &Family| FamilyView {
        about: language.pick(family.title.0, family.title.1),
        codes: family.topics.iter().map(|topic| TopicView::of(topic, language)).collect(),
    };
    FAMILIES.iter().map(family).collect()
}
