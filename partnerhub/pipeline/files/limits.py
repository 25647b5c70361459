"""How much a file may be. Settings of the code, not of a partner: they protect the machine."""

RECORD_FILE_BYTES = 50 * 10**6
ROWS = 1_000_000
UNPACKED_BYTES = 500 * 10**6
RATIO = 200
RATIO_FROM_BYTES = 10**6  # a tiny file may shrink a lot without any harm
CELL = 32_767
FILES = 10_000
SHEET_ROWS, SHEET_COLUMNS = 1_048_576, 16_384  # what a spreadsheet program can hold
