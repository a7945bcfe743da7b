//! What visitors, agents and owners do, from the first click to the last word, in a real browser.

mod access;
mod agent_keyboard;
mod bell;
mod colleagues;
mod degrade;
mod files;
mod first_answer;
mod hostile;
mod hostile_desk;
mod inbox;
mod insights;
mod insights_page;
mod keyboard;
mod knowledge;
mod life;
mod live;
mod notes;
mod outage;
mod person;
mod phone;
mod replies;
mod same;
mod setup;
mod shop;
mod suggestions;
mod triage;
