"""What is counted for Prometheus: questions, matching, queues, sends; never a text or a person."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily
from prometheus_client.registry import Collector

from bot.mailbox import Mailbox
from knowledge import Outcome
from knowledge.storage import outcome_name

_BUCKETS = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0)


class Metrics:
    """The counters of one bot; several bots in a process do not share them."""

    def __init__(self, mailbox: Mailbox) -> None:
        """Count beside ``mailbox``, which counts what it sends itself."""
        self._registry = CollectorRegistry()
        self._questions = Counter(
            "kutip_questions", "Questions by outcome", ["outcome"], registry=self._registry
        )
        self._matching = Histogram(
            "kutip_matching_seconds",
            "Seconds to match one question",
            buckets=_BUCKETS,
            registry=self._registry,
        )
        self._gauge("kutip_inbox_waiting", "Updates on disk, not done", lambda: len(mailbox.inbox))
        self._gauge("kutip_outbox_waiting", "Calls on disk, not made", lambda: len(mailbox.outbox))
        self._gauge(
            "kutip_last_update_age_seconds",
            "Seconds since an update came in; -1 before the first",
            lambda: _age(mailbox.inbox.heard_at),
        )
        self._registry.register(_Sends(mailbox))

    def asked(self, outcome: Outcome) -> None:
        """Count a question."""
        self._questions.labels(outcome_name(outcome)).inc()

    def matching(self) -> AbstractContextManager[object]:
        """Time what happens inside."""
        return self._matching.time()

    def text(self) -> bytes:
        """Give all counts in the format that Prometheus reads."""
        return generate_latest(self._registry)

    def _gauge(self, name: str, meaning: str, value: Callable[[], float]) -> None:
        Gauge(name, meaning, registry=self._registry).set_function(value)


class _Sends(Collector):
    """The outbox's own tally."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    def collect(self) -> list[CounterMetricFamily]:
        """Give the counts as they stand."""
        tally = self._mailbox.outbox.tally
        return [
            CounterMetricFamily("kutip_sends", "Calls that arrived", value=tally.sent),
            CounterMetricFamily("kutip_retries", "Calls made again", value=tally.retried),
            CounterMetricFamily("kutip_limited", "Answers 429", value=tally.limited),
            CounterMetricFamily("kutip_given_up", "Calls given up", value=tally.dead),
        ]


def _age(moment: float | None) -> float:
    return -1.0 if moment is None else time.monotonic() - moment
