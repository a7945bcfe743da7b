//! Markdown as DOM nodes: nothing that a person or a file says is ever parsed as HTML.

use knowledge::markdown::{Block, Inline, parse};

use crate::element::{El, el};

/// The elements of a Markdown text (the subset of `knowledge::markdown`); links open a new tab without a referrer.
pub fn markdown_elements(source: &str) -> Vec<El> {
    parse(source).into_iter().map(block).collect()
}

/// The same as a Leptos view.
#[cfg(feature = "views")]
pub fn markdown_view(source: &str) -> impl leptos::IntoView + use<> {
    crate::leptos_view(markdown_elements(source))
}

fn block(block: Block) -> El {
    match block {
        Block::Paragraph(inlines) => filled(el("p"), inlines),
        Block::List { ordered, items } => {
            let list = el(if ordered { "ol" } else { "ul" });
            list.children(items.into_iter().map(|item| filled(el("li"), item)))
        }
    }
}

fn filled(parent: El, inlines: Vec<Inline>) -> El {
    inlines.into_iter().fold(parent, |parent, inline| match inline {
        Inline::Text(text) => parent.text(&text),
        Inline::Strong(inner) => parent.child(filled(el("strong"), inner)),
        Inline::Emphasis(inner) => parent.child(filled(el("em"), inner)),
        Inline::Code(text) => parent.child(el("code").text(&text)),
        Inline::Break => parent.child(el("br")),
        Inline::Link { text, url } => parent.child(link(&url, &text)),
    })
}

/// A link that opens a new tab and tells the other site nothing.
pub fn link(url: &str, text: &str) -> El {
    el("a").attr("href", url).attr("target", "_blank").attr("rel", "noopener noreferrer").text(text)
}
