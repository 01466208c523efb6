//! What a source file uses of this crate: `use` trees, `super::` and paths written out in the code. Read as text,
//! without comments, strings and the file's unit tests.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The sources by module, `frontdesk::door::record` say; a folder's `mod.rs` is the folder.
pub type Sources = BTreeMap<String, Source>;

/// One file.
pub struct Source {
    /// From `src`, `frontdesk/door/record.rs` say.
    pub path: PathBuf,
    /// Without its unit tests.
    pub text: String,
}

/// Every Rust file below a folder; there is one.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    walk(folder, &mut found);
    found.sort();
    assert!(!found.is_empty(), "{folder:?} is empty");
    found
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The text before the file's unit tests.
pub fn shipped(text: &str) -> &str {
    text.split("#[cfg(test)]\nmod tests").next().unwrap()
}

/// Paths from `src` and texts, by module. The crate's roots are left out.
pub fn sources(files: impl IntoIterator<Item = (PathBuf, String)>) -> Sources {
    let roots = [Path::new("lib.rs"), Path::new("main.rs")];
    let files = files.into_iter().filter(|(path, _)| !roots.contains(&path.as_path()));
    files
        .map(|(path, text)| {
            let mut parts: Vec<_> = path
                .with_extension("")
                .components()
                .map(|part| part.as_os_str().to_string_lossy().into_owned())
                .collect();
            parts.pop_if(|last| last == "mod");
            (parts.join("::"), Source { path, text: shipped(&text).to_owned() })
        })
        .collect()
}

/// What of this crate a module uses: full paths without `crate::`.
pub fn used(sources: &Sources, module: &str) -> BTreeSet<String> {
    let code = bare(&sources[module].text);
    let mut paths: Vec<String> = Vec::new();
    let mut rest = String::new();
    let mut pieces = code.split("use ");
    let mut before = pieces.next().unwrap().to_owned();
    for piece in pieces {
        let starts_word = before.ends_with(|c: char| c.is_alphanumeric() || c == '_');
        match piece.split_once(';') {
            Some((tree, after)) if !starts_word => {
                rest.push_str(&before);
                let tree = tree.split_whitespace().collect::<Vec<_>>().join(" ");
                paths.extend(expanded(&tree));
                before = after.to_owned();
            }
            Some(_) | None => {
                before.push_str("use ");
                before.push_str(piece);
            }
        }
    }
    rest.push_str(&before);
    paths.extend(written_out(&rest));
    paths.iter().filter_map(|path| absolute(sources, module, path)).collect()
}

/// The file in which a path ends: the longest module that begins it.
pub fn file_of<'a>(sources: &'a Sources, path: &str) -> Option<&'a str> {
    let mut path = path;
    loop {
        if let Some((module, _)) = sources.get_key_value(path) {
            return Some(module);
        }
        path = path.rsplit_once("::")?.0;
    }
}

/// The code without comments, strings and character literals.
fn bare(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let (mut out, mut at) = (String::new(), 0);
    while let Some(&c) = chars.get(at) {
        let next = chars.get(at + 1).copied();
        match c {
            '/' if next == Some('/') => {
                at += chars[at..].iter().take_while(|c| **c != '\n').count()
            }
            '"' => at = after_string(&chars, at, raw_marks(&chars, at)),
            // A lifetime has no closing mark two characters on.
            '\'' if next == Some('\\') => {
                at += 3 + chars[at + 3..].iter().take_while(|c| **c != '\'').count();
            }
            '\'' if chars.get(at + 2) == Some(&'\'') => at += 3,
            _ => {
                out.push(c);
                at += 1;
            }
        }
    }
    out
}

/// How many `#` stand before a raw string's quote; none for a plain string.
fn raw_marks(chars: &[char], quote: usize) -> Option<usize> {
    let marks = chars[..quote].iter().rev().take_while(|c| **c == '#').count();
    let is_raw = chars[..quote - marks.min(quote)].last() == Some(&'r');
    is_raw.then_some(marks)
}

fn after_string(chars: &[char], quote: usize, raw: Option<usize>) -> usize {
    let mut at = quote + 1;
    while let Some(&c) = chars.get(at) {
        let closes = |marks: usize| chars[at + 1..].iter().take(marks).all(|c| *c == '#');
        match (c, raw) {
            ('\\', None) => at += 2,
            ('"', None) => return at + 1,
            ('"', Some(marks)) if closes(marks) => return at + 1 + marks,
            _ => at += 1,
        }
    }
    at
}

/// `a::{b, c::{d}}` is `a::b` and `a::c::d`.
fn expanded(tree: &str) -> Vec<String> {
    let Some((head, rest)) = tree.split_once('{') else {
        return vec![tree.split(" as ").next().unwrap().trim().to_owned()];
    };
    let inner = rest.trim_end().strip_suffix('}').unwrap_or(rest);
    let (mut depth, mut branches) = (0_usize, vec![String::new()]);
    for c in inner.chars() {
        match c {
            ',' if depth == 0 => branches.push(String::new()),
            _ => {
                depth = depth + usize::from(c == '{') - usize::from(c == '}');
                branches.last_mut().unwrap().push(c);
            }
        }
    }
    let branches = branches.iter().map(|branch| branch.trim()).filter(|branch| !branch.is_empty());
    branches
        .flat_map(expanded)
        .map(|branch| match branch.as_str() {
            "self" => head.trim().trim_end_matches("::").to_owned(),
            _ => format!("{}{branch}", head.trim()),
        })
        .collect()
}

/// Every path in the code with at least one `::`.
fn written_out(code: &str) -> Vec<String> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    let words = code.split(|c: char| !is_part(c));
    words
        .filter(|word| word.contains("::"))
        .map(|word| word.trim_end_matches(':').to_owned())
        .collect()
}

/// From the crate's root, or nothing if it leads out of it.
fn absolute(sources: &Sources, module: &str, path: &str) -> Option<String> {
    let is_folder = sources[module].path.ends_with("mod.rs");
    let (first, rest) = path.split_once("::").unwrap_or((path, ""));
    let at = |base: &str| match (base.is_empty(), rest.is_empty()) {
        (true, _) => rest.to_owned(),
        (false, true) => base.to_owned(),
        (false, false) => format!("{base}::{rest}"),
    };
    match first {
        "crate" => Some(rest.to_owned()),
        "self" => Some(at(module)),
        "super" => {
            let parent = module.rsplit_once("::").map_or("", |(parent, _)| parent);
            match rest.strip_prefix("super") {
                Some(_) => absolute(sources, parent, rest).or_else(|| Some(String::new())),
                None => Some(at(parent)),
            }
        }
        child if is_folder && sources.contains_key(&format!("{module}::{child}")) => {
            Some(format!("{module}::{path}"))
        }
        _ => None,
    }
}
