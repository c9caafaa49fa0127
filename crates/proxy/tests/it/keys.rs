//! The key of the key file is rotated while the proxy serves.

use crate::desk::Desk;
use axum::http::StatusCode;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_rotation_disturbs_nobody() {
    let desk = Desk::open().await;
    let (session, _) = desk.open_conversation("maria@example.com").await;
    let still_works = async |seq: u32| {
        assert_eq!(desk.post("/api/card", &session, &json!({"seq": seq})).await.status, StatusCode::OK);
        desk.open_conversation("maria@example.com").await;
    };
    assert_eq!(desk.setup().json(&["keys", "rotate"])["rotation"], "begun");
    still_works(2).await;
    let again = desk.setup().run(&["keys", "rotate"], "");
    assert!(String::from_utf8(again.stderr).unwrap().contains("--finish"));
    assert_eq!(desk.setup().json(&["keys", "rotate", "--finish"])["sealed"], 1);
    still_works(3).await;
    assert_eq!(desk.setup().json(&["keys", "rotate", "--finish"])["sealed"], 0, "a second time changes nothing");
    desk.setup().json(&["store", "test", "--tenant", &desk.tenant, "--shop", crate::desk::UK]);
}
