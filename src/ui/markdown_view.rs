//! Markdown as DOM nodes: nothing that a person or a file says is ever parsed as HTML.

use knowledge::markdown::{Block, Inline, parse};
use leptos::html::{a, br, code, em, li, ol, p, strong, ul};
use leptos::prelude::*;

/// The nodes of a Markdown text (the subset of `knowledge::markdown`); links open a new tab without a referrer.
pub fn markdown_view(source: &str) -> Vec<AnyView> {
    parse(source).into_iter().map(block_view).collect()
}

fn block_view(block: Block) -> AnyView {
    match block {
        Block::Paragraph(inlines) => p().child(inline_views(inlines)).into_any(),
        Block::List { ordered, items } => {
            let items: Vec<AnyView> = items.into_iter().map(|item| li().child(inline_views(item)).into_any()).collect();
            if ordered { ol().child(items).into_any() } else { ul().child(items).into_any() }
        }
    }
}

fn inline_views(inlines: Vec<Inline>) -> Vec<AnyView> {
    inlines.into_iter().map(inline_view).collect()
}

fn inline_view(inline: Inline) -> AnyView {
    match inline {
        Inline::Text(text) => text.into_any(),
        Inline::Strong(inner) => strong().child(inline_views(inner)).into_any(),
        Inline::Emphasis(inner) => em().child(inline_views(inner)).into_any(),
        Inline::Code(text) => code().child(text).into_any(),
        Inline::Break => br().into_any(),
        Inline::Link { text, url } => {
            a().href(url).target("_blank").rel("noopener noreferrer").child(text).into_any()
        }
    }
}
