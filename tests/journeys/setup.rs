//! An owner sets the desk in the console: what was set holds at once, stands in the audit log, and a lead only reads it.

use anyhow::Result;
use tests::{Desk, Visitor};

use crate::colleagues::invited;
use crate::knowledge;
use crate::person::{agent, fill, press, shop_with, waiting};

/// The field of a day on which it is not today, yesterday or tomorrow anywhere: three days from now.
const OTHER_DAY: &str = "const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
    const day = days[(new Date().getUTCDay() + 3) % 7];
    return day === 'Mon' ? '#rule-hours' : '#rule-hours-' + day";

#[tokio::test]
async fn an_owner_changes_hours_and_a_team_and_everybody_sees_it() -> Result<()> {
    let desk = Desk::start().await?;
    let visitor = waiting(&shop_with(&desk).await?).await?;
    let mei = agent(&desk, "Mei").await?;
    let tom = invited(&mei, "Tom", 1).await?;

    press(&mei, "Set up").await?;
    mei.sees("No day has hours: people are always there.").await?;
    let day = mei.run(OTHER_DAY).await?;
    let day = day.as_str().unwrap_or_default();
    fill(&mei, day, "9-17").await?;
    press(&mei, "Save").await?;
    mei.sees("can't be used").await?;
    fill(&mei, day, "09:00-17:00").await?;
    let previewed = "return document.querySelectorAll('.days li:not(.shut)').length === 2";
    mei.until("two days of the next fourteen", previewed).await?;
    press(&mei, "Save").await?;
    mei.sees("It holds from now on").await?;
    visitor.sees("People are back").await?;

    press(&mei, "Teams").await?;
    press(&mei, "Add a team").await?;
    fill(&mei, "#rule-teams-0--id", "returns").await?;
    fill(&mei, "#rule-teams-0--name", "Returns").await?;
    press(&mei, "Save").await?;
    mei.sees("It holds from now on").await?;
    press(&mei, "Audit log").await?;
    for words in ["changed settings", "teams.returns.name", "Returns", "hours"] {
        mei.sees(words).await?;
    }

    press(&tom, "Set up").await?;
    tom.sees("Only owners change this.").await?;
    let kept = format!(
        "const field = document.querySelector('{day}'); return field?.readOnly && field.value === '09:00-17:00'"
    );
    tom.until("the hours, to be read only", &kept).await?;
    for browser in [mei, tom] {
        browser.close().await?;
    }
    visitor.close().await
}

/// Nothing stands in the page's tag: the dials come with the FAQ.
#[tokio::test]
async fn a_phrase_set_in_the_console_calls_a_person_for_the_next_visitor() -> Result<()> {
    let desk = Desk::start_with(&["--knowledge", knowledge::FAQ]).await?;
    let shop = knowledge::shop(&desk).await?;
    let mei = agent(&desk, "Mei").await?;
    let asks = async || -> Result<Visitor> {
        let visitor = shop.visitor().await?;
        visitor.open().await?;
        visitor.says("how do I return an item bought by my aunt").await?;
        Ok(visitor)
    };
    let before = asks().await?;
    before.until("an answer", "return !!root.querySelector('.log .say:not(.me) .box')").await?;

    mei.run("location.hash = '#/setup/triage'").await?;
    mei.sees("who gets a person").await?;
    fill(&mei, "#rule-triage-precision", "120").await?;
    press(&mei, "Save").await?;
    mei.sees("Write a whole number from 50 to 99").await?;
    fill(&mei, "#rule-triage-precision", "95").await?;
    fill(&mei, "#rule-triage-always", "press enquiry\nmy aunt").await?;
    press(&mei, "Save").await?;
    mei.sees("It holds from now on").await?;

    let visitor = asks().await?;
    visitor.sees("You are next").await?;
    before.close().await?;
    visitor.close().await?;
    mei.close().await
}
