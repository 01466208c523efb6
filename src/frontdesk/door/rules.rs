//! What the door is given and what it gives: how this salon decides, a state that was seen, what recording it did.

use crate::domain::calendar::zone::Zone;
use crate::domain::ids::{AppointmentId, CompanyId, SegmentId};
use crate::domain::language::Language;
use crate::domain::visit::booking::{BookingFacts, Source};
use crate::domain::visit::saga_plan::ADDRESS_BEGINS;
use crate::frontdesk::Salon;
use crate::frontdesk::free_times::memory::FreeTimes;
use crate::frontdesk::how_told::HowTold;
use crate::frontdesk::voice::callers::Voice;
use crate::store::db::tx::Tx;
use crate::store::host::decider::Decider;
use std::sync::Arc;
use time::OffsetDateTime;

/// How this salon decides.
#[derive(Clone, Debug)]
pub struct Rules {
    /// The tenant.
    pub company: CompanyId,
    /// Off: hosts are stored, no staff member is assigned.
    pub matching_enabled: bool,
    /// What an automatic assignment needs.
    pub threshold: u8,
    /// For phone numbers without one.
    pub country_code: String,
    /// Of the visits' own addresses.
    pub attendee_domain: String,
    /// How the desk is told.
    pub language: Language,
    /// The salon's.
    pub zone: Zone,
    /// How customers are told; without it nobody is.
    pub telling: Option<Arc<HowTold>>,
    /// Hears whose minutes have changed: what was known of them is over.
    pub free_times: Arc<FreeTimes>,
}

impl Rules {
    /// How `record` decides in this salon.
    pub fn of(salon: &Salon) -> Rules {
        Rules {
            company: salon.company,
            matching_enabled: salon.config.matching.enabled,
            threshold: salon.config.matching.threshold,
            country_code: salon.config.company.country_code.clone(),
            attendee_domain: salon.config.calcom.attendee_domain.clone(),
            language: salon.language,
            zone: salon.zone.clone(),
            telling: Some(salon.telling.clone()),
            free_times: salon.free_times.clone(),
        }
    }

    /// How the desk is told.
    pub(crate) fn voice(&self) -> Voice<'_> {
        Voice { language: self.language, zone: &self.zone, today: None }
    }

    /// The reference in a visit's own address; `None` for any other.
    pub(crate) fn visit_of(&self, address: &str) -> Option<String> {
        let (name, domain) = address.rsplit_once('@')?;
        if !domain.eq_ignore_ascii_case(&self.attendee_domain) {
            return None;
        }
        let visit_ref = name.to_ascii_lowercase().strip_prefix(ADDRESS_BEGINS)?.to_owned();
        Some(visit_ref).filter(|visit_ref| !visit_ref.is_empty())
    }
}

/// A snapshot of a booking, and the road it came by.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The snapshot.
    pub facts: BookingFacts,
    /// Used where the booking's own metadata does not tell how the visit came to us.
    pub road: Source,
    /// Whether the asker has recognised it as what was asked for (`domain::visit::recognition`). On every other road
    /// the door looks for itself.
    pub is_own: bool,
}

impl Seen {
    /// A state as it came by a road on which it was not asked for.
    pub fn of(facts: BookingFacts, road: Source) -> Seen {
        Seen { facts, road, is_own: false }
    }
}

/// What recording did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// The appointment.
    pub appointment: AppointmentId,
    /// Its segment.
    pub segment: SegmentId,
    /// Whether any row of the appointment changed.
    pub changed: bool,
}

/// A change in one transaction: by which rules, who decides it, at what time.
#[derive(Clone, Copy)]
pub struct Change<'a> {
    /// In this transaction.
    pub tx: &'a Tx<'a>,
    /// How this salon decides.
    pub rules: &'a Rules,
    /// The rules themselves, or a person.
    pub decider: Decider<'a>,
    /// UTC.
    pub now: OffsetDateTime,
}
