//! A tenant that tries another's by every route there is. The routes, and what they take, come from `/openapi.json`, so that
//! later ones join by themselves. Whatever a route is given, of another tenant it tells nothing and changes nothing.

use crate::desk::{Desk, Inbox, LUMIERE, Reply, UK, customer, sign_with};
use axum::body::Body;
use axum::http::Request;
use base64::Engine as _;
use context_card::auth::{OwnerPass, Pass};
use context_card::db::{AppRow, Attempt};
use context_card::ids::{AppId, AttemptId, TenantId};
use context_card::store::ShopDomain;
use context_card::tokens::Purpose;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// A tenant with everything that a route may be given.
struct Side {
    tenant: TenantId,
    inbox: Inbox,
    store: String,
    shop: &'static str,
    app: AppId,
    attempt: AttemptId,
    session: String,
    admin: String,
    owner: String,
    customer: String,
    order: String,
}

const APP_SECRET: &str = "of-the-app";

impl Side {
    async fn make(desk: &Desk, tenant: &str, inbox: Inbox, shop: &'static str, email: &str) -> Self {
        let tenant = TenantId::parse(tenant).unwrap();
        let db = &desk.app.db;
        let row = db.tenant(&tenant).await.unwrap().unwrap();
        let key = desk.app.vault.open_data_key(&tenant, &row.data_key).unwrap();
        let app = AppId::random().unwrap();
        let client_id = format!("client-of-{tenant}");
        let secret = key.seal(Purpose::ClientSecret, &[app.as_str(), &client_id], APP_SECRET).unwrap();
        let (previous_secret, scopes) = (None, vec!["read_orders".to_owned()]);
        let owned =
            AppRow { app: app.clone(), tenant: Some(tenant.clone()), client_id, secret, previous_secret, scopes };
        db.save_app(&owned, 1).await.unwrap();
        let now = desk.app.clock.unix();
        let attempt = Attempt {
            attempt: AttemptId::random().unwrap(),
            tenant: tenant.clone(),
            app: Some(app.clone()),
            shop: ShopDomain::parse(shop).unwrap(),
            made_by: "command-line".to_owned(),
            by_link: false,
            created: now,
            expires: now + 600,
            ended: None,
            outcome: "open".to_owned(),
            detail: None,
            state_expires: None,
        };
        db.add_attempt(&attempt, None).await.unwrap();
        let pass = OwnerPass { tenant: tenant.clone(), pass: Pass::random().unwrap() };
        db.add_owner_session(&tenant, &pass.pass.hash(), "o_1", now, now + 3600).await.unwrap();
        let token = sign_with(&inbox, &desk.claims(json!({"emails": [{"address": email, "verified": true}]})));
        let opened = desk.post("/api/card", "", &json!({"token": token, "seq": 1})).await.json();
        let handle = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        // Who only knocks needs no customers of their own.
        let found = if shop == UK { customer(&opened["card"], 0) } else { &Value::Null };
        let mut claims = desk.claims(json!({}));
        claims["role"] = json!("admin");
        let admin = desk.post("/api/session", "", &json!({"token": sign_with(&inbox, &claims)})).await.json();
        let stores = db.stores(&tenant).await.unwrap();
        Self {
            store: stores[0].store.id.to_string(),
            session: handle(&opened["session"]),
            admin: handle(&admin["session"]),
            customer: handle(&found["handle"]),
            order: handle(&found["orders"]["rows"][0]["handle"]),
            owner: format!("__Host-context-card-owner={}", pass.text()),
            attempt: attempt.attempt,
            tenant,
            inbox,
            shop,
            app,
        }
    }

    /// What a route is given under this name, taken from this side.
    fn value(&self, desk: &Desk, name: &str, turn: usize) -> String {
        let id = |text: &str| text.to_owned();
        match name {
            "inbox" => id(&self.inbox.id),
            "store" | "stores" => id(&self.store),
            "app" => id(self.app.as_str()),
            "tenant" => id(self.tenant.as_str()),
            "attempt" => id(self.attempt.as_str()),
            "shop" => id(self.shop),
            "before" => id("9"),
            "session" => id(&self.session),
            // Ours is the only signature that we have.
            "token" => sign_with(&self.inbox, &desk.claims(json!({"emails": ["maria@example.com"]}))),
            "handle" if turn == 0 => id(&self.customer),
            "handle" => id(&self.order),
            "cursor" => id(&self.order),
            _ => [&self.store, &self.customer, &self.inbox.id, self.tenant.as_str()][turn % 2].to_owned(),
        }
    }
}

