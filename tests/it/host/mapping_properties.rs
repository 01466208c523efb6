//! Whatever happens in whatever order: what a person decided stays hers, and a rejected pair never comes back
//! through a rule or a suggestion.
//!
//! A new kind of happening is one more variant of `Step`, a strategy for it, and what it does in `Salon::take`.
//! What people make of suggestions, and what must hold of the queue, is in `mapping_suggesting`.

use crate::support::bare::{Bare, NORD, host, staff};
use chairside::config::Config;
use chairside::domain::host::identity::Host;
use chairside::domain::ids::{AppointmentId, HostId};
use chairside::frontdesk::Desk;
use chairside::frontdesk::decider::Person;
use chairside::frontdesk::expected::Expected;
use chairside::frontdesk::host::{audit, audit_head, by_hand};
use chairside::store::service::salon;
use chairside::work::backfill;
use proptest::collection::vec;
use proptest::prelude::{Just, ProptestConfig, Strategy};
use proptest::{prop_oneof, proptest};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// Paula is not active: mapping her is refused.
pub const STAFF: [&str; 4] = ["emma", "juergen", "otto", "paula"];
pub const HOSTS: [i64; 3] = [7001, 7002, 7003];
/// What a host may look like: two of them are told by the address, two by the name, two are likely somebody, one is
/// told by nothing.
const LOOKS: [(&str, &str); 7] = [
    ("Emma Vogel", "emma@salon.example"),
    ("E. V.", "juergen@salon.example"),
    ("Juergen Weiss", "jw@privat.example"),
    ("Otto Nord", "o@x.example"),
    ("Nadja Neu", "nadja@x.example"),
    ("E. Vogel", "ev@x.example"),
    ("O. Nord", "jw@x.example"),
];

/// Something that happens. Numbers choose among what there is.
#[derive(Clone, Debug)]
pub enum Step {
    /// The answer to our own POST.
    Booked {
        host: usize,
        look: usize,
    },
    /// A webhook about a booking there is.
    Webhook {
        booking: usize,
    },
    /// Somebody gives a booking to another host, or the host looks different now; a poll finds it.
    Changed {
        booking: usize,
        host: usize,
        look: usize,
    },
    /// The member lists, with these hosts in them.
    Synced {
        listed: [bool; 3],
        look: usize,
    },
    /// What is stored is decided again where something is missing.
    Backfilled,
    /// The staff's addresses and names move round, or somebody leaves, and the program starts again.
    Restarted {
        turn: usize,
        gone: Option<usize>,
    },
    /// A person maps, also what a suggestion offered.
    Mapped {
        host: usize,
        staff: usize,
    },
    /// A person rejects a pair, suggested or not.
    Rejected {
        host: usize,
        staff: usize,
    },
    /// A person accepts what the queue offers, rejects it, or picks somebody else, with a word about the first.
    Accepted {
        host: usize,
        place: usize,
    },
    Dismissed {
        host: usize,
        place: usize,
    },
    Picked {
        host: usize,
        staff: usize,
        not: bool,
    },
    /// A person switches the host's mapping off, or the last one on again.
    Off {
        host: usize,
    },
    On {
        host: usize,
    },
    /// A person gives one appointment to somebody.
    Reassigned {
        appointment: usize,
        staff: usize,
    },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let (host, look, staff, booking) = (0..3_usize, 0..7_usize, 0..4_usize, 0..20_usize);
    let listed = (proptest::bool::ANY, proptest::bool::ANY, proptest::bool::ANY);
    let step = prop_oneof![
        4 => (host.clone(), look.clone()).prop_map(|(host, look)| Step::Booked { host, look }),
        2 => booking.clone().prop_map(|booking| Step::Webhook { booking }),
        2 => (booking.clone(), host.clone(), look.clone())
            .prop_map(|(booking, host, look)| Step::Changed { booking, host, look }),
        2 => (listed, look).prop_map(|((a, b, c), look)| Step::Synced { listed: [a, b, c], look }),
        1 => Just(Step::Backfilled),
        2 => (0..4_usize, proptest::option::of(0..3_usize))
            .prop_map(|(turn, gone)| Step::Restarted { turn, gone }),
        2 => (host.clone(), staff.clone()).prop_map(|(host, staff)| Step::Mapped { host, staff }),
        2 => (host.clone(), staff.clone()).prop_map(|(host, staff)| Step::Rejected { host, staff }),
        3 => (host.clone(), 0..2_usize).prop_map(|(host, place)| Step::Accepted { host, place }),
        2 => (host.clone(), 0..2_usize).prop_map(|(host, place)| Step::Dismissed { host, place }),
        2 => (host.clone(), staff.clone(), proptest::bool::ANY)
            .prop_map(|(host, staff, not)| Step::Picked { host, staff, not }),
        1 => host.clone().prop_map(|host| Step::Off { host }),
        1 => host.prop_map(|host| Step::On { host }),
        1 => (booking, staff)
            .prop_map(|(appointment, staff)| Step::Reassigned { appointment, staff }),
    ];
    vec(step, 1..32)
}

