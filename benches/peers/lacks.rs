//! What the peer leaves out. It is part of the comparison: a booking that costs less does less.

const LACKS: [(&str, &str); 12] = [
    (
        "a saga",
        "a crash between Cal.com's answer and the commit leaves a booking that nobody here knows",
    ),
    (
        "unknown outcomes",
        "a lost answer is told as a failure although Cal.com may have booked; the next try finds the time taken, by itself",
    ),
    ("checking answers", "what Cal.com says it booked is not compared with what was asked"),
    (
        "the same call twice at once",
        "two requests for one start both ask Cal.com, and one of them is told that the time is taken",
    ),
    (
        "hosts mapped to staff",
        "by e-mail address or not at all: no names, no ambiguity, no suggestions, no decision kept, no audit",
    ),
    (
        "questions and offers",
        "no free times, no holds, no reservations: what is said on the phone may be gone",
    ),
    (
        "visits of several segments",
        "one service, one event type a person; no pauses, no moving, no cancelling",
    ),
    ("understanding", "service and staff have to be named exactly, and the time as a timestamp"),
    (
        "webhooks that do something",
        "they are kept, and that is all: none from Cal.com, no order, no repeats, no poll that heals",
    ),
    ("limits of the key", "no queue before Cal.com, no 429, no Retry-After, no retries"),
    (
        "data protection",
        "bodies are kept as they came for ever: no redaction, no retention, no forgetting, no secure deletion",
    ),
    (
        "everything around",
        "no page, no messages to customers, no alarms, no metrics, no backup, no damage seen, no upgrades",
    ),
];

/// Prints the list.
pub fn print() {
    println!("\nWhat the peer does not do:\n");
    for (what, meaning) in LACKS {
        println!("- {what}: {meaning}");
    }
}
