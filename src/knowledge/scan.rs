//! Reads the smallest parts of JSON: space, texts, numbers and words, and says on which line and column a fault is.

use crate::fault::{Faults, Place};
use crate::field::excerpt;
use crate::node::Value;

/// A place in a text that moves only forward.
pub(crate) struct Scan<'a> {
    source: &'a str,
    pos: usize,
    /// The line of `pos`, from 1.
    pub line: u32,
    line_start: usize,
    /// Where the last value ended: line, begin of that line, position.
    end: (u32, usize, usize),
    left: usize,
    pub faults: &'a mut Faults,
}

impl<'a> Scan<'a> {
    /// Begins at the first character; stops after `most` faults.
    pub fn new(source: &'a str, line: u32, most: usize, faults: &'a mut Faults) -> Self {
        Self { source, pos: 0, line, line_start: 0, end: (line, 0, 0), left: most, faults }
    }

    /// The byte that stands here; none at the end.
    pub fn peek(&self) -> Option<u8> {
        self.source.as_bytes().get(self.pos).copied()
    }

    pub fn character(&self) -> Option<char> {
        self.source[self.pos..].chars().next()
    }

    /// Steps over bytes, fewer where the text ends before.
    pub fn skip(&mut self, bytes: usize) {
        let bytes = bytes.min(self.source.len() - self.pos);
        let passed = &self.source.as_bytes()[self.pos..self.pos + bytes];
        for (offset, _) in passed.iter().enumerate().filter(|(_, byte)| **byte == b'\n') {
            self.line += 1;
            self.line_start = self.pos + offset + 1;
        }
        self.pos += bytes;
    }

    /// Remembers that a value ends here, for a fault about what is missing behind it.
    pub fn mark_end(&mut self) {
        self.end = (self.line, self.line_start, self.pos);
    }

    /// Whether nothing is left to read.
    pub fn stopped(&self) -> bool {
        self.pos >= self.source.len()
    }

    /// Tells of a fault at this place.
    pub fn fault(&mut self, problem: &str, mend: &str) {
        self.fault_at((self.line, self.line_start, self.pos), problem, mend);
    }

    /// Tells of a fault just behind the last value.
    pub fn fault_at_end(&mut self, problem: &str, mend: &str) {
        self.fault_at(self.end, problem, mend);
    }

    fn fault_at(&mut self, (line, start, pos): (u32, usize, usize), problem: &str, mend: &str) {
        if self.left == 0 {
            return;
        }
        self.left -= 1;
        let column = self.source[start..pos].chars().count() + 1;
        let place = Place { line: Some(line), ..Place::default() };
        self.faults.error(place, &format_args!("column {column}: {problem}"), &mend);
        if self.left == 0 {
            let problem = "there are too many faults of syntax, and reading stops here";
            self.faults.error(place, &problem, &"mend those above, then check again");
            self.skip(self.source.len() - self.pos);
        }
    }

    /// Tells of a fault and reads nothing more.
    pub fn stop(&mut self, problem: &str, mend: &str) {
        self.fault(problem, mend);
        self.left = 0;
        self.skip(self.source.len() - self.pos);
    }

