//! Tickets: each request goes inside with one, and its answer goes to whoever still waits with that very ticket.
//!
//! Connections are used again, public ones and those inside. Without tickets it would be reasoning alone that keeps
//! one client's answer from another; with them it is looked at, answer by answer.

/// Hexadecimal digits of each of its two numbers.
const PART_DIGITS: usize = 8;
/// Hexadecimal digits of a ticket.
pub const TICKET_DIGITS: usize = 2 * PART_DIGITS;

/// Where the answer to a request goes: to the public connection of a place, as long as it waits for this number. It
/// stands before the target, where tiny_http has no further line to read: `/000000070000002a/path`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ticket {
    place: u32,
    /// Comes round after four thousand million requests.
    number: u32,
}

impl Ticket {
    /// The gate's own question whether somebody listens. No client's request has it.
    pub const PROBE: Ticket = Ticket { place: 0, number: 0 };

    /// The ticket after this one, for the public connection of a place of the table.
    pub fn next(self, place: usize) -> Ticket {
        // There are not so many places; an answer to that one would find nobody.
        let place = u32::try_from(place).unwrap_or(u32::MAX);
        Ticket { place, number: self.number.wrapping_add(1).max(1) }
    }

    /// The place its answer goes to.
    pub fn place(self) -> usize {
        usize::try_from(self.place).unwrap_or(usize::MAX)
    }

    /// Its digits.
    pub fn digits(self) -> String {
        format!("{:08x}{:08x}", self.place, self.number)
    }

    /// The ticket with exactly these digits.
    pub fn parse(digits: &str) -> Option<Ticket> {
        let known = |b: u8| b.is_ascii_digit() || matches!(b, b'a'..=b'f');
        if digits.len() != TICKET_DIGITS || !digits.bytes().all(known) {
            return None;
        }
        let (place, number) = digits.split_at_checked(PART_DIGITS)?;
        let part = |digits| u32::from_str_radix(digits, 16).ok();
        Some(Ticket { place: part(place)?, number: part(number)? })
    }

    /// The ticket before a target, and the target.
    pub fn tear_off_target(target: &str) -> Option<(Ticket, &str)> {
        let (digits, target) = target.strip_prefix('/')?.split_at_checked(TICKET_DIGITS)?;
        Some((Ticket::parse(digits)?, target))
    }
}

#[cfg(test)]
mod tests {
    use super::Ticket;

    #[test]
    fn a_ticket_is_read_as_it_is_written_and_in_no_other_form() {
        let ticket = Ticket { place: 0x3_84, number: 0x00ab_12cd };
        assert_eq!(ticket.digits(), "0000038400ab12cd");
        assert_eq!((Ticket::parse(&ticket.digits()), ticket.place()), (Some(ticket), 900));
        for none in
            ["", "0000038400AB12CD", "+000038400ab12cd", "0000038400ab12c", "0000038400ab12cd0"]
        {
            assert_eq!(Ticket::parse(none), None, "{none}");
        }
    }

    #[test]
    fn a_target_has_its_ticket_before_it() {
        let of = Ticket::tear_off_target;
        let ticket = Ticket { place: 7, number: 42 };
        assert_eq!(of("/000000070000002a/a?b"), Some((ticket, "/a?b")));
        assert_eq!(of("/000000070000002a*"), Some((ticket, "*")));
        for none in [
            "",
            "/",
            "*",
            "/a",
            "/000000070000002A/a",
            "000000070000002a/a",
            "//000000070000002a/a",
            "/00000070000002a/a",
            "/00000007000000\u{e4}",
        ] {
            assert_eq!(of(none), None, "{none}");
        }
    }

    #[test]
    fn no_request_ever_has_the_ticket_of_the_probe() {
        assert_eq!(Ticket::PROBE.next(7), Ticket { place: 7, number: 1 });
        let last = Ticket { place: 7, number: u32::MAX };
        assert_eq!(last.next(0), Ticket { place: 0, number: 1 });
        assert_ne!(last.next(0), Ticket::PROBE);
    }
}
