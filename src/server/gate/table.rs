//! All public connections: which holds which place, and which has to give one up.

use crate::server::gate::conn::Conn;
use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::time::Instant;

/// A connection and its place. Taken out while it is worked on, so that the table stays usable.
pub(crate) type Seat = (usize, Box<Conn>);

/// The connections by place. Places are reused at once; an event that comes too late for one
/// connection finds another there, whose sockets then have nothing to read.
pub(crate) struct Table {
    places: Vec<Option<Box<Conn>>>,
    free: Vec<usize>,
    live: usize,
    held: usize,
    peers: HashMap<IpAddr, usize>,
    /// No connection has a deadline before this.
    pub(crate) next_deadline: Option<Instant>,
}

impl Table {
    /// No connections.
    pub(crate) fn new() -> Table {
        Table {
            places: Vec::new(),
            free: Vec::new(),
            live: 0,
            held: 0,
            peers: HashMap::new(),
            next_deadline: None,
        }
    }

    /// Connections in the table, those taken out included.
    pub(crate) fn live(&self) -> usize {
        self.live
    }

    /// Bytes held by the connections that are not taken out.
    pub(crate) fn held(&self) -> usize {
        self.held
    }

    /// Connections of one peer.
    pub(crate) fn of_peer(&self, peer: IpAddr) -> usize {
        self.peers.get(&peer).copied().unwrap_or(0)
    }

    /// Gives a new connection a place; it is taken out until it is put there.
    pub(crate) fn seat(&mut self, conn: Conn) -> Seat {
        self.live += 1;
        if let Some(peer) = conn.peer {
            *self.peers.entry(peer).or_insert(0) += 1;
        }
        let place = self.free.pop().unwrap_or_else(|| {
            self.places.push(None);
            self.places.len().saturating_sub(1)
        });
        (place, Box::new(conn))
    }

    /// Takes the connection of a place out, to be put back or closed.
    pub(crate) fn take(&mut self, place: usize) -> Option<Seat> {
        let conn = self.places.get_mut(place)?.take()?;
        self.held = self.held.saturating_sub(conn.held());
        Some((place, conn))
    }

    /// Puts a connection back.
    pub(crate) fn put(&mut self, (place, conn): Seat) {
        self.held = self.held.saturating_add(conn.held());
        let earlier = self.next_deadline.is_none_or(|next| conn.deadline < next);
        if earlier {
            self.next_deadline = Some(conn.deadline);
        }
        if let Some(seat) = self.places.get_mut(place) {
            *seat = Some(conn);
        }
    }

    /// Closes a connection that was taken out.
    pub(crate) fn close(&mut self, (place, conn): Seat) {
        self.live = self.live.saturating_sub(1);
        if let Some(peer) = conn.peer
            && let Some(count) = self.peers.get_mut(&peer)
        {
            *count = count.saturating_sub(1);
            if *count == 0 {
                self.peers.remove(&peer);
            }
        }
        self.free.push(place);
    }

    /// The place of the connection that has kept us waiting longest, of one peer or of all.
    ///
    /// Idle ones count like half requests: what holds a place for nothing longest gives it up.
    pub(crate) fn longest_waiting(&self, peer: Option<IpAddr>) -> Option<usize> {
        let waiting = self.waiting().filter(|(_, conn)| peer.is_none() || conn.peer == peer);
        waiting.min_by_key(|(_, conn)| conn.since).map(|(place, _)| place)
    }

    /// The place of the connection for which we hold the most bytes.
    pub(crate) fn heaviest(&self) -> Option<usize> {
        let closable = self.present().filter(|(_, conn)| conn.may_be_shed());
        let weights = closable.map(|(place, conn)| (conn.held(), place));
        weights.filter(|(held, _)| *held > 0).max().map(|(_, place)| place)
    }

    /// The places of all connections.
    pub(crate) fn all(&self) -> Vec<usize> {
        self.present().map(|(place, _)| place).collect()
    }

