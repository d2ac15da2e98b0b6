//! Ports that must be free before anything is started.

use std::{io::ErrorKind, net::TcpListener};

use anyhow::{Result, bail};

/// The port of the app, as Trunk.toml has it.
pub(crate) const APP: u16 = 3000;
/// The port of the local user pool.
pub(crate) const POOL: u16 = 9230;
/// The second port of the local user pool, where only its APIs are.
pub(crate) const POOL_APIS: u16 = 9231;
/// The port of the backend in development, as Trunk.toml has it.
pub(crate) const BACKEND: u16 = 9232;

/// Fails if something listens on one of the ports, on either of the two addresses of `localhost`.
pub(crate) fn require_free(ports: &[u16]) -> Result<()> {
    for port in ports {
        for localhost in ["127.0.0.1", "::1"] {
            if in_use(localhost, *port) {
                bail!(
                    "Port {port} is in use: another program listens on it. Stop that program and \
                     try again; `lsof -nP -i :{port} -s TCP:LISTEN` names it."
                );
            }
        }
    }
    Ok(())
}

fn in_use(host: &str, port: u16) -> bool {
    // Any other error, such as a machine without IPv6, is not about a program on this port.
    TcpListener::bind((host, port)).is_err_and(|error| error.kind() == ErrorKind::AddrInUse)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_in_use_is_named_on_either_address_of_localhost() {
        for localhost in ["127.0.0.1", "::1"] {
            let Ok(taken) = TcpListener::bind((localhost, 0)) else {
                assert_eq!(localhost, "::1", "a machine without IPv6");
                continue;
            };
            let port = taken.local_addr().unwrap().port();
            let error = require_free(&[port]).unwrap_err().to_string();
            assert!(error.starts_with(&format!("Port {port} is in use")));
        }
    }
}
