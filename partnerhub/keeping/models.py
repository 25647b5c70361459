"""What a restored hub knows of having been restored."""

from django.db import models


class Restoration(models.Model):
    """The hub was restored from a backup. `token` is that of the restore: with this row it counts, without it never was."""

    token = models.UUIDField(primary_key=True)
    backup_made_at = models.DateTimeField()
    backup_version = models.CharField(max_length=40)
    restored_at = models.DateTimeField()
    is_noted = models.BooleanField(default=False)  # in the trail of every partner
