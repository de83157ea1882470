// SPDX-License-Identifier: Apache-2.0
// The innermost loops of the interior point method on stages in lanes.
//
// A register of eight doubles holds one number of eight consecutive stages; `block` kernels, which
// work inside one matrix, hold eight neighbours of a row in it. Every kernel exists for several
// instruction sets with the same arithmetic in the same order, fused multiply-add included, and so
// with the same bytes; `ck_best` chooses at run time.
//
// Fields of the point, by item: slack to the lower and upper bound, their multipliers. A side
// without a bound has slack 1 and multiplier 0.
#ifndef CKERNELS_H
#define CKERNELS_H

#include <stddef.h>

/// Registers of eight doubles, aligned to 64 bytes.
typedef void ck_lanes;

/// Consecutive columns with the same number of entries in balance and in state rows; -1 where the
/// numbers differ from column to column.
typedef struct {
  ptrdiff_t first, end, balance_entries, state_entries;
} ck_run;

/// Sparse structure of the columns of a stage, the same in every stage.
typedef struct {
  ptrdiff_t run_count;
  const ck_run *runs;
  /// Entries of column j are start[j] ..< start[j + 1].
  const ptrdiff_t *balance_start, *balance_row, *state_start, *state_row;
  const double *balance_value, *state_value;
} ck_columns;

/// Terms of sums of column weights: entry p is the sum over q in start[p] ..< start[p + 1] of
/// value[q] * weight[column[q]].
typedef struct {
  ptrdiff_t count;
  const ptrdiff_t *start, *column;
  const double *value;
} ck_terms;

/// The four fields of a run of items.
typedef struct {
  ck_lanes *lower_slack, *upper_slack, *lower_dual, *upper_dual;
} ck_items;

/// Complementarity aimed at: center - second_order * product of the affine changes.
typedef struct {
  double center, second_order;
} ck_targets;

/// What every pass over the columns of a group needs: fields by column, duals by row.
typedef struct {
  ck_items point;
  const ck_lanes *cost;
  /// Null for a linear program.
  const ck_lanes *curvature;
  const ck_lanes *balance_dual, *state_dual;
  /// Affine step, and the step to `targets`.
  ck_lanes *affine, *step;
  ck_targets targets;
  double proximal;
  ck_lanes *sums;
} ck_pass;

/// For `approach`.
typedef struct {
  /// Whether the point moves first, along `step`.
  int steps;
  double primal_step, dual_step;
  const ck_lanes *width;
  double marked_slope;
  /// Residuals, and the affine right-hand side by row.
  ck_lanes *balance, *state, *right_balance, *right_state;
  /// Weights by column, and the lower triangle of A W A', to be added to; may be null.
  ck_lanes *weight, *triangle;
} ck_approach;

/// For `affine`.
typedef struct {
  const ck_lanes *balance_step, *state_step;
  /// What a unit of center and of second order adds to the right-hand side.
  ck_lanes *center_balance, *center_state, *second_balance, *second_state;
} ck_affine;

