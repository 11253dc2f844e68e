"""Opens sealed workbooks with two programs that know nothing of lastseen: msoffcrypto-tool and LibreOffice.

    open_sealed.py FOLDER PASSWORD      every sealed message of FOLDER/outbox, with the right password and a wrong one

The workbook inside must be the one that lies in FOLDER, byte for byte.
"""

import email
import email.policy
import io
import pathlib
import subprocess
import sys
import tempfile

import msoffcrypto
import openpyxl

WRONG = "not the password"


def attachments(folder: pathlib.Path):
    for path in sorted(folder.glob("outbox/*.eml")):
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.SMTP)
        for part in message.iter_attachments():
            yield part.get_filename(), part.get_payload(decode=True)


def unsealed(sealed: bytes, password: str) -> bytes:
    plain = io.BytesIO()
    office = msoffcrypto.OfficeFile(io.BytesIO(sealed))
    if not office.is_encrypted():
        sys.exit("a workbook in the outbox is not sealed")
    office.load_key(password=password, verify_password=True)
    office.decrypt(plain, verify_integrity=True)
    return plain.getvalue()


def check(name: str, sealed: bytes, password: str, folder: pathlib.Path) -> None:
    plain = unsealed(sealed, password)
    if plain != (folder / name).read_bytes():
        sys.exit(f"{name}: the sealed workbook is another than the one in the folder")
    if not openpyxl.load_workbook(io.BytesIO(plain)).worksheets[0]["A1"].value:
        sys.exit(f"{name}: no title in A1")
    try:
        unsealed(sealed, WRONG)
    except msoffcrypto.exceptions.InvalidKeyError:
        return
    sys.exit(f"{name}: msoffcrypto-tool opened it with a wrong password")


def main() -> None:
    folder, password = pathlib.Path(sys.argv[1]), sys.argv[2]
    books = list(attachments(folder))
    if not books:
        sys.exit("no sealed workbook found")
    with tempfile.TemporaryDirectory() as place:
        paths = []
        for name, sealed in books:
            check(name, sealed, password, folder)
            paths.append(pathlib.Path(place, name))
            paths[-1].write_bytes(sealed)
        office = pathlib.Path(__file__).with_name("open_in_office.py")
        # LibreOffice is spoken to with the system's own Python, which has its bindings.
        subprocess.run(["/usr/bin/python3", office, password, WRONG, *paths], check=True)
    print(f"{len(books)} sealed workbooks opened by msoffcrypto-tool and LibreOffice, and by neither with a wrong password")


main()
