//! What was answered so far, as it was typed, step by step.

use crate::domain::language::Language;
use crate::frontdesk::first_run::at_calcom::Found;
use std::collections::BTreeMap;

/// The fields of a step's form, as they were typed.
pub(crate) type Fields = BTreeMap<String, String>;

/// What is asked for, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Step {
    /// Company and branch.
    Salon,
    /// Cal.com's key, and the secret of its webhooks.
    Calcom,
    /// Who works there.
    People,
    /// What is sold.
    Services,
    /// Retell's key, and how it reaches us.
    Retell,
}

/// All of them.
pub(crate) const STEPS: [Step; 5] =
    [Step::Salon, Step::Calcom, Step::People, Step::Services, Step::Retell];

impl Step {
    /// As it stands in an address.
    pub fn word(self) -> &'static str {
        match self {
            Step::Salon => "salon",
            Step::Calcom => "calcom",
            Step::People => "people",
            Step::Services => "services",
            Step::Retell => "retell",
        }
    }

    /// The step of such a word.
    pub fn parse(word: &str) -> Option<Step> {
        STEPS.into_iter().find(|step| step.word() == word)
    }

    /// What it is called.
    pub fn title(self, language: Language) -> &'static str {
        match self {
            Step::Salon => language.pick("Der Salon", "The salon"),
            Step::Calcom => "Cal.com",
            Step::People => language.pick("Das Team", "The team"),
            Step::Services => language.pick("Leistungen", "Services"),
            Step::Retell => language.pick("Das Telefon", "The telephone"),
        }
    }
}

/// What was answered so far. It holds keys, so it has no `Debug`.
#[derive(Clone, Default)]
pub(crate) struct Answers {
    typed: BTreeMap<Step, Fields>,
    /// What Cal.com told of itself with the key that was answered.
    pub found: Option<Found>,
}

impl Answers {
    /// What was typed at a step; nothing if it was not answered yet.
    pub fn of(&self, step: Step) -> Option<&Fields> {
        self.typed.get(&step)
    }

    /// A field of a step; empty if it was not answered.
    pub fn get(&self, step: Step, name: &str) -> &str {
        self.of(step).and_then(|fields| fields.get(name)).map_or("", |text| text.trim())
    }

    /// The same with another answer to a step.
    pub fn with(&self, step: Step, fields: Fields) -> Answers {
        let mut answers = self.clone();
        answers.typed.insert(step, fields);
        answers
    }

    /// The first step that is not answered; `None` if all are.
    pub fn next(&self) -> Option<Step> {
        STEPS.into_iter().find(|step| !self.typed.contains_key(step))
    }

    /// Whether a step may be opened: all before it are answered.
    pub fn may_open(&self, step: Step) -> bool {
        self.next().is_none_or(|next| step <= next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_taken_in_order_and_may_be_taken_again() {
        let mut answers = Answers::default();
        assert_eq!(answers.next(), Some(Step::Salon));
        assert!(answers.may_open(Step::Salon) && !answers.may_open(Step::Calcom));
        answers = answers.with(Step::Salon, Fields::new());
        assert!(answers.may_open(Step::Salon) && answers.may_open(Step::Calcom));
        assert!(!answers.may_open(Step::People));
        for step in STEPS {
            answers = answers.with(step, Fields::from([("a".to_owned(), " b ".to_owned())]));
            assert_eq!(Step::parse(step.word()), Some(step));
        }
        assert_eq!(answers.next(), None);
        assert!(answers.may_open(Step::Retell) && answers.get(Step::Retell, "a") == "b");
    }
}
