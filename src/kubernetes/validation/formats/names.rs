//! Formats of names, keys, paths and numbers.

use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

const LABEL: usize = 63;
const SUBDOMAIN: usize = 253;

fn is_lower(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit()
}

/// Begins and ends with `edge`, and has only `inner` between.
fn is_framed(text: &str, edge: impl Fn(u8) -> bool, inner: impl Fn(u8) -> bool) -> bool {
    match text.as_bytes() {
        [] => false,
        [only] => edge(*only),
        [first, middle @ .., last] => edge(*first) && edge(*last) && middle.iter().all(|byte| inner(*byte)),
    }
}

fn is_label_of_any_length(text: &str) -> bool {
    is_framed(text, is_lower, |byte| is_lower(byte) || byte == b'-')
}

/// FMT-01: a DNS label, `web-2`: lower-case letters, digits and `-` inside, at most 63.
pub fn is_dns_label(text: &str) -> bool {
    text.len() <= LABEL && is_label_of_any_length(text)
}

/// FMT-02: DNS labels joined by dots, at most 253 together. One of them may be longer than 63.
pub fn is_dns_subdomain(text: &str) -> bool {
    text.len() <= SUBDOMAIN && text.split('.').all(is_label_of_any_length)
}

/// FMT-03: a DNS label of the older kind, which begins with a letter.
pub fn is_dns_label_with_letter_first(text: &str) -> bool {
    is_dns_label(text) && text.starts_with(|first: char| first.is_ascii_lowercase())
}

/// FMT-04: `*.` and a subdomain.
pub fn is_wildcard_subdomain(text: &str) -> bool {
    text.len() <= SUBDOMAIN && text.strip_prefix("*.").is_some_and(is_dns_subdomain)
}

/// FMT-05: a subdomain whose labels may begin with `_` and have it inside.
pub fn is_subdomain_with_underscores(text: &str) -> bool {
    let is_label = |label: &str| {
        let label = label.strip_prefix('_').unwrap_or(label);
        is_framed(label, is_lower, |byte| is_lower(byte) || byte == b'-' || byte == b'_')
    };
    text.len() <= SUBDOMAIN && text.split('.').all(is_label)
}

/// FMT-06: the name of a port as containers have it: at most 15, one letter at least, no `--`.
pub fn is_port_name(text: &str) -> bool {
    text.len() <= 15
        && is_label_of_any_length(text)
        && text.bytes().any(|byte| byte.is_ascii_lowercase())
        && !text.contains("--")
}

/// FMT-07: `name` or `example.com/name`: a label's or annotation's key, an application protocol, a class.
pub fn is_qualified_name(text: &str) -> bool {
    match text.split_once('/') {
        Some((prefix, name)) => is_dns_subdomain(prefix) && is_plain_name(name),
        None => is_plain_name(text),
    }
}

/// The part after the `/` of a qualified name.
pub fn is_plain_name(text: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    text.len() <= LABEL && is_framed(text, |byte| byte.is_ascii_alphanumeric(), inner)
}

/// FMT-08: a label's value; it may be empty.
pub fn is_label_value(text: &str) -> bool {
    text.is_empty() || is_plain_name(text)
}

/// FMT-09: a port's number.
pub fn is_port_number(number: i64) -> bool {
    (1..=65_535).contains(&number)
}

/// FMT-10: the name of an environment variable: printable ASCII without `=`.
pub fn is_env_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| matches!(byte, b' '..=b'~') && byte != b'=')
}

/// FMT-11: the name of an environment variable as a shell can take it, and as servers before 1.32 demanded it.
pub fn is_strict_env_name(text: &str) -> bool {
    !text.starts_with(|first: char| first.is_ascii_digit()) && is_plain_key(text)
}

/// FMT-12: a key of a ConfigMap or Secret: it becomes a file's name.
pub fn is_config_key(text: &str) -> bool {
    text.len() <= SUBDOMAIN && is_plain_key(text)
}

fn is_plain_key(text: &str) -> bool {
    !text.is_empty()
        && text != "."
        && !text.starts_with("..")
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
}

