"""There is a job for whatever is due, one for when something will be, and never heaps of them."""

from datetime import timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from digest import editions
from digest.models import Edition, Fate, Stage
from digest.sending import BATCH, claim
from digest.tasks import MOST_JOBS, look_around, wake
from tests.at_once import at_once
from tests.digest.mailing import approved, begun, fates, latest, make_due, readers, send_all
from tests.running.processes import wait_until
from tests.smtp import MailServer, Rule

pytestmark = pytest.mark.django_db


def jobs(edition: Edition) -> list[ProcrastinateJob]:
    """The jobs that wait to send something of `edition`."""
    return list(ProcrastinateJob.objects.filter(task_name="digest.send", status="todo", args={"edition": edition.pk}))


def test_there_is_a_job_for_each_batch_and_no_more_for_being_woken_again():
    readers(2 * BATCH + 1)
    edition = begun()

    wake(edition.pk)
    assert len(jobs(edition)) == 3
    wake(edition.pk)
    assert len(jobs(edition)) == 3


def test_there_are_only_so_many_jobs_at_a_time():
    readers(MOST_JOBS * BATCH + 1)
    edition = begun()

    wake(edition.pk)

    assert len(jobs(edition)) == MOST_JOBS


def test_beginning_and_resuming_wake_the_workers(django_capture_on_commit_callbacks):
    readers(1)
    with django_capture_on_commit_callbacks(execute=True):
        edition = begun()
    assert len(jobs(edition)) == 1
    ProcrastinateJob.objects.all()._raw_delete("default")

    editions.pause(edition)
    wake(edition.pk)
    assert jobs(edition) == []
    with django_capture_on_commit_callbacks(execute=True):
        editions.resume(edition)
    assert len(jobs(edition)) == 1


@pytest.mark.django_db(transaction=True)
def test_what_is_not_due_yet_has_one_job_for_that_time(mail_server: MailServer):
    readers(BATCH + 1)
    mail_server.rules = [Rule("450 4.2.1 Try again later", times=1)]
    edition = begun()
    send_all(edition)

    for _ in range(3):
        wake(edition.pk)

    (soonest,) = [job for job in jobs(edition) if job.scheduled_at]
    assert soonest.scheduled_at == edition.deliveries.earliest("due_at").due_at


@pytest.mark.django_db(transaction=True)
def test_what_is_held_has_one_job_for_its_end():
    readers(BATCH + 1)
    edition = begun()
    until = timezone.now() + timedelta(hours=1)
    Edition.objects.filter(pk=edition.pk).update(held_until=until)

    for _ in range(3):
        wake(edition.pk)

    assert [job.scheduled_at for job in jobs(edition) if job.queueing_lock] == [until]


def test_a_sign_up_is_answered_before_the_rest_of_an_edition(client):
    readers(1)
    wake(begun().pk)

    client.post("/digest/sign-up", {"address": "ann@example.org"})

    in_line = ProcrastinateJob.objects.order_by("-priority", "id")
    assert list(in_line.values_list("task_name", flat=True)) == ["digest.answer_sign_up", "digest.send"]


def test_the_last_to_look_finishes_it(mail_server: MailServer):
    readers(2)
    edition = begun()
    send_all(edition)

    wake(edition.pk)

    assert latest(edition).stage == Stage.SENT
    assert jobs(edition) == []


def test_what_others_have_in_their_hands_is_not_finished():
    readers(2)
    edition = begun()
    claim(edition)

    wake(edition.pk)

    assert latest(edition).stage == Stage.SENDING


def test_an_edition_without_a_reader_is_finished_at_once():
    edition = begun()

    wake(edition.pk)

    assert latest(edition).stage == Stage.SENT


def test_looking_around_begins_what_is_due_and_wakes_who_should_send():
    readers(1)
    due, later = approved(), approved()
    editions.approve(later, send_at=timezone.now() + timedelta(hours=1))

    look_around(timestamp=0)

    assert latest(due).stage == Stage.SENDING
    assert latest(later).stage == Stage.APPROVED
    assert len(jobs(due)) == 1


@pytest.mark.django_db(transaction=True)
def test_looking_around_sees_to_what_dead_workers_have_left(mail_server: MailServer):
    readers(1)
    edition = begun()
    at_once([lambda: claim(edition)])

    def is_waiting_again() -> bool:
        look_around(timestamp=0)
        return fates(edition) == {Fate.WAITING: 1}

    wait_until(is_waiting_again, "the database has noticed that the worker is gone")
    assert len(jobs(edition)) == 1
    make_due(edition)
    send_all(edition)
    assert fates(edition) == {Fate.SENT: 1}
