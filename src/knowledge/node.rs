//! A document before it is checked: what JSON can hold, with the line of each value where the reader knows it.

/// One value of a document and where it stood.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// The line it begins on, from 1; none where the browser parsed the document.
    pub line: Option<u32>,
}

/// What JSON can hold. Whoever builds one keeps the nesting below [`DEPTH`].
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// `null`.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// Any number.
    Number(f64),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Node>),
    /// An object; keys in the order of the document, each once.
    Object(Vec<(String, Node)>),
}

/// Deepest nesting that a reader may build; a knowledge base needs six levels.
pub const DEPTH: usize = 64;

impl Node {
    /// A text on a line.
    pub fn text(text: impl Into<String>, line: Option<u32>) -> Self {
        Self { value: Value::Text(text.into()), line }
    }

    /// The value under a key; none for a missing key and for what is no object.
    pub fn get(&self, key: &str) -> Option<&Node> {
        match &self.value {
            Value::Object(pairs) => pairs.iter().find(|(name, _)| name == key).map(|(_, node)| node),
            _ => None,
        }
    }

    /// The text that it is; none for anything else.
    pub fn as_text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// What it is, as a fault names it.
    pub(crate) fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "null",
            Value::Bool(_) => "true or false",
            Value::Number(_) => "a number",
            Value::Text(_) => "a text",
            Value::List(_) => "a list",
            Value::Object(_) => "an object",
        }
    }
}
