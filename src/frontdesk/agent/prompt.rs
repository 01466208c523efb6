//! The agent's prompt: the rules, and what to do with each answer, made from the table of the functions.

use crate::domain::language::Language;
use crate::frontdesk::agent::rules::{ANSWERS, ANY_FUNCTION, NOTE_ONLY, PUT_THROUGH, RULES};
use crate::frontdesk::functions::table::{ANY, TABLE};
use crate::frontdesk::functions::taught::Taught;
use crate::frontdesk::functions::words::Words;

/// The whole of it. `can_put_through`: there is a tool for that.
pub(crate) fn text(language: Language, can_put_through: bool) -> String {
    let say = |words: Words| words.in_language(language);
    let mut parts: Vec<String> =
        RULES.iter().map(|(head, body)| format!("## {}\n{}", say(*head), say(*body))).collect();
    let human = if can_put_through { PUT_THROUGH } else { NOTE_ONLY };
    if let Some(last) = parts.last_mut() {
        last.push('\n');
        last.push_str(say(human));
    }
    let (head, body) = ANSWERS;
    parts.push(format!("## {}\n{}", say(head), say(body)));
    for row in &TABLE {
        parts.push(answers(&format!("`{}`", row.function.as_str()), row.statuses, language));
    }
    parts.push(answers(say(ANY_FUNCTION), ANY, language));
    parts.join("\n\n")
}

fn answers(whose: &str, statuses: &[Taught], language: Language) -> String {
    let line = |one: &Taught| {
        let (means, next) = (one.means.in_language(language), one.next.words());
        format!("- `{}`: {means} {}", one.status.as_str(), next.in_language(language))
    };
    let lines: Vec<String> = statuses.iter().map(line).collect();
    format!("### {whose}\n{}", lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::text;
    use crate::domain::language::Language;
    use crate::frontdesk::functions::status::Status;
    use crate::frontdesk::functions::table::TABLE;

    /// What Retell replaces; `http/retell` sets each for every call.
    const VARIABLES: [&str; 5] =
        ["salon_name", "today_spoken", "customer_known", "customer_name", "next_appointment"];

    #[test]
    fn every_function_and_every_status_is_taught() {
        for language in [Language::De, Language::En] {
            let prompt = text(language, false);
            for row in &TABLE {
                assert!(prompt.contains(&format!("### `{}`\n", row.function.as_str())));
            }
            for status in Status::ALL {
                assert!(prompt.contains(&format!("- `{}`: ", status.as_str())), "{status:?}");
            }
            assert!(prompt.len() < 16_000, "{}", prompt.len());
            assert!(!prompt.contains("  "), "blanks where a line was folded");
        }
    }

    #[test]
    fn only_variables_that_are_set_are_used() {
        for language in [Language::De, Language::En] {
            let prompt = text(language, true);
            for part in prompt.split("{{").skip(1) {
                let (name, _) = part.split_once("}}").unwrap();
                assert!(VARIABLES.contains(&name), "{name}");
            }
        }
    }

    #[test]
    fn a_tool_that_is_not_there_is_not_named() {
        for language in [Language::De, Language::En] {
            assert!(text(language, true).contains("transfer_to_salon"));
            assert!(!text(language, false).contains("transfer_to_salon"));
        }
    }
}
