//! Who listens: a doorbell a conversation, one for the whole desk, and what nobody keeps, as who writes.
//!
//! A bell says only that something is new; what it is the listener reads from the store. So a slow listener misses
//! nothing and nothing piles up for it.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use protocol::Author;
use tokio::sync::{broadcast, mpsc, watch};
use tokio::time::Instant;

use super::sign::{FRESH, Sign, What};
use crate::store::Touched;

/// Signs of who writes that a listener may be behind; older ones are dropped, since newer ones say the same.
const SIGNALS: usize = 8;
/// Sockets that one conversation may have open, as tabs of one visitor and agents who look.
const MOST_AT_ONE: usize = 50;
/// Sockets in all.
const MOST: usize = 20_000;

/// Everyone who listens.
pub struct Hub {
    rooms: Mutex<HashMap<i64, Arc<Room>>>,
    any: watch::Sender<u64>,
    stopping: watch::Sender<bool>,
    open: Arc<AtomicUsize>,
    waiting: Arc<AtomicUsize>,
    next_seat: AtomicUsize,
    outward: OnceLock<Outward>,
}

/// The way to the other desks at a server.
struct Outward {
    desk: String,
    signs: mpsc::UnboundedSender<Sign>,
}

/// Those who listen to one conversation.
struct Room {
    bell: watch::Sender<()>,
    signals: broadcast::Sender<Signal>,
    sitting: Mutex<Vec<Sitting>>,
    /// The names of agents who look at other desks, by the desk, and when it told them.
    elsewhere: Mutex<HashMap<String, (Instant, Vec<String>)>>,
}

struct Sitting {
    seat: usize,
    /// None for the visitor.
    agent: Option<Arc<str>>,
}

/// What is told and not kept.
#[derive(Clone, Debug)]
pub enum Signal {
    /// Somebody writes, or has stopped.
    Typing { seat: usize, author: Author, name: Option<Arc<str>>, on: bool },
    /// An agent came to look, or left.
    Looking,
}

/// A place at one conversation, given up when dropped.
pub struct Seat {
    hub: Arc<Hub>,
    room: Arc<Room>,
    number: i64,
    id: usize,
    /// Rings when something is new.
    pub bell: watch::Receiver<()>,
    /// Who writes.
    pub signals: broadcast::Receiver<Signal>,
}

/// Counted while it lives.
pub struct Count(Arc<AtomicUsize>);

impl Count {
    fn one(of: &Arc<AtomicUsize>) -> Self {
        of.fetch_add(1, Ordering::AcqRel);
        Self(Arc::clone(of))
    }
}

impl Drop for Count {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

impl Default for Hub {
    fn default() -> Self {
        Self {
            rooms: Mutex::default(),
            any: watch::Sender::new(0),
            stopping: watch::Sender::new(false),
            open: Arc::default(),
            waiting: Arc::default(),
            next_seat: AtomicUsize::new(0),
            outward: OnceLock::new(),
        }
    }
}

impl Hub {
    /// A socket's place among all; none where there are as many as the desk bears.
    pub fn enter(&self) -> Option<Count> {
        let count = Count::one(&self.open);
        (self.open.load(Ordering::Acquire) <= MOST).then_some(count)
    }

    /// How many sockets are open.
    pub fn open(&self) -> usize {
        self.open.load(Ordering::Acquire)
    }

    /// Counts a visitor who waits in line.
    pub fn wait_in_line(&self) -> Count {
        Count::one(&self.waiting)
    }

    /// How many visitors with a socket wait in line.
    pub fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Acquire)
    }

    /// Rings for what became durable.
    pub fn ring(&self, touched: &Touched) {
        {
            let rooms = self.rooms();
            for room in touched.iter().filter_map(|number| rooms.get(number)) {
                room.bell.send_replace(());
            }
        }
        self.any.send_modify(|count| *count += 1);
    }

    /// Rings at every change of the desk.
    pub fn any(&self) -> watch::Receiver<u64> {
        self.any.subscribe()
    }

    /// Turns true when the desk is asked to stop.
    pub fn stopping(&self) -> watch::Receiver<bool> {
        self.stopping.subscribe()
    }

    /// Tells every listener that the desk goes away.
    pub fn stop(&self) {
        self.stopping.send_replace(true);
    }

    /// A place at a conversation, for an agent by name or the visitor; none where too many listen already.
    pub fn sit(self: &Arc<Self>, number: i64, agent: Option<Arc<str>>) -> Option<Seat> {
        let id = self.next_seat.fetch_add(1, Ordering::Relaxed);
        let mut rooms = self.rooms();
        let is_first = !rooms.contains_key(&number);
        let room = Arc::clone(rooms.entry(number).or_default());
        let is_agent = agent.is_some();
        {
            let mut sitting = room.sitting();
            if sitting.len() >= MOST_AT_ONE {
                return None;
            }
            sitting.push(Sitting { seat: id, agent });
        }
        let (bell, signals) = (room.bell.subscribe(), room.signals.subscribe());
        drop(rooms);
        let seat = Seat { hub: Arc::clone(self), room, number, id, bell, signals };
        if is_first {
            self.tell_others(number, What::Asking);
        }
        if is_agent {
            seat.tell(Signal::Looking);
            self.tell_others(number, What::Looking(seat.room.names()));
        }
        Some(seat)
    }

    /// From now on the other desks are told who writes and looks here, under this desk's name.
    pub fn tell_outward(&self, desk: String, signs: mpsc::UnboundedSender<Sign>) {
        // Once a hub; a second time changes nothing.
        let _ = self.outward.set(Outward { desk, signs });
    }

    /// Takes another desk's sign; one's own and what nobody here waits for are passed over.
    pub fn hear(&self, sign: Sign) {
        if self.outward.get().is_none_or(|outward| outward.desk == sign.desk) {
            return;
        }
        let Some(room) = self.rooms().get(&sign.conversation).map(Arc::clone) else { return };
        match sign.what {
            What::Typing { author, name, on } => {
                let name = name.map(Arc::from);
                room.tell(Signal::Typing { seat: usize::MAX, author, name, on });
            }
            What::Looking(names) => {
                room.elsewhere().insert(sign.desk, (Instant::now(), names));
                room.tell(Signal::Looking);
            }
            What::Asking => {
                let names = room.names();
                if !names.is_empty() {
                    self.tell_others(sign.conversation, What::Looking(names));
                }
            }
        }
    }

    /// Tells the other desks once more which agents look at what.
    pub fn say_again(&self) {
        let rooms: Vec<(i64, Vec<String>)> =
            self.rooms().iter().map(|(number, room)| (*number, room.names())).collect();
        for (number, names) in rooms.into_iter().filter(|(_, names)| !names.is_empty()) {
            self.tell_others(number, What::Looking(names));
        }
    }

    fn tell_others(&self, conversation: i64, what: What) {
        if let Some(outward) = self.outward.get() {
            // Nobody being there to pass it on is the end of the desk.
            let _ = outward.signs.send(Sign { desk: outward.desk.clone(), conversation, what });
        }
    }

    fn rooms(&self) -> MutexGuard<'_, HashMap<i64, Arc<Room>>> {
        self.rooms.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for Room {
    fn default() -> Self {
        let signals = broadcast::Sender::new(SIGNALS);
        Self { bell: watch::Sender::new(()), signals, sitting: Mutex::default(), elsewhere: Mutex::default() }
    }
}

