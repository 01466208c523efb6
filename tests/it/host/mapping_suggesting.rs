//! The part of `mapping_properties` about suggestions: what people make of them, and what must hold of the queue.

use crate::host::mapping_properties::{HOSTS, STAFF, Salon, Step, known, nadine};
use crate::support::bare::{key_of, staff};
use chairside::domain::ids::{HostId, StaffId};
use chairside::domain::suggest::points::SUGGESTION_SCORE_MAX;
use chairside::frontdesk::expected::Expected;
use chairside::frontdesk::host::{suggestion, suggestion_decide};

impl Salon {
    /// What people make of suggestions; refused is fine, then nothing was decided.
    pub fn suggesting(&mut self, step: &Step) {
        match *step {
            Step::Accepted { host, place } => {
                let id = HostId(HOSTS[host]);
                let Some(staff) = self.offered(id, place) else { return };
                let done = suggestion_decide::accept(
                    self.desk(),
                    id,
                    Some(&staff),
                    Expected::Any,
                    &nadine(),
                );
                assert!(done.is_ok(), "what is offered can be accepted: {done:?}");
                self.mapped(id, &staff);
            }
            Step::Dismissed { host, place } => {
                let id = HostId(HOSTS[host]);
                let Some(staff) = self.offered(id, place) else { return };
                let done =
                    suggestion_decide::reject(self.desk(), id, &staff, Expected::Any, &nadine());
                assert!(done.is_ok(), "what is offered can be rejected: {done:?}");
                self.rejected.insert((id.0, known(&key_of(&staff))));
            }
            Step::Picked { host, staff: who, not } => {
                let (id, picked) = (HostId(HOSTS[host]), staff(STAFF[who]));
                let first = self.offered(id, 0).filter(|first| not && *first != picked);
                let not: Vec<StaffId> = first.into_iter().collect();
                let done = suggestion_decide::pick_another(
                    self.desk(),
                    id,
                    &picked,
                    &not,
                    Expected::Any,
                    &nadine(),
                );
                if done.is_ok() {
                    self.rejected.extend(not.iter().map(|not| (id.0, known(&key_of(not)))));
                    self.mapped(id, &picked);
                }
            }
            _ => unreachable!("only what people make of suggestions"),
        }
    }

    /// Whom the queue offers for a host in this place.
    fn offered(&self, id: HostId, place: usize) -> Option<StaffId> {
        let entry = suggestion::of_host(self.desk(), id).ok()?;
        entry.suggestions.get(place).map(|one| one.staff.clone())
    }

    /// A host that waits may still have the mapping of somebody who left: whoever comes in her place replaces her.
    fn mapped(&mut self, id: HostId, staff: &StaffId) {
        let key = known(&key_of(staff));
        let replaced = self.by_hand.insert(id.0, key).filter(|old| *old != key);
        self.rejected.extend(replaced.map(|old| (id.0, old)));
    }

    /// What must hold of the queue after every step.
    pub fn check_queue(&self, after: &Step) {
        let queue = suggestion::queue(self.desk()).unwrap();
        let bound = "SELECT m.calcom_host_id || ' ' || s.key FROM calcom_host_mappings m
                     JOIN staff s ON s.id = m.staff_id WHERE m.is_active";
        let bound = self.bare.rows(bound);
        let active = self.bare.rows("SELECT key FROM staff WHERE is_active");
        for entry in &queue.entries {
            let id = entry.host.host.id.0;
            if let Some(key) = self.by_hand.get(&id) {
                assert!(
                    !active.contains(&(*key).to_owned()),
                    "{id} is {key} by hand, and waits after {after:?}"
                );
            }
            for one in &entry.suggestions {
                let key = known(&key_of(&one.staff));
                assert!(!self.rejected.contains(&(id, key)), "{id} {key} is back after {after:?}");
                assert!(one.score.points() <= SUGGESTION_SCORE_MAX);
                let elsewhere = bound.iter().find(|pair| {
                    pair.ends_with(&format!(" {key}")) && !pair.starts_with(&id.to_string())
                });
                assert_eq!(elsewhere, None, "{key} is suggested for {id} after {after:?}");
            }
        }
    }
}
