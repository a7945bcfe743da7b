//! What a visitor sits at, read from what the browser says of itself: browser, system, and how large it is.
//
// Only the families that an agent asks about are told apart. Each browser names those that it descends from as well, so the
// younger ones stand first in the tables.

use crate::words::Words;

/// A browser's mark in its own words, and its name.
const BROWSERS: [(&str, &str); 16] = [
    ("MicroMessenger/", "WeChat"),
    ("DingTalk/", "DingTalk"),
    ("AlipayClient/", "Alipay"),
    ("FBAN/", "Facebook"),
    ("Instagram ", "Instagram"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("UCBrowser/", "UC Browser"),
    ("MiuiBrowser/", "Mi Browser"),
    ("HuaweiBrowser/", "Huawei Browser"),
    ("QQBrowser/", "QQ Browser"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
];
/// The same of systems. Tablets of Apple say that they are a Mac, so a Mac may be one.
const SYSTEMS: [(&str, &str); 8] = [
    ("HarmonyOS", "HarmonyOS"),
    ("OpenHarmony", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iOS"),
    ("iPad", "iPadOS"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("CrOS", "ChromeOS"),
];

/// As `Chrome · Android · phone`; as it came where nothing in it is known.
pub fn device_words(said: &str, words: &Words) -> String {
    let named = |table: &[(&str, &'static str)]| {
        table.iter().find(|(mark, _)| said.contains(mark)).map(|(_, name)| *name)
    };
    let browser = named(&BROWSERS).or_else(|| said.contains("Safari/").then_some("Safari"));
    let system = named(&SYSTEMS).or_else(|| said.contains("Linux").then_some("Linux"));
    if browser.is_none() && system.is_none() {
        return said.trim().to_owned();
    }
    let size = system.map(|system| size(said, system, words));
    let known: Vec<&str> = [browser, system, size].into_iter().flatten().collect();
    known.join(" · ")
}

fn size(said: &str, system: &str, words: &Words) -> &'static str {
    let is_tablet = said.contains("iPad") || said.contains("Tablet");
    let is_small = said.contains("Mobile") || said.contains("iPhone");
    match system {
        _ if is_tablet => words.device_tablet,
        _ if is_small => words.device_phone,
        "Android" | "HarmonyOS" => words.device_tablet,
        _ => words.device_computer,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{CHINESE, ENGLISH};

    #[test]
    fn browser_system_and_size_are_told() {
        let chrome = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0";
        let cases = [
            (format!("Mozilla/5.0 (Windows NT 10.0; Win64; x64) {chrome} Safari/537.36"), "Chrome · Windows · computer"),
            (format!("Mozilla/5.0 (Windows NT 10.0; Win64; x64) {chrome} Safari/537.36 Edg/131.0.0.0"), "Edge · Windows · computer"),
            (format!("Mozilla/5.0 (Linux; Android 10; K) {chrome} Mobile Safari/537.36"), "Chrome · Android · phone"),
            (format!("Mozilla/5.0 (Linux; Android 10; K) {chrome} Safari/537.36"), "Chrome · Android · tablet"),
            (format!("Mozilla/5.0 (X11; Linux x86_64) {chrome} Safari/537.36"), "Chrome · Linux · computer"),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0".to_owned(), "Firefox · Linux · computer"),
            ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1".to_owned(), "Safari · iOS · phone"),
            ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15".to_owned(), "Safari · macOS · computer"),
            ("Mozilla/5.0 (Linux; Android 14; V2309A) AppleWebKit/537.36 Chrome/116.0 Mobile Safari/537.36 MicroMessenger/8.0.50".to_owned(), "WeChat · Android · phone"),
        ];
        for (said, expected) in cases {
            assert_eq!(device_words(&said, &ENGLISH), expected, "{said}");
        }
    }

    #[test]
    fn what_is_not_known_is_shown_as_it_came() {
        for said in ["curl/8.5.0", "<img src=x onerror=alert(1)>", "", "Safari"] {
            assert_eq!(device_words(said, &CHINESE), said);
        }
    }
}
