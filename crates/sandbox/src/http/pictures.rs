//! Product pictures: flat drawings on the product's own colour, made from its data.

use std::sync::Arc;

use axum::extract::{Path, State as Shared};
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::refusals::refusal;
use crate::state::State;

pub(super) async fn picture(
    Shared(state): Shared<Arc<State>>,
    Path((domain, name)): Path<(String, String)>,
) -> Response {
    let Some(open) = state.shops.get(&domain) else {
        return refusal(404);
    };
    let Some(handle) = name.strip_suffix(".svg") else {
        return refusal(404);
    };
    let shop = open.shop();
    let svg = if handle == "avatar" {
        drawing("avatar", "#DDE3EA", &shop.file.name)
    } else {
        let product = shop.file.products.iter().find(|p| p.handle == handle && p.has_picture);
        let Some(product) = product else {
            return refusal(404);
        };
        drawing(&product.picture, &product.colour, &product.title)
    };
    let headers = [(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "public, max-age=31536000")];
    (headers, svg).into_response()
}

/// A tile of 80 by 80 with a drawing in the middle.
fn drawing(what: &str, colour: &str, title: &str) -> String {
    let title = title.replace('&', "&amp;").replace('<', "&lt;");
    let shapes = shapes(what);
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 80" width="800" height="800" role="img"><title>{title}</title><rect width="80" height="80" fill="{colour}"/><ellipse cx="40" cy="66" rx="24" ry="3" fill="#1f2933" opacity=".10"/>{shapes}</svg>"##
    )
}

