//! Slack: "Sending messages using incoming webhooks" and "Formatting text for app surfaces" of its developers' pages.

use serde_json::json;

use super::sentence::{Tongue, lines};
use super::{Draft, Writing};
use crate::alerts::Alert;

/// A message of text. The three marks that Slack's markup is made of are escaped in what a visitor wrote, so that
/// neither `<!channel>` nor `<@U…>` nor a link under other words comes out of it.
pub fn write(writing: &Writing<'_>) -> Option<Draft> {
    let alert: Alert = serde_json::from_str(writing.body).ok()?;
    let mut lines = lines(&alert, Tongue::English, escape);
    lines.push(format!("<{}|Open the conversation>", escape(&alert.data.link)));
    let body = json!({"text": lines.join("\n"), "unfurl_links": false, "unfurl_media": false}).to_string();
    Some(Draft { url: writing.url.clone(), headers: Vec::new(), body })
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_becomes_words() {
        assert_eq!(escape("<!channel> <@U1> &lt;"), "&lt;!channel&gt; &lt;@U1&gt; &amp;lt;");
    }
}
