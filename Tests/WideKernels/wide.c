// SPDX-License-Identifier: Apache-2.0
#include "WideKernels.h"

#define NAME(kernel) kernel##_wide
#define KERNELS ck_wide
#define KERNELS_NAME "registers of eight without AVX-512"
#define WIDTH 8
#include "../../Sources/CKernels/kernels.inc"
