//! Every field of the schema, asked for once: none may lack a value.

use apollo_compiler::Schema;
use apollo_compiler::schema::{ExtendedType, FieldDefinition};
use serde_json::{Value, json};

use crate::support::{Day, FRANCE, UK};

#[tokio::test]
async fn every_field_has_a_value() {
    let text = include_str!("../../schema/admin_2026-10.graphql");
    let schema = Schema::parse_and_validate(text, "admin.graphql").unwrap();
    let scopes: Vec<String> = {
        let table: Value = serde_json::from_str(include_str!("../../schema/access_2026-10.json")).unwrap();
        let all = table["access"].as_object().unwrap().values().flat_map(|n| n["scopes"].as_array().unwrap().clone());
        all.chain([json!("read_all_orders")]).map(|s| s.as_str().unwrap().to_owned()).collect()
    };
    let scopes: Vec<&str> = scopes.iter().map(String::as_str).collect();
    let day = Day::begin().await;
    let mut roots = vec![
        (UK, "shop".to_owned(), "Shop"),
        (UK, "currentAppInstallation".to_owned(), "AppInstallation"),
        (UK, "location".to_owned(), "Location"),
        (UK, "customerByIdentifier(identifier: {emailAddress: \"maria@example.com\"})".to_owned(), "Customer"),
        (UK, "customerByIdentifier(identifier: {phoneNumber: \"+447700900175\"})".to_owned(), "Customer"),
    ];
    for (shop, name) in [
        (UK, "#1042"),
        (UK, "#1037"),
        (UK, "#1038"),
        (UK, "#1026"),
        (UK, "#1028"),
        (UK, "#1032"),
        (FRANCE, "ML-2071"),
        (FRANCE, "ML-2072"),
    ] {
        roots.push((shop, format!("order(id: \"{}\")", day.order(shop, name).await), "Order"));
    }
    let mut wrong = Vec::new();
    for (shop, root, ty) in roots {
        let token = day.sandbox.token_with_scopes(shop, &scopes);
        let ExtendedType::Object(def) = &schema.types[ty] else { panic!("{ty}") };
        for field in def.fields.values() {
            let Some(asked) = field_text(&schema, field, 2) else { continue };
            day.sandbox.advance(time::Duration::seconds(20));
            let answer = day.ask_as(shop, &token, &format!("{{ {root} {{ {asked} }} }}"), json!({})).await;
            for error in answer["errors"].as_array().into_iter().flatten() {
                wrong.push(format!("{root}: {} at {}", error["message"], error["path"]));
            }
        }
    }
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A field with all that can be asked of it, so many levels down.
fn field_text(schema: &Schema, field: &FieldDefinition, depth: u32) -> Option<String> {
    let named = field.ty.inner_named_type();
    let sized = if named.ends_with("Connection") || field.arguments.iter().any(|a| a.name == "first" && a.is_required())
    {
        "(first: 1)"
    } else {
        ""
    };
    if field.arguments.iter().any(|a| a.is_required() && a.name != "first") {
        return None;
    }
    let inner = match &schema.types[named] {
        ExtendedType::Object(def) => {
            let fields = def.fields.values().filter(|_| depth > 0 || !named.ends_with("Connection"));
            let below =
                if named.ends_with("Connection") || named.ends_with("Edge") { depth } else { depth.checked_sub(1)? };
            let all: Vec<String> =
                fields.filter(|f| f.name != "edges").filter_map(|f| field_text(schema, f, below)).collect();
            format!(" {{ __typename {} }}", all.join(" "))
        }
        ExtendedType::Interface(_) | ExtendedType::Union(_) => " { __typename }".to_owned(),
        _ => String::new(),
    };
    Some(format!("{}{sized}{inner}", field.name))
}