    /// Steps over space, and over comments and odd spaces with a fault.
    pub fn space(&mut self) {
        while let Some(byte) = self.peek() {
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' => self.skip(1),
                b'/' | b'#' if self.comment() > 0 => {
                    let length = self.comment();
                    self.fault("JSON has no comments", "delete it");
                    self.skip(length);
                }
                0x80.. => match self.character() {
                    Some(odd) if odd.is_whitespace() || odd == '\u{feff}' => {
                        let problem = format!("the odd space U+{:04X} stands here", odd as u32);
                        self.fault(&problem, "write a plain space");
                        self.skip(odd.len_utf8());
                    }
                    _ => return,
                },
                _ => return,
            }
        }
    }

    fn comment(&self) -> usize {
        let rest = &self.source[self.pos..];
        if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if rest.starts_with("//") || rest.starts_with('#') {
            rest.find('\n').unwrap_or(rest.len())
        } else {
            0
        }
    }

    /// Steps over a mark, or over its full-width twin with a fault; gives back whether one stood here.
    pub fn take(&mut self, mark: u8, twin: char) -> bool {
        if self.peek() == Some(mark) {
            self.skip(1);
            return true;
        }
        if self.character() != Some(twin) {
            return false;
        }
        let plain = char::from(mark);
        self.fault(&format!("`{twin}` is the full-width mark"), &format!("write `{plain}`"));
        self.skip(twin.len_utf8());
        true
    }

    /// Whether a quotation mark of any kind stands here.
    pub fn at_quote(&self) -> bool {
        self.character().is_some_and(is_quote)
    }

    /// Whether a key with its colon follows the bracket that stands here, so that the object goes on.
    pub fn key_follows(&self) -> bool {
        let rest = self.source[self.pos + 1..].trim_start().trim_start_matches(',').trim_start();
        let Some(key) = rest.strip_prefix('"') else { return false };
        let window = &key.as_bytes()[..key.len().min(200)];
        let end = window.iter().position(|byte| *byte == b'"');
        end.is_some_and(|end| key[end + 1..].trim_start().starts_with(':'))
    }

    /// Reads the text that opens here with any quotation mark.
    pub fn text(&mut self) -> String {
        self.quoted(ends_text)
    }

    /// Reads the key that opens here; keys are short and hold no quotation mark, so that the next one ends it.
    pub fn quoted_key(&mut self) -> String {
        self.quoted(|_| true)
    }

    fn quoted(&mut self, ends: fn(&str) -> bool) -> String {
        let quote = self.character().unwrap_or('"');
        if quote != '"' {
            self.fault(&format!("`{quote}` opens a text"), "write plain double quotes: \"…\"");
        }
        self.skip(quote.len_utf8());
        let mut text = Text { out: String::new(), quote, ends, told_quote: quote != '"', told_break: false };
        while !self.text_step(&mut text) {}
        text.out
    }

    /// Reads on in a text; gives back whether it ended.
    fn text_step(&mut self, text: &mut Text) -> bool {
        let rest = &self.source[self.pos..];
        let plain = |byte: &u8| *byte >= b' ' && !matches!(byte, b'"' | b'\\' | b'\'') && *byte != 0xe2;
        let length = rest.bytes().position(|byte| !plain(&byte)).unwrap_or(rest.len());
        text.out.push_str(&rest[..length]);
        self.skip(length);
        let Some(next) = self.character() else {
            self.fault("a text is never closed", "add the closing `\"`");
            return true;
        };
        match next {
            '\\' => self.escape(text),
            '\n' => return self.line_break(text),
            _ if text.closes(next) => return self.closing_quote(next, text),
            '\u{0}'..='\u{1f}' => {
                let name = if next == '\t' { "a tab" } else { "a control character" };
                let mend = if next == '\t' { "write \\t" } else { "delete it" };
                self.fault(&format!("{name} stands inside a text"), mend);
                self.copy(next, text);
            }
            _ => self.copy(next, text),
        }
        false
    }

    fn copy(&mut self, character: char, text: &mut Text) {
        text.out.push(character);
        self.skip(character.len_utf8());
    }

    /// A quotation mark ends the text, unless what follows shows that it is part of it.
    fn closing_quote(&mut self, quote: char, text: &mut Text) -> bool {
        if (text.ends)(&self.source[self.pos + quote.len_utf8()..]) {
            self.skip(quote.len_utf8());
            return true;
        }
        if !text.told_quote {
            self.fault("a quotation mark stands inside a text", "write \\\" for it");
            text.told_quote = true;
        }
        self.copy(quote, text);
        self.stopped()
    }

    /// A line ends inside a text: the closing mark was forgotten, or the break was meant.
    fn line_break(&mut self, text: &mut Text) -> bool {
        if self.source[self.pos..].trim_start().starts_with(['"', '{', '}', '[', ']']) {
            self.fault("the closing `\"` is missing", "add it at the end of the text");
            let kept = text.out.trim_end();
            let comma = kept.ends_with(',');
            text.out.truncate(kept.len() - usize::from(comma));
            if comma && !self.stopped() {
                self.rewind_to_comma();
            }
            return true;
        }
        if !text.told_break {
            self.fault("a line break stands inside a text", "write \\n for it");
            text.told_break = true;
        }
        self.copy('\n', text);
        self.stopped()
    }

    /// Goes back to the comma that the unclosed text swallowed; it stands on this line.
    fn rewind_to_comma(&mut self) {
        let comma = self.source[self.line_start..self.pos].rfind(',');
        self.pos = comma.map_or(self.pos, |comma| self.line_start + comma);
    }

    fn escape(&mut self, text: &mut Text) {
        let next = self.source[self.pos + 1..].chars().next();
        let plain = match next {
            Some('"' | '\\' | '/') => next,
            Some('n') => Some('\n'),
            Some('t') => Some('\t'),
            Some('r') => Some('\r'),
            Some('b') => Some('\u{8}'),
            Some('f') => Some('\u{c}'),
            Some('u') => return self.unicode_escape(text),
            _ => None,
        };
        match (plain, next) {
            (Some(plain), _) => {
                text.out.push(plain);
                self.skip(2);
            }
            (None, next) => {
                let next = next.filter(|next| !next.is_control()).map(String::from).unwrap_or_default();
                self.fault(&format!("`\\{next}` is no escape"), "write \\\\ for a backslash");
                self.copy_backslash(text);
            }
        }
    }

    fn copy_backslash(&mut self, text: &mut Text) {
        text.out.push('\\');
        self.skip(1);
    }

    fn unicode_escape(&mut self, text: &mut Text) {
        let Some(first) = self.hex(self.pos) else {
            self.fault("`\\u` is no escape", "write four digits from 0 to F behind it");
            return self.copy_backslash(text);
        };
        let second = self.hex(self.pos + 6).filter(|low| (0xdc00..0xe000).contains(low));
        let (code, length) = match (first, second) {
            (0xd800..0xdc00, Some(low)) => (0x10000 + ((first - 0xd800) << 10) + (low - 0xdc00), 12),
            _ => (first, 6),
        };
        if char::from_u32(code).is_none() {
            self.fault("a `\\u` escape is only half a character", "write the character itself");
        }
        text.out.push(char::from_u32(code).unwrap_or('\u{fffd}'));
        self.skip(length);
    }

    /// The number of a `\uXXXX` at a position.
    fn hex(&self, at: usize) -> Option<u32> {
        let digits = self.source.get(at..at + 6)?.strip_prefix("\\u")?;
        digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16).ok())?
    }

    pub fn number(&mut self) -> Value {
        let rest = &self.source[self.pos..];
        let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.' | '_');
        let word = rest.find(|c| !part(c)).map_or(rest, |end| &rest[..end]);
        let number = word.parse::<f64>().ok();
        if !is_json_number(word) {
            self.fault(
                &format!("`{}` is no JSON number", excerpt(word)),
                "write digits, or a text in double quotes",
            );
        }
        self.skip(word.len());
        number.map_or_else(|| Value::Text(word.to_owned()), Value::Number)
    }

    /// Reads `true`, `false`, `null`, or words that should be a text; none where there is no word.
    pub fn word(&mut self) -> Option<Value> {
        let ends = |c: char| matches!(c, ',' | '}' | ']' | '{' | '[' | ':' | '"' | '\n' | '，' | '：');
        let rest = &self.source[self.pos..];
        let word = rest.find(ends).map_or(rest, |end| &rest[..end]).trim_end();
        let (value, right) = match word {
            "" => return None,
            "true" | "True" | "TRUE" => (Value::Bool(true), "true"),
            "false" | "False" | "FALSE" => (Value::Bool(false), "false"),
            "null" | "None" | "NULL" | "Null" | "undefined" => (Value::Null, "null"),
            _ => (Value::Text(word.to_owned()), ""),
        };
        if right.is_empty() {
            let problem = format!("`{}` stands without double quotes", excerpt(word));
            self.fault(&problem, "put the text in double quotes");
        } else if right != word {
            self.fault(&format!("`{word}` is not JSON"), &format!("write {right}"));
        }
        self.skip(word.len());
        Some(value)
    }

    /// Reads a key without quotation marks; none where no word begins.
    pub fn bare_key(&mut self) -> Option<String> {
        let part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '-' | '@');
        let rest = &self.source[self.pos..];
        let key = rest.find(|c| !part(c)).map_or(rest, |end| &rest[..end]);
        if key.is_empty() {
            return None;
        }
        self.fault(
            &format!("key `{}` stands without double quotes", excerpt(key)),
            "put it in double quotes",
        );
        self.skip(key.len());
        Some(key.to_owned())
    }

    /// Steps over a list or object with all that is in it.
    pub fn skip_nested(&mut self) {
        let (mut depth, mut quoted, mut escaped, mut length) = (0usize, false, false, 0);
        for byte in self.source[self.pos..].bytes() {
            length += 1;
            match byte {
                _ if escaped => escaped = false,
                b'\\' if quoted => escaped = true,
                b'"' => quoted = !quoted,
                b'{' | b'[' if !quoted => depth += 1,
                b'}' | b']' if !quoted => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
        self.skip(length);
    }
}

/// A text that is being read.
struct Text {
    out: String,
    quote: char,
    /// Whether what stands behind a quotation mark shows that it closes.
    ends: fn(&str) -> bool,
    told_quote: bool,
    told_break: bool,
}

impl Text {
    fn closes(&self, character: char) -> bool {
        match self.quote {
            '"' => character == '"',
            '\'' | '‘' | '’' => matches!(character, '\'' | '‘' | '’'),
            _ => matches!(character, '“' | '”' | '"'),
        }
    }
}

/// Quotation marks that people or their editors put around texts; only the first is right.
pub(crate) fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '“' | '”' | '‘' | '’')
}