/// FMT-13: `25%`.
pub fn is_percent(text: &str) -> bool {
    text.strip_suffix('%').is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

/// FMT-14: the name of an HTTP header.
pub fn is_header_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// FMT-15: what can be a part of an API path: the least that any name must be.
pub fn is_path_segment(text: &str) -> bool {
    text != "." && text != ".." && !text.contains(['/', '%'])
}

/// FMT-16: a full DNS name of two labels at least, each at most 63; a dot may end it.
pub fn is_full_dns_name(text: &str) -> bool {
    let text = text.strip_suffix('.').unwrap_or(text);
    text.contains('.') && is_dns_subdomain(text) && text.split('.').all(is_dns_label)
}

/// FMT-23: a quantity: `500m`, `128Mi`, `1e3`.
pub fn is_quantity(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let end = unsigned.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(unsigned.len());
    let (number, suffix) = unsigned.split_at(end);
    let is_number = number.bytes().any(|byte| byte.is_ascii_digit()) && number.matches('.').count() <= 1;
    is_number && (is_unit(suffix) || is_exponent(suffix))
}

fn is_unit(suffix: &str) -> bool {
    matches!(suffix, "" | "n" | "u" | "m" | "k" | "M" | "G" | "T" | "P" | "E" | "Ki" | "Mi" | "Gi" | "Ti" | "Pi" | "Ei")
}

fn is_exponent(suffix: &str) -> bool {
    let Some(digits) = suffix.strip_prefix(['e', 'E']) else { return false };
    let digits = digits.strip_prefix(['+', '-']).unwrap_or(digits);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// FMT-24: the number of a user or group.
pub fn is_user_id(number: i64) -> bool {
    (0..=i64::from(i32::MAX)).contains(&number)
}

/// FMT-25: a number from 0 on, or a percentage. A number in quotes is a text, and none.
pub fn is_count_or_percent(value: &IntOrString) -> bool {
    match value {
        IntOrString::Int(number) => *number >= 0,
        IntOrString::String(text) => is_percent(text),
    }
}

/// FMT-26: a port's number or name. A number in quotes is a name, and none.
pub fn is_port_number_or_name(value: &IntOrString) -> bool {
    match value {
        IntOrString::Int(number) => is_port_number((*number).into()),
        IntOrString::String(text) => is_port_name(text),
    }
}

/// FMT-27: a path below where it starts: not absolute, and no `..` in it.
pub fn is_relative_path(text: &str) -> bool {
    !text.starts_with('/') && text.split('/').all(|element| element != "..")
}

/// FMT-28: a relative path that does not begin with `..`, which is how a volume names its own.
pub fn is_relative_path_of_an_item(text: &str) -> bool {
    is_relative_path(text) && !text.starts_with("..")
}

/// FMT-29: the mode of a file: permission bits only.
pub fn is_file_mode(number: i64) -> bool {
    (0..=0o777).contains(&number)
}

/// FMT-30: the name of a kernel parameter, its parts joined by dots or slashes.
pub fn is_sysctl_name(text: &str) -> bool {
    let is_part = |part: &str| is_framed(part, is_lower, |byte| is_lower(byte) || byte == b'-' || byte == b'_');
    text.len() <= SUBDOMAIN && text.split(['.', '/']).all(is_part)
}

/// FMT-31: a prefix of generated names is checked as a name that goes on: one `-` may end it.
pub fn is_name_prefix(text: &str, is_name: impl Fn(&str) -> bool) -> bool {
    is_name(text) || text.strip_suffix('-').is_some_and(is_name)
}

/// The name that a wrong one was probably meant to be: lower case, `-` for what is not allowed.
pub fn legal_label(text: &str) -> Option<String> {
    let mut legal = String::with_capacity(text.len());
    for c in text.chars() {
        match c.to_ascii_lowercase() {
            c if c.is_ascii() && is_lower(c as u8) => legal.push(c),
            _ if legal.ends_with('-') => {}
            _ => legal.push('-'),
        }
    }
    let legal = legal.trim_matches('-');
    is_dns_label(legal).then(|| legal.to_owned())
}
