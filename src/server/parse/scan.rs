//! Where a head ends, found in bytes that may come one at a time.

use crate::server::limits::{HEAD_BYTES_MAX, HEADERS_MAX, TARGET_BYTES_MAX};
use crate::server::parse::head::{Refusal, bad, refusal};
use httparse::EMPTY_HEADER;

/// Room in a first line for everything but the target.
const LINE_EXTRA_BYTES: usize = 32;

/// Looks at each byte of a head once, however slowly they come.
#[derive(Debug, Default)]
pub(crate) struct HeadScan {
    at: usize,
    line_bytes: usize,
    lines: usize,
    after_cr: bool,
    skipped_blank: bool,
    checked_line: bool,
}

impl HeadScan {
    /// Looks at the new bytes of `head`, which begins with all it was shown before.
    ///
    /// Tells the length of the head once its blank line is there. Refuses bytes no head may
    /// hold, lone CR or LF, and heads that are too large, as soon as they are seen.
    pub(crate) fn scan(&mut self, head: &[u8]) -> Result<Option<usize>, Refusal> {
        for &byte in head.get(self.at..).unwrap_or_default() {
            self.at += 1;
            if self.take(byte)? {
                let too_large = self.at > HEAD_BYTES_MAX;
                return if too_large { Err(too_many_bytes()) } else { Ok(Some(self.at)) };
            }
        }
        if self.lines == 0 && self.line_bytes > TARGET_BYTES_MAX + LINE_EXTRA_BYTES {
            return Err(Refusal { status: 414, why: "target too long" });
        }
        if self.at > HEAD_BYTES_MAX {
            return Err(too_many_bytes());
        }
        // A client that speaks another protocol should learn so now, not at the deadline.
        if self.lines > 0 && !self.checked_line {
            self.checked_line = true;
            let mut slots = [EMPTY_HEADER; HEADERS_MAX];
            httparse::Request::new(&mut slots).parse(head).map_err(|e| refusal(e, head))?;
        }
        Ok(None)
    }

    /// Whether this byte ends the head.
    fn take(&mut self, byte: u8) -> Result<bool, Refusal> {
        if self.after_cr != (byte == b'\n') {
            return Err(bad("lone CR or LF"));
        }
        match byte {
            b'\n' => {
                self.after_cr = false;
                match (self.line_bytes, self.lines) {
                    // Old clients send one line end too many after a body (RFC 9112, 2.2).
                    (0, 0) if !self.skipped_blank => self.skipped_blank = true,
                    (0, 0) => return Err(bad("blank lines before the request")),
                    (0, _) => return Ok(true),
                    (_, _) => {
                        self.lines += 1;
                        self.line_bytes = 0;
                    }
                }
            }
            b'\r' => self.after_cr = true,
            b'\t' | b' '..=b'~' => self.line_bytes += 1,
            _ => return Err(bad("byte not allowed")),
        }
        Ok(false)
    }
}

fn too_many_bytes() -> Refusal {
    Refusal { status: 431, why: "headers too large" }
}

#[cfg(test)]
mod tests {
    use super::{HeadScan, bad};

    #[test]
    fn a_head_is_found_however_it_is_cut() {
        let head = b"\r\nGET /a HTTP/1.1\r\nHost: salon.example\r\n\r\nrest";
        let end = head.len() - 4;
        assert_eq!(HeadScan::default().scan(head), Ok(Some(end)));
        let mut scan = HeadScan::default();
        for shown in 0..end {
            assert_eq!(scan.scan(&head[..shown]), Ok(None), "{shown}");
        }
        assert_eq!(scan.scan(head), Ok(Some(end)));
    }

    #[test]
    fn what_can_never_become_a_head_is_refused_before_it_ends() {
        for (sent, why) in [
            (&b"\x16\x03\x01\x02"[..], "byte not allowed"),
            (b"GET / HTTP/1.1\n", "lone CR or LF"),
            (b"GET / HTTP/1.1\rX", "lone CR or LF"),
            (b"HELO salon.example\r\n", "bad request line"),
            (b"\r\n\r\n", "blank lines before the request"),
            (b"GET /\r\n", "bad request line"),
        ] {
            assert_eq!(HeadScan::default().scan(sent), Err(bad(why)), "{sent:?}");
        }
    }
}
