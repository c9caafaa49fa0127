//! The sandbox's webhooks, as tests hold them.
