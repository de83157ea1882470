// SPDX-License-Identifier: Apache-2.0
#include <netcdf.h>
#include <netcdf_mem.h>
