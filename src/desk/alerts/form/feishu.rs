//! Feishu (飞书): "自定义机器人使用指南" of its developers' pages.

use serde_json::json;

use super::sentence::{Tongue, lines, widen};
use super::{Draft, Writing};
use crate::alerts::{Alert, sign};

/// The number of too many posts, of which a bot may send 100 a minute, and the pause in milliseconds.
pub const TOO_MANY: (i64, i64) = (11_232, 60_000);

/// A rich text, whose words stand in elements of text and so make no `<at>`. With a secret the body carries the time in
/// seconds and the HMAC of nothing under the key `time\nsecret`.
pub fn write(writing: &Writing<'_>) -> Option<Draft> {
    let alert: Alert = serde_json::from_str(writing.body).ok()?;
    let lines = lines(&alert, Tongue::Chinese, widen);
    let mut content: Vec<_> = lines[1..].iter().map(|line| json!([{"tag": "text", "text": line}])).collect();
    content.push(json!([{"tag": "a", "text": "打开对话", "href": alert.data.link}]));
    let post = json!({"zh_cn": {"title": lines[0], "content": content}});
    let mut body = json!({"msg_type": "post", "content": {"post": post}});
    if let Some(secret) = writing.keys.first() {
        let timestamp_s = (writing.now / 1_000).to_string();
        let key = [timestamp_s.as_bytes(), b"\n", secret].concat();
        body["sign"] = sign::hmac(&key, b"").into();
        body["timestamp"] = timestamp_s.into();
    }
    Some(Draft { url: writing.url.clone(), headers: Vec::new(), body: body.to_string() })
}
