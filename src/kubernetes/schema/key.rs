//! A name as one number, so that a look-up compares numbers and then one string.
//!
//! Shared by the build script, which sorts by it, and by the look-up.

/// Packs the ends and the length of a name into a number. Different names may share one; equal names never differ.
#[inline]
pub const fn name_key(name: &[u8]) -> u64 {
    let (head, tail) = match (name.first_chunk::<8>(), name.last_chunk::<8>()) {
        (Some(head), Some(tail)) => (u64::from_le_bytes(*head), u64::from_le_bytes(*tail)),
        _ => match (name.first_chunk::<4>(), name.last_chunk::<4>(), name) {
            (Some(head), Some(tail), _) => (u32::from_le_bytes(*head) as u64, (u32::from_le_bytes(*tail) as u64) << 32),
            (_, _, [first, .., last]) => (*first as u64, (*last as u64) << 8 | (name[1] as u64) << 16),
            (_, _, [only]) => (*only as u64, 0),
            _ => (0, 0),
        },
    };
    head ^ tail.rotate_left(23) ^ ((name.len() as u64) << 59)
}
