// SPDX-License-Identifier: Apache-2.0
#include "CKernels.h"

#if defined(__x86_64__)
#pragma clang attribute push( \
  __attribute__((target("avx512f,avx512dq,avx512vl,avx2,fma"))), apply_to = function)
#define NAME(kernel) kernel##_avx512
#define KERNELS ck_avx512
#define KERNELS_NAME "AVX-512"
#define WIDTH 8
#include "kernels.inc"
#pragma clang attribute pop
#endif
