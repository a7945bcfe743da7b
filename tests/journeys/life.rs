//! The life of a handoff: two tabs, the end and what comes after it, who finds nobody, and reading along.

use anyhow::Result;
use serde_json::Value;
use tests::{Desk, Host, Visitor};

use crate::shop::{CHINESE, ENGLISH, Shop};

async fn shop_at(desk: &str, more: &str, language: &str) -> Result<Shop> {
    Shop::open(&format!("{language} data-desk=\"{desk}\" {more}")).await
}

async fn agent(desk: &Desk) -> Result<Visitor> {
    let agent = crate::person::agent(desk, "Mei").await?;
    agent.until("the inbox", "return !!document.querySelector('nav, [role=tablist]')").await?;
    Ok(agent)
}

/// Calls the desk as the agent on the only conversation there is; the answer's status.
async fn calls(agent: &Visitor, path: &str, body: &str) -> Result<Value> {
    agent
        .run(&format!(
            "return (async () => {{
                const inbox = await (await fetch('/api/v1/agent/conversations')).json();
                const id = inbox.conversations[0].id;
                const said = inbox.conversations[0];
                const body = {body};
                const reply = await fetch('/api/v1/agent/conversations/' + id + '/{path}', {{
                    method: 'POST', headers: {{ 'content-type': 'application/json' }},
                    body: body === null ? undefined : JSON.stringify(body) }});
                return reply.status;
            }})()"
        ))
        .await
}

const HELLO: &str = "{ id: 'hello', text: 'Hello, this is Mei.', at: Date.now() }";

/// What an agent says comes to both tabs of a visitor, once; when the leading tab closes the other goes on.
#[tokio::test]
async fn two_tabs_hear_an_agent_and_one_goes_on_alone() -> Result<()> {
    let desk = Desk::start().await?;
    let shop = shop_at(&desk.url, "", ENGLISH).await?;
    let visitor = shop.visitor().await?;
    visitor.open().await?;
    visitor.says("talk to a person please").await?;
    visitor.sees("You are next").await?;
    let first = visitor.client().window().await?;
    let second = visitor.client().new_window(true).await?;
    visitor.client().switch_to_window(second.handle.clone()).await?;
    visitor.go(&shop.site.origin()).await?;
    visitor.open().await?;
    visitor.sees("talk to a person please").await?;
    let agent = agent(&desk).await?;
    assert_eq!(calls(&agent, "messages", HELLO).await?, 201);
    let once = "return [...root.querySelectorAll('.log .warm .plain, .log .warm .box')]
        .filter((it) => it.textContent.includes('this is Mei')).length === 1";
    visitor.until("her words, once, in the second tab", once).await?;
    visitor.client().close_window().await?;
    visitor.client().switch_to_window(first).await?;
    visitor.until("her words, once, in the first tab", once).await?;
    assert_eq!(calls(&agent, "messages", "{ id: 'm2', text: 'Still there?', at: 1 }").await?, 201);
    visitor.sees("Still there?").await?;
    agent.close().await?;
    visitor.close().await
}

/// The visitor's words are sent, then read; the visitor ends the conversation, says how it was, and can keep it.
#[tokio::test]
async fn a_conversation_is_read_ended_and_judged() -> Result<()> {
    let desk = Desk::start().await?;
    let shop = shop_at(&desk.url, "", ENGLISH).await?;
    let visitor = shop.visitor().await?;
    visitor.open().await?;
    visitor.says("talk to a person please").await?;
    visitor.sees("You are next").await?;
    let agent = agent(&desk).await?;
    assert_eq!(calls(&agent, "messages", HELLO).await?, 201);
    visitor.sees("Hello, this is Mei.").await?;
    visitor.says("the blue one").await?;
    visitor.until("sent", "return root.querySelector('.log .me:last-child .state, .log .me .state')?.textContent === 'Sent'").await?;
    assert_eq!(calls(&agent, "read", "{ seq: said.seq }").await?, 204);
    visitor
        .until("read", "return [...root.querySelectorAll('.log .me .state')].at(-1)?.textContent === 'Read'")
        .await?;
    visitor.presses("End the conversation").await?;
    visitor.presses("End it? Press once more").await?;
    visitor.sees("You ended the conversation.").await?;
    visitor.sees("How was the help?").await?;
    visitor.clicks("root.querySelectorAll('.score')[3]").await?;
    visitor.sees("A word on it?").await?;
    visitor.presses("Send").await?;
    visitor.sees("Thank you for telling us.").await?;
    visitor
        .until(
            "the file",
            "return [...root.querySelectorAll('button')].some((it) => it.textContent === 'Save as a file')",
        )
        .await?;
    agent.close().await?;
    visitor.close().await
}

