//! A value that was said as plain text, in a variable or an argument.

use crate::config::source::node::{Node, Said};
use crate::config::source::origin::Origin;
use crate::config::source::shape::Shape;
use crate::config::source::text::read_value;

/// The value of a text, by what it should be. A list is `a,b` or TOML (`["a", "b"]`); tables, and lists of them, are
/// TOML. What cannot be read so stays a text, of which the shape then says that it does not fit.
pub(crate) fn spoken(text: &str, shape: &Shape, origin: &Origin) -> Result<Node, String> {
    let node = |value| Node { value, origin: origin.clone() };
    let plain = || node(Said::Text(text.to_owned()));
    let trimmed = text.trim();
    Ok(match shape {
        Shape::Text | Shape::Secret => plain(),
        Shape::Word(_) => node(Said::Text(trimmed.to_owned())),
        Shape::Bool => match trimmed {
            "true" => node(Said::Bool(true)),
            "false" => node(Said::Bool(false)),
            _ => plain(),
        },
        Shape::Whole { .. } => {
            trimmed.parse().map_or_else(|_| plain(), |one| node(Said::Whole(one)))
        }
        Shape::List(each) if matches!(**each, Shape::Section(_)) || trimmed.starts_with('[') => {
            read_value(trimmed, origin)?
        }
        Shape::List(each) => {
            let parts = trimmed.split(',').map(str::trim).filter(|part| !part.is_empty());
            let list: Result<Vec<Node>, String> =
                parts.map(|part| spoken(part, each, origin)).collect();
            node(Said::List(list?))
        }
        Shape::Map(_) | Shape::Section(_) => read_value(trimmed, origin)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str, shape: &Shape) -> Said {
        spoken(text, shape, &Origin::Argument).unwrap().value
    }

    #[test]
    fn what_was_said_is_read_by_what_it_should_be() {
        let number = || Shape::Whole { least: 0, most: 9 };
        let list = |each| Shape::List(Box::new(each));
        let node = |value| Node { value, origin: Origin::Default };
        let texts = |all: &[&str]| {
            Said::List(all.iter().map(|one| node(Said::Text((*one).to_owned()))).collect())
        };
        for (text, shape, wanted) in [
            ("12", Shape::Text, Said::Text("12".into())),
            ("12", number(), Said::Whole(12)),
            (" -3 ", number(), Said::Whole(-3)),
            ("many", number(), Said::Text("many".into())),
            ("true", Shape::Bool, Said::Bool(true)),
            ("yes", Shape::Bool, Said::Text("yes".into())),
            ("a, b,", list(Shape::Secret), texts(&["a", "b"])),
            ("[\"a,b\"]", list(Shape::Text), texts(&["a,b"])),
            ("1,2", list(number()), Said::List([1, 2].map(|one| node(Said::Whole(one))).into())),
            ("", list(Shape::Text), texts(&[])),
        ] {
            assert_eq!(said(text, &shape), wanted, "{text}");
        }
        let map = said("{ a = \"b\" }", &Shape::Map(Box::new(Shape::Text)));
        assert!(matches!(map, Said::Table(table) if table.len() == 1));
        let people = list(Shape::Section(Vec::new()));
        assert!(spoken("emma", &people, &Origin::Argument).is_err());
    }
}
