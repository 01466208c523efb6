//! Keys of rows that are made here.

use uuid::Uuid;

/// A key nobody has yet. They grow with the time (UUID version 7, RFC 9562): what is written at one time lies side by
/// side in every index over them, and a commit of many bookings touches fewer pages than with random keys. Not a
/// secret: it tells when it was made.
pub fn fresh() -> String {
    Uuid::now_v7().simple().to_string()
}

#[cfg(test)]
mod tests {
    use super::fresh;

    #[test]
    fn the_next_key_is_greater() {
        let keys: Vec<String> = (0..10_000).map(|_| fresh()).collect();
        assert!(keys.is_sorted_by(|one, next| one < next));
        assert!(keys.iter().all(|key| key.len() == 32));
    }
}
