//! Every odd case of a customer, an order and their data, opened as an agent opens it, with every field of the catalogue chosen.

use crate::desk::{Desk, customer};
use axum::http::StatusCode;
use context_card_sandbox::Fault;
use context_card_wire::catalogue::{FIELDS, Group};
use serde_json::{Value, json};

const ODD: &str = "odds-and-ends.myshopify.com";

/// A desk whose card shows every field there is.
struct Whole {
    desk: Desk,
}

/// One customer's card, and the session that opens their orders.
struct Opened<'a> {
    desk: &'a Desk,
    session: String,
    card: Value,
}

impl Whole {
    async fn open(shops: &[&str]) -> Self {
        let desk = Desk::with_stores(shops).await;
        let of = |groups: &[Group]| -> Vec<&str> {
            FIELDS.iter().filter(|spec| groups.contains(&spec.group)).map(|spec| spec.id).collect()
        };
        let config = json!({
            "version": 0,
            "order_card": ["order.number", "order.total", "order.delivery_status"],
            "order_details": of(&[Group::Order, Group::Fulfillment, Group::LineItem, Group::Store]),
            "customer_details": of(&[Group::Customer, Group::Store]),
        });
        let mut claims = desk.claims(json!({"emails": ["admin@inbox.example"]}));
        claims["role"] = json!("admin");
        let admin = desk.post("/api/session", "", &json!({"token": desk.sign(&claims)})).await.json();
        let saved = desk.call("PUT", "/api/settings/card", admin["session"].as_str().unwrap(), &config).await;
        assert_eq!(saved.status, StatusCode::OK, "{}", saved.text);
        Self { desk }
    }

    async fn contact(&self, contact: Value) -> Opened<'_> {
        let token = self.desk.sign(&self.desk.claims(contact));
        let reply = self.desk.post("/api/card", "", &json!({"token": token, "seq": 1})).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text);
        let reply = reply.json();
        Opened { desk: &self.desk, session: reply["session"].as_str().unwrap().to_owned(), card: reply["card"].clone() }
    }

    async fn mail(&self, name: &str) -> Opened<'_> {
        self.contact(json!({"emails": [{"address": format!("{name}@odd.example"), "verified": true}]})).await
    }
}

impl Opened<'_> {
    fn customer(&self) -> &Value {
        customer(&self.card, 0)
    }

    async fn order(&self, name: &str) -> Value {
        let rows = self.customer()["orders"]["rows"].as_array().unwrap();
        let row = rows.iter().find(|row| row["name"] == name).unwrap_or_else(|| panic!("no {name} in {rows:?}"));
        let order = self.desk.post("/api/order", &self.session, &json!({"handle": row["handle"]})).await;
        assert_eq!(order.status, StatusCode::OK, "{}", order.text);
        // Each of the sandbox's payments has the last digits of a card.
        assert!(!order.text.contains("4242") && !order.text.contains("••••"), "no card data: {}", order.text);
        order.json()
    }
}

/// A field's value as a person reads it.
fn said(field: &Value) -> String {
    let (kind, value) = field["value"].as_object().unwrap().iter().next().unwrap();
    let text = match kind.as_str() {
        "list" => value.as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect::<Vec<_>>().join(" | "),
        "text" | "blank" => value.as_str().unwrap().to_owned(),
        "image" => value["url"].as_str().unwrap().to_owned(),
        "money" if value["presentment"].is_string() => {
            format!("{} ({})", value["text"].as_str().unwrap(), value["presentment"].as_str().unwrap())
        }
        _ => value["text"].as_str().unwrap().to_owned(),
    };
    text.replace(['\u{a0}', '\u{202f}'], " ")
}

/// A field by its id; nothing where it is not drawn.
fn field(fields: &Value, id: &str) -> Option<String> {
    fields.as_array().unwrap().iter().find(|field| field["id"] == id).map(said)
}

fn of(fields: &Value, id: &str) -> String {
    field(fields, id).unwrap_or_else(|| panic!("no {id} in {fields}"))
}

