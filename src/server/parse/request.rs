//! Bytes from a client become whole requests, one after the other. No sockets, no clock.

use crate::server::parse::chunks::Chunks;
use crate::server::parse::head;
use crate::server::parse::head::{Framing, Refusal};
use crate::server::parse::scan::HeadScan;
use std::mem;

/// How far the present request is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Taken {
    /// Its head is not whole; perhaps nothing of it has come.
    InHead,
    /// Its head is whole, its body is not.
    InBody,
    /// It is whole: take [`Intake::request`], and go on with [`Intake::next`] after the answer.
    Whole,
}

/// What a client sent and is not dealt with.
#[derive(Debug)]
pub(crate) struct Intake {
    /// The present request as it goes inside; whole only when told so.
    pub(crate) request: Vec<u8>,
    /// Whether the connection goes on after its answer.
    pub(crate) keep_alive: bool,
    /// Whether the client must be told that it goes on.
    pub(crate) is_http_10: bool,
    /// Whether its answer has no body.
    pub(crate) is_head: bool,
    expects_continue: bool,
    headers: &'static [&'static str],
    raw: Vec<u8>,
    scan: HeadScan,
    body: BodyRest,
}

#[derive(Debug)]
enum BodyRest {
    NotYet,
    Bytes(usize),
    Chunks(Chunks, Vec<u8>),
}

impl Intake {
    /// Nothing yet. Of a request's headers those of these names go inside.
    pub(crate) fn new(headers: &'static [&'static str]) -> Intake {
        Intake {
            request: Vec::new(),
            keep_alive: false,
            is_http_10: false,
            is_head: false,
            expects_continue: false,
            headers,
            raw: Vec::new(),
            scan: HeadScan::default(),
            body: BodyRest::NotYet,
        }
    }

    /// Bytes held.
    pub(crate) fn held(&self) -> usize {
        let decoded = match &self.body {
            BodyRest::NotYet | BodyRest::Bytes(_) => 0,
            BodyRest::Chunks(_, body) => body.len(),
        };
        self.raw.len() + self.request.len() + decoded
    }

    /// Whether nothing of the present request has come.
    pub(crate) fn is_empty(&self) -> bool {
        self.raw.is_empty() && matches!(self.body, BodyRest::NotYet)
    }

    /// Whether the client waits for "100 Continue"; it is told so once.
    pub(crate) fn owes_continue(&mut self) -> bool {
        mem::take(&mut self.expects_continue) && !matches!(self.body, BodyRest::NotYet)
    }

    /// Forgets all that came.
    pub(crate) fn clear(&mut self) {
        *self = Intake::new(self.headers);
    }

    /// Goes on to the next request, with what came together with the one before.
    pub(crate) fn next(&mut self, body_bytes_max: usize) -> Result<Taken, Refusal> {
        let early = mem::take(&mut self.raw);
        self.clear();
        self.take(&early, body_bytes_max)
    }

    /// Takes in the next bytes of the present request. A refusal is final.
    pub(crate) fn take(&mut self, new: &[u8], body_bytes_max: usize) -> Result<Taken, Refusal> {
        if !matches!(self.body, BodyRest::NotYet) {
            return self.take_body(new, body_bytes_max);
        }
        // Most requests come in one piece and need no copy.
        if self.raw.is_empty() {
            return match self.scan.scan(new)? {
                Some(end) => self.take_whole_head(new, end, body_bytes_max),
                None => {
                    self.raw = new.to_vec();
                    Ok(Taken::InHead)
                }
            };
        }
        let mut raw = mem::take(&mut self.raw);
        raw.extend_from_slice(new);
        match self.scan.scan(&raw)? {
            Some(end) => self.take_whole_head(&raw, end, body_bytes_max),
            None => {
                self.raw = raw;
                Ok(Taken::InHead)
            }
        }
    }

    fn take_whole_head(
        &mut self,
        bytes: &[u8],
        end: usize,
        body_bytes_max: usize,
    ) -> Result<Taken, Refusal> {
        let (head, rest) = bytes.split_at_checked(end).unwrap_or((bytes, &[]));
        let head = head::parse(head, body_bytes_max, self.headers)?;
        self.request = head.inside;
        self.keep_alive = head.keep_alive;
        self.is_http_10 = head.is_http_10;
        self.is_head = head.is_head;
        self.expects_continue = head.expects_continue;
        self.body = match head.framing {
            Framing::Length(bytes) => BodyRest::Bytes(bytes),
            Framing::Chunked => BodyRest::Chunks(Chunks::new(), Vec::new()),
        };
        self.take_body(rest, body_bytes_max)
    }

    fn take_body(&mut self, new: &[u8], body_bytes_max: usize) -> Result<Taken, Refusal> {
        let used = match &mut self.body {
            BodyRest::NotYet => return Ok(Taken::InHead),
            BodyRest::Bytes(left) => {
                let used = new.len().min(*left);
                *left = left.saturating_sub(used);
                self.request.extend_from_slice(new.get(..used).unwrap_or_default());
                if *left > 0 {
                    return Ok(Taken::InBody);
                }
                used
            }
            BodyRest::Chunks(chunks, body) => {
                let used = chunks.feed(new, body, body_bytes_max)?;
                if !chunks.is_done() {
                    return Ok(Taken::InBody);
                }
                head::finish(&mut self.request, body.len());
                self.request.append(body);
                used
            }
        };
        self.raw = new.get(used..).unwrap_or_default().to_vec();
        Ok(Taken::Whole)
    }
}

