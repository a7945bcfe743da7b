//! What the visitor has said to a person and the desk has not yet acknowledged.

use serde::{Deserialize, Serialize};

use crate::retry_delay_ms;

/// One thing to deliver.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// The idempotency key: the same for every try.
    pub key: String,
    /// The HTTP method.
    pub method: String,
    /// Path at the desk, below its base.
    pub path: String,
    /// The JSON body, byte for byte the same for every try.
    pub body: String,
    /// Tries so far that did not get through.
    #[serde(default)]
    pub attempts: u32,
    /// Not before this, Unix milliseconds.
    #[serde(default)]
    pub due_ms: f64,
    /// When it failed the last time.
    #[serde(default)]
    pub failed_ms: f64,
}

impl Item {
    /// Milliseconds until it may be sent; none left where the clock was turned back meanwhile, since nobody waits a day for
    /// half a minute.
    pub fn wait_ms(&self, now_ms: f64) -> f64 {
        if now_ms < self.failed_ms { 0.0 } else { (self.due_ms - now_ms).max(0.0) }
    }
}

/// Items in the order they were said; only the first is ever under way, so order is kept.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Outbox {
    items: Vec<Item>,
}

impl Outbox {
    /// Adds an item at the end; one with the same key is already on its way and stays as it was.
    pub fn push(&mut self, key: &str, method: &str, path: &str, body: String) {
        if !self.holds(key) {
            let (key, method, path) = (key.to_owned(), method.to_owned(), path.to_owned());
            self.items.push(Item { key, method, path, body, attempts: 0, due_ms: 0.0, failed_ms: 0.0 });
        }
    }

    /// Whether an item waits to be delivered.
    pub fn holds(&self, key: &str) -> bool {
        self.items.iter().any(|item| item.key == key)
    }

    /// The failed tries so far of an item that waits; none once it is settled.
    pub fn tries(&self, key: &str) -> Option<u32> {
        self.items.iter().find(|item| item.key == key).map(|item| item.attempts)
    }

    /// Whether everything has been acknowledged.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The items that wait, oldest first.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// The item to send now, if its time has come.
    pub fn due(&self, now_ms: f64) -> Option<&Item> {
        self.items.first().filter(|item| item.wait_ms(now_ms) <= 0.0)
    }

    /// Milliseconds until the next try; none if there is nothing to send.
    pub fn wait_ms(&self, now_ms: f64) -> Option<f64> {
        self.items.first().map(|item| item.wait_ms(now_ms))
    }

    /// The desk has it, or has refused it for good.
    pub fn settled(&mut self, key: &str) {
        self.items.retain(|item| item.key != key);
    }

    /// It did not get through; `random` is 0 to 1. The desk's own `retry_after_ms` is a least wait.
    pub fn failed(&mut self, key: &str, now_ms: f64, random: f64, retry_after_ms: Option<f64>) {
        if let Some(item) = self.items.iter_mut().find(|item| item.key == key) {
            let wait = f64::from(retry_delay_ms(item.attempts, random)).max(retry_after_ms.unwrap_or(0.0));
            item.attempts = item.attempts.saturating_add(1);
            (item.failed_ms, item.due_ms) = (now_ms, now_ms + wait);
        }
    }

    /// The browser is online again: no reason to wait.
    pub fn hurry(&mut self) {
        for item in &mut self.items {
            item.due_ms = 0.0;
        }
    }

    /// Drops everything, as when the visitor takes a handoff back before it was sent.
    pub fn clear(&mut self) {
        self.items.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outbox(keys: &[&str]) -> Outbox {
        let mut outbox = Outbox::default();
        for key in keys {
            outbox.push(key, "POST", "handoffs", format!("{{\"{key}\":1}}"));
        }
        outbox
    }

    #[test]
    fn order_is_kept_while_the_first_fails() {
        let mut outbox = outbox(&["a", "b"]);
        outbox.failed("a", 1_000.0, 1.0, None);
        assert_eq!(outbox.due(1_500.0), None);
        assert_eq!(outbox.wait_ms(1_500.0), Some(500.0));
        assert_eq!(outbox.due(2_000.0).map(|item| item.key.as_str()), Some("a"));
    }

    #[test]
    fn a_clock_that_is_turned_back_holds_nothing_up() {
        let mut outbox = outbox(&["a"]);
        outbox.failed("a", 86_400_000.0, 1.0, None);
        assert_eq!(outbox.due(86_400_000.0), None);
        assert!(outbox.due(3_600_000.0).is_some());
    }

    #[test]
    fn a_key_stands_once() {
        assert_eq!(outbox(&["a", "a"]).items().len(), 1);
    }

    #[test]
    fn the_desk_can_ask_for_patience() {
        let mut outbox = outbox(&["a"]);
        outbox.failed("a", 0.0, 0.0, Some(9_000.0));
        assert_eq!(outbox.wait_ms(0.0), Some(9_000.0));
        outbox.hurry();
        assert!(outbox.due(0.0).is_some());
        outbox.settled("a");
        assert!(outbox.is_empty());
    }
}
