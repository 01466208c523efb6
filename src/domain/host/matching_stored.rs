//! A decision as it is kept (JSON), and told again from what was kept.

use crate::domain::host::decision::{Candidate, Decision, Note, RuledOut, WhyOut};
use crate::domain::host::identity::{Host, HostSighting};
use crate::domain::host::kinds::{AssignmentState, Rule};
use crate::domain::host::matching_sentence::sentence;
use crate::domain::ids::{HostId, StaffId};
use crate::domain::language::Language;
use serde_json::{Value, json};

/// How sure a person's word is.
pub const CONFIDENCE_PERSON: u8 = 100;

/// The whole decision about a host. The same decision gives the same text, whichever answer named the host.
pub fn to_json(decision: &Decision, host: Option<HostId>) -> Value {
    let candidates: Vec<Value> = decision.candidates.iter().map(candidate_json).collect();
    let mut kept = json!({
        "state": decision.state.as_str(),
        "host_id": host.map(|host| host.0),
        "staff_id": decision.staff.as_ref().map(|staff| &staff.0),
        "rule": decision.rule.map(Rule::as_str),
        "confidence": decision.confidence,
        "candidates": candidates,
        "margin": decision.margin,
        "threshold": decision.threshold,
        "note": decision.note.as_ref().map(|note| note.code()),
    });
    // Only where there is one: other decisions read as they always did.
    if let Some(fields) = kept.as_object_mut().filter(|_| !decision.ruled_out.is_empty()) {
        let ruled_out = decision.ruled_out.iter().map(ruled_out_json).collect();
        fields.insert("ruled_out".into(), Value::Array(ruled_out));
    }
    kept
}

/// A person's decision about one segment, whatever its host is.
pub fn by_person_json(staff: &StaffId, name: &str, host: Option<HostId>) -> Value {
    let chosen = Candidate {
        staff: staff.clone(),
        name: name.to_owned(),
        rule: Rule::Manual,
        score: CONFIDENCE_PERSON,
    };
    json!({
        "state": AssignmentState::Matched.as_str(),
        "host_id": host.map(|host| host.0),
        "staff_id": staff.0,
        "rule": Rule::Manual.as_str(),
        "confidence": CONFIDENCE_PERSON,
        "candidates": [candidate_json(&chosen)],
        "by_person": true,
    })
}

/// Whether a person decided about this one segment.
pub fn is_by_person(kept: &Value) -> bool {
    kept.get("by_person").and_then(Value::as_bool).unwrap_or(false)
}

/// What was known of the host when it was decided, kept beside the decision so that it can be told later:
/// `addresses` are those of the host's that were the staff member's.
pub fn with_host(
    kept: &Value,
    name: Option<&str>,
    emails: &[String],
    addresses: &[String],
) -> Value {
    let mut kept = kept.clone();
    if let Some(fields) = kept.as_object_mut() {
        fields.insert("host".into(), json!({ "name": name, "emails": emails }));
        fields.insert("addresses".into(), json!(addresses));
    }
    kept
}

/// The same without it.
pub fn without_host(kept: &Value) -> Value {
    let mut kept = kept.clone();
    if let Some(fields) = kept.as_object_mut() {
        fields.remove("host");
        fields.remove("addresses");
    }
    kept
}

/// A kept decision in one sentence; `None` if it is not one that this program wrote.
pub fn tell(kept: &Value, decided_by: &str, language: Language) -> Option<String> {
    let decision = from_json(kept)?;
    if !is_by_person(kept) {
        return Some(sentence(&decision, &sighting(kept), language));
    }
    let chosen = decision.candidates.first()?;
    let (name, score) = (&chosen.name, chosen.score);
    Some(match language {
        Language::De => {
            format!("{name}, weil {decided_by} diesen Termin so vergeben hat (von Hand, {score}).")
        }
        Language::En => {
            format!("{name}, because {decided_by} assigned this appointment so (manual, {score}).")
        }
    })
}

/// The inverse of `to_json`; `None` if it is none of this program's. That a strategy decided is taken from whether its evidence was kept.
pub fn from_json(kept: &Value) -> Option<Decision> {
    let text = |field: &str| kept.get(field).and_then(Value::as_str);
    let small = |field: &str| u8::try_from(kept.get(field)?.as_u64()?).ok();
    let list = |field: &str| kept.get(field).and_then(Value::as_array).into_iter().flatten();
    let rule = text("rule").and_then(Rule::parse);
    Some(Decision {
        state: AssignmentState::parse(text("state")?)?,
        staff: text("staff_id").map(|id| StaffId(id.to_owned())),
        rule,
        confidence: small("confidence"),
        candidates: list("candidates").filter_map(candidate).collect(),
        margin: small("margin"),
        threshold: small("threshold").unwrap_or(0),
        note: text("note").and_then(Note::parse),
        learn: rule == Some(Rule::Email) && !texts(kept.get("addresses")).is_empty(),
        ruled_out: list("ruled_out").filter_map(ruled_out).collect(),
    })
}

fn candidate_json(one: &Candidate) -> Value {
    json!({ "staff_id": one.staff.0, "name": one.name, "rule": one.rule.as_str(), "score": one.score })
}

fn ruled_out_json(one: &RuledOut) -> Value {
    let mut kept = candidate_json(&one.candidate);
    if let Some(fields) = kept.as_object_mut() {
        fields.insert("why".into(), json!(one.why.as_str()));
    }
    kept
}

