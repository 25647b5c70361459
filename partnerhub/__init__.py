"""Partner Hub: what resellers of communication services run their business on."""

__version__ = "0.1.0"
