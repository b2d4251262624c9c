#!/bin/sh
# Starts the long pre-training, or continues it. PYTHON names an interpreter with a current PyTorch;
# what is said after that goes to `pretraining.pretrain`.
set -eu
cd "$(dirname "$0")/.."
export OMP_NUM_THREADS=1 OMP_WAIT_POLICY=PASSIVE
export GLIBC_TUNABLES=glibc.malloc.mmap_max=0:glibc.malloc.trim_threshold=8000000000:glibc.malloc.top_pad=268435456:glibc.malloc.hugetlb=1:glibc.malloc.arena_max=1
exec nice -n 19 "${PYTHON:-$HOME/pretraining/bin/python}" -m pretraining.pretrain pretraining/runs/compact-3.toml "$@"
