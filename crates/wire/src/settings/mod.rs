//! What the settings panel and the proxy say to each other. The card reads none of it.
//!
//! | file | what lives there |
//! |---|---|
//! | `panel` | who has the panel open, and what its first screen needs |
//! | `fields` | what an admin chooses from |
//! | `changes` | who changed what, when |
//! | `inboxes` | where the card is embedded: inboxes, their keys, how they are built in |
//! | `agents` | agents of hosts that sign nothing: who is signed in, and their codes |
//! | `provider` | where agents may sign in beside by code |
//! | `preview` | the card with fields that are not saved yet |
//! | `trial` | the panel plays an inbox's host |
//! | `stores` | the stores: how each is connected and how it is, what can be mended; the apps |
//! | `shop` | a shop's address, in any form that people paste |
//! | `words` | the panel's own words, in one language |

mod agents;
mod changes;
mod fields;
mod inboxes;
mod panel;
mod preview;
mod provider;
mod shop;
mod stores;
mod trial;
pub mod words;

pub use agents::{Agents, CodeMade, EndSignInRequest, NewCodeRequest, SignInWay, SignedIn};
pub use changes::{ActiveRequest, Change, Changes};
pub use fields::{FieldChoice, FieldChoices, MetafieldChoice, MissingScope, StoreMetafields};
pub use inboxes::{
    ChangeInboxRequest, FirstKey, Guide, GuideStep, HighestRole, HostChoice, InboxAdded, InboxConflict, InboxReach,
    InboxSet, InboxSettings, Inboxes, KeyAdded, KeySettings, MatchBy, NewInboxRequest, NewKeyRequest, RevokeKeyRequest,
    ShownSecret, SignsWith, Snippet, StoreName,
};
pub use panel::{InboxName, PanelAgent, PanelOpened, PanelPage, PanelRole, PanelSpeech, StoresAtAGlance};
pub use preview::{Preview, PreviewOf, PreviewOrder, PreviewRequest};
pub use provider::{ProviderOpened, ProviderRequest, ProviderSecret, ProviderSet};
pub use shop::shop_domain;
pub use stores::{
    AppDone, AppOverview, AppScopesRequest, ConnectAttempt, ConnectLink, ConnectWay, Consent, ConsentRequest,
    DisconnectedStore, Fix, PrefixRequest, SaveRequest, ScopeState, StateOf, StoreOverview, StoreProblem, Stores,
    StoresDone, TokenState, TopicState, Verified, WhichStore,
};
pub use trial::{TabReply, TrialProof, TrialRemark, TrialReply, TrialRequest, TrialState, TrialStep};
pub use words::PanelWords;
