//! What came of each proposal that was accepted.

use crate::domain::calendar::local_time::LocalTime;
use crate::domain::ids::AppointmentId;
use crate::domain::visit::refusal::Reason;
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::diary::summary::Summary;
use crate::frontdesk::sick::words;
use crate::frontdesk::visit::absence_view::AbsenceView;
use crate::frontdesk::visit::outcome::Booked;
use crate::store::visit::call::CallKey;
use serde::Serialize;

/// As whose order a move is kept.
pub(crate) const FUNCTION: &str = "reschedule_appointment";

/// What was written down, and what came of what was accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AcceptedView {
    /// What was written down.
    pub absence: AbsenceView,
    /// In the order in which it was accepted.
    pub moves: Vec<MoveView>,
}

/// What came of one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MoveView {
    /// The visit.
    pub appointment_id: AppointmentId,
    /// As it was accepted.
    pub accept: String,
    /// For programs.
    pub outcome: Outcome,
    /// In the salon's language.
    pub sentence: String,
    /// What moves it.
    pub saga: Option<String>,
}

/// A word for programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Cal.com's answer says so.
    Moved,
    /// Written down: the running `serve` moves it.
    Ordered,
    /// Not known yet, and settled by itself.
    Unknown,
    /// Nothing was moved.
    NotMoved,
}

/// One that was accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Accepted {
    pub visit: AppointmentId,
    /// As it was said.
    pub word: String,
    /// The call in which it is ordered: said again in the same, it is the same order.
    pub call_id: String,
}

impl Accepted {
    /// `17`, `17=juergen`, `17=emma@2026-12-02T10:00`.
    pub fn read(word: &str, call_id: String) -> Result<Accepted> {
        let number = word.split_once('=').map_or(word, |(number, _)| number);
        let id = number.parse().ok().filter(|id| *id > 0);
        let id = id.ok_or_else(|| {
            Error::invalid(
                "what is accepted is said as it was proposed, for example 17=juergen; or all",
            )
        })?;
        Ok(Accepted { visit: AppointmentId(id), word: word.to_owned(), call_id })
    }

    /// What makes two orders the same one.
    pub fn key(&self) -> CallKey {
        let (call_id, args_key) = (self.call_id.clone(), self.word.clone());
        CallKey { call_id, function: FUNCTION, args_key }
    }

    /// Written down for the running `serve`.
    pub fn ordered(&self, desk: &Desk, saga: String) -> MoveView {
        let sentence = words::ordered(desk.salon.language).to_owned();
        MoveView { saga: Some(saga), ..self.view(Outcome::Ordered, sentence) }
    }

    /// Nothing was done; why.
    pub fn not_moved(&self, sentence: String) -> MoveView {
        self.view(Outcome::NotMoved, sentence)
    }

    /// It cannot be, as far as it is known here.
    pub fn refused(&self, desk: &Desk, reason: Reason) -> MoveView {
        self.not_moved(words::not_moved(reason, desk.salon.language))
    }

    /// What Cal.com's answers came to.
    pub fn settled(&self, desk: &Desk, booked: Booked, saga: String) -> Result<MoveView> {
        let language = desk.salon.language;
        let view = match booked {
            Booked::Yes(summary) => self.view(Outcome::Moved, moved(desk, &summary)),
            Booked::No(reason) => self.refused(desk, reason),
            Booked::Off => self.not_moved(words::off_since(language).to_owned()),
            Booked::Unknown | Booked::ForWhom => {
                self.view(Outcome::Unknown, words::not_known_yet(language).to_owned())
            }
        };
        Ok(MoveView { saga: Some(saga), ..view })
    }

    fn view(&self, outcome: Outcome, sentence: String) -> MoveView {
        let (appointment_id, accept) = (self.visit, self.word.clone());
        MoveView { appointment_id, accept, outcome, sentence, saga: None }
    }
}

fn moved(desk: &Desk, summary: &Summary) -> String {
    let start = LocalTime::of(&desk.salon.zone, summary.starts_at);
    words::moved(&start, summary.staff.as_deref().unwrap_or("-"), desk.salon.language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_accepted_names_a_visit() {
        for (word, id) in [("17", 17), ("17=juergen", 17), ("3=emma@2026-12-02T10:00", 3)] {
            let read = Accepted::read(word, "desk_1".to_owned()).unwrap();
            assert_eq!((read.visit.0, read.word.as_str()), (id, word));
            assert_eq!(
                (read.key().call_id.as_str(), read.key().args_key.as_str()),
                ("desk_1", word)
            );
        }
        for word in ["", "=juergen", "0", "-3", "all=emma", "1.5", "99999999999999999999"] {
            assert!(Accepted::read(word, String::new()).is_err(), "{word}");
        }
    }
}
