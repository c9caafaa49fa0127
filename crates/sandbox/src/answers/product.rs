//! `Product`, `ProductVariant` and `InventoryItem`.

use serde_json::{Value, json};
use time::Duration;

use super::{gid, moment, picture, reference};
use crate::shop::Shop;
use crate::shop::records::{Product, Variant};

/// An inventory item's id follows its variant's.
const INVENTORY: u64 = 50_000_000_000;

pub(super) fn product(shop: &Shop, id: u64) -> Option<Value> {
    let index = (0..shop.file.products.len()).find(|i| shop.product_id(*i) == id)?;
    let product = shop.file.products.get(index).filter(|p| !p.deleted)?;
    let created = moment(shop.began - Duration::days(900));
    let currency = &shop.file.currency;
    let price =
        |variant: Option<&Variant>| variant.map(|v| json!({"amount": v.price.to_string(), "currencyCode": currency}));
    let cheapest = product.variants.iter().min_by_key(|v| v.price);
    let dearest = product.variants.iter().max_by_key(|v| v.price);
    let stock: i32 = product.variants.iter().map(|v| v.stock).sum();
    let image = product.has_picture.then(|| picture(shop, &product.handle, &product.title));
    let online = (product.status == "ACTIVE" && product.online)
        .then(|| format!("{}/products/{}", shop.file.website, product.handle));
    let titles: Vec<&str> = product.variants.iter().map(|v| v.title.as_deref().unwrap_or("Default Title")).collect();
    let media: Vec<Value> = image
        .iter()
        .map(|image| json!({
            "__typename": "MediaImage", "id": gid("MediaImage", id), "alt": product.title, "image": image,
            "mediaContentType": "IMAGE", "status": "READY", "mimeType": "image/svg+xml", "preview": {"image": image, "status": "READY"},
        }))
        .collect();
    Some(json!({
        "id": gid("Product", id), "legacyResourceId": id.to_string(), "title": product.title, "handle": product.handle,
        "vendor": product.vendor, "productType": product.kind, "status": product.status, "tags": product.tags,
        "createdAt": created, "updatedAt": moment(shop.began - Duration::days(3)), "publishedAt": online.as_ref().map(|_| created.clone()),
        "isGiftCard": product.gift_card, "description": format!("{} by {}.", product.title, product.vendor),
        "descriptionHtml": format!("<p>{} by {}.</p>", product.title, product.vendor),
        "onlineStoreUrl": online, "onlineStorePreviewUrl": format!("{}/products_preview?id={id}", shop.file.website),
        "totalInventory": stock, "tracksInventory": product.ships, "hasOnlyDefaultVariant": product.variants.len() == 1 && titles == ["Default Title"],
        "hasOutOfStockVariants": product.variants.iter().any(|v| v.stock == 0), "hasVariantsThatRequiresComponents": false,
        "totalVariants": product.variants.len(), "variantsCount": {"count": product.variants.len(), "precision": "EXACT"},
        "featuredImage": image, "featuredMedia": media.first(), "media": media, "images": image.iter().collect::<Vec<_>>(),
        "mediaCount": {"count": media.len(), "precision": "EXACT"}, "seo": {"title": null, "description": null},
        "priceRangeV2": {"minVariantPrice": price(cheapest), "maxVariantPrice": price(dearest)},
        "defaultCursor": gid("Product", id), "storefrontId": gid("Product", id),
        "options": [{
            "id": gid("ProductOption", id), "name": "Title", "position": 1, "values": titles,
            "optionValues": titles.iter().enumerate().map(|(i, t)| json!({
                "id": gid("ProductOptionValue", id + i as u64), "name": t, "hasVariants": true,
            })).collect::<Vec<_>>(),
        }],
        "variants": (0..product.variants.len()).map(|v| reference("ProductVariant", shop.variant_id(index, v))).collect::<Vec<_>>(),
    }))
}

fn locate(shop: &Shop, id: u64) -> Option<(usize, usize, &Product, &Variant)> {
    shop.file.products.iter().enumerate().filter(|(_, p)| !p.deleted).find_map(|(p, product)| {
        let v = (0..product.variants.len()).find(|v| shop.variant_id(p, *v) == id)?;
        Some((p, v, product, product.variants.get(v)?))
    })
}

pub(super) fn variant(shop: &Shop, id: u64) -> Option<Value> {
    let (p, v, product, variant) = locate(shop, id)?;
    let title = variant.title.as_deref().unwrap_or("Default Title");
    Some(json!({
        "id": gid("ProductVariant", id), "legacyResourceId": id.to_string(), "title": title,
        "displayName": format!("{} - {title}", product.title), "sku": variant.sku, "barcode": null,
        "price": variant.price.to_string(), "compareAtPrice": null, "position": v + 1, "taxable": true,
        "availableForSale": variant.stock > 0 && product.status == "ACTIVE", "inventoryQuantity": variant.stock,
        "sellableOnlineQuantity": variant.stock, "inventoryPolicy": "DENY", "requiresComponents": false,
        "createdAt": moment(shop.began - Duration::days(900)), "updatedAt": moment(shop.began - Duration::days(3)),
        "selectedOptions": [{"name": "Title", "value": title}], "product": reference("Product", shop.product_id(p)),
        "image": product.has_picture.then(|| picture(shop, &product.handle, &product.title)),
        "inventoryItem": reference("InventoryItem", id + INVENTORY), "defaultCursor": gid("ProductVariant", id),
        "storefrontId": gid("ProductVariant", id),
    }))
}

pub(super) fn inventory_item(shop: &Shop, id: u64) -> Option<Value> {
    let (_, _, product, variant) = locate(shop, id.checked_sub(INVENTORY)?)?;
    let level = json!({
        "id": format!("{}?inventory_item_id={id}", gid("InventoryLevel", id)), "canDeactivate": false, "isActive": true,
        "createdAt": moment(shop.began - Duration::days(900)), "updatedAt": moment(shop.began - Duration::days(3)),
        "location": reference("Location", shop.location_id(0)),
        "quantities": [{"id": gid("InventoryQuantity", id), "name": "available", "quantity": variant.stock, "updatedAt": moment(shop.began)}],
    });
    Some(json!({
        "id": gid("InventoryItem", id), "legacyResourceId": id.to_string(), "sku": variant.sku, "tracked": product.ships,
        "requiresShipping": product.ships, "duplicateSkuCount": 0, "createdAt": moment(shop.began - Duration::days(900)),
        "updatedAt": moment(shop.began - Duration::days(3)), "variant": reference("ProductVariant", id - INVENTORY),
        "inventoryLevels": [level], "locationsCount": {"count": 1, "precision": "EXACT"},
    }))
}
