//! The vocabulary of matching, as it is stored: rules, where mappings come from, outcomes.

use crate::domain::language::Language;
use crate::domain::stored::stored_enum;

stored_enum! {
    /// How a host was recognised.
    pub enum Rule {
        /// By an address that is the staff member's.
        Email = "email",
        /// By exactly the staff member's name, folded.
        Name = "name",
        /// By a person at the salon, on the page.
        Manual = "manual",
        /// By an administrator, for example in a bulk import.
        Admin = "admin",
    }
}

impl Rule {
    /// The higher is asked first. A mapping is asked before all strategies.
    pub fn priority(self) -> u8 {
        match self {
            Rule::Manual | Rule::Admin => 200,
            Rule::Email => 100,
            Rule::Name => 50,
        }
    }

    /// What a mapping made by this rule says of where it came from.
    pub fn mapping_source(self) -> MappingSource {
        match self {
            Rule::Email => MappingSource::AutoEmail,
            Rule::Name => MappingSource::AutoName,
            Rule::Manual => MappingSource::Manual,
            Rule::Admin => MappingSource::Admin,
        }
    }
}

stored_enum! {
    /// Who made a host mapping. The column `mapping_source`.
    pub enum MappingSource {
        /// The e-mail strategy.
        AutoEmail = "auto_email",
        /// The name strategy.
        AutoName = "auto_name",
        /// A person at the salon.
        Manual = "manual",
        /// An administrator.
        Admin = "admin",
    }
}

impl MappingSource {
    /// The rule that made such a mapping.
    pub fn rule(self) -> Rule {
        match self {
            MappingSource::AutoEmail => Rule::Email,
            MappingSource::AutoName => Rule::Name,
            MappingSource::Manual => Rule::Manual,
            MappingSource::Admin => Rule::Admin,
        }
    }

    /// How the host was recognised, for people.
    pub fn told(self, language: Language) -> &'static str {
        match self {
            MappingSource::AutoEmail => {
                language.pick("an der E-Mail-Adresse erkannt", "known by the e-mail address")
            }
            MappingSource::AutoName => language.pick("am Namen erkannt", "known by the name"),
            MappingSource::Manual => language.pick("von Hand", "by hand"),
            MappingSource::Admin => language.pick("von der Verwaltung", "by an administrator"),
        }
    }

    /// Whether a strategy made it. What a person decided is never overwritten by one.
    pub fn is_automatic(self) -> bool {
        match self {
            MappingSource::AutoEmail | MappingSource::AutoName => true,
            MappingSource::Manual | MappingSource::Admin => false,
        }
    }
}

stored_enum! {
    /// The four outcomes, never mixed. The column `appointments.assignment_state`.
    pub enum AssignmentState {
        /// One staff member.
        Matched = "matched",
        /// Several could be meant; a person must decide.
        Ambiguous = "ambiguous",
        /// A host, but no staff member it could be.
        NoCandidate = "no_candidate",
        /// No host to look at.
        NotEvaluated = "not_evaluated",
    }
}
