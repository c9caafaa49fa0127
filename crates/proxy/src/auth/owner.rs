//! Owners: who may connect stores. They sign in by a one-time link, which the command line makes, and then hold a cookie.

use super::pass::Pass;
use crate::ids::TenantId;

/// How long a link to sign in holds, in seconds.
pub const OWNER_LINK_LIFE: i64 = 15 * 60;
/// How long an owner stays signed in, in seconds.
pub const OWNER_SESSION_LIFE: i64 = 12 * 60 * 60;

/// A pass together with the tenant that it is for: what stands in a link to sign in, and in an owner's cookie. The tenant's
/// id is no secret; with it, a link that holds no longer can say how to make a new one.
#[derive(Clone, Debug)]
pub struct OwnerPass {
    /// The tenant that it claims to be for.
    pub tenant: TenantId,
    /// What proves it.
    pub pass: Pass,
}

impl OwnerPass {
    /// Reads its text.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (tenant, pass) = text.split_once('.')?;
        Some(Self { tenant: TenantId::parse(tenant)?, pass: Pass::parse(pass)? })
    }

    /// Its text.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{}.{}", self.tenant, self.pass.text())
    }
}
