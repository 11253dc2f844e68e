"""A Monday run through a real mail server with STARTTLS and a login: each mailbox holds exactly its messages, and each
attachment opens and holds exactly its reader's children.

Arguments: the program, a folder with jobs/ and sample_data/ that may be changed, the run date.
"""

import collections
import csv
import email
import email.policy
import io
import pathlib
import re
import socket
import ssl
import subprocess
import sys

import openpyxl
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

USER, PASSWORD = "lastseen", "Naught-but-a-test-1"
JOBS = ["nightly", "monday-visits"]

# What each role gets of the jobs' reports (RULES 8), and the sheet that lists every child of the reader.
EVERY_CHILD = {"monday-visits": "All children"}


def certificates(folder: pathlib.Path) -> tuple[pathlib.Path, ssl.SSLContext]:
    """An authority, and a certificate of it for this host."""
    run = lambda *words: subprocess.run(["openssl", *words], check=True, capture_output=True, cwd=folder)
    run("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=Test authority",
        "-keyout", "ca.key", "-out", "ca.pem")
    run("req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=127.0.0.1", "-keyout", "host.key", "-out", "host.csr")
    (folder / "host.ext").write_text("subjectAltName=IP:127.0.0.1,DNS:localhost\nbasicConstraints=CA:FALSE\n")
    run("x509", "-req", "-in", "host.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2",
        "-extfile", "host.ext", "-out", "host.pem")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "host.pem", folder / "host.key")
    return folder / "ca.pem", context


class Mailboxes:
    """Takes every message, by its one recipient."""

    def __init__(self):
        self.messages = collections.defaultdict(list)

    async def handle_DATA(self, server, session, envelope):
        if len(envelope.rcpt_tos) != 1:
            return "554 5.5.0 one recipient a message"
        if session.ssl is None or not session.authenticated:
            return "530 5.7.0 first TLS and a login"
        self.messages[envelope.rcpt_tos[0]].append(envelope.content)
        return "250 2.0.0 taken"


def authenticate(server, session, envelope, mechanism, data):
    sound = isinstance(data, LoginPassword) and (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=sound, handled=sound)


def rows(path: pathlib.Path) -> list[dict]:
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def holds(recipient: dict, child: dict, service_of: dict) -> bool:
    scope = recipient["scope"]
    if scope == "all":
        return True
    parts = [part.strip().split(":", 1) for part in scope.split(";")]
    return any(
        (kind == "team" and child["team"] == name) or (kind == "service" and service_of.get(child["team"]) == name)
        for kind, name in parts
    )


def services(root: pathlib.Path) -> dict:
    """Each team's service, as the exports have it."""
    found = {}
    for path in root.glob("sample_data/carefirst/cases_*.csv"):
        with open(path, encoding="utf-8-sig", newline="") as file:
            found.update(teams(csv.reader(file)))
    for path in root.glob("sample_data/capita/cases_*.xlsx"):
        sheet = openpyxl.load_workbook(path, read_only=True).worksheets[0]
        found.update(teams(sheet.iter_rows(values_only=True)))
    return found


def tracked(root: pathlib.Path) -> list[tuple[str, str]]:
    """Each child with a row of Targeted Support, and the team of that row: the tracker follows it."""
    now = {row["old_id"]: row["child_id"] for row in rows(root / "sample_data/aliases.csv")}
    found = []
    for path in root.glob("sample_data/capita/cases_*.xlsx"):
        columns = None
        for row in openpyxl.load_workbook(path, read_only=True).worksheets[0].iter_rows(values_only=True):
            words = [" ".join(str(cell or "").split()) for cell in row]
            if columns is None:
                wanted = ("Young Person ID", "Involvement", "Team")
                columns = [words.index(name) for name in wanted] if wanted[0] in words else None
            elif words[columns[1]] == "Targeted Support":
                found.append((now.get(words[columns[0]], words[columns[0]]), words[columns[2]]))
    return found


def teams(table) -> dict:
    """Team and service of each row below the row of headings."""
    found, columns = {}, None
    for row in table:
        words = [str(cell or "").strip() for cell in row]
        if columns is None:
            places = [
                next((at for at, word in enumerate(words) if re.search(f"(?i)\\b{name}\\b", word)), None)
                for name in ("team", "service")
            ]
            columns = None if None in places else places
        elif words[columns[0]]:
            found[words[columns[0]]] = words[columns[1]]
    return found


