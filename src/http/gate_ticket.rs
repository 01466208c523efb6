//! Tickets: each request goes inside with one, and an answer goes out only with the ticket of its own request.
//!
//! Connections inside are used again. Without tickets it would be reasoning alone that keeps one client's answer
//! from another; with them it is looked at, answer by answer.

use std::fmt::Write as _;

/// The header that carries a ticket back, on the private socket only. On its way inside it stands before the target,
/// where tiny_http has no further line to read: `/0000002a/path`.
pub const TICKET_HEADER: &str = "Gate-Ticket";
/// Hexadecimal digits of a ticket.
pub const TICKET_DIGITS: usize = 8;
/// Bytes of the header's whole line.
pub const TICKET_LINE_BYTES: usize = TICKET_HEADER.len() + 2 + TICKET_DIGITS + 2;

/// The number of a request inside. It comes round after four thousand million others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ticket(u32);

impl Ticket {
    /// The gate's own question whether somebody listens. No client's request has it.
    pub const PROBE: Ticket = Ticket(0);

    /// The ticket after this one.
    pub fn next(self) -> Ticket {
        Ticket(self.0.wrapping_add(1).max(1))
    }

    /// Its digits.
    pub fn digits(self) -> String {
        format!("{:08x}", self.0)
    }

    /// The ticket with exactly these digits.
    pub fn parse(digits: &str) -> Option<Ticket> {
        let known = |b: u8| b.is_ascii_digit() || matches!(b, b'a'..=b'f');
        let whole = digits.len() == TICKET_DIGITS && digits.bytes().all(known);
        if whole { u32::from_str_radix(digits, 16).ok().map(Ticket) } else { None }
    }

    /// The ticket before a target, and the target.
    pub fn tear_off_target(target: &str) -> Option<(Ticket, &str)> {
        let (digits, target) = target.strip_prefix('/')?.split_at_checked(TICKET_DIGITS)?;
        Some((Ticket::parse(digits)?, target))
    }

    /// Writes the header's line.
    pub fn write_line(self, head: &mut String) {
        // Writing to a string cannot fail.
        write!(head, "{TICKET_HEADER}: {:08x}\r\n", self.0).unwrap_or_default();
    }
}

/// The ticket of an answer, if it stands where our server writes it: right behind the status line. The line is taken
/// out, so that the answer begins that many bytes later.
pub fn tear_off(answer: &mut [u8]) -> Option<Ticket> {
    let status_bytes = answer.iter().position(|byte| *byte == b'\n')?.checked_add(1)?;
    let line = answer.get(status_bytes..status_bytes.checked_add(TICKET_LINE_BYTES)?)?;
    let value = line.strip_prefix(TICKET_HEADER.as_bytes())?.strip_prefix(b": ")?;
    let ticket = Ticket::parse(str::from_utf8(value.strip_suffix(b"\r\n")?).ok()?)?;
    answer.copy_within(..status_bytes, TICKET_LINE_BYTES);
    Some(ticket)
}

#[cfg(test)]
mod tests {
    use super::TICKET_LINE_BYTES;
    use super::Ticket;
    use super::tear_off;

    #[test]
    fn a_ticket_comes_back_from_its_line_and_the_line_is_gone() {
        let ticket = Ticket(0x00ab_12cd);
        let mut answer = String::from("HTTP/1.1 200 OK\r\n");
        ticket.write_line(&mut answer);
        answer.push_str("Content-Length: 2\r\n\r\nok");
        let mut bytes = answer.into_bytes();
        assert_eq!(tear_off(&mut bytes), Some(ticket));
        assert_eq!(
            &bytes[TICKET_LINE_BYTES..],
            b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".as_slice()
        );
        assert_eq!(Ticket::parse(&ticket.digits()), Some(ticket));
    }

    #[test]
    fn a_ticket_elsewhere_or_in_another_form_is_none() {
        for answer in [
            "",
            "HTTP/1.1 200 OK\r\n",
            "HTTP/1.1 200 OK\r\n\r\nGate-Ticket: 0000002a\r\n",
            "HTTP/1.1 200 OK\r\nA: b\r\nGate-Ticket: 0000002a\r\n\r\n",
            "HTTP/1.1 200 OK\r\nGate-Ticket: 0000002A\r\n\r\n",
            "HTTP/1.1 200 OK\r\nGate-Ticket: +000002a\r\n\r\n",
            "HTTP/1.1 200 OK\r\nGate-Ticket: 00000002a\r\n\r\n",
            "HTTP/1.1 200 OK\r\ngate-ticket: 0000002a\r\n\r\n",
            "HTTP/1.1 200 OK\r\nGate-Ticket: 0000002a\n\r\n",
        ] {
            assert_eq!(tear_off(&mut answer.as_bytes().to_vec()), None, "{answer:?}");
        }
    }

    #[test]
    fn a_target_has_its_ticket_before_it() {
        let of = Ticket::tear_off_target;
        assert_eq!(of("/00ab12cd/a?b"), Some((Ticket(0x00ab_12cd), "/a?b")));
        assert_eq!(of("/00000001*"), Some((Ticket(1), "*")));
        for none in [
            "",
            "/",
            "*",
            "/a",
            "/0000002A/a",
            "0000002a/a",
            "//0000002a/a",
            "/000002a/a",
            "/0000002\u{e4}",
        ] {
            assert_eq!(of(none), None, "{none}");
        }
    }

    #[test]
    fn no_request_ever_has_the_ticket_of_the_probe() {
        assert_eq!(Ticket::PROBE.next(), Ticket(1));
        assert_eq!(Ticket(u32::MAX).next(), Ticket(1));
    }
}
