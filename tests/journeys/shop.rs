//! The shops of the journeys: pages that embed the widget from another origin.

use anyhow::Result;
use tests::{Host, Page, Visitor};

/// The strictest policy that the widget promises to work under; the placeholders are two origins.
pub const STRICT: &str = "default-src 'none'; script-src CDN 'wasm-unsafe-eval'; connect-src CDN DESK; \
     style-src 'none'; require-trusted-types-for 'script'";

/// A host of the widget's files and a shop's page on another origin.
pub struct Shop {
    pub cdn: Host,
    pub site: Host,
}

impl Shop {
    /// A shop whose page at `/` embeds the widget with these attributes; `CDN` stands for the widget's origin.
    pub async fn open(attributes: &str) -> Result<Self> {
        Self::with_policy(attributes, "", "").await
    }

    /// The same under a policy, with more in the page's head.
    pub async fn with_policy(attributes: &str, policy: &str, head: &str) -> Result<Self> {
        let cdn = Host::start(Vec::new()).await?;
        let site = Host::start(Vec::new()).await?;
        let fill = |text: &str| text.replace("CDN", &cdn.origin());
        let language = if attributes.contains("data-lang=\"zh\"") { "zh" } else { "en" };
        let body = format!(
            "<!doctype html><html lang=\"{language}\"><meta charset=\"utf-8\"><title>A shop</title>{head}\
             <h1>A shop</h1><script async src=\"CDN/tandem.js\" {attributes}></script>"
        );
        let mut page = Page::new("/", fill(&body));
        page.policy = fill(policy);
        site.put(page);
        Ok(Self { cdn, site })
    }

    /// A visitor who comes to the page.
    pub async fn visitor(&self) -> Result<Visitor> {
        let visitor = tests::browser().await?;
        visitor.go(&self.site.origin()).await?;
        Ok(visitor)
    }
}

/// The attribute that names the English demo FAQ.
pub const ENGLISH: &str = "data-knowledge=\"CDN/demo/shop-en.json\" data-lang=\"en\"";
/// The attribute that names the Chinese demo FAQ.
pub const CHINESE: &str = "data-knowledge=\"CDN/demo/shop-zh.json\" data-lang=\"zh\"";
