//! What is said of Retell and of the agent there, for the operator.

use crate::domain::help::code::Code;
use crate::domain::language::Language;
use crate::retell::client::api::Fault;

/// Why Retell did not do it, and what to do about it.
pub(crate) fn fault(fault: &Fault, language: Language) -> String {
    Code::from(fault).ends(&sentence(fault, language))
}

fn sentence(fault: &Fault, language: Language) -> String {
    let (german, english) = match fault {
        Fault::KeyRefused => (
            "Retell nimmt den Schlüssel nicht an (401). Prüfen Sie retell_agent.api_key; ohne ihn gilt der erste von retell.api_keys.".to_owned(),
            "Retell does not take the key (401). Check retell_agent.api_key; without it the first of retell.api_keys counts.".to_owned(),
        ),
        Fault::Unpaid => (
            "Retell verlangt eine Zahlungsart, oder das Guthaben ist aufgebraucht (402). Sehen Sie in Retells Oberfläche unter Billing nach.".to_owned(),
            "Retell wants a way of payment, or the credit is used up (402). Look under Billing in Retell's dashboard.".to_owned(),
        ),
        Fault::NotFound => (
            "Das gibt es bei Retell nicht, oder nicht für diesen Schlüssel.".to_owned(),
            "There is no such thing at Retell, or not for this key.".to_owned(),
        ),
        Fault::Refused(why) => (
            format!("Retell lehnt es ab: {}", or_nothing(why, "ohne Begründung")),
            format!("Retell refuses it: {}", or_nothing(why, "without a reason")),
        ),
        Fault::TooMany(seconds) => {
            let (de, en) = match seconds {
                Some(seconds) => (
                    format!("in {seconds} Sekunden noch einmal"),
                    format!("try again in {seconds} seconds"),
                ),
                None => ("später noch einmal".to_owned(), "try again later".to_owned()),
            };
            (
                format!("Retell hat gerade zu viele Anfragen von diesem Schlüssel (429): {de}."),
                format!("Retell has too many requests with this key just now (429): {en}."),
            )
        }
        Fault::Broken(status) => (
            format!("Retell hat selbst eine Störung ({status}). Versuchen Sie es später noch einmal."),
            format!("Retell has a fault of its own ({status}). Try again later."),
        ),
        Fault::NoAnswer(why) => (
            format!("Von Retell kam keine ganze Antwort ({why}). Versuchen Sie es noch einmal."),
            format!("No whole answer came from Retell ({why}). Try again."),
        ),
        Fault::Odd(what) => (
            format!("Das war keine Antwort von Retell: {what}. Prüfen Sie retell_agent.base_url."),
            format!("That was no answer of Retell's: {what}. Check retell_agent.base_url."),
        ),
    };
    language.pick(german, english)
}

fn or_nothing<'a>(why: &'a str, nothing: &'a str) -> &'a str {
    if why.trim().is_empty() { nothing } else { why }
}

/// The number is not at Retell.
pub(crate) fn no_such_number(number: &str, language: Language) -> String {
    language.pick(
        format!(
            "Die Nummer {number} gibt es bei Retell nicht. Kaufen Sie dort eine, oder bringen Sie diese mit einem SIP-Trunk mit (Import). \
             Dann noch einmal: chairside retell push."
        ),
        format!(
            "Retell does not have the number {number}. Buy one there, or bring this one along by a SIP trunk (import). \
             Then again: chairside retell push."
        ),
    )
}

/// The agent that the configuration names is not at Retell.
pub(crate) fn no_such_agent(id: &str, language: Language) -> String {
    language.pick(
        format!("Den Agenten {id} gibt es bei Retell nicht. Berichtigen Sie retell_agent.agent_id, oder nehmen Sie die Zeile heraus."),
        format!("Retell has no agent {id}. Correct retell_agent.agent_id, or take that line out."),
    )
}

/// The agent is of another kind.
pub(crate) fn other_engine(id: &str, language: Language) -> String {
    language.pick(
        format!("Der Agent {id} hat kein Sprachmodell mit einem Prompt, sondern einen Gesprächsfluss. So einer wird hier nicht verwaltet."),
        format!("The agent {id} has no model with a prompt, but a conversation flow. Such a one is not kept from here."),
    )
}

/// Retell cannot reach us.
pub(crate) fn no_public_url(language: Language) -> String {
    language
        .pick(
            "server.public_url ist nicht gesetzt: Retell kann die Funktionen nicht erreichen.",
            "server.public_url is not set: Retell could not reach the functions.",
        )
        .to_owned()
}

/// Fields that are not as they were sent.
pub(crate) fn not_kept(places: &str, language: Language) -> String {
    language.pick(
        format!("Retell hat es angenommen, aber nicht so behalten: {places}."),
        format!("Retell has taken it, but not kept it so: {places}."),
    )
}
