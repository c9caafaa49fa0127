//! Whose request it is, by address: the other end of the connection, or, behind a reverse proxy, whom that one names.

use axum::http::HeaderMap;
use ipnet::IpNet;
use std::net::IpAddr;

/// What reverse proxies write down whom they ask for, the nearest last.
const FORWARDED: &str = "x-forwarded-for";

/// The address of whoever asks. Only what a reverse proxy of ours has written counts, read from its end: everything before the
/// first address that is not ours was written by whoever asks.
pub(crate) fn asking(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let is_ours = |address: IpAddr| trusted.iter().any(|network| network.contains(&address.to_canonical()));
    let lines: Vec<&str> = headers.get_all(FORWARDED).iter().filter_map(|line| line.to_str().ok()).collect();
    let mut asking = peer;
    for named in lines.iter().rev().flat_map(|line| line.rsplit(',')) {
        if !is_ours(asking) {
            break;
        }
        // What is no address ends it: the last one that is known counts.
        let Some(address) = address(named) else { break };
        asking = address;
    }
    asking
}

/// `198.51.100.7`, `[2001:db8::1]`, and the same with a port.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    text.parse()
        .ok()
        .or_else(|| text.parse::<std::net::SocketAddr>().ok().map(|socket| socket.ip()))
        .or_else(|| text.strip_prefix('[')?.strip_suffix(']')?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn of(peer: &str, lines: &[&str], trusted: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(FORWARDED, HeaderValue::from_str(line).unwrap());
        }
        let trusted: Vec<IpNet> = trusted.iter().map(|network| network.parse().unwrap()).collect();
        asking(peer.parse().unwrap(), &headers, &trusted).to_string()
    }

    #[test]
    fn without_a_reverse_proxy_of_ours_nobody_is_believed() {
        assert_eq!(of("198.51.100.7", &["203.0.113.9"], &[]), "198.51.100.7");
        assert_eq!(of("198.51.100.7", &["203.0.113.9"], &["10.0.0.0/8"]), "198.51.100.7");
    }

    #[test]
    fn behind_one_it_is_whom_that_one_names_and_not_what_they_wrote_themselves() {
        let ours = &["10.0.0.0/8"];
        assert_eq!(of("10.0.0.2", &["203.0.113.9"], ours), "203.0.113.9");
        assert_eq!(of("10.0.0.2", &["1.1.1.1, 203.0.113.9"], ours), "203.0.113.9");
        assert_eq!(of("10.0.0.2", &["1.1.1.1", "203.0.113.9, 10.0.0.3"], ours), "203.0.113.9");
        assert_eq!(of("::ffff:10.0.0.2", &["[2001:db8::1]:4711"], ours), "2001:db8::1");
        for nonsense in ["", "unknown", "203.0.113.9.evil", "\"203.0.113.9\""] {
            assert_eq!(of("10.0.0.2", &[nonsense], ours), "10.0.0.2", "{nonsense}");
        }
    }
}
