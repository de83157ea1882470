// SPDX-License-Identifier: Apache-2.0
// Calls of the C library that Swift's import of it leaves out.
#ifndef PENTAFLOW_CLINUX_H
#define PENTAFLOW_CLINUX_H

// Exchanges or moves two paths in one step; see renameat2(2). The flag exchanges them.
int renameat2(int old_directory, const char *old_path, int new_directory, const char *new_path,
              unsigned int flags);
static const unsigned int PENTAFLOW_RENAME_EXCHANGE = 1u << 1;

// Gives freed memory back to the system but for `pad` bytes; see malloc_trim(3).
int malloc_trim(__SIZE_TYPE__ pad);

#endif
