//! Following a booking that was moved at Cal.com to what it was moved to, link by link.

use crate::domain::Result;
use crate::domain::visit::booking::{BookingFacts, Source};
use crate::frontdesk::door::look;
use crate::frontdesk::door::rules::Seen;
use crate::frontdesk::visit::steps::shared::VisitSteps;

/// How often a booking that was moved is followed. None is moved oftener while we look.
pub(crate) const CHAIN_MAX: usize = 10;

/// A booking and what it was moved to.
pub(crate) struct Chain {
    /// Those that were replaced, oldest first.
    pub passed: Vec<BookingFacts>,
    pub head: BookingFacts,
}

/// Why a chain could not be followed.
pub(crate) enum Followed {
    /// Cal.com knows no such booking.
    Gone,
    Unclear(String),
}

impl VisitSteps<'_> {
    /// To the end of the chain. Each link must be told from both sides, else it leads to a stranger's booking.
    pub(crate) fn follow(&self, first: BookingFacts) -> std::result::Result<Chain, String> {
        let mut chain = Chain { passed: Vec::new(), head: first };
        for _ in 0..CHAIN_MAX {
            let Some(next) = chain.head.rescheduled_to.clone() else { return Ok(chain) };
            let facts = match self.desk.calcom.booking(&next, self.deadline) {
                Ok(facts) => facts,
                Err(error) => return Err(error.to_string()),
            };
            if facts.rescheduled_from.as_ref() != Some(&chain.head.uid) {
                return Err(format!("booking {next} says nothing of {}", chain.head.uid));
            }
            chain.passed.push(std::mem::replace(&mut chain.head, facts));
        }
        Err("a booking was moved without end".to_owned())
    }

    /// Records what was read on the way, so that whatever comes of the end of a chain finds its beginning.
    fn keep(&self, chain: &Chain) -> Result<()> {
        if chain.passed.is_empty() {
            return Ok(());
        }
        for facts in chain.passed.iter().chain([&chain.head]) {
            look::record_seen(self.desk, Seen::of(facts.clone(), Source::CalcomWebhook))?;
        }
        Ok(())
    }

    pub(crate) fn followed(&self, uid: &str) -> std::result::Result<Chain, Followed> {
        match self.desk.calcom.booking(uid, self.deadline) {
            Ok(facts) => {
                let chain = self.follow(facts).map_err(Followed::Unclear)?;
                self.keep(&chain).map_err(|error| Followed::Unclear(error.for_log()))?;
                Ok(chain)
            }
            Err(error) if error.is_not_found() => Err(Followed::Gone),
            Err(error) => Err(Followed::Unclear(error.to_string())),
        }
    }
}

/// What a booking was moved to in the end, as far as these show.
pub(crate) fn end_of_chain<'a>(
    bookings: &'a [BookingFacts],
    uid: &str,
) -> Option<&'a BookingFacts> {
    let find = |uid: &str| bookings.iter().find(|facts| facts.uid == uid);
    let mut head = find(uid)?;
    for _ in 0..CHAIN_MAX {
        let Some(next) = head.rescheduled_to.as_deref() else { return Some(head) };
        head = find(next)?;
    }
    None
}
