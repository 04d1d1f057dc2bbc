"""What ``kutip evaluate``, ``kutip check`` and ``kutip ask --why`` print."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from knowledge.check import Finding
from knowledge.evaluation import Judged, Point, curve, recommended, shares
from knowledge.judgement import Candidate, Why
from knowledge.storage import outcome_name

_MEANING = {
    "right": "in scope, answered right",
    "wrong": "in scope, answered wrong",
    "offered": "in scope, unsure, the right one among the choices",
    "declined": "in scope, not answered",
    "false": "out of scope, answered all the same",
    "refused": "out of scope, rightly not answered",
}


_ENOUGH = 30
"""Labels of each kind, in scope and out of it, from which on a threshold tells something.

Chosen on so many out of 170 and 90 labelled questions, 300 times, the threshold cost 3 points of
balance at most in 19 of 20 draws; with 3 of each 10 points, and it lay anywhere from 0.1 to 0.5.
"""


def show_evaluation(judged: Sequence[Judged], console: Console, *, misses: bool) -> None:
    """Print the shares, a threshold where there are labels enough, and on demand every miss."""
    inside = sum(one.question.in_scope for one in judged)
    table = Table(title=f"{inside} questions in scope, {len(judged) - inside} out of it")
    table.add_column("")
    table.add_column("questions", justify="right")
    table.add_column("%", justify="right")
    for verdict, share in shares(judged).items():
        count = sum(one.verdict == verdict for one in judged)
        table.add_row(_MEANING[verdict], str(count), f"{share:.1%}")
    console.print(table)
    if _are_enough(judged):
        _show_best(judged, console)
    else:
        console.print(f"Too few to recommend a threshold: that takes {_ENOUGH} of each kind.")
    if misses:
        _show_misses(judged, console)


def _are_enough(judged: Sequence[Judged]) -> bool:
    inside = sum(one.question.in_scope for one in judged)
    return min(inside, len(judged) - inside) >= _ENOUGH


def _show_best(judged: Sequence[Judged], console: Console) -> None:
    best = recommended(curve(judged))
    console.print(
        f"Best balance at a score of {best.threshold:.2f}: {best.right:.1%} right,"
        f" {best.wrong:.1%} wrong, {best.false:.1%} false answers."
    )


def _show_misses(judged: Sequence[Judged], console: Console) -> None:
    table = Table(title="Misses")
    for name in ("verdict", "question", "outcome", "best", "score"):
        table.add_column(name, overflow="fold")
    for one in judged:
        if one.verdict not in ("right", "refused"):
            reading = one.outcome.reading
            text = one.question.text[:120]
            name = outcome_name(one.outcome)
            table.add_row(one.verdict, text, name, reading.best or "", f"{reading.score:.2f}")
    console.print(table)


def plot(judged: Sequence[Judged], file: Path) -> None:
    """Draw what each threshold would do, as a picture."""
    import matplotlib as mpl  # noqa: PLC0415  # half a second, for this alone

    mpl.use("Agg")
    from matplotlib import pyplot  # noqa: PLC0415

    points = curve(judged)
    figure, axes = pyplot.subplots(figsize=(7, 4.5), layout="constrained")
    for name, values in _curves(points).items():
        axes.plot([point.threshold for point in points], values, label=name)
    if _are_enough(judged):
        best = recommended(points).threshold
        axes.axvline(best, color="grey", linestyle=":", label=f"best {best:.2f}")
    axes.set_xlabel("threshold on the score")
    axes.set_ylabel("share of the questions")
    axes.legend()
    figure.savefig(file, dpi=150)
    pyplot.close(figure)


def _curves(points: Sequence[Point]) -> dict[str, list[float]]:
    return {
        "answered right": [point.right for point in points],
        "answered wrong": [point.wrong for point in points],
        "false answers": [point.false for point in points],
        "balanced": [point.balanced for point in points],
    }


def show_findings(findings: Sequence[Finding], name: str, console: Console) -> None:
    """Print what a check found, errors first."""
    for finding in findings:
        console.print(f"{finding.kind}: {finding.entry}: {finding.text}", markup=False)
    errors = sum(finding.kind == "error" for finding in findings)
    notes = len(findings) - errors
    console.print(f"{name}: {errors} errors, {notes} notes", markup=False)


def show_why(why: Why, console: Console) -> None:
    """Print how a question was judged: the candidates and every part of their scores.

    A candidate is a paragraph of its own, so that 80 columns are enough, and fewer break lines only
    between words.
    """
    first, second = [*(one.similarity for one in why.candidates), 0.0, 0.0][:2]
    console.print(Text(f"read as: {' '.join(why.words)}"))
    console.print(Text(f"band: {why.band}; before the runner-up by {first - second:.3f}"))
    for number, one in enumerate(why.candidates, 1):
        console.print(Text(f"\n{number}. {one.entry.id}", style="bold"))
        console.print(Padding(Text("\n".join(_reasons(one))), (0, 0, 0, 3)))
    if why.passages:
        console.print()
    for passage, score in why.passages:
        console.print(Text(f"passage {passage.id}: {score:.3f}"))


def _reasons(one: Candidate) -> Iterator[str]:
    parts = " + ".join(f"{name} {share:.3f}" for name, share in one.parts.items())
    yield f"score {one.score:.3f}, similarity {one.similarity:.3f}"
    yield f"= {parts}"
    yield f"nearest phrasing: {one.phrasing}"
    if one.guards:
        yield f"held back by: {', '.join(one.guards)}"
