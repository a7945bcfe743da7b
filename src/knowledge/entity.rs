//! Decodes the character references of HTML that answers hold.

use crate::markdown::part;

/// Names and what they stand for, in pairs.
const NAMED: &[(&str, char)] = &[
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", ' '),
    ("hellip", '…'),
    ("mdash", '—'),
    ("ndash", '–'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("bull", '•'),
    ("middot", '·'),
    ("copy", '©'),
    ("reg", '®'),
    ("trade", '™'),
    ("deg", '°'),
    ("times", '×'),
    ("euro", '€'),
    ("pound", '£'),
    ("yen", '¥'),
    ("eacute", 'é'),
    ("egrave", 'è'),
    ("agrave", 'à'),
    ("ccedil", 'ç'),
    ("auml", 'ä'),
    ("ouml", 'ö'),
    ("uuml", 'ü'),
    ("szlig", 'ß'),
    ("ntilde", 'ñ'),
];

/// Longest reference between `&` and `;`, in bytes.
const LENGTH: usize = 10;

/// The text with its references decoded; those that nobody knows stay as they are.
pub(crate) fn decode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(part(rest, ..at));
        rest = part(rest, at..);
        let end = rest.bytes().take(LENGTH + 2).position(|byte| byte == b';');
        let decoded = end.and_then(|end| Some((end, reference(part(rest, 1..end))?)));
        let (length, character) = decoded.map_or((1, '&'), |(end, character)| (end + 1, character));
        out.push(character);
        rest = part(rest, length..);
    }
    out.push_str(rest);
    out
}

fn reference(name: &str) -> Option<char> {
    let Some(number) = name.strip_prefix('#') else {
        return NAMED.iter().find(|(known, _)| *known == name).map(|(_, character)| *character);
    };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => number.parse(),
    };
    char::from_u32(code.ok()?).map(|character| if character == '\u{a0}' { ' ' } else { character })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_decoded() {
        let check = |text: &str, decoded: &str| assert_eq!(decode(text), decoded, "{text}");
        check("a &amp; b &lt;c&gt; &quot;d&quot; &#39;e&#x27;", "a & b <c> \"d\" 'e'");
        check("caf&eacute;&nbsp;&hellip;", "café …");
        check("&#36864;&#x8d27;", "退货");
        check("AT&T &unknown; &amp &#xFFFFFFFF; &#xd800; &;", "AT&T &unknown; &amp &#xFFFFFFFF; &#xd800; &;");
        check("&退货;", "&退货;");
    }
}
