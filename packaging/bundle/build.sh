#!/bin/sh
# Makes the bundle: dist/facet-VERSION-SYSTEM-MACHINE/ and its archive. `make bundle` runs this.
# CUDA=1 takes ONNX Runtime's CUDA and TensorRT parts along, and with them 300 MB; FOLDER_ONLY=1 makes no archive.
set -eu
cd "$(dirname "$0")/../.."
venv=.venv-bundle
suffix=
if [ "${CUDA:-}" = 1 ]; then
    venv=.venv-bundle-cuda
    suffix=-cuda
    VENV=$venv packaging/set_up.sh bundle
    mkdir -p build/bundle
    sed -n '/^onnxruntime-gpu==/,/[^\\]$/p' packaging/requirements/base.txt > build/bundle/onnxruntime-gpu.txt
    "$venv/bin/uv" pip uninstall --quiet --python "$venv/bin/python" onnxruntime
    "$venv/bin/uv" pip install --quiet --python "$venv/bin/python" --no-deps --require-hashes \
        -r build/bundle/onnxruntime-gpu.txt
fi
python=$venv/bin/python
FACET_BUNDLE_CUDA=${CUDA:-} "$python" -m PyInstaller --noconfirm --log-level "${LOG_LEVEL:-ERROR}" \
    --distpath build/bundle/made --workpath build/bundle/work packaging/bundle/facet.spec
"$python" packaging/bundle/archive.py build/bundle/made dist --suffix "$suffix" ${FOLDER_ONLY:+--folder-only}
