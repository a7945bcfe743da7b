//! Three hundred hostile strings in every field that a visitor's browser fills, and the agents' page that shows them.

use anyhow::{Context, Result};
use serde_json::{Value, json};
use tests::proof::crowd;
use tests::proof::web::{Ask, SHOP, Web, Who};
use tests::{Desk, Visitor};

use crate::person::agent;

/// What does harm where somebody takes it for more than text.
const PAYLOADS: [&str; 50] = [
    "<script>hacked=1</script>",
    "<img src=x onerror=hacked=1>",
    "<svg onload=hacked=1>",
    "<svg><script>hacked=1</script></svg>",
    "<iframe srcdoc=\"<script>parent.hacked=1</script>\">",
    "<body onload=hacked=1>",
    "<details open ontoggle=hacked=1>",
    "<input autofocus onfocus=hacked=1>",
    "<a href=javascript:hacked=1>press</a>",
    "<math><mtext><style><img src=x onerror=hacked=1></style></mtext></math>",
    "<template><script>hacked=1</script></template>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
    "<link rel=stylesheet href=//evil.example/a.css>",
    "<style>*{display:none}</style>",
    "<form action=//evil.example><button>send</button></form>",
    "<object data=data:text/html,<script>hacked=1</script>>",
    "<embed src=javascript:hacked=1>",
    "<marquee onstart=hacked=1>",
    "<noscript><p title=\"</noscript><img src=x onerror=hacked=1>\">",
    "<!--><img src=x onerror=hacked=1>-->",
    "<![CDATA[<script>hacked=1</script>]]>",
    "<x onclick=hacked=1 style=position:fixed;inset:0>",
    "javascript:hacked=1",
    "java\u{200b}script:hacked=1",
    "data:text/html,<script>hacked=1</script>",
    "vbscript:hacked=1",
    "[press](javascript:hacked=1)",
    "![x](x\"onerror=hacked=1)",
    "[x](https://a.example/\"onclick=\"hacked=1)",
    "<https://a.example/\"onmouseover=\"hacked=1>",
    "`<script>hacked=1</script>`",
    "**<b onclick=hacked=1>bold</b>**",
    "&lt;script&gt;hacked=1&lt;/script&gt;",
    "&#60;script&#62;hacked=1&#60;/script&#62;",
    "%3Cscript%3Ehacked=1%3C/script%3E",
    "\\u003cscript\\u003ehacked=1\\u003c/script\\u003e",
    "{{constructor.constructor('hacked=1')()}}",
    "${hacked=1}",
    "#{hacked=1}",
    "<%= hacked=1 %>",
    "';hacked=1;//",
    "\";hacked=1;//",
    "`;hacked=1;//",
    "' OR '1'='1'; DROP TABLE conversations; --",
    "=HYPERLINK(\"//evil.example\",\"press\")",
    "../../../../etc/passwd",
    "\u{202e}gnp.exe\u{2066}evil\u{2069}",
    "__proto__",
    "{visitor} {agent} {name} {n}",
];

/// How each of them is dressed.
const DRESSES: [(&str, &str); 6] = [
    ("", ""),
    ("\">", ""),
    ("'>", "<!--"),
    ("</textarea></title>", ""),
    ("怎么办 ", " 谢谢"),
    ("]]>", "\u{1F4A9}"),
];

/// Hostile ways of a browser to call itself: a header carries no other signs than these.
fn device(hostile: &str) -> String {
    hostile.chars().filter(|sign| (' '..='~').contains(sign)).collect()
}

fn strings() -> Vec<String> {
    let dressed = |payload: &str| DRESSES.map(|(before, after)| [before, payload, after].concat());
    PAYLOADS.into_iter().flat_map(dressed).collect()
}

fn conversation(number: usize) -> String {
    format!("conversation-of-visitor-{number:07}")
}

