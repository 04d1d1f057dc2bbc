"""A talk at the keyboard, here through a pipe: plain text, numbers, and an end in order."""

import pytest

from bot.cli import run
from tests.bot.conftest import KNOWN, Captured, Typed, complaint, kutip


def test_a_talk_through_a_pipe_is_plain_text(typed: Typed, capsys: Captured) -> None:
    typed("halo\n\n  \nperpustakaan pindah ke mana?\n")
    assert run(["chat", *KNOWN]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert said.out.startswith("Halo juga!\n")
    assert "\nPerpustakaan pindah ke Jalan Melati 7.\n" in said.out
    assert "1. Gedung lama dijadikan apa?\n" in said.out
    assert "\x1b" not in said.out


def test_a_number_takes_a_choice(twins: list[str], typed: Typed, capsys: Captured) -> None:
    for number in ("1", "2"):
        typed(f"Kapan cabang dibuka?\n{number}\n")
        assert run(["chat", *twins]) == 0
    said = capsys.readouterr().out
    assert "\nUtara: Mei.\n" in said
    assert "\nSelatan: Juni.\n" in said


def test_a_choice_can_be_taken_in_words(twins: list[str], typed: Typed, capsys: Captured) -> None:
    typed("Kapan cabang dibuka?\nyang kedua\n")
    assert run(["chat", *twins]) == 0
    assert "\nSelatan: Juni.\n" in capsys.readouterr().out


def test_a_doubtful_text_is_answered_in_the_language_spoken_before(
    typed: Typed, capsys: Captured
) -> None:
    typed("where is the library moving to?\nMSL capex\n")
    assert run(["chat", *KNOWN]) == 0
    assert "I don't know this yet." in capsys.readouterr().out


def test_none_of_these_can_be_taken(twins: list[str], typed: Typed, capsys: Captured) -> None:
    typed("Kapan cabang dibuka?\n3\n3\n")
    assert run(["chat", *twins]) == 0
    said = capsys.readouterr().out
    assert said.count("Bukan semuanya") == 1
    assert said.count("Baik, pertanyaanmu kusimpan") == 1


def test_run_without_a_token_talks_here_and_says_so(typed: Typed, capsys: Captured) -> None:
    typed("halo\n")
    assert run(["run", *KNOWN]) == 0
    said = capsys.readouterr()
    assert said.out.startswith("Halo juga!\n")
    assert said.err.startswith("BOT_TOKEN belum diisi")
    assert said.err.count("\n") == 1


@pytest.mark.parametrize("content", ["", "\n \n"], ids=["empty", "blank lines"])
def test_run_without_a_token_and_without_input_ends_with_the_cure(
    typed: Typed, capsys: Captured, content: str
) -> None:
    typed(content)
    assert run(["run", *KNOWN]) == 2
    last = capsys.readouterr().err.splitlines()[-1]
    assert last == (
        "kutip: nothing to do: no question on standard input and no BOT_TOKEN;"
        " set it in .env, or pipe a question in"
    )


def test_chat_without_input_ends_with_2(typed: Typed, capsys: Captured) -> None:
    typed("")
    assert "no question on standard input" in complaint(run(["chat", *KNOWN]), capsys)


@pytest.mark.parametrize(
    "more",
    [{"LC_ALL": "C.UTF-8"}, {"LC_ALL": "C"}, {"PYTHONIOENCODING": "utf-8:strict"}],
    ids=["C.UTF-8", "C", "strict"],
)
def test_bytes_that_are_no_text_do_not_end_a_talk(more: dict[str, str]) -> None:
    done = kutip("chat", given=b"caf\xe9 apa?\nhalo\n", more=more)
    assert b"Traceback" not in done.stderr
    assert b"Halo juga!" in done.stdout
    assert done.returncode == 0
