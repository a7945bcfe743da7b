//! What an owner sets for one endpoint that is told of what happens.

use std::fmt;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::Topic;

/// One endpoint that is told of what happens, as `[[webhook]]` in a settings file.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Webhook {
    /// Where to post, `https://…`. The addresses of chat bots are secrets: no log names them.
    pub url: String,
    /// What is posted; default `standard`.
    #[serde(default)]
    pub form: Form,
    /// Secrets to sign with. `standard` needs at least one, `whsec_` and 24 to 64 bytes in base64, and signs with each, so
    /// that a new one can be brought in beside the old; `dingtalk` and `feishu` take the one that their bot shows where
    /// signing is switched on.
    #[serde(default)]
    pub secrets: Vec<String>,
    /// A file with more of them, one a line, so that none stands in the settings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret_file: Option<PathBuf>,
    /// What it is told of; default all.
    #[serde(default)]
    pub events: Vec<Topic>,
    /// Whether the visitor's words go with it. Default no: an alert then says where to look, and the words stay at the
    /// desk.
    #[serde(default)]
    pub include_words: bool,
    /// Whether it may lie in the owner's own network, by `http` too; default no.
    #[serde(default)]
    pub allow_private: bool,
}

/// Whose form a post has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// JSON, signed by the Standard Webhooks specification.
    #[default]
    Standard,
    /// An incoming webhook of Slack.
    Slack,
    /// A group's bot in WeCom (企业微信).
    Wecom,
    /// A group's custom bot in DingTalk (钉钉).
    Dingtalk,
    /// A group's custom bot in Feishu (飞书).
    Feishu,
}

impl Form {
    /// Its word in the settings.
    pub fn word(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Slack => "slack",
            Self::Wecom => "wecom",
            Self::Dingtalk => "dingtalk",
            Self::Feishu => "feishu",
        }
    }
}

/// Without address and secrets, which may be printed by accident.
impl fmt::Debug for Webhook {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Webhook")
            .field("form", &self.form)
            .field("events", &self.events)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn settings_are_read_by_their_kebab_names_and_slips_are_told() {
        let read = |value| serde_json::from_value::<Webhook>(value).map_err(|error| error.to_string());
        let webhook = read(json!({
            "url": "https://hooks.example/secret-path", "form": "wecom", "secrets": ["secret-key"],
            "events": ["handoff.requested", "contact.left"], "include-words": true, "allow-private": true,
        }))
        .unwrap();
        assert_eq!(webhook.form, Form::Wecom);
        assert_eq!(webhook.events, [Topic::Requested, Topic::Contact]);
        assert!(webhook.include_words && webhook.allow_private);
        assert!(!format!("{webhook:?}").contains("secret"));
        for slip in
            [json!({"url": "u", "include_words": true}), json!({}), json!({"url": "u", "form": "teams"})]
        {
            assert!(read(slip.clone()).is_err(), "{slip}");
        }
    }
}
