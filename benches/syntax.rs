//! Wall time of reading and formatting about a mebibyte of programs.

use std::sync::Arc;

use divan::Bencher;
use divan::counter::BytesCount;
use svcc::source::FileId;
use svcc::syntax::{format, lex, parse};

fn main() {
    divan::main();
}

/// An ordinary program: apps with a probe, settings, limits and exposures.
fn program() -> String {
    let mut text = String::new();
    for number in 0..2400 {
        text.push_str(&format!(
            "## Shop {number}.\napp shop-{number} {{\n  image ghcr.io/example/shop:1.{number}   # pinned\n  replicas 3\n  port http 8080\n  \
             readinessProbe GET /healthz on http {{ periodSeconds 10; timeoutSeconds 5 }}\n  \
             env {{\n    LOG_LEVEL info\n    GREETING \"hello ${{name}}\"\n    CART address(cart)\n  }}\n  \
             resources {{ cpu 100m..500m; memory 128Mi..256Mi }}\n  args [--listen=0.0.0.0:8080, --verbose, \"a b\"]\n  \
             expose {{ 80 -> http }}\n  expose shop-{number}-public as LoadBalancer {{\n    443 -> http\n    externalTrafficPolicy Local\n  }}\n}}\n\n"
        ));
    }
    text
}

#[divan::bench]
fn lex_1_mib(bencher: Bencher) {
    let text = program();
    bencher.counter(BytesCount::of_str(&text)).bench(|| lex(&text));
}

#[divan::bench]
fn parse_1_mib(bencher: Bencher) {
    let text: Arc<str> = program().into();
    bencher.counter(BytesCount::of_str(&text)).bench(|| parse(Arc::clone(&text), FileId(0)));
}

#[divan::bench]
fn format_1_mib(bencher: Bencher) {
    let text = program();
    bencher.counter(BytesCount::of_str(&text)).bench(|| format(&text));
}

#[divan::bench]
fn parse_one_app(bencher: Bencher) {
    let whole = program();
    let text: Arc<str> = whole.split_inclusive("\n\n").next().unwrap_or_default().into();
    bencher.counter(BytesCount::of_str(&text)).bench(|| parse(Arc::clone(&text), FileId(0)));
}