/// Every text, wherever it is.
fn texts(of: &Value, all: &mut Vec<String>) {
    match of {
        Value::String(text) => all.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| texts(item, all)),
        Value::Object(fields) => fields.values().for_each(|field| texts(field, all)),
        _ => {}
    }
}

fn strings(of: &Value) -> Vec<String> {
    let mut all = Vec::new();
    texts(of, &mut all);
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn names_are_shown_as_they_are() {
    let whole = Whole::open(&[ODD]).await;
    let long = whole.mail("hubert").await;
    assert_eq!(long.customer()["name"].as_str().unwrap().chars().count(), 255);
    for (who, name) in [
        (
            "emoji",
            "🧑🏽\u{200d}🚀🏳\u{fe0f}\u{200d}🌈 👩\u{200d}❤\u{fe0f}\u{200d}💋\u{200d}👨 👨\u{200d}👩\u{200d}👧\u{200d}👦",
        ),
        ("combining", "A\u{30a}ngstro\u{308}m Z\u{351}\u{36b}a\u{334}l\u{328}g\u{334}o\u{321}\u{337}"),
        ("sara", "שרה לוי \u{202e}txt.exe\u{202c}"),
        ("markup", "<img src=x onerror=alert(1)> \"&'</script>"),
        ("nameless", "nameless@odd.example"),
    ] {
        let opened = whole.mail(who).await;
        assert_eq!(opened.customer()["name"], name);
        assert_eq!(opened.customer()["matched"]["grade"], "verified");
    }
    let number = whole.contact(json!({"phones": [{"number": "+973 3600 1234", "verified": true}]})).await;
    assert_eq!(number.customer()["matched"]["by"], "phone");
    assert_eq!(number.customer()["name"], "+97336001234");
    assert_eq!(number.customer()["orders"]["rows"][0]["name"], "EN1007-A");
}

#[tokio::test(flavor = "multi_thread")]
async fn markup_of_a_shop_is_text_on_the_page() {
    let whole = Whole::open(&[ODD]).await;
    let token = whole.desk.sign(&whole.desk.claims(json!({"emails": ["markup@odd.example"]})));
    let reply = whole.desk.post("/api/card", "", &json!({"token": token, "seq": 1})).await.json();
    let html = reply["html"].as_str().unwrap();
    assert!(html.contains("&lt;img src=x onerror=alert(1)&gt;"), "{html}");
    for raw in ["<img src=x", "<b>bold", "</script>", "<script", "javascript:alert(1)\"", "<svg onload"] {
        assert!(!html.contains(raw), "{raw} in {html}");
    }
    let page = whole.desk.get(&whole.desk.ticket("markup@odd.example").await).await.text;
    assert!(!page.contains("<img src=x"), "neither is it in the page's data");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_bought_nothing_yet_has_a_card_without_an_answer() {
    let whole = Whole::open(&[ODD]).await;
    let nia = whole.mail("nia").await;
    assert_eq!(nia.customer()["orders"]["rows"], json!([]));
    assert_eq!(nia.customer().get("answer"), None);
    assert_eq!(of(&nia.customer()["details"], "customer.total_orders"), "0");
}

#[tokio::test(flavor = "multi_thread")]
async fn texts_at_their_limits_come_whole() {
    let whole = Whole::open(&[ODD]).await;
    let heavy = whole.mail("heavy").await;
    assert_eq!(heavy.customer()["tags"].as_array().unwrap().len(), 250);
    assert_eq!(of(&heavy.customer()["details"], "customer.note").chars().count(), 5_000);
    let order = heavy.order("EN1008-A").await;
    let note = of(&order["fields"], "order.note");
    assert_eq!(note.chars().count(), 5_000);
    assert!(note.contains("<script>alert('note')</script>\n\n<p>"), "lines and markup stay text");
    assert_eq!(of(&order["fields"], "order.tags").split(" | ").count(), 250);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_currency_has_its_own_decimals() {
    let whole = Whole::open(&[ODD]).await;
    let money = whole.mail("money").await;
    for (name, total) in [
        ("EN1010-A", "BHD 7.000 (₩25,550)"),
        ("EN1011-A", "BHD 7.000 (KWD 5.705)"),
        ("EN1012-A", "BHD 7.000 (JP¥2,884)"),
        ("EN1013-A", "BHD 7.000 (18.57 USDC)"),
        ("EN1014-A", "BHD 7.000 (¤7.00)"),
        ("EN1015-A", "BHD 999,999,999.999"),
        ("EN1016-A", "BHD 0.000"),
    ] {
        let order = money.order(name).await;
        assert_eq!(of(&order["fields"], "order.total"), total, "{name}");
        let row =
            money.customer()["orders"]["rows"].as_array().unwrap().iter().find(|row| row["name"] == name).unwrap();
        assert_eq!(of(&row["fields"], "order.total"), total, "{name}, in the list");
    }
    let order = money.order("EN1017-A").await;
    assert_eq!(of(&order["fields"], "order.refunded"), "BHD 1.001 (KWD 0.816)");
    assert_eq!(of(&order["fields"], "order.discounts"), "BHD 14.000 (KWD 11.410)");
    assert_eq!(of(&order["fields"], "order.payment_status"), "Partly refunded");
    assert_eq!(money.customer()["figures"][0], "BHD\u{a0}1,000,000,036.498 spent");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_is_none_stays_text() {
    let whole = Whole::open(&[ODD]).await;
    let links = whole.mail("links").await;
    let order = links.order("EN1020-A").await;
    assert_eq!(order["parcels"].as_array().unwrap().len(), 3);
    let mut seen = Vec::new();
    for parcel in order["parcels"].as_array().unwrap() {
        for field in parcel["fields"].as_array().unwrap().iter().filter(|field| field["id"] == "fulfillment.tracking") {
            seen.push(said(field));
            if let Some(url) = field["value"]["link"]["url"].as_str() {
                assert!(url.starts_with("https://track.example/"), "{url}");
            }
        }
    }
    for number in ["ODD1", "ODD2", "ODD3", "ODD4", "ODD5", "ODD6", "ODD9", "ODD10", "ODD11", "ODD12"] {
        assert!(seen.iter().any(|text| text == number), "{number} in {seen:?}");
    }
    let reply = links.customer()["answer"]["reply"].as_str().unwrap();
    for text in strings(&order).iter().chain(strings(&links.card).iter()).map(String::as_str).chain([reply]) {
        for evil in ["avascript:", "data:text", "vbscript:", "evil.example", "secret@"] {
            assert!(!text.contains(evil), "{text}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_with_nothing_but_its_lines_is_a_whole_order() {
    let whole = Whole::open(&[ODD]).await;
    let bare = whole.mail("bare").await;
    let order = bare.order("EN1030-A").await;
    assert_eq!(order["notices"], json!([]));
    assert_eq!(order["items"][0]["title"], "Something");
    for id in [
        "order.payment_status",
        "order.payment_method",
        "order.shipping_address",
        "order.billing_address",
        "order.note",
    ] {
        assert_eq!(field(&order["fields"], id), None, "{id} is empty, and is not drawn");
    }
    assert_eq!(field(&bare.customer()["details"], "customer.default_address"), None);
    assert_eq!(order["parcels"].as_array().unwrap().len(), 1, "a parcel without status and number is a parcel");
    assert_eq!(field(&order["parcels"][0]["fields"], "fulfillment.tracking"), None);
    assert_eq!(field(&order["parcels"][0]["fields"], "fulfillment.status"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_is_as_much_as_is_known() {
    let whole = Whole::open(&[ODD]).await;
    let parts = whole.mail("parts").await;
    assert_eq!(of(&parts.customer()["details"], "customer.default_address"), "Manama");
    for (name, address) in [("EN1031-A", "Bahrain"), ("EN1032-A", "Pat | 317")] {
        assert_eq!(of(&parts.order(name).await["fields"], "order.shipping_address"), address);
    }
    let long = of(&parts.order("EN1033-A").await["fields"], "order.shipping_address");
    assert!(long.starts_with("Parts W.L.L. | Building 12") && long.ends_with("Bahrain"), "{long}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_line_item_is_a_line() {
    let whole = Whole::open(&[ODD]).await;
    let order = whole.mail("lines").await.order("EN1040-A").await;
    let items = order["items"].as_array().unwrap();
    let line = |at: usize| (items[at]["title"].as_str().unwrap(), items[at]["quantity"].as_str().unwrap());
    assert_eq!(items.len(), 9);
    assert_eq!(line(0), ("Gone for good", "1 ×"), "the product is deleted");
    assert_eq!(items[0].get("product"), None, "so there is none to open");
    assert_eq!(line(1).1.replace('\u{a0}', " "), "0 of 2 ×", "taken off by an edit");
    assert_eq!(line(2).0, "No SKU");
    assert_eq!(field(&items[2]["fields"], "line_item.sku"), None, "an empty SKU is none");
    assert_eq!(
        (line(3).0, items[3].get("picture")),
        ("Engraving", None),
        "a custom line has neither picture nor product"
    );
    assert_eq!(items[3].get("product"), None);
    assert!(line(5).0.starts_with("Gift card"));
    assert_eq!(line(6).1.replace('\u{a0}', " "), "99,999 ×");
    assert!(line(8).0.contains("as long as nobody stops it"));
    assert_eq!(of(&order["fields"], "order.total"), "BHD 12,540.875");
    assert_eq!(of(&order["fields"], "order.original_total"), "BHD 12,547.875");
    assert!(
        !order.to_string().contains("_ga") && !order.to_string().contains("_hidden"),
        "what begins with _ is not for people"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn words_that_shopify_has_not_yet_are_shown_as_words() {
    let whole = Whole::open(&[ODD]).await;
    let future = whole.mail("future").await;
    assert_eq!(of(&future.customer()["details"], "customer.state"), "Telepathic");
    assert_eq!(of(&future.customer()["details"], "customer.email_marketing"), "Maybe later");
    let order = future.order("EN1050-A").await;
    assert_eq!(of(&order["fields"], "order.payment_status"), "Half bartered");
    assert_eq!(of(&order["fields"], "order.fulfillment_status"), "Teleported");
    assert_eq!(of(&order["parcels"][0]["fields"], "fulfillment.status"), "On a boat");
    assert_eq!(future.order("EN1051-A").await["notices"], json!([]), "an order of the day after tomorrow");
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelled_parcels_are_not_counted_and_every_number_is_there() {
    let whole = Whole::open(&[ODD]).await;
    let parcels = whole.mail("parcels").await;
    let order = parcels.order("EN1060-A").await;
    let titles: Vec<&str> = order["parcels"].as_array().unwrap().iter().map(|p| p["title"].as_str().unwrap()).collect();
    assert_eq!(titles, ["Parcel 1 of 3", "Parcel 2 of 3", "Parcel 3 of 3"]);
    let all = strings(&order["parcels"]);
    for number in ["A2", "B1", "B2", "B3"] {
        assert!(all.iter().any(|text| text == number), "{number}");
    }
    assert!(!all.iter().any(|text| text == "A1"), "the label of the cancelled one leads nowhere");
    let order = parcels.order("EN1061-A").await;
    assert_eq!(field(&order["parcels"][0]["fields"], "fulfillment.estimated_delivery"), None);
    assert_eq!(field(&order["parcels"][0]["fields"], "fulfillment.delivered"), None);
    // The newest order's only parcel failed at the warehouse: it has not left, and nobody says so.
    let answer = parcels.customer()["answer"]["text"].as_str().unwrap();
    assert_eq!(answer, "EN1062-A placed 12 days ago, not shipped yet");
}

#[tokio::test(flavor = "multi_thread")]
async fn drafts_tests_and_tills_are_orders_like_others() {
    let whole = Whole::open(&[ODD]).await;
    let draft = whole.mail("draft").await;
    assert_eq!(of(&draft.order("EN1070-A").await["fields"], "order.payment_status"), "Payment pending");
    for name in ["EN1071-A", "EN1072-A"] {
        assert_eq!(draft.order(name).await["notices"], json!([]), "{name}");
    }
    assert_eq!(of(&draft.order("EN1072-A").await["fields"], "order.payment_method"), "Cash");
    // A draft's number is nobody's order.
    let mut claims = whole.desk.claims(json!({"emails": ["nobody@odd.example"]}));
    claims["conversation"]["order_numbers"] = json!(["#D12"]);
    let reply = whole.desk.post("/api/card", "", &json!({"token": whole.desk.sign(&claims), "seq": 1})).await.json();
    assert_eq!(reply["card"]["stores"][0]["found"]["nothing"]["code"], "no_match");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_orders_of_one_name_stay_with_their_own_customers() {
    let whole = Whole::open(&[ODD]).await;
    for (who, total) in [("toni", "BHD 0.125"), ("toni.twin", "BHD 3.500")] {
        let twin = whole.mail(who).await;
        assert_eq!(twin.customer()["name"], "Toni Twin");
        assert_eq!(twin.customer()["orders"]["rows"].as_array().unwrap().len(), 1);
        assert_eq!(of(&twin.order("EN1080-A").await["fields"], "order.total"), total);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_without_a_name_goes_by_the_address() {
    let whole = Whole::open(&[ODD]).await;
    let guest = whole.mail("guest").await;
    assert_eq!(guest.customer()["guest"], "Guest");
    assert_eq!(guest.customer()["name"], "guest@odd.example");
    assert_eq!(guest.customer()["orders"]["rows"][0]["name"], "EN1082-A");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_undone_says_how() {
    let whole = Whole::open(&[ODD]).await;
    let undone = whole.mail("undone").await;
    let both = undone.order("EN1090-A").await;
    assert_eq!(of(&both["fields"], "order.delivery_status"), "Cancelled");
    assert_eq!(of(&both["fields"], "order.payment_status"), "Refunded");
    assert_eq!(of(&both["fields"], "order.refunded"), "BHD 7.000");
    assert_eq!(of(&both["fields"], "order.original_total"), "BHD 7.000");
    assert_eq!(of(&both["fields"], "order.cancel_reason"), "Fraud");
    let unpaid = undone.order("EN1091-A").await;
    assert_eq!(field(&unpaid["fields"], "order.payment_status"), None, "no money ever moved");
    assert_eq!(field(&unpaid["fields"], "order.payment_method"), None);
    let part = undone.order("EN1092-A").await;
    assert_eq!(of(&part["fields"], "order.payment_status"), "Partly refunded");
    assert_eq!(of(&part["fields"], "order.total"), "BHD 4.750");
    assert_eq!(of(&part["fields"], "order.original_total"), "BHD 7.000");
    assert_eq!(of(&part["fields"], "order.delivery_status"), "Delivered");
    for (name, status) in [("EN1093-A", "Voided"), ("EN1094-A", "Expired")] {
        assert_eq!(of(&undone.order(name).await["fields"], "order.payment_status"), status);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_is_denied_with_one_of_its_fields_is_not_an_empty_order() {
    let whole = Whole::open(&[ODD]).await;
    let undone = whole.mail("undone").await;
    let handle = undone.customer()["orders"]["rows"][0]["handle"].clone();
    // A field that may not be null takes the whole order with it: data and errors come together.
    whole.desk.sandbox.fault(ODD, Fault::Denied(vec!["Order.name".into()]), 1);
    let reply = whole.desk.post("/api/order", &undone.session, &json!({"handle": handle})).await;
    assert_eq!(reply.problem(), "scope_missing");
    assert!(!reply.text.contains("Access denied"), "none of Shopify's words");
    whole.desk.sandbox.clear_faults();
    whole.desk.wait(60);
    let reply = whole.desk.post("/api/order", &undone.session, &json!({"handle": handle})).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text);
}