    /// The places whose deadline has passed; afterwards `next_deadline` is exact.
    pub(crate) fn expired(&mut self, now: Instant) -> Vec<usize> {
        let late = self.present().filter(|(_, conn)| conn.deadline <= now);
        let late = late.map(|(place, _)| place).collect();
        let left = self.present().map(|(_, conn)| conn.deadline).filter(|d| *d > now);
        self.next_deadline = left.min();
        late
    }

    fn present(&self) -> impl Iterator<Item = (usize, &Conn)> {
        let places = self.places.iter().enumerate();
        places.filter_map(|(place, conn)| Some((place, conn.as_deref()?)))
    }

    fn waiting(&self) -> impl Iterator<Item = (usize, &Conn)> {
        self.present().filter(|(_, conn)| !conn.is_busy())
    }
}

/// The address a connection counts for: none on this machine, a /64 network in IPv6, where
/// one customer has so many addresses.
pub(crate) fn peer(address: IpAddr) -> Option<IpAddr> {
    match address.to_canonical() {
        own if own.is_loopback() => None,
        IpAddr::V4(v4) => Some(IpAddr::V4(v4)),
        IpAddr::V6(v6) => {
            let network = v6.to_bits() & !u128::from(u64::MAX);
            Some(IpAddr::V6(Ipv6Addr::from_bits(network)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Table, peer};
    use crate::server::gate::conn::Conn;
    use crate::server::gate::phase::Phase;
    use crate::server::limits::GateLimits;
    use crate::server::parse::request::Intake;
    use mio::net::TcpStream;
    use std::net::{IpAddr, TcpListener};
    use std::time::{Duration, Instant};

    #[test]
    fn the_longest_waiting_of_a_peer_is_found_and_work_is_left_alone() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let addr = listener.local_addr().unwrap();
        let (limits, begun) = (GateLimits::for_files(1024), Instant::now());
        let [one, two]: [IpAddr; 2] = ["192.0.2.1", "192.0.2.2"].map(|ip| ip.parse().unwrap());
        let mut table = Table::new();
        let mut places = Vec::new();
        for (age, peer) in [(3, two), (9, one), (5, one), (7, two)] {
            let since = begun + Duration::from_secs(10 - age);
            let stream = TcpStream::connect(addr).unwrap();
            let seat = table.seat(Conn::new(stream, Some(peer), Intake::new(&[]), &limits, since));
            places.push(seat.0);
            table.put(seat);
        }
        assert_eq!((table.live(), table.of_peer(one)), (4, 2));
        assert_eq!(table.longest_waiting(None), Some(places[1]));
        assert_eq!(table.longest_waiting(Some(two)), Some(places[3]));
        assert_eq!(table.next_deadline, Some(begun + Duration::from_secs(1) + limits.head));

        let mut seat = table.take(places[1]).unwrap();
        seat.1.phase = Phase::Working;
        table.put(seat);
        assert_eq!(table.longest_waiting(None), Some(places[3]));
        assert_eq!(table.longest_waiting(Some(one)), Some(places[2]));
        let seat = table.take(places[2]).unwrap();
        table.close(seat);
        assert_eq!((table.live(), table.of_peer(one)), (3, 1));
        assert_eq!(table.longest_waiting(Some(one)), None);
        assert_eq!(table.heaviest(), None, "none holds a byte");
    }

    #[test]
    fn a_peer_is_an_address_or_a_network_and_never_this_machine() {
        for (address, counted) in [
            ("127.0.0.1", None),
            ("127.9.9.9", None),
            ("::1", None),
            ("::ffff:127.0.0.1", None),
            ("192.0.2.7", Some("192.0.2.7")),
            ("::ffff:192.0.2.7", Some("192.0.2.7")),
            ("2001:db8:1:2:3:4:5:6", Some("2001:db8:1:2::")),
        ] {
            let counted = counted.map(|text| text.parse().unwrap());
            assert_eq!(peer(address.parse().unwrap()), counted, "{address}");
        }
    }
}