typedef struct {
  const char *name;

  // MARK: Items

  /// Moves slacks and multipliers along the direction `step` found for `targets`.
  void (*advance)(
    ptrdiff_t count, ck_items point, const ck_lanes *affine, const ck_lanes *step,
    ck_targets targets, double primal_step, double dual_step);
  /// The same for slacks of rows, whose multipliers have a step of their own.
  void (*advance_rows)(
    ptrdiff_t count, ck_lanes *slack, ck_lanes *dual, const ck_lanes *step,
    const ck_lanes *dual_step, double primal_step, double dual_length);
  /// weight = 1 / (lower_dual / lower_slack + upper_dual / upper_slack + proximal + curvature);
  /// 0 without a lower bound, which all columns and levels have that are not fixed. `curvature` may
  /// be null.
  void (*weigh)(
    ptrdiff_t count, ck_items point, const ck_lanes *curvature, double proximal,
    ck_lanes *weight);
  /// What an affine step says: sums[0], sums[1] largest share of a slack and of a multiplier used
  /// up; [2] product, [3] dual change, [4] primal change, [5] bilinear term of complementarity. And
  /// what targets would add to the pull: per unit of center and of second order.
  void (*measure_affine)(
    ptrdiff_t count, ck_items point, const ck_lanes *step, ck_lanes *sums, ck_lanes *per_center,
    ck_lanes *per_second_order);
  /// Largest share of a slack (sums[0]) and of a multiplier (sums[1]) used up by a step to targets.
  void (*measure)(
    ptrdiff_t count, ck_items point, const ck_lanes *affine, const ck_lanes *step,
    ck_targets targets, ck_lanes *sums);
  /// sums[0] becomes the largest |first * second| if that is larger.
  void (*largest_product)(
    ptrdiff_t count, const ck_lanes *first, const ck_lanes *second, ck_lanes *sums);
  /// The same as `measure` for rows, whose multipliers have a step of their own.
  void (*measure_rows)(
    ptrdiff_t count, const ck_lanes *slack, const ck_lanes *dual, const ck_lanes *step,
    const ck_lanes *dual_step, ck_lanes *sums);
  /// pull = gradient + lower target / lower slack - upper target / upper slack.
  void (*aim)(
    ptrdiff_t count, ck_items point, const ck_lanes *affine, const ck_lanes *gradient,
    ck_targets targets, ck_lanes *pull);

  /// Steps of rows. `step` holds what the network columns' steps leave of the residuals, and becomes
  /// the slacks' step, which may differ from that by softness * the multipliers' step:
  /// dual_step = (target - dual (slack + left)) / (slack + softness dual).
  void (*aim_rows)(
    ptrdiff_t count, const ck_lanes *slack, const ck_lanes *dual, const ck_lanes *affine,
    ck_targets targets, double softness, ck_lanes *step, ck_lanes *dual_step);

  // MARK: Columns

  /// Residuals lose what the columns supply; gradient is minus the reduced cost. sums[0] primal
  /// objective, [1] dual objective, [2] complementarity, [4] stationarity of columns whose slope
  /// over the width exceeds `marked_slope`. `curvature` may be null.
  void (*evaluate)(
    const ck_columns *columns, ck_items point, const ck_lanes *cost, const ck_lanes *curvature,
    const ck_lanes *width, double marked_slope, const ck_lanes *balance_dual,
    const ck_lanes *state_dual, ck_lanes *balance, ck_lanes *state, ck_lanes *gradient,
    ck_lanes *sums);
  /// Minus the reduced cost alone, with the bits of `evaluate`.
  void (*gradient)(
    const ck_columns *columns, const ck_lanes *lower_slack, const ck_lanes *lower_dual,
    const ck_lanes *cost, const ck_lanes *curvature, const ck_lanes *balance_dual,
    const ck_lanes *state_dual, ck_lanes *gradient);
  /// balance -= A (weight * pull), state += G (weight * pull); a null weight stands for 1.
  void (*scatter)(
    const ck_columns *columns, const ck_lanes *weight, const ck_lanes *pull, ck_lanes *balance,
    ck_lanes *state);
  /// step = weight * (pull + A' balance_step - G' state_step); a null pull stands for 0.
  void (*gather)(
    const ck_columns *columns, const ck_lanes *weight, const ck_lanes *pull,
    const ck_lanes *balance_step, const ck_lanes *state_step, ck_lanes *step);
  /// Lower triangle of A W A' row by row, added to `triangle`.
  void (*normal)(const ck_columns *columns, const ck_lanes *weight, ck_lanes *triangle);
  /// Sums of weights.
  void (*terms)(const ck_terms *terms, const ck_lanes *weight, ck_lanes *result);

  // MARK: Columns, several steps in one pass while they are in the first cache

  /// advance, evaluate, weigh, scatter (weight * gradient) to the right-hand side, normal.
  void (*approach)(const ck_columns *columns, const ck_pass *pass, const ck_approach *approach);
  /// gradient, weigh, gather to `affine`, measure_affine, scatter of what targets add.
  void (*affine)(const ck_columns *columns, const ck_pass *pass, const ck_affine *affine);
  /// gradient, weigh, aim, gather to `step`, measure.
  void (*corrected)(
    const ck_columns *columns, const ck_pass *pass, const ck_lanes *balance_step,
    const ck_lanes *state_step);

  // MARK: Matrices in lanes

  /// out[i] = base[i] + sign * sum over k of matrix[i * rows + k] * vector[k].
  void (*multiply)(
    ptrdiff_t columns, ptrdiff_t rows, const ck_lanes *matrix, const ck_lanes *vector, double sign,
    ck_lanes *out);
  /// out[k] += sign * sum over i of matrix[i * rows + k] * vector[i].
  void (*multiply_transposed)(
    ptrdiff_t columns, ptrdiff_t rows, const ck_lanes *matrix, const ck_lanes *vector, double sign,
    ck_lanes *out);
  /// Triangular factor R (by rows of its transpose, reciprocal diagonal) of
  /// [diag(sqrt(diagonal)); diag(sqrt(row_weight)) factors] by Householder reflections; columns with
  /// moves = 0 drop out. `matrix` and `root` are scratch.
  void (*factor_network)(
    ptrdiff_t columns, ptrdiff_t rows, const ck_lanes *factors, const ck_lanes *row_weight,
    const ck_lanes *diagonal, const ck_lanes *moves, ck_lanes *root, ck_lanes *matrix,
    ck_lanes *triangle);
  /// Cholesky factor in place, reciprocal diagonal.
  void (*factor)(ptrdiff_t order, ck_lanes *triangle);
  void (*solve_forward)(ptrdiff_t order, const ck_lanes *triangle, ck_lanes *vector);
  void (*solve_backward)(ptrdiff_t order, const ck_lanes *triangle, ck_lanes *vector);
  /// Full inverse (order x order) from the factor; scratch has room for `order` rows of
  /// the order rounded up to a multiple of four.
  void (*invert)(
    ptrdiff_t order, const ck_lanes *triangle, ck_lanes *scratch, ck_lanes *inverse);
  /// triangle[row[a], row[b]] += dot of rows a and b of `matrix` (count x length).
  void (*add_gram)(
    ptrdiff_t count, ptrdiff_t length, const ck_lanes *matrix, const ptrdiff_t *row,
    ck_lanes *triangle);
  /// Lower triangle of -C' inverse C by state; C's entries of state s are start[s] ..< start[s + 1].
  void (*eliminate)(
    ptrdiff_t states, ptrdiff_t order, const ptrdiff_t *start, const ptrdiff_t *row,
    const ck_lanes *coupling, const ck_lanes *inverse, ck_lanes *block);

  // MARK: Blocks of single stages: rows of `registers` registers, in number the order rounded up to
  // a multiple of four, padding zero

  /// Lower triangles of eight stages, one in each lane, to rows of a block for each stage.
  void (*block_unpack)(
    ptrdiff_t order, ptrdiff_t registers, const ck_lanes *triangle, ck_lanes *blocks);
  /// Inverse of a symmetric positive definite block in place, in full; only the lower triangle is
  /// read. Scratch has room for 14 rows and 2 registers.
  void (*block_invert)(ptrdiff_t order, ptrdiff_t registers, ck_lanes *block, ck_lanes *scratch);
  /// block -= diag(side) inverse diag(side), lower triangle; spoils what is above it.
  void (*block_link)(
    ptrdiff_t order, ptrdiff_t registers, const ck_lanes *inverse, const ck_lanes *side,
    ck_lanes *block);
  /// Copies the lower triangle to the upper one and clears the padding.
  void (*block_mirror)(ptrdiff_t order, ptrdiff_t registers, ck_lanes *block);
  /// out[i] = sum over j of first[i, j] * second[i, j].
  void (*block_row_products)(
    ptrdiff_t order, ptrdiff_t registers, const ck_lanes *first, const ck_lanes *second,
    double *out);
  /// out = block * vector, symmetric.
  void (*block_multiply)(
    ptrdiff_t order, ptrdiff_t registers, const ck_lanes *block, const ck_lanes *vector,
    ck_lanes *out);
} ck_kernels;

/// The fastest kernels this processor can run.
const ck_kernels *ck_best(void);
/// Kernels number `index` that this processor can run, fastest first; null past the last.
const ck_kernels *ck_available(ptrdiff_t index);

#endif
