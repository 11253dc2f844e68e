"""Opens workbooks in LibreOffice with a password, and sees it refuse a wrong one.

    open_in_office.py PASSWORD WRONG WORKBOOK...
"""

import pathlib
import subprocess
import sys
import tempfile
import time

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.uno import Exception as OfficeError


def desktop(pipe: str):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(120):
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        except NoConnectException:
            time.sleep(0.5)
    sys.exit("LibreOffice did not start")


def opened(desk, path: str, password: str):
    url = uno.systemPathToFileUrl(str(pathlib.Path(path).resolve()))
    how = [PropertyValue(Name="Hidden", Value=True), PropertyValue(Name="Password", Value=password)]
    try:
        return desk.loadComponentFromURL(url, "_blank", 0, tuple(how))
    except OfficeError:
        return None


def main() -> None:
    password, wrong, *paths = sys.argv[1:]
    with tempfile.TemporaryDirectory() as profile:
        pipe = pathlib.Path(profile).name
        office = subprocess.Popen(
            [
                "soffice", "--headless", "--norestore", "--nologo",
                f"-env:UserInstallation=file://{profile}", f"--accept=pipe,name={pipe};urp;",
            ],
            stdout=subprocess.DEVNULL,
        )
        desk = desktop(pipe)
        try:
            for path in paths:
                book = opened(desk, path, password)
                if book is None or not book.Sheets.getByIndex(0).getCellByPosition(0, 0).String:
                    sys.exit(f"{path}: LibreOffice did not open it with the password")
                book.close(True)
                if opened(desk, path, wrong) is not None:
                    sys.exit(f"{path}: LibreOffice opened it with a wrong password")
        finally:
            try:
                desk.terminate()
            except OfficeError:
                office.terminate()
            office.wait(60)


main()
