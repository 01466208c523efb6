//! A suggestion's evidence as it is kept beside a verdict (JSON), what can be learned from it, and what a person
//! saw when deciding.

use crate::domain::digest::hex;
use crate::domain::host::identity::Host;
use crate::domain::ids::{HostId, MappingId, StaffId};
use crate::domain::suggest::ranking::Suggestion;
use crate::domain::suggest::weights::{Feature, Judgement};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Bytes of the hash that stand for what a person saw: enough that two of one host never meet by chance.
const OFFER_BYTES: usize = 6;

/// What speaks for a suggestion, to be kept: the score, each feature's share of it, and how well each fits.
pub fn to_json(suggestion: &Suggestion) -> Value {
    json!({ "score": suggestion.score.points(), "shares": by_feature(&suggestion.shares),
        "likeness": by_feature(&suggestion.likeness) })
}

/// Numbers per feature, by the features' stored names.
pub fn by_feature(numbers: &[(Feature, u8)]) -> Value {
    let fields = numbers.iter().map(|(feature, number)| (feature.as_str().into(), json!(number)));
    Value::Object(fields.collect::<Map<String, Value>>())
}

/// The shares that were kept, in the features' order; empty if the pair was never suggested.
pub fn shares(kept: &Value) -> Vec<(Feature, u8)> {
    numbers(kept.get("shares"))
}

fn numbers(kept: Option<&Value>) -> Vec<(Feature, u8)> {
    let number = |feature: Feature| {
        let number = kept?.get(feature.as_str())?.as_u64()?;
        Some((feature, u8::try_from(number).ok()?))
    };
    Feature::ALL.into_iter().filter_map(number).collect()
}

/// A verdict as kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    pub host: HostId,
    pub staff: StaffId,
    pub accepted: bool,
    /// `to_json` of the suggestion at that time; an empty object if it was none.
    pub evidence: Value,
}

/// What verdicts, oldest first, teach: one judgement a pair, by what was said of it last. So a mapping that a person
/// accepts and takes back later teaches that the likeness misled. Pairs that were never suggested teach nothing.
pub fn judgements(verdicts: &[Kept]) -> Vec<Judgement> {
    let mut pairs: BTreeMap<(HostId, &StaffId), Judgement> = BTreeMap::new();
    for verdict in verdicts {
        let likeness = numbers(verdict.evidence.get("likeness"));
        let pair = pairs
            .entry((verdict.host, &verdict.staff))
            .or_insert_with(|| Judgement { accepted: verdict.accepted, likeness: Vec::new() });
        pair.accepted = verdict.accepted;
        if !likeness.is_empty() {
            pair.likeness = likeness;
        }
    }
    pairs.into_values().filter(|judgement| !judgement.likeness.is_empty()).collect()
}

/// What a person saw of a host and its suggestions, in a few letters. Another one means that the person looked at
/// something else: the host is called otherwise, is mapped by now, or other people are suggested.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer(pub String);

impl Offer {
    /// Scores do not count: a further booking that moves one by a point does not make another offer.
    pub fn new(host: &Host, mapping: Option<MappingId>, suggestions: &[Suggestion]) -> Offer {
        let staff: Vec<&str> = suggestions.iter().map(|one| one.staff.0.as_str()).collect();
        let seen = json!([
            host.id.0,
            host.name,
            host.emails,
            host.username,
            mapping.map(|id| id.0),
            staff
        ]);
        let hash = Sha256::digest(seen.to_string());
        Offer(hex(hash.get(..OFFER_BYTES).unwrap_or_default()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::suggest::points::SuggestionScore;

    fn suggestion(staff: &str, score: u16) -> Suggestion {
        Suggestion {
            staff: StaffId(staff.into()),
            score: SuggestionScore::new(score),
            shares: vec![(Feature::Name, 36), (Feature::Branch, 5)],
            likeness: vec![(Feature::Name, 90), (Feature::Branch, 95)],
            slips: vec![],
            margin: None,
        }
    }

    fn verdict(host: i64, accepted: bool, evidence: Value) -> Kept {
        Kept { host: HostId(host), staff: StaffId("a".into()), accepted, evidence }
    }

    #[test]
    fn what_is_kept_comes_back() {
        let kept = to_json(&suggestion("a", 41));
        assert_eq!(kept["score"], 41);
        assert_eq!(shares(&kept), [(Feature::Name, 36), (Feature::Branch, 5)]);
        let learned = judgements(&[verdict(7, true, kept)]);
        let likeness = vec![(Feature::Name, 90), (Feature::Branch, 95)];
        assert_eq!(learned, [Judgement { accepted: true, likeness }]);
        for foreign in [json!({}), json!(null), json!({ "shares": [1] }), json!({ "shares": 3 })] {
            assert_eq!(shares(&foreign), []);
            assert_eq!(judgements(&[verdict(7, true, foreign)]), []);
        }
    }

    #[test]
    fn the_last_word_about_a_pair_counts() {
        let kept = to_json(&suggestion("a", 41));
        let taken_back = [verdict(7, true, kept.clone()), verdict(7, false, json!({}))];
        let [learned] = judgements(&taken_back).try_into().unwrap();
        assert!(!learned.accepted, "it misled");
        assert_eq!(learned.likeness.len(), 2, "by what it was accepted for");
        let two = [verdict(7, true, kept.clone()), verdict(8, false, kept)];
        assert_eq!(judgements(&two).len(), 2);
    }

    #[test]
    fn another_offer_is_another_name_mapping_or_people() {
        let host = Host {
            id: HostId(7),
            name: Some("Anna".into()),
            emails: vec!["anna@salon.example".into()],
            username: None,
            time_zone: None,
        };
        let two = [suggestion("a", 41), suggestion("b", 20)];
        let seen = Offer::new(&host, None, &two);
        let moved = [suggestion("a", 43), suggestion("b", 20)];
        assert_eq!(seen, Offer::new(&host, None, &moved), "a point more");
        let renamed = Host { name: Some("Anne".into()), ..host.clone() };
        let turned = [suggestion("b", 41), suggestion("a", 20)];
        for other in [
            Offer::new(&renamed, None, &two),
            Offer::new(&host, Some(MappingId(1)), &two),
            Offer::new(&host, None, &two[..1]),
            Offer::new(&host, None, &turned),
        ] {
            assert_ne!(seen, other);
        }
        assert_eq!(seen.0.len(), 12);
    }
}
