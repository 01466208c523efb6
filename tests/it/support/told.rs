//! The verdict on messages to customers, whatever has happened: what was told last is how the visit stands.

/// What is told falsely, a sentence each. `rows` gives the first column of a query as text; `of` is a condition on the
/// sagas `made` by which visits are chosen.
///
/// A visit that stands was confirmed, or moved, to its time; one that is off was called off, or never told of. Nothing is
/// said of visits that are not settled yet, or wait for a person; and nothing of one that was taken back.
pub fn falsely(rows: &dyn Fn(&str) -> Vec<String>, of: &str) -> Vec<String> {
    let visits = rows(&format!(
        "SELECT a.status || ' ' || a.starts_at || ' ' || coalesce((SELECT o.kind || ' ' || (o.facts ->> '$.starts_at')
             FROM outbox o WHERE o.visit_ref = a.visit_ref AND o.state <> 'replaced' ORDER BY o.revision DESC LIMIT 1), '- -')
         FROM sagas made JOIN appointments a ON a.visit_ref = made.id
         WHERE made.state = 'done' AND {of} AND NOT EXISTS (SELECT 1 FROM sagas s WHERE s.state IN ('open', 'stuck')
             AND s.params ->> '$.metadata.chairside_ref' = a.visit_ref)"
    ));
    let is_false = |visit: &String| {
        let words: Vec<&str> = visit.split(' ').collect();
        let [status, starts_at, kind, told] = words.as_slice() else { panic!("{visit}") };
        match *status {
            "confirmed" => !(["confirmed", "moved"].contains(kind) && told == starts_at),
            "cancelled" | "rejected" => !["cancelled", "-"].contains(kind),
            // Nothing can be promised, and nothing is over.
            _ => false,
        }
    };
    let said = |visit: String| format!("a visit is \"{visit}\"");
    let falsely = visits.into_iter().filter(is_false).map(said);
    let taken_back = rows(&format!(
        "SELECT 'taken back, and told: ' || o.kind FROM outbox o JOIN sagas made ON made.id = o.visit_ref
         WHERE made.kind = 'book' AND made.state <> 'done' AND {of}"
    ));
    falsely.chain(taken_back).collect()
}
