#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| svcc::syntax::promises::fuzz_lex(data));
