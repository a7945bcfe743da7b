//! The tag that a site copies, made of the options that its owner chose.

/// What stands in the tag beside its address: attribute without `data-`, and value; empty values are left out.
pub type Options<'a> = [(&'a str, &'a str)];

/// The tag for the widget's file at an address.
pub fn tag(source: &str, options: &Options<'_>) -> String {
    let mut tag = ["<script async src=\"", &escape(source), "\""].concat();
    for (name, value) in options.iter().filter(|(_, value)| !value.trim().is_empty()) {
        tag.push_str("\n  data-");
        tag.push_str(name);
        tag.push_str("=\"");
        tag.push_str(&escape(value.trim()));
        tag.push('"');
    }
    tag + "></script>"
}

/// The options as the preview's page takes them behind `#`: names and values in turn, each percent-encoded by `encode`.
pub fn fragment(options: &Options<'_>, encode: impl Fn(&str) -> String) -> String {
    let given = options.iter().filter(|(_, value)| !value.trim().is_empty());
    let parts: Vec<String> = given.map(|(name, value)| [name, "=", &encode(value.trim())].concat()).collect();
    parts.join("&")
}

/// What could end an attribute in quotes.
fn escape(value: &str) -> String {
    value.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tag_has_what_was_chosen_and_nothing_breaks_out_of_it() {
        assert_eq!(
            tag("https://desk.example/tandem.js", &[("desk", "https://desk.example/"), ("lang", " ")]),
            "<script async src=\"https://desk.example/tandem.js\"\n  data-desk=\"https://desk.example/\"></script>"
        );
        let told = tag("/t.js", &[("never", "say \"hi\"; <b> & co")]);
        assert!(told.contains("data-never=\"say &quot;hi&quot;; &lt;b> &amp; co\""), "{told}");
    }

    #[test]
    fn the_preview_is_told_the_same() {
        let encode = |text: &str| text.replace(' ', "%20");
        let options = [("position", "left"), ("lang", ""), ("urgent", "no money")];
        assert_eq!(fragment(&options, encode), "position=left&urgent=no%20money");
    }
}
