//! Every format in both directions, with the cases that are easily got wrong.

use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use proptest::prelude::*;

use super::addresses::{NotReachable, Sloppy, is_canonical, read_address, read_range, unreachable};
use super::names::*;

fn check(id: &str, is: impl Fn(&str) -> bool, good: &[&str], bad: &[&str]) {
    for text in good {
        assert!(is(text), "{id} takes `{text}`");
    }
    for text in bad {
        assert!(!is(text), "{id} refuses `{text}`");
    }
}

#[test]
fn names() {
    let (l63, l64) = ("a".repeat(63), "a".repeat(64));
    let (d253, d254) = (format!("{}.{}", "a".repeat(200), "b".repeat(52)), "a".repeat(254));
    check("FMT-01", is_dns_label, &["a", "0", "web-2", "a--b", &l63], &["", "-a", "a-", "A", "a.b", "a_b", "é", &l64]);
    check("FMT-02", is_dns_subdomain, &["a", "a.b-c", &l64, &d253], &["", "a..b", ".a", "a.", "a.-b", "A.b", &d254]);
    check("FMT-03", is_dns_label_with_letter_first, &["a", "a1", &l63], &["", "1a", "-a", "a-", "A", &l64]);
    check("FMT-04", is_wildcard_subdomain, &["*.a", "*.a.com"], &["*", "*.", "*foo.com", "*.*.com", "a.com"]);
    let underscores = &["_a", "a_b", "_a._b.c"];
    check("FMT-05", is_subdomain_with_underscores, underscores, &["", "_", "a_", "__a", ".", "A"]);
    let (n15, n16) = ("a".repeat(15), "a".repeat(16));
    check("FMT-06", is_port_name, &["http", "1a", "a-b", &n15], &["", "80", "a--b", "-a", "a-", "HTTP", "a_b", &n16]);
    let keys = &["a", "A_b.C", "0", "example.com/x", "a/b", &l63];
    check("FMT-07", is_qualified_name, keys, &["", "/a", "a/", "a/b/c", "A.com/x", "-a", "a-", "a b", "é", &l64]);
    check("FMT-08", is_label_value, &["", "a", "A.b_c-d", "0", &l63], &["-a", "a-", ".", "a b", "a/b", &l64]);
    check("FMT-10", is_env_name, &["A", "a b", "1", "-", "a.b"], &["", "A=B", "é", "a\tb"]);
    check("FMT-11", is_strict_env_name, &["A", "_a", "a.b", "-", ".a"], &["", "1A", ".", "..", "..a", "a b", "A="]);
    check("FMT-12", is_config_key, &["a", "A.b-c_d", "1", ".a", "a.."], &["", ".", "..", "..a", "a/b", "a b", &d254]);
    check("FMT-13", is_percent, &["0%", "25%", "1000%"], &["", "%", "25", "-1%", "1.5%", "25%%"]);
    check("FMT-14", is_header_name, &["X-A", "a", "-"], &["", "a b", "a_b", "a:"]);
    check("FMT-15", is_path_segment, &["A b", "_", "..."], &[".", "..", "a/b", "a%b"]);
    let full = &["a.b", "a.b.", "db.example.com"];
    check("FMT-16", is_full_dns_name, full, &["", "a", "a.", ".", "A.b", "a..b", &format!("{l64}.b")]);
    let quantities = &["1", "0.5", "500m", "128Mi", "1e3", "1E-3", "+1", "-1", ".5", "5."];
    check("FMT-23", is_quantity, quantities, &["", "m", ".", "1.2.3", "1Kb", "1 Mi", "1ki", "1K", "1e", "--1"]);
    check("FMT-27", is_relative_path, &["a", "a/b", "", "..a"], &["/a", "..", "a/../b", "a/.."]);
    check("FMT-28", is_relative_path_of_an_item, &["a", "a/b"], &["/a", "..", "..a", "a/../b"]);
    check("FMT-30", is_sysctl_name, &["net.ipv4.tcp_x", "a/b.c"], &["", "a..b", "a.", "A", "_a", "a_"]);
    let prefix = |text: &str| is_name_prefix(text, is_dns_label);
    check("FMT-31", prefix, &["a", "a-"], &["", "-", "a--", "A-"]);
}

#[test]
fn numbers() {
    for (id, is, good, bad) in [
        ("FMT-09", is_port_number as fn(i64) -> bool, [1, 65_535], [0, 65_536]),
        ("FMT-24", is_user_id, [0, 2_147_483_647], [-1, 2_147_483_648]),
        ("FMT-29", is_file_mode, [0, 511], [-1, 512]),
    ] {
        assert!(good.into_iter().all(is), "{id}");
        assert!(!bad.into_iter().any(is), "{id}");
    }
}

