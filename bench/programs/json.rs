//! A parser and a printer of JSON of our own: enums, boxes, strings, maps.
mod common;
use std::collections::BTreeMap;
use std::fmt::Write;

enum Value {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    List(Vec<Value>),
    Map(BTreeMap<String, Value>),
}

struct Parser<'a> {
    bytes: &'a [u8],
    at: usize,
}

type Parsed<T> = Result<T, usize>;

impl Parser<'_> {
    fn space(&mut self) {
        while self.bytes.get(self.at).is_some_and(|b| b.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    fn take(&mut self, word: &str) -> bool {
        let found = self.bytes[self.at..].starts_with(word.as_bytes());
        if found {
            self.at += word.len();
        }
        found
    }

    fn expect(&mut self, word: &str) -> Parsed<()> {
        self.space();
        if self.take(word) { Ok(()) } else { Err(self.at) }
    }

    fn value(&mut self) -> Parsed<Value> {
        self.space();
        match self.bytes.get(self.at) {
            Some(b'{') => self.map(),
            Some(b'[') => self.list(),
            Some(b'"') => Ok(Value::Text(self.text()?)),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ if self.take("null") => Ok(Value::Null),
            _ if self.take("true") => Ok(Value::Bool(true)),
            _ if self.take("false") => Ok(Value::Bool(false)),
            _ => Err(self.at),
        }
    }

    fn number(&mut self) -> Parsed<Value> {
        let start = self.at;
        while matches!(self.bytes.get(self.at), Some(b'-' | b'+' | b'.' | b'e' | b'0'..=b'9')) {
            self.at += 1;
        }
        let text = std::str::from_utf8(&self.bytes[start..self.at]).map_err(|_| start)?;
        text.parse().map(Value::Number).map_err(|_| start)
    }

    fn text(&mut self) -> Parsed<String> {
        self.expect("\"")?;
        let mut out = Vec::new();
        loop {
            match *self.bytes.get(self.at).ok_or(self.at)? {
                b'"' => break,
                b'\\' => {
                    self.at += 1;
                    out.push(match *self.bytes.get(self.at).ok_or(self.at)? {
                        b'n' => b'\n',
                        b't' => b'\t',
                        other => other,
                    });
                }
                other => out.push(other),
            }
            self.at += 1;
        }
        self.at += 1;
        String::from_utf8(out).map_err(|_| self.at)
    }

    fn list(&mut self) -> Parsed<Value> {
        self.expect("[")?;
        let mut items = Vec::new();
        self.space();
        if self.take("]") {
            return Ok(Value::List(items));
        }
        loop {
            items.push(self.value()?);
            self.space();
            if self.take("]") {
                return Ok(Value::List(items));
            }
            self.expect(",")?;
        }
    }

    fn map(&mut self) -> Parsed<Value> {
        self.expect("{")?;
        let mut items = BTreeMap::new();
        self.space();
        if self.take("}") {
            return Ok(Value::Map(items));
        }
        loop {
            self.space();
            let name = self.text()?;
            self.expect(":")?;
            items.insert(name, self.value()?);
            self.space();
            if self.take("}") {
                return Ok(Value::Map(items));
            }
            self.expect(",")?;
        }
    }
}

fn print_text(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            _ => out.push(c),
        }
    }
    out.push('"');
}

fn print(value: &Value, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(b) => write!(out, "{b}").unwrap(),
        Value::Number(n) => write!(out, "{n}").unwrap(),
        Value::Text(text) => print_text(text, out),
        Value::List(items) => {
            for (i, item) in items.iter().enumerate() {
                out.push(if i == 0 { '[' } else { ',' });
                print(item, out);
            }
            out.push_str(if items.is_empty() { "[]" } else { "]" });
        }
        Value::Map(items) => {
            for (i, (name, item)) in items.iter().enumerate() {
                out.push(if i == 0 { '{' } else { ',' });
                print_text(name, out);
                out.push(':');
                print(item, out);
            }
            out.push_str(if items.is_empty() { "{}" } else { "}" });
        }
    }
}

fn document(random: &mut common::Random, records: usize) -> String {
    let mut out = String::from("[");
    for i in 0..records {
        let comma = if i == 0 { "" } else { ",\n  " };
        let (a, b, c) = (random.below(1000), random.below(100_000), random.below(7));
        write!(
            out,
            "{comma}{{\"id\": {i}, \"name\": \"person \\\"{a}\\\" of {b}\", \"height\": {}.{c}5, \
             \"tags\": [\"t{c}\", \"u{a}\", null, true], \"place\": {{\"x\": -{b}, \"y\": {a}e{c}}}}}",
            a % 200
        )
        .unwrap();
    }
    out + "]"
}

fn main() {
    let text = document(&mut common::Random::new(), common::size(5000, 20));
    let mut sum = 0;
    for _ in 0..common::size(20, 1) {
        let mut parser = Parser { bytes: text.as_bytes(), at: 0 };
        let value = parser.value().unwrap_or(Value::Null);
        let mut printed = String::new();
        print(&value, &mut printed);
        sum = printed.bytes().step_by(61).fold(sum, |sum, b| common::mix(sum, u64::from(b)));
    }
    common::print(sum);
}
