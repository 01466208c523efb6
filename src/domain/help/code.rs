//! The numbers. One that was given out keeps its meaning for good; what is new gets a new one.

use std::fmt;

/// The number of a kind of error, refusal or alarm. It reads `E0412`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(u16);

/// So many digits follow the letter.
const DIGITS: usize = 4;

impl Code {
    /// The code with this number.
    pub(crate) const fn of(number: u16) -> Code {
        Code(number)
    }

    /// How far apart two numbers are.
    pub(crate) fn distance(self, other: Code) -> u16 {
        self.0.abs_diff(other.0)
    }

    /// As people may write it: `E0412`, `e0412`, `[E0412]`. Whether anything has this number is another question.
    pub fn parse(said: &str) -> Option<Code> {
        let said = said.trim().trim_start_matches('[').trim_end_matches(']');
        let digits = said.strip_prefix(['E', 'e'])?;
        let is_number = digits.len() == DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| digits.parse().ok().map(Code))?
    }

    /// The sentence with the code behind it, as it is told and logged. One that ends with a code already keeps its own.
    pub fn ends(self, sentence: &str) -> String {
        let sentence = sentence.trim_end();
        match Code::at_the_end_of(sentence) {
            Some(_) => sentence.to_owned(),
            None => format!("{sentence} [{self}]"),
        }
    }

    /// The code that a sentence ends with.
    pub fn at_the_end_of(sentence: &str) -> Option<Code> {
        let (_, last) = sentence.rsplit_once(' ')?;
        let inner = last.strip_prefix('[')?.strip_suffix(']')?;
        Code::parse(inner)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "E{:0width$}", self.0, width = DIGITS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_as_people_write_them_and_nothing_else_is_one() {
        for said in ["E0412", "e0412", "[E0412]", " E0412 "] {
            assert_eq!(Code::parse(said), Some(Code(412)), "{said:?}");
        }
        for said in ["", "E", "412", "E412", "E04120", "E+412", "E٠٤١٢", "F0412", "mappings"] {
            assert_eq!(Code::parse(said), None, "{said:?}");
        }
        assert_eq!(Code(412).to_string(), "E0412");
    }

    #[test]
    fn a_sentence_has_one_code_at_its_end() {
        let told = Code(102).ends("host not found");
        assert_eq!(told, "host not found [E0102]");
        assert_eq!(Code(100).ends(&told), told);
        assert_eq!(Code::at_the_end_of("two lines\nand a code [E0201]"), Some(Code(201)));
        assert_eq!(Code::at_the_end_of("list [a, b]"), None);
        assert_eq!(Code(100).ends("a line\n"), "a line [E0100]");
    }
}
