// SPDX-License-Identifier: Apache-2.0
// The LAPACK and BLAS prototypes that LinearAlgebra calls; no logic.
#define HAVE_LAPACK_CONFIG_H  // without it the next line is silently ignored
#define LAPACK_COMPLEX_STRUCTURE
#define FORCE_OPENBLAS_COMPLEX_STRUCT
#include <lapacke.h>
#include <cblas-openblas.h>
