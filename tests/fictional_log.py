"""A log as a busy group would leave it, made up anew and alike each time: people's days and nights.

Shared by the tests of the numbers and by the pictures of the README.
"""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from knowledge.database import Database
from knowledge.model import Entry, Knowledge, Language
from knowledge.storage.queue import Queue

Asked = tuple[tuple[Language, str], ...]

CLUSTERS: tuple[Asked, ...] = (
    (
        ("id", "Kacamata Meta dijual resmi di Indonesia kapan?"),
        ("id", "kacamata ray-ban meta udah masuk indo blm ya"),
        ("id", "kapan kacamata pintarnya masuk Indonesia?"),
        ("en", "When will the glasses be sold in Indonesia?"),
        ("id", "beli kacamata meta resmi di jakarta di mana"),
    ),
    (
        ("id", "Bisa dipakai lewat WhatsApp nggak?"),
        ("id", "ini bakal ada di WA juga?"),
        ("en", "Will it work inside WhatsApp?"),
    ),
    (
        ("id", "Apakah guru akan digantikan AI seperti ini?"),
        ("id", "guru sekolah bakal kegusur ga sih"),
        ("id", "nasib guru gimana kalau AI sepintar ini"),
    ),
    (
        ("id", "Data pengguna Indonesia disimpan di server mana?"),
        ("en", "Where is the data of Indonesian users stored?"),
        ("id", "datanya ditaruh di luar negeri ya"),
    ),
    (
        ("id", "Anak di bawah 13 tahun boleh pakai?"),
        ("id", "batas umur pemakainya berapa"),
    ),
    (
        ("id", "Apakah bisa bahasa Jawa dan Sunda?"),
        ("id", "dukung bahasa daerah ga"),
        ("en", "Does it understand Javanese?"),
    ),
    (
        ("id", "Ada beasiswa riset untuk mahasiswa Indonesia?"),
        ("id", "mahasiswa indo bisa ikut risetnya ga"),
    ),
    (("id", "Meta mau buka kantor AI di Jakarta?"), ("id", "lowongan kerjanya ada di jakarta?")),
    (("en", "Does it run without an internet connection?"), ("id", "bisa dipakai offline?")),
    (("id", "Berapa biaya langganannya per bulan?"),),
    (("id", "Dampaknya buat UMKM apa?"),),
    (("en", "Is there a developer conference in Asia next year?"),),
)
"""Questions that nothing answers, those that ask the same together."""

_SHAPE = (0.56, 0.08, 0.14, 0.22)
"""How many are answered, not stated, unsure, unanswered at the beginning."""

_HOURS = (1, 1, 0, 0, 1, 3, 6, 9, 12, 14, 13, 12, 14, 13, 11, 10, 9, 9, 11, 14, 15, 12, 7, 3)
"""How busy each hour of Jakarta is."""

_JAKARTA = timedelta(hours=7)


