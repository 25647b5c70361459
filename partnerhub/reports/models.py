"""What the overview remembers of its readers."""

from django.db import models


class Habit(models.Model):
    """How somebody uses the overview of a partner: whether their day begins there, this visit and the one before."""

    partner = models.ForeignKey("tenancy.Organization", models.CASCADE, related_name="+")
    person = models.ForeignKey("tenancy.Person", models.CASCADE, related_name="+")
    begins_here = models.BooleanField(default=False)
    seen_at = models.DateTimeField(null=True)  # about when they were here last, in this visit
    before_at = models.DateTimeField(null=True)  # when the visit before ended

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partner", "person"], name="habits_are_had_once"),
        ]
