"""Workbooks as spreadsheets save them, made of their parts."""

import io
import zipfile
from collections.abc import Sequence

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def a_workbook(rows: Sequence[Sequence[str | float]], **parts: str) -> bytes:
    """Rows as the first sheet: text shared, numbers as they are; `parts` are written in place of its own."""
    texts = sorted({cell for row in rows for cell in row if isinstance(cell, str)})

    def cell(line: int, column: int, value: str | float) -> str:
        at = f"{chr(ord('A') + column)}{line}"
        if isinstance(value, str):
            return f'<c r="{at}" t="s"><v>{texts.index(value)}</v></c>' if value else ""
        return f'<c r="{at}"><v>{value!r}</v></c>'

    lines = "".join(
        f'<row r="{line}">{"".join(cell(line, column, value) for column, value in enumerate(row))}</row>'
        for line, row in enumerate(rows, start=1)
    )
    shared = "".join(f"<si><t>{text.replace('&', '&amp;').replace('<', '&lt;')}</t></si>" for text in texts)
    whole = {
        "workbook": f'<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets><sheet r:id="rId7"/></sheets></workbook>',
        "rels": f'<Relations xmlns="{_PACKAGE}"><Relation Id="rId7" Target="worksheets/one.xml"/></Relations>',
        "strings": f'<sst xmlns="{_MAIN}">{shared}</sst>',
        "sheet": f'<worksheet xmlns="{_MAIN}"><sheetData>{lines}</sheetData></worksheet>',
    } | parts
    names = {
        "workbook": "xl/workbook.xml", "rels": "xl/_rels/workbook.xml.rels", "strings": "xl/sharedStrings.xml",
        "sheet": "xl/worksheets/one.xml",
    }  # fmt: skip
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as book:
        for part, content in whole.items():
            book.writestr(names[part], content)
    return made.getvalue()
