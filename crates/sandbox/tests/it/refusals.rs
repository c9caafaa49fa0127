//! What Shopify would refuse, with its codes and texts.

use serde_json::{Value, json};

use crate::support::{Day, UK, operation, read};

#[tokio::test]
async fn a_wrong_query_is_refused_as_a_whole() {
    let day = Day::begin().await;
    let cases = [
        ("{ shop { nope } }", "undefinedField", "Field 'nope' doesn't exist on type 'Shop'"),
        (
            "{ shop }",
            "selectionMismatch",
            "Field must have selections (field 'shop' returns Shop but has no selections. Did you mean 'shop { ... }'?)",
        ),
        ("{ order { id } }", "missingRequiredArguments", "Field 'order' is missing required arguments: id"),
        ("{ shop(a: 1) { id } }", "argumentNotAccepted", "Field 'shop' doesn't accept argument 'a'"),
        (
            "{ orders(first: \"1\") { nodes { id } } }",
            "argumentLiteralsIncompatible",
            "Argument 'first' on Field 'orders' has an invalid value (\"1\"). Expected type 'Int'.",
        ),
        ("query A($x: Int) { shop { id } }", "variableNotUsed", "Variable $x is declared by A but not used"),
        ("query A { order(id: $x) { id } }", "variableNotDefined", "Variable $x is used by A but not declared"),
        (
            "query A($x: String) { order(id: $x) { id } }",
            "variableMismatch",
            "Type mismatch on variable $x (String / ID!)",
        ),
        ("{ shop { id @twice } }", "undefinedDirective", "Directive @twice is not defined"),
        (
            "{ shop { ... on Nothing { id } } }",
            "undefinedType",
            "No such type Nothing, so it can't be a fragment condition",
        ),
        ("{ ...Lost }", "useAndDefineFragment", "Fragment Lost was used, but not defined"),
        (
            "{ customerByIdentifier(identifier: {}) { id } }",
            "invalidOneOfInputObject",
            "'CustomerIdentifierInput' requires exactly one argument, but 0 were provided.",
        ),
        (
            "{ customerByIdentifier(identifier: {id: \"a\", emailAddress: \"b\"}) { id } }",
            "invalidOneOfInputObject",
            "'CustomerIdentifierInput' requires exactly one argument, but 2 were provided.",
        ),
        (
            "mutation { refundCreate(input: {}) @idempotent(key: \"k\") { refund { id } } }",
            "missingRequiredInputObjectAttribute",
            "Argument 'orderId' on InputObject 'RefundInput' is required. Expected type ID!",
        ),
        ("query A { shop { id } } query A { shop { id } }", "uniqueOperationNames", ""),
    ];
    for (query, code, message) in cases {
        let answer = day.ask(UK, query, json!({})).await;
        assert_eq!(answer.get("data"), None, "{query}");
        let error = &answer["errors"][0];
        assert_eq!(error["extensions"]["code"], code, "{query} {error}");
        assert!(message.is_empty() || error["message"] == message, "{error}");
        assert!(error["locations"][0]["line"].is_number(), "{error}");
    }
}

#[tokio::test]
async fn a_refusal_says_where() {
    let day = Day::begin().await;
    let query = "query Find {\n  shop {\n    plan { nope }\n  }\n}";
    let answer = day.ask(UK, query, json!({})).await;
    let wanted = json!({
        "message": "Field 'nope' doesn't exist on type 'ShopPlan'", "locations": [{"line": 3, "column": 12}],
        "path": ["query Find", "shop", "plan", "nope"],
        "extensions": {"code": "undefinedField", "typeName": "ShopPlan", "fieldName": "nope"},
    });
    assert_eq!(answer, json!({"errors": [wanted]}));
}

