//! Ports of this machine.

use crate::error::XtaskError;
use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::time::Duration;

/// The wanted port where it is free, or any free one for 0.
pub(super) fn take(wanted: u16) -> Result<u16, XtaskError> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, wanted)).map_err(|reason| match reason.kind() {
        ErrorKind::AddrInUse => XtaskError::PortInUse(wanted),
        _ => XtaskError::Port(reason),
    })?;
    Ok(listener.local_addr().map_err(XtaskError::Port)?.port())
}

/// A free port. Somebody else could take it before it is used; then the program that wanted it says so.
pub(super) fn free() -> Result<u16, XtaskError> {
    take(0)
}

/// The port in `http://127.0.0.1:PORT`.
pub(super) fn of(url: &str) -> u16 {
    url.rsplit(':').next().and_then(|port| port.trim_end_matches('/').parse().ok()).unwrap_or(0)
}

/// Whether a page can be got.
pub(super) fn answers(port: u16, path: &str, name: &'static str) -> Result<(), XtaskError> {
    let status = get(port, path).map_err(|reason| XtaskError::Unexpected { name, words: reason.to_string() })?;
    if status.split(' ').nth(1) == Some("200") {
        return Ok(());
    }
    Err(XtaskError::Unexpected { name, words: format!("GET {path} was answered by {status:?}") })
}

/// The first line of the answer to a GET.
fn get(port: u16, path: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n")?;
    let mut bytes = Vec::new();
    stream.take(1024).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).lines().next().unwrap_or_default().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_in_use_is_named_with_a_way_out() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let port = taken.local_addr().expect("its address").port();
        let words = take(port).expect_err("refused").to_string();
        assert!(words.contains(&port.to_string()) && words.contains("--port"), "{words}");
    }

    #[test]
    fn the_port_of_an_address_is_read() {
        assert_eq!(of("http://127.0.0.1:8787"), 8787);
        assert_eq!(of("http://127.0.0.1:8787/"), 8787);
    }
}
