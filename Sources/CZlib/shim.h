// SPDX-License-Identifier: Apache-2.0
// Decompression of .gz files, called by InputFiles alone.
#include <zlib.h>
