//! The first run while it is under way: by whose link it began, who does it, what was answered. In memory alone, so that an
//! end at any moment leaves nothing behind.

use crate::domain::access::credentials::{Password, UserName};
use crate::domain::language::Language;
use crate::domain::{Error, Result};
use crate::frontdesk::Clock;
use crate::frontdesk::access::doorman::Doorman;
use crate::frontdesk::access::password;
use crate::frontdesk::access::secret::Secret;
use crate::frontdesk::access::setup::{GONE, LINK_MINUTES, Owner, PATH};
use crate::frontdesk::first_run::answers::{Answers, Fields, Step};
use crate::frontdesk::first_run::at_calcom::Found;
use crate::frontdesk::first_run::faults;
use crate::frontdesk::first_run::salon::described;
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use time::{Duration, OffsetDateTime};

/// What is to be done at the end.
pub struct Finished {
    /// The whole `appliance.toml`.
    pub file: String,
    /// Who may do everything.
    pub owner: Owner,
}

/// The first run.
pub struct FirstRun {
    clock: Clock,
    doorman: Doorman,
    /// Further keys of the file: what was said of the machine.
    said: Vec<(&'static str, String)>,
    link: Link,
    state: Mutex<State>,
    /// Held by whoever ends it, so that it is ended once.
    ending: Mutex<bool>,
}

/// The link by which it begins.
struct Link {
    hash: String,
    made_at: OffsetDateTime,
}

#[derive(Default)]
struct State {
    owner: Option<Owner>,
    answers: Answers,
    /// Keys that nobody could try.
    untried: BTreeMap<Step, String>,
    /// What the page made up for a field once, so that it stays.
    proposed: Option<Secret>,
}

impl FirstRun {
    /// Begins, with the path of the one link.
    pub fn begin(clock: Clock, said: Vec<(&'static str, String)>) -> (FirstRun, String) {
        let secret = Secret::fresh();
        let path = format!("{PATH}{}", secret.reveal());
        let link = Link { hash: secret.hash(), made_at: clock() };
        let first = FirstRun {
            clock,
            doorman: Doorman::default(),
            said,
            link,
            state: Mutex::default(),
            ending: Mutex::default(),
        };
        (first, path)
    }

    /// Whether this link is good. `NotFound` if it is none, was used, or is too old.
    pub(crate) fn look(&self, link: &str) -> Result<()> {
        self.is_good(link, &self.state())
    }

    fn is_good(&self, link: &str, state: &State) -> Result<()> {
        let age = (self.clock)() - self.link.made_at;
        let is_good = Secret::read(link).is_some_and(|secret| secret.hash() == self.link.hash)
            && age < Duration::minutes(LINK_MINUTES)
            && state.owner.is_none();
        if is_good { Ok(()) } else { Err(GONE) }
    }

    /// Somebody chooses a name and a password, which uses the link up. Gives the session.
    pub(crate) fn choose(&self, link: &str, name: &UserName, chosen: &Password) -> Result<Secret> {
        self.look(link)?;
        let kept = self.doorman.one_at_a_time(|| password::hash(chosen))?;
        let mut state = self.state();
        // Somebody else may have been faster.
        self.is_good(link, &state)?;
        let session = Secret::fresh();
        state.owner =
            Some(Owner { name: name.clone(), password_hash: kept, session_hash: session.hash() });
        Ok(session)
    }

    /// Whether this is the session of who sets up.
    pub(crate) fn is_in(&self, session: &Secret) -> bool {
        self.state().owner.as_ref().is_some_and(|owner| owner.session_hash == session.hash())
    }

    /// Whether somebody has used the link.
    pub(crate) fn is_taken(&self) -> bool {
        self.state().owner.is_some()
    }

    /// What was answered so far.
    pub(crate) fn answers(&self) -> Answers {
        self.state().answers.clone()
    }

    /// What is wrong with an answer to a step, by field, beside those that were taken.
    pub(crate) fn faults(
        &self,
        answers: &Answers,
        step: Step,
        language: Language,
    ) -> BTreeMap<String, String> {
        faults::of_step(answers, step, &self.said, language)
    }

    /// The first step at which something is wrong now, if all are answered.
    pub(crate) fn first_fault(&self, answers: &Answers) -> Option<Step> {
        faults::first(answers, &self.said)
    }

    /// Takes an answer that was looked through. With `found`, what Cal.com told of the key in it.
    pub(crate) fn take(&self, step: Step, fields: Fields, found: Option<Found>) {
        let mut state = self.state();
        state.untried.remove(&step);
        let mut answers = state.answers.with(step, fields);
        if step == Step::Calcom {
            answers.found = found;
        }
        state.answers = answers;
    }

    /// Keeps a key that nobody could try, so that it need not be typed once more. The step is not answered by that.
    pub(crate) fn remember_key(&self, step: Step, key: &str) {
        self.state().untried.insert(step, key.to_owned());
    }

    /// The key that was typed last at this step and not taken yet, else the one that was taken; empty if there is none.
    pub(crate) fn known_key(&self, step: Step) -> String {
        let state = self.state();
        let taken = || state.answers.get(step, "api_key").to_owned();
        state.untried.get(&step).cloned().unwrap_or_else(taken)
    }

    /// A secret to be typed into Cal.com: the same however often it is asked for.
    pub(crate) fn proposed_secret(&self) -> String {
        let mut state = self.state();
        state.proposed.get_or_insert_with(Secret::fresh).reveal().to_owned()
    }

    /// Ends it: hands over what is to be written and done. Once; whoever comes later hears that it is done.
    ///
    /// `Conflict` if something is wrong or not answered; then nothing was handed over.
    pub(crate) fn end(&self, begin: impl FnOnce(Finished) -> Result<()>) -> Result<()> {
        let mut is_over = self.ending.lock().unwrap_or_else(PoisonError::into_inner);
        if *is_over {
            return Ok(());
        }
        let (owner, answers) = {
            let state = self.state();
            (state.owner.clone(), state.answers.clone())
        };
        let owner = owner.ok_or(GONE)?;
        if answers.next().is_some() || self.first_fault(&answers).is_some() {
            return Err(Error::Conflict("not everything is answered".into()));
        }
        let file = described(&answers, &self.said).salon.file();
        begin(Finished { file, owner })?;
        *is_over = true;
        Ok(())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicI64, Ordering};
    use time::macros::datetime;

    #[test]
    fn a_link_is_good_once_and_for_a_quarter_of_an_hour() {
        let minutes = Arc::new(AtomicI64::new(0));
        let clock: Clock = {
            let minutes = minutes.clone();
            Arc::new(move || {
                datetime!(2026-11-30 09:00 UTC) + Duration::minutes(minutes.load(Ordering::SeqCst))
            })
        };
        let (first, path) = FirstRun::begin(clock, Vec::new());
        let link = path.strip_prefix(PATH).unwrap();
        assert!(first.look(link).is_ok() && first.look("x").is_err());
        assert!(first.look(Secret::fresh().reveal()).is_err());
        minutes.store(LINK_MINUTES, Ordering::SeqCst);
        assert!(first.look(link).is_err(), "too old");
        minutes.store(1, Ordering::SeqCst);
        let name = UserName::parse("nadine").unwrap();
        let chosen = Password::choose("schere und kamm", &name).unwrap();
        let session = first.choose(link, &name, &chosen).unwrap();
        assert!(first.is_in(&session) && !first.is_in(&Secret::fresh()));
        assert!(first.look(link).is_err() && first.choose(link, &name, &chosen).is_err());
        assert!(first.end(|_| panic!("nothing is answered")).is_err());
        assert_eq!(first.proposed_secret(), first.proposed_secret());
    }
}