/// A request with a string in each field, marked with the field, so that one can't stand for another.
fn request(number: usize, text: &str) -> Value {
    let marked = |field: &str| format!("{field} {text}");
    json!({
        "version": protocol::VERSION, "conversation": conversation(number), "idempotency_key": "1",
        "reason": "asked", "question": marked("question"), "language": "en", "team": marked("team"),
        "attributes": {"name": marked("name"), marked("key"): marked("value")}, "consent": "asked",
        "page": {"url": format!("{SHOP}/{}", marked("url")), "title": marked("title")},
        "editions": {"knowledge": marked("edition"), "widget": marked("widget")},
        "transcript": [
            {"id": "t1", "author": "visitor", "text": marked("said"), "at": 0},
            {"id": "t2", "author": "assistant", "text": marked("answered"), "entry": marked("entry"),
             "confidence": 0.41, "rating": -1, "at": 0},
        ],
        "trigger": {
            "confidence": 0.4,
            "matches": [{"entry": marked("id"), "question": marked("nearest"), "confidence": 0.4}],
            "mood": {"anger": 0.9, "reasons": [
                {"sign": "words", "span": marked("span"), "weight": 0.5},
                {"sign": marked("sign"), "span": "", "weight": 0.4}]},
        },
    })
}

/// Counts what a policy refused, from before the page's first script on.
const WATCH: &str = "window.broken = [];
    addEventListener('securitypolicyviolation', (it) => broken.push(it.violatedDirective + ' ' + it.sample));";

/// What would be harm done: a script that ran, a policy that had to step in, an element that none of ours made.
const HARM: &str = "return JSON.stringify([window.hacked ?? null, window.broken,
    [...document.querySelectorAll('script:not([src]), iframe, object, embed, base, form[action], marquee, style, math, \
        template, [onerror], [onload], [onclick], [onfocus], meta[http-equiv], a[href^=\"javascript\" i], a[href^=\"data\" i]')]
        .map((it) => it.outerHTML.slice(0, 80))])";

async fn is_unharmed(agent: &Visitor, place: &str) -> Result<()> {
    let harm = agent.run(HARM).await?;
    assert_eq!(harm, json!("[null,[],[]]"), "{place}");
    Ok(())
}

#[tokio::test]
async fn hostile_words_in_every_field_are_words() -> Result<()> {
    let desk = Desk::start_with(&crowd::LIMITS).await?;
    let web = Web::new(&desk.url);
    let strings = strings();
    assert_eq!(strings.len(), 300);
    for (number, text) in strings.iter().enumerate() {
        let who = Who::Visitor(format!("token-of-visitor-{number:07}"));
        let ask = Ask::post(&who, "api/v1/handoffs", &request(number, text));
        web.send_from(&ask, &device(text)).await?.expect(201).context(text.clone())?;
        let said = json!({"id": "later", "text": format!("later {text}"), "at": 0});
        let path = format!("api/v1/conversations/{}/messages", conversation(number));
        web.send(&Ask::post(&who, path, &said)).await?.expect(201)?;
    }
    let agent = agent(&desk, "Mei").await?;
    agent.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": WATCH })).await?;
    agent.reload().await?;
    agent.until("the inbox", "return !!document.querySelector('a.row')").await?;
    is_unharmed(&agent, "the inbox").await?;
    for (number, text) in strings.iter().enumerate() {
        shows(&agent, number, text).await.with_context(|| text.clone())?;
    }
    for page in ["#/review", "#/setup/audit", "#/setup/webhooks", "#/agents", "#/?q=hacked"] {
        agent.run(&format!("location.hash = {}", json!(page))).await?;
        agent.until(page, "return !document.querySelector('.late')").await?;
        is_unharmed(&agent, page).await?;
    }
    agent.close().await
}

/// Opens a conversation: everything that is shown of it stands there as it was sent, but for the spaces.
async fn shows(agent: &Visitor, number: usize, text: &str) -> Result<()> {
    let address = format!("#/c/{}", conversation(number));
    let fields =
        ["question", "name", "key", "value", "title", "said", "answered", "later", "nearest", "span"];
    let script = format!(
        "const address = {}, text = {};
         if (location.hash !== address) location.hash = address;
         const bare = (text) => text.replace(/[\\s*`!\\[\\]()<>\\\\]+/g, '');
         const shown = bare(document.body.textContent);
         const missing = {}.filter((field) => !shown.includes(bare(field + ' ' + text)));
         if (!missing.length && document.querySelector('#who')?.textContent.startsWith('name')) return 'all';
         window.missing = missing;
         return false",
        json!(address),
        json!(text),
        json!(fields)
    );
    let told = agent.until("every field", &script).await;
    if told.is_err() {
        let missing = agent.run("return window.missing").await?;
        anyhow::bail!("{missing} are not shown");
    }
    is_unharmed(agent, text).await
}
