//! A decision as its row keeps it: what the row's own columns say, what is nothing, and what follows from the rest is left
//! out of the JSON, and put together again when it is read.

use serde_json::{Map, Value, json};

/// What a decision's row says in columns of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowSays {
    pub host: Option<i64>,
    /// See `AssignmentState`.
    pub state: String,
    pub staff: Option<String>,
    pub rule: Option<String>,
    /// 0 to 100.
    pub confidence: Option<u8>,
}

impl RowSays {
    fn fields(&self) -> [(&'static str, Value); 5] {
        [
            ("state", json!(self.state)),
            ("host_id", json!(self.host)),
            ("staff_id", json!(self.staff)),
            ("rule", json!(self.rule)),
            ("confidence", json!(self.confidence)),
        ]
    }

    /// What a candidate shares with the decision, if it is the one that was taken.
    fn of_candidate(&self) -> [(&'static str, Value); 3] {
        [
            ("staff_id", json!(self.staff)),
            ("rule", json!(self.rule)),
            ("score", json!(self.confidence)),
        ]
    }
}

/// What is to be kept of a decision beside these columns: `whole` makes the same of it again. What would not come back
/// is kept as it is.
pub fn slim(kept: &Value, row: &RowSays) -> Value {
    let slim = left_out(kept, row);
    if whole(&slim, row) == *kept { slim } else { kept.clone() }
}

/// A kept decision with everything that its row says. One that was kept whole, or that says nothing at all, stays.
pub fn whole(kept: &Value, row: &RowSays) -> Value {
    let mut whole = kept.clone();
    let Some(fields) = whole.as_object_mut().filter(|fields| is_slim(fields)) else { return whole };
    if fields.contains_key("threshold") {
        for key in ["margin", "note"] {
            fields.entry(key).or_insert(Value::Null);
        }
    }
    for (key, value) in row.fields() {
        fields.entry(key).or_insert(value);
    }
    let candidates = fields.entry("candidates").or_insert_with(|| json!([]));
    for one in candidates.as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut) {
        for (key, value) in row.of_candidate() {
            one.entry(key).or_insert(value);
        }
    }
    if let Some(host) = fields.get_mut("host").and_then(Value::as_object_mut) {
        host.entry("name").or_insert(Value::Null);
        let emails = host.entry("emails").or_insert_with(|| json!([])).clone();
        fields.entry("addresses").or_insert(emails);
    }
    whole
}

/// Whether something was left out: the state never is where it was not.
fn is_slim(fields: &Map<String, Value>) -> bool {
    !fields.contains_key("state")
        && (fields.contains_key("threshold") || fields.contains_key("by_person"))
}

fn left_out(kept: &Value, row: &RowSays) -> Value {
    let mut slim = kept.clone();
    let Some(fields) = slim.as_object_mut() else { return slim };
    for (key, value) in row.fields() {
        leave_out(fields, key, &value);
    }
    leave_out(fields, "margin", &Value::Null);
    leave_out(fields, "note", &Value::Null);
    leave_out(fields, "candidates", &json!([]));
    let candidates = fields.get_mut("candidates").and_then(Value::as_array_mut);
    for one in candidates.into_iter().flatten().filter_map(Value::as_object_mut) {
        for (key, value) in row.of_candidate() {
            leave_out(one, key, &value);
        }
    }
    // Most often each of the host's addresses is the staff member's.
    let emails = fields.get("host").and_then(|host| host.get("emails")).cloned();
    if let Some(emails) = emails {
        leave_out(fields, "addresses", &emails);
    }
    if let Some(host) = fields.get_mut("host").and_then(Value::as_object_mut) {
        leave_out(host, "name", &Value::Null);
        leave_out(host, "emails", &json!([]));
    }
    slim
}

fn leave_out(fields: &mut Map<String, Value>, key: &str, value: &Value) {
    if fields.get(key) == Some(value) {
        fields.remove(key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::host::matching_stored::{by_person_json, with_host};
    use crate::domain::ids::{HostId, StaffId};

    fn anna() -> RowSays {
        RowSays {
            host: Some(7),
            state: "matched".into(),
            staff: Some("a".into()),
            rule: Some("email".into()),
            confidence: Some(95),
        }
    }

    fn matched() -> Value {
        json!({
            "state": "matched", "host_id": 7, "staff_id": "a", "rule": "email", "confidence": 95,
            "candidates": [{ "staff_id": "a", "name": "Anna", "rule": "email", "score": 95 }],
            "margin": null, "threshold": 75, "note": null,
        })
    }

    /// Kept slim, and whole again; gives how it is kept.
    fn kept(decision: &Value, row: &RowSays) -> Value {
        let slim = slim(decision, row);
        assert_eq!(whole(&slim, row), *decision, "{slim}");
        slim
    }

    #[test]
    fn what_the_row_says_is_not_kept_twice() {
        let emails = ["anna@salon.example".to_owned()];
        let told = with_host(&matched(), Some("Anna M"), &emails, &emails);
        assert_eq!(
            kept(&told, &anna()),
            json!({ "candidates": [{ "name": "Anna" }], "threshold": 75,
                "host": { "name": "Anna M", "emails": emails } })
        );
        let nameless = with_host(&matched(), None, &[], &[]);
        assert_eq!(kept(&nameless, &anna())["host"], json!({}));
        let not_hers = with_host(&matched(), None, &emails, &[]);
        assert_eq!(kept(&not_hers, &anna())["addresses"], json!([]));
    }

    #[test]
    fn every_other_decision_comes_back_as_well() {
        let nobody = RowSays { state: "no_candidate".into(), ..RowSays::default() };
        let mut none = matched();
        for (key, value) in nobody.fields() {
            none[key] = value;
        }
        none["candidates"] = json!([]);
        assert_eq!(kept(&none, &nobody), json!({ "threshold": 75 }));
        let twins = RowSays { state: "ambiguous".into(), rule: anna().rule, ..nobody.clone() };
        let mut two = none.clone();
        (two["state"], two["rule"], two["margin"]) = (json!("ambiguous"), json!("email"), json!(0));
        two["candidates"] = json!([
            { "staff_id": "a", "name": "Anna", "rule": "email", "score": 95 },
            { "staff_id": "b", "name": "Bea", "rule": "email", "score": 95 },
        ]);
        two["note"] = json!("mapping_not_used:manual:inactive");
        two["ruled_out"] = json!([{ "staff_id": "c", "name": "Cleo", "rule": "name", "score": 75, "why": "rejected" }]);
        let slim = kept(&two, &twins);
        assert_eq!(slim["candidates"][1], json!({ "staff_id": "b", "name": "Bea", "score": 95 }));
        let hers = by_person_json(&StaffId("a".into()), "Anna", Some(HostId(7)));
        let row = RowSays { rule: Some("manual".into()), confidence: Some(100), ..anna() };
        assert_eq!(
            kept(&hers, &row),
            json!({ "by_person": true, "candidates": [{ "name": "Anna" }] })
        );
    }

    #[test]
    fn what_was_kept_whole_or_is_not_the_rows_stays() {
        assert_eq!(whole(&matched(), &RowSays::default()), matched(), "an older row");
        for odd in
            [json!({}), json!([]), json!(null), json!({ "host": {} }), json!({ "note": "x" })]
        {
            assert_eq!(kept(&odd, &anna()), odd);
        }
        // The row says another host, staff member or state than the decision.
        let other = RowSays { host: None, ..anna() };
        assert_eq!(kept(&matched(), &other)["host_id"], 7);
        let other = RowSays { state: "ambiguous".into(), ..anna() };
        assert_eq!(kept(&matched(), &other), matched());
        let mut less = matched();
        less.as_object_mut().unwrap().remove("rule");
        assert_eq!(kept(&less, &anna()), less);
    }
}
