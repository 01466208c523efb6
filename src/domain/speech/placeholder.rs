//! Stub.
/// Stub.
pub fn is_placeholder(name: &str) -> bool {
    name.is_empty() || name == "Unbekannt"
}
