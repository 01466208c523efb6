//! Letters that turn the direction of writing.

/// Marks that turn the direction of writing: on a page they make a name look like another.
pub fn is_direction(letter: char) -> bool {
    matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
