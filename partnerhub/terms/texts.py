"""The languages that the hub speaks. Texts are marked where they are declared; the doors translate them for the reader."""

LANGUAGES = {"en": "English", "sv": "Svenska"}  # each in its own words; the first where nobody says anything else


def mark(text: str) -> str:
    """Return the text itself. Its presence tells the extractor that doors translate this text."""
    return text