/// Whether what stands behind a quotation mark shows that it closed its text. In JSON it always does.
fn ends_text(rest: &str) -> bool {
    let rest = rest.trim_start_matches([' ', '\t', '\r']);
    let Some(next) = rest.chars().next() else { return true };
    if next != ',' {
        return is_quote(next) || matches!(next, '\n' | '}' | ']' | ':' | '：' | '，' | '/' | '\u{a0}');
    }
    let after = rest[1..].trim_start();
    let word = |word: &str| after.starts_with(word);
    after.is_empty()
        || rest[1..].trim_start_matches([' ', '\t', '\r']).starts_with('\n')
        || after.starts_with(|c: char| {
            is_quote(c) || c.is_ascii_digit() || matches!(c, '{' | '}' | '[' | ']' | '-' | '/' | ',')
        })
        || word("true")
        || word("false")
        || word("null")
}

/// Whether a word is a number as JSON writes it.
fn is_json_number(word: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let word = word.strip_prefix('-').unwrap_or(word);
    let (mantissa, exponent) =
        word.split_once(['e', 'E']).map_or((word, None), |(left, right)| (left, Some(right)));
    let (whole, fraction) =
        mantissa.split_once('.').map_or((mantissa, None), |(left, right)| (left, Some(right)));
    let signless = |text: &str| digits(text.strip_prefix(['+', '-']).unwrap_or(text));
    digits(whole)
        && (whole.len() == 1 || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(signless)
}
