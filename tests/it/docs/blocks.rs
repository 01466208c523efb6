//! The blocks of the documentation, as lines for a shell.

use std::fs;
use std::path::Path;

/// A line of a block that calls the program.
pub struct Line {
    pub file: String,
    /// Where its block begins.
    pub block: usize,
    pub number: usize,
    /// As it is typed, without what is said about it.
    pub text: String,
}

impl Line {
    /// The first words: the command and what is below it.
    pub fn words(&self) -> Vec<String> {
        self.text.split_whitespace().skip(1).map(str::to_owned).collect()
    }
}

/// Every call of the program in every block, in order.
pub fn lines() -> Vec<Line> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = vec![root.join("README.md")];
    let docs = fs::read_dir(root.join("docs")).unwrap().map(|entry| entry.unwrap().path());
    files.extend(docs.filter(|path| path.extension().is_some_and(|end| end == "md")));
    files.sort();
    files.iter().flat_map(|path| of_file(path)).collect()
}

fn of_file(path: &Path) -> Vec<Line> {
    let file = path.file_name().unwrap().to_str().unwrap();
    let text = fs::read_to_string(path).unwrap();
    let mut lines = Vec::new();
    let mut block = None;
    let mut begun = String::new();
    for (number, line) in (1..).zip(text.lines()) {
        match (block, line) {
            (None, "```sh") => block = Some(number),
            (Some(_), "```") => block = None,
            (Some(block), line) => {
                begun += &without_remark(line);
                if let Some(half) = begun.strip_suffix('\\') {
                    begun = half.to_owned();
                    continue;
                }
                let text = std::mem::take(&mut begun).trim().to_owned();
                if text.starts_with("chairside ") {
                    lines.push(Line { file: file.to_owned(), block, number, text });
                }
            }
            (None, _) => {}
        }
    }
    assert!(block.is_none() && begun.is_empty(), "{file}: a block does not end");
    lines
}

/// A `#` after a blank begins a remark, outside of quotes.
fn without_remark(line: &str) -> String {
    let (mut quoted, mut before) = (None, ' ');
    for (place, c) in line.char_indices() {
        match (quoted, c) {
            (None, '\'' | '"') => quoted = Some(c),
            (Some(quote), _) if quote == c => quoted = None,
            (None, '#') if before.is_whitespace() => return line[..place].trim_end().to_owned(),
            _ => {}
        }
        before = c;
    }
    line.trim_end().to_owned()
}