/// What people decided, kept beside the program.
pub struct Salon {
    pub bare: Bare,
    /// Per host the staff member a person mapped.
    pub by_hand: BTreeMap<i64, &'static str>,
    pub rejected: BTreeSet<(i64, &'static str)>,
    /// Per appointment the staff member a person gave it to.
    given: BTreeMap<i64, &'static str>,
    booked: usize,
}

fn looking(host_place: usize, look: usize) -> Host {
    let (name, email) = LOOKS[look];
    host(HOSTS[host_place], name, email)
}

pub fn nadine() -> Person {
    Person::new("Nadine", "I know").unwrap()
}

impl Salon {
    fn open() -> Salon {
        Salon {
            bare: Bare::open(NORD),
            by_hand: BTreeMap::new(),
            rejected: BTreeSet::new(),
            given: BTreeMap::new(),
            booked: 0,
        }
    }

    pub fn desk(&self) -> &Desk {
        &self.bare.desk
    }

    fn take(&mut self, step: &Step) {
        self.bare.later();
        match step {
            Step::Booked { host, look } => {
                self.bare.book(&format!("uid_{}", self.booked), &looking(*host, *look), None);
                self.booked += 1;
            }
            Step::Webhook { booking } => {
                if let Some(uid) = self.booking(*booking) {
                    self.bare.webhook(&uid);
                }
            }
            Step::Changed { booking, host, look } => {
                if let Some(uid) = self.booking(*booking) {
                    self.bare.rehost(&uid, &looking(*host, *look));
                    self.bare.work.poll_now().unwrap();
                }
            }
            Step::Synced { listed, look } => {
                let members = (0..3).filter(|place| listed[*place]);
                let members = members.map(|place| looking(place, (look + place) % LOOKS.len()));
                *self.bare.lists.members.lock().unwrap() = members.collect();
                self.bare.sync();
            }
            Step::Backfilled => self.backfill(),
            Step::Restarted { turn, gone } => self.restart(*turn, *gone),
            Step::Mapped { .. }
            | Step::Rejected { .. }
            | Step::Off { .. }
            | Step::On { .. }
            | Step::Reassigned { .. } => self.person(step),
            Step::Accepted { .. } | Step::Dismissed { .. } | Step::Picked { .. } => {
                self.suggesting(step);
            }
        }
    }

    /// What people do; refused is fine, then nothing was decided.
    fn person(&mut self, step: &Step) {
        let desk = self.desk();
        match *step {
            Step::Mapped { host, staff: who } => {
                let (id, key) = (HOSTS[host], STAFF[who]);
                let replaced = self.bare.active(HostId(id));
                let done = by_hand::map(desk, HostId(id), &staff(key), Expected::Any, &nadine());
                if done.is_ok() {
                    self.by_hand.insert(id, key);
                    if let Some((_, old)) = replaced.filter(|(_, old)| old != key) {
                        self.rejected.insert((id, known(&old)));
                    }
                }
            }
            Step::Rejected { host, staff: who } => {
                let (id, key) = (HOSTS[host], STAFF[who]);
                let done =
                    by_hand::reject_pair(desk, HostId(id), &staff(key), json!({}), &nadine());
                if done.is_ok() {
                    self.rejected.insert((id, key));
                }
            }
            Step::Off { host } => {
                let id = HOSTS[host];
                if let Some((mapping, key)) = self.bare.active(HostId(id)) {
                    by_hand::deactivate(desk, mapping, &nadine()).unwrap();
                    self.by_hand.remove(&id);
                    self.rejected.insert((id, known(&key)));
                }
            }
            Step::On { host } => {
                let id = HOSTS[host];
                let company = desk.salon.company;
                let rows = desk.store.read(|connection| {
                    chairside::store::host::mapping::list(connection, company, Some(HostId(id)))
                });
                if let Some(row) = rows.unwrap().last() {
                    let key = known(&crate::support::bare::key_of(&row.staff));
                    if by_hand::reactivate(desk, row.id, &nadine()).is_ok() {
                        self.by_hand.insert(id, key);
                    }
                }
            }
            Step::Reassigned { appointment, staff: who } => {
                let id = i64::try_from(appointment % self.booked.max(1)).unwrap() + 1;
                let (key, by) = (STAFF[who], nadine());
                if by_hand::reassign(desk, AppointmentId(id), &staff(key), Expected::Any, &by)
                    .is_ok()
                {
                    self.given.insert(id, key);
                }
            }
            _ => unreachable!("only what people do"),
        }
    }

