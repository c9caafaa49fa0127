//! Sets up the proxy for the demo, by the same commands that a vendor would type.

use super::child::{Child, clean};
use crate::error::XtaskError;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const NAME: &str = "the proxy";
const SHOPS: [&str; 3] = ["acme-uk.myshopify.com", "maison-lumiere.myshopify.com", "kumo-tokyo.myshopify.com"];

/// The proxy's command line, for one database.
pub(super) struct Proxy {
    binary: PathBuf,
    database: String,
    key_file: PathBuf,
    template: String,
}

/// What the demo inbox needs to sign host tokens.
pub(super) struct Inbox {
    pub(super) id: String,
    pub(super) key: String,
    pub(super) signing_secret: String,
    /// How many stores are connected.
    pub(super) stores: usize,
    /// Whose they are.
    pub(super) tenant: String,
}

impl Proxy {
    pub(super) fn new(binary: &Path, folder: &Path, sandbox: &str) -> Self {
        Self {
            binary: binary.to_path_buf(),
            database: format!("sqlite:{}", folder.join("demo.db").display()),
            key_file: folder.join("demo.key"),
            template: format!("{sandbox}/{{shop}}"),
        }
    }

    /// The options that every command needs.
    pub(super) fn arguments(&self, command: &mut Command) {
        command.args(["--database-url", &self.database, "--shopify-url-template", &self.template]);
        command.arg("--key-file").arg(&self.key_file);
    }

    /// A tenant, an inbox for one origin, and the sandbox's shops.
    pub(super) fn set_up(&self, origin: &str, sandbox: &Child) -> Result<Inbox, XtaskError> {
        #[derive(Deserialize)]
        struct Tenant {
            tenant: String,
        }
        #[derive(Deserialize)]
        struct Added {
            inbox: String,
            key: String,
            signing_secret: String,
        }
        #[derive(Deserialize)]
        struct Reach {}
        #[derive(Deserialize)]
        struct Store {}

        let Tenant { tenant } = self.run(&["tenant", "add", "Postroom demo"], None)?;
        let Added { inbox, key, signing_secret } =
            self.run(&["inbox", "add", "--tenant", &tenant, "--host", "generic", "--origin", origin], None)?;
        // Agents of the demo may also search.
        let Reach {} = self.run(&["inbox", "set", "--inbox", &inbox, "--reach", "search"], None)?;
        let printed = sandbox.printed();
        for shop in SHOPS {
            let token = token(&printed, shop).ok_or_else(|| XtaskError::Unexpected {
                name: "the sandbox",
                words: format!("it printed no token for {shop}"),
            })?;
            let connect = ["store", "connect", "--tenant", &tenant, "--shop", shop, "--token-stdin"];
            let Store {} = self.run(&connect, Some(token))?;
        }
        Ok(Inbox { id: inbox, key, signing_secret, stores: SHOPS.len(), tenant })
    }

    /// A link by which an owner signs in to the settings.
    pub(super) fn owner_link(&self, tenant: &str) -> Result<String, XtaskError> {
        #[derive(Deserialize)]
        struct Link {
            url: String,
        }
        let Link { url } = self.run(&["owner-link", "--tenant", tenant], None)?;
        Ok(url)
    }

    /// Runs one command and reads its object. A token goes by standard input: arguments are visible to everybody.
    fn run<T: DeserializeOwned>(&self, arguments: &[&str], input: Option<&str>) -> Result<T, XtaskError> {
        let failed = |words: String| XtaskError::Unexpected { name: NAME, words };
        let mut command = clean(&self.binary);
        self.arguments(&mut command);
        command.arg("--json").args(arguments);
        let mut process = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|reason| failed(reason.to_string()))?;
        if let (Some(mut stdin), Some(input)) = (process.stdin.take(), input) {
            stdin.write_all(input.as_bytes()).map_err(|reason| failed(reason.to_string()))?;
        }
        let output = process.wait_with_output().map_err(|reason| failed(reason.to_string()))?;
        if !output.status.success() {
            return Err(failed(String::from_utf8_lossy(&output.stderr).trim().to_owned()));
        }
        serde_json::from_slice(&output.stdout).map_err(|reason| XtaskError::Json { what: "the proxy's answer", reason })
    }
}

/// The token in the line about a shop.
fn token<'a>(printed: &'a [String], shop: &str) -> Option<&'a str> {
    let line = printed.iter().find(|line| line.contains(shop))?;
    line.split(|sign: char| !sign.is_ascii_alphanumeric() && sign != '_').find(|word| word.starts_with("shpat_"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shops_token_is_found_in_what_the_sandbox_prints() {
        let printed = [
            "kumo-tokyo.myshopify.com  shpat_1 read_orders".to_owned(),
            "| acme-uk.myshopify.com | `shpat_2` | read_orders |".to_owned(),
        ];
        assert_eq!(token(&printed, "acme-uk.myshopify.com"), Some("shpat_2"));
        assert_eq!(token(&printed, "maison-lumiere.myshopify.com"), None);
    }
}
