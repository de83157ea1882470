// SPDX-License-Identifier: Apache-2.0
// Sequential Monte Carlo of one zone as one would write it in C: the yardstick of
// `pentaflow bench`'s adequacy figures. Same generator (Philox4x32-10, keyed by unit, sample and
// hour), same sojourns by inversion (one block per outage), same comparison of available power with
// the load of each hour. Input: the unit table and the load series of grids/rts79.
//
// Usage: sequential UNITS.csv LOAD.csv YEARS SEED
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { maximum_units = 1024, maximum_hours = 8784 };

struct unit {
  double mw, rate, inverse_log_running, inverse_log_out;
  uint32_t key0, key1;
};

static struct unit units[maximum_units];
static double load[maximum_hours], change[maximum_hours + 1];
static int unit_count, hour_count;

static inline void philox(uint32_t c[4], uint32_t key0, uint32_t key1) {
  for (int round = 0; round < 10; round++) {
    uint64_t product0 = (uint64_t)0xD2511F53 * c[0];
    uint64_t product1 = (uint64_t)0xCD9E8D57 * c[2];
    uint32_t c1 = c[1], c3 = c[3];
    c[0] = (uint32_t)(product1 >> 32) ^ c1 ^ key0;
    c[1] = (uint32_t)product1;
    c[2] = (uint32_t)(product0 >> 32) ^ c3 ^ key1;
    c[3] = (uint32_t)product0;
    key0 += 0x9E3779B9;
    key1 += 0xBB67AE85;
  }
}

static inline double unit_interval(uint32_t low, uint32_t high) {
  uint64_t bits = ((uint64_t)high << 32 | low) >> 11;
  return ((double)bits + 0.5) * 0x1p-53;
}

static inline int sojourn(uint32_t low, uint32_t high, double inverse_log) {
  double whole = log(unit_interval(low, high)) * inverse_log;
  return whole < hour_count ? 1 + (int)whole : hour_count;
}

/// Adds to `change` what the outages of a unit take and give back.
static void draw_outages(const struct unit *unit, uint32_t sample) {
  uint32_t c[4] = {0, sample, 0, 0};
  philox(c, unit->key0, unit->key1);
  int from = 0;
  if (unit_interval(c[0], c[1]) >= unit->rate)
    from = sojourn(c[2], c[3], unit->inverse_log_running);
  while (from < hour_count) {
    uint32_t d[4] = {(uint32_t)from, sample, 0, 1};
    philox(d, unit->key0, unit->key1);
    int to = from + sojourn(d[0], d[1], unit->inverse_log_out);
    change[from] -= unit->mw;
    change[to < hour_count ? to : hour_count] += unit->mw;
    from = to + sojourn(d[2], d[3], unit->inverse_log_running);
  }
}

static int column(const char *header, const char *name) {
  int index = 0;
  for (const char *at = header;; index++) {
    size_t length = strcspn(at, ",\r\n");
    if (length == strlen(name) && !strncmp(at, name, length)) return index;
    if (at[length] != ',') break;
    at += length + 1;
  }
  fprintf(stderr, "no column %s\n", name);
  exit(65);
}

static double field(const char *line, int index) {
  while (index--) line = strchr(line, ',') + 1;
  return atof(line);
}

static FILE *open_table(const char *path, char *header, int size) {
  FILE *file = fopen(path, "r");
  if (!file || !fgets(header, size, file)) {
    perror(path);
    exit(65);
  }
  return file;
}

static void read_units(const char *path, uint64_t seed) {
  char line[1024];
  FILE *file = open_table(path, line, sizeof line);
  int mw = column(line, "installed_mw"), rate = column(line, "forced_outage_rate");
  int repair = column(line, "mttr_h");
  while (fgets(line, sizeof line, file) && unit_count < maximum_units) {
    struct unit *unit = &units[unit_count];
    unit->mw = field(line, mw);
    unit->rate = field(line, rate);
    double mu = 1 / field(line, repair), lambda = mu * unit->rate / (1 - unit->rate);
    unit->inverse_log_running = 1 / log1p(-lambda);
    unit->inverse_log_out = 1 / log1p(-mu);
    uint32_t c[4] = {(uint32_t)unit_count++, 0, 0, 2};
    philox(c, (uint32_t)seed, (uint32_t)(seed >> 32));
    unit->key0 = c[0];
    unit->key1 = c[1];
  }
  fclose(file);
}

static void read_load(const char *path) {
  char line[1024];
  FILE *file = open_table(path, line, sizeof line);
  while (fgets(line, sizeof line, file) && hour_count < maximum_hours)
    load[hour_count++] = atof(strrchr(line, ',') + 1);
  fclose(file);
}

int main(int argc, char **argv) {
  if (argc != 5) {
    fprintf(stderr, "usage: sequential UNITS.csv LOAD.csv YEARS SEED\n");
    return 64;
  }
  read_units(argv[1], strtoull(argv[4], NULL, 10));
  read_load(argv[2]);
  long years = atol(argv[3]);
  double installed = 0, hours_sum = 0, hours_squares = 0, energy_sum = 0, energy_squares = 0;
  for (int u = 0; u < unit_count; u++) installed += units[u].mw;
  clock_t start = clock();
  for (long year = 0; year < years; year++) {
    memset(change, 0, sizeof change);
    for (int u = 0; u < unit_count; u++) draw_outages(&units[u], (uint32_t)year);
    double available = installed, hours = 0, energy = 0;
    for (int hour = 0; hour < hour_count; hour++) {
      available += change[hour];
      double missing = load[hour] - available;
      if (missing > 1e-3) {
        hours += 1;
        energy += missing;
      }
    }
    hours_sum += hours;
    hours_squares += hours * hours;
    energy_sum += energy;
    energy_squares += energy * energy;
  }
  double seconds = (double)(clock() - start) / CLOCKS_PER_SEC, n = (double)years;
  double lole = hours_sum / n, eens = energy_sum / n;
  printf(
      "{\"cpu_s\": %.6f, \"years\": %ld, \"units\": %d, \"hours\": %d, "
      "\"lole_h_per_yr\": %.6f, \"lole_standard_error\": %.6f, "
      "\"eens_mwh_per_yr\": %.4f, \"eens_standard_error\": %.4f}\n",
      seconds, years, unit_count, hour_count, lole,
      sqrt((hours_squares / n - lole * lole) / n), eens,
      sqrt((energy_squares / n - eens * eens) / n));
}
