//! What stands over the file: credentials, the environment, arguments; each over the one before.

use crate::config::source::fault::{Faults, shown};
use crate::config::source::near::nearest;
use crate::config::source::node::{Node, Said};
use crate::config::source::origin::Origin;
use crate::config::source::shape::{FILE_SUFFIX, Key, Shape, VARIABLE_PREFIX, keys};
use crate::config::source::spoken::spoken;
use std::collections::{BTreeMap, BTreeSet};

/// What a text begins with that names a variable in which a secret stands.
pub(crate) const VARIABLE_MARK: &str = "env:";
/// Variables that begin like ours and are not about the configuration: for tests and figures.
const OTHER_VARIABLES: [&str; 4] = [
    "CHAIRSIDE_CRASH_AT_COMMIT",
    "CHAIRSIDE_TRIAL_MIGRATION",
    "CHAIRSIDE_TEST_",
    "CHAIRSIDE_BENCH_",
];
/// What Kubernetes sets for a service that is called `chairside`.
const ORCHESTRA_VARIABLES: [&str; 2] = ["CHAIRSIDE_PORT", "CHAIRSIDE_SERVICE_"];

/// What was said besides the file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Layers {
    /// Files of the service manager: names and whole paths.
    pub credentials: Vec<(String, String)>,
    /// The variables that begin with `CHAIRSIDE_`.
    pub variables: Vec<(String, String)>,
    /// `section.key=value`.
    pub arguments: Vec<String>,
}

impl Layers {
    /// Whether something of the configuration was said there.
    pub fn say_something(&self, whole: &Shape) -> bool {
        let names: BTreeSet<String> = keys(whole).iter().map(Key::variable).collect();
        let is_key = |name: &str| {
            names.contains(name)
                || name.strip_suffix("_FILE").is_some_and(|key| names.contains(key))
        };
        !self.arguments.is_empty() || self.variables.iter().any(|(name, _)| is_key(name))
    }

    /// Puts everything over the file's tree.
    pub fn lay_over(&self, tree: &mut Node, whole: &Shape, faults: &mut Faults) {
        let named = named_variables(tree);
        let keys = keys(whole);
        self.lay_credentials(tree, &keys, faults);
        self.lay_variables(tree, &keys, &named, faults);
        self.lay_arguments(tree, &keys, faults);
    }