impl Room {
    fn sitting(&self) -> MutexGuard<'_, Vec<Sitting>> {
        self.sitting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn elsewhere(&self) -> MutexGuard<'_, HashMap<String, (Instant, Vec<String>)>> {
        self.elsewhere.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The names of the agents who look at this desk, each once.
    fn names(&self) -> Vec<String> {
        let mut names: Vec<String> =
            self.sitting().iter().filter_map(|one| one.agent.as_deref()).map(str::to_owned).collect();
        names.sort();
        names.dedup();
        names
    }

    fn tell(&self, signal: Signal) {
        // Nobody else being there is no fault.
        let _ = self.signals.send(signal);
    }
}

impl Seat {
    /// The conversation's number.
    pub fn number(&self) -> i64 {
        self.number
    }

    /// Tells the others at this conversation that somebody writes, or has stopped.
    pub fn typing(&self, author: Author, name: Option<Arc<str>>, on: bool) {
        self.tell(Signal::Typing { seat: self.id, author, name: name.clone(), on });
        self.hub
            .tell_others(self.number, What::Typing { author, name: name.as_deref().map(str::to_owned), on });
    }

    /// Whether a signal came from here.
    pub fn is_own(&self, signal: &Signal) -> bool {
        matches!(signal, Signal::Typing { seat, .. } if *seat == self.id)
    }

    /// The names of the other agents who look, at any desk, each once.
    pub fn others(&self) -> Vec<String> {
        let sitting = self.room.sitting();
        let others = sitting.iter().filter(|one| one.seat != self.id).filter_map(|one| one.agent.as_deref());
        let mut names: Vec<String> = others.map(str::to_owned).collect();
        drop(sitting);
        let mut elsewhere = self.room.elsewhere();
        elsewhere.retain(|_, (told, _)| told.elapsed() < FRESH);
        names.extend(elsewhere.values().flat_map(|(_, names)| names.iter().cloned()));
        names.sort();
        names.dedup();
        names
    }

    fn tell(&self, signal: Signal) {
        self.room.tell(signal);
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut rooms = self.hub.rooms();
        let mut sitting = self.room.sitting();
        let was_agent = sitting.iter().any(|one| one.seat == self.id && one.agent.is_some());
        sitting.retain(|one| one.seat != self.id);
        let is_empty = sitting.is_empty();
        drop(sitting);
        if is_empty {
            rooms.remove(&self.number);
        } else if was_agent {
            self.tell(Signal::Looking);
        }
        if was_agent {
            self.hub.tell_others(self.number, What::Looking(self.room.names()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_room_stands_while_somebody_sits_in_it() {
        let hub = Arc::new(Hub::default());
        let visitor = hub.sit(7, None).unwrap();
        let mut mei = hub.sit(7, Some("Mei".into())).unwrap();
        let tom = hub.sit(7, Some("Tom".into())).unwrap();
        assert_eq!((mei.others(), visitor.others().len()), (vec!["Tom".to_owned()], 2));
        hub.ring(&Touched::from([7]));
        assert!(mei.bell.has_changed().unwrap());
        tom.typing(Author::Agent, Some("Tom".into()), true);
        while mei.signals.try_recv().is_ok_and(|signal| !matches!(signal, Signal::Typing { on: true, .. })) {}
        drop((visitor, tom));
        assert!(mei.others().is_empty());
        drop(mei);
        assert!(hub.rooms().is_empty());
    }

    #[test]
    fn a_conversation_bears_so_many_listeners() {
        let hub = Arc::new(Hub::default());
        let seats: Vec<Seat> = (0..MOST_AT_ONE).map(|_| hub.sit(7, None).unwrap()).collect();
        assert!(hub.sit(7, None).is_none() && hub.sit(8, None).is_some());
        drop(seats);
        assert!(hub.sit(7, None).is_some());
    }
}
