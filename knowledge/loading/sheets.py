"""Question-answer pairs from a spreadsheet, with the columns of a CSV file."""

from pathlib import Path
from zipfile import BadZipFile, ZipFile

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from knowledge.loading.archives import refuse_bomb
from knowledge.loading.draft import Draft
from knowledge.loading.tables import COLUMNS, add_cells, checked_columns
from knowledge.model import KnowledgeError

_MAX_ROWS = 20_000
"""Of one sheet; more is refused."""

_CURE = "Save it as .xlsx from a spreadsheet program, or use .csv"


def read_xlsx(file: Path, draft: Draft) -> None:
    """Read the first sheet of a workbook; its first row names the columns."""
    try:
        with ZipFile(file) as archive:
            refuse_bomb(archive, file.name)
        # read_only streams the rows, so that a cell far out costs no memory
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
        try:
            _read_rows(book, file, draft)
        finally:
            book.close()
    except KnowledgeError:
        raise
    except (BadZipFile, InvalidFileException, KeyError, ValueError, TypeError, OSError,
            SyntaxError, AttributeError, IndexError) as error:  # fmt: skip
        # what a broken workbook makes of openpyxl
        problem = f"not a workbook that can be read ({type(error).__name__})"
        raise KnowledgeError(str(file), problem, _CURE) from None


def _read_rows(book: openpyxl.Workbook, file: Path, draft: Draft) -> None:
    sheet = book.worksheets[0]
    sheet.reset_dimensions()  # a file may lie about its size
    rows = sheet.iter_rows(max_row=_MAX_ROWS + 1, max_col=len(COLUMNS) + 1, values_only=True)
    names: list[str] = []
    for number, row in enumerate(rows, 1):
        cells = ["" if cell is None else str(cell) for cell in row]
        place = f"{file}:{number}"
        if number > _MAX_ROWS:
            raise KnowledgeError(
                place, f"more than {_MAX_ROWS} rows", "Split it into several files"
            )
        if not names:
            names = checked_columns([cell for cell in cells if cell.strip()], place)
        elif any(cell.strip() for cell in cells[len(names) :]):
            raise KnowledgeError(place, "more cells than columns", "Empty the cells on the right")
        else:
            add_cells(dict(zip(names, cells, strict=False)), place, draft)
    if not names:
        checked_columns([], f"{file}:1")
