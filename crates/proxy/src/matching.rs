//! Placeholder until the branch `shopify` is merged: on a conflict, the version of the branch `shopify` is the right one.
