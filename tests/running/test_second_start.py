"""What has been changed is there on the next start: nothing is loaded twice, and no login is shown again."""

from tests.running.processes import restart, shell
from tests.site import Site

COUNT = "print([model.objects.count() for model in (Tool, Comparison, Fact, Review, Reviewer, User)])"


def test_second_start_keeps_what_was_changed(ready_site: Site):
    ready_site.start()
    before = shell(ready_site.data_dir, f"{COUNT}; Tool.objects.filter(slug='smolvlm-3b').update(tagline='Changed.')")
    ready_site.stop()

    restart(ready_site)

    assert "Changed." in ready_site.get("/tools/smolvlm-3b").text
    assert shell(ready_site.data_dir, COUNT) == before
    assert "Staff login" not in ready_site.output
    assert "demo data" not in ready_site.output
    assert ready_site.url in ready_site.output


def test_static_files_are_collected_anew_for_another_release_only(ready_site: Site):
    (ready_site.data_dir / "static.release").write_text("another")
    ready_site.start()
    of_another = ready_site.output
    ready_site.stop()

    restart(ready_site)

    assert "Collecting static files" in of_another
    assert "Collecting static files" not in ready_site.output
    assert ready_site.get("/static/css/site.css").status == 200
