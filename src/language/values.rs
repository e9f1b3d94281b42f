//! Readers of the language's value types: text in, value out. The position decides which of them reads a word.

use std::net::IpAddr;

/// Seconds of `3h`, `90s`, `1h30m`, or of a bare number.
pub fn duration(text: &str) -> Option<i64> {
    if let Ok(seconds) = text.parse::<i64>() {
        return Some(seconds);
    }
    let mut total: i64 = 0;
    let mut rest = text;
    let mut last_unit = i64::MAX;
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let amount: i64 = rest[..digits].parse().ok()?;
        let unit = match rest.as_bytes().get(digits)? {
            b'd' => 86_400,
            b'h' => 3_600,
            b'm' => 60,
            b's' => 1,
            _ => return None,
        };
        // Each unit once, from the largest down, as people write them; `5ms` is no duration in seconds.
        if unit >= last_unit {
            return None;
        }
        last_unit = unit;
        total = total.checked_add(amount.checked_mul(unit)?)?;
        rest = &rest[digits + 1..];
    }
    (last_unit != i64::MAX).then_some(total)
}

/// The two ends of `A..B`, `A..` or `..B`; `None` where there is no `..`.
pub fn range(text: &str) -> Option<(Option<&str>, Option<&str>)> {
    let (from, to) = text.split_once("..")?;
    let end = |text: &'_ str| !text.is_empty();
    Some((Some(from).filter(|text| end(text)), Some(to).filter(|text| end(text))))
}

pub const PROTOCOLS: &[&str] = &["TCP", "UDP", "SCTP"];

/// Why a text is no port.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PortProblem {
    NotANumber,
    OutOfRange(i64),
    Protocol(String),
}

/// The number and protocol of `80` or `53/UDP`.
pub fn port(text: &str) -> Result<(u16, Option<&'static str>), PortProblem> {
    let (number, protocol) = match text.split_once('/') {
        Some((number, protocol)) => (number, Some(protocol)),
        None => (text, None),
    };
    let number: i64 = match number.parse() {
        Ok(number) if number_like(text) => number,
        _ => return Err(PortProblem::NotANumber),
    };
    let number = u16::try_from(number).ok().filter(|&number| number > 0).ok_or(PortProblem::OutOfRange(number))?;
    let protocol = match protocol {
        None => None,
        Some(protocol) => Some(
            *PROTOCOLS
                .iter()
                .find(|known| **known == protocol)
                .ok_or_else(|| PortProblem::Protocol(protocol.to_string()))?,
        ),
    };
    Ok((number, protocol))
}

/// Whether a word means a number: a port line's first word that is one is a port, any other a name.
pub fn number_like(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_digit() || first == '-' || first == '+')
}

pub fn boolean(text: &str) -> Option<bool> {
    match text {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

/// A file mode: `0440` and `440` alike are octal.
pub fn mode(text: &str) -> Option<i64> {
    let digits = text.strip_prefix("0o").unwrap_or(text);
    (!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| i64::from_str_radix(digits, 8).ok())
        .flatten()
}

pub fn ip(text: &str) -> Option<IpAddr> {
    text.parse().ok()
}

/// Whether a text is a reference to an image: `[host[:port]/]path[:tag][@digest]`, as the OCI distribution
/// specification and container engines read it.
pub fn is_image(text: &str) -> bool {
    let (rest, digest) = match text.split_once('@') {
        Some((rest, digest)) => (rest, Some(digest)),
        None => (text, None),
    };
    let hex = |text: &str| text.len() >= 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !digest.is_none_or(|digest| digest.split_once(':').is_some_and(|(kind, sum)| !kind.is_empty() && hex(sum))) {
        return false;
    }
    let (rest, tag) = match rest.rsplit_once(':') {
        Some((rest, tag)) if !tag.contains('/') => (rest, Some(tag)),
        _ => (rest, None),
    };
    let tag_byte = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte);
    if !tag
        .is_none_or(|tag| (1..=128).contains(&tag.len()) && tag.bytes().all(tag_byte) && !tag.starts_with(['.', '-']))
    {
        return false;
    }
    let mut parts: Vec<&str> = rest.split('/').collect();
    // The first part is a host where it looks like one; hosts may have capitals and a port.
    let is_host = parts.len() > 1 && (parts[0].contains(['.', ':']) || parts[0] == "localhost");
    if is_host {
        let (host, port) = parts[0].split_once(':').unwrap_or((parts[0], "0"));
        let host_byte = |byte: u8| byte.is_ascii_alphanumeric() || b".-".contains(&byte);
        if host.is_empty() || !host.bytes().all(host_byte) || !port.bytes().all(|byte| byte.is_ascii_digit()) {
            return false;
        }
        parts.remove(0);
    }
    let path_byte = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._-".contains(&byte);
    parts.iter().all(|part| {
        part.bytes().all(path_byte)
            && part.starts_with(|c: char| c.is_ascii_alphanumeric())
            && part.ends_with(|c: char| c.is_ascii_alphanumeric())
    })
}

/// Whether a text is a quantity (FMT-23): a number with at most one point and a known suffix or exponent.
pub fn is_quantity(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let number = unsigned.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
    let (digits, suffix) = unsigned.split_at(number);
    if !digits.bytes().any(|byte| byte.is_ascii_digit()) || digits.bytes().filter(|byte| *byte == b'.').count() > 1 {
        return false;
    }
    match suffix {
        "" | "n" | "u" | "m" | "k" | "M" | "G" | "T" | "P" | "E" | "Ki" | "Mi" | "Gi" | "Ti" | "Pi" | "Ei" => true,
        _ => suffix.strip_prefix(['e', 'E']).is_some_and(|exponent| {
            let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
            !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
        }),
    }
}

/// The parts of `[namespace/]name[:port or key]`.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub struct Reference<'a> {
    pub namespace: Option<&'a str>,
    pub name: &'a str,
    /// What stands after the colon.
    pub part: Option<&'a str>,
}

