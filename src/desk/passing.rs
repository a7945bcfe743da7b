//! A conversation passed on to the desk elsewhere: the handoff with its context, then each word, in order.

use protocol::{Author, Event, Message, Status};

use crate::Desk;
use crate::adapters::{Elsewhere, Opening, Part, Remote, Voice, context};
use crate::alerts::{Answer, Verdict};
use crate::store::{Due, Handed, Passing, StoreError, TakenUp};

/// While another process has a conversation in hand, milliseconds until the next look.
const BUSY_MS: i64 = 5_000;
/// How that is told.
pub const BUSY: &str = "busy";
/// What the ids of messages begin with that came from there.
const FROM_THERE: &str = "elsewhere-";
/// What an adapter answers of a ticket that takes no more words.
const CLOSED: &str = "closed";

/// Why passing on stopped.
enum Stopped {
    /// The desk elsewhere did not take it.
    There(Answer),
    /// The store failed.
    Here(StoreError),
}

impl From<Answer> for Stopped {
    fn from(answer: Answer) -> Self {
        Self::There(answer)
    }
}

impl From<StoreError> for Stopped {
    fn from(error: StoreError) -> Self {
        Self::Here(error)
    }
}

impl Desk {
    /// Brings the conversation of a delivery up to date over there.
    pub(crate) async fn pass_on(&self, elsewhere: &Elsewhere, due: &Due) -> Result<Answer, StoreError> {
        let done = |status: &str| Answer { verdict: Verdict::Done, status: status.to_owned() };
        let passing = match self.store.take_up(due.id, &elsewhere.key, self.now()).await? {
            TakenUp::Nothing => return Ok(done("withdrawn")),
            TakenUp::Busy => {
                return Ok(Answer { verdict: Verdict::Again(Some(BUSY_MS)), status: BUSY.to_owned() });
            }
            TakenUp::Yours(passing) => passing,
        };
        let passed = self.bring(elsewhere, &passing).await;
        self.store.put_down(passing.number).await?;
        match passed {
            Ok(()) => Ok(done("passed on")),
            Err(Stopped::Here(error)) => Err(error),
            Err(Stopped::There(answer)) => {
                if answer.status == CLOSED {
                    self.store.closed_elsewhere(passing.number).await?;
                }
                Ok(answer)
            }
        }
    }

    async fn bring(&self, elsewhere: &Elsewhere, passing: &Passing) -> Result<(), Stopped> {
        let mut remote = passing.remote.clone();
        if let Some(handed) = &passing.handoff {
            remote = Some(self.bring_handoff(elsewhere, passing, handed).await?);
        }
        let Some(remote) = remote else { return Ok(()) };
        for event in &passing.events {
            self.bring_event(elsewhere, passing, &remote, event).await?;
        }
        Ok(())
    }

    async fn bring_handoff(
        &self,
        elsewhere: &Elsewhere,
        passing: &Passing,
        handed: &Handed,
    ) -> Result<Remote, Stopped> {
        let again = passing.trying == Some(-handed.number);
        self.store.try_passing(passing.number, -handed.number, self.now()).await?;
        let (question, note) = (format!("question-{}", handed.number), format!("context-{}", handed.number));
        let link = format!("{}/console/#/c/{}", self.address, passing.id);
        let told = context(&handed.request, &link);
        let part = |key, voice, text| Part { key, voice, text, at: handed.at, again, now: self.now() };
        let remote = match &passing.remote {
            Some(remote) => {
                elsewhere
                    .adapter
                    .add(remote, part(&question, Voice::Visitor, &handed.request.question))
                    .await?;
                remote.clone()
            }
            None => {
                let (conversation, request) = (passing.id.as_str(), &handed.request);
                let (at, now, key) = (handed.at, self.now(), question.as_str());
                let opening = Opening { conversation, request, key, at, again, now };
                let remote = elsewhere.adapter.open(opening).await?;
                self.store.opened_elsewhere(passing.number, &remote).await?;
                remote
            }
        };
        elsewhere.adapter.add(&remote, part(&note, Voice::Inside, &told)).await?;
        self.store.passed_handoff(passing.number, handed.number).await?;
        Ok(remote)
    }

    async fn bring_event(
        &self,
        elsewhere: &Elsewhere,
        passing: &Passing,
        remote: &Remote,
        event: &Event,
    ) -> Result<(), Stopped> {
        let seq = i64::try_from(event.seq).unwrap_or(i64::MAX);
        let again = passing.trying == Some(seq);
        match (&event.message, event.status) {
            (Some(message), _) if !message.id.starts_with(FROM_THERE) => {
                self.store.try_passing(passing.number, seq, self.now()).await?;
                let (voice, text) = self.told(message);
                let (key, at, now) = (format!("event-{seq}"), event.at, self.now());
                let part = Part { key: &key, voice, text: &text, at, again, now };
                elsewhere.adapter.add(remote, part).await?;
            }
            (None, Some(Status::Returned | Status::Resolved | Status::Expired)) => {
                elsewhere.adapter.end(remote, self.now()).await?;
            }
            _ => {}
        }
        Ok(self.store.passed_event(passing.number, seq).await?)
    }

    /// Whose words they are over there, and the words, or the address of what is attached.
    fn told(&self, message: &Message) -> (Voice, String) {
        // The words of a file are its name.
        let text = match &message.attachment {
            Some(file) => format!("{}: {}/api/v1/files/{}", file.name, self.address, file.id),
            None => message.text.clone(),
        };
        match (message.author, &message.name) {
            (Author::Visitor, _) => (Voice::Visitor, text),
            (Author::Assistant, _) => (Voice::Inside, format!("Assistant: {text}")),
            (Author::Agent, name) => {
                (Voice::Inside, format!("{}: {text}", name.as_deref().unwrap_or("Agent")))
            }
        }
    }
}
