#!/bin/sh
# Makes the bundle: dist/facet-VERSION-SYSTEM-MACHINE/ and its archive. `make bundle` runs this.
# CUDA=1 takes ONNX Runtime's CUDA and TensorRT parts along; FOLDER_ONLY=1 makes no archive.
set -eu
cd "$(dirname "$0")/../.."
python=.venv/bin/python
suffix=
if [ "${CUDA:-}" = 1 ]; then suffix=-cuda; fi
FACET_BUNDLE_CUDA=${CUDA:-} "$python" -m PyInstaller --noconfirm --log-level "${LOG_LEVEL:-ERROR}" \
    --distpath build/bundle/made --workpath build/bundle/work packaging/bundle/facet.spec
"$python" packaging/bundle/archive.py build/bundle/made dist --suffix "$suffix" ${FOLDER_ONLY:+--folder-only}