/// Where nobody is there the visitor says how to be reached, and the desk has it.
#[tokio::test]
async fn who_finds_nobody_leaves_an_address() -> Result<()> {
    let desk =
        Desk::start_with(&["--hours", "Mon-Sun 00:00-00:01", "--holidays", "2020-01-01..2035-12-31 closed"])
            .await?;
    let shop = shop_at(&desk.url, "", CHINESE).await?;
    let visitor = shop.visitor().await?;
    visitor.open().await?;
    visitor.says("转人工").await?;
    visitor.sees("现在没有客服在线").await?;
    visitor.presses("请书面回复我").await?;
    visitor.sees("回复发到哪里？").await?;
    visitor.presses("提交").await?;
    visitor.sees("请留下电子邮箱或电话号码。").await?;
    visitor.run("root.querySelector('.form input[type=email]').value = 'anna@home.example'").await?;
    visitor.presses("提交").await?;
    visitor.sees("客服已看到您的联系方式").await?;
    visitor.close().await
}

/// By default nothing goes to the desk before a handoff, not even a greeting.
#[tokio::test]
async fn without_the_owners_word_nobody_reads_along() -> Result<()> {
    let desk = Host::start(Vec::new()).await?;
    let shop = shop_at(&desk.origin(), "", ENGLISH).await?;
    let visitor = shop.visitor().await?;
    visitor.open().await?;
    visitor.says("how long does delivery take").await?;
    visitor.sees("Nothing you type leaves this page").await?;
    visitor.says("hello there").await?;
    visitor.sees("What can I help you with").await?;
    assert_eq!(desk.asked(), Vec::<String>::new());
    visitor.close().await
}

/// Where the owner allows it and the visitor is told, an agent reads along, corrects an answer, and steps in.
#[tokio::test]
async fn an_agent_reads_along_corrects_and_steps_in() -> Result<()> {
    let desk = Desk::start().await?;
    let shop = shop_at(&desk.url, "data-supervise=\"on\"", ENGLISH).await?;
    let visitor = shop.visitor().await?;
    visitor.open().await?;
    visitor.sees("Our team may read along to help.").await?;
    visitor.says("how long does delivery take").await?;
    visitor.sees("Our team may read along").await?;
    let agent = agent(&desk).await?;
    agent
        .until(
            "the words at the desk",
            "return (async () => {
                const inbox = await (await fetch('/api/v1/agent/conversations')).json();
                return inbox.conversations[0]?.status === 'watched' && inbox.conversations[0].seq >= 3;
            })()",
        )
        .await?;
    let whisper = "{ id: 'w1', text: 'This week a day longer.', corrects: 'x', at: 1 }";
    assert_eq!(calls(&agent, "whisper", whisper).await?, 201);
    visitor.sees("This week a day longer.").await?;
    visitor.sees("Mei corrects the answer").await?;
    visitor.says("and what does it cost").await?;
    assert_eq!(calls(&agent, "claim", "null").await?, 204);
    visitor.sees("Mei is here").await?;
    visitor.sees("Talking with Mei").await?;
    agent.close().await?;
    visitor.close().await
}
