//! A connection's life: tokens that expire, are renewed, get lost and heal.

mod healing;
mod killed;
mod leaks;
mod once;
mod ways;

use crate::desk::{Desk, PUBLIC_URL, UK};
use context_card::app::App;
use context_card::db::{AppRow, ConnectionState, Grant, NewConnection, Sealed, StoreRow};
use context_card::ids::{AppId, StoreId, TenantId};
use context_card::shopify::{AppCredentials, Client, Operation, Question, Reply, ShopifyError, TokenEndpoint, probe};
use context_card::store::ShopDomain;
use context_card::tokens::{AccessToken, AuthorizationCode, ClientSecret, Purpose, RefreshToken};
use context_card_sandbox::{Expiring, SandboxApp};
use serde_json::{Value, json};

const CLIENT_ID: &str = "card-app";
const SECRET: &str = "card-secret";
const SCOPES: &[&str] = &["read_customers", "read_orders", "read_all_orders"];

/// A desk with one connected store, whose tokens are looked at.
pub(crate) struct Connected {
    pub(crate) desk: Desk,
    tenant: TenantId,
    store: StoreId,
    client_id: String,
    client: Client,
}

/// Tokens as Shopify gave them.
struct Given {
    grant: Grant,
    access: AccessToken,
    refresh: Option<RefreshToken>,
    expires_in: Option<u32>,
}

impl Connected {
    /// A store that an owner connected by consent, an hour before its token ends.
    pub(crate) async fn by_code() -> Self {
        Self::by_code_at(Desk::with_stores(&[]).await).await
    }

    async fn by_code_at(desk: Desk) -> Self {
        desk.sandbox.add_app(SandboxApp::new(CLIENT_ID, SECRET, &[PUBLIC_URL]));
        let given = consent(&desk).await;
        Self::keep(desk, CLIENT_ID, SECRET, given).await
    }

    /// A store of the vendor's own organisation.
    async fn by_client_credentials() -> Self {
        let desk = Desk::with_stores(&[]).await;
        let app = desk.sandbox.own_app();
        let granted =
            endpoint(&desk).client_credentials(&shop(), &credentials(&app.client_id, &app.client_secret)).await;
        let granted = granted.unwrap();
        let given = Given {
            grant: Grant::ClientCredentials,
            access: granted.access,
            refresh: None,
            expires_in: Some(granted.expires_in),
        };
        Self::keep(desk, &app.client_id, &app.client_secret, given).await
    }

    /// A store whose token somebody pasted, together with its app's secret.
    async fn by_token() -> Self {
        let desk = Desk::with_stores(&[]).await;
        let token = desk.sandbox.token(UK);
        let app = desk.sandbox.app_of_token(&token);
        let given = Given { grant: Grant::Token, access: AccessToken::new(token), refresh: None, expires_in: None };
        Self::keep(desk, &app.client_id, &app.client_secret, given).await
    }

    async fn keep(desk: Desk, client_id: &str, secret: &str, given: Given) -> Self {
        let tenant = TenantId::parse(&desk.tenant).unwrap();
        let app = save_app(&desk.app, &tenant, client_id, secret).await;
        let client = Client::new(&desk.sandbox.url_template()).unwrap();
        let store = StoreId::random().unwrap();
        let connected = Self { desk, tenant, store, client_id: client_id.to_owned(), client };
        connected.connect(app, given).await;
        connected.desk.sandbox.clear_log();
        connected
    }

    async fn connect(&self, app: AppId, given: Given) {
        let (db, now) = (&self.desk.app.db, self.desk.app.clock.unix());
        let key = self.desk.app.data_key(&self.tenant).await.ok().unwrap();
        let found = probe(&self.client, &shop(), &given.access).await.unwrap();
        let row = [self.store.as_str(), UK];
        let refresh = given.refresh.map(|token| key.seal(Purpose::RefreshToken, &row, token.expose()).unwrap());
        let new = NewConnection {
            store: found.store(self.store.clone(), self.tenant.clone(), shop()),
            app: Some(app),
            client_id: Some(self.client_id.clone()),
            grant: given.grant,
            sealed: Sealed {
                access: key.seal(Purpose::AccessToken, &row, given.access.expose()).unwrap(),
                refresh,
                previous_refresh: None,
            },
            expires: given.expires_in.map(|seconds| now + i64::from(seconds)),
            refresh_expires: None,
            metadata: json!({}),
            connected_by: "test".to_owned(),
        };
        db.connect(&new, now).await.unwrap();
    }

    /// The owner connects the store once more.
    async fn connect_again(&self) {
        let app = self.row().await.connection.app.unwrap();
        let given = consent(&self.desk).await;
        self.connect(app, given).await;
    }

