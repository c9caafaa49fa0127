//! What the proxy says of inboxes in the settings panel: the hosts there are, rules that were broken, and how the card is
//! built in.

use crate::text::Message;
use serde::Deserialize;

messages! {
    /// A kind of host, for who chooses one.
    HostMessages {
        label,
        help,
        origins,
    }
}

/// The kinds of host, one entry each.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HostsMessages {
    /// Any helpdesk with developers of its own.
    pub generic: HostMessages,
    /// Chatwoot.
    pub chatwoot: HostMessages,
    /// Front.
    pub front: HostMessages,
    /// LiveChat and HelpDesk.
    pub livechat: HostMessages,
    /// Help Scout.
    pub helpscout: HostMessages,
    /// MCP Apps.
    pub mcp: HostMessages,
    /// Zendesk.
    pub zendesk: HostMessages,
    /// An address that the host's backend signs.
    pub signed_url: HostMessages,
    /// An address that the host fills in.
    pub url: HostMessages,
    /// Intercom.
    pub intercom: HostMessages,
    /// Gorgias.
    pub gorgias: HostMessages,
    /// Gladly.
    pub gladly: HostMessages,
}

messages! {
    /// Which rule was broken.
    InboxMessages {
        origin_meant,
        origin_path,
        origin_not_secure,
        origin_no_address,
        no_origin,
        too_many_origins,
        name,
        locale,
        zone,
        no_store,
        unknown_store,
        public_key,
        too_many_keys,
        too_many_inboxes,
        agent_name,
        provider_label,
        provider_client,
        provider_issuer,
        provider_silent,
        provider_secret,
        provider_allowed,
        host,
        prefix,
        signature,
        other_key,
        inline,
        host_secret,
        changed,
    }
}

messages! {
    /// The steps by which the card gets into a host that speaks scx/1.
    GuideMessages {
        secret,
        secret_text,
        public_key_text,
        no_key_text,
        sign,
        sign_text,
        page,
        page_text,
        ticket,
        ticket_text,
        admins,
        admins_text,
        admins_not_allowed,
        secret_label,
        page_label,
        node_label,
        settings_label,
        address_label,
        mcp_label,
    }
}

messages! {
    /// The steps by which the card gets into the other hosts; each is a title and a text.
    StepsMessages {
        sign_in,
        sign_in_text,
        chatwoot,
        chatwoot_text,
        front,
        front_text,
        livechat,
        livechat_text,
        helpscout,
        helpscout_text,
        mcp,
        mcp_text,
        mcp_context,
        mcp_context_text,
        zendesk,
        zendesk_text,
        zendesk_key,
        zendesk_key_text,
        signed_url,
        signed_url_text,
        url,
        url_text,
        url_known,
        url_known_text,
        intercom,
        intercom_text,
        intercom_secret,
        intercom_secret_text,
        gorgias,
        gorgias_text,
        gorgias_widget,
        gorgias_widget_text,
        gladly,
        gladly_text,
        gladly_fields,
        gladly_fields_text,
    }
}
