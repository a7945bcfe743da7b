//! The wire's words for an enum, which the columns hold too.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::StoreError;

/// The wire's word for a value of an enum without fields.
pub fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

/// A value as JSON, for a column that holds it whole.
pub fn json(value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|_| StoreError::Unreadable("json"))
}

/// The value that a column's word names.
pub fn read_word<T: DeserializeOwned>(column: &'static str, word: String) -> Result<T, StoreError> {
    serde_json::from_value(serde_json::Value::String(word)).map_err(|_| StoreError::Unreadable(column))
}

/// The value that a column's JSON spells.
pub fn read_json<T: DeserializeOwned>(column: &'static str, json: &str) -> Result<T, StoreError> {
    serde_json::from_str(json).map_err(|_| StoreError::Unreadable(column))
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::{Author, HandoffReason, Status};

    #[test]
    fn a_column_holds_the_words_of_the_wire() {
        assert_eq!(word(&Status::Requested), "requested");
        assert_eq!(word(&HandoffReason::LowConfidence), "low_confidence");
        assert_eq!(read_word::<Author>("author", "agent".to_owned()).ok(), Some(Author::Agent));
        assert!(read_word::<Author>("author", "ghost".to_owned()).is_err());
    }
}