pub fn reference(text: &str) -> Option<Reference<'_>> {
    let (path, part) = match text.split_once(':') {
        Some((path, part)) => (path, Some(part)),
        None => (text, None),
    };
    let (namespace, name) = match path.split_once('/') {
        Some((namespace, name)) => (Some(namespace), name),
        None => (None, path),
    };
    let whole = !name.is_empty() && !name.contains('/') && namespace != Some("") && part != Some("");
    whole.then_some(Reference { namespace, name, part })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_seconds() {
        for (text, seconds) in [("3h", 10_800), ("90s", 90), ("1h30m", 5_400), ("45", 45), ("1d", 86_400), ("0", 0)] {
            assert_eq!(duration(text), Some(seconds), "{text}");
        }
        for text in ["", "h", "3", "3x", "5ms", "30m1h", "1h1h", "3 h", "99999999999999999999h", "-", "1.5h"] {
            assert_eq!(duration(text).filter(|_| text != "3"), None, "{text}");
        }
    }

    #[test]
    fn ports_have_a_range_and_a_protocol() {
        assert_eq!(port("80"), Ok((80, None)));
        assert_eq!(port("53/UDP"), Ok((53, Some("UDP"))));
        assert_eq!(port("0"), Err(PortProblem::OutOfRange(0)));
        assert_eq!(port("65536"), Err(PortProblem::OutOfRange(65_536)));
        assert_eq!(port("-1"), Err(PortProblem::OutOfRange(-1)));
        assert_eq!(port("53/udp"), Err(PortProblem::Protocol("udp".into())));
        assert_eq!(port("http"), Err(PortProblem::NotANumber));
    }

    #[test]
    fn ranges_may_be_open() {
        assert_eq!(range("2..10"), Some((Some("2"), Some("10"))));
        assert_eq!(range("128Mi.."), Some((Some("128Mi"), None)));
        assert_eq!(range("..1Gi"), Some((None, Some("1Gi"))));
        assert_eq!(range("5"), None);
    }

    #[test]
    fn quantities() {
        for text in ["500m", "128Mi", "1", "0.5", "1e3", "1E-3", "+2", "2E", "5Gi", ".5", "1."] {
            assert!(is_quantity(text), "{text}");
        }
        for text in ["", "m", "1.2.3", "128MB", "1ee3", "five", "1 Gi", "1e"] {
            assert!(!is_quantity(text), "{text}");
        }
    }

    #[test]
    fn images() {
        let digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
        for text in [
            "nginx",
            "nginx:1.25",
            "ghcr.io/x/y:v1",
            "localhost:5000/a/b",
            "Registry.Example.com/a:1",
            "a/b__c:1_2.3-4",
        ] {
            assert!(is_image(text), "{text}");
        }
        assert!(is_image(&format!("ghcr.io/x/y@{digest}")) && is_image(&format!("x:1@{digest}")));
        for text in [
            "",
            "Nginx",
            "nginx:",
            "nginx:1:2",
            "a//b",
            "/a",
            "a/",
            "x@sha256:12",
            "x:-1",
            "a b",
            "-x",
            "host.io:port/a",
        ] {
            assert!(!is_image(text), "{text}");
        }
    }

    #[test]
    fn references() {
        let all = reference("shop/api:http");
        assert_eq!(all, Some(Reference { namespace: Some("shop"), name: "api", part: Some("http") }));
        assert_eq!(reference("api"), Some(Reference { namespace: None, name: "api", part: None }));
        for text in ["", "/api", "a/b/c", "api:", ":http"] {
            assert_eq!(reference(text), None, "{text}");
        }
    }
}
