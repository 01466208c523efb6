//! The shape that a struct of the configuration wants a value to have: which keys, which kinds, what must be there.

/// What may stand somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Keys with their shapes.
    Section(Vec<Field>),
    /// Any keys, each with a value of this shape.
    Map(Box<Shape>),
    List(Box<Shape>),
    Text,
    /// A text that is never shown.
    Secret,
    Bool,
    /// A whole number within these.
    Whole {
        least: i128,
        most: i128,
    },
    /// One of these words.
    Word(&'static [&'static str]),
}

/// A key of a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Field {
    pub name: &'static str,
    pub shape: Shape,
    /// Whether there is no default.
    pub is_required: bool,
}

/// Up to this the most that a number can be is worth telling.
const SMALL_NUMBER_MAX: i128 = 65_535;
/// Behind a secret's key: the file in which it stands.
pub(crate) const FILE_SUFFIX: &str = "_file";

impl Shape {
    /// The keys, of a section.
    pub fn fields(&self) -> &[Field] {
        match self {
            Shape::Section(fields) => fields,
            _ => &[],
        }
    }

    /// The key of this name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields().iter().find(|field| field.name == name)
    }

    /// Whether it is a secret, or a list of them: what may stand in a file of its own.
    pub fn is_secret(&self) -> bool {
        match self {
            Shape::Secret => true,
            Shape::List(each) => **each == Shape::Secret,
            _ => false,
        }
    }

    /// Whether a secret stands somewhere in it: then nothing of it is shown.
    pub fn holds_secret(&self) -> bool {
        match self {
            Shape::Secret => true,
            Shape::List(each) | Shape::Map(each) => each.holds_secret(),
            Shape::Section(fields) => fields.iter().any(|field| field.shape.holds_secret()),
            _ => false,
        }
    }

    /// What may stand there, in words.
    pub fn in_words(&self) -> String {
        match self {
            Shape::Section(_) => "a section with keys".to_owned(),
            Shape::Map(_) => "a table such as { name = \"value\" }".to_owned(),
            Shape::List(each) => match **each {
                Shape::Section(_) => "sections, each behind a line in [[ ]]".to_owned(),
                Shape::Whole { .. } => "a list of numbers such as [1, 2]".to_owned(),
                _ => "a list of texts such as [\"a\", \"b\"]".to_owned(),
            },
            Shape::Text | Shape::Secret => "a text in quotes".to_owned(),
            Shape::Bool => "true or false".to_owned(),
            Shape::Whole { least: 0, most } if *most <= SMALL_NUMBER_MAX => {
                format!("a whole number from 0 to {most}")
            }
            Shape::Whole { least: 0, .. } => "a whole number, not below 0".to_owned(),
            Shape::Whole { .. } => "a whole number".to_owned(),
            Shape::Word(words) => {
                let quoted: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
                match quoted.split_last() {
                    Some((last, rest)) if !rest.is_empty() => {
                        format!("{} or {last}", rest.join(", "))
                    }
                    _ => quoted.join(""),
                }
            }
        }
    }
}

/// A key of the configuration below the top, as files, variables and arguments name it.
#[derive(Clone, Debug)]
pub(crate) struct Key<'a> {
    /// `mail`, or empty for a key of no section.
    pub section: &'static str,
    pub field: &'a Field,
}

impl Key<'_> {
    /// `mail.host`.
    pub fn path(&self) -> String {
        match self.section {
            "" => self.field.name.to_owned(),
            section => format!("{section}.{}", self.field.name),
        }
    }

    /// `CHAIRSIDE_MAIL_HOST`.
    pub fn variable(&self) -> String {
        format!("{VARIABLE_PREFIX}{}", self.path().replace('.', "_").to_uppercase())
    }
}

/// What every variable of ours begins with.
pub(crate) const VARIABLE_PREFIX: &str = "CHAIRSIDE_";

/// Every key below the top, in the structs' order.
pub(crate) fn keys(whole: &Shape) -> Vec<Key<'_>> {
    whole.fields().iter().flat_map(keys_of).collect()
}

fn keys_of(field: &Field) -> Vec<Key<'_>> {
    match &field.shape {
        Shape::Section(fields) => {
            fields.iter().map(|own| Key { section: field.name, field: own }).collect()
        }
        _ => vec![Key { section: "", field }],
    }
}