    fn lay_credentials(&self, tree: &mut Node, keys: &[Key<'_>], faults: &mut Faults) {
        for (name, path) in &self.credentials {
            let origin = Origin::Credential(name.clone());
            let key = keys.iter().find(|key| key.path() == *name && key.field.shape.is_secret());
            let is_ours = || {
                name.split_once('.')
                    .is_some_and(|(section, _)| keys.iter().any(|key| key.section == section))
            };
            match key {
                Some(key) => put_file(tree, key, path, origin),
                None if is_ours() => {
                    let secrets = keys.iter().filter(|key| key.field.shape.is_secret());
                    let secrets: Vec<String> = secrets.map(Key::path).collect();
                    let wrong = format!("{} is the name of no secret", shown(name));
                    faults.untaken(name, origin, wrong, meant(name, &secrets));
                }
                None => {}
            }
        }
    }

    fn lay_variables(
        &self,
        tree: &mut Node,
        keys: &[Key<'_>],
        named: &BTreeSet<String>,
        faults: &mut Faults,
    ) {
        let names: BTreeMap<String, &Key<'_>> =
            keys.iter().map(|key| (key.variable(), key)).collect();
        let set: BTreeSet<&str> = self.variables.iter().map(|(name, _)| name.as_str()).collect();
        for (name, text) in &self.variables {
            let origin = Origin::Variable(name.clone());
            if let Some(key) = names.get(name) {
                lay_text(tree, key, text, origin, faults);
                continue;
            }
            let of_file = name.strip_suffix("_FILE").and_then(|stem| names.get_key_value(stem));
            match of_file.filter(|(_, key)| key.field.shape.is_secret()) {
                Some((stem, key)) if set.contains(stem.as_str()) => {
                    let wrong = format!("{stem} and {name} are both set");
                    faults.untaken(&key.path(), origin, wrong, "Leave one of them out");
                }
                Some((_, key)) => put_file(tree, key, text, origin),
                None if named.contains(name) || is_others(name) => {}
                None => {
                    let all: Vec<String> = names.keys().cloned().collect();
                    let wrong = format!("there is no variable {}", shown(name));
                    faults.untaken(name, origin, wrong, meant(name, &all));
                }
            }
        }
    }

    fn lay_arguments(&self, tree: &mut Node, keys: &[Key<'_>], faults: &mut Faults) {
        for argument in &self.arguments {
            let Some((name, text)) = argument.split_once('=') else {
                let wrong = format!("--set {} has no value", shown(argument));
                faults.place(Origin::Argument, wrong, "Write --set section.key=value");
                continue;
            };
            let name = name.trim();
            match keys.iter().find(|key| key.path() == name) {
                Some(key) if key.field.shape.holds_secret() => {
                    let wrong =
                        format!("{name} is a secret, and everybody here can read arguments");
                    let mend = format!("Set {} or {name}{FILE_SUFFIX}", key.variable());
                    faults.untaken(name, Origin::Argument, wrong, mend);
                }
                Some(key) => lay_text(tree, key, text, Origin::Argument, faults),
                None => {
                    let all: Vec<String> = keys.iter().map(Key::path).collect();
                    let wrong = format!("{} is not known", shown(name));
                    faults.untaken(name, Origin::Argument, wrong, meant(name, &all));
                }
            }
        }
    }
}

fn meant(name: &str, known: &[String]) -> String {
    match nearest(name, known.iter().map(String::as_str)) {
        Some(near) => format!("Did you mean {near}?"),
        None => "`chairside config keys` lists all".to_owned(),
    }
}

/// Whether a variable that begins like ours is not ours to judge.
pub(crate) fn is_others(name: &str) -> bool {
    OTHER_VARIABLES.iter().chain(&ORCHESTRA_VARIABLES).any(|start| name.starts_with(start))
}

fn lay_text(tree: &mut Node, key: &Key<'_>, text: &str, origin: Origin, faults: &mut Faults) {
    match spoken(text, &key.field.shape, &origin) {
        Ok(node) => put(tree, key, key.field.name, node),
        Err(_) => {
            let wrong = format!("{} cannot be read", key.path());
            let mend = format!("Write {}, as in the file", key.field.shape.in_words());
            faults.untaken(&key.path(), origin, wrong, mend);
        }
    }
}

fn put_file(tree: &mut Node, key: &Key<'_>, path: &str, origin: Origin) {
    let name = format!("{}{FILE_SUFFIX}", key.field.name);
    put(tree, key, &name, Node { value: Said::Text(path.to_owned()), origin });
}

/// Sets a key, whatever was said of it before. What is no section stays as it is, to be told.
fn put(tree: &mut Node, key: &Key<'_>, name: &str, node: Node) {
    let Some(mut table) = tree.table_mut() else { return };
    if !key.section.is_empty() {
        let section = table.entry(key.section.to_owned());
        let section = section.or_insert_with(|| Node::section(Origin::Default));
        let Some(inner) = section.table_mut() else { return };
        table = inner;
    }
    let own = key.field.name;
    if key.field.shape.is_secret() {
        table.remove(own);
        table.remove(&format!("{own}{FILE_SUFFIX}"));
    }
    table.insert(name.to_owned(), node);
}

/// The variables that the file itself names, as `env:NAME`.
fn named_variables(node: &Node) -> BTreeSet<String> {
    match &node.value {
        Said::Text(text) => {
            text.strip_prefix(VARIABLE_MARK).map(str::to_owned).into_iter().collect()
        }
        Said::List(list) => list.iter().flat_map(named_variables).collect(),
        Said::Table(table) => table.values().flat_map(named_variables).collect(),
        _ => BTreeSet::new(),
    }
}

/// Whether a variable is about the configuration.
pub(crate) fn is_about_us(name: &str) -> bool {
    name.starts_with(VARIABLE_PREFIX)
}
