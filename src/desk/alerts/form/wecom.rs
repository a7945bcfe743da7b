//! WeCom (企业微信): "群机器人配置说明" of its developers' pages.

use serde_json::json;

use super::sentence::{Tongue, lines, widen, within};
use super::{Draft, Writing};
use crate::alerts::Alert;

/// Most bytes of a text.
const TEXT_BYTES: usize = 2048;
/// A bot may post 20 times a minute: the number of that failure, and the pause in milliseconds.
pub const TOO_MANY: (i64, i64) = (45_009, 60_000);

/// A message of text, which alone of the kinds shows words as they are; even there `<@userid>` pings somebody.
pub fn write(writing: &Writing<'_>) -> Option<Draft> {
    let alert: Alert = serde_json::from_str(writing.body).ok()?;
    let link = format!("\n{}", alert.data.link);
    let words = lines(&alert, Tongue::Chinese, widen).join("\n");
    let content = format!("{}{link}", within(&words, TEXT_BYTES.saturating_sub(link.len())));
    let body = json!({"msgtype": "text", "text": {"content": content}}).to_string();
    Some(Draft { url: writing.url.clone(), headers: Vec::new(), body })
}
