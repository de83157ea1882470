// SPDX-License-Identifier: Apache-2.0
// Without the fused multiply-add of the processor this is slow, and right.
#include "CKernels.h"

#define NAME(kernel) kernel##_portable
#define KERNELS ck_portable
#define KERNELS_NAME "portable"
#define WIDTH 2
#include "kernels.inc"