fn ruled_out(kept: &Value) -> Option<RuledOut> {
    let why = WhyOut::parse(kept.get("why")?.as_str()?)?;
    Some(RuledOut { candidate: candidate(kept)?, why })
}

fn candidate(kept: &Value) -> Option<Candidate> {
    let text = |field: &str| kept.get(field).and_then(Value::as_str);
    Some(Candidate {
        staff: StaffId(text("staff_id")?.to_owned()),
        name: text("name")?.to_owned(),
        rule: Rule::parse(text("rule")?)?,
        score: u8::try_from(kept.get("score")?.as_u64()?).ok()?,
    })
}

/// The host as it was known, with the addresses that decided where some did.
fn sighting(kept: &Value) -> HostSighting {
    let Some(id) = kept.get("host_id").and_then(Value::as_i64) else { return HostSighting::Absent };
    let host = kept.get("host");
    let known = texts(host.and_then(|host| host.get("emails")));
    let addresses = texts(kept.get("addresses"));
    let host = Host {
        id: HostId(id),
        name: host.and_then(|host| host.get("name")?.as_str()).map(str::to_owned),
        emails: if addresses.is_empty() { known } else { addresses },
        username: None,
        time_zone: None,
    };
    HostSighting::Seen { host, source: String::new() }
}

fn texts(list: Option<&Value>) -> Vec<String> {
    let list = list.and_then(Value::as_array).into_iter().flatten();
    list.filter_map(Value::as_str).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::host::decision::ActiveMapping;
    use crate::domain::host::kinds::MappingSource;
    use crate::domain::host::matching::decide;
    use crate::domain::ids::CompanyId;
    use crate::domain::people::staff::{StaffMember, TenantContext};

    const SALON: TenantContext = TenantContext { company: CompanyId(1), branch: None };

    fn person(id: &str, name: &str, email: &str, active: bool) -> StaffMember {
        StaffMember {
            id: StaffId(id.into()),
            company: CompanyId(1),
            branch: None,
            name: name.into(),
            emails: vec![email.into()],
            active,
            pause_bookable_policy: None,
        }
    }

    fn host(name: &str, emails: &[&str]) -> Host {
        Host {
            id: HostId(7),
            name: Some(name.into()),
            emails: emails.iter().map(|email| (*email).to_owned()).collect(),
            username: None,
            time_zone: None,
        }
    }

    /// What a decision reads like after it was kept.
    fn told(host: Host, mapping: Option<&ActiveMapping>, roster: &[StaffMember]) -> String {
        let own: Vec<String> = roster.iter().flat_map(|person| person.emails.clone()).collect();
        let shared: Vec<String> =
            host.emails.iter().filter(|email| own.contains(email)).cloned().collect();
        let seen = HostSighting::Seen { host: host.clone(), source: "get:data.hosts".into() };
        let decision = decide(&seen, mapping, roster, SALON, 75);
        let plain = to_json(&decision, Some(host.id));
        let kept = with_host(&plain, host.name.as_deref(), &host.emails, &shared);
        assert_eq!(without_host(&kept), plain);
        let back = from_json(&kept).unwrap();
        assert_eq!(Decision { learn: decision.learn, ..back }, decision, "nothing is lost");
        tell(&kept, "system", Language::De).unwrap()
    }

    #[test]
    fn a_kept_decision_is_told_like_a_fresh_one() {
        let anna = person("a", "Anna Müller", "anna@salon.example", true);
        let two = [anna.clone(), person("b", "Bea Vogel", "bea@salon.example", true)];
        let mails = ["privat@x.example", "anna@salon.example"];
        assert_eq!(
            told(host("Anna", &mails), None, &two),
            "Anna Müller, weil die Cal.com-Adresse anna@salon.example dieser Person gehört (E-Mail, 95)."
        );
        let by_name = ActiveMapping {
            staff: Some(anna.clone()),
            source: MappingSource::AutoName,
            confidence: 75,
        };
        assert_eq!(
            told(host("Anna Mueller", &[]), Some(&by_name), &two),
            "Anna Müller, weil Cal.com-Host 7 (Anna Mueller) am Namen erkannt wurde (Name, 75)."
        );
        let gone = ActiveMapping {
            staff: Some(person("c", "Cleo Alt", "cleo@salon.example", false)),
            source: MappingSource::Manual,
            confidence: 100,
        };
        assert_eq!(
            told(host("Cleo", &[]), Some(&gone), &two),
            "Niemand. Die von Hand gemachte Zuordnung gilt hier nicht, weil die Person nicht aktiv ist."
        );
        let twins = [anna.clone(), person("d", "Anna Mueller", "am@salon.example", true)];
        assert_eq!(
            told(host("Anna Müller", &[]), None, &twins),
            "Mehrdeutig: zu Cal.com-Host 7 (Anna Müller) passen Anna Müller und Anna Mueller (Name, 75); \
             bitte entscheiden."
        );
    }

    #[test]
    fn a_persons_word_about_one_appointment_names_her() {
        let kept = by_person_json(&StaffId("a".into()), "Anna Müller", Some(HostId(7)));
        assert!(is_by_person(&kept));
        assert_eq!(
            tell(&kept, "Nadine", Language::De).unwrap(),
            "Anna Müller, weil Nadine diesen Termin so vergeben hat (von Hand, 100)."
        );
        assert_eq!(
            tell(&json!({}), "system", Language::De),
            None,
            "an appointment without a booking"
        );
    }
}
