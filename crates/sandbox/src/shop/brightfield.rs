//! Brightfield Offices: five thousand orders, made by rule, the same on every start.

use super::dates::When;
use super::money::Amount;
use super::records::{Cancelled, Fulfillment, Line, Order, Refund, Return, Shipping, ShopFile};

/// What the customers' file calls Brightfield.
pub(crate) const KEY: &str = "brightfield";

const COUNT: u32 = 5_000;
const SKUS: [&str; 6] = ["MUG-ECR", "TEA-BRK-250", "NBK-A5-GRN", "CDL-FIG", "BTL-STL-500", "PEN-BLK-3"];
const DEPOTS: [&str; 4] = ["Leeds depot", "Bristol studio", "Head office, 3rd floor", "Cardiff reception"];

/// All of them: numbers `#100001` to `#105000`, a few a day over the last four years, most of them delivered and paid.
pub(crate) fn orders(file: &ShopFile) -> impl Iterator<Item = Order> {
    (0..COUNT).map(move |n| {
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
        let made = Order {
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
        };
        turned(made, n, age, file)
    })
}

/// What became of an order that went another way than most.
fn turned(order: Order, n: u32, age: i64, file: &ShopFile) -> Order {
    let refund = |days: i64, amount: Amount, note: &str, lines: Vec<(usize, u32)>| Refund {
        at: When::new(days.min(0), 10, 5),
        amount,
        note: Some(note.to_owned()),
        lines,
    };
    match n % 100 {
        // Nothing was paid, so nothing is given back.
        11 => Order {
            cancelled: Some(Cancelled {
                at: When::new(1 - age, 9, 0),
                reason: "CUSTOMER".to_owned(),
                staff_note: None,
            }),
            no_payment: true,
            fulfillments: Vec::new(),
            closed: true,
            ..order
        },
        // Everything came back.
        23 if age > 14 => {
            let all = order.lines.iter().enumerate().map(|(i, line)| (i, line.ordered())).collect();
            let back = Return { at: When::new(8 - age, 9, 0), status: "CLOSED".to_owned(), quantity: 1 };
            let refund = refund(10 - age, price(&order, file), "Sent to the wrong depot", all);
            Order { refunds: vec![refund], returns: vec![back], ..order }
        }
        37 | 71 if age > 6 => {
            let five = Amount::parse("5.00").unwrap_or_default();
            Order { refunds: vec![refund(6 - age, five, "One was damaged", Vec::new())], ..order }
        }
        // Invoices that are not paid yet.
        _ if age <= 30 && n.is_multiple_of(4) => Order { paid: Some(Amount::ZERO), ..order },
        49 if age <= 400 => Order { paid: Amount::parse("10.00"), ..order },
        53 if age > 4 => Order {
            fulfillments: order
                .fulfillments
                .into_iter()
                .map(|parcel| Fulfillment { lines: Some(vec![0]), ..parcel })
                .collect(),
            ..order
        },
        67 => Order {
            returns: vec![Return { at: When::new((9 - age).min(0), 9, 0), status: "OPEN".to_owned(), quantity: 1 }],
            ..order
        },
        83 => Order { risk: Some("MEDIUM".to_owned()), ..order },
        97 if age <= 60 => Order { fulfillments: Vec::new(), hold: Some("INVENTORY_OUT_OF_STOCK".to_owned()), ..order },
        _ => order,
    }
}

/// What an order costs with its delivery.
fn price(order: &Order, file: &ShopFile) -> Amount {
    let variants = || file.products.iter().flat_map(|product| &product.variants);
    let unit =
        |line: &Line| variants().find(|v| Some(&v.sku) == line.sku.as_ref()).map(|v| v.price).unwrap_or_default();
    let lines: Amount = order.lines.iter().map(|line| unit(line).times(line.ordered())).sum();
    lines + order.shipping.as_ref().map(|s| s.price).unwrap_or_default()
}

/// Numbers that look mixed and are the same each time.
struct Spin(u32);

impl Spin {
    fn next(&mut self, below: u32) -> u32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 16) % below
    }
}
