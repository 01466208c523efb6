//! A value as it was said, before anybody knows what it should be.

use crate::config::source::origin::Origin;
use std::collections::BTreeMap;

/// A value, and where it was said.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub value: Said,
    pub origin: Origin,
}

/// What was said.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Said {
    Text(String),
    Whole(i128),
    Float(f64),
    Bool(bool),
    /// A day or an instant, as TOML writes it.
    Date(String),
    List(Vec<Node>),
    Table(BTreeMap<String, Node>),
}

impl PartialEq for Node {
    /// Where it was said does not count.
    fn eq(&self, other: &Node) -> bool {
        self.value == other.value
    }
}

impl Said {
    /// What kind of value it is, with what was said if that can be shown.
    pub fn in_words(&self) -> String {
        match self {
            Said::Text(text) => {
                format!("the text \"{}\"", crate::config::source::fault::shown(text))
            }
            Said::Whole(number) => format!("the number {number}"),
            Said::Float(number) => format!("the number {number}"),
            Said::Bool(is_so) => format!("{is_so}"),
            Said::Date(text) => format!("the date {}", crate::config::source::fault::shown(text)),
            Said::List(_) => "a list".to_owned(),
            Said::Table(_) => "a section".to_owned(),
        }
    }

    /// The same of what must not be shown.
    pub fn kind(&self) -> &'static str {
        match self {
            Said::Text(_) => "a text",
            Said::Whole(_) | Said::Float(_) => "a number",
            Said::Bool(_) => "true or false",
            Said::Date(_) => "a date",
            Said::List(_) => "a list",
            Said::Table(_) => "a section",
        }
    }
}

impl Node {
    /// An empty section.
    pub fn section(origin: Origin) -> Node {
        Node { value: Said::Table(BTreeMap::new()), origin }
    }

    /// The table in it, if it is one.
    pub fn table_mut(&mut self) -> Option<&mut BTreeMap<String, Node>> {
        match &mut self.value {
            Said::Table(table) => Some(table),
            _ => None,
        }
    }
}
