//! What came in, in words for people.

use crate::domain::language::Language;

/// By which door it came.
pub(crate) fn channel(language: Language, channel: &str) -> String {
    let pick = |german: &str, english: &str| language.pick(german, english).to_owned();
    match channel {
        "retell_webhook" => pick("Anruf, von Retell", "Call, by Retell"),
        "retell_function" => pick("Frage im Anruf", "Question in a call"),
        "retell_inbound" => pick("Es klingelt", "It rings"),
        "calcom_webhook" => pick("Hinweis von Cal.com", "Hint by Cal.com"),
        "web_api" => pick("Webformular", "Web form"),
        other => other.to_owned(),
    }
}
