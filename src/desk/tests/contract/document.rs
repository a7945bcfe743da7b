//! The document of the routes, as the tests ask it.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jsonschema::Validator;
use serde_json::{Map, Value, json};

/// Where a reader finds what a message of these tests names.
pub const PATH: &str = "src/protocol/openapi.json";

static DOCUMENT: LazyLock<Document> =
    LazyLock::new(|| Document::read(include_str!("../../../protocol/openapi.json")));

/// `src/protocol/openapi.json`.
pub struct Document {
    pub whole: Value,
    /// By a schema's name: as it stands, and with every property that it does not name refused.
    schemas: BTreeMap<String, (Validator, Validator)>,
}

/// How strictly a value is looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// As whoever reads: what it does not know it leaves aside.
    Lenient,
    /// As whoever writes: everything is in the document.
    Strict,
}

impl Document {
    /// The one document.
    pub fn get() -> &'static Self {
        &DOCUMENT
    }

    fn read(text: &str) -> Self {
        let whole: Value = serde_json::from_str(text).unwrap_or_else(|error| panic!("{PATH}: {error}"));
        let lenient = whole["components"].clone();
        let mut strict = lenient.clone();
        close(&mut strict["schemas"]);
        let names = whole["components"]["schemas"].as_object().expect("there are schemas").keys();
        let schemas = names.map(|name| {
            let reference = json!({"$ref": format!("#/components/schemas/{name}")});
            (name.clone(), (validator(&reference, &lenient), validator(&reference, &strict)))
        });
        Self { schemas: schemas.collect(), whole }
    }

    /// The schemas by name.
    pub fn schemas(&self) -> &Map<String, Value> {
        self.whole["components"]["schemas"].as_object().expect("there are schemas")
    }

    /// What is wrong with a value; nothing where it has the form of a schema.
    pub fn complaints(&self, schema: &str, value: &Value, look: Look) -> Vec<String> {
        let Some((lenient, strict)) = self.schemas.get(schema) else {
            return vec![format!("{PATH} has no `components.schemas.{schema}`: write it there")];
        };
        let validator = if look == Look::Strict { strict } else { lenient };
        validator.iter_errors(value).map(|error| format!("{error} at `{}`", error.instance_path())).collect()
    }

    /// Every operation, as `("GET", "/healthz", …)`.
    pub fn operations(&self) -> impl Iterator<Item = (String, &str, &Value)> {
        let paths = self.whole["paths"].as_object().into_iter().flatten();
        paths.flat_map(|(path, methods)| {
            let methods = methods.as_object().into_iter().flatten();
            methods.map(|(method, operation)| (method.to_uppercase(), path.as_str(), operation))
        })
    }
}

/// The schema's name that a `$ref` ends with, if it is one.
pub fn named(schema: &Value) -> Option<&str> {
    schema["$ref"].as_str()?.rsplit('/').next()
}

fn validator(reference: &Value, components: &Value) -> Validator {
    let mut schema = reference.clone();
    schema["components"] = components.clone();
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema".into();
    jsonschema::validator_for(&schema).unwrap_or_else(|error| panic!("{PATH}: {error}"))
}

/// Refuses what a schema's properties do not name, at every depth.
fn close(schema: &mut Value) {
    match schema {
        Value::Object(map) => {
            if map.get("properties").is_some_and(Value::is_object) && map.contains_key("type") {
                map.entry("additionalProperties").or_insert(false.into());
            }
            map.values_mut().for_each(close);
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}
