//! Two agents claim a conversation at once, again and again: each time one of them gets it, and the other is told so.

use anyhow::{Result, ensure};
use protocol::{ConversationDetail, Status};
use serde_json::Value;

use super::client::Client;
use super::ground::{Database, Ground};
use super::web::{Ask, Web, Who};

/// Carries it out so many times, at a server by two desks; gives how often the first of the two got it.
pub async fn run(times: usize, database: Option<&Database>) -> Result<usize> {
    let most = times.to_string();
    let ground = Ground::lay("127.0.0.1:0", database, &["--site-conversations", &most]).await?;
    let (one, two, mei) = (ground.web(0), ground.web(1), ground.owner.clone());
    let tom = two.agent(&mei, "Tom").await?;
    let mut first = 0;
    for number in 0..times {
        let mut client = Client::new(&format!("claims{number}"));
        client.ask_for_a_person();
        if let Some((_, ask)) = client.next() {
            one.send(&ask).await?.expect(201)?;
        }
        first += usize::from(claim_twice(&one, &two, [&mei, &tom], &client).await?);
    }
    Ok(first)
}

/// Whether the first agent got it.
async fn claim_twice(one: &Web, two: &Web, agents: [&Who; 2], client: &Client) -> Result<bool> {
    let act =
        |who: &Who, action: &str| Ask::post(who, format!("{}/{action}", client.at_desk()), &Value::Null);
    let (mei, tom) = (act(agents[0], "claim"), act(agents[1], "claim"));
    let (mei, tom) = tokio::try_join!(one.send(&mei), two.send(&tom))?;
    let mut statuses = [mei.status, tom.status];
    statuses.sort_unstable();
    ensure!(statuses == [204, 409], "{} and {}", mei.text(), tom.text());
    let is_first = mei.status == 204;
    let detail: ConversationDetail =
        one.send(&Ask::get(agents[0], client.at_desk())).await?.expect(200)?.json()?;
    let owner = if is_first { "Mei" } else { "Tom" };
    ensure!(detail.summary.agent.as_deref() == Some(owner), "{:?} has it", detail.summary.agent);
    let claimed = detail.events.iter().filter(|event| event.status == Some(Status::Assigned)).count();
    ensure!(claimed == 1, "it was given {claimed} times");
    // Settled, so that the line stays short.
    one.send(&act(agents[usize::from(!is_first)], "resolve")).await?.expect(204)?;
    Ok(is_first)
}