#[cfg(test)]
mod tests {
    use super::{Intake, Taken};
    use proptest::prelude::any;
    use proptest::sample::select;
    use proptest::{prop_assert_eq, proptest};

    const HEAD: &str = "POST /a HTTP/1.1\r\nHost: salon.example\r\n";

    #[test]
    fn requests_are_told_apart_however_their_bytes_are_cut() {
        let chunked = format!("{HEAD}Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n");
        let plain = format!("{HEAD}Content-Length: 2\r\n\r\nho");
        let bytes = format!("{chunked}{plain}{plain}").into_bytes();
        for piece in 1..=bytes.len() {
            let (mut intake, mut bodies) = (Intake::new(&[]), Vec::new());
            for part in bytes.chunks(piece) {
                let mut taken = intake.take(part, 10).unwrap();
                while taken == Taken::Whole {
                    assert!(intake.request.starts_with(b"POST /a HTTP/1.1\r\n"));
                    bodies.push(intake.request[intake.request.len() - 6..].to_vec());
                    taken = intake.next(10).unwrap();
                }
            }
            assert_eq!(bodies, [b"\r\n\r\nhi", b"\r\n\r\nho", b"\r\n\r\nho"], "{piece}");
            assert!(intake.is_empty());
            assert_eq!(intake.held(), 0);
        }
    }

    /// Pieces of requests, right and wrong, that end up in any order.
    const SCRAPS: [&str; 24] = [
        "GET / HTTP/1.1\r\n",
        "POST /in HTTP/1.1\r\n",
        "GET / HTTP/1.0\r\n",
        "GET / HTTP/2.0\r\n",
        "Host: a\r\n",
        "Host : a\r\n",
        "Content-Length: 3\r\n",
        "Content-Length: 0\r\n",
        "Content-Length: 99\r\n",
        "Transfer-Encoding: chunked\r\n",
        "X-Gate: 1\r\n",
        " folded\r\n",
        "\r\n",
        "\r\n\r\n",
        "\n",
        "\r",
        "3\r\nabc\r\n",
        "0\r\n\r\n",
        "0\r\nA: b\r\n\r\n",
        "abc",
        "3;x=y\r\n",
        "\0",
        "\u{e4}",
        "Expect: 100-continue\r\n",
    ];

    /// All requests in these pieces, up to the first refusal. When and how that is worded may
    /// depend on the pieces: a fault is named as soon as it is seen.
    fn requests<'a>(pieces: impl Iterator<Item = &'a [u8]>) -> Vec<Vec<u8>> {
        let (mut intake, mut whole) = (Intake::new(&[]), Vec::new());
        for piece in pieces {
            let mut taken = intake.take(piece, 10);
            while taken == Ok(Taken::Whole) {
                whole.push(intake.request.clone());
                taken = intake.next(10);
            }
            if taken.is_err() {
                return whole;
            }
        }
        whole
    }

    proptest! {
        #[test]
        fn how_the_bytes_are_cut_changes_nothing(
            scraps in proptest::collection::vec(select(&SCRAPS[..]), 0..14),
            noise in proptest::collection::vec(any::<u8>(), 0..4),
            piece in 1usize..40,
        ) {
            let bytes = [scraps.concat().as_bytes(), &noise].concat();
            let at_once = requests([bytes.as_slice()].into_iter());
            prop_assert_eq!(&at_once, &requests(bytes.chunks(piece)));
            // What goes inside says once how long it is, and is that long.
            for request in at_once {
                let text: String = request.iter().map(|byte| char::from(*byte)).collect();
                let (head, body) = text.split_once("\r\n\r\n").unwrap();
                let lengths: Vec<_> = head.split("\r\nContent-Length: ").skip(1).collect();
                proptest::prop_assert!(lengths.len() <= 1);
                let said = lengths.first().map_or("0", |rest| rest.lines().next().unwrap());
                prop_assert_eq!(said.parse::<usize>().unwrap(), body.chars().count());
                let target = head.split(' ').nth(1).unwrap();
                proptest::prop_assert!(target == "/" || target == "/in", "{target}");
            }
        }
    }

    #[test]
    fn continue_is_owed_once_and_only_while_the_body_is_missing() {
        let head = format!("{HEAD}Content-Length: 2\r\nExpect: 100-continue\r\n\r\n");
        let mut intake = Intake::new(&[]);
        assert_eq!(intake.take(head.as_bytes(), 10), Ok(Taken::InBody));
        assert!(intake.owes_continue());
        assert!(!intake.owes_continue());
        assert_eq!(intake.take(b"hi", 10), Ok(Taken::Whole));
    }
}