/// A route: its method, its path, the names of what stands behind the question mark, and what its body takes.
struct Route {
    method: String,
    path: String,
    query: Vec<String>,
    /// The content type, and the fields with their schemas.
    body: Option<(String, Map<String, Value>)>,
}

async fn routes(desk: &Desk) -> Vec<Route> {
    let description = desk.get("/openapi.json").await.json();
    let mut routes = Vec::new();
    for (path, methods) in description["paths"].as_object().unwrap() {
        for (method, about) in methods.as_object().unwrap() {
            let query = about["parameters"]
                .as_array()
                .into_iter()
                .flatten()
                .map(|one| one["name"].as_str().unwrap().to_owned());
            let query = query.filter(|name| !path.contains(&format!("{{{name}}}"))).collect();
            let body = about["requestBody"]["content"].as_object().and_then(|content| {
                let (kind, schema) = content.iter().next()?;
                Some((kind.clone(), fields(&description, &schema["schema"])))
            });
            routes.push(Route { method: method.to_uppercase(), path: path.clone(), query, body });
        }
    }
    // What ends a session or a store comes last, so that what comes before it is asked with good papers.
    routes.sort_by_key(|route: &Route| {
        (route.path.ends_with("sign-out"), route.path.ends_with("disconnect") && route.method == "POST")
    });
    routes
}

/// The fields of a schema, whatever alternatives it has.
fn fields(description: &Value, schema: &Value) -> Map<String, Value> {
    if let Some(name) = schema["$ref"].as_str() {
        return fields(description, description.pointer(name.trim_start_matches('#')).unwrap());
    }
    let mut all = schema["properties"].as_object().cloned().unwrap_or_default();
    for field in all.values_mut() {
        // A type of its own is what it stands for.
        if let Some(name) = field["$ref"].as_str() {
            *field = description.pointer(name.trim_start_matches('#')).unwrap().clone();
        }
    }
    for word in ["oneOf", "anyOf", "allOf"] {
        for part in schema[word].as_array().into_iter().flatten() {
            all.extend(fields(description, part));
        }
    }
    all
}

/// A field of a JSON body.
fn field(desk: &Desk, theirs: &Side, name: &str, schema: &Value, turn: usize) -> Value {
    let kind = schema["type"].as_str().or_else(|| schema["type"][0].as_str());
    match (name, kind) {
        ("order_card", _) => json!(["order.total"]),
        ("order_details", _) => json!(["order.total", "order.tax", "order.tags"]),
        ("customer_details", _) => json!(["customer.email", "customer.note", "customer.tags"]),
        ("version", _) => json!(0),
        // Switched off, it would refuse what comes later.
        ("active", _) => json!(true),
        ("cursor", _) if turn == 0 => Value::Null,
        // Of a list it is an order's number, and may be left out; a search needs it.
        ("query", _) if schema["type"] == "string" => json!("maria@example.com"),
        ("query" | "parent_origin" | "nonce" | "hint", _) => Value::Null,
        (_, Some("integer" | "number")) => json!(1),
        (_, Some("boolean")) => json!(false),
        (_, Some("array")) => json!([]),
        (name, Some("string")) => json!(theirs.value(desk, name, turn)),
        _ => Value::Null,
    }
}

