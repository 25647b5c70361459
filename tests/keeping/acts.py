"""`python -m tests.keeping.acts ACT`: acts in the data folder that HUB_HOME names, which no command does by itself."""

import os
import sys
import uuid

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partnerhub.config.settings")

SECRET_SUBJECT, SECRET_SESSION = "zqhushhushhush", "zqsessionkeyzqsessionkeyzqsessio"


def fill() -> None:
    """Have something in every corner: an upload, texts of one's own, a help desk, a mail that waits, a session."""
    from datetime import timedelta

    from django.contrib.sessions.models import Session
    from django.core.files.base import ContentFile

    from partnerhub.guidance.desk import Desk, change_desk
    from partnerhub.guidance.services import save_resource
    from partnerhub.guidance.writing import ResourceText
    from partnerhub.jobs import mail
    from partnerhub.jobs.worker import run_all
    from partnerhub.kit import clock
    from partnerhub.pipeline import uploads
    from partnerhub.pipeline.ingest.prepare import Options
    from partnerhub.portfolio.tags import create_tag
    from partnerhub.tenancy.selectors import partners
    from partnerhub.tenancy.services import make_link

    scope = system(partners()[0])
    file = ContentFile(b"customer_id,name\nUP-1,Sent from a page\n", name="sent.csv")
    run = uploads.take_upload(scope, [file], Options())
    run_all()
    uploads.ask_for_commit(scope, run)
    run_all()
    save_resource(scope, ResourceText("ours", "sv", "Vår egen", "", "Något att läsa."), based_on=0)
    change_desk(scope, Desk(0, "Ours", email="desk@desk.example"))
    create_tag(scope, label="keep", description="Ö, “quotes”, 東京")
    make_link(scope, None)
    mail.post("ada@acme.example", SECRET_SUBJECT, SECRET_SUBJECT)
    ends = clock.now() + timedelta(days=1)
    Session.objects.create(session_key=SECRET_SESSION, session_data="x", expire_date=ends)


def go_on_writing() -> None:
    """Make one tag after the other, each an act of its own with its entry, until killed; say each time how many."""
    from partnerhub.portfolio.tags import create_tag
    from partnerhub.tenancy.selectors import partners

    scope = system(partners()[0])
    for number in range(100_000):
        create_tag(scope, label=uuid.uuid4().hex[:20], description=str(number))
        sys.stdout.write(f"{number + 1}\n")
        sys.stdout.flush()


def night() -> None:
    """Do what the schedule does at night about backups."""
    from partnerhub.jobs.worker import run_all
    from partnerhub.keeping.tasks import back_up_at_night

    back_up_at_night.enqueue()
    assert run_all() == 1


def answers() -> None:
    """Print every report as the hub answers it."""
    from django.core.management import call_command

    from partnerhub.reports.answer import reports

    for name in reports():
        call_command("report", name)


def system(partner):
    """Return the scope of the hub's own work."""
    from partnerhub.tenancy.scope import Scope

    return Scope.system(partner.id, partner.name, "test")


if __name__ == "__main__":
    import django

    django.setup()
    from partnerhub.config.start import make_ready

    make_ready()
    {"fill": fill, "write": go_on_writing, "night": night, "answers": answers}[sys.argv[1]]()
