"""The sealed exchange between the two zones (R05, R30; A10-A15).

- What is posted is told exactly once, in the order of its stream, however often the carrier loses, delays, repeats
  or reorders, and wherever either side is killed. Its telling is part of the transaction of the change itself.
- An envelope is signed by the sending zone, then encrypted to the receiving one. The carrier holds no key.
- A repetition gets the same signed receipt; the same key with other content raises an alarm; a gap is asked for.
- What does not fit is kept, traced, reported, and holds up its own stream only.
- The zones show each other their traces' checkpoints at least every minute, and each keeps the other's.
"""

from core.exchange.alarms import Alarm, alarms, settle
from core.exchange.envelope import Envelope, EnvelopeKey, Peer
from core.exchange.exchange import Exchange, ReceiveReport
from core.exchange.inbox import Handler
from core.exchange.lives import begin_incarnation, current_incarnation
from core.exchange.state import ExchangeState

__all__ = [
    "Alarm",
    "Envelope",
    "EnvelopeKey",
    "Exchange",
    "ExchangeState",
    "Handler",
    "Peer",
    "ReceiveReport",
    "alarms",
    "begin_incarnation",
    "current_incarnation",
    "settle",
]
