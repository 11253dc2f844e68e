"""Opens every workbook of a run with two strict readers: openpyxl, and LibreOffice converting it to PDF."""

import pathlib
import subprocess
import sys
import tempfile

import openpyxl


def check(path: pathlib.Path) -> None:
    book = openpyxl.load_workbook(path)
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            sys.exit(f"{path}: sheet {sheet.title} is hidden")
        if sheet.merged_cells.ranges:
            sys.exit(f"{path}: sheet {sheet.title} has merged cells")
        if not sheet["A1"].value:
            sys.exit(f"{path}: sheet {sheet.title} has no title in A1")
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    sys.exit(f"{path}: sheet {sheet.title} has a formula in {cell.coordinate}")
    if not book.properties.title or not book.properties.subject:
        sys.exit(f"{path}: no title or subject")


def main() -> None:
    books = sorted(pathlib.Path(sys.argv[1]).glob("*/*.xlsx"))
    if not books:
        sys.exit("no workbook found")
    for path in books:
        check(path)
    with tempfile.TemporaryDirectory() as folder:
        for path in books:
            out = pathlib.Path(folder, path.parent.name)
            subprocess.run(
                ["soffice", "--headless", "--convert-to", "pdf", "--outdir", out, path],
                check=True,
                stdout=subprocess.DEVNULL,
            )
            pdf = out / (path.stem + ".pdf")
            if not pdf.exists() or pdf.stat().st_size < 2000:
                sys.exit(f"LibreOffice could not open {path}")
    print(f"{len(books)} workbooks opened by openpyxl and LibreOffice")


main()