def ids(sheet) -> set[str]:
    """What stands below the heading `Child id`."""
    found, column = set(), None
    for row in sheet.iter_rows(values_only=True):
        if column is None:
            column = next((at for at, cell in enumerate(row) if cell == "Child id"), None)
        elif row[column] not in (None, "") and re.search(r"\d", str(row[column])):
            found.add(str(row[column]))
    return found


def check(root: pathlib.Path, date: str, boxes: dict) -> tuple[int, int]:
    recipients = {row["email"]: row for row in rows(root / "jobs/recipients.csv")}
    service_of, targeted = services(root), tracked(root)
    expected = collections.Counter()
    attachments = 0
    for job in JOBS:
        for path in (root / "reports" / date / job / "outbox").glob("*.eml"):
            stored = path.read_bytes()
            to = email.message_from_bytes(stored, policy=email.policy.default)["To"]
            expected[to] += 1
            if sum(stored.rstrip(b"\r\n") == taken.rstrip(b"\r\n") for taken in boxes.get(to, [])) != 1:
                sys.exit(f"{job}/{path.name} is not in its mailbox exactly once")
    for address, messages in boxes.items():
        if address not in recipients:
            continue
        if len(messages) != expected[address]:
            sys.exit(f"{recipients[address]['recipient_id']}: {len(messages)} messages, not {expected[address]}")
    missing = [recipients[address]["recipient_id"] for address in recipients if not boxes.get(address)]
    if missing:
        sys.exit(f"nothing came for {missing}")
    children = {row["child_id"]: row for row in rows(root / "reports" / date / "nightly" / "positions.csv")}
    for address, messages in boxes.items():
        for content in messages:
            message = email.message_from_bytes(content, policy=email.policy.default)
            if [address] != [str(to) for to in message.get_all("To")] or message["Cc"] or message["Bcc"]:
                sys.exit("a message has another recipient in its head")
            for part in message.iter_attachments():
                recipient, name = recipients[address], part.get_filename()
                book = openpyxl.load_workbook(io.BytesIO(part.get_content()))
                own = children.items() if not name.startswith("targeted-tracker") else ((key, {"team": team}) for key, team in targeted)
                entitled = {key for key, child in own if holds(recipient, child, service_of)}
                for sheet in book.worksheets:
                    strays = (ids(sheet) - entitled) & children.keys()
                    if strays:
                        sys.exit(f"{recipient['recipient_id']} {name}, {sheet.title}: {len(strays)} children of others")
                    report = next((report for report in EVERY_CHILD if name.startswith(report)), None)
                    if report and sheet.title == EVERY_CHILD[report] and ids(sheet) != entitled:
                        sys.exit(f"{recipient['recipient_id']} {name}: {len(ids(sheet))} children, not {len(entitled)}")
                attachments += 1
    return sum(expected.values()), attachments


def main() -> None:
    program, root, date = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve(), sys.argv[3]
    ca_file, context = certificates(root)
    boxes = Mailboxes()
    controller = Controller(
        boxes, hostname="127.0.0.1", port=free_port(), tls_context=context, require_starttls=True,
        authenticator=authenticate, auth_required=True, auth_require_tls=True,
    )
    controller.start()
    try:
        send_through(root, controller.port, ca_file)
        for attempt in ("the run", "the run repeated"):
            subprocess.run([program, "run", *JOBS, "--root", root, "--date", date], check=True)
            messages, attachments = check(root, date, boxes.messages)
            print(f"{attempt}: {messages} messages in {len(boxes.messages)} mailboxes, each once; {attachments} workbooks hold their readers' children")
    finally:
        controller.stop()


def send_through(root: pathlib.Path, port: int, ca_file: pathlib.Path) -> None:
    """Lets the settings of a root send through a mail server of this host."""
    password = root / "smtp-password"
    password.touch(mode=0o600)
    password.write_text(PASSWORD + "\n")
    service = root / "jobs/service.toml"
    service.write_text(service.read_text().replace(
        'transport = "file"',
        f'transport = "smtp"\nhost = "127.0.0.1"\nport = {port}\ntls = "starttls"\nca_file = "{ca_file}"\n'
        f'username = "{USER}"\npassword_file = "smtp-password"',
    ))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


if __name__ == "__main__":
    main()
