//! Fits what was said to the shape that it should have; whatever does not fit is told, all of it.

use crate::config::source::fault::{Faults, shown};
use crate::config::source::near::nearest;
use crate::config::source::node::{Node, Said};
use crate::config::source::origin::{Origin, Origins};
use crate::config::source::shape::{FILE_SUFFIX, Field, Shape};
use crate::config::source::text::Read;
use std::collections::BTreeMap;
use toml::{Table, Value};

/// What a secret's text begins with that stands in a file.
pub(crate) const FILE_PREFIX: &str = "file:";

/// What fits, and where each value was said.
pub(crate) struct Fitted {
    pub value: Table,
    pub origins: Origins,
}

/// Takes a tree by the shape of the whole. What is missing or does not fit is told; what can stand instead stands
/// instead, so that the rest can be looked at. A text of which parts are no TOML lacks things that are in it: of that
/// nothing is told to be missing.
pub(crate) fn fit(read: Read, whole: &Shape, faults: &mut Faults) -> Fitted {
    let Read { tree, is_torn, broken_head } = read;
    let mut fitter = Fitter { whole, is_torn, broken_head, origins: Origins::default(), faults };
    let table = match tree.value {
        Said::Table(table) => fitter.section(table, whole.fields(), ""),
        _ => Table::new(),
    };
    Fitted { value: table, origins: fitter.origins }
}

struct Fitter<'a> {
    whole: &'a Shape,
    is_torn: bool,
    broken_head: Option<usize>,
    origins: Origins,
    faults: &'a mut Faults,
}

