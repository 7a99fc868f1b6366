//! Orders of a shop printed and parsed by serde_json, as derived types and as values.
mod common;
use common::{mix, Random};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Order {
    id: u64,
    customer: Customer,
    lines: Vec<Line>,
    status: Status,
    note: Option<String>,
    labels: BTreeMap<String, i32>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Customer {
    full_name: String,
    is_company: bool,
    place: (f64, f64),
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Line {
    article_number: u32,
    count: u16,
    price: f64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    discount: Option<f32>,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
enum Status {
    Open,
    Sent { parcels: Vec<u64> },
    Returned { reason: String },
}

const PHRASES: [&str; 8] = [
    "leave it \"at the door\"",
    "Grüße, 你好",
    "two\nlines\tand a tab",
    "back\\slash",
    "plain",
    "a somewhat longer text without anything to escape in it",
    "",
    "1/2",
];

fn phrase(random: &mut Random) -> String {
    PHRASES[random.below(PHRASES.len())].repeat(1 + random.below(3))
}

fn line(random: &mut Random) -> Line {
    Line {
        article_number: random.next() as u32,
        count: random.below(100) as u16,
        price: random.below(100_000) as f64 / 100.0,
        discount: (random.below(4) == 0).then(|| random.below(64) as f32 / 64.0),
    }
}

fn status(random: &mut Random) -> Status {
    match random.below(3) {
        0 => Status::Open,
        1 => Status::Sent { parcels: (0..random.below(4)).map(|_| random.next()).collect() },
        _ => Status::Returned { reason: phrase(random) },
    }
}

fn order(id: usize, random: &mut Random) -> Order {
    let degrees = |random: &mut Random| random.next() as f64 / u64::MAX as f64 * 360.0 - 180.0;
    Order {
        id: id as u64,
        customer: Customer {
            full_name: phrase(random),
            is_company: random.below(2) == 0,
            place: (degrees(random), degrees(random)),
        },
        lines: (0..1 + random.below(8)).map(|_| line(random)).collect(),
        status: status(random),
        note: (random.below(2) == 0).then(|| phrase(random)),
        labels: (0..random.below(5))
            .map(|i| (format!("label {i}"), random.next() as i32))
            .collect(),
    }
}

/// A walk over all that a value has in it.
fn weigh(value: &Value) -> u64 {
    match value {
        Value::Null => 1,
        Value::Bool(yes) => 2 + *yes as u64,
        Value::Number(number) => number.as_f64().unwrap().to_bits(),
        Value::String(text) => text.len() as u64,
        Value::Array(values) => values.iter().map(weigh).fold(4, mix),
        Value::Object(members) => members.values().map(weigh).fold(5, mix),
    }
}

/// What comes of orders that are printed and parsed, first as their types, then as values.
fn there_and_back(orders: &[Order]) -> u64 {
    let text = serde_json::to_string(orders).unwrap();
    let orders: Vec<Order> = serde_json::from_str(&text).unwrap();
    let text = serde_json::to_string(&orders).unwrap();
    let value: Value = serde_json::from_str(&text).unwrap();
    let text = serde_json::to_string_pretty(&value).unwrap();
    let value: Value = serde_json::from_str(&text).unwrap();
    text.bytes().fold(weigh(&value), |sum, byte| mix(sum, byte.into()))
}

// In batches: with all at once, getting memory from the system would count too much.
fn main() {
    let mut random = Random::new();
    let batches = (0..common::size(40, 1)).map(|_| {
        let orders: Vec<Order> = (0..1000).map(|id| order(id, &mut random)).collect();
        there_and_back(&orders)
    });
    common::print(batches.fold(0, mix));
}