class FictionalLog:
    """Writes rows; the same seed and the same knowledge write the same rows."""

    def __init__(self, database: Database, knowledge: Knowledge, seed: int = 7) -> None:
        self._database = database
        self._dice = random.Random(seed)  # noqa: S311  # the same each time is what is wanted
        entries = list(knowledge.entries.values())
        self._answers = [one for one in entries if one.kind == "answer"]
        self._unstated = [one for one in entries if one.kind == "not_stated"]
        self._dice.shuffle(self._answers)
        self._added = self._answers[-len(self._answers) // 8 :]
        self._clusters: dict[object, int] = {}
        self._until = datetime.max.replace(tzinfo=UTC)

    async def write(
        self,
        until: datetime,
        days: int = 90,
        busy: int = 36,
        clusters: Sequence[Asked] = CLUSTERS,
    ) -> None:
        """Write the questions of ``days`` days before ``until``, about ``busy`` on each."""
        async with self._database.transaction():
            self._until = until
            for day in range(days, -1, -1):
                await self._day(until - timedelta(day), 1 - day / days, busy, clusters)
            # what was unanswered at first was answered by entries that were added then
            for entry in self._added:
                if entry.id in self._clusters:
                    await Queue(self._database).close(
                        self._clusters[entry.id], "answered", entry.id
                    )

    async def ask(
        self, at: datetime, text: str, outcome: str, entry: str | None = None,
        language: Language = "id", asker: str | None = None,
    ) -> int:  # fmt: skip
        """Write one question."""
        return await self._database.execute(
            "INSERT INTO question (asked_at, text, language, place, asker, outcome, entry, best,"
            " score) VALUES (?, ?, ?, 'group', ?, ?, ?, ?, 0.5)",
            (_written(at), text, language, asker or f"{self._dice.getrandbits(40):x}", outcome,
             entry, entry),
        )  # fmt: skip

    async def thumb(self, question: int, thumb: str, at: datetime) -> None:
        """Write what one person thinks of a reply."""
        await self._database.execute(
            "INSERT INTO feedback (question, person, thumb, given_at) VALUES (?, ?, ?, ?)",
            (question, f"{self._dice.getrandbits(40):x}", thumb, _written(at)),
        )

    async def pick(self, question: int, entry: str | None, at: datetime) -> None:
        """Write which choice was taken."""
        await self._database.execute(
            "INSERT INTO pick (question, entry, picked_at) VALUES (?, ?, ?)",
            (question, entry, _written(at)),
        )

    async def _day(
        self, start: datetime, grown: float, busy: int, clusters: Sequence[Asked]
    ) -> None:
        """Write a day; the further on, the more is known (``grown``, 0..1)."""
        weekend = (start + _JAKARTA).weekday() >= 5
        # the announcement, an echo in the press, and what stays
        wave = 0.55 + 1.9 * 2 ** (-grown * 14) + 0.9 * 2 ** (-abs(grown - 0.62) * 40)
        count = self._dice.gauss(busy * wave * (0.6 if weekend else 1), busy * 0.14)
        for _ in range(max(0, round(count))):
            at = self._moment(start)
            if at < self._until:
                await self._question(at, grown, clusters)

    def _moment(self, start: datetime) -> datetime:
        hour = self._dice.choices(range(24), _HOURS)[0]
        midnight = (start + _JAKARTA).replace(hour=0, minute=0, second=0, microsecond=0) - _JAKARTA
        return midnight + timedelta(hours=hour, seconds=self._dice.randrange(3600))

    async def _question(self, at: datetime, grown: float, clusters: Sequence[Asked]) -> None:
        gain = 0.22 * grown
        shape = (_SHAPE[0] + gain, _SHAPE[1], _SHAPE[2] - 0.35 * gain, _SHAPE[3] - 0.65 * gain)
        outcome = self._dice.choices(("answered", "not_stated", "unsure", "unanswered"), shape)[0]
        if outcome == "unanswered":
            await self._unanswered(at, grown, clusters)
            return
        entry = self._entry(outcome)
        language, text = self._phrasing(entry)
        known = None if outcome == "unsure" else entry.id
        number = await self.ask(at, text, outcome, known, language)
        if outcome == "unsure" and self._dice.random() < 0.55:
            await self.pick(number, entry.id if self._dice.random() < 0.8 else None, at)
        elif outcome == "answered" and self._dice.random() < 0.16:
            liked = self._dice.random() < (0.3 if entry is self._answers[4] else 0.88)
            await self.thumb(number, "up" if liked else "down", at)

    def _entry(self, outcome: str) -> Entry:
        if outcome == "not_stated" and self._unstated:
            return self._dice.choice(self._unstated)
        # few entries are asked for much, and some never
        asked_for = self._answers[: max(3, len(self._answers) * 4 // 5)]
        weights = [1 / (rank + 1.5) ** 0.9 for rank in range(len(asked_for))]
        return self._dice.choices(asked_for, weights)[0]

    def _phrasing(self, entry: Entry) -> tuple[Language, str]:
        spoken: list[Language] = [one for one in ("id", "en") if one in entry.phrasings]
        language = spoken[0] if self._dice.random() < 0.78 else spoken[-1]
        return language, self._dice.choice(entry.phrasings[language])

    async def _unanswered(self, at: datetime, grown: float, clusters: Sequence[Asked]) -> None:
        """Write a question that nothing answered then, in its cluster."""
        key: object
        if clusters and grown > 0.72:
            weights = [1 / (rank + 1.2) for rank in range(len(clusters))]
            key = asked = self._dice.choices(clusters, weights)[0]
            language, text = self._dice.choice(asked)
        else:
            entry = self._dice.choice(self._added)
            key, (language, text) = entry.id, self._phrasing(entry)
        queue = Queue(self._database)
        question = await self.ask(at, text, "unanswered", language=language)
        if key not in self._clusters:
            self._clusters[key] = await queue.begin()
            await queue.center(self._clusters[key], question)
        if key in clusters and text == clusters[clusters.index(key)][0][1]:
            await queue.center(self._clusters[key], question)
        await queue.add(question, self._clusters[key], "unanswered")


def _written(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds")