impl Fitter<'_> {
    fn section(&mut self, mut said: BTreeMap<String, Node>, fields: &[Field], path: &str) -> Table {
        let mut taken = Table::new();
        for field in fields {
            let own = joined(path, field.name);
            let node = self.secret_file(&mut said, field, path);
            let node = node.or_else(|| said.remove(field.name));
            let value = match node {
                Some(node) => {
                    self.origins.0.insert(own.clone(), node.origin.clone());
                    self.value(node, &field.shape, &own)
                }
                None => self.absent(field, &own),
            };
            let needed = || field.is_required.then(|| stand_in(&field.shape));
            if let Some(value) = value.or_else(needed) {
                taken.insert(field.name.to_owned(), value);
            }
        }
        for (key, node) in said {
            self.unknown(&key, node.origin, fields, path);
        }
        taken
    }

    /// A secret whose key names a file.
    fn secret_file(
        &mut self,
        said: &mut BTreeMap<String, Node>,
        field: &Field,
        path: &str,
    ) -> Option<Node> {
        if !field.shape.is_secret() {
            return None;
        }
        let key = format!("{}{FILE_SUFFIX}", field.name);
        let (named, own) = (joined(path, &key), joined(path, field.name));
        let Node { value, origin } = said.remove(&key)?;
        if let Some(other) = said.remove(field.name) {
            let wrong = format!("{own} and {named} are both set");
            self.faults.untaken(&own, origin, wrong, "Leave one of them out");
            return Some(other);
        }
        let file = |text: &String| Said::Text(format!("{FILE_PREFIX}{text}"));
        let value = match value {
            Said::Text(text) if text.is_empty() => {
                self.faults.untaken(&own, origin, format!("{named} is empty"), "Name a file");
                return None;
            }
            Said::Text(text) if matches!(field.shape, Shape::List(_)) => {
                Said::List(vec![Node { value: file(&text), origin: origin.clone() }])
            }
            Said::Text(text) => file(&text),
            other => {
                let wrong = format!("{named} must be a text in quotes, and is {}", other.kind());
                self.faults.untaken(&own, origin, wrong, "Write the name of one file");
                return None;
            }
        };
        Some(Node { value, origin })
    }

    fn absent(&mut self, field: &Field, path: &str) -> Option<Value> {
        if self.is_torn {
            // It may stand where the text could not be read.
            self.faults.pass_over(path);
        }
        if !field.is_required {
            return None;
        }
        if let Shape::Section(fields) = &field.shape {
            return Some(Value::Table(self.section(BTreeMap::new(), fields, path)));
        }
        let wrong = format!("{path} is missing");
        let mend = format!("Write {} = {}", field.name, example(&field.shape));
        self.faults.untaken(path, Origin::Default, wrong, mend);
        None
    }

    fn unknown(&mut self, key: &str, origin: Origin, fields: &[Field], path: &str) {
        let line = origin.line();
        let is_behind = || line.zip(self.broken_head).is_some_and(|(line, head)| line > head);
        if self.is_torn && (self.faults.has_line(line) || is_behind()) {
            return;
        }
        let key = shown(key);
        let own = joined(path, &key);
        let mut names: Vec<String> = fields.iter().map(|field| field.name.to_owned()).collect();
        let secrets = fields.iter().filter(|field| field.shape.is_secret());
        names.extend(secrets.map(|field| format!("{}{FILE_SUFFIX}", field.name)));
        let elsewhere = self.whole.fields().iter().find(|section| {
            !path.contains('[') && section.name != path && section.shape.field(&key).is_some()
        });
        let mend = match (nearest(&key, names.iter().map(String::as_str)), elsewhere) {
            (Some(near), _) => format!("Did you mean {near}?"),
            (None, Some(section)) => format!("There is a {key} in [{}]", section.name),
            (None, None) if names.len() > NAMES_MAX => {
                "`chairside config keys` lists all".to_owned()
            }
            (None, None) => format!("Known are {}", names.join(", ")),
        };
        self.faults.untaken(&own, origin, format!("{own} is not known"), mend);
    }

    fn value(&mut self, node: Node, shape: &Shape, path: &str) -> Option<Value> {
        let Node { value, origin } = node;
        match (shape, value) {
            (Shape::Section(fields), Said::Table(table)) => {
                Some(Value::Table(self.section(table, fields, path)))
            }
            (Shape::Map(each), Said::Table(table)) => {
                let mut taken = Table::new();
                for (key, node) in table {
                    let own = joined(path, &shown(&key));
                    self.origins.0.insert(own.clone(), node.origin.clone());
                    if let Some(value) = self.value(node, each, &own) {
                        taken.insert(key, value);
                    }
                }
                Some(Value::Table(taken))
            }
            (Shape::List(each), Said::List(list)) => {
                let mut taken = Vec::new();
                for (at, node) in list.into_iter().enumerate() {
                    let own = format!("{path}[{at}]");
                    self.origins.0.insert(own.clone(), node.origin.clone());
                    // What cannot be taken keeps its place, so that those behind it keep their names.
                    let value = self.value(node, each, &own);
                    taken.push(value.unwrap_or_else(|| stand_in(each)));
                }
                Some(Value::Array(taken))
            }
            (Shape::Text | Shape::Secret, Said::Text(text)) => Some(Value::String(text)),
            (Shape::Bool, Said::Bool(is_so)) => Some(Value::Boolean(is_so)),
            (Shape::Word(words), Said::Text(text)) if words.contains(&text.as_str()) => {
                Some(Value::String(text))
            }
            (Shape::Whole { least, most }, Said::Whole(number))
                if (least..=most).contains(&&number) && i64::try_from(number).is_ok() =>
            {
                i64::try_from(number).ok().map(Value::Integer)
            }
            (shape, said) => {
                self.misfit(shape, &said, origin, path);
                None
            }
        }
    }

    fn misfit(&mut self, shape: &Shape, said: &Said, origin: Origin, path: &str) {
        let found = match shape.holds_secret() {
            true => said.kind().to_owned(),
            false => said.in_words(),
        };
        let wrong = format!("{path} must be {}, and is {found}", shape.in_words());
        let mend = match (shape, said) {
            (Shape::Word(words), Said::Text(text)) => {
                let near = nearest(text, words.iter().copied());
                near.map(|near| format!("Did you mean \"{near}\"?"))
            }
            (Shape::Whole { least: 0, .. }, Said::Whole(number)) if *number < 0 => {
                Some("Write 0 or more".to_owned())
            }
            (Shape::Whole { .. }, Said::Whole(_)) => Some("Write a smaller number".to_owned()),
            (Shape::Text | Shape::Secret, Said::Whole(_) | Said::Bool(_) | Said::Date(_)) => {
                Some("Put it in quotes".to_owned())
            }
            (Shape::List(each), Said::Text(_)) if !each.holds_secret() => {
                Some("Put it in [ ]".to_owned())
            }
            _ => None,
        };
        let name = path.rsplit('.').next().unwrap_or(path);
        let mend = mend.unwrap_or_else(|| match name.ends_with(']') {
            true => format!("Write {}", example(shape)),
            false => format!("Write {name} = {}", example(shape)),
        });
        self.faults.untaken(path, origin, wrong, mend);
    }
}

/// Of so many keys at most all are named where an unknown one stands.
const NAMES_MAX: usize = 12;

fn joined(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

/// How it is written, for example.
fn example(shape: &Shape) -> String {
    match shape {
        Shape::Section(_) | Shape::Map(_) => "{ … }".to_owned(),
        Shape::List(each) => format!("[{}]", example(each)),
        Shape::Text | Shape::Secret => "\"…\"".to_owned(),
        Shape::Bool => "true or false".to_owned(),
        Shape::Whole { .. } => "a number".to_owned(),
        Shape::Word(words) => format!("\"{}\"", words.first().copied().unwrap_or_default()),
    }
}

/// What stands where something is missing that must be there; it is told already.
fn stand_in(shape: &Shape) -> Value {
    match shape {
        Shape::Section(fields) => {
            let needed = fields.iter().filter(|field| field.is_required);
            let all = needed.map(|field| (field.name.to_owned(), stand_in(&field.shape)));
            Value::Table(all.collect())
        }
        Shape::Map(_) => Value::Table(Table::new()),
        Shape::List(_) => Value::Array(Vec::new()),
        Shape::Text | Shape::Secret => Value::String(String::new()),
        Shape::Bool => Value::Boolean(false),
        Shape::Whole { least, .. } => Value::Integer(i64::try_from(*least.max(&1)).unwrap_or(1)),
        Shape::Word(words) => Value::String(words.first().copied().unwrap_or_default().to_owned()),
    }
}
