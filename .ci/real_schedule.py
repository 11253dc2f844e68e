"""The schedule as it is in life: a job due each minute, a real mail server, the program killed twice and started again.

Arguments: the program, an empty folder, the number of runs to wait for.
"""

import datetime
import pathlib
import random
import re
import sqlite3
import subprocess
import sys
import time

from aiosmtpd.controller import Controller

import real_mail

JOB = 'schedule = "0 * * * * *"\nreports = ["monday-visits", "unseen-children"]\ncatch_up = "1h"\n'


def runs(root: pathlib.Path) -> int:
    ledger = root / "reports/ledger.sqlite"
    if not ledger.exists():
        return 0
    with sqlite3.connect(f"file:{ledger}?mode=ro", uri=True, timeout=10) as read:
        try:
            return read.execute("SELECT count(*) FROM slots WHERE job = 'each-minute' AND state = 'ran'").fetchone()[0]
        except sqlite3.OperationalError:
            return 0


def main() -> None:
    program, root, wanted = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve(), int(sys.argv[3])
    today = datetime.date.today().isoformat()
    subprocess.run([program, "sample", root, "--children", "120", "--date", today], check=True)
    for job in (root / "jobs").glob("*.toml"):
        if job.stem != "service":
            job.unlink()
    (root / "jobs/each-minute.toml").write_text(JOB)
    ca_file, context = real_mail.certificates(root)
    boxes = real_mail.Mailboxes()
    controller = Controller(
        boxes, hostname="127.0.0.1", port=real_mail.free_port(), tls_context=context, require_starttls=True,
        authenticator=real_mail.authenticate, auth_required=True, auth_require_tls=True,
    )
    controller.start()
    real_mail.send_through(root, controller.port, ca_file)
    begin = lambda: subprocess.Popen([program, "schedule", "--root", root])
    kills = sorted(random.sample(range(1, wanted), 2))
    print(f"to be killed after runs {kills}", flush=True)
    child = begin()
    try:
        deadline = time.monotonic() + 60 * (wanted + 4)
        while (done := runs(root)) < wanted:
            if time.monotonic() > deadline or child.poll() is not None:
                sys.exit(f"{done} runs of {wanted}; the schedule's code: {child.poll()}")
            if kills and done >= kills[0]:
                kills.pop(0)
                # In the middle of a run as likely as not: it begins with the minute.
                time.sleep(60 - time.time() % 60 + random.random())
                child.kill()
                child.wait()
                print("killed, and started again", flush=True)
                child = begin()
            time.sleep(1)
    finally:
        child.terminate()
        code = child.wait(timeout=60)
        controller.stop()
    if code != 143:
        sys.exit(f"asked to stop, the schedule ended with {code}")
    for address, messages in boxes.messages.items():
        ids = [re.search(rb"(?im)^message-id: *(\S+)", content).group(1) for content in messages]
        twice = {one for one in ids if ids.count(one) > 1}
        with sqlite3.connect(f"file:{root / 'reports/ledger.sqlite'}?mode=ro", uri=True) as read:
            attempts = dict(read.execute("SELECT '<' || trim(message_id, '<>') || '>', attempts FROM deliveries"))
        # A second copy only where the kill fell between the message and its answer.
        if any(attempts.get(one.decode(), 1) < 2 for one in twice):
            sys.exit("a message came twice")
    print(f"{runs(root)} runs, {sum(map(len, boxes.messages.values()))} messages in {len(boxes.messages)} mailboxes, each once")


if __name__ == "__main__":
    main()
