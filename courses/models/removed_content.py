"""What deleted rows had counted, so that the version of the public pages never falls."""

from django.db import models


class RemovedContent(models.Model):
    """Written by trigger only; see queries.content_version."""

    content_version = models.PositiveBigIntegerField(editable=False)

    class Meta:
        verbose_name = "removed content"
        verbose_name_plural = "removed content"

    def __str__(self):
        return str(self.content_version)