fn shapes(what: &str) -> &'static str {
    match what {
        "mug" => {
            r##"<path d="M53 33h5a8 8 0 0 1 0 17h-6" fill="none" stroke="#7d8b80" stroke-width="4"/><path d="M22 26h32v30a9 9 0 0 1-9 9H31a9 9 0 0 1-9-9z" fill="#f8f5ef"/><path d="M22 26h32v6H22z" fill="#7d8b80"/><path d="M48 32h6v24a9 9 0 0 1-6 8.5z" fill="#e4ddd0"/>"##
        }
        "throw" => {
            r##"<path d="M16 30q24-12 48 0v26q-24 12-48 0z" fill="#8f7fb0"/><path d="M16 38q24-12 48 0v6q-24-12-48 0z" fill="#b9add2"/><path d="M16 50q24-12 48 0v4q-24-12-48 0z" fill="#b9add2"/><path d="M18 57v6m6-4v6m6-5v6m10-6v6m10-6v6m6-7v6m6-8v6" stroke="#8f7fb0" stroke-width="2"/>"##
        }
        "candle" => {
            r##"<path d="M40 12c5 6 6 9 6 12a6 6 0 0 1-12 0c0-3 1-6 6-12z" fill="#f2a541"/><path d="M40 18c2 3 3 4 3 6a3 3 0 0 1-6 0c0-2 1-3 3-6z" fill="#fde7b0"/><path d="M40 29v5" stroke="#5b4636" stroke-width="2"/><rect x="25" y="34" width="30" height="31" rx="5" fill="#fdf8f1"/><rect x="25" y="43" width="30" height="13" fill="#b5654a"/><path d="M32 49.500h16" stroke="#fdf8f1" stroke-width="2"/>"##
        }
        "lamp" => {
            r##"<path d="M28 14h24l9 24H19z" fill="#fdfaf0"/><path d="M44 14h8l9 24H49z" fill="#efe6c8"/><path d="M38 38h4v20h-4z" fill="#a9773f"/><rect x="27" y="58" width="26" height="7" rx="3" fill="#a9773f"/><circle cx="52" cy="46" r="2" fill="#a9773f"/><path d="M52 38v6" stroke="#a9773f" stroke-width="1.500"/>"##
        }
        "tea" => {
            r##"<rect x="24" y="20" width="32" height="45" rx="4" fill="#3f6b57"/><path d="M24 24a4 4 0 0 1 4-4h24a4 4 0 0 1 4 4v6H24z" fill="#2e5243"/><rect x="29" y="36" width="22" height="20" rx="2" fill="#f4efdf"/><path d="M40 40c6 2 6 9 0 13-6-4-6-11 0-13z" fill="#6f9c6b"/><path d="M40 41v12" stroke="#f4efdf" stroke-width="1"/>"##
        }
        "book" => {
            r##"<rect x="22" y="16" width="36" height="49" rx="3" fill="#4c7a68"/><path d="M22 19a3 3 0 0 1 3-3h5v49h-5a3 3 0 0 1-3-3z" fill="#386051"/><rect x="36" y="25" width="16" height="9" rx="1.500" fill="#e9f1ec"/><path d="M52 16v49" stroke="#e3b04b" stroke-width="2"/>"##
        }
        "bottle" => {
            r##"<rect x="34" y="12" width="12" height="9" rx="2" fill="#2f3f4d"/><path d="M33 21h14v4q6 3 6 10v25a5 5 0 0 1-5 5H32a5 5 0 0 1-5-5V35q0-7 6-10z" fill="#587a95"/><path d="M46 25q7 3 7 10v25a5 5 0 0 1-5 5h-2z" fill="#476680"/><path d="M27 42h26v5H27z" fill="#dfe9f1"/>"##
        }
        "pen" => {
            r##"<g transform="rotate(18 40 40)"><rect x="25" y="16" width="6" height="40" rx="2" fill="#2b3036"/><path d="M25 56h6l-3 9z" fill="#8d949c"/><rect x="37" y="14" width="6" height="40" rx="2" fill="#47505a"/><path d="M37 54h6l-3 9z" fill="#8d949c"/><rect x="49" y="16" width="6" height="40" rx="2" fill="#2b3036"/><path d="M49 56h6l-3 9z" fill="#8d949c"/></g>"##
        }
        "bag" => {
            r##"<path d="M31 32v-7a9 9 0 0 1 18 0v7" fill="none" stroke="#8a6f45" stroke-width="3"/><path d="M20 30h40l3 32a3 3 0 0 1-3 3H20a3 3 0 0 1-3-3z" fill="#f6eedd"/><path d="M54 30h6l3 32a3 3 0 0 1-3 3h-6z" fill="#e4d5b5"/><path d="M34 46h12v4H34z" fill="#8a6f45"/>"##
        }
        "vase" => {
            r##"<path d="M40 30c-2-10-8-12-12-16M40 30c1-9 5-14 10-18M40 30V12" fill="none" stroke="#7c8f6a" stroke-width="2"/><circle cx="28" cy="14" r="3.500" fill="#c98b7d"/><circle cx="50" cy="12" r="3.500" fill="#c98b7d"/><circle cx="40" cy="11" r="3" fill="#e0b3a6"/><path d="M34 28h12v5c0 4 10 8 10 19 0 8-7 13-16 13s-16-5-16-13c0-11 10-15 10-19z" fill="#f7f6f3"/><g fill="#9aa3ad"><circle cx="34" cy="48" r="1.300"/><circle cx="43" cy="44" r="1.300"/><circle cx="47" cy="54" r="1.300"/><circle cx="37" cy="57" r="1.300"/><circle cx="30" cy="54" r="1.300"/></g>"##
        }
        "cushion" => {
            r##"<path d="M18 24q22 6 44 0 4 18 0 38-22-5-44 0-4-20 0-38z" fill="#c4714f"/><path d="M25 31q15 4 30 0M25 55q15-4 30 0M26 43h28" fill="none" stroke="#e7b79f" stroke-width="2"/>"##
        }
        "print" => {
            r##"<rect x="22" y="14" width="36" height="50" rx="1" fill="#fff"/><rect x="26" y="18" width="28" height="42" fill="#9cc7de"/><circle cx="46" cy="27" r="5" fill="#f4c95d"/><path d="M26 44q7-8 14 0t14-2v18H26z" fill="#3f7ea6"/><path d="M26 52q7-5 14 0t14-1v9H26z" fill="#2c5f80"/>"##
        }
        "card" => {
            r##"<rect x="14" y="24" width="52" height="34" rx="4" fill="#b14a5c"/><path d="M34 24v34M14 38h52" stroke="#f6dfe3" stroke-width="3"/><path d="M34 38c-9-1-12-9-6-10 4 0 6 5 6 10zm0 0c9-1 12-9 6-10-4 0-6 5-6 10z" fill="#f6dfe3"/>"##
        }
        "avatar" => {
            r##"<circle cx="40" cy="31" r="12" fill="#8b9aa9"/><path d="M17 66a23 19 0 0 1 46 0z" fill="#8b9aa9"/>"##
        }
        _ => {
            r##"<path d="M40 18l24 11v24L40 65 16 53V29z" fill="#c99b6d"/><path d="M40 41v24l24-12V29z" fill="#a97c50"/><path d="M16 29l24 12 24-12-24-11z" fill="#dcb68d"/>"##
        }
    }
}
