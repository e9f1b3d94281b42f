//! Formats of IP addresses and ranges. Servers differ in what they take: from 1.36 on, fields that once took sloppy
//! forms are strict.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// An address, and what about its text a strict reader would not take.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub struct ReadAddress {
    /// An IPv4 address written as IPv6 is the IPv4 address.
    pub address: IpAddr,
    pub sloppy: Option<Sloppy>,
}

/// Forms that only lenient readers take.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum Sloppy {
    LeadingZeros,
    /// `::ffff:10.0.0.1`
    MappedIpv4,
    /// `10.0.0.1/8`: bits beyond the prefix are set.
    HostBits,
}

/// FMT-17, and FMT-18 where nothing is sloppy: an address without zone.
pub fn read_address(text: &str) -> Option<ReadAddress> {
    if let Ok(address) = text.parse::<Ipv4Addr>() {
        return Some(ReadAddress { address: address.into(), sloppy: None });
    }
    if text.contains(':') {
        let address = text.parse::<Ipv6Addr>().ok()?;
        return Some(match address.to_ipv4_mapped() {
            Some(mapped) => ReadAddress { address: mapped.into(), sloppy: Some(Sloppy::MappedIpv4) },
            None => ReadAddress { address: address.into(), sloppy: None },
        });
    }
    let mut octets = [0; 4];
    let mut parts = text.split('.');
    for octet in &mut octets {
        *octet = read_sloppy_number(parts.next()?, 255)?.0 as u8;
    }
    parts
        .next()
        .is_none()
        .then(|| ReadAddress { address: Ipv4Addr::from(octets).into(), sloppy: Some(Sloppy::LeadingZeros) })
}

/// A decimal number up to `most`, and whether zeros lead it.
fn read_sloppy_number(text: &str, most: u32) -> Option<(u32, bool)> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let digits = text.trim_start_matches('0');
    let number = if digits.is_empty() { 0 } else { digits.parse().ok()? };
    (number <= most).then_some((number, text.len() > digits.len().max(1)))
}

/// FMT-19: the text is the address's one canonical form.
pub fn is_canonical(text: &str, read: ReadAddress) -> bool {
    // Ipv6Addr writes itself as RFC 5952 says.
    read.sloppy.is_none() && read.address.to_string() == text
}

/// A range of addresses, and what about its text a strict reader would not take.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub struct ReadRange {
    pub address: IpAddr,
    pub length: u8,
    pub sloppy: Option<Sloppy>,
}

impl ReadRange {
    /// The range as strict readers take it.
    pub fn canonical(&self) -> String {
        format!("{}/{}", self.first(), self.length)
    }

    /// The first address of the range.
    pub fn first(&self) -> IpAddr {
        match self.address {
            IpAddr::V4(address) => {
                let mask = u32::MAX.checked_shl(32 - u32::from(self.length)).unwrap_or(0);
                Ipv4Addr::from(u32::from(address) & mask).into()
            }
            IpAddr::V6(address) => {
                let mask = u128::MAX.checked_shl(128 - u32::from(self.length)).unwrap_or(0);
                Ipv6Addr::from(u128::from(address) & mask).into()
            }
        }
    }
}

/// FMT-20, and FMT-21 where nothing is sloppy: an address and the length of its prefix.
pub fn read_range(text: &str) -> Option<ReadRange> {
    let (address, length) = text.split_once('/')?;
    let read = read_address(address)?;
    let written_as_ipv6 = address.contains(':');
    let (length, zeros) = read_sloppy_number(length, if written_as_ipv6 { 128 } else { 32 })?;
    // The prefix of an IPv4 address that is written as IPv6 counts from the start of the longer one.
    let length = match read.sloppy {
        Some(Sloppy::MappedIpv4) => length.saturating_sub(96),
        _ => length,
    };
    let mut range = ReadRange { address: read.address, length: length as u8, sloppy: read.sloppy };
    if zeros {
        range.sloppy = range.sloppy.or(Some(Sloppy::LeadingZeros));
    }
    if range.first() != range.address {
        range.sloppy = range.sloppy.or(Some(Sloppy::HostBits));
    }
    Some(range)
}

/// Why an address cannot be that of an endpoint.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum NotReachable {
    Unspecified,
    Loopback,
    LinkLocal,
}

/// FMT-22: whether traffic can be sent to the address from elsewhere.
pub fn unreachable(address: IpAddr) -> Option<NotReachable> {
    let link_local = match address {
        IpAddr::V4(address) => address.is_link_local() || (address.octets()[..3] == [224, 0, 0]),
        IpAddr::V6(address) => {
            let first = address.segments()[0];
            first & 0xffc0 == 0xfe80 || first & 0xff0f == 0xff02
        }
    };
    if address.is_unspecified() {
        Some(NotReachable::Unspecified)
    } else if address.is_loopback() {
        Some(NotReachable::Loopback)
    } else {
        link_local.then_some(NotReachable::LinkLocal)
    }
}
