//! A decision in one sentence, for the desk: who, why, and how sure.

use crate::domain::host::decision::{Candidate, Decision, Note, RuledOut, WhyOut};
use crate::domain::host::identity::{Host, HostSighting};
use crate::domain::host::kinds::{AssignmentState, MappingSource, Rule};
use crate::domain::language::Language;
use crate::domain::people::staff::Unusable;

/// Tells a decision about the host of `sighting`. Plain text with names as they are: a page must escape it.
pub fn sentence(decision: &Decision, sighting: &HostSighting, language: Language) -> String {
    let Some(host) = sighting.host() else {
        let text = match sighting {
            HostSighting::Unknown { .. } => language.pick(
                "Nicht geprüft, weil Cal.com diesen Host selbst nicht mehr kennt.",
                "Not evaluated, because Cal.com itself no longer knows this host.",
            ),
            _ => language.pick(
                "Nicht geprüft, weil Cal.com keinen Host nennt.",
                "Not evaluated, because Cal.com names no host.",
            ),
        };
        return text.to_owned();
    };
    let told = match decision.state {
        AssignmentState::Matched => matched(decision, host, language),
        AssignmentState::Ambiguous => ambiguous(decision, host, language),
        AssignmentState::NoCandidate => no_candidate(decision, host, language),
        AssignmentState::NotEvaluated if decision.note == Some(Note::MatchingOff) => {
            let off = language.pick(
                "Nicht geprüft, weil die Zuordnung von Personal abgeschaltet ist (matching.enabled).",
                "Not evaluated, because the assignment of staff is switched off (matching.enabled).",
            );
            off.to_owned()
        }
        AssignmentState::NotEvaluated => {
            language.pick("Nicht geprüft.", "Not evaluated.").to_owned()
        }
    };
    match decision.note {
        Some(Note::MappingNotUsed { source, why }) => {
            format!("{told} {}", not_used(source, why, language))
        }
        Some(Note::BelowThreshold | Note::MatchingOff) | None => told,
    }
}

fn matched(decision: &Decision, host: &Host, language: Language) -> String {
    let Some(found) = decision.candidates.first() else { return String::new() };
    let label = label(host);
    let because = match (found.rule, decision.learn) {
        (Rule::Email, true) => {
            let emails = host.emails.join(", ");
            match language {
                Language::De if host.emails.len() > 1 => {
                    format!("weil eine der Cal.com-Adressen {emails} dieser Person gehört")
                }
                Language::De => format!("weil die Cal.com-Adresse {emails} dieser Person gehört"),
                Language::En if host.emails.len() > 1 => {
                    format!("because one of the Cal.com addresses {emails} is this person's")
                }
                Language::En => format!("because the Cal.com address {emails} is this person's"),
            }
        }
        (Rule::Name, true) => match language {
            Language::De => format!("weil {label} ebenso heißt und sonst niemand"),
            Language::En => format!("because {label} has the same name and nobody else has"),
        },
        (Rule::Email, false) => match language {
            Language::De => format!("weil {label} an der Adresse erkannt wurde"),
            Language::En => format!("because {label} was recognised by the address"),
        },
        (Rule::Name, false) => match language {
            Language::De => format!("weil {label} am Namen erkannt wurde"),
            Language::En => format!("because {label} was recognised by the name"),
        },
        (Rule::Manual, _) => match language {
            Language::De => format!("weil {label} von Hand so zugeordnet ist"),
            Language::En => format!("because {label} was so assigned by hand"),
        },
        (Rule::Admin, _) => match language {
            Language::De => format!("weil {label} von der Verwaltung so zugeordnet ist"),
            Language::En => format!("because {label} was so assigned by an administrator"),
        },
    };
    format!("{}, {because} ({}).", found.name, score(found, language))
}

fn ambiguous(decision: &Decision, host: &Host, language: Language) -> String {
    let names: Vec<&str> = decision.candidates.iter().map(|found| found.name.as_str()).collect();
    let names = names.join(language.pick(" und ", " and "));
    let score = decision.candidates.first().map(|found| score(found, language)).unwrap_or_default();
    let label = label(host);
    match language {
        Language::De => {
            format!("Mehrdeutig: zu {label} passen {names} ({score}); bitte entscheiden.")
        }
        Language::En => format!("Ambiguous: {label} could be {names} ({score}); please decide."),
    }
}

