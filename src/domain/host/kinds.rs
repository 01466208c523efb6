//! The vocabulary of matching, as it is stored: rules, where mappings come from, outcomes.

/// How a host was recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// By an address that is the staff member's.
    Email,
    /// By exactly the staff member's name, folded.
    Name,
    /// By somebody at the salon, on the page.
    Manual,
    /// By an administrator, for example in a bulk import.
    Admin,
}

impl Rule {
    const ALL: [Rule; 4] = [Rule::Email, Rule::Name, Rule::Manual, Rule::Admin];

    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Rule::Email => "email",
            Rule::Name => "name",
            Rule::Manual => "manual",
            Rule::Admin => "admin",
        }
    }

    /// The inverse of `as_str`.
    pub fn parse(text: &str) -> Option<Rule> {
        Rule::ALL.into_iter().find(|rule| rule.as_str() == text)
    }

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

/// Who made a host mapping. The column `mapping_source`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MappingSource {
    /// The e-mail strategy.
    AutoEmail,
    /// The name strategy.
    AutoName,
    /// Somebody at the salon.
    Manual,
    /// An administrator.
    Admin,
}

impl MappingSource {
    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            MappingSource::AutoEmail => "auto_email",
            MappingSource::AutoName => "auto_name",
            MappingSource::Manual => "manual",
            MappingSource::Admin => "admin",
        }
    }

    /// The inverse of `as_str`.
    pub fn parse(text: &str) -> Option<MappingSource> {
        Rule::ALL.into_iter().map(Rule::mapping_source).find(|source| source.as_str() == text)
    }

    /// The rule that made such a mapping.
    pub fn rule(self) -> Rule {
        match self {
            MappingSource::AutoEmail => Rule::Email,
            MappingSource::AutoName => Rule::Name,
            MappingSource::Manual => Rule::Manual,
            MappingSource::Admin => Rule::Admin,
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

/// The four outcomes, never mixed. The column `appointments.assignment_state`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AssignmentState {
    /// One staff member.
    Matched,
    /// Several could be meant; a person must decide.
    Ambiguous,
    /// A host, but nobody it could be.
    NoCandidate,
    /// No host to look at.
    NotEvaluated,
}

impl AssignmentState {
    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            AssignmentState::Matched => "matched",
            AssignmentState::Ambiguous => "ambiguous",
            AssignmentState::NoCandidate => "no_candidate",
            AssignmentState::NotEvaluated => "not_evaluated",
        }
    }

    /// The inverse of `as_str`.
    pub fn parse(text: &str) -> Option<AssignmentState> {
        [
            AssignmentState::Matched,
            AssignmentState::Ambiguous,
            AssignmentState::NoCandidate,
            AssignmentState::NotEvaluated,
        ]
        .into_iter()
        .find(|state| state.as_str() == text)
    }
}
