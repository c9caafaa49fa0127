//! The card's files, embedded in the binary by `build.rs`: hashed names, precompressed with brotli.

use crate::public_url::PublicUrl;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha384};

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// A file as browsers get it.
#[derive(Debug)]
pub struct Asset {
    /// Its plain name: `card.css`.
    pub name: &'static str,
    /// Its name with a hash of what is in it: `card.1a2b3c4d5e6f.css`.
    pub hashed: &'static str,
    /// Its content type.
    pub content_type: &'static str,
    /// What is in it.
    pub raw: &'static [u8],
    /// The same, compressed.
    pub brotli: &'static [u8],
}

/// The file with this hashed name.
#[must_use]
pub fn find(hashed: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.hashed == hashed)
}

/// The address of the file with this plain name, in pages; where the binary was built without it, an address that is not found.
#[must_use]
pub fn url(at: &PublicUrl, name: &str) -> String {
    let hashed = ASSETS.iter().find(|asset| asset.name == name).map_or(name, |asset| asset.hashed);
    at.path(&["/assets/", hashed].concat())
}

/// The loader of the card's element, `www/embed.js`.
#[must_use]
pub fn loader() -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.name == "embed.js")
}

/// The scripts for other people's pages: the same, and that of the element without an iframe, `www/inline.js`.
pub fn loaders() -> impl Iterator<Item = &'static Asset> {
    ASSETS.iter().filter(|asset| matches!(asset.name, "embed.js" | "inline.js"))
}

impl Asset {
    /// The value for a tag's `integrity`: a browser runs the file only as it is now.
    #[must_use]
    pub fn integrity(&self) -> String {
        format!("sha384-{}", STANDARD.encode(Sha384::digest(self.raw)))
    }
}

/// Whether the binary was built with the card in it.
#[must_use]
pub fn complete() -> bool {
    let there = |name: &str| ASSETS.iter().any(|asset| asset.name == name);
    there("card.css") && BOOT.iter().all(|(kind, _)| program(kind).iter().all(|name| there(name)))
}

/// The card for a host of this kind: the JavaScript and the Wasm.
#[must_use]
pub fn program(host: &str) -> [String; 2] {
    [format!("card-{host}.js"), format!("card-{host}_bg.wasm")]
}

/// The first words to a host of this kind: `www/boot/<host>.js`, as it stands in the page.
#[must_use]
pub fn boot(host: &str) -> &'static str {
    BOOT.iter().find(|(name, _)| *name == host).map_or("", |(_, script)| script)
}

/// What the page's head does before anything is drawn: `www/early.js`.
#[must_use]
pub const fn early() -> &'static str {
    EARLY
}
