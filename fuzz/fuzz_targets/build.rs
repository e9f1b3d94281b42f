//! `cargo +nightly fuzz run build fuzz/corpus/build tests/corpus/robust`: any bytes through the whole compiler.
#![no_main]

#[path = "../../tests/support/anything.rs"]
mod anything;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    anything::build(bytes);
});
