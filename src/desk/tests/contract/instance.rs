//! Values made from a schema: whatever it takes, the type must read.

use serde_json::{Map, Value};

use crate::document::{Document, named};

/// How a value is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Make {
    /// With every property.
    Whole,
    /// With the required ones alone.
    Least,
    /// By chance; the same number gives the same value.
    Chance(u64),
}

/// Makes a value of a schema.
pub fn make(schema: &Value, make: Make) -> Value {
    let seed = if let Make::Chance(seed) = make { seed } else { 1 };
    Maker { make, state: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1 }.value(schema, 0)
}

struct Maker {
    make: Make,
    state: u64,
}

impl Maker {
    fn value(&mut self, schema: &Value, depth: usize) -> Value {
        assert!(depth < 30, "a schema that never ends: {schema}");
        if let Some(name) = named(schema) {
            return self.value(&Document::get().schemas()[name], depth + 1);
        }
        if let Some(value) = schema.get("const") {
            return value.clone();
        }
        for several in ["enum", "oneOf", "anyOf"] {
            if let Some(choices) = schema[several].as_array() {
                let choice = choices[self.below(choices.len())].clone();
                return if several == "enum" { choice } else { self.value(&choice, depth + 1) };
            }
        }
        match schema["type"].as_array() {
            Some(types) => {
                let mut one = schema.clone();
                one["type"] = types[self.below(types.len())].clone();
                self.value(&one, depth)
            }
            None => self.plain(schema, depth),
        }
    }

    fn plain(&mut self, schema: &Value, depth: usize) -> Value {
        match schema["type"].as_str() {
            Some("null") => Value::Null,
            Some("boolean") => (self.below(2) == 0).into(),
            // Halves and quarters come back as they went, however they are written.
            Some("number") => (self.below(5) as f64 / 4.0).into(),
            Some("integer") => self.integer(schema),
            Some("string") => format!("words-of-a-test-{:0>12}", self.below(1_000)).into(),
            Some("array") => {
                let count = if self.make == Make::Whole { 1 } else { self.below(3) };
                (0..count).map(|_| self.value(&schema["items"], depth + 1)).collect()
            }
            Some("object") => self.object(schema, depth),
            _ => {
                panic!("the tests cannot make a value of {schema}: teach src/desk/tests/contract/instance.rs")
            }
        }
    }

    fn integer(&mut self, schema: &Value) -> Value {
        match schema["format"].as_str() {
            Some("uint8") => self.below(256).into(),
            Some("int8") => (self.below(256) as i64 - 128).into(),
            Some("uint16") => self.below(65_536).into(),
            Some("uint32") => self.below(u32::MAX as usize + 1).into(),
            // What a browser's numbers hold exactly.
            Some("uint64") => self.below(1 << 53).into(),
            Some("int64") => (self.below(1 << 53) as i64 - (1 << 52)).into(),
            _ => panic!("{schema}: an integer says by `format` how large it gets, as `uint64`"),
        }
    }

    fn object(&mut self, schema: &Value, depth: usize) -> Value {
        let mut object = Map::new();
        let required = required(schema);
        for (name, property) in schema["properties"].as_object().into_iter().flatten() {
            let takes = match self.make {
                Make::Whole => true,
                Make::Least => false,
                Make::Chance(_) => self.below(2) == 0,
            };
            if takes || required.contains(&name.as_str()) {
                object.insert(name.clone(), self.value(property, depth + 1));
            }
        }
        if let Some(more @ Value::Object(_)) = schema.get("additionalProperties") {
            object.insert("a-key".to_owned(), self.value(more, depth + 1));
        }
        object.into()
    }

    /// A number below a bound; the first choice where nothing is left to chance, so that a value is there and not null.
    fn below(&mut self, bound: usize) -> usize {
        if !matches!(self.make, Make::Chance(_)) {
            return 0;
        }
        // xorshift64 (Marsaglia 2003).
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        (self.state % bound as u64) as usize
    }
}

/// The properties that a schema asks for.
pub fn required(schema: &Value) -> Vec<&str> {
    schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}
