//! What the card and the proxy say to each other.
//!
//! The proxy fills these types and the card draws them; both sides import this crate and it knows neither.
//! It does no I/O and has no type that could hold a token, so a token can't reach the card. Every text in it
//! is already in the agent's language: words and numbers are made in one place, the proxy.

pub mod answer;
pub mod card;
pub mod catalogue;
pub mod config;
pub mod handle;
pub mod host_hint;
pub mod matched;
pub mod order;
pub mod page;
pub mod problem;
pub mod request;
pub mod settings;
pub mod value;
pub mod words;

pub use answer::Answer;
pub use card::{Card, CustomerCard, Found, Hint, Linking, StoreCard};
pub use catalogue::{FieldSpec, Group, Kind, Scope};
pub use config::{CardConfig, ConfigError, ListDifference};
pub use handle::{Cursor, Handle};
pub use host_hint::{HintedAccount, HintedContact, HostHint};
pub use matched::{Grade, Match, MatchedBy};
pub use order::{Bar, History, LineItem, OrderDetails, OrderPage, OrderRow, Parcel, ProductDetails, Step};
pub use page::{AddressSignature, Arrival, HostOptions, Inline, Page, SignInWays};
pub use problem::{Action, Notice, Problem};
pub use request::{
    AgentInfo, CardOpened, CardReply, CardRequest, Changed, CodeRequest, HistoryRequest, LinkRequest, LiveEvent,
    OrderFilter, OrderRequest, OrdersRequest, ProblemReply, ProductRequest, ResumeRequest, SearchRequest, SessionReply,
    SessionRequest, SessionStarted, SettingsConflict, SignedAddress, Speech, TicketReply, TicketRequest,
};
pub use settings::{FieldChoice, FieldChoices, MetafieldChoice, MissingScope, StoreMetafields};
pub use value::{Badge, Field, Link, Moment, Money, Picture, Tone, Value};
pub use words::Words;
