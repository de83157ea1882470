// SPDX-License-Identifier: Apache-2.0
#include "CKernels.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define NAME(kernel) kernel##_avx2
#define KERNELS ck_avx2
#define KERNELS_NAME "AVX2"
#define WIDTH 4
#include "kernels.inc"
#pragma clang attribute pop
#endif
