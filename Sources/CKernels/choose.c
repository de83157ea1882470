// SPDX-License-Identifier: Apache-2.0
#include "CKernels.h"

extern const ck_kernels ck_portable;
#if defined(__x86_64__)
extern const ck_kernels ck_avx2, ck_avx512;
#endif

const ck_kernels *ck_available(ptrdiff_t index) {
  const ck_kernels *found[4] = {0};
  ptrdiff_t count = 0;
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl"))
    found[count++] = &ck_avx512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) found[count++] = &ck_avx2;
#endif
  found[count++] = &ck_portable;
  return index >= 0 && index < count ? found[index] : 0;
}

const ck_kernels *ck_best(void) { return ck_available(0); }
