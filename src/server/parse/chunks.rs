//! Bodies in chunks, decoded as they come.

use crate::server::limits::CHUNK_LINE_BYTES_MAX;
use crate::server::parse::head::{Refusal, bad};

/// More digits than this are more bytes than any limit of ours.
const SIZE_DIGITS_MAX: usize = 8;

/// Where in the chunked body the next byte belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Size,
    Extension,
    SizeEnd,
    Data,
    DataCr,
    DataEnd,
    TrailerStart,
    TrailerName,
    TrailerValue,
    TrailerEnd,
    LastEnd,
    Done,
}

/// A decoder for one chunked body. Extensions and trailers are checked and dropped.
#[derive(Debug)]
pub(crate) struct Chunks {
    place: Place,
    digits: usize,
    left: usize,
    line_bytes: usize,
}

impl Chunks {
    /// A decoder at the start of a body.
    pub(crate) fn new() -> Chunks {
        Chunks { place: Place::Size, digits: 0, left: 0, line_bytes: 0 }
    }

    /// Whether the body has ended.
    pub(crate) fn is_done(&self) -> bool {
        self.place == Place::Done
    }

    /// Decodes `input` onto `body` and tells how many bytes of it belonged to the body.
    ///
    /// Refuses everything but hexadecimal sizes with CRLF, 413 if the body would pass `max`.
    pub(crate) fn feed(
        &mut self,
        input: &[u8],
        body: &mut Vec<u8>,
        max: usize,
    ) -> Result<usize, Refusal> {
        let mut rest = input;
        while let (false, Some((&byte, after))) = (self.is_done(), rest.split_first()) {
            if self.place == Place::Data {
                let (data, after) = rest.split_at(self.left.min(rest.len()));
                body.extend_from_slice(data);
                self.left = self.left.saturating_sub(data.len());
                if self.left == 0 {
                    self.place = Place::DataCr;
                }
                rest = after;
            } else {
                self.take(byte)?;
                if self.left > max.saturating_sub(body.len()) {
                    return Err(Refusal { status: 413, why: "body too large" });
                }
                rest = after;
            }
        }
        Ok(input.len().saturating_sub(rest.len()))
    }

    fn take(&mut self, byte: u8) -> Result<(), Refusal> {
        self.line_bytes += 1;
        if self.line_bytes > CHUNK_LINE_BYTES_MAX {
            return Err(bad("chunk line too long"));
        }
        self.place = match (self.place, byte) {
            (Place::Size, b'0'..=b'9' | b'a'..=b'f' | b'A'..=b'F')
                if self.digits < SIZE_DIGITS_MAX =>
            {
                let digit = char::from(byte).to_digit(16).unwrap_or_default();
                let digit = usize::try_from(digit).unwrap_or_default();
                self.left = self.left.saturating_mul(16).saturating_add(digit);
                self.digits += 1;
                Place::Size
            }
            (Place::Size, b';') if self.digits > 0 => Place::Extension,
            (Place::Size, b'\r') if self.digits > 0 => Place::SizeEnd,
            (Place::Extension, b'\r') => Place::SizeEnd,
            (Place::Extension, b'\t' | b' '..=b'~') => Place::Extension,
            (Place::SizeEnd, b'\n') => {
                self.line_bytes = 0;
                if self.left == 0 { Place::TrailerStart } else { Place::Data }
            }
            (Place::DataCr, b'\r') => Place::DataEnd,
            (Place::DataEnd, b'\n') => {
                *self = Chunks::new();
                Place::Size
            }
            (Place::TrailerStart, b'\r') => Place::LastEnd,
            (Place::TrailerName, b':') => Place::TrailerValue,
            (Place::TrailerStart | Place::TrailerName, byte) if is_token(byte) => {
                Place::TrailerName
            }
            (Place::TrailerValue, b'\r') => Place::TrailerEnd,
            (Place::TrailerValue, b'\t' | b' '..=b'~') => Place::TrailerValue,
            (Place::TrailerEnd, b'\n') => Place::TrailerStart,
            (Place::LastEnd, b'\n') => Place::Done,
            (_, _) => return Err(bad("bad chunk")),
        };
        Ok(())
    }
}

fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::Chunks;

    fn decode(input: &[u8], max: usize) -> Result<(Vec<u8>, usize, bool), u16> {
        let (mut chunks, mut body) = (Chunks::new(), Vec::new());
        let used = chunks.feed(input, &mut body, max).map_err(|refusal| refusal.status)?;
        Ok((body, used, chunks.is_done()))
    }

    #[test]
    fn a_body_is_the_same_whole_and_byte_by_byte() {
        let input = b"4;a=\"b c\"\r\nWiki\r\n00A\r\n0123456789\r\n0\r\nX-Sum: 1\r\n\r\nGET /";
        let (body, used, done) = decode(input, 14).unwrap();
        assert_eq!((body.as_slice(), used, done), (&b"Wiki0123456789"[..], input.len() - 5, true));
        let (mut chunks, mut slowly) = (Chunks::new(), Vec::new());
        for byte in &input[..used] {
            assert!(!chunks.is_done());
            assert_eq!(chunks.feed(&[*byte], &mut slowly, 14), Ok(1));
        }
        assert!(chunks.is_done());
        assert_eq!(slowly, body);
    }

    #[test]
    fn sizes_are_hexadecimal_and_nothing_else() {
        for input in [
            "\r\n",
            ";a\r\n",
            "0x5\r\n",
            "+5\r\n",
            "-1\r\n",
            " 5\r\n",
            "5 \r\n",
            "5 ;a\r\n",
            "g\r\n",
            "5\n",
            "5\rX",
            "5\r\nhelloX",
            "5\r\nhello\n",
            "000000005\r\n",
            "0\r\n :\r\n",
            "0\r\nname\r\n",
            "0\r\n: x\r\n",
            "0\r\na: b\n",
            "0\r\n\rX",
            "5;\x01\r\n",
        ] {
            assert_eq!(decode(input.as_bytes(), 100), Err(400), "{input:?}");
        }
    }

    #[test]
    fn a_size_past_the_limit_is_refused_before_its_data() {
        assert_eq!(decode(b"B", 10), Err(413));
        assert_eq!(decode(b"ffffffff\r\n", 10), Err(413));
        assert_eq!(decode(b"6\r\nabcdef\r\n5\r\n", 10), Err(413));
        assert_eq!(decode(&[b"1;".as_slice(), &[b'x'; 300]].concat(), 10), Err(400));
    }
}
