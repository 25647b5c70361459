"""Finding the texts of templates for the catalogues: `make texts` calls this through `frontend/texts.cfg`."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any, BinaryIO

import django
from babel.messages.extract import extract_python
from django.conf import settings
from django.utils.translation.template import templatize


def from_template(file: BinaryIO, keywords: Any, comment_tags: Any, options: Any) -> Iterator[Any]:
    """Yield each text of a page's template as the extractor wants it: line, function, texts, comments.

    The framework turns a template into calls in Python; blanks before them mean nothing and would be read as indents.
    """
    if not settings.configured:
        settings.configure()
        django.setup()
    calls = "\n".join(line.lstrip() for line in templatize(file.read().decode()).splitlines())
    yield from extract_python(BytesIO(calls.encode()), keywords, comment_tags, options)