    async fn row(&self) -> StoreRow {
        self.desk.app.db.store(&self.tenant, &self.store).await.unwrap().unwrap()
    }

    /// The connection's state, and the code of what went wrong last.
    async fn state(&self) -> (ConnectionState, Option<String>) {
        let connection = self.row().await.connection;
        (connection.state, connection.failure.map(|failure| failure.code))
    }

    /// Time goes by, here and at Shopify.
    pub(crate) fn pass(&self, seconds: i64) {
        self.desk.wait(seconds);
        self.desk.sandbox.advance(time::Duration::seconds(seconds));
    }

    /// The codes that the store's section of Maria's card shows: none where it is whole.
    async fn told(&self) -> Vec<String> {
        let (_, card) = self.desk.open_conversation("maria@example.com").await;
        told(&card)
    }

    /// The requests that reached Shopify since the last look: token requests by their grant, all others as they are called,
    /// and those that were refused unread by their status.
    fn asked(&self) -> Vec<String> {
        let log = self.desk.sandbox.log();
        self.desk.sandbox.clear_log();
        log.into_iter().map(|entry| entry.operation.unwrap_or_else(|| entry.status.to_string())).collect()
    }

    /// Asks the shop its name through a keeper, as one who reads this row would.
    async fn ask_with(&self, app: &App, row: &StoreRow) -> Result<Reply, ShopifyError> {
        let operation = Operation { name: "Name", document: "query Name { shop { name } }".to_owned() };
        app.keeper.ask(&self.client, row, Question::new(&operation, &Value::Null)).await
    }

    async fn ask(&self, row: &StoreRow) -> Result<Reply, ShopifyError> {
        self.ask_with(&self.desk.app, row).await
    }

    /// A token as the database keeps it, opened.
    async fn opened(&self, sealed: &Option<Vec<u8>>) -> Option<String> {
        let key = self.desk.app.data_key(&self.tenant).await.ok().unwrap();
        let row = [self.store.as_str(), UK];
        sealed.as_ref().map(|sealed| key.open(Purpose::RefreshToken, &row, sealed).unwrap())
    }
}

/// The codes that a card's one section shows.
fn told(card: &Value) -> Vec<String> {
    let section = &card["stores"][0];
    let failed = section["found"]["failed"]["code"].as_str();
    let notices = section["notices"].as_array().unwrap().iter().map(|notice| notice["code"].as_str().unwrap());
    failed.into_iter().chain(notices).map(str::to_owned).collect()
}

fn shop() -> ShopDomain {
    ShopDomain::parse(UK).unwrap()
}

fn endpoint(desk: &Desk) -> TokenEndpoint {
    TokenEndpoint::new(Client::new(&desk.sandbox.url_template()).unwrap())
}

fn credentials(client_id: &str, secret: &str) -> AppCredentials {
    AppCredentials { client_id: client_id.to_owned(), secret: ClientSecret::new(secret.to_owned()) }
}

async fn save_app(app: &App, tenant: &TenantId, client_id: &str, secret: &str) -> AppId {
    let known = app.db.apps(tenant).await.unwrap().into_iter().find(|row| row.client_id == client_id);
    let id = known.map_or_else(|| AppId::random().unwrap(), |row| row.app);
    let key = app.data_key(tenant).await.ok().unwrap();
    let row = AppRow {
        secret: key.seal(Purpose::ClientSecret, &[id.as_str(), client_id], secret).unwrap(),
        app: id,
        tenant: Some(tenant.clone()),
        client_id: client_id.to_owned(),
        previous_secret: None,
        scopes: SCOPES.iter().map(|scope| (*scope).to_owned()).collect(),
    };
    app.db.save_app(&row, 0).await.unwrap()
}

/// An owner consents at Shopify: the first pair.
async fn consent(desk: &Desk) -> Given {
    let (origin, scopes) = (desk.sandbox.origin(), SCOPES.join(","));
    let link = format!(
        "{origin}/{UK}/admin/oauth/authorize?client_id={CLIENT_ID}&scope={scopes}&redirect_uri={PUBLIC_URL}&state=s"
    );
    let back = desk.sandbox.approve(&link).unwrap();
    let back = url::Url::parse(&back).unwrap();
    let code = back.query_pairs().find(|(key, _)| key == "code").unwrap().1.into_owned();
    let app = credentials(CLIENT_ID, SECRET);
    let granted = endpoint(desk).exchange_code(&shop(), &app, &AuthorizationCode::new(code)).await.unwrap();
    assert_eq!(granted.scopes, ["read_all_orders", "read_customers", "read_orders"]);
    Given {
        grant: Grant::AuthorizationCode,
        access: granted.access,
        refresh: granted.refresh,
        expires_in: Some(granted.expires_in),
    }
}