#[tokio::test]
async fn wrong_variables_are_echoed_with_what_is_wrong() {
    let day = Day::begin().await;
    let answer = day.ask(UK, operation!("find_customer"), json!({"who": {}})).await;
    let text = "'CustomerIdentifierInput' requires exactly one argument, but 0 were provided.";
    assert_eq!(answer["errors"][0]["message"], text);
    let extensions = json!({"code": "INVALID_VARIABLE", "value": {}, "problems": [{"path": [], "explanation": text}]});
    assert_eq!(answer["errors"][0]["extensions"], extensions);
    assert_eq!(answer.get("data"), None);

    let answer = day.ask(UK, operation!("find_customer"), json!({"who": {"colour": "red"}})).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "INVALID_VARIABLE");
    let path = &answer["errors"][0]["extensions"]["problems"][0]["path"];
    assert_eq!(path, &json!(["colour"]));
    let answer = day.ask(UK, operation!("whole_order"), json!({})).await;
    assert_eq!(answer["errors"][0]["message"], "Variable $id of type ID! was provided invalid value");
    let many: Vec<String> = (0..251).map(|n| n.to_string()).collect();
    let tag = operation!("mutations").lines().nth(3).unwrap();
    let answer = day.ask(UK, tag, json!({"id": "gid://shopify/Order/1", "tags": many})).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "MAX_INPUT_SIZE_EXCEEDED");
    assert_eq!(answer["extensions"]["cost"]["actualQueryCost"], Value::Null);
}

#[tokio::test]
async fn ids_of_another_kind_are_not_found() {
    let day = Day::begin().await;
    for (id, message) in [("1042", "invalid id"), ("gid://shopify/Customer/1", "Invalid id: gid://shopify/Customer/1")]
    {
        let answer = day.ask(UK, "query Q($id: ID!) { order(id: $id) { id } }", json!({"id": id})).await;
        assert_eq!(answer["data"], json!({"order": null}));
        assert_eq!(answer["errors"][0]["message"], message);
        assert_eq!(answer["errors"][0]["extensions"]["code"], "RESOURCE_NOT_FOUND");
    }
}

#[tokio::test]
async fn what_is_no_graphql_is_refused_by_http() {
    let day = Day::begin().await;
    let (url, token) = (day.url(UK), day.sandbox.token(UK));
    let json = "application/json";
    let cases = [
        (url.clone(), json, "{not json", 400, json!({"errors": "Bad Request"})),
        (url.clone(), json, "{}", 400, json!({"errors": {"query": "Required parameter missing or invalid"}})),
        (url.clone(), "text/plain", "{}", 415, json!({"errors": "Unsupported Media Type"})),
        (url.replace("acme-uk", "nowhere"), json, "{}", 404, json!({"errors": "Not Found"})),
        (url.replace("2026-10", "yesterday"), json, "{}", 404, json!({"errors": "Not Found"})),
    ];
    for (url, kind, body, status, wanted) in cases {
        let response = day.post(&url, &token, kind, body.to_owned()).await;
        assert_eq!(response.status(), status, "{url} {body}");
        assert_eq!(read(response).await, wanted);
    }
    let request = day.client().post(&url).header("X-Shopify-Access-Token", &token).header("Content-Type", json);
    let picky = request.header("Accept", "text/html").body("{}").send().await.unwrap();
    assert_eq!(picky.status(), 406);
    let syntax = day.ask(UK, "{ shop { ", json!({})).await;
    assert_eq!(syntax["errors"][0]["extensions"]["code"], "PARSE_ERROR");
    assert!(syntax["errors"][0]["message"].as_str().unwrap().starts_with("syntax error, "));
    assert_eq!(syntax.get("data"), None);
    assert_eq!(day.get("/nothing/here").await.status(), 404);
}

#[tokio::test]
async fn a_retired_version_is_served_as_another_and_says_so() {
    let day = Day::begin().await;
    let url = day.url(UK).replace("2026-10", "2023-01");
    let response = day
        .post(&url, &day.sandbox.token(UK), "application/json", json!({"query": "{ shop { name } }"}).to_string())
        .await;
    assert_eq!(response.headers()["x-shopify-api-version"], "2026-10");
    assert!(!response.headers()["x-request-id"].is_empty());
    assert_eq!(response.status(), 200);
}
