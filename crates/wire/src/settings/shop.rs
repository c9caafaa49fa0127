//! A shop's address, in any form that people paste. Pure: the panel checks it as it is typed, the proxy when it arrives.

/// Reads `acme.myshopify.com`, with or without `https://`, a slash at the end or `/admin`; or the address of a page of the
/// shop's admin, `https://admin.shopify.com/store/acme/orders`. None for anything else: only such a domain is ever asked.
#[must_use]
pub fn shop_domain(text: &str) -> Option<String> {
    let text = text.trim().to_ascii_lowercase();
    let text = text.strip_prefix("https://").unwrap_or(&text);
    let domain = match text.strip_prefix("admin.shopify.com/store/") {
        Some(path) => format!("{}.myshopify.com", path.split(['/', '?', '#']).next().unwrap_or_default()),
        None => match text.split_once('/') {
            Some((domain, "")) => domain.to_owned(),
            Some((domain, path)) if path.split(['/', '?', '#']).next() == Some("admin") => domain.to_owned(),
            Some(_) => return None,
            None => text.to_owned(),
        },
    };
    let name = domain.strip_suffix(".myshopify.com")?;
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    let good = !name.is_empty() && domain.len() <= 100 && !name.starts_with('-') && name.bytes().all(allowed);
    good.then_some(domain)
}
