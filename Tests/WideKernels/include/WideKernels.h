// SPDX-License-Identifier: Apache-2.0
// The kernels with registers of eight doubles for any processor.
//
// They are the source that AVX-512 runs, lowered to the instructions there are: so its order of sums
// is tested on processors without AVX-512 too.
#ifndef WIDEKERNELS_H
#define WIDEKERNELS_H

#include "CKernels.h"

extern const ck_kernels ck_wide;

#endif
