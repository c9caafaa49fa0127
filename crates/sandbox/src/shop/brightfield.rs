//! Brightfield Offices: five thousand orders, made by rule, the same on every start.

use super::dates::When;
use super::money::Amount;
use super::records::{Fulfillment, Line, Order, Shipping};

/// What the customers' file calls Brightfield.
pub(crate) const KEY: &str = "brightfield";

const COUNT: u32 = 5_000;
const SKUS: [&str; 6] = ["MUG-ECR", "TEA-BRK-250", "NBK-A5-GRN", "CDL-FIG", "BTL-STL-500", "PEN-BLK-3"];
const DEPOTS: [&str; 4] = ["Leeds depot", "Bristol studio", "Head office, 3rd floor", "Cardiff reception"];

/// All of them: numbers `#100001` to `#105000`, a few a day over the last four years.
pub(crate) fn orders() -> impl Iterator<Item = Order> {
    (0..COUNT).map(|n| {
        let age = i64::from((COUNT - 1 - n) * 1_460 / COUNT) + 1;
        let mut spin = Spin(n);
        let lines = (0..1 + spin.next(3))
            .map(|_| Line {
                sku: SKUS.get(spin.next(6) as usize).map(|&sku| sku.to_owned()),
                quantity: Some(1 + spin.next(12)),
                ..Line::default()
            })
            .collect();
        let number = format!("JD00{:08}", 22_410_000 + n * 37);
        let (display, delivered) = match age {
            ..=2 => (None, None),
            3..=4 => (Some("IN_TRANSIT"), None),
            _ => (Some("DELIVERED"), Some(When::new(2 - age, 11, 20))),
        };
        let parcel = display.map(|display| Fulfillment {
            at: Some(When::new(1 - age, 15, 10)),
            carrier: Some("DHL".to_owned()),
            url: Some(format!("https://track.dhl.example/parcels/{number}")),
            number: Some(number),
            display: Some(display.to_owned()),
            due: Some(When::new(3 - age, 18, 0)),
            delivered,
            ..Fulfillment::default()
        });
        Order {
            name: format!("#{}", 100_001 + n),
            customer: Some(KEY.to_owned()),
            placed: Some(When::new(
                -age,
                8 + u8::try_from(n % 9).unwrap_or_default(),
                u8::try_from(n * 7 % 60).unwrap_or_default(),
            )),
            lines,
            shipping: Some(Shipping {
                title: "DHL Next Day".to_owned(),
                price: Amount::parse("6.50").unwrap_or_default(),
            }),
            gateway: Some("Invoice, 30 days".to_owned()),
            fulfillments: parcel.into_iter().collect(),
            closed: age > 30,
            po_number: Some(format!("BF-{:05}", 20_000 + n)),
            tags: vec!["standing-order".to_owned()],
            note: DEPOTS.get(spin.next(4) as usize).map(|depot| format!("Deliver to {depot}.")),
            ..Order::default()
        }
    })
}

/// Numbers that look mixed and are the same each time.
struct Spin(u32);

impl Spin {
    fn next(&mut self, below: u32) -> u32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 16) % below
    }
}