/// Asks a route for what is `theirs`, as somebody with these papers.
async fn knock(desk: &Desk, route: &Route, theirs: &Side, papers: (&str, &str), turn: usize) -> Reply {
    let encoded = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let mut path = String::new();
    for part in route.path.split('/').skip(1) {
        let name = part.strip_prefix('{').and_then(|part| part.strip_suffix('}'));
        path = format!("{path}/{}", name.map_or(part.to_owned(), |name| theirs.value(desk, name, turn)));
    }
    let pairs = |names: &mut dyn Iterator<Item = &String>| {
        let pairs: Vec<_> = names.map(|name| format!("{name}={}", encoded(&theirs.value(desk, name, turn)))).collect();
        pairs.join("&")
    };
    if !route.query.is_empty() {
        path = format!("{path}?{}", pairs(&mut route.query.iter()));
    }
    let (header, value) = papers;
    let mut request =
        Request::builder().method(route.method.as_str()).uri(path).header("sec-fetch-site", "same-origin");
    if !header.is_empty() {
        request = request.header(header, value);
    }
    let body = match &route.body {
        None => String::new(),
        Some((kind, fields)) => {
            request = request.header("content-type", kind);
            if kind == "application/x-www-form-urlencoded" {
                pairs(&mut fields.keys())
            } else {
                let mut object = Map::new();
                for (name, schema) in fields {
                    // Who asks by a session sends no token, and the other way round.
                    if name == "token" && header == "authorization" {
                        continue;
                    }
                    object.insert(name.clone(), field(desk, theirs, name, schema, turn));
                }
                Value::Object(object).to_string()
            }
        }
    };
    desk.send(request.body(Body::from(body)).unwrap()).await
}

/// Everything that is kept of a tenant, row by row.
fn kept(desk: &Desk, tenant: &TenantId) -> BTreeSet<String> {
    let setup = desk.setup();
    // One statement that reads every table, made of what tables there are.
    let tables = if crate::postgres::here() {
        "SELECT format('SELECT ''%s: '' || %I::text FROM %I', table_name, table_name, table_name)
            FROM information_schema.columns WHERE table_schema = 'context_card' AND column_name = 'tenant'"
    } else {
        "SELECT 'SELECT ''' || m.name || ': ''' || group_concat(' || quote(' || c.name || ')', '') || ' FROM ' || m.name
            FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'
            GROUP BY m.name HAVING sum(c.name = 'tenant')"
    };
    let reading: Vec<String> =
        setup.behind(tables).iter().map(|table| format!("{table} WHERE tenant = '{tenant}'")).collect();
    setup.behind(&reading.join(" UNION ALL ")).into_iter().collect()
}

/// What must be in no answer: nothing of it was sent.
const THEIRS: [&str; 4] = ["Sørensen", "Acme UK", "#1042", "£"];