    fn booking(&self, number: usize) -> Option<String> {
        (self.booked > 0).then(|| format!("uid_{}", number % self.booked))
    }

    fn backfill(&self) {
        let options = backfill::Options {
            from: backfill::From::Auto,
            dry_run: false,
            limit: None,
            since: None,
            patience: Duration::from_secs(5),
        };
        backfill::run(self.desk(), &options, &mut |_, _| {}, &|_| {}).unwrap();
    }

    /// The configuration again, with the names and addresses of the active people moved round.
    fn restart(&self, turn: usize, gone: Option<usize>) {
        let mut config: Config = (*self.desk().salon.config).clone();
        let original: Vec<(String, Vec<String>)> =
            config.staff.iter().map(|one| (one.name.clone(), one.emails.clone())).collect();
        for (place, person) in config.staff.iter_mut().enumerate() {
            let (name, emails) = &original[(place + turn) % original.len()];
            (person.name, person.emails) = (name.clone(), emails.clone());
            person.active = person.key != "paula" && gone != Some(place);
        }
        let now = self.bare.clock.now();
        self.desk().store.write(move |tx| salon::apply(tx, &config, now)).unwrap();
    }

    /// What must hold after every step.
    fn check(&self, after: &Step) {
        let active = "SELECT m.calcom_host_id || ' ' || s.key || ' ' || m.mapping_source
                      FROM calcom_host_mappings m JOIN staff s ON s.id = m.staff_id WHERE m.is_active";
        let active = self.bare.rows(active);
        let decided = "SELECT g.calcom_host_id || ' ' || s.key || ' ' || g.rule
                       FROM appointment_segments g JOIN staff s ON s.id = g.staff_id";
        let decided = self.bare.rows(decided);
        for (id, key) in &self.by_hand {
            let expected = format!("{id} {key} manual");
            assert!(active.contains(&expected), "{expected} is gone after {after:?}: {active:?}");
        }
        for (id, key) in &self.rejected {
            for rule in ["email", "name"] {
                let (mapped, found) =
                    (format!("{id} {key} auto_{rule}"), format!("{id} {key} {rule}"));
                assert!(!active.contains(&mapped), "{mapped} is back after {after:?}");
                assert!(!decided.contains(&found), "{found} after {after:?}");
            }
        }
        for (id, key) in &self.given {
            let sql = format!(
                "SELECT s.key FROM appointments a JOIN appointment_segments g ON g.appointment_id = a.id
                 JOIN staff s ON s.id = a.staff_id AND s.id = g.staff_id WHERE a.id = {id}"
            );
            assert_eq!(self.bare.rows(&sql), [*key], "appointment {id} after {after:?}");
        }
    }

    /// What must hold of everything that was written.
    fn check_trail(&self) {
        audit_head::keep(self.desk()).unwrap();
        assert_eq!(audit::verify(&self.desk().store).unwrap().faults, Vec::<String>::new());
        let overwritten = "SELECT seq || '' FROM calcom_host_mapping_audits
            WHERE changed_by = 'system' AND old_values ->> 'mapping_source' = 'manual' AND old_values ->> 'is_active'
              AND (old_values ->> 'staff_id', old_values ->> 'mapping_source', old_values ->> 'confidence_score',
                      old_values ->> 'is_active')
                  IS NOT (new_values ->> 'staff_id', new_values ->> 'mapping_source',
                      new_values ->> 'confidence_score', new_values ->> 'is_active')";
        assert_eq!(self.bare.rows(overwritten), Vec::<String>::new());
        let untold = "SELECT m.id || '' FROM calcom_host_mappings m
            WHERE (SELECT a.new_values ->> 'staff_id' || (a.new_values ->> 'mapping_source')
                       || (a.new_values ->> 'is_active') FROM calcom_host_mapping_audits a
                   WHERE a.mapping_id = m.id AND a.new_values ->> 'appointment_id' IS NULL
                   ORDER BY a.seq DESC LIMIT 1)
                IS NOT m.staff_id || m.mapping_source || m.is_active";
        assert_eq!(self.bare.rows(untold), Vec::<String>::new(), "each change has its row");
    }
}

/// The key as one that lives long enough.
pub fn known(key: &str) -> &'static str {
    STAFF.into_iter().find(|one| *one == key).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn what_a_person_decided_only_a_person_changes(steps in steps()) {
        let mut salon = Salon::open();
        for step in &steps {
            salon.take(step);
            salon.check(step);
            salon.check_queue(step);
        }
        salon.check_trail();
    }
}