#[test]
fn numbers_or_texts() {
    let number = IntOrString::Int;
    let text = |text: &str| IntOrString::String(text.to_owned());
    for good in [number(0), number(3), text("25%")] {
        assert!(is_count_or_percent(&good), "FMT-25 takes {good:?}");
    }
    for bad in [number(-1), text("1"), text("x"), text("")] {
        assert!(!is_count_or_percent(&bad), "FMT-25 refuses {bad:?}");
    }
    for good in [number(1), number(65_535), text("http")] {
        assert!(is_port_number_or_name(&good), "FMT-26 takes {good:?}");
    }
    for bad in [number(0), number(65_536), text("8080"), text(""), text("Http")] {
        assert!(!is_port_number_or_name(&bad), "FMT-26 refuses {bad:?}");
    }
}

#[test]
fn addresses() {
    let strict = |text: &str| read_address(text).is_some_and(|read| read.sloppy.is_none());
    let canonical = |text: &str| read_address(text).is_some_and(|read| is_canonical(text, read));
    check(
        "FMT-17",
        |text| read_address(text).is_some(),
        &["1.2.3.4", "010.0.0.1", "::ffff:1.2.3.4", "::1"],
        &["", "1.2.3", "1.2.3.4.5", "1.2.3.256", "fe80::1%eth0", "1.2.3.a", "a", "1.2.3.4/8", " 1.2.3.4"],
    );
    check("FMT-18", strict, &["1.2.3.4", "2001:DB8::1", "0:0:0:0:0:0:0:1"], &["010.0.0.1", "::ffff:1.2.3.4"]);
    check("FMT-19", canonical, &["1.2.3.4", "2001:db8::1", "::"], &["2001:DB8::1", "0:0:0:0:0:0:0:1", "01.2.3.4"]);
    assert_eq!(read_address("010.0.0.1").unwrap().sloppy, Some(Sloppy::LeadingZeros));
}

#[test]
fn ranges() {
    let strict = |text: &str| read_range(text).is_some_and(|read| read.sloppy.is_none());
    let lenient = |text: &str| read_range(text).is_some();
    let good = &["10.0.0.0/8", "10.0.0.1/08", "fd00::/8", "0.0.0.0/0", "::/0", "1.2.3.4/32"];
    check("FMT-20", lenient, good, &["", "10.0.0.0", "10.0.0.0/33", "fd00::/129", "10.0.0.0/", "/8", "10.0.0.0/-1"]);
    let bad = &["10.0.0.1/8", "10.0.0.0/08", "010.0.0.0/8", "::ffff:10.0.0.0/104", "fd00::1/8"];
    check("FMT-21", strict, &["10.0.0.0/8", "FD00::/8", "0.0.0.0/0", "1.2.3.4/32"], bad);
    assert_eq!(read_range("10.1.2.3/8").unwrap().canonical(), "10.0.0.0/8");
    assert_eq!(read_range("fd00::1/64").unwrap().canonical(), "fd00::/64");
}

#[test]
fn reachability() {
    let of = |text: &str| unreachable(read_address(text).unwrap().address);
    for text in ["10.0.0.1", "8.8.8.8", "255.255.255.255", "224.0.1.1", "fd00::1", "ff0e::1"] {
        assert_eq!(of(text), None, "FMT-22 takes {text}");
    }
    for (text, why) in [
        ("0.0.0.0", NotReachable::Unspecified),
        ("::", NotReachable::Unspecified),
        ("127.1.2.3", NotReachable::Loopback),
        ("::1", NotReachable::Loopback),
        ("169.254.1.1", NotReachable::LinkLocal),
        ("224.0.0.251", NotReachable::LinkLocal),
        ("fe80::1", NotReachable::LinkLocal),
        ("ff02::1", NotReachable::LinkLocal),
    ] {
        assert_eq!(of(text), Some(why), "FMT-22 refuses {text}");
    }
}

#[test]
fn a_wrong_name_is_mended_where_it_can_be() {
    assert_eq!(legal_label("Web_App").as_deref(), Some("web-app"));
    assert_eq!(legal_label("_a..b-").as_deref(), Some("a-b"));
    assert_eq!(legal_label("__"), None);
    assert_eq!(legal_label(&"a".repeat(64)), None);
}

proptest! {
    #[test]
    fn nothing_panics_and_the_stricter_format_is_contained(text in ".{0,24}") {
        prop_assert!(!is_dns_label_with_letter_first(&text) || is_dns_label(&text));
        prop_assert!(!is_dns_label(&text) || is_dns_subdomain(&text));
        prop_assert!(!is_port_name(&text) || is_dns_label(&text));
        prop_assert!(!is_strict_env_name(&text) || is_env_name(&text));
        if let Some(legal) = legal_label(&text) { prop_assert!(is_dns_label(&legal)); }
        let _ = (read_range(&text), read_address(&text), is_quantity(&text), is_qualified_name(&text));
    }

    #[test]
    fn a_canonical_range_is_strict(bits: u32, length in 0u8..=32) {
        let text = format!("{}/{length}", std::net::Ipv4Addr::from(bits));
        let canonical = read_range(&text).unwrap().canonical();
        prop_assert_eq!(read_range(&canonical).unwrap().sloppy, None);
    }
}
