//! A field's name as one number, so that a look-up compares numbers and then one string.
//!
//! Shared by the build script, which sorts by it, and by the look-up.

/// Packs the ends and the length of a name into a number. Different names may share one; equal names never differ.
#[inline]
pub const fn name_key(name: &[u8]) -> u64 {
    let length = name.len();
    let (head, tail) = if length >= 8 {
        (word(name, 0, 8), word(name, length - 8, 8))
    } else if length >= 4 {
        (word(name, 0, 4), word(name, length - 4, 4) << 32)
    } else {
        (word(name, 0, length), 0)
    };
    head ^ tail.rotate_left(23) ^ ((length as u64) << 59)
}

/// `count` bytes from `at`, the first one lowest. The caller keeps within the name.
#[inline]
const fn word(bytes: &[u8], at: usize, count: usize) -> u64 {
    let mut word = 0;
    let mut index = 0;
    while index < count {
        word |= (bytes[at + index] as u64) << (8 * index);
        index += 1;
    }
    word
}