fn no_candidate(decision: &Decision, host: &Host, language: Language) -> String {
    let label = label(host);
    let by_person = matches!(decision.note, Some(Note::MappingNotUsed { source, .. }) if !source.is_automatic());
    match (decision.candidates.first(), language) {
        (Some(found), _) => {
            let (name, score, threshold) =
                (&found.name, score(found, language), decision.threshold);
            match language {
                Language::De => {
                    format!(
                        "Niemand: {name} passt zu {label} ({score}), aber die Schwelle ist {threshold}."
                    )
                }
                Language::En => {
                    format!(
                        "Nobody: {name} fits {label} ({score}), but the threshold is {threshold}."
                    )
                }
            }
        }
        (None, _) if !decision.ruled_out.is_empty() => ruled_out(decision, host, language),
        // The note that follows says everything.
        (None, Language::De) if by_person => "Niemand.".to_owned(),
        (None, Language::En) if by_person => "Nobody.".to_owned(),
        (None, Language::De) => {
            format!("Niemand, weil zu {label} keine Adresse und kein Name passt.")
        }
        (None, Language::En) => format!("Nobody, because no address and no name fits {label}."),
    }
}

/// No match is left, although a staff member fits or did.
fn ruled_out(decision: &Decision, host: &Host, language: Language) -> String {
    let label = label(host);
    let one = |out: &RuledOut| {
        let (name, score) = (&out.candidate.name, score(&out.candidate, language));
        match (out.why, language) {
            (WhyOut::Rejected, Language::De) => format!(
                "{name} passt zu {label} ({score}), aber jemand hat gesagt, dass es nicht diese Person ist"
            ),
            (WhyOut::Rejected, Language::En) => {
                format!(
                    "{name} fits {label} ({score}), but somebody said that it is not this person"
                )
            }
            (WhyOut::SwitchedOff, Language::De) => {
                format!("die Zuordnung von {label} zu {name} ist abgeschaltet")
            }
            (WhyOut::SwitchedOff, Language::En) => {
                format!("the mapping of {label} to {name} is switched off")
            }
            (WhyOut::Unusable(why), Language::De) => format!(
                "{name} passt zu {label} ({score}), kommt aber nicht in Frage, weil die Person {}",
                unusable(why, language)
            ),
            (WhyOut::Unusable(why), Language::En) => format!(
                "{name} fits {label} ({score}), but cannot be it, because the person {}",
                unusable(why, language)
            ),
        }
    };
    let all: Vec<String> = decision.ruled_out.iter().map(one).collect();
    format!("{}: {}.", language.pick("Niemand", "Nobody"), all.join("; "))
}

fn not_used(source: MappingSource, why: Unusable, language: Language) -> String {
    let because = unusable(why, language);
    let made = match source {
        MappingSource::AutoEmail | MappingSource::AutoName => {
            language.pick("automatische", "automatic")
        }
        MappingSource::Manual => language.pick("von Hand gemachte", "manual"),
        MappingSource::Admin => language.pick("von der Verwaltung gemachte", "administrator's"),
    };
    match language {
        Language::De => format!("Die {made} Zuordnung gilt hier nicht, weil die Person {because}."),
        Language::En => {
            format!("The {made} mapping is not used here, because the person {because}.")
        }
    }
}

/// Why the person may not be chosen; goes on after `weil die Person`, `because the person`.
pub(crate) fn unusable(why: Unusable, language: Language) -> &'static str {
    match why {
        Unusable::Inactive => language.pick("nicht aktiv ist", "is not active"),
        Unusable::OtherCompany => {
            language.pick("zu einer anderen Firma gehört", "belongs to another company")
        }
        Unusable::OtherBranch => {
            language.pick("zu einer anderen Filiale gehört", "belongs to another branch")
        }
        Unusable::Missing => language.pick("nicht mehr geführt wird", "no longer exists"),
    }
}

fn score(found: &Candidate, language: Language) -> String {
    let rule = word(found.rule, language);
    format!("{rule}, {}", found.score)
}

/// What a rule is called.
pub(crate) fn word(rule: Rule, language: Language) -> &'static str {
    match rule {
        Rule::Email => language.pick("E-Mail", "e-mail"),
        Rule::Name => language.pick("Name", "name"),
        Rule::Manual => language.pick("von Hand", "manual"),
        Rule::Admin => language.pick("Verwaltung", "admin"),
    }
}

/// `Cal.com-Host 7 (Anna Vogel, anna@salon.example)`, as far as known.
pub(crate) fn label(host: &Host) -> String {
    let known: Vec<&str> =
        host.name.iter().chain(host.emails.first()).map(String::as_str).collect();
    match known.as_slice() {
        [] => format!("Cal.com-Host {}", host.id),
        _ => format!("Cal.com-Host {} ({})", host.id, known.join(", ")),
    }
}