async fn two_sides() -> (Desk, Side, Side) {
    let desk = Desk::open().await;
    let setup = desk.setup();
    let neighbour = setup.json(&["tenant", "add", "Neighbour"])["tenant"].as_str().unwrap().to_owned();
    let inbox = setup.inbox(&neighbour, &[]);
    setup.connect(&neighbour, LUMIERE, &desk.sandbox.token(LUMIERE));
    for id in [&desk.inbox.id, &inbox.id] {
        setup.json(&["inbox", "set", "--inbox", id, "--reach", "search"]);
    }
    let victim = Side::make(&desk, &desk.tenant, desk.inbox.clone(), UK, "maria@example.com").await;
    let neighbour = Side::make(&desk, &neighbour, inbox, LUMIERE, "maria@example.com").await;
    (desk, victim, neighbour)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tenant_that_tries_anothers_by_every_route_gets_nothing() {
    let (desk, victim, neighbour) = two_sides().await;
    let before = kept(&desk, &victim.tenant);
    assert!(before.len() >= 7, "{before:#?}");
    desk.sandbox.clear_log();
    let (agent, admin) = (format!("Bearer {}", neighbour.session), format!("Bearer {}", neighbour.admin));
    let papers = [("", ""), ("authorization", agent.as_str()), ("authorization", &admin), ("cookie", &neighbour.owner)];
    let routes = routes(&desk).await;
    assert!(routes.len() >= 25, "{}", routes.len());
    for route in &routes {
        for papers in papers {
            for turn in [0, 1] {
                // The one thing that can't be given is a token signed by them: that would be their own.
                let signs = Side {
                    inbox: Inbox {
                        id: victim.inbox.id.clone(),
                        key: victim.inbox.key.clone(),
                        secret: neighbour.inbox.secret.clone(),
                    },
                    ..victim.copy()
                };
                let reply = knock(&desk, route, &signs, papers, turn).await;
                let what =
                    format!("{} {} with {:?}: {} {}", route.method, route.path, papers.0, reply.status, reply.text);
                assert!(!reply.status.is_server_error(), "{what}");
                for text in THEIRS {
                    assert!(!reply.text.contains(text), "{text} in {what}");
                }
            }
        }
        let (now, what) = (kept(&desk, &victim.tenant), format!("{} {}", route.method, route.path));
        assert!(now == before, "{what}\n{:#?}", now.symmetric_difference(&before).collect::<Vec<_>>());
    }
    let asked: Vec<_> = desk.sandbox.log().into_iter().filter(|entry| entry.shop == UK).collect();
    assert!(asked.is_empty(), "their shop was asked: {asked:?}");

    // The same requests with the right papers do open things, so that this was no test of typing mistakes.
    let (agent, admin) = (format!("Bearer {}", victim.session), format!("Bearer {}", victim.admin));
    let papers = [("authorization", agent.as_str()), ("authorization", &admin), ("cookie", &victim.owner)];
    let mut opened = BTreeSet::new();
    for route in &routes {
        for papers in papers {
            for turn in [0, 1] {
                let reply = knock(&desk, route, &victim, papers, turn).await;
                if reply.status.is_success() {
                    opened.insert(format!("{} {}", route.method, route.path));
                }
            }
        }
    }
    for route in [
        "POST /api/card",
        "POST /api/orders",
        "POST /api/order",
        "POST /api/history",
        "POST /api/search",
        "POST /api/tickets",
        "GET /api/live",
        "GET /api/settings/card",
        "PUT /api/settings/card",
        "GET /api/settings/changes",
        "PUT /api/settings/active",
        "GET /api/settings/stores",
        "POST /api/settings/stores/consent",
        "POST /api/settings/stores/link",
        "POST /api/settings/stores/test",
        "POST /api/settings/stores/webhooks",
        "POST /api/settings/stores/disconnect",
    ] {
        assert!(opened.contains(route), "{route} was not asked as it wants: {opened:#?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_signed_by_one_tenants_app_that_names_anothers_shop_does_nothing() {
    let (desk, victim, neighbour) = two_sides().await;
    let before = kept(&desk, &victim.tenant);
    desk.sandbox.clear_log();
    for topic in [
        "app/uninstalled",
        "app/scopes_update",
        "orders/updated",
        "customers/update",
        "customers/redact",
        "shop/redact",
    ] {
        let body = json!({"shop_domain": UK, "id": 1, "current": ["read_orders"], "customer": {"id": 1}}).to_string();
        let mut mac = Hmac::<sha2::Sha256>::new_from_slice(APP_SECRET.as_bytes()).unwrap();
        mac.update(body.as_bytes());
        let signature = base64::engine::general_purpose::STANDARD.encode(mac.finalize().into_bytes());
        for (app, signed) in [(&neighbour.app, true), (&victim.app, false)] {
            // Signed for the other app, it is not even read.
            let signature = if signed { signature.clone() } else { signature.replace(['a', 'B', 'c'], "d") };
            let request = Request::post(format!("/webhooks/{app}"))
                .header("content-type", "application/json")
                .header("x-shopify-hmac-sha256", signature)
                .header("x-shopify-topic", topic)
                .header("x-shopify-shop-domain", UK)
                .header("x-shopify-webhook-id", format!("delivery of {topic}"));
            let reply = desk.send(request.body(Body::from(body.clone())).unwrap()).await;
            assert_eq!(reply.status.is_success(), signed, "{topic}: {}", reply.text);
        }
        assert_eq!(kept(&desk, &victim.tenant), before, "{topic}");
    }
    assert_eq!(desk.asked(), 0);
}

impl Side {
    fn copy(&self) -> Self {
        Self {
            tenant: self.tenant.clone(),
            inbox: self.inbox.clone(),
            store: self.store.clone(),
            shop: self.shop,
            app: self.app.clone(),
            attempt: self.attempt.clone(),
            session: self.session.clone(),
            admin: self.admin.clone(),
            owner: self.owner.clone(),
            customer: self.customer.clone(),
            order: self.order.clone(),
        }
    }
}
