//! What goes wrong on purpose.

use std::collections::VecDeque;
use std::time::Duration;

/// What goes wrong with a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RetellFault {
    /// This status and a sentence, nothing done.
    Status(u16),
    /// 429 with these seconds in `Retry-After`, nothing done.
    TooMany(u32),
    /// 500 although it was done.
    Error500After,
    /// Done; the connection closes without an answer.
    LostAnswer,
    /// The connection closes before anything is done.
    NeverArrives,
    /// Done; the answer stops half way.
    HalfAnAnswer,
    /// 200 and a page of somebody else's, nothing done.
    Html200,
    /// 302 to elsewhere, nothing done.
    Redirect,
    /// Done; the answer comes so much later.
    Slow(Duration),
    /// Answered as if it were done, and nothing is.
    NotKept,
}

/// Names under which a command switches them on.
pub const RETELL_FAULT_NAMES: [&str; 12] = [
    "401",
    "402",
    "422",
    "429",
    "500",
    "500-after",
    "lost-answer",
    "never-arrives",
    "half-an-answer",
    "html-200",
    "redirect",
    "not-kept",
];

impl RetellFault {
    /// The fault of this name.
    pub fn parse(name: &str) -> Option<RetellFault> {
        Some(match name {
            "401" => RetellFault::Status(401),
            "402" => RetellFault::Status(402),
            "422" => RetellFault::Status(422),
            "429" => RetellFault::TooMany(RETRY_AFTER_SECONDS),
            "500" => RetellFault::Status(500),
            "500-after" => RetellFault::Error500After,
            "lost-answer" => RetellFault::LostAnswer,
            "never-arrives" => RetellFault::NeverArrives,
            "half-an-answer" => RetellFault::HalfAnAnswer,
            "html-200" => RetellFault::Html200,
            "redirect" => RetellFault::Redirect,
            "not-kept" => RetellFault::NotKept,
            _ => return None,
        })
    }

    /// Whether what was asked for is carried out all the same.
    pub(crate) fn is_done(&self) -> bool {
        matches!(
            self,
            RetellFault::Error500After
                | RetellFault::LostAnswer
                | RetellFault::HalfAnAnswer
                | RetellFault::Slow(_)
        )
    }
}

const RETRY_AFTER_SECONDS: u32 = 7;

/// When which fault comes.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    /// With so many calls that go well before it.
    next: VecDeque<(usize, RetellFault)>,
    always: Option<RetellFault>,
}

impl Faults {
    pub(crate) fn add(&mut self, skip: usize, fault: RetellFault) {
        self.next.push_back((skip, fault));
    }

    pub(crate) fn always(&mut self, fault: Option<RetellFault>) {
        self.always = fault;
    }

    pub(crate) fn left(&self) -> usize {
        self.next.len()
    }

    /// That of the call that comes now.
    pub(crate) fn take(&mut self) -> Option<RetellFault> {
        match self.next.front_mut() {
            Some((0, _)) => self.next.pop_front().map(|(_, fault)| fault),
            Some((skip, _)) => {
                *skip = skip.saturating_sub(1);
                self.always.clone()
            }
            None => self.always.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{RETELL_FAULT_NAMES, RetellFault};

    #[test]
    fn every_name_is_a_fault() {
        for name in RETELL_FAULT_NAMES {
            assert!(RetellFault::parse(name).is_some(), "{name}");
        }
        assert_eq!(RetellFault::parse("418"), None);
    }
}
