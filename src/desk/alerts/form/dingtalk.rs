//! DingTalk (钉钉): "自定义机器人接入" and "自定义机器人安全设置" of its developers' pages.

use serde_json::json;

use super::sentence::{Tongue, lines, widen};
use super::{Draft, Writing};
use crate::alerts::{Alert, sign};

/// A bot may post 20 times a minute, then it is silent for ten: the number of that failure, and the pause in milliseconds.
pub const TOO_MANY: (i64, i64) = (130_101, 600_000);

/// A message of text that mentions nobody. With a secret the address carries the time in milliseconds and the HMAC under
/// the secret of `time\nsecret`.
pub fn write(writing: &Writing<'_>) -> Option<Draft> {
    let alert: Alert = serde_json::from_str(writing.body).ok()?;
    let mut lines = lines(&alert, Tongue::Chinese, widen);
    lines.push(alert.data.link);
    let body = json!({
        "msgtype": "text", "text": {"content": lines.join("\n")},
        "at": {"atMobiles": [], "atUserIds": [], "isAtAll": false},
    });
    let mut url = writing.url.clone();
    if let Some(secret) = writing.keys.first() {
        let content = [writing.now.to_string().as_bytes(), b"\n", secret].concat();
        url.query_pairs_mut()
            .append_pair("timestamp", &writing.now.to_string())
            .append_pair("sign", &sign::hmac(secret, &content));
    }
    Some(Draft { url, headers: Vec::new(), body: body.to_string() })
}
