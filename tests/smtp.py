"""A real mail server on the loopback address, which refuses what it is told to and remembers what it has taken.

In a thread of the tests, or for benches and kills in a process of its own: `python -m tests.smtp FILE`.
"""

import argparse
import asyncio
import contextlib
import logging
import subprocess
import sys
import threading
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from types import SimpleNamespace, TracebackType
from typing import IO, Self

from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import connection

from tests.site import ROOT

logging.getLogger("mail.log").setLevel(logging.WARNING)  # of aiosmtpd

HOST = "127.0.0.1"
HANG_UP = "hang up"  # instead of an answer; at DATA once it has the message
SECONDS_TO_WAIT = 60.0


@dataclass(frozen=True)
class Rule:
    """What is answered to some recipients instead of taking their mail, for so many times each.

    `to` names one of them; `percent` is a share of all, by a hash of the address, and so the same in each run.
    """

    answer: str
    to: str = ""
    percent: range = range(100)
    at: str = "RCPT"
    times: int = sys.maxsize

    def is_for(self, address: str) -> bool:
        return address == self.to if self.to else zlib.crc32(address.encode()) % 100 in self.percent


@dataclass(frozen=True)
class Mail:
    """One message that was taken, and for whom."""

    to: str
    content: bytes

    @property
    def message(self) -> EmailMessage:
        """It as a mail program reads it."""
        return message_from_bytes(self.content, policy=default)


class MailServer:
    """Runs for the length of a `with` block. Its rules may change meanwhile; `do` happens once a mail is taken.

    It takes `pace` seconds to say that it has a mail. With a `record` it writes down for whom each was, and drops it.
    """

    def __init__(
        self, *rules: Rule, port: int = 0, utf8: bool = True, pace: float = 0, record: IO[str] | None = None
    ) -> None:
        self.rules, self.port, self.utf8, self.pace, self.record = list(rules), port, utf8, pace, record
        self.taken: list[Mail] = []
        self.sessions = 0
        self.do: Callable[[Mail], object] | None = None
        self._refused: Counter[tuple[Rule, str]] = Counter()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)

    @property
    def url(self) -> str:
        return f"smtp://{HOST}:{self.port}"

    @property
    def recipients(self) -> list[str]:
        """Whom it has taken mail for, in order."""
        return [mail.to for mail in self.taken]

    def wait_for(self, number: int) -> None:
        """Until it has taken so many mails. Raises AssertionError if it does not in good time."""
        wait_for(lambda: len(self.taken), number)

    def __enter__(self) -> Self:
        self._thread.start()
        listening = self._loop.create_server(self._session, HOST, self.port)
        self._listener = asyncio.run_coroutine_threadsafe(listening, self._loop).result(SECONDS_TO_WAIT)
        self.port = self._listener.sockets[0].getsockname()[1]
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(SECONDS_TO_WAIT)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(SECONDS_TO_WAIT)
        self._loop.close()

    async def _end(self) -> None:
        self._listener.close()
        sessions = asyncio.all_tasks() - {asyncio.current_task()}
        for session in sessions:
            session.cancel()
        await asyncio.gather(*sessions, return_exceptions=True)

    def _session(self) -> SMTP:
        self.sessions += 1
        hooks = SimpleNamespace(handle_MAIL=self._on_sender, handle_RCPT=self._on_recipient, handle_DATA=self._on_data)
        return SMTP(hooks, enable_SMTPUTF8=self.utf8, hostname="localhost", loop=self._loop)

    async def _on_sender(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Sequence[str]
    ) -> str:
        if refusal := self._refusal("MAIL", address, server):
            return refusal
        envelope.mail_from = address
        return "250 OK"

    async def _on_recipient(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Sequence[str]
    ) -> str:
        if refusal := self._refusal("RCPT", address, server):
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def _on_data(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        (address,) = envelope.rcpt_tos
        refusal = self._refusal("DATA", address, server)
        if refusal and refusal != HANG_UP:
            return refusal
        assert isinstance(envelope.content, bytes)
        mail = Mail(address, envelope.content)
        if self.record:
            self.record.write(f"{address}\n")
            self.record.flush()
        else:
            self.taken.append(mail)
        await asyncio.sleep(self.pace)
        if self.do:
            await asyncio.to_thread(_happen, self.do, mail)
        return "250 OK"

    def _refusal(self, at: str, address: str, server: SMTP) -> str:
        for rule in self.rules:
            if rule.at == at and rule.is_for(address) and self._refused[rule, address] < rule.times:
                self._refused[rule, address] += 1
                if rule.answer == HANG_UP:
                    server.transport.abort()
                return rule.answer
        return ""


def _happen(do: Callable[[Mail], object], mail: Mail) -> None:
    try:
        do(mail)
    finally:
        connection.close()


class MailServerProcess:
    """The server in a process of its own, so that it shares nothing with who sends to it but the machine."""

    def __init__(self, record: IO[str], process: subprocess.Popen[str]) -> None:
        self.url = f"smtp://{HOST}:{process.stdout.readline().strip()}"
        self.counts: Counter[str] = Counter()
        self._record = record
        self._half_written = ""

    def count(self) -> int:
        """How many mails it has taken up to now; `counts` then says how many of them for whom."""
        *lines, self._half_written = (self._half_written + self._record.read()).split("\n")
        self.counts.update(lines)
        return self.counts.total()

    def wait_for(self, number: int) -> None:
        """Until it has taken so many mails. Raises AssertionError once none has come for too long."""
        wait_for(self.count, number)


def wait_for(count: Callable[[], int], number: int) -> None:
    """Until `count` has come to `number`. Raises AssertionError once it has stood still for too long."""
    while (before := count()) < number:
        deadline = time.monotonic() + SECONDS_TO_WAIT
        while count() == before:
            assert time.monotonic() < deadline, f"{before} mails came, and not {number}"
            time.sleep(0.005)


@contextlib.contextmanager
def mail_server_process(
    record: Path, *, temporary: int = 0, permanent: int = 0, pace: float = 0
) -> Iterator[MailServerProcess]:
    """A server that refuses so many in a hundred addresses: those at their first try, these for good."""
    record.touch()
    told = [f"--temporary={temporary}", f"--permanent={permanent}", f"--pace={pace}"]
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.smtp", record, *told], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        with record.open() as written:
            yield MailServerProcess(written, process)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def refused_for_good(percent: int) -> Rule:
    """The rule by which so many addresses in a hundred do not exist."""
    return Rule("550 5.1.1 No such mailbox", percent=range(percent))


def refused_once(percent: int) -> Rule:
    """The rule by which so many other addresses in a hundred are refused at their first try."""
    return Rule("450 4.2.1 Try again later", percent=range(100 - percent, 100), times=1)


def main() -> None:
    """Serve until killed. The first line on the standard output is the port."""
    parser = argparse.ArgumentParser()
    parser.add_argument("record", type=Path)
    parser.add_argument("--temporary", type=int)
    parser.add_argument("--permanent", type=int)
    parser.add_argument("--pace", type=float)
    told = parser.parse_args()
    rules = [refused_for_good(told.permanent), refused_once(told.temporary)]
    with told.record.open("a") as record, MailServer(*rules, pace=told.pace, record=record) as server:
        print(server.port, flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
