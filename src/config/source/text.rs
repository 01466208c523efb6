//! A TOML text becomes a tree with lines.

use crate::config::source::fault::Faults;
use crate::config::source::node::{Node, Said};
use crate::config::source::origin::Origin;
use std::collections::BTreeMap;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// So many places where a text is no TOML are told: behind the first the rest may be misread.
const SYNTAX_FAULTS_MAX: usize = 10;
/// What to do about a text that is no TOML.
const SYNTAX_MEND: &str =
    "A line is a [section], key = value, or a # comment; texts stand in \"quotes\"";

/// What is read of a file.
pub(crate) struct Read {
    pub tree: Node,
    /// Whether parts of it are no TOML.
    pub is_torn: bool,
    /// The line of the first section whose head is no TOML: keys behind it may be in a section that is not theirs.
    pub broken_head: Option<usize>,
}

/// Reads a whole file; what is no TOML is told with its line, and the rest is read all the same.
pub(crate) fn read(text: &str, faults: &mut Faults) -> Read {
    let lines = Lines::of(text);
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut broken_head: Option<usize> = None;
    let is_head = |line: usize| {
        let text = text.lines().nth(line.saturating_sub(1));
        text.is_some_and(|text| text.trim_start().starts_with('['))
    };
    for error in errors.iter().take(SYNTAX_FAULTS_MAX) {
        let line = error.span().map_or(1, |span| lines.at(&span));
        if is_head(line) {
            broken_head = Some(broken_head.map_or(line, |first| first.min(line)));
        }
        let origin = Origin::File(line);
        if !faults.has_line(origin.line()) {
            faults.place(origin, format!("is no TOML: {}", error.message()), SYNTAX_MEND);
        }
    }
    let value = Reader { lines: &lines, origin: None }.table(table.into_inner());
    let tree = Node { value, origin: Origin::Default };
    Read { tree, is_torn: !errors.is_empty(), broken_head }
}

/// Reads one value in TOML, such as `["a", "b"]`, that was said there.
pub(crate) fn read_value(text: &str, origin: &Origin) -> Result<Node, String> {
    let value = DeValue::parse(text).map_err(|error| error.message().to_owned())?;
    let lines = Lines::of(text);
    Ok(Reader { lines: &lines, origin: Some(origin) }.value(value))
}

/// Where lines begin.
struct Lines(Vec<usize>);

impl Lines {
    fn of(text: &str) -> Lines {
        let ends = text.match_indices('\n').map(|(at, _)| at.saturating_add(1));
        Lines([0].into_iter().chain(ends).collect())
    }

    /// The line in which a span begins; the first is 1.
    fn at(&self, span: &Range<usize>) -> usize {
        self.0.partition_point(|start| *start <= span.start)
    }
}

struct Reader<'a> {
    lines: &'a Lines,
    /// Where it was said, if not at its line of a file.
    origin: Option<&'a Origin>,
}

impl Reader<'_> {
    fn origin(&self, span: &Range<usize>) -> Origin {
        self.origin.cloned().unwrap_or_else(|| Origin::File(self.lines.at(span)))
    }

    fn table(&self, table: DeTable<'_>) -> Said {
        let mut read = BTreeMap::new();
        for (key, value) in table {
            // Of several lines that a value takes its key is in the first.
            let origin = self.origin(&key.span());
            let node = Node { origin, ..self.value(value) };
            read.insert(key.into_inner().into_owned(), node);
        }
        Said::Table(read)
    }

    fn value(&self, value: Spanned<DeValue<'_>>) -> Node {
        let origin = self.origin(&value.span());
        let value = match value.into_inner() {
            DeValue::String(text) => Said::Text(text.into_owned()),
            DeValue::Integer(number) => {
                match i128::from_str_radix(number.as_str(), number.radix()) {
                    Ok(number) => Said::Whole(number),
                    Err(_) => Said::Whole(i128::MAX),
                }
            }
            DeValue::Float(number) => Said::Float(number.as_str().parse().unwrap_or(f64::NAN)),
            DeValue::Boolean(is_so) => Said::Bool(is_so),
            DeValue::Datetime(date) => Said::Date(date.to_string()),
            DeValue::Array(list) => {
                Said::List(list.into_iter().map(|one| self.value(one)).collect())
            }
            DeValue::Table(table) => self.table(table),
        };
        Node { value, origin }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(node: &Node, path: &[&str]) -> usize {
        let mut node = node;
        for key in path {
            node = match &node.value {
                Said::Table(table) => &table[*key],
                Said::List(list) => &list[key.parse::<usize>().unwrap()],
                other => panic!("{other:?} has no {key}"),
            };
        }
        node.origin.line().unwrap()
    }

    #[test]
    fn every_value_knows_its_line() {
        let text = "top = 1\n[mail]\nhost = \"a\"\nto = [\n  \"b\",\n  \"c\",\n]\n[[staff]]\nkey = \"e\"\n[[staff]]\nkey = \"j\"\nx.y = 1\n";
        let mut faults = Faults::default();
        let tree = read(text, &mut faults).tree;
        assert_eq!(faults.len(), 0);
        for (path, wanted) in [
            (&["top"][..], 1),
            (&["mail"], 2),
            (&["mail", "host"], 3),
            (&["mail", "to"], 4),
            (&["mail", "to", "1"], 6),
            (&["staff", "0"], 8),
            (&["staff", "1"], 10),
            (&["staff", "1", "key"], 11),
            (&["staff", "1", "x", "y"], 12),
        ] {
            assert_eq!(line(&tree, path), wanted, "{path:?}");
        }
    }

    #[test]
    fn what_is_no_toml_is_told_with_its_line_and_the_rest_is_read() {
        let text = "a = 1\nb = = 2\n[c]\nd = \"open\ne = 3\na = 1\na = 2\n";
        let mut faults = Faults::default();
        let Read { tree, is_torn, broken_head } = read(text, &mut faults);
        assert_eq!((is_torn, broken_head), (true, None));
        let told = faults.located(&crate::config::source::origin::Origins::default());
        let lines: Vec<Option<usize>> = told.iter().map(|fault| fault.origin.line()).collect();
        assert_eq!(lines, [Some(2), Some(4), Some(7)], "{told:?}");
        assert_eq!(line(&tree, &["c", "e"]), 5);
    }

    #[test]
    fn numbers_are_read_as_they_are_written() {
        for (text, wanted) in [
            ("1_000", Said::Whole(1000)),
            ("-5", Said::Whole(-5)),
            ("+7", Said::Whole(7)),
            ("0x1F", Said::Whole(31)),
            ("99999999999999999999999999999999999999999", Said::Whole(i128::MAX)),
            ("1.5", Said::Float(1.5)),
            ("true", Said::Bool(true)),
        ] {
            assert_eq!(read_value(text, &Origin::Argument).unwrap().value, wanted, "{text}");
        }
        assert!(read_value("[1, 2", &Origin::Argument).is_err());
    }
}
